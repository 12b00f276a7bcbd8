/* gram_table: from a short byte string, packed in a word, to the literals that hold it. */
#ifndef MATCH_GRAM_TABLE_H
#define MATCH_GRAM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define GRAM_TABLE_LOG2_MIN 4
#define GRAM_TABLE_LOG2_MAX 16

struct gram_entry {
    uint32_t key;     /* the gram */
    uint32_t literal; /* number of the literal that holds it */
    uint32_t offset;  /* of the gram in the literal, bytes */
};

struct gram_table {
    struct gram_entry *entries; /* once sealed in order of bucket */
    size_t count, capacity;
    uint32_t *starts; /* by bucket: first of its entries; one more at the end */
    unsigned shift;   /* from hash to bucket */
};

void gram_table_add(struct gram_table *t, struct gram_entry entry);

/* Makes the buckets; then nothing may be added. A table without entries stays as it is. */
void gram_table_seal(struct gram_table *t);
void gram_table_release(struct gram_table *t);

/* 2^32 divided by the golden ratio, odd: spreads keys over the high bits. */
#define GRAM_HASH_FACTOR 0x9e3779b1u

static inline uint32_t gram_hash(uint32_t key)
{
    return key * GRAM_HASH_FACTOR;
}

/* The entries among which those of key are; others may be there too. Needs a sealed table with
 * entries. */
static inline const struct gram_entry *gram_table_find(const struct gram_table *t, uint32_t key,
                                                       const struct gram_entry **end)
{
    uint32_t bucket = gram_hash(key) >> t->shift;
    *end = t->entries + t->starts[bucket + 1];
    return t->entries + t->starts[bucket];
}

#endif
