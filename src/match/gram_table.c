#include "match/gram_table.h"

#include "base/alloc.h"

#include <string.h>

void gram_table_add(struct gram_table *t, struct gram_entry entry)
{
    t->entries = alloc_grow(t->entries, &t->capacity, t->count + 1, sizeof *t->entries);
    t->entries[t->count++] = entry;
}

/* A counting sort by bucket; entries of a bucket keep their order. */
void gram_table_seal(struct gram_table *t)
{
    if (t->count == 0)
        return;
    unsigned log2 = GRAM_TABLE_LOG2_MIN;
    while (log2 < GRAM_TABLE_LOG2_MAX && ((size_t)1 << log2) < 2 * t->count)
        log2++;
    t->shift = 32 - log2;
    size_t buckets = (size_t)1 << log2;
    t->starts = alloc_zeroed(buckets + 1, sizeof *t->starts);
    for (size_t i = 0; i < t->count; i++)
        t->starts[(gram_hash(t->entries[i].key) >> t->shift) + 1]++;
    for (size_t b = 0; b < buckets; b++)
        t->starts[b + 1] += t->starts[b];
    struct gram_entry *sorted = alloc_zeroed(t->count, sizeof *sorted);
    for (size_t i = t->count; i-- > 0;) { /* fills each bucket from its end */
        uint32_t bucket = gram_hash(t->entries[i].key) >> t->shift;
        sorted[--t->starts[bucket + 1]] = t->entries[i];
    }
    /* Now starts[b + 1] is where bucket b starts. */
    memmove(t->starts, t->starts + 1, buckets * sizeof *t->starts);
    t->starts[buckets] = (uint32_t)t->count;
    alloc_free(t->entries);
    t->entries = sorted;
}

void gram_table_release(struct gram_table *t)
{
    alloc_free(t->entries);
    alloc_free(t->starts);
    *t = (struct gram_table){ 0 };
}
