#include "cli/part_lines.h"

#include "base/alloc.h"

#include <stdlib.h>

void part_lines_init(struct part_lines *p, const struct sigset *set)
{
    *p = (struct part_lines){ .left = alloc_zeroed(set->count, sizeof *p->left) };
}

void part_lines_release(struct part_lines *p)
{
    alloc_free(p->items);
    alloc_free(p->left);
    *p = (struct part_lines){ 0 };
}

void part_lines_add(struct part_lines *p, struct correlate *correlate, uint32_t source,
                    uint64_t number, const struct event_bulk *bulk, size_t i, struct hit *hits,
                    size_t hit_count)
{
    const int64_t time_us = bulk->lines[i].time_us;
    for (size_t k = 0; k < hit_count; k++)
        hits[k].source_line = event_bulk_place(bulk, i).line;
    correlate_parts(correlate, source, number + i, time_us, hits, hit_count);
    p->went_back = p->went_back || (p->count > 0 && time_us < p->items[p->count - 1].time_us);
    for (size_t k = 0; k < hit_count; k++) {
        p->left[hits[k].sig]++;
        p->items = alloc_grow(p->items, &p->capacity, p->count + 1, sizeof *p->items);
        p->items[p->count++] = (struct part_line){ time_us, hits[k].sig, (uint32_t)i };
    }
}

/* The order of occurrences of one source. */
static int by_order(const void *pa, const void *pb)
{
    const struct part_line *a = pa, *b = pb;
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

void part_lines_end(struct part_lines *p, struct correlate *correlate, uint32_t source,
                    uint64_t number, const struct framer *framer, const struct event_bulk *bulk,
                    struct matcher *matcher)
{
    if (p->went_back)
        qsort(p->items, p->count, sizeof *p->items, by_order);
    for (size_t i = 0; i < p->count; i++) {
        const struct part_line *one = &p->items[i];
        const bool is_late = p->left[one->sig]-- <= INCIDENT_SAMPLES_LAST;
        const uint64_t place = number + one->line;
        if (!is_late && !correlate_wants_part(correlate, source, place, one->sig, one->time_us))
            continue;
        struct event event;
        struct event_line where;
        struct hit hit;
        framer_bulk_event(framer, bulk, one->line, &where, &event);
        if (matcher_part(matcher, one->sig, &event, &hit))
            correlate_part(correlate, source, place, &hit);
    }
    p->count = 0;
    p->went_back = false;
}
