#include "frame/json_text.h"

#include "base/swar.h"
#include "base/text.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define WORD_BYTES sizeof(uint64_t)

/* Is one of the eight bytes a quote, a backslash, a control byte or no ASCII? Bytes behind such a
 * one may be taken for one, too. */
static inline bool word_ends(const char *ptr)
{
    static const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t w;
    memcpy(&w, ptr, sizeof w);
    const uint64_t q = w ^ (ones * '"'), b = w ^ (ones * '\\');
    return ((((q - ones) & ~q) | ((b - ones) & ~b) | (w - ones * ' ') | w) & tops) != 0;
}

#if defined __SSE2__
/* Which of 16 bytes end a run: a bit each. */
static inline unsigned ends16(const char *at)
{
    const __m128i v = swar_load16(at);
    const __m128i marks =
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    /* As signed numbers bytes that are no ASCII are below the blank, too. */
    const __m128i ends = _mm_or_si128(marks, _mm_cmplt_epi8(v, _mm_set1_epi8(' ')));
    return (unsigned)_mm_movemask_epi8(ends);
}
#endif

size_t json_plain_run(const char *ptr, size_t len)
{
    size_t at = 0;
#if defined __SSE2__
    for (; at + 2 * sizeof(__m128i) <= len; at += 2 * sizeof(__m128i)) {
        const unsigned ends = ends16(ptr + at) | ends16(ptr + at + sizeof(__m128i)) << 16;
        if (ends != 0)
            return at + (size_t)__builtin_ctz(ends);
    }
#endif
    while (at + WORD_BYTES <= len && !word_ends(ptr + at))
        at += WORD_BYTES;
    while (at < len && (unsigned char)(ptr[at] - ' ') < 0x60 && ptr[at] != '"' && ptr[at] != '\\')
        at++;
    return at;
}

size_t json_skip_blanks(struct slice s, size_t at)
{
    while (at < s.len
           && (s.ptr[at] == ' ' || s.ptr[at] == '\n' || s.ptr[at] == '\r' || s.ptr[at] == '\t'))
        at++;
    return at;
}

static bool read_hex4(struct slice s, size_t at, uint32_t *out)
{
    uint32_t code = 0;
    if (at + 4 > s.len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        const char c = ascii_lower(s.ptr[i]);
        if (!ascii_is_hex(c))
            return false;
        code = code << 4 | (uint32_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *out = code;
    return true;
}

static void add_code(struct buf *out, uint32_t code)
{
    static const uint32_t limits[] = { 0x80, 0x800, 0x10000 };
    static const uint32_t marks[] = { 0, 0xc0, 0xe0, 0xf0 };
    int more = 0;
    while (more < 3 && code >= limits[more])
        more++;
    buf_add_byte(out, (char)(unsigned char)(marks[more] | code >> (6 * more)));
    while (more-- > 0)
        buf_add_byte(out, (char)(unsigned char)(0x80 | (code >> (6 * more) & 0x3f)));
}

/* \uXXXX, of which *at is the first digit; a high surrogate with the low one behind it. */
static bool add_unicode(struct slice s, size_t *at, struct buf *out)
{
    uint32_t code, low;
    if (!read_hex4(s, *at, &code))
        return false;
    *at += 4;
    if (code >= 0xd800 && code < 0xe000) {
        if (code >= 0xdc00 || *at + 2 > s.len || s.ptr[*at] != '\\' || s.ptr[*at + 1] != 'u'
            || !read_hex4(s, *at + 2, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        *at += 6;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    add_code(out, code);
    return true;
}

/* The escape whose backslash is at *at. */
static bool add_escape(struct slice s, size_t *at, struct buf *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    if (*at + 1 >= s.len)
        return false;
    const char c = s.ptr[*at + 1];
    *at += 2;
    if (c == 'u')
        return add_unicode(s, at, out);
    const char *name = memchr(names, c, sizeof names - 1);
    if (!name)
        return false;
    buf_add_byte(out, values[name - names]);
    return true;
}

bool json_read_string(struct slice s, size_t *at, struct buf *out, struct slice *value)
{
    if (*at >= s.len || s.ptr[*at] != '"')
        return false;
    const size_t start = *at + 1;
    size_t end = start, kept = start; /* kept: all before is in out */
    const size_t had = out ? out->len : 0;
    bool escaped = false;
    for (;;) {
        end += json_plain_run(s.ptr + end, s.len - end);
        if (end >= s.len)
            return false;
        if (s.ptr[end] == '"')
            break;
        if (s.ptr[end] == '\\') {
            if (!out)
                return false;
            buf_add(out, slice_sub(s, kept, end - kept));
            if (!add_escape(s, &end, out))
                return false;
            kept = end;
            escaped = true;
            continue;
        }
        const size_t len = text_utf8_at(s, end, NULL);
        if (len < 2) /* a control byte, or no UTF-8 */
            return false;
        end += len;
    }
    *at = end + 1;
    *value = slice_sub(s, start, end - start);
    if (escaped) {
        buf_add(out, slice_sub(s, kept, end - kept));
        *value = slice_from(buf_slice(out), had);
    }
    return true;
}

bool json_read_digits(struct slice s, size_t *at, int64_t *out)
{
    const char *const first = s.ptr + *at;
    const size_t left = s.len - *at;
    const size_t most = left <= JSON_DIGITS_MAX ? left : JSON_DIGITS_MAX + 1;
    uint64_t n = 0;
    size_t digits = 0;
    if (left >= SWAR_BYTES && swar_eight_digits(swar_load(first), &n)) /* a time */
        digits = SWAR_BYTES;
    for (; digits < most && ascii_is_digit(first[digits]); digits++)
        n = n * 10 + (uint64_t)(first[digits] - '0');
    if (digits == 0 || digits > JSON_DIGITS_MAX || (first[0] == '0' && digits > 1))
        return false;
    *at += digits;
    *out = (int64_t)n;
    return true;
}
