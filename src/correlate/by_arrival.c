#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

#define NO_LINK UINT32_MAX

static void add_link(struct by_arrival *b, uint32_t sig, uint32_t slot, uint64_t terms,
                     uint64_t absences)
{
    b->links = alloc_grow(b->links, &b->link_capacity, b->link_count + 1, sizeof *b->links);
    b->links[b->link_count] = (struct arrival_link){ b->first[sig], slot, terms, absences };
    b->first[sig] = b->link_count++;
}

static bool is_by_arrival(const struct sigset *set, uint32_t sig)
{
    return set->items[sig].composite.type != SIG_SIMPLE && set->items[sig].composite.is_by_arrival;
}

void by_arrival_init(struct by_arrival *b, const struct sigset *set)
{
    *b = (struct by_arrival){ .set = set };
    for (uint32_t i = 0; i < set->count; i++)
        b->count += is_by_arrival(set, i);
    if (b->count == 0)
        return;
    b->slots = alloc_zeroed(b->count, sizeof *b->slots);
    b->first = alloc_bytes(set->count * sizeof *b->first);
    for (uint32_t i = 0; i < set->count; i++)
        b->first[i] = NO_LINK;
    uint32_t slot = b->count;
    for (uint32_t i = set->count; i-- > 0;) { /* links are put in front of those that are there */
        const struct sig_composite *c = &set->items[i].composite;
        if (!is_by_arrival(set, i))
            continue;
        arrivals_init(&b->slots[--slot].arrivals, b->count);
        b->slots[slot].sig = i;
        for (uint32_t k = 0; k < c->term_count; k++)
            add_link(b, c->terms[k].sig, slot, UINT64_C(1) << k, 0);
        for (uint32_t k = 0; k < c->absence_count; k++)
            add_link(b, c->absences[k].sig, slot, 0, UINT64_C(1) << k);
    }
}

void by_arrival_release(struct by_arrival *b)
{
    for (uint32_t i = 0; i < b->count; i++)
        arrivals_release(&b->slots[i].arrivals);
    alloc_free(b->slots);
    alloc_free(b->marks);
    alloc_free(b->first);
    alloc_free(b->links);
    alloc_free(b->own);
}

/* An event without time stands at that of the one before it; a state of no moment has none. */
static int64_t time_of(const struct event *event, const struct occurrence_place *place)
{
    if (event->time_us != TIMESTAMP_NONE)
        return event->time_us;
    return place->near_us == INT64_MAX ? TIMESTAMP_NONE : place->near_us;
}

static int by_slot(const void *pa, const void *pb)
{
    const struct arrival_mark *a = pa, *b = pb;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* What composites the hits are of, and on which lines; returns how many marks there are. Those of
 * one hit are in order. */
static size_t mark(struct by_arrival *b, const struct hit *hits, size_t hit_count)
{
    size_t n = 0;
    for (size_t i = 0; i < hit_count; i++)
        for (uint32_t k = b->first[hits[i].sig]; k != NO_LINK; k = b->links[k].next) {
            const struct arrival_link *link = &b->links[k];
            b->marks = alloc_grow(b->marks, &b->mark_capacity, n + 1, sizeof *b->marks);
            b->marks[n++] = (struct arrival_mark){ link->slot, hits[i].source_line, link->terms,
                                                   link->absences };
        }
    if (n > 1 && hit_count > 1)
        qsort(b->marks, n, sizeof *b->marks, by_slot);
    return n;
}

void by_arrival_note(struct by_arrival *b, const struct event *event,
                     const struct occurrence_place *place, const struct hit *hits, size_t hit_count)
{
    if (b->count == 0)
        return;
    const size_t n = mark(b, hits, hit_count);
    const int64_t time_us = n > 0 ? time_of(event, place) : 0;
    for (size_t i = 0; i < n;) {
        struct arrival one = {
            .first_us = time_us,
            .last_us = time_us,
            .source_name = place->source_name,
            .sequence = place->sequence,
            .line = b->marks[i].line,
            .count = 1,
        };
        const uint32_t slot = b->marks[i].slot;
        for (; i < n && b->marks[i].slot == slot && b->marks[i].line == one.line; i++) {
            one.terms |= b->marks[i].terms;
            one.absences |= b->marks[i].absences;
        }
        arrivals_add(&b->slots[slot].arrivals, &one);
    }
}

static void add_times(struct term_times *t, const struct arrivals *a, uint64_t term,
                      uint64_t absence, struct arena *arena)
{
    if (!t->times)
        t->times = arena_alloc(arena, a->count * sizeof *t->times);
    for (uint32_t i = 0; i < a->count && t->count < a->count; i++) {
        const struct arrival *one = &a->items[i];
        if (one->first_us != TIMESTAMP_NONE && ((one->terms & term) || (one->absences & absence)))
            t->times[t->count++] = (struct term_time){ one->first_us, one->last_us, one->count };
    }
}

const struct term_times *by_arrival_terms(const struct by_arrival *b, uint32_t sig,
                                          struct arena *arena)
{
    struct term_times *terms = arena_zeroed(arena, b->set->count, sizeof *terms);
    const struct sig_composite *c = &b->set->items[sig].composite;
    uint32_t slot = 0;
    while (slot < b->count && b->slots[slot].sig != sig)
        slot++;
    for (uint32_t i = 0; slot < b->count && i < c->term_count; i++)
        add_times(&terms[c->terms[i].sig], &b->slots[slot].arrivals, UINT64_C(1) << i, 0, arena);
    for (uint32_t i = 0; slot < b->count && i < c->absence_count; i++)
        add_times(&terms[c->absences[i].sig], &b->slots[slot].arrivals, 0, UINT64_C(1) << i, arena);
    return terms;
}

const struct hit *by_arrival_own(struct by_arrival *b, const struct hit *hits, size_t *count)
{
    size_t own = 0;
    while (own < *count && !b->set->items[hits[own].sig].is_part)
        own++;
    if (own == *count)
        return hits;
    b->own = alloc_grow(b->own, &b->own_capacity, *count, sizeof *b->own);
    own = 0;
    for (size_t i = 0; i < *count; i++)
        if (!b->set->items[hits[i].sig].is_part)
            b->own[own++] = hits[i];
    *count = own;
    return b->own;
}
