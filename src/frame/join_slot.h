/* join_slot: an event that is put together, with the memory that it keeps. Internal to join*.c. */
#ifndef FRAME_JOIN_SLOT_H
#define FRAME_JOIN_SLOT_H

#include "base/buf.h"
#include "frame/join.h"
#include "frame/trace.h"

struct join_slot {
    struct join_slot *next; /* in a list */
    uint64_t key, seq;      /* seq: number of the push that came last */
    struct event event;
    struct buf text, meta;
    struct event_line *lines;
    size_t line_capacity;
    struct trace trace;
    int64_t last_time_us;
    int tag;
    bool partial, may_end, blank_pending, body, block;
    size_t piece_bytes; /* of the last line, as it was written */
    size_t sheet;       /* cells of each row of a block that the text is in; 0: it is in none */
    bool sheet_full;    /* its last row is full: the next one goes on */
};

void join_slot_free(struct join_slot *s);
/* A list of them. */
void join_slot_free_all(struct join_slot *s);

/* Begins an event: copies what stands around its text; meta may be NULL. */
void join_slot_keep_meta(struct join_slot *s, const struct event *meta, struct slice lead);

/* Adds a line, or a further piece of the last one, and where it stands in the source. */
void join_slot_add(struct join_slot *s, const struct join_line *line, bool piece);

/* Of the ids of all events that make one. */
void join_slot_mix_id(struct join_slot *s, const struct join_line *line);

#endif
