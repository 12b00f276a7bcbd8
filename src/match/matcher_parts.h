/* matcher_parts: what events (matcher.c) and lines that may not become events (matcher_lines.c)
 * share. Internal to match/. */
#ifndef MATCH_MATCHER_PARTS_H
#define MATCH_MATCHER_PARTS_H

#include "base/buf.h"
#include "match/prefilter.h"
#include "match/trial.h"

struct matcher {
    struct trial trial;
    struct prefilter *prefilter;
    uint32_t *hit_at; /* by signature: 1 + index in hits during one event, else 0 */
    bool *dropped;    /* by index in hits */
    struct hit *hits;
    size_t hit_capacity, dropped_capacity;
    bool has_entries; /* some signature is on_entry */
    struct buf entry; /* of the event at hand, where it is not the message */
    uint32_t *candidates;
    size_t candidate_capacity;
    const uint32_t *looked_at; /* patterns that matcher_is_quiet saw last */
    size_t looked_at_count;
};

/* Fills in where the match stands: its line of the message, and the place in the source. */
void matcher_place(struct hit *hit, const struct event *event);

/* The room for one more hit behind `count` of them. */
struct hit *matcher_next_hit(struct matcher *m, size_t count);

/* Makes the entry: what was rendered from JSON is that JSON; else the lines with what stood before
 * them, one behind the other as preq does it. Empty where it is the message itself. */
void matcher_make_entry(struct matcher *m, const struct event *event);

/* Searches the message and, where a signature asks for it, the entry; what is found there is taken
 * for the start of the message. */
enum confirm_result matcher_search_event(struct matcher *m, struct trial_pattern *p,
                                         const struct event *event, struct hit *hit);

#endif
