/* build_re2: a regex in RE2's syntax, as CRE rules write them, as a PCRE2 pattern of the same
 * meaning. Source of the syntax: RE2's own list (github.com/google/re2/wiki/Syntax) and that of
 * Go's package regexp/syntax.
 *
 * What differs and is written out: '^' and '$' stand at the ends of the text only, unless (?m); '.'
 * is one character and no byte; \s has no vertical tab; \v is the vertical tab alone. What PCRE2
 * has and RE2 has not (look-around, back references, possessive repeats, \h, \R, \K) is refused.
 * Not known here, though RE2 has it: \p{...}, and ranges of characters beyond ASCII in a class.
 * Only whether something matches is kept: groups do not capture. */
#ifndef PATDB_BUILD_RE2_H
#define PATDB_BUILD_RE2_H

#include "base/buf.h"
#include "base/slice.h"

/* Appends the PCRE2 pattern to out. On failure false; *why says what is wrong, *at where, in bytes,
 * and out holds a part. */
bool re2_translate(struct slice regex, struct buf *out, const char **why, size_t *at);

/* Appends a pattern that matches these bytes. */
void re2_quote(struct slice text, struct buf *out);

#endif
