#include "match/guard_need.h"

void guard_need_init(struct guard_need *n, char byte, struct slice also, bool spans)
{
    *n = (struct guard_need){ .byte = byte, .spans = spans };
    if (also.len > 0)
        finder_init(&n->also, also, true);
}

bool guard_need_has_part(const struct guard_need *n, struct slice piece)
{
    if (!n->spans)
        return false;
    return (n->byte != 0 && slice_find_byte(piece, n->byte, 0) != SLICE_NONE)
           || (n->also.literal.len > 0 && finder_next(&n->also, piece, 0) != SLICE_NONE);
}
