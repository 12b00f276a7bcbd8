/* parts: the tables that correlate.c is made of. Internal to correlate/. */
#ifndef CORRELATE_PARTS_H
#define CORRELATE_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "correlate/incident.h"

/* occurrence.c: one occurrence with memory of its own. */
struct occurrence_slot {
    struct occurrence at; /* text and captures point into bytes */
    char *bytes;
};

struct occurrence_slot *occurrence_slot_new(const struct occurrence *from);
void occurrence_slot_free(struct occurrence_slot *slot);

/* Makes the occurrence of a hit; text and captures borrow from the hit. */
struct occurrence occurrence_of_hit(const struct hit *hit, uint32_t source, uint32_t stream,
                                    uint64_t sequence);
struct occurrence occurrence_of_event(const struct event *event, uint32_t source, uint32_t stream,
                                      uint64_t sequence);

/* samples.c: the first and the last occurrences by order, out of any number. */
struct samples {
    struct occurrence_slot *first[INCIDENT_SAMPLES_FIRST];
    struct occurrence_slot *last[INCIDENT_SAMPLES_LAST];
    uint32_t first_count, last_count;
};

void samples_add(struct samples *s, const struct occurrence *occ);
void samples_release(struct samples *s);

/* Writes both, in order, without repeats, to an array from arena (borrowing texts from s). */
struct occurrence *samples_list(const struct samples *s, struct arena *arena, uint32_t *count);

/* streams.c: what streams there are. */
struct streams {
    struct map keys;
    struct stream_info *items;
    size_t capacity;
    struct arena arena;
    struct buf *scratch;
};

void streams_init(struct streams *s);
void streams_release(struct streams *s);

/* Index of the event's stream, counting the event; INCIDENT_NONE once the table is full. */
uint32_t streams_note(struct streams *s, uint32_t source, const struct event *event);

/* entries.c: timeline entries, repeats folded as they come. */
struct entries {
    struct map open; /* (signature, stream) → newest entry of that pair */
    uint32_t *open_entry;
    size_t open_capacity;
    struct timeline_entry *items;
    size_t capacity;
    uint32_t count;
    uint64_t dropped;
};

void entries_init(struct entries *e);
void entries_release(struct entries *e);
void entries_add(struct entries *e, uint32_t sig, const struct occurrence *occ);
void entries_sort(struct entries *e);

/* templates.c: heavy hitters among error events that nothing claims. */
struct templates {
    struct map keys;
    struct error_template *items;
    struct occurrence_slot **examples;
    size_t capacity, example_capacity;
    uint32_t count;
    uint64_t events;
    struct buf *scratch;
};

void templates_init(struct templates *t);
void templates_release(struct templates *t);
void templates_add(struct templates *t, const struct occurrence *occ);
void templates_sort(struct templates *t);

/* Masks what varies (numbers, ids, addresses, quoted values) in the first line of text. */
void template_mask(struct slice text, struct buf *out);

/* composite.c: occurrences of the terms of composites, and their evaluation at the end. */
#define COMPOSITE_TIMES_MAX 2048

struct term_times {
    int64_t *times; /* ring of the newest; TIMESTAMP_NONE counts as "at an unknown time" */
    size_t capacity;
    uint32_t count, next;
};

struct composite_window {
    int64_t from_us, to_us;
};

void term_times_add(struct term_times *t, int64_t time_us);

/* All windows in which the composite holds, disjoint, in order; at most max. terms[sig] as above.
 */
uint32_t composite_windows(const struct sig_composite *c, const struct term_times *terms,
                           struct composite_window *out, uint32_t max);

#endif
