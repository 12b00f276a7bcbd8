/* guard_need: what stands in every text that a pattern matches, beside one of its guard literals.
 *
 * A literal is looked for in all texts at once; what comes with it, only where it was found. */
#ifndef MATCH_GUARD_NEED_H
#define MATCH_GUARD_NEED_H

#include "match/finder.h"

struct guard_need {
    char byte;          /* 0: none */
    struct finder also; /* a text, ASCII case ignored; of an empty literal: none */
    bool spans;         /* it may all stand in another piece of the text than the literal */
};

/* also: lower-cased, borrowed; empty: none. */
void guard_need_init(struct guard_need *n, char byte, struct slice also, bool spans);

/* Is there all that it needs? */
static inline bool guard_need_holds(const struct guard_need *n, struct slice text)
{
    return (n->byte == 0 || slice_find_byte(text, n->byte, 0) != SLICE_NONE)
           && (n->also.literal.len == 0 || finder_next(&n->also, text, 0) != SLICE_NONE);
}

/* Is there a part of what it needs, in a piece of a text, and does that count? */
bool guard_need_has_part(const struct guard_need *n, struct slice piece);

#endif
