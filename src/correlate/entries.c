#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Occurrences of one signature in one stream fold into one entry while they are no further apart.
 */
#define FOLD_GAP_US (5 * TIMESTAMP_US_PER_MIN)

void entries_init(struct entries *e)
{
    *e = (struct entries){ 0 };
    map_init(&e->open);
}

void entries_release(struct entries *e)
{
    map_release(&e->open);
    alloc_free(e->open_entry);
    alloc_free(e->items);
}

static bool folds_into(const struct timeline_entry *entry, const struct occurrence *occ, bool full)
{
    if (occ->time_us == TIMESTAMP_NONE || entry->time_us == TIMESTAMP_NONE)
        return occ->time_us == entry->time_us || full;
    return full
           || (occ->time_us >= entry->time_us - FOLD_GAP_US
               && occ->time_us <= entry->last_us + FOLD_GAP_US);
}

static void fold(struct timeline_entry *entry, const struct occurrence *occ)
{
    entry->count++;
    if (occ->time_us == TIMESTAMP_NONE)
        return;
    if (occ->time_us < entry->time_us) {
        entry->time_us = occ->time_us;
        entry->line = occ->line;
        entry->sequence = occ->sequence;
    }
    if (occ->time_us > entry->last_us)
        entry->last_us = occ->time_us;
}

void entries_add(struct entries *e, uint32_t sig, const struct occurrence *occ)
{
    const uint32_t pair[] = { sig, occ->source, occ->stream };
    const struct slice key = slice_make((const char *)pair, sizeof pair);
    const bool full = e->count >= INCIDENT_TIMELINE_MAX;
    uint32_t at = map_get(&e->open, key);
    if (at != MAP_NONE && folds_into(&e->items[e->open_entry[at]], occ, full)) {
        fold(&e->items[e->open_entry[at]], occ);
        return;
    }
    if (full) {
        e->dropped++;
        return;
    }
    at = map_put(&e->open, key, NULL);
    e->open_entry = alloc_grow(e->open_entry, &e->open_capacity, at + 1, sizeof *e->open_entry);
    e->items = alloc_grow(e->items, &e->capacity, e->count + 1, sizeof *e->items);
    e->open_entry[at] = e->count;
    e->items[e->count++] = (struct timeline_entry){
        .time_us = occ->time_us,
        .last_us = occ->time_us,
        .sequence = occ->sequence,
        .sig = sig,
        .source = occ->source,
        .stream = occ->stream,
        .line = occ->line,
        .count = 1,
    };
}

static int entry_order(const void *pa, const void *pb)
{
    const struct timeline_entry *a = pa, *b = pb;
    if (a->time_us != b->time_us) /* TIMESTAMP_NONE is the smallest: undated entries come first */
        return a->time_us < b->time_us ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->sequence != b->sequence)
        return a->sequence < b->sequence ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->sig > b->sig) - (a->sig < b->sig);
}

void entries_sort(struct entries *e)
{
    if (e->count)
        qsort(e->items, e->count, sizeof *e->items, entry_order);
}
