#include "cli/part_lines.h"

#include "base/alloc.h"

#include <stdlib.h>

void part_lines_release(struct part_lines *p)
{
    alloc_free(p->items);
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
    for (size_t k = 0; k < hit_count; k++) {
        p->items = alloc_grow(p->items, &p->capacity, p->count + 1, sizeof *p->items);
        p->items[p->count++] = (struct part_line){ time_us, hits[k].sig, (uint32_t)i };
    }
}

/* By part, then in the order of occurrences of one source. */
static int by_order(const void *pa, const void *pb)
{
    const struct part_line *a = pa, *b = pb;
    if (a->sig != b->sig)
        return a->sig < b->sig ? -1 : 1;
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

void part_lines_end(struct part_lines *p, struct correlate *correlate, uint32_t source,
                    uint64_t number, const struct framer *framer, const struct event_bulk *bulk,
                    struct matcher *matcher)
{
    if (p->count > 1)
        qsort(p->items, p->count, sizeof *p->items, by_order);
    for (size_t i = 0; i < p->count; i++) {
        const struct part_line *one = &p->items[i];
        const size_t last = i + INCIDENT_SAMPLES_LAST;
        const bool is_late = last >= p->count || p->items[last].sig != one->sig;
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
}
