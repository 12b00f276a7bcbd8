#include "frame/line_marks.h"

#include "base/cpu.h"

#define WORD_BYTES 64

/* Of 64 bytes: which are line ends, which other control bytes than tabs. */
struct masks {
    uint64_t ends, controls;
};

typedef struct masks masks_fn(const char *at);

static inline struct masks masks_portable(const char *at)
{
    struct masks m = { 0, 0 };
    for (unsigned i = 0; i < WORD_BYTES; i++) {
        const unsigned char c = (unsigned char)at[i];
        m.ends |= (uint64_t)(c == '\n') << i;
        m.controls |= (uint64_t)(c < 0x20 && c != '\n' && c != '\t') << i;
    }
    return m;
}

/* Inlined into each of the ways below, with its masks. */
static inline __attribute__((always_inline)) size_t find(struct slice block,
                                                         struct line_mark *marks, size_t max,
                                                         masks_fn *masks_of)
{
    size_t n = 0;
    bool controls = false; /* in the line so far */
    for (size_t at = 0; at < block.len && n < max; at += WORD_BYTES) {
        char padded[WORD_BYTES];
        const char *from = block.ptr + at;
        if (block.len - at < WORD_BYTES) {
            memset(padded, ' ', sizeof padded);
            memcpy(padded, from, block.len - at);
            from = padded;
        }
        const struct masks m = masks_of(from);
        uint64_t left = m.controls;
        for (uint64_t ends = m.ends; ends && n < max; ends &= ends - 1) {
            const uint64_t before = (ends & -ends) - 1;
            marks[n++] = (struct line_mark){ (uint32_t)(at + (size_t)__builtin_ctzll(ends)),
                                             controls || (left & before) != 0 };
            left &= ~before;
            controls = false;
        }
        controls = controls || left != 0;
    }
    return n;
}

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,bmi")))

TARGET static inline struct masks masks_avx512(const char *at)
{
    const __m512i v = _mm512_loadu_si512(at);
    const uint64_t ends = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));
    const uint64_t tabs = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\t'));
    const uint64_t low = _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(' '));
    return (struct masks){ ends, low & ~ends & ~tabs };
}

TARGET static size_t find_avx512(struct slice block, struct line_mark *marks, size_t max)
{
    return find(block, marks, max, masks_avx512);
}

/* SSE2 is part of the baseline of these machines. */
static inline struct masks masks_sse2(const char *at)
{
    const __m128i lf = _mm_set1_epi8('\n'), tab = _mm_set1_epi8('\t'), last = _mm_set1_epi8(0x1f);
    struct masks m = { 0, 0 };
    for (unsigned i = 0; i < WORD_BYTES; i += sizeof(__m128i)) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
        const __m128i ends = _mm_cmpeq_epi8(v, lf);
        const __m128i plain = _mm_or_si128(ends, _mm_cmpeq_epi8(v, tab));
        const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, last), v);
        m.ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(ends) << i;
        m.controls |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_andnot_si128(plain, low)) << i;
    }
    return m;
}

static size_t find_sse2(struct slice block, struct line_mark *marks, size_t max)
{
    return find(block, marks, max, masks_sse2);
}

line_marks_fn *line_marks_way(size_t i)
{
    line_marks_fn *const ways[] = { find_avx512, find_sse2, line_marks_portable };
    i += !cpu_has_avx512();
    return i < sizeof ways / sizeof *ways ? ways[i] : NULL;
}

#else

line_marks_fn *line_marks_way(size_t i)
{
    return i == 0 ? line_marks_portable : NULL;
}

#endif

size_t line_marks_portable(struct slice block, struct line_mark *marks, size_t max)
{
    return find(block, marks, max, masks_portable);
}
