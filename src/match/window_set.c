#include "match/window_set.h"

#include "base/alloc.h"

void window_set_init(struct window_set *s, const struct gram_entry *entries, size_t count)
{
    unsigned log2 = WINDOW_SET_LOG2_MIN;
    while (log2 < WINDOW_SET_LOG2_MAX && ((size_t)1 << log2) < count * WINDOW_SET_BITS_PER_WINDOW)
        log2++;
    s->shift = 32 - log2;
    s->bits = alloc_zeroed(((size_t)1 << log2) / 64, sizeof *s->bits);
    for (size_t i = 0; i < count; i++) {
        const uint32_t bit = gram_hash(entries[i].key) >> s->shift;
        s->bits[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
}

void window_set_release(struct window_set *s)
{
    alloc_free(s->bits);
    s->bits = NULL;
}
