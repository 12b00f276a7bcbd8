/* build_literals: the guard of a regex: literals of which every match holds at least one.
 *
 * For each part of the regex we keep the exact texts that it can match while they are few, else
 * the texts with which its matches start and end, and the best guard found inside. This is the
 * analysis of Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), with one set
 * of alternatives in place of a boolean query.
 *
 * Guards are compared without ASCII case and are used on raw JSON as well, so a literal never
 * holds a byte that some JSON writer escapes: it is cut there and the best piece is taken. */
#ifndef PATDB_BUILD_LITERALS_H
#define PATDB_BUILD_LITERALS_H

#include "base/arena.h"
#include "patdb/signature.h"

#define LITERAL_BYTES_MIN 3
#define LITERAL_BYTES_MAX 64
#define LITERAL_COUNT_MAX 64

/* Bits of surprise below which a guard lets much through and is worth a remark. */
#define LITERAL_WEAK_BITS 16.0

/* Finds the guard of a pattern that PCRE2 accepts: sorted, lower-cased, none part of another.
 * Empty if there is none. Result and work memory come from arena. */
void literals_extract(struct arena *arena, struct slice regex, struct sig_list *out);

/* The same, for those who look at no text before its escapes are undone: a literal may hold tabs
 * where nothing else of more than three bytes is left. Also by literal a text that stands beside it
 * in every match that it guards; empty if none is known. */
void literals_extract_both(struct arena *arena, struct slice regex, struct sig_list *out,
                           struct slice **also);

/* How rare the text is in logs, in bits. */
double literals_bits(struct slice literal);

#endif
