#include "match/pair_filter.h"

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define LANES 64
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt")))

/* A table of 128 bytes in two registers. */
struct table {
    __m512i low, high;
};

struct tables {
    struct table times4, by8, bit, sets[PAIR_STEPS];
};

TARGET static inline struct table load_table(const uint8_t bytes[128])
{
    return (struct table){ _mm512_loadu_si512(bytes), _mm512_loadu_si512(bytes + LANES) };
}

/* The seventh bit of an index and what is above it do not count. */
TARGET static inline __m512i look_up(const struct table *t, __m512i index)
{
    return _mm512_permutex2var_epi8(t->low, index, t->high);
}

/* Which of the 64 positions pass; v[i] is the text i bytes on. */
TARGET static inline uint64_t windows(const struct tables *t, const __m512i v[PAIR_WINDOW])
{
    uint64_t pass = UINT64_MAX;
    for (size_t i = 0; i < PAIR_STEPS; i++) {
        const __m512i row = _mm512_or_si512(look_up(&t->times4, v[i]), look_up(&t->by8, v[i + 1]));
        pass &= _mm512_test_epi8_mask(look_up(&t->sets[i], row), look_up(&t->bit, v[i + 1]));
    }
    return pass;
}

/* Bytes above 127 are of the same kind as DEL. */
TARGET static inline uint64_t windows_of_any(const struct tables *t, __m512i v[PAIR_WINDOW])
{
    const __m512i all = _mm512_or_si512(_mm512_or_si512(v[0], v[1]), _mm512_or_si512(v[2], v[3]));
    if (_mm512_movepi8_mask(all) == 0)
        return windows(t, v);
    for (size_t i = 0; i < PAIR_WINDOW; i++)
        v[i] = _mm512_mask_mov_epi8(v[i], _mm512_movepi8_mask(v[i]), _mm512_set1_epi8(0x7f));
    return windows(t, v);
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

TARGET static size_t scan(const struct pair_filter *f, struct slice text, uint16_t hits[PAIR_HITS])
{
    struct tables t;
    t.times4 = load_table(f->times4);
    t.by8 = load_table(f->by8);
    t.bit = load_table(f->bit);
    for (size_t i = 0; i < PAIR_STEPS; i++)
        t.sets[i] = load_table(f->sets[i]);
    size_t n = 0, at = 0;
    __m512i v[PAIR_WINDOW];
    for (; text.len - at >= LANES + PAIR_STEPS; at += LANES) {
        for (size_t i = 0; i < PAIR_WINDOW; i++)
            v[i] = _mm512_loadu_si512(text.ptr + at + i);
        n = write_hits(windows_of_any(&t, v), at, hits, n);
    }
    while (text.len - at >= PAIR_WINDOW) {
        const size_t left = text.len - at - PAIR_STEPS, count = left < LANES ? left : LANES;
        const uint64_t mask = UINT64_MAX >> (LANES - count);
        for (size_t i = 0; i < PAIR_WINDOW; i++)
            v[i] = _mm512_maskz_loadu_epi8(mask, text.ptr + at + i);
        n = write_hits(windows_of_any(&t, v) & mask, at, hits, n);
        at += count;
    }
    return n;
}

pair_filter_scan_fn *pair_filter_avx512(void)
{
    const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                     && __builtin_cpu_supports("avx512vbmi")
                     && __builtin_cpu_supports("avx512vbmi2");
    return has ? scan : NULL;
}

#else

pair_filter_scan_fn *pair_filter_avx512(void)
{
    return NULL;
}

#endif
