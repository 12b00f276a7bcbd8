#include "match/pair_filter.h"

#include "base/cpu.h"

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define LANES 64

_Static_assert(PAIR_WINDOW == 4, "windows_at is written for windows of four bytes");

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt")))

/* A table of 128 bytes in two registers. */
struct table {
    __m512i low, high;
};

struct tables {
    struct table kinds, sets[PAIR_STEPS + PAIR_SHORT_STEPS];
};

TARGET static inline struct table load_table(const uint8_t bytes[128])
{
    return (struct table){ _mm512_loadu_si512(bytes), _mm512_loadu_si512(bytes + LANES) };
}

TARGET static inline struct tables load_tables(const struct pair_filter *f)
{
    struct tables t;
    t.kinds = load_table(f->kinds);
    t.sets[0] = load_table(f->sets[0]);
    t.sets[1] = load_table(f->sets[1]);
    t.sets[2] = load_table(f->sets[2]);
    t.sets[3] = load_table(f->sets[3]);
    t.sets[4] = load_table(f->sets[4]);
    return t;
}

/* The seventh bit of an index and what is above it do not count. */
TARGET static inline __m512i look_up(const struct table *t, __m512i index)
{
    return _mm512_permutex2var_epi8(t->low, index, t->high);
}

/* Which of the positions in mask have a pair of a set, of which first and second are the kinds. A
 * row of a set is pair / 8, that is four times the first kind and an eighth of the second, whose
 * rest is the bit. */
TARGET static inline uint64_t step(const struct table *set, __m512i first, __m512i second,
                                   uint64_t mask)
{
    const __m512i bits =
        _mm512_set4_epi32((int)0x80402010, 0x08040201, (int)0x80402010, 0x08040201);
    const __m512i eighth = _mm512_and_si512(_mm512_srli_epi16(second, 3), _mm512_set1_epi8(3));
    const __m512i twice = _mm512_add_epi8(first, first);
    const __m512i row = _mm512_or_si512(_mm512_add_epi8(twice, twice), eighth);
    return _mm512_mask_test_epi8_mask(mask, look_up(set, row), _mm512_shuffle_epi8(bits, second));
}

/* Bytes above 127 are of the same kind as DEL. */
TARGET static inline __m512i kinds_of(const struct tables *t, __m512i bytes)
{
    const __m512i ascii = _mm512_min_epu8(bytes, _mm512_set1_epi8(0x7f));
    return look_up(&t->kinds, ascii);
}

/* The positions of `count` from `at` on that pass; the text has PAIR_STEPS bytes more. Written
 * without loops, so that all tables stay in registers. */
TARGET static inline uint64_t windows_at(const struct tables *t, const char *at, size_t count,
                                         bool has_shorts)
{
    const uint64_t mask = count >= LANES ? UINT64_MAX : ((uint64_t)1 << count) - 1;
    const __m512i a = kinds_of(t, _mm512_maskz_loadu_epi8(mask, at));
    const __m512i b = kinds_of(t, _mm512_maskz_loadu_epi8(mask, at + 1));
    const __m512i c = kinds_of(t, _mm512_maskz_loadu_epi8(mask, at + 2));
    const __m512i d = kinds_of(t, _mm512_maskz_loadu_epi8(mask, at + 3));
    const uint64_t pass =
        step(&t->sets[2], c, d, step(&t->sets[1], b, c, step(&t->sets[0], a, b, mask)));
    if (!has_shorts)
        return pass;
    return pass | step(&t->sets[4], b, c, step(&t->sets[3], a, b, mask));
}

/* Writes the positions without a branch on how many there are: 32 at least are written over. */
TARGET static inline size_t write_hits(uint64_t pass, size_t at, uint16_t *hits, size_t n)
{
    static const uint8_t lanes[LANES] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    const __m512i chosen = _mm512_maskz_compress_epi8(pass, _mm512_loadu_si512(lanes));
    const __m512i base = _mm512_set1_epi16((short)at);
    const __m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(chosen));
    _mm512_storeu_si512(hits + n, _mm512_add_epi16(low, base));
    const size_t count = (size_t)__builtin_popcountll(pass);
    if (count > LANES / 2) {
        const __m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(chosen, 1));
        _mm512_storeu_si512(hits + n + LANES / 2, _mm512_add_epi16(high, base));
    }
    return n + count;
}

TARGET static inline size_t scan_with(const struct pair_filter *f, struct slice text,
                                      uint16_t hits[PAIR_HITS], bool has_shorts)
{
    const struct tables t = load_tables(f);
    const size_t positions = text.len < PAIR_WINDOW ? 0 : text.len - PAIR_STEPS;
    size_t n = 0;
    for (size_t at = 0; at < positions; at += LANES)
        n = write_hits(windows_at(&t, text.ptr + at, positions - at, has_shorts), at, hits, n);
    return n;
}

/* Two loops: what is not needed should not be in the way. */
TARGET static size_t scan(const struct pair_filter *f, struct slice text, uint16_t hits[PAIR_HITS])
{
    return f->has_shorts ? scan_with(f, text, hits, true) : scan_with(f, text, hits, false);
}

/* Is one of the windows that pass, of those from `at` on, in the index? */
TARGET static inline bool any_known(const struct window_index *index, struct slice text, size_t at,
                                    uint64_t pass)
{
    for (; pass != 0; pass &= pass - 1)
        if (window_index_has(index, text, at + (size_t)__builtin_ctzll(pass)))
            return true;
    return false;
}

/* Many short texts in one call: the tables stay in their registers. */
TARGET static inline void any_with(const struct pair_filter *f, const struct window_index *index,
                                   const struct slice *texts, size_t count, bool *found,
                                   bool has_shorts)
{
    const struct tables t = load_tables(f);
    for (size_t i = 0; i < count; i++) {
        const struct slice s = texts[i];
        const size_t positions = s.len < PAIR_WINDOW ? 0 : s.len - PAIR_STEPS;
        found[i] = false;
        for (size_t at = 0; at < positions && !found[i]; at += LANES)
            found[i] =
                any_known(index, s, at, windows_at(&t, s.ptr + at, positions - at, has_shorts));
    }
}

TARGET static void any(const struct pair_filter *f, const struct window_index *index,
                       const struct slice *texts, size_t count, bool *found)
{
    if (f->has_shorts)
        any_with(f, index, texts, count, found, true);
    else
        any_with(f, index, texts, count, found, false);
}

void pair_filter_use_avx512(struct pair_filter *f)
{
    if (!cpu_has_avx512_vbmi())
        return;
    f->scan = scan;
    f->any = any;
}

#else

void pair_filter_use_avx512(struct pair_filter *f)
{
    (void)f;
}

#endif
