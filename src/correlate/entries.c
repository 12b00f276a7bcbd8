/* Timeline entries of findings, in two steps.
 *
 * In the stream, occurrences fall into cells: one per signature, stream and stretch of
 * INCIDENT_FOLD_US of time. When there are more than CELLS_MAX, stretches become twice as long,
 * four times; from then on streams are not told apart either, and stretches go on to double (see
 * parts.h for why the result does not depend on the order of events).
 *
 * At the end, cells of one signature and stream that are no further apart than INCIDENT_FOLD_US
 * become one entry. As a stretch is no longer than that, this is the same as joining single
 * occurrences. While there are too many entries, the distance is doubled, then streams are joined.
 */
#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

#define CELLS_MAX 16384
#define CELLS_FIRST_SLOTS 256 /* power of two */
/* Steps at which streams are still told apart: stretches of 5 to 80 minutes. */
#define STREAM_LEVELS 5
/* At this step a stretch would be longer than all of time; INCIDENT_FOLD_US times two to this power
 * still fits. */
#define LEVEL_MAX 34

struct entry_cell {
    struct timeline_entry entry;
    int64_t stretch;
};

void entries_init(struct entries *e)
{
    *e = (struct entries){ 0 };
}

void entries_release(struct entries *e)
{
    alloc_free(e->cells);
    alloc_free(e->slots);
}

static int64_t stretch_of(uint32_t level, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE || level >= LEVEL_MAX)
        return time_us == TIMESTAMP_NONE ? TIMESTAMP_NONE : 0;
    const int64_t length = INCIDENT_FOLD_US << level;
    return time_us / length - (time_us % length < 0);
}

/* The stream as far as it is told apart. Without one, the source stands for it. */
static uint64_t lane_of(uint32_t level, const struct timeline_entry *entry)
{
    if (level >= STREAM_LEVELS)
        return 0;
    return entry->stream == INCIDENT_NONE ? UINT64_C(1) << 32 | entry->source : entry->stream;
}

/* splitmix64's finaliser. Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number
 * Generators, 2014, figure 17. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The slot of the cell that an entry belongs to, or the free one where it should go. */
static uint32_t find_slot(const struct entries *e, const struct timeline_entry *entry,
                          int64_t stretch)
{
    const uint64_t lane = lane_of(e->level, entry);
    uint32_t at =
        (uint32_t)mix(mix(mix(entry->sig) ^ lane) ^ (uint64_t)stretch) & (e->slot_count - 1);
    for (; e->slots[at]; at = (at + 1) & (e->slot_count - 1)) {
        const struct entry_cell *cell = &e->cells[e->slots[at] - 1];
        if (cell->entry.sig == entry->sig && cell->stretch == stretch
            && lane_of(e->level, &cell->entry) == lane)
            break;
    }
    return at;
}

static void merge(struct timeline_entry *to, const struct timeline_entry *from)
{
    const uint64_t count = to->count + from->count;
    const int64_t last_us = to->last_us > from->last_us ? to->last_us : from->last_us;
    const uint32_t stream = to->stream == from->stream ? to->stream : INCIDENT_NONE;
    if (incident_entry_order(from, to) < 0)
        *to = *from;
    to->count = count;
    to->last_us = last_us;
    to->stream = stream;
}

static void make_slots(struct entries *e, uint32_t slot_count)
{
    alloc_free(e->slots);
    e->slot_count = slot_count;
    e->slots = alloc_zeroed(slot_count, sizeof *e->slots);
    for (uint32_t i = 0; i < e->count; i++)
        e->slots[find_slot(e, &e->cells[i].entry, e->cells[i].stretch)] = i + 1;
}

/* One step coarser: cells that fall together are merged in place. */
static void coarsen(struct entries *e)
{
    const uint32_t count = e->count;
    e->level++;
    e->count = 0;
    make_slots(e, e->slot_count);
    for (uint32_t i = 0; i < count; i++) {
        struct entry_cell cell = e->cells[i];
        cell.stretch = stretch_of(e->level, cell.entry.time_us);
        const uint32_t at = find_slot(e, &cell.entry, cell.stretch);
        if (e->slots[at]) {
            merge(&e->cells[e->slots[at] - 1].entry, &cell.entry);
        } else {
            e->cells[e->count++] = cell;
            e->slots[at] = e->count;
        }
    }
}

