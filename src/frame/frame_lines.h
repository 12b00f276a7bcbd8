/* frame_lines: the text half of the framer. Internal to frame/.
 *
 * Reads lines, takes off the transport prefix (line.h), finds level and inner time, and joins the
 * lines of one logical event (join.h), per stream, also where streams interleave. */
#ifndef FRAME_FRAME_LINES_H
#define FRAME_FRAME_LINES_H

#include "frame/bulk.h"
#include "frame/framer.h"

struct frame_lines;

/* A time later than latest_us is none. */
struct frame_lines *frame_lines_new(struct source *src, const struct framer_options *opts,
                                    int64_t latest_us);
void frame_lines_free(struct frame_lines *f);

/* The next event. STATUS_END at the end of the source and, after all open events have been given,
 * before a line at which a JSON document begins (frame_docs_begin): the framer then lets the
 * document framer read. */
enum status frame_lines_next(struct frame_lines *f, struct event *event);

/* See framer_settle and framer_open_event. */
bool frame_lines_settle(struct frame_lines *f, struct event *event);
bool frame_lines_open_event(const struct frame_lines *f, size_t i, struct event *event);

/* The next events as a run, if they are whole lines and nothing is open that must be given first.
 */
bool frame_lines_bulk(struct frame_lines *f, struct event_bulk *out);
void frame_lines_bulk_leave(struct frame_lines *f);

/* Documents come: no runs of lines for a while. */
void frame_lines_rest(struct frame_lines *f);

/* The event of a line of the run, with its level. */
void frame_lines_bulk_event(const struct frame_lines *f, const struct event_bulk *bulk, size_t i,
                            struct event_line *place, struct event *event);

/* See framer.h. */
bool frame_lines_are_loose(const struct frame_lines *f);
bool frame_lines_next_before(struct frame_lines *f, uint64_t offset, struct event *event);
bool frame_lines_drain(struct frame_lines *f, struct event *event);
void frame_lines_look(struct frame_lines *f, struct slice line, struct framer_look *look);

/* Counted so far. */
struct framer_counts frame_lines_counts(const struct frame_lines *f);

/* Events given per shape, for the name of the format: index as in line_shape_table, the last one
 * + 1 for lines without any prefix. */
const char *frame_lines_format(const struct frame_lines *f, uint64_t *events);

/* Bytes of the source stepped over so far, by what became of them. */
struct framer_ledger frame_lines_ledger(const struct frame_lines *f);

#endif
