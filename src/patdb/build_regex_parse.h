/* build_regex_parse: what the two files of the regex parser share. */
#ifndef PATDB_BUILD_REGEX_PARSE_H
#define PATDB_BUILD_REGEX_PARSE_H

#include "patdb/build_regex.h"

/* PCRE2 option letters that change how the pattern is read. */
struct regex_flags {
    bool nocase, dotall, extended;
};

struct regex_parser {
    struct arena *arena;
    struct slice s;
    size_t at;
    unsigned depth;
    bool is_bad;
};

static inline bool regex_at_end(const struct regex_parser *p)
{
    return p->at >= p->s.len;
}

/* The byte at the position plus ahead, or NUL behind the end. */
static inline char regex_peek(const struct regex_parser *p, size_t ahead)
{
    return p->s.len - p->at > ahead ? p->s.ptr[p->at + ahead] : '\0';
}

static inline bool regex_take(struct regex_parser *p, struct slice text)
{
    if (!slice_starts(slice_from(p->s, p->at), text))
        return false;
    p->at += text.len;
    return true;
}

/* Skips to behind the next `c`. */
static inline void regex_skip_past(struct regex_parser *p, char c)
{
    size_t end = slice_find_byte(p->s, c, p->at);
    if (end == SLICE_NONE)
        p->is_bad = true;
    p->at = end == SLICE_NONE ? p->s.len : end + 1;
}

void regex_set_add(struct regex_set *set, unsigned char c);
void regex_set_add_range(struct regex_set *set, unsigned from, unsigned to);
void regex_set_fold(struct regex_set *set);

/* The classes of \d, \w, \s, \h, \v, \N and their opposites in the C locale; false if the
 * letter is none of them. */
bool regex_class_of_escape(char c, struct regex_set *set);

/* An escape that stands for one byte; the letter is taken already. -1 if it is none. */
int regex_byte_of_escape(struct regex_parser *p, char c);

/* A bracketed class; the '[' is taken. */
void regex_take_class(struct regex_parser *p, const struct regex_flags *flags,
                      struct regex_set *out);

#endif