static void add_entry(struct entries *e, const struct timeline_entry *entry)
{
    if (e->slot_count == 0)
        make_slots(e, CELLS_FIRST_SLOTS);
    for (;;) {
        const int64_t stretch = stretch_of(e->level, entry->time_us);
        const uint32_t at = find_slot(e, entry, stretch);
        if (e->slots[at]) {
            merge(&e->cells[e->slots[at] - 1].entry, entry);
            return;
        }
        if (e->count < CELLS_MAX) {
            e->cells = alloc_grow(e->cells, &e->capacity, e->count + 1, sizeof *e->cells);
            e->cells[e->count++] = (struct entry_cell){ *entry, stretch };
            e->slots[at] = e->count;
            if (e->count > e->slot_count / 2)
                make_slots(e, e->slot_count * 2);
            return;
        }
        if (e->level >= LEVEL_MAX) { /* more signatures than cells */
            e->dropped += entry->count;
            return;
        }
        coarsen(e);
    }
}

void entries_add(struct entries *e, uint32_t sig, const struct occurrence *occ)
{
    const struct timeline_entry entry = {
        .time_us = occ->time_us,
        .last_us = occ->time_us,
        .near_us = occ->near_us,
        .source_name = occ->source_name,
        .sequence = occ->sequence,
        .sig = sig,
        .source = occ->source,
        .stream = occ->stream,
        .line = occ->line,
        .count = 1,
    };
    add_entry(e, &entry);
}

/* Composites still come after this, so cells must be found under the new numbers. */
void entries_renumber(struct entries *e, const uint32_t *to)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (e->cells[i].entry.stream != INCIDENT_NONE)
            e->cells[i].entry.stream = to[e->cells[i].entry.stream];
    if (e->slot_count)
        make_slots(e, e->slot_count);
}

static int order_in_lane(const struct timeline_entry *a, const struct timeline_entry *b,
                         uint32_t level)
{
    if (a->sig != b->sig)
        return a->sig < b->sig ? -1 : 1;
    const uint64_t lane_a = lane_of(level, a), lane_b = lane_of(level, b);
    if (lane_a != lane_b)
        return lane_a < lane_b ? -1 : 1;
    if ((a->time_us == TIMESTAMP_NONE) != (b->time_us == TIMESTAMP_NONE))
        return a->time_us == TIMESTAMP_NONE ? -1 : 1;
    return incident_entry_order(a, b);
}

static int by_lane(const void *a, const void *b)
{
    return order_in_lane(a, b, 0);
}

static int by_signature(const void *a, const void *b)
{
    return order_in_lane(a, b, STREAM_LEVELS);
}

static int by_time(const void *pa, const void *pb)
{
    const struct timeline_entry *a = pa, *b = pb;
    const int order = incident_entry_order(a, b);
    return order != 0 ? order : (a->sig > b->sig) - (a->sig < b->sig);
}

/* Joins neighbours of the same lane that are near each other; the array is sorted by lane. */
static uint32_t fold(struct timeline_entry *items, uint32_t count, int64_t gap_us, uint32_t level)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct timeline_entry *to = n > 0 ? &items[n - 1] : NULL;
        const struct timeline_entry *from = &items[i];
        const bool same = to && to->sig == from->sig
                          && (to->time_us == TIMESTAMP_NONE) == (from->time_us == TIMESTAMP_NONE)
                          && lane_of(level, to) == lane_of(level, from);
        if (same && (to->time_us == TIMESTAMP_NONE || from->time_us - to->last_us <= gap_us))
            merge(to, from);
        else
            items[n++] = *from;
    }
    return n;
}

struct timeline_entry *entries_list(struct entries *e, uint32_t max, struct arena *arena,
                                    struct incident *inc)
{
    struct timeline_entry *items = arena_alloc(arena, e->count * sizeof *items);
    uint32_t n = e->count, level = e->level, doublings = 0;
    for (uint32_t i = 0; i < n; i++)
        items[i] = e->cells[i].entry;
    if (n)
        qsort(items, n, sizeof *items, level < STREAM_LEVELS ? by_lane : by_signature);
    n = fold(items, n, INCIDENT_FOLD_US, level);
    while (n > max && doublings < LEVEL_MAX) {
        doublings++;
        if (level < STREAM_LEVELS && doublings == STREAM_LEVELS) {
            level = STREAM_LEVELS;
            qsort(items, n, sizeof *items, by_signature);
        }
        n = fold(items, n, INCIDENT_FOLD_US << doublings, level);
    }
    if (n)
        qsort(items, n, sizeof *items, by_time);
    for (; n > max; n--)
        e->dropped += items[n - 1].count;
    inc->timeline_count = n;
    inc->timeline_dropped = e->dropped;
    inc->timeline_fold_us = INCIDENT_FOLD_US << (e->level > doublings ? e->level : doublings);
    inc->timeline_merged = level >= STREAM_LEVELS;
    return items;
}
