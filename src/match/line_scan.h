/* line_scan: one pass over lines that only tells whether they are as usual: how they begin, how
 * long they are, and whether they hold one of two bytes. */
#ifndef MATCH_LINE_SCAN_H
#define MATCH_LINE_SCAN_H

#include "base/slice.h"

struct line_scan {
    char rare[2];                 /* a line that holds one of them is unusual */
    size_t longest;               /* bytes, LF included; a longer one is unusual */
    uint8_t starts[256][256 / 8]; /* first two bytes, by line_scan_class: a bit each, if usual */
};

/* Digits are alike, small letters are, and capitals. */
static inline unsigned char line_scan_class(char c)
{
    if (ascii_is_digit(c))
        return '0';
    if (ascii_is_alpha(c))
        return c >= 'a' ? 'a' : 'A';
    return (unsigned char)c;
}

/* Does the line at `at` begin as usual? And: from now on it is usual. */
bool line_scan_is_known(const struct line_scan *s, struct slice text, size_t at);
void line_scan_learn(struct line_scan *s, struct slice text, size_t at);

/* Start of the first unusual line at or behind `from`, the start of a line, or text.len. *lines
 * gets the number of LFs before it, from `from` on. */
typedef size_t line_scan_fn(const struct line_scan *s, struct slice text, size_t from,
                            uint64_t *lines);

/* The fastest way that this machine has (i: 0), and, for tests, others that give the same; NULL
 * past the last one. */
line_scan_fn *line_scan_way(size_t i);

line_scan_fn line_scan_portable;

#endif
