/* build_re2_parts: what translates expressions (build_re2.c), classes (build_re2_class.c) and
 * single characters (build_re2_rune.c) of RE2's syntax shares. Internal to build_re2*.c. */
#ifndef PATDB_BUILD_RE2_PARTS_H
#define PATDB_BUILD_RE2_PARTS_H

#include "patdb/build_re2.h"

#define RE2_GROUPS_MAX 60

struct re2_flags {
    bool multi_line, dot_all;
};

struct re2_translator {
    struct slice in;
    size_t at;
    struct buf *out;
    struct re2_flags flags;
    struct re2_flags outer[RE2_GROUPS_MAX];
    unsigned depth;
    const char *why;
};

/* The first reason counts. */
static inline bool re2_fail(struct re2_translator *t, const char *why)
{
    if (!t->why)
        t->why = why;
    return false;
}

static inline int re2_peek(const struct re2_translator *t, size_t ahead)
{
    return t->at + ahead < t->in.len ? (unsigned char)t->in.ptr[t->at + ahead] : -1;
}

static inline bool re2_looking_at(const struct re2_translator *t, const char *text)
{
    return slice_starts(slice_from(t->in, t->at), slice_cstr(text));
}

/* --- build_re2_rune.c --- */

void re2_put_byte(struct buf *out, unsigned char c);
/* A character by its number, as UTF-8. */
void re2_put_rune(struct buf *out, uint32_t rune);
/* Reads one character of the pattern, UTF-8. */
bool re2_take_rune(struct re2_translator *t, uint32_t *rune);
/* The character that an escape stands for, behind the backslash. */
bool re2_take_escape(struct re2_translator *t, uint32_t *rune);
int re2_hex_value(int c);

/* --- build_re2_class.c --- */

/* At a '['. */
bool re2_take_class(struct re2_translator *t);
/* One of dDsSwW. */
void re2_put_perl_class(struct re2_translator *t, int name);
void re2_put_dot(struct re2_translator *t);

#endif
