/* unwrap_signs: is a source wrapped, without PowerShell's block that would tell the width?
 *
 * Two signs. Breaks at any cell: several lines, or one where that is a usual width, have exactly
 * the greatest length, and go on in the middle of a word in a shorter one. Breaks between words:
 * several lines end with a blank, and for one and the same width none of them had room for the
 * first word of the next. */
#ifndef FRAME_UNWRAP_SIGNS_H
#define FRAME_UNWRAP_SIGNS_H

#include "frame/unwrap_rule.h"

/* Lines after which it must be clear. */
#define UNWRAP_SIGNS_LINES 48

struct unwrap_signs {
    size_t longest; /* bytes, of the lines since `lines` was 0 */
    size_t lines, cool;
};

enum unwrap_verdict { UNWRAP_SIGNS_OPEN, UNWRAP_SIGNS_NO, UNWRAP_SIGNS_YES };

/* Is the next line worth a look? To be called with each line. */
bool unwrap_signs_ask(struct unwrap_signs *signs, struct slice line);

/* Does line look as if it went on in next? */
bool unwrap_signs_pair(const struct unwrap_signs *signs, struct slice line, struct slice next);

/* Judges lines from the first such pair on. end: no more lines come. Fills *rule on YES. */
enum unwrap_verdict unwrap_signs_judge(struct unwrap_signs *signs, const struct slice *lines,
                                       const bool *fresh, size_t count, bool end,
                                       struct unwrap_rule *rule);

#endif
