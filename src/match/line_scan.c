#include "match/line_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* Where the scan is: in the line that begins at start. */
struct place {
    size_t start;
    uint64_t lines;
};

/* A line ends at `lf`. False: it, or the one behind it, is unusual; start is that one. */
static bool step(const struct line_scan *s, struct slice text, struct place *p, size_t lf)
{
    if (lf + 1 - p->start > s->longest)
        return false;
    p->lines++;
    p->start = lf + 1;
    return p->start == text.len || line_scan_is_known(s, text, p->start);
}

static size_t find_rare(const struct line_scan *s, struct slice text, size_t from)
{
    const size_t a = slice_find_byte(text, s->rare[0], from);
    const size_t b = slice_find_byte(slice_sub(text, 0, a), s->rare[1], from);
    return b == SLICE_NONE ? a : b;
}

/* The plain way, also for what is left behind the blocks. */
static size_t scan_slowly(const struct line_scan *s, struct slice text, struct place *p, size_t at)
{
    size_t rare = find_rare(s, text, at);
    for (size_t lf; (lf = slice_find_byte(text, '\n', at)) != SLICE_NONE && lf < rare; at = lf + 1)
        if (!step(s, text, p, lf))
            return p->start;
    const bool is_long = text.len - p->start > s->longest;
    return rare != SLICE_NONE || is_long ? p->start : text.len;
}

#ifdef __SSE2__
#define BLOCK 16

struct masks {
    unsigned lines, rare;
};

static struct masks look(const char *at, __m128i lf, __m128i a, __m128i b)
{
    const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i rare = _mm_or_si128(_mm_cmpeq_epi8(x, a), _mm_cmpeq_epi8(x, b));
    return (struct masks){ (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, lf)),
                           (unsigned)_mm_movemask_epi8(rare) };
}

static size_t scan(const struct line_scan *s, struct slice text, struct place *p)
{
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i a = _mm_set1_epi8(s->rare[0]), b = _mm_set1_epi8(s->rare[1]);
    size_t at = p->start;
    for (; text.len - at >= 2 * BLOCK; at += 2 * BLOCK) {
        const struct masks low = look(text.ptr + at, lf, a, b);
        const struct masks high = look(text.ptr + at + BLOCK, lf, a, b);
        const unsigned rare = low.rare | high.rare << BLOCK;
        unsigned lines = low.lines | high.lines << BLOCK;
        if (rare) /* only the lines that end before it */
            lines &= (rare & -rare) - 1;
        for (; lines; lines &= lines - 1)
            if (!step(s, text, p, at + (size_t)__builtin_ctz(lines)))
                return p->start;
        if (rare)
            return p->start;
    }
    return scan_slowly(s, text, p, at);
}
#else
static size_t scan(const struct line_scan *s, struct slice text, struct place *p)
{
    return scan_slowly(s, text, p, p->start);
}
#endif

size_t line_scan_next(const struct line_scan *s, struct slice text, size_t from, uint64_t *lines)
{
    struct place p = { .start = from };
    size_t at = from;
    if (from < text.len)
        at = line_scan_is_known(s, text, from) ? scan(s, text, &p) : from;
    *lines = p.lines;
    return at;
}
