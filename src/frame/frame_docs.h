/* frame_docs: the document half of the framer. Internal to frame/. See doc.h for how it works. */
#ifndef FRAME_FRAME_DOCS_H
#define FRAME_FRAME_DOCS_H

#include "frame/framer.h"

/* Largest record that is cut out whole and parsed; a larger one is skipped with a warning. */
#define FRAME_DOCS_RECORD_MAX (2 * 1024 * 1024)

struct frame_docs;

struct frame_docs *frame_docs_new(struct source *src, const struct framer_options *opts);
void frame_docs_free(struct frame_docs *f);

/* Does a JSON document that the shapes know begin at these bytes (the start of a line)? Looks for
 * keys of doc shapes and their containers in the first 4 KiB; an NDJSON log line of an application
 * is no document. Also true for a fragment that starts inside a document. */
bool frame_docs_begin(struct slice window);

/* The same over a window that may be short: FRAME_DOCS_UNSURE asks for more bytes. shapes may be
 * NULL: they are then made anew. */
#define FRAME_DOCS_BEGIN_BYTES 4096

enum frame_docs_bid {
    FRAME_DOCS_NO,
    FRAME_DOCS_YES,
    FRAME_DOCS_UNSURE,
};

struct docs_shapes;
enum frame_docs_bid frame_docs_begin_bid(struct slice window, bool at_end,
                                         const struct docs_shapes *shapes);

/* Cheap: could the line begin a JSON document, or go on in one whose head is cut off? s: the line,
 * or as much of it as there is. */
bool frame_docs_may_begin(struct slice s, bool first);

/* Waits for no more bytes than are needed to tell: a pipe may be slow, and compact JSON has no line
 * ends. */
bool frame_docs_begins(struct source *src);

/* The next event of the document at the current position; STATUS_END when the document (and white
 * space behind it) has been consumed, or the source has ended. */
enum status frame_docs_next(struct frame_docs *f, struct event *event);

/* See framer_settle and framer_holds_records. */
bool frame_docs_settle(struct frame_docs *f, struct event *event);
bool frame_docs_holds(const struct frame_docs *f);

/* Runs of records, as framer.h says. A time later than latest_us is none. */
bool frame_docs_bulk(struct frame_docs *f, int64_t latest_us, struct event_bulk *out);
void frame_docs_bulk_event(const struct frame_docs *f, const struct event_bulk *bulk, size_t i,
                           struct event_line *place, struct event *event);
uint64_t frame_docs_bulk_id(const struct frame_docs *f, const struct event_bulk *bulk, size_t i);

/* Records found of each shape: i from 0, a row per format name that has any, in the order of the
 * table; behind them "json" for values without a record that is known. False past the end. */
bool frame_docs_row(const struct frame_docs *f, size_t i, const char **name, uint64_t *records);

/* Bytes of the source given back so far, by what became of them. Right at the end of a document. */
struct framer_ledger frame_docs_ledger(const struct frame_docs *f);

const char *frame_docs_format(const struct frame_docs *f, uint64_t *events);

#endif
