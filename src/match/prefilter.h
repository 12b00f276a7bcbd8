/* prefilter: one pass over bytes; says which patterns may match.
 *
 * Patterns are numbered 0 … n-1 by the matcher. A pattern is a candidate when one of its guard
 * literals occurs (ASCII case ignored) and with it the byte and the text that it needs, or always
 * if it has no literals. */
#ifndef MATCH_PREFILTER_H
#define MATCH_PREFILTER_H

#include "base/slice.h"
#include "patdb/signature.h"

struct prefilter;

/* The fastest way that this machine has, or the one that all have: they give the same. */
enum prefilter_path { PREFILTER_FASTEST, PREFILTER_PORTABLE };

/* What guards a pattern. */
struct prefilter_guard {
    struct sig_list literals; /* borrowed until prefilter_free */
    const uint16_t *windows;  /* as in struct sig_pattern; NULL: they are chosen here */
    const struct slice *also; /* by literal: a text, lower-cased, without which it does not count;
                                 empty: none. NULL: none for all; borrowed until prefilter_free */
    char needs;               /* a byte without which no literal counts; 0: none */
    bool spans;               /* literal and text may be in two pieces (prefilter_may_go_on) */
    bool is_silent;           /* it does not matter to prefilter_may_match */
};

/* guards[i] belongs to pattern i. */
struct prefilter *prefilter_new(const struct prefilter_guard *guards, uint32_t pattern_count,
                                enum prefilter_path path);
void prefilter_free(struct prefilter *p);

/* Candidate pattern numbers in ascending order, without repeats; the array is valid until the
 * next call of this or prefilter_may_go_on. */
size_t prefilter_scan(struct prefilter *p, struct slice text, const uint32_t **candidates);

/* Does text end in the beginning of a guard literal, of more than PREFILTER_OVERLAP bytes, or hold
 * a part of what a pattern asks for that spans pieces? If not, and it has no candidate, then it
 * adds none to what stands behind it, but for its last PREFILTER_OVERLAP bytes. Of a pattern that
 * needs something and does not span, nothing is said. */
#define PREFILTER_OVERLAP 3
bool prefilter_may_go_on(struct prefilter *p, struct slice text);

/* May each of several texts have a candidate that is not silent? False is certain; most that are
 * true have one. Much faster than a scan for each, where hardly any has. */
void prefilter_may_match(const struct prefilter *p, const struct slice *texts, size_t count,
                         bool *may);

#endif
