#include "match/finder.h"

#include "base/cpu.h"

#include "base/gram.h"

static double rarity(struct slice literal, size_t at)
{
    return gram_likelihood(slice_sub(literal, at, 1));
}

/* The rarest byte, the first of several; with `but`, of those that are not the byte there. `from`
 * is taken if none is rarer. */
static size_t rarest(struct slice literal, size_t from, size_t but)
{
    size_t best = from;
    double lowest = rarity(literal, from);
    for (size_t i = 0; i < literal.len; i++) {
        if (but != SIZE_MAX && literal.ptr[i] == literal.ptr[but])
            continue;
        const double here = rarity(literal, i);
        if (here < lowest) {
            lowest = here;
            best = i;
        }
    }
    return best;
}

void finder_init(struct finder *f, struct slice literal, bool nocase)
{
    const size_t best = rarest(literal, 0, SIZE_MAX), other = literal.len > 1 ? 1 : 0;
    const size_t next = rarest(literal, best == other ? 0 : other, best);
    *f = (struct finder){ literal, nocase, best < next ? best : next, best < next ? next : best,
                          finder_way(0) };
}

static bool is_at(const struct finder *f, const char *at)
{
    if (!f->nocase)
        return memcmp(at, f->literal.ptr, f->literal.len) == 0;
    return slice_eq_nocase(slice_make(at, f->literal.len), f->literal);
}

/* One by one: what is left behind the blocks, or all on other machines. */
size_t finder_portable(const struct finder *f, struct slice text, size_t from)
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

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define BLOCK 64

/* The two bytes, and 0x20 where letter case does not matter, else 0: more than letters become equal
 * then, which the comparison sorts out. */
struct bytes {
    char first, second, fold;
};

/* Bits of the 64 places at which both bytes fit. */
typedef uint64_t places_fn(const char *first, const char *second, struct bytes b);

/* Inlined into each of the ways below. */
static inline __attribute__((always_inline)) size_t find(const struct finder *f, struct slice text,
                                                         size_t from, places_fn *places_of)
{
    const char fold = f->nocase ? 0x20 : 0;
    const struct bytes b = { (char)(f->literal.ptr[f->first] | fold),
                             (char)(f->literal.ptr[f->second] | fold), fold };
    /* So far a block of places has all bytes that are looked at within the text. */
    for (; text.len >= from && text.len - from >= f->literal.len + BLOCK; from += BLOCK) {
        const char *const block = text.ptr + from;
        uint64_t places = places_of(block + f->first, block + f->second, b);
        for (; places; places &= places - 1) {
            const size_t at = (size_t)__builtin_ctzll(places);
            if (is_at(f, block + at))
                return from + at;
        }
    }
    return text.len > from ? finder_portable(f, text, from) : SLICE_NONE;
}

#define AVX512 __attribute__((target("avx512f,avx512bw,bmi")))

AVX512 static inline uint64_t places_avx512(const char *first, const char *second, struct bytes b)
{
    const __m512i fold = _mm512_set1_epi8(b.fold);
    const __m512i x = _mm512_or_si512(_mm512_loadu_si512(first), fold);
    const __m512i y = _mm512_or_si512(_mm512_loadu_si512(second), fold);
    return _mm512_mask_cmpeq_epi8_mask(_mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(b.first)), y,
                                       _mm512_set1_epi8(b.second));
}

AVX512 static size_t find_avx512(const struct finder *f, struct slice text, size_t from)
{
    return find(f, text, from, places_avx512);
}

#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static inline __m256i load_avx2(const char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

AVX2 static inline uint64_t places_avx2(const char *first, const char *second, struct bytes b)
{
    const __m256i fold = _mm256_set1_epi8(b.fold);
    const __m256i one = _mm256_set1_epi8(b.first), two = _mm256_set1_epi8(b.second);
    uint64_t places = 0;
    for (unsigned i = 0; i < BLOCK; i += sizeof(__m256i)) {
        const __m256i x = _mm256_cmpeq_epi8(_mm256_or_si256(load_avx2(first + i), fold), one);
        const __m256i y = _mm256_cmpeq_epi8(_mm256_or_si256(load_avx2(second + i), fold), two);
        places |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_and_si256(x, y)) << i;
    }
    return places;
}

AVX2 static size_t find_avx2(const struct finder *f, struct slice text, size_t from)
{
    return find(f, text, from, places_avx2);
}

static inline __m128i load_sse2(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* SSE2 is part of the baseline of these machines. */
static inline uint64_t places_sse2(const char *first, const char *second, struct bytes b)
{
    const __m128i fold = _mm_set1_epi8(b.fold);
    const __m128i one = _mm_set1_epi8(b.first), two = _mm_set1_epi8(b.second);
    uint64_t places = 0;
    for (unsigned i = 0; i < BLOCK; i += sizeof(__m128i)) {
        const __m128i x = _mm_cmpeq_epi8(_mm_or_si128(load_sse2(first + i), fold), one);
        const __m128i y = _mm_cmpeq_epi8(_mm_or_si128(load_sse2(second + i), fold), two);
        places |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_and_si128(x, y)) << i;
    }
    return places;
}

static size_t find_sse2(const struct finder *f, struct slice text, size_t from)
{
    return find(f, text, from, places_sse2);
}

finder_fn *finder_way(size_t i)
{
    finder_fn *const ways[] = { find_avx512, find_avx2, find_sse2, finder_portable };
    i += cpu_has_avx512() ? 0 : cpu_has_avx2() ? 1 : 2;
    return i < sizeof ways / sizeof *ways ? ways[i] : NULL;
}

#else

finder_fn *finder_way(size_t i)
{
    return i == 0 ? finder_portable : NULL;
}

#endif

size_t finder_next(const struct finder *f, struct slice text, size_t from)
{
    return text.len > from ? f->next(f, text, from) : SLICE_NONE;
}
