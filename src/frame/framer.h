/* framer: cuts the bytes of a source into events.
 *
 *     struct framer *f = framer_open(src, &opts);
 *     while ((st = framer_next(f, &event, &err)) != STATUS_END)
 *         if (st == STATUS_OK) … use event …;     // SKIP: a warning was given to the source
 *     framer_close(f);
 *
 * Two tables are behind it, one file and one row per format:
 *   - document shapes (doc.h): JSON objects that are records wherever they stand in a
 *     document: a CloudWatch event, an ECS service event, a stack event …
 *   - line shapes (line.h): prefixes of text lines: `aws logs tail`, S3 export …
 * A source is read in segments: where a JSON document begins the document framer reads
 * until it is closed, elsewhere the line framer reads; so a mixed stream just works. */
#ifndef FRAME_FRAMER_H
#define FRAME_FRAMER_H

#include "frame/bulk.h"
#include "frame/event.h"
#include "read/source.h"

struct framer;

struct framer_options {
    int32_t zone_s;           /* for local times without zone: seconds east of UTC */
    const char *input_format; /* force this shape by name; NULL: detect */
    int64_t hint_us; /* dates without year are near it until one with a year comes; 0: unknown */
    int64_t now_us;  /* times more than FRAMER_AHEAD_US later are no times; 0: unknown */
    struct bulk_asker asker; /* what runs of events are asked before they are given */
};

/* How far ahead of now_us a clock may be. */
#define FRAMER_AHEAD_US TIMESTAMP_US_PER_DAY

/* What was put together again, or could not be. */
struct framer_counts {
    uint64_t rejoined;      /* pieces of lines that a log driver had cut, put to the piece before */
    uint64_t unrejoinable;  /* … whose other pieces were not found, or too many */
    uint64_t wrapped_lines; /* lines that a console had broken, put to the line before */
    uint64_t bad_times;     /* events with a time before 1990 or ahead of now: it is not used */
};

/* Where the decoded bytes of the source went: each is counted once, when the framer steps over it,
 * so the four add up to source_offset. */
struct framer_ledger {
    uint64_t events;   /* lines that became part of an event, with prefix and line end; records of
                          documents, from bracket to bracket */
    uint64_t framing;  /* what stands around them: blank lines, heads of tables, the document around
                          records, blocks that a console put in */
    uint64_t rejected; /* records that are damaged or cut off */
    uint64_t over_limit; /* of lines, messages and records that are too long, what was left out */
};

/* Borrows src until framer_close. opts may be NULL. */
struct framer *framer_open(struct source *src, const struct framer_options *opts);
void framer_close(struct framer *f);

/* The next event, in the order of the source (of its last line, where streams interleave).
 * STATUS_OK: *event is filled, valid until the next call. STATUS_SKIP: a record was damaged;
 * it has been reported to the source by source_warn. STATUS_END: no more. */
enum status framer_next(struct framer *f, struct event *event);

/* Gives the events that are begun and may go on with the next bytes, as though the source ended
 * here: *event as from framer_next; false: no more. It reads nothing, so that it may be called
 * while the source waits inside framer_next (source_waiter); but what comes later is cut off from
 * what was given. `culprit watch` calls it in a copy of the process that looks ahead. */
bool framer_settle(struct framer *f, struct event *event);

/* What framer_settle would give: the i-th event of lines, from 0, of which only message, offset and
 * length are set, valid until the next call, false past the last; are there events of documents? */
bool framer_open_event(const struct framer *f, size_t i, struct event *event);
bool framer_holds_records(const struct framer *f);

/* The fast way: where the next events are lines, or records of a list of log events, that are whole
 * events by themselves, gives a run of them, which framer_next would give one by one. False: call
 * framer_next. Of the events only times, messages and names are known; framer_bulk_event makes the
 * event of a line, as framer_next gives it, which borrows from the run and from *place, the
 * caller's. */
bool framer_bulk(struct framer *f, struct event_bulk *bulk);
void framer_bulk_event(const struct framer *f, const struct event_bulk *bulk, size_t i,
                       struct event_line *place, struct event *event);

/* Steps over the run given last, as the next call that reads does; does nothing if there is none.
 */
void framer_bulk_leave(struct framer *f);

/* Its id alone (event.h), if it has one. */
uint64_t framer_bulk_id(const struct framer *f, const struct event_bulk *bulk, size_t i);

/* For readers that step over parts of a text (search/sieve.h). What is stepped over with
 * source_consume is in no ledger. */

/* Are the lines at the present place read one by one, each by what it says itself? Not so within
 * documents and tables, and where a console broke lines. */
bool framer_is_loose(const struct framer *f);

/* As framer_next, but reads no line at or behind `offset`: false if there is no complete event
 * before it, or a document begins there. */
bool framer_next_before(struct framer *f, uint64_t offset, struct event *event);

/* The next event that is complete if no line behind the present place continues it; nothing is
 * read. False: there is none left, and the reader may step to a line that begins an event. */
bool framer_drain(struct framer *f, struct event *event);

struct framer_look {
    bool begins;  /* it begins an event, whatever stands before it, unless trace_takes_any holds
                     for one of the TRACE_TAKES_MAX lines before it; false: that is not certain */
    uint64_t key; /* of its stream: lines of another key do not continue each other */
};

/* Looks at a line, without its end. What events borrow is not valid any more. */
void framer_look(struct framer *f, struct slice line, struct framer_look *look);

/* Name of the format that most records had: "aws-logs-tail", "filter-log-events", …, "text";
 * static. */
const char *framer_format(const struct framer *f);

/* Counted so far. */
struct framer_counts framer_count(const struct framer *f);
struct framer_ledger framer_ledger(const struct framer *f);

/* The records of documents that were found, for `culprit formats FILE`: a row per format, i from 0;
 * false past the end. */
bool framer_record_row(const struct framer *f, size_t i, const char **name, uint64_t *records);

/* Is name a format that framer_options.input_format may hold? */
bool framer_knows_format(const char *name);

/* One line per format for `culprit formats`; i from 0; false past the end. */
bool framer_format_row(size_t i, const char **name, const char **help);

#endif
