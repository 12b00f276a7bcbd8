/* finder: one literal in many bytes, as fast as memory allows.
 *
 * Two of its bytes, those that log text holds least often, are compared at many places at once;
 * where both fit, the literal is compared. Source of the idea: W. Muła, "SIMD-friendly algorithms
 * for substring searching" (2016). */
#ifndef MATCH_FINDER_H
#define MATCH_FINDER_H

#include "base/slice.h"

struct finder {
    struct slice literal; /* borrowed; lower case if it is to be found without case */
    bool nocase;          /* ASCII letters in either case */
    size_t first, second; /* the two bytes: places in the literal, first < second or both 0 */
};

/* literal: 1 byte and up. */
void finder_init(struct finder *f, struct slice literal, bool nocase);

/* Place of the first occurrence at or behind `from`, or SLICE_NONE. */
size_t finder_next(const struct finder *f, struct slice text, size_t from);

#endif
