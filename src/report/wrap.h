/* wrap: fits text into columns. All text given is valid UTF-8 and safe to show. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "report/report.h"

struct wrap {
    uint32_t width;     /* columns of a line */
    uint32_t column;    /* columns of the first line that are taken already */
    uint32_t indent;    /* blanks before each further line */
    uint32_t max_lines; /* 0: no limit; else the last one ends in an ellipsis */
};

/* Appends text, broken at blanks (a word longer than a line: anywhere), and a line feed. */
void wrap_add(const struct report_style *style, struct wrap w, struct slice text, struct buf *out);

/* Appends a shell command and a line feed; broken only at blanks outside of quotes, with " \" at
 * the end of the line, so that it can still be pasted. A longer word overflows. */
void wrap_add_command(struct wrap w, struct slice command, struct buf *out);

/* Appends text cut to `columns`, with an ellipsis where something is missing; wrap_add_cell also
 * fills up with blanks. Returns the columns used. */
size_t wrap_add_cut(const struct report_style *style, struct slice text, size_t columns,
                    struct buf *out);

/* The same, but the middle goes: both ends of a log line matter, the reason is often at the last.
 */
void wrap_add_ends(const struct report_style *style, struct slice text, size_t columns,
                   struct buf *out);
void wrap_add_cell(const struct report_style *style, struct slice text, size_t columns,
                   struct buf *out);

#endif
