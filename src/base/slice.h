/* slice: (pointer, length) views of bytes.
 *
 * Every piece of log text inside culprit is a slice. A slice never owns its
 * bytes and is never NUL-terminated; who hands one out says how long it lives.
 * Bytes are not assumed to be UTF-8. All case folding is ASCII only, so that no
 * result depends on the locale. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *ptr; /* may be NULL when len is 0 */
    size_t len;      /* bytes */
};

/* A slice over a string literal, without its NUL. */
#define SLICE(lit) ((struct slice){ (lit), sizeof(lit) - 1 })

/* For printf: "%.*s", SLICE_ARG(s). Only for text known to be clean. */
#define SLICE_ARG(s) (int)((s).len < 4096 ? (s).len : 4096), ((s).ptr ? (s).ptr : "")

static inline struct slice slice_make(const char *ptr, size_t len)
{
    return (struct slice){ ptr, len };
}

static inline struct slice slice_cstr(const char *s)
{
    return (struct slice){ s, s ? strlen(s) : 0 };
}

static inline struct slice slice_empty(void)
{
    return (struct slice){ NULL, 0 };
}

/* ASCII classes, locale-free. */
static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_digit(c) || ascii_is_alpha(c);
}

static inline bool ascii_is_hex(char c)
{
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
}

/* Equality and order of bytes (memcmp order, the shorter first). */
bool slice_eq(struct slice a, struct slice b);
bool slice_eq_nocase(struct slice a, struct slice b);
int slice_cmp(struct slice a, struct slice b);

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool slice_starts_nocase(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);

/* Position of the first occurrence at or after `from`, or SLICE_NONE. */
#define SLICE_NONE ((size_t)-1)
size_t slice_find(struct slice s, struct slice needle, size_t from);
size_t slice_find_nocase(struct slice s, struct slice needle, size_t from);
size_t slice_find_byte(struct slice s, char c, size_t from);
size_t slice_find_last_byte(struct slice s, char c);

/* How often the byte is in s. */
size_t slice_count_byte(struct slice s, char c);

/* The part [from, from+len), clipped to the slice. */
static inline struct slice slice_sub(struct slice s, size_t from, size_t len)
{
    if (from > s.len)
        from = s.len;
    if (len > s.len - from)
        len = s.len - from;
    return slice_make(s.ptr ? s.ptr + from : NULL, len);
}

static inline struct slice slice_from(struct slice s, size_t from)
{
    return slice_sub(s, from, s.len);
}

/* The byte at a position, NUL behind the end. */
static inline char slice_byte(struct slice s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

/* How many digits stand at a position. */
static inline size_t slice_digits(struct slice s, size_t at)
{
    size_t n = 0;
    while (ascii_is_digit(slice_byte(s, at + n)))
        n++;
    return n;
}

/* Without ASCII white space at both ends, at the end only. */
struct slice slice_trim(struct slice s);
struct slice slice_trim_right(struct slice s);

/* Takes the next line off *rest (without LF, and without a CR before it).
 * Returns false when *rest is empty. The line borrows from *rest. */
bool slice_next_line(struct slice *rest, struct slice *line);

/* Takes the bytes up to the first `sep` off *rest, and the separator with them;
 * without a separator takes all. Returns false when *rest is empty. */
bool slice_next_field(struct slice *rest, char sep, struct slice *field);

/* Whole slice as an unsigned decimal number. False if empty, not all digits or
 * too large; *out is then unchanged. */
bool slice_to_u64(struct slice s, uint64_t *out);

/* 64-bit FNV-1a of the bytes: stable over runs and machines.
 * Source: RFC draft-eastlake-fnv, section 2. */
uint64_t slice_hash(struct slice s);

/* Does the whole of s match a shell-style pattern of `*` and `?`? */
bool slice_glob(struct slice pattern, struct slice s);

#endif
