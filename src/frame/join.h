/* join: makes events of lines, per stream.
 *
 *     join_push(j, &line);                      // any number of times
 *     while (join_next(j, &event, &tag)) …      // events that are complete
 *     join_flush(j);                            // at the end: all that are open
 *
 * Lines of one key (stream, container …) are joined with each other, also where the streams
 * interleave. Bounded: JOIN_OPEN_MAX open events, EVENT_LINES_MAX and EVENT_BYTES_MAX each; past
 * a bound the event is closed and the line begins the next one, so that nothing is lost. */
#ifndef FRAME_JOIN_H
#define FRAME_JOIN_H

#include "frame/event.h"

/* Open events; the one that got no line for longest is closed when there are more. */
#define JOIN_OPEN_MAX 64

/* An event that got no line while this many others came is closed. */
#define JOIN_IDLE_LINES 64

/* … or while the times went on by this much. */
#define JOIN_STALE_US (5 * TIMESTAMP_US_PER_S)

/* Lines continue an event within this time of its line before. */
#define JOIN_GAP_US TIMESTAMP_US_PER_S

/* Longest message that is put together again from pieces (an event of CloudWatch Logs is at most
 * 1 MB), and all text held in open events. */
#define JOIN_PIECES_BYTES_MAX (1024 * 1024)
#define JOIN_OPEN_BYTES_MAX (8 * 1024 * 1024)

/* Longest lead that is kept. */
#define JOIN_LEAD_MAX 1024

struct join_line {
    struct slice text;        /* message part; one line */
    struct slice lead;        /* what stood before it; copied with the first line of an event */
    uint64_t key;             /* hash of the stream */
    const struct event *meta; /* group, stream … for an event that begins here; all copied */
    int64_t time_us;          /* of the transport; TIMESTAMP_NONE: look for one in the text */
    enum level level;         /* of the transport; the text has the first word */
    int tag;                  /* given back with the event */
    bool forced;              /* belongs to the line pushed before, whatever it looks like */
    bool bare;                /* has no prefix, though lines of this source have one */
    bool partial;             /* the text goes on in the next line of this key */
    bool may_end;             /* … unless that is the last one */
    bool continues;           /* the text goes on from the line before of this key */
    size_t raw_bytes;         /* length of the text as it was written; 0: that of text */
    const struct event_line *breaks; /* where in text further lines of the source start */
    size_t break_count;
    bool block;            /* part of a frame around several lines */
    bool head;             /* the text is empty: it begins on the next line */
    int64_t late_us;       /* the time of the event that the line ends; 0: it says none */
    bool follows;          /* adds to the event before of this key */
    uint64_t line, offset; /* position in the source */
    uint64_t end;          /* offset behind the line */
    size_t skip;           /* bytes of the source before text in it, where these are known */
};

struct join;

struct join *join_new(int32_t zone_s);
void join_free(struct join *j);

/* False: a bare line that looks like a record of its own; it has begun an event, but the source
 * seems to have left its transport. */
bool join_push(struct join *j, const struct join_line *line);

/* Is the event of the line pushed last waiting for a JSON value of several lines (the body that
 * `aws logs tail --format json` prints under a header), so that '{' begins no document? */
bool join_wants_body(const struct join *j);

/* The time of the event begun last that had one: dates without year are near it. join_hint sets
 * it before there is one. */
int64_t join_last_time(const struct join *j);
void join_hint(struct join *j, int64_t us);

/* The first time that was taken out of a text and names a zone that several zones share. */
#define JOIN_ZONE_BYTES 8
struct join_zone {
    char name[JOIN_ZONE_BYTES]; /* empty: there was none */
    uint64_t line, offset;
};
const struct join_zone *join_open_zone(const struct join *j);

void join_flush(struct join *j);

/* Lines that stand alone (trace_stands_alone) need not be pushed: each is an event by itself, where
 * no line of the same key that does not stand alone comes within JOIN_REACH lines behind it.
 *
 * join_is_settled: the events that are open would be closed by such a line of their key.
 * join_has_open: there is an open event of this key, which other lines may continue. */
#define JOIN_REACH (JOIN_IDLE_LINES + 1)
bool join_holds(const struct join *j); /* events that join_next has not given */
bool join_is_settled(const struct join *j);
bool join_has_open(const struct join *j, uint64_t key);

/* The i-th open event, from 0, as it is so far: its message, offset and length; false past the
 * last.
 */
bool join_open_event(const struct join *j, size_t i, struct event *event);

/* Pieces put to the piece before them; pieces whose other end was not found. */
struct join_counts {
    uint64_t rejoined, unrejoinable;
};
struct join_counts join_counted(const struct join *j);

/* The next complete event, in the order in which they were closed: that of the source, but for
 * streams that interleave, where the bounds above limit the disorder. It borrows from j until the
 * next call of any function. */
bool join_next(struct join *j, struct event *event, int *tag);

#endif
