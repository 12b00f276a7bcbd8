/* build_regex: a PCRE2 pattern as a tree, enough to know which bytes a match must hold.
 *
 * Not a matcher and not a check: the pattern must have compiled with PCRE2. What has no simple
 * meaning (back references, recursion, conditions) becomes REGEX_ANY, any text; a pattern with
 * something that could make the whole reading wrong is refused. Syntax: pcre2pattern(3). */
#ifndef PATDB_BUILD_REGEX_H
#define PATDB_BUILD_REGEX_H

#include "base/arena.h"
#include "base/slice.h"

#define REGEX_DEPTH_MAX 60
#define REGEX_INFINITE UINT32_MAX

enum regex_kind {
    REGEX_EMPTY,  /* matches the empty text: anchors, lookarounds */
    REGEX_SET,    /* one byte of a set */
    REGEX_CONCAT, /* children one after the other */
    REGEX_ALT,    /* one of the children */
    REGEX_REPEAT, /* the child, min to max times */
    REGEX_ANY     /* any text */
};

struct regex_set {
    uint64_t bits[4];
};

struct regex {
    enum regex_kind kind;
    bool is_final;        /* gives nothing back once matched: possessive or atomic */
    struct regex_set set; /* REGEX_SET */
    uint32_t min, max;    /* REGEX_REPEAT */
    struct regex *first, *last, *next;
};

/* NULL when the pattern cannot be read. Memory comes from arena. */
const struct regex *regex_parse(struct arena *arena, struct slice pattern);

bool regex_set_has(const struct regex_set *set, unsigned char c);

/* A control byte, not a line end, that every match holds: it stands in no literal
 * (build_literals.h) and is quickly looked for. 0 if there is none. */
char regex_needs(const struct regex *r);

/* Can matching take time that grows much faster than the text? A text that says why, or NULL. */
const char *regex_risk(const struct regex *r);

#endif
