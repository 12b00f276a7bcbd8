#include "base/slice.h"

#include "base/swar.h"

bool slice_eq(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool eight_eq_nocase(const char *a, const char *b)
{
    return swar_lower(swar_load(a)) == swar_lower(swar_load(b));
}

static bool eq_nocase(const char *a, const char *b, size_t len)
{
    if (len >= SWAR_BYTES) {
        const size_t last = len - SWAR_BYTES;
        for (size_t i = 0; i < last; i += SWAR_BYTES)
            if (!eight_eq_nocase(a + i, b + i))
                return false;
        return eight_eq_nocase(a + last, b + last);
    }
    for (size_t i = 0; i < len; i++)
        if (ascii_lower(a[i]) != ascii_lower(b[i]))
            return false;
    return true;
}

bool slice_eq_nocase(struct slice a, struct slice b)
{
    return a.len == b.len && eq_nocase(a.ptr, b.ptr, a.len);
}

int slice_cmp(struct slice a, struct slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (c != 0)
        return c;
    return (a.len > b.len) - (a.len < b.len);
}

bool slice_starts_nocase(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && eq_nocase(s.ptr, prefix.ptr, prefix.len);
}

bool slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len
           && (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

size_t slice_find_byte(struct slice s, char c, size_t from)
{
    if (from >= s.len)
        return SLICE_NONE;
    const char *p = memchr(s.ptr + from, c, s.len - from);
    return p ? (size_t)(p - s.ptr) : SLICE_NONE;
}

size_t slice_find_last_byte(struct slice s, char c)
{
#ifdef __GLIBC__
    const char *p = s.len > 0 ? memrchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : SLICE_NONE;
#else
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == c)
            return i - 1;
    return SLICE_NONE;
#endif
}

#ifdef __SSE2__
#define COUNT_BLOCK 16
#define COUNT_BLOCKS 255 /* a byte counts no farther */

/* Each byte of a sum counts its column; the columns are added up before one can overflow. */
static size_t count_blocks(const char *at, size_t blocks, char c)
{
    const __m128i wanted = _mm_set1_epi8(c);
    size_t count = 0;
    while (blocks > 0) {
        const size_t n = blocks < COUNT_BLOCKS ? blocks : COUNT_BLOCKS;
        __m128i sums = _mm_setzero_si128();
        for (size_t i = 0; i < n; i++, at += COUNT_BLOCK) {
            const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)at);
            sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(x, wanted));
        }
        uint64_t halves[2];
        _mm_storeu_si128((__m128i *)(void *)halves, _mm_sad_epu8(sums, _mm_setzero_si128()));
        count += (size_t)(halves[0] + halves[1]);
        blocks -= n;
    }
    return count;
}
#else
#define COUNT_BLOCK SIZE_MAX

static size_t count_blocks(const char *at, size_t blocks, char c)
{
    (void)at, (void)blocks, (void)c;
    return 0;
}
#endif

size_t slice_count_byte(struct slice s, char c)
{
    const size_t blocks = s.len / COUNT_BLOCK;
    size_t count = blocks > 0 ? count_blocks(s.ptr, blocks, c) : 0;
    for (size_t i = blocks * COUNT_BLOCK; i < s.len; i++)
        count += s.ptr[i] == c;
    return count;
}

#define FIND_PLACES 16

/* Of FIND_PLACES places from `at` on, the first one where the needle stands. Places where both its
 * first and its last byte stand are compared: the first one alone is found too often in log text.
 */
static size_t find_near(struct slice s, struct slice needle, size_t at)
{
    const char first = needle.ptr[0], last = needle.ptr[needle.len - 1];
    unsigned places =
        swar_find16(s.ptr + at, first) & swar_find16(s.ptr + at + needle.len - 1, last);
    for (; places; places &= places - 1) {
        const size_t place = at + (size_t)__builtin_ctz(places);
        if (memcmp(s.ptr + place, needle.ptr, needle.len) == 0)
            return place;
    }
    return SLICE_NONE;
}

static size_t find_in_few(struct slice s, struct slice needle, size_t from)
{
    for (; s.len - from >= needle.len; from++)
        if (s.ptr[from] == needle.ptr[0] && memcmp(s.ptr + from, needle.ptr, needle.len) == 0)
            return from;
    return SLICE_NONE;
}

size_t slice_find(struct slice s, struct slice needle, size_t from)
{
    if (from > s.len || needle.len == 0)
        return from <= s.len ? from : SLICE_NONE;
    const size_t seen = needle.len + FIND_PLACES - 1; /* bytes */
    if (s.len - from < seen)
        return find_in_few(s, needle, from);
    for (const size_t end = s.len - seen;;) {
        const size_t found = find_near(s, needle, from);
        if (found != SLICE_NONE || from == end)
            return found;
        from = end - from > FIND_PLACES ? from + FIND_PLACES : end;
    }
}

size_t slice_find_nocase(struct slice s, struct slice needle, size_t from)
{
    if (needle.len > s.len)
        return SLICE_NONE;
    for (size_t i = from; i <= s.len - needle.len; i++)
        if (eq_nocase(s.ptr + i, needle.ptr, needle.len))
            return i;
    return SLICE_NONE;
}

struct slice slice_trim_right(struct slice s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    return slice_trim_right(s);
}

bool slice_next_field(struct slice *rest, char sep, struct slice *field)
{
    if (rest->len == 0)
        return false;
    size_t at = slice_find_byte(*rest, sep, 0);
    *field = slice_sub(*rest, 0, at);
    *rest = at == SLICE_NONE ? slice_empty() : slice_from(*rest, at + 1);
    return true;
}

bool slice_next_line(struct slice *rest, struct slice *line)
{
    if (!slice_next_field(rest, '\n', line))
        return false;
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool slice_to_u64(struct slice s, uint64_t *out)
{
    if (s.len == 0 || s.len > 20)
        return false;
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_is_digit(s.ptr[i]))
            return false;
        uint64_t d = (uint64_t)(s.ptr[i] - '0');
        if (v > (UINT64_MAX - d) / 10)
            return false;
        v = v * 10 + d;
    }
    *out = v;
    return true;
}

uint64_t slice_hash(struct slice s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++) {
        h ^= (unsigned char)s.ptr[i];
        h *= 0x100000001b3u;
    }
    return h;
}

/* Iterative, with one remembered star: linear in practice, quadratic at worst. */
bool slice_glob(struct slice pattern, struct slice s)
{
    size_t p = 0, i = 0, star = SLICE_NONE, mark = 0;
    while (i < s.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            mark = i;
        } else if (p < pattern.len && (pattern.ptr[p] == '?' || pattern.ptr[p] == s.ptr[i])) {
            p++;
            i++;
        } else if (star != SLICE_NONE) {
            p = star + 1;
            i = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}
