/* finder: one literal in many bytes, as fast as memory allows.
 *
 * Two of its bytes, those that log text holds least often, are compared at many places at once;
 * where both fit, the literal is compared. Source of the idea: W. Muła, "SIMD-friendly algorithms
 * for substring searching" (2016). */
#ifndef MATCH_FINDER_H
#define MATCH_FINDER_H

#include "base/slice.h"

struct finder;

/* Place of the first occurrence at or behind `from`, which is below text.len, or SLICE_NONE. */
typedef size_t finder_fn(const struct finder *f, struct slice text, size_t from);

struct finder {
    struct slice literal; /* borrowed; lower case if it is to be found without case */
    bool nocase;          /* ASCII letters in either case */
    size_t first, second; /* the two bytes: places in the literal, first < second or both 0 */
    finder_fn *next;
};

/* literal: 1 byte and up. */
void finder_init(struct finder *f, struct slice literal, bool nocase);

/* Place of the first occurrence at or behind `from`, or SLICE_NONE. */
size_t finder_next(const struct finder *f, struct slice text, size_t from);

/* The fastest way that this machine has (i: 0), and, for tests, others that give the same; NULL
 * past the last one. */
finder_fn *finder_way(size_t i);

finder_fn finder_portable;

#endif
