/* window_set: which windows of PAIR_WINDOW bytes some literal was entered with, as bits by their
 * hash. What is not in it is in no literal; what is, nearly always is in one. */
#ifndef MATCH_WINDOW_SET_H
#define MATCH_WINDOW_SET_H

#include "base/slice.h"
#include "match/gram_table.h"

#include <stdbool.h>
#include <string.h>

/* Bits per window, and the bounds of the map: 2^10 bits to 16 KiB. */
#define WINDOW_SET_BITS_PER_WINDOW 48
#define WINDOW_SET_LOG2_MIN 10
#define WINDOW_SET_LOG2_MAX 17

/* Literals of three bytes, of which there are few, have a map of their own, a byte each. */
#define WINDOW_SET_SHORT_LOG2 10
#define WINDOW_SET_SHORTS (1 << WINDOW_SET_SHORT_LOG2)

/* Folds letters: other bytes are folded with some, too. */
#define WINDOW_FOLD 0x20202020u

struct window_set {
    uint64_t *bits;
    unsigned shift; /* from hash to bit number */
    bool *shorts;   /* by hash of the first three bytes of a window; NULL: there are none */
};

/* The four bytes from `at` on, letters without their case. */
static inline uint32_t window_at(const char *at)
{
    uint32_t window;
    memcpy(&window, at, sizeof window);
    return window | WINDOW_FOLD;
}

/* Of a window, the part that a literal of three bytes takes. */
static inline uint32_t window_short(uint32_t window)
{
    static const unsigned char bytes[4] = { 0xff, 0xff, 0xff, 0 };
    uint32_t mask;
    memcpy(&mask, bytes, sizeof mask);
    return window & mask;
}

static inline bool window_set_has_short(const struct window_set *s, uint32_t key)
{
    return s->shorts && s->shorts[gram_hash(key) >> (32 - WINDOW_SET_SHORT_LOG2)];
}

/* A window, or the three bytes that it begins with. */
static inline bool window_set_has(const struct window_set *s, uint32_t window)
{
    const uint32_t bit = gram_hash(window) >> s->shift;
    return (s->bits[bit / 64] >> (bit % 64) & 1) || window_set_has_short(s, window_short(window));
}

/* What tells more of a window that is in the set: the literals that may be around it. */
struct window_index {
    const struct window_set *known;
    const struct gram_table *windows; /* sealed; their check is a word as window_at gives it */
    const bool *loud;                 /* by literal: does it count? NULL: all do */
};

/* May the window at `at` be part of a literal that counts? */
static inline bool window_index_has(const struct window_index *x, struct slice text, size_t at)
{
    const uint32_t key = window_at(text.ptr + at);
    if (!window_set_has(x->known, key))
        return false;
    if (window_set_has_short(x->known, window_short(key)))
        return true;
    if (x->windows->count == 0)
        return false;
    const struct gram_entry *end;
    for (const struct gram_entry *e = gram_table_find(x->windows, key, &end); e < end; e++) {
        if (e->key != key || e->offset > at || (x->loud && !x->loud[e->literal]))
            continue;
        const size_t check = at - e->offset + e->check_offset;
        if (check + sizeof e->check <= text.len && window_at(text.ptr + check) == e->check)
            return true;
    }
    return false;
}

/* Of the keys of windows and of literals of three bytes; nothing can be added later. */
void window_set_init(struct window_set *s, const struct gram_table *windows,
                     const struct gram_table *shorts);
void window_set_release(struct window_set *s);

#endif
