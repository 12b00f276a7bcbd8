/* bulk: lines that are whole events by themselves, taken many at a time.
 *
 * Nearly every line of a log has the prefix of some line before it, but for the time, and neither
 * continues an event nor is continued by a line behind it. Such lines need not go the long way
 * through line_peel and join: this module finds runs of them. It only ever says what that way would
 * say, too; wherever that is not certain, it leaves the line to it. Internal to frame/, but for
 * struct event_bulk.
 *
 *     bulk_look(b, &state)          // how many lines from here on are whole events?
 *     bulk_take(b, n, &out)         // … as a run
 *     bulk_leave(b)                 // they are behind us
 *
 * What a line is, is decided once: lines looked at and not taken are kept for the next time. */
#ifndef FRAME_BULK_H
#define FRAME_BULK_H

#include "frame/event.h"
#include "frame/join.h"
#include "frame/line_peel.h"
#include "read/source.h"

/* Prefixes known at a time; lines that are looked at ahead. */
#define BULK_PREFIXES_MAX 128
#define BULK_LINES_MAX 2048

/* Longest line that is taken. Below the sizes at which log drivers cut lines. */
#define BULK_LINE_BYTES_MAX 8192

/* Also a record of a document (docs_bulk.h). */
struct bulk_line {
    int64_t time_us;
    uint32_t start, end; /* in bytes: the event, its last byte: of a line the LF */
    uint32_t message, message_end;
    uint32_t number;   /* of a record: its line of the source, from that of lines[0] of the run */
    uint16_t prefix;   /* index of its event in `metas` */
    uint16_t before;   /* bytes before the message that bulk_asker is asked about with it */
    uint8_t kind;      /* enum bulk_kind */
    bool is_text;      /* the message is in `texts`, and counts from its start */
    bool may_be_error; /* level_is_hidden */
    bool may_tell;     /* bulk_asker does not rule it out */
};

/* A run of events of one line each. Valid until the next call of the framer. */
struct event_bulk {
    const char *bytes; /* of the event lines[0].start … */
    uint64_t offset;   /* … where that stands in the source */
    uint64_t line;     /* number of lines[0] */
    const struct bulk_line *lines;
    size_t count;
    const struct event *metas; /* group, stream …, by prefix */
    size_t meta_count;
    const char *texts; /* messages that stand otherwise in the source: with escapes */
    bool are_records;  /* of a document: framer_bulk_id may give something */
};

static inline struct slice event_bulk_message(const struct event_bulk *bulk, size_t i)
{
    const struct bulk_line *line = &bulk->lines[i];
    const char *at = line->is_text ? bulk->texts + line->message
                                   : bulk->bytes + (line->message - bulk->lines[0].start);
    return slice_make(at, line->message_end - line->message);
}

/* What the asker is asked about. */
static inline struct slice event_bulk_asked(const struct event_bulk *bulk, size_t i)
{
    const struct bulk_line *line = &bulk->lines[i];
    const struct slice message = event_bulk_message(bulk, i);
    return slice_make(message.ptr - line->before, message.len + line->before);
}

/* Where the message is said to stand: of a record, where the event begins. */
static inline struct event_line event_bulk_place(const struct event_bulk *bulk, size_t i)
{
    const struct bulk_line *line = &bulk->lines[i];
    const uint32_t at = bulk->are_records ? line->start : line->message;
    return (struct event_line){ .line = bulk->line + (bulk->are_records ? line->number : i),
                                .offset = bulk->offset + (at - bulk->lines[0].start) };
}

/* The whole line, without its LF; not of records. */
static inline struct slice event_bulk_line(const struct event_bulk *bulk, size_t i)
{
    const struct bulk_line *line = &bulk->lines[i];
    return slice_make(bulk->bytes + (line->start - bulk->lines[0].start), line->end - line->start);
}

/* The message with what stands before it in its line (event.lead); a record of a document has
 * nothing there. */
static inline struct slice event_bulk_entry(const struct event_bulk *bulk, size_t i)
{
    return bulk->are_records ? event_bulk_message(bulk, i) : event_bulk_line(bulk, i);
}

/* The event of a line or record, as far as all that are given in runs have it; borrows from the run
 * and from *place. The level is that of the message, else the one that the transport told. */
void bulk_event(const struct event_bulk *bulk, size_t i, int32_t zone_s, struct event_line *place,
                struct event *event);

/* What a later stage wants to know of many messages at once: may they tell something? False is
 * certain. It is asked where they are looked at ahead. NULL: all may. */
struct bulk_asker {
    void (*ask)(void *self, const struct slice *texts, size_t count, bool *may_tell);
    /* How many of the last bytes of the lead, behind a time that it begins with, are to be asked
     * about with the message? Asked once for lines that have the same. NULL: none. */
    size_t (*ask_lead)(void *self, struct slice lead);
    void *self;
};

struct bulk_options {
    struct bulk_asker asker;
    int64_t latest_us; /* a later time is none */
};

struct bulk;

struct bulk *bulk_new(struct source *src, const struct peel *peel, const struct bulk_options *opts);
void bulk_free(struct bulk *b);

/* What the long way knows at the present line. */
struct bulk_state {
    const struct join *join;
    bool bare_continues; /* lines without prefix belong to the one before */
};

/* How many lines, from the present position of the source on, are whole events. May read on. */
size_t bulk_look(struct bulk *b, const struct bulk_state *state);

/* Lines are not to be looked at for a while, documents come. */
void bulk_rest(struct bulk *b);

/* Makes a run of the next `count` lines that bulk_look has found. bulk_leave consumes
 * them, before anything else is done with the source; it does nothing if there is no run. */
void bulk_take(struct bulk *b, size_t count, struct event_bulk *out);
void bulk_leave(struct bulk *b);

/* Fills in may_tell of lines or records, which count from the start of bytes; texts: as in struct
 * event_bulk. */
void bulk_ask(const struct bulk_asker *asker, struct bulk_line *lines, size_t count,
              struct slice bytes, const char *texts);

/* Is the prefix of a line one that a run of lines can have, and its message one that needs no close
 * look? *message: what is behind it; *key: of its stream, as in join.h. */
bool bulk_knows(struct bulk *b, struct slice line, const struct bulk_state *state,
                struct slice *message, uint64_t *key);

/* Adds the lines of a run, at least one, to those counted by their shapes, indices in
 * line_shape_table. */
void bulk_count(const struct bulk *b, const struct event_bulk *run, uint64_t *counts);

/* The shape of a prefix, as index in line_shape_table. */
size_t bulk_shape(const struct bulk *b, uint16_t prefix);

#endif
