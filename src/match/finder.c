#include "match/finder.h"

#include "match/gram.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static double rarity(struct slice literal, size_t at)
{
    return gram_likelihood(slice_sub(literal, at, 1));
}

void finder_init(struct finder *f, struct slice literal, bool nocase)
{
    size_t best = 0, next = literal.len > 1 ? 1 : 0;
    for (size_t i = 0; i < literal.len; i++)
        if (rarity(literal, i) < rarity(literal, best))
            best = i;
    next = best == next ? 0 : next;
    for (size_t i = 0; i < literal.len; i++)
        if (i != best && literal.ptr[i] != literal.ptr[best]
            && rarity(literal, i) < rarity(literal, next))
            next = i;
    *f = (struct finder){ literal, nocase, best < next ? best : next, best < next ? next : best };
}

static bool is_at(const struct finder *f, const char *at)
{
    if (!f->nocase)
        return memcmp(at, f->literal.ptr, f->literal.len) == 0;
    return slice_eq_nocase(slice_make(at, f->literal.len), f->literal);
}

/* From here on one by one: what is left behind the blocks, or all on other machines. */
static size_t find_slowly(const struct finder *f, struct slice text, size_t from)
{
    const char c = f->literal.ptr[f->first], other = ascii_upper(c);
    while (text.len - from >= f->literal.len) {
        const size_t places = text.len - f->literal.len + 1 - from;
        const char *const start = text.ptr + from + f->first;
        const char *hit = memchr(start, c, places);
        if (f->nocase && other != c) {
            const char *const upper = memchr(start, other, hit ? (size_t)(hit - start) : places);
            hit = upper ? upper : hit;
        }
        if (!hit)
            return SLICE_NONE;
        from = (size_t)(hit - text.ptr) - f->first;
        if (is_at(f, text.ptr + from))
            return from;
        from++;
    }
    return SLICE_NONE;
}

#ifdef __SSE2__
#define BLOCK 16

static __m128i load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* Bits of the places in the block at which both bytes fit. fold: 0x20 where letter case does not
 * matter, else 0: more than letters become equal then, which the comparison sorts out. */
static unsigned places_in(const char *first, const char *second, __m128i a, __m128i b, __m128i fold)
{
    const __m128i x = _mm_cmpeq_epi8(_mm_or_si128(load(first), fold), a);
    const __m128i y = _mm_cmpeq_epi8(_mm_or_si128(load(second), fold), b);
    return (unsigned)_mm_movemask_epi8(_mm_and_si128(x, y));
}

size_t finder_next(const struct finder *f, struct slice text, size_t from)
{
    const char fold = f->nocase ? 0x20 : 0;
    const __m128i folds = _mm_set1_epi8(fold);
    const __m128i a = _mm_set1_epi8((char)(f->literal.ptr[f->first] | fold));
    const __m128i b = _mm_set1_epi8((char)(f->literal.ptr[f->second] | fold));
    /* So far a block of places has all bytes that are looked at within the text. */
    for (; text.len >= from && text.len - from >= f->literal.len + 2 * BLOCK; from += 2 * BLOCK) {
        const char *const first = text.ptr + from + f->first;
        const char *const second = text.ptr + from + f->second;
        unsigned places = places_in(first, second, a, b, folds)
                          | places_in(first + BLOCK, second + BLOCK, a, b, folds) << BLOCK;
        for (; places; places &= places - 1) {
            const size_t at = from + (size_t)__builtin_ctz(places);
            if (is_at(f, text.ptr + at))
                return at;
        }
    }
    return text.len > from ? find_slowly(f, text, from) : SLICE_NONE;
}
#else
size_t finder_next(const struct finder *f, struct slice text, size_t from)
{
    return text.len > from ? find_slowly(f, text, from) : SLICE_NONE;
}
#endif
