/* window_set: which windows of PAIR_WINDOW bytes some literal was entered with, as bits by their
 * hash. What is not in it is in no literal; what is, nearly always is in one. */
#ifndef MATCH_WINDOW_SET_H
#define MATCH_WINDOW_SET_H

#include "match/gram_table.h"

#include <stdbool.h>
#include <string.h>

/* Bits per window, and the bounds of the map: 2^10 bits to 16 KiB. */
#define WINDOW_SET_BITS_PER_WINDOW 48
#define WINDOW_SET_LOG2_MIN 10
#define WINDOW_SET_LOG2_MAX 17

/* Folds letters: other bytes are folded with some, too. */
#define WINDOW_FOLD 0x20202020u

struct window_set {
    uint64_t *bits;
    unsigned shift; /* from hash to bit number */
};

/* The four bytes from `at` on, letters without their case. */
static inline uint32_t window_at(const char *at)
{
    uint32_t window;
    memcpy(&window, at, sizeof window);
    return window | WINDOW_FOLD;
}

static inline bool window_set_has(const struct window_set *s, uint32_t window)
{
    const uint32_t bit = gram_hash(window) >> s->shift;
    return s->bits[bit / 64] >> (bit % 64) & 1;
}

/* Of the keys of entries; nothing can be added later. */
void window_set_init(struct window_set *s, const struct gram_entry *entries, size_t count);
void window_set_release(struct window_set *s);

#endif
