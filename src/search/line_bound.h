/* line_bound: regexes whose matches lie within a line and do not depend on what is around them.
 *
 * A message that such a regex matches has the match in one of its lines in the source, wherever the
 * prefixes of these end: so the source can be searched as it stands. Not so with anchors, look-
 * around and \b, which may hold only behind a prefix; with what a line feed is matched by, as \s
 * and
 * [^x]; and with atomic groups and possessive repeats, which may take too much. What is not known
 * to be harmless is refused. */
#ifndef SEARCH_LINE_BOUND_H
#define SEARCH_LINE_BOUND_H

#include "base/slice.h"

/* regex: PCRE2 syntax, valid, without PCRE2_DOTALL and PCRE2_EXTENDED. */
bool line_bound(struct slice regex);

#endif
