/* patterns: what a search looks for: any number of regexes or fixed strings as one.
 *
 *     patterns_begin(p, text);                    // finds the candidates, by guard literals
 *     for (size_t from = 0; patterns_next(p, text, from, &m); from = patterns_after(text, &m))
 *         … m.groups[0] is the match …
 *
 * Of the matches of several patterns the leftmost is taken, of those the longest, as grep does.
 * They go through the prefilter of the signatures: a pattern costs next to nothing until one of
 * its guard literals is seen. Regexes are compiled at first use, and matched under limits. */
#ifndef SEARCH_PATTERNS_H
#define SEARCH_PATTERNS_H

#include "base/err.h"
#include "match/confirm.h"

struct patterns;

struct patterns_options {
    bool fixed;      /* no regexes: the texts as they stand */
    bool caseless;   /* … or smart_case and no capital letter is in any text */
    bool smart_case; /* letters behind a backslash do not count */
    bool word;       /* no word character may stand beside the match */
    bool line;       /* the match must be a whole line */
};

/* Where the regex is wrong. */
struct patterns_fault {
    size_t pattern, offset; /* which text, at which byte */
};

/* Most patterns of one search. */
#define PATTERNS_MAX 200000

/* Texts are copied. On STATUS_FAIL err has the message of the regex library, and *fault the place.
 * No text at all is a search that finds nothing, an empty one matches everywhere. */
enum status patterns_new(struct patterns **out, const struct slice *texts, size_t count,
                         const struct patterns_options *opts, struct patterns_fault *fault,
                         struct err *err) MUST_CHECK;
void patterns_free(struct patterns *p);

void patterns_begin(struct patterns *p, struct slice text);
bool patterns_next(struct patterns *p, struct slice text, size_t from, struct confirm_match *out);

/* Does the text match at all? */
bool patterns_match(struct patterns *p, struct slice text);

/* Where to look for the match behind this one. */
size_t patterns_after(struct slice text, const struct confirm_match *m);

/* The group of this name in the pattern that matched last; empty if there is none. */
struct slice patterns_named(const struct patterns *p, const struct confirm_match *m,
                            struct slice name);

/* Names of the groups of the pattern that matched last. */
uint32_t patterns_names(const struct patterns *p, struct slice *names, uint32_t max);

/* How often a pattern gave up on a text so far: its limit of steps was reached. */
uint64_t patterns_limit_hits(const struct patterns *p);

/* The guards: at least one of these literals, without regard to ASCII case, is in every text that
 * matches, also where it stands as JSON. False: there are none for some pattern. The list is valid
 * as long as p. */
bool patterns_guards(const struct patterns *p, const struct slice **literals, size_t *count);

/* Is it one regex that is line_bound (line_bound.h)? Then patterns_find_raw looks in lines as they
 * stand in the source for a place where it matches; CONFIRM_LIMIT: it gave up. */
bool patterns_is_line_bound(const struct patterns *p);
enum confirm_result patterns_find_raw(struct patterns *p, struct slice lines, size_t from,
                                      size_t *at);

/* Is it one text without anything that is special? Then *literal is it, and a text matches if and
 * only if it holds it. */
bool patterns_is_literal(const struct patterns *p, struct slice *literal);

#endif
