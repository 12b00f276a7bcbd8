#include "match/line_scan.h"

#include "base/cpu.h"

/* Where the scan is: in the line that begins at start. */
struct place {
    size_t start;
    uint64_t lines;
    char known[2]; /* how the usual line began that was seen last */
};

static unsigned second_class(struct slice text, size_t at)
{
    return at + 1 < text.len ? line_scan_class(text.ptr[at + 1]) : 0;
}

bool line_scan_is_known(const struct line_scan *s, struct slice text, size_t at)
{
    const unsigned b = second_class(text, at);
    return (s->starts[line_scan_class(text.ptr[at])][b / 8] >> (b % 8) & 1) != 0;
}

void line_scan_learn(struct line_scan *s, struct slice text, size_t at)
{
    const unsigned b = second_class(text, at);
    s->starts[line_scan_class(text.ptr[at])][b / 8] |= (uint8_t)(1u << (b % 8));
}

/* A line ends at `lf`. False: it, or the one behind it, is unusual; start is that one. */
static inline bool step(const struct line_scan *s, struct slice text, struct place *p, size_t lf)
{
    if (lf + 1 - p->start > s->longest)
        return false;
    p->lines++;
    p->start = lf + 1;
    if (text.len - p->start < sizeof p->known)
        return p->start == text.len || line_scan_is_known(s, text, p->start);
    if (memcmp(text.ptr + p->start, p->known, sizeof p->known) == 0)
        return true;
    memcpy(p->known, text.ptr + p->start, sizeof p->known);
    return line_scan_is_known(s, text, p->start);
}

static size_t find_rare(const struct line_scan *s, struct slice text, size_t from)
{
    const size_t a = slice_find_byte(text, s->rare[0], from);
    const size_t b = slice_find_byte(slice_sub(text, 0, a), s->rare[1], from);
    return b == SLICE_NONE ? a : b;
}

/* One by one: what is left behind the blocks, or all on other machines. */
static size_t scan_rest(const struct line_scan *s, struct slice text, struct place *p, size_t at)
{
    const size_t rare = find_rare(s, text, at);
    for (size_t lf; (lf = slice_find_byte(text, '\n', at)) != SLICE_NONE && lf < rare; at = lf + 1)
        if (!step(s, text, p, lf))
            return p->start;
    const bool is_long = text.len - p->start > s->longest;
    return rare != SLICE_NONE || is_long ? p->start : text.len;
}

/* The place at the start of a line that is usual, if there is one. */
static bool begin(const struct line_scan *s, struct slice text, size_t from, struct place *p)
{
    *p = (struct place){ .start = from };
    if (from >= text.len || !line_scan_is_known(s, text, from))
        return false;
    if (text.len - from >= sizeof p->known)
        memcpy(p->known, text.ptr + from, sizeof p->known);
    return true;
}

size_t line_scan_portable(const struct line_scan *s, struct slice text, size_t from,
                          uint64_t *lines)
{
    struct place p;
    const size_t at = begin(s, text, from, &p) ? scan_rest(s, text, &p, from) : from;
    *lines = p.lines;
    return at;
}

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define BLOCK 64

/* Of 64 bytes: which are line ends, which one of the two rare bytes. */
struct masks {
    uint64_t lines, rare;
};

typedef struct masks masks_fn(const char *at, const char rare[2]);

/* Inlined into each of the ways below. */
static inline __attribute__((always_inline)) size_t scan(const struct line_scan *s,
                                                         struct slice text, size_t from,
                                                         uint64_t *lines, masks_fn *masks_of)
{
    struct place p;
    size_t at = from;
    bool usual = begin(s, text, from, &p);
    for (; usual && text.len - at >= BLOCK; at += BLOCK) {
        struct masks m = masks_of(text.ptr + at, s->rare);
        if (m.rare) /* only the lines that end before it */
            m.lines &= (m.rare & -m.rare) - 1;
        for (; usual && m.lines; m.lines &= m.lines - 1)
            usual = step(s, text, &p, at + (size_t)__builtin_ctzll(m.lines));
        usual = usual && !m.rare;
    }
    at = usual ? scan_rest(s, text, &p, at) : p.start;
    *lines = p.lines;
    return at;
}

#define AVX512 __attribute__((target("avx512f,avx512bw,bmi")))

AVX512 static inline struct masks masks_avx512(const char *at, const char rare[2])
{
    const __m512i v = _mm512_loadu_si512(at);
    return (struct masks){ _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
                           _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(rare[0]))
                               | _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(rare[1])) };
}

AVX512 static size_t scan_avx512(const struct line_scan *s, struct slice text, size_t from,
                                 uint64_t *lines)
{
    return scan(s, text, from, lines, masks_avx512);
}

#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static inline struct masks masks_avx2(const char *at, const char rare[2])
{
    const __m256i lf = _mm256_set1_epi8('\n');
    const __m256i a = _mm256_set1_epi8(rare[0]), b = _mm256_set1_epi8(rare[1]);
    struct masks m = { 0, 0 };
    for (unsigned i = 0; i < BLOCK; i += sizeof(__m256i)) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(at + i));
        const __m256i r = _mm256_or_si256(_mm256_cmpeq_epi8(v, a), _mm256_cmpeq_epi8(v, b));
        m.lines |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, lf)) << i;
        m.rare |= (uint64_t)(uint32_t)_mm256_movemask_epi8(r) << i;
    }
    return m;
}

AVX2 static size_t scan_avx2(const struct line_scan *s, struct slice text, size_t from,
                             uint64_t *lines)
{
    return scan(s, text, from, lines, masks_avx2);
}

/* SSE2 is part of the baseline of these machines. */
static inline struct masks masks_sse2(const char *at, const char rare[2])
{
    const __m128i lf = _mm_set1_epi8('\n'), a = _mm_set1_epi8(rare[0]), b = _mm_set1_epi8(rare[1]);
    struct masks m = { 0, 0 };
    for (unsigned i = 0; i < BLOCK; i += sizeof(__m128i)) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
        const __m128i r = _mm_or_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(v, b));
        m.lines |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, lf)) << i;
        m.rare |= (uint64_t)(uint32_t)_mm_movemask_epi8(r) << i;
    }
    return m;
}

static size_t scan_sse2(const struct line_scan *s, struct slice text, size_t from, uint64_t *lines)
{
    return scan(s, text, from, lines, masks_sse2);
}

line_scan_fn *line_scan_way(size_t i)
{
    line_scan_fn *const ways[] = { scan_avx512, scan_avx2, scan_sse2, line_scan_portable };
    i += cpu_has_avx512() ? 0 : cpu_has_avx2() ? 1 : 2;
    return i < sizeof ways / sizeof *ways ? ways[i] : NULL;
}

#else

line_scan_fn *line_scan_way(size_t i)
{
    return i == 0 ? line_scan_portable : NULL;
}

#endif
