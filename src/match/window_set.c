#include "match/window_set.h"

#include "base/alloc.h"

void window_set_init(struct window_set *s, const struct gram_table *windows,
                     const struct gram_table *shorts)
{
    const size_t count = windows->count;
    unsigned log2 = WINDOW_SET_LOG2_MIN;
    while (log2 < WINDOW_SET_LOG2_MAX && ((size_t)1 << log2) < count * WINDOW_SET_BITS_PER_WINDOW)
        log2++;
    s->shift = 32 - log2;
    s->bits = alloc_zeroed(((size_t)1 << log2) / 64, sizeof *s->bits);
    for (size_t i = 0; i < count; i++) {
        const uint32_t bit = gram_hash(windows->entries[i].key) >> s->shift;
        s->bits[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
    s->shorts = shorts->count > 0 ? alloc_zeroed(WINDOW_SET_SHORTS, sizeof *s->shorts) : NULL;
    for (size_t i = 0; i < shorts->count; i++)
        s->shorts[gram_hash(shorts->entries[i].key) >> (32 - WINDOW_SET_SHORT_LOG2)] = true;
}

void window_set_release(struct window_set *s)
{
    alloc_free(s->bits);
    alloc_free(s->shorts);
    *s = (struct window_set){ 0 };
}
