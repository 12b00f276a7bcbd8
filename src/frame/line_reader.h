/* line_reader: the next line of a source, however long it is, in bounded memory. */
#ifndef FRAME_LINE_READER_H
#define FRAME_LINE_READER_H

#include "read/source.h"

struct line_reader {
    struct source *src;
    size_t size; /* bytes of the line peeked, with its end; 0: no line is peeked */
    bool cut;    /* the line goes on behind them */
    bool told;   /* the warning about long lines was given */
};

struct raw_line {
    struct slice text; /* without LF and the CRs before it; borrows from the source */
    uint64_t line, offset;
};

/* Looks at the next line; false at the end of the source. May be called again. */
bool line_reader_peek(struct line_reader *r, struct raw_line *out);

/* Steps over the line peeked; returns the offset behind it. The text is then gone. */
uint64_t line_reader_take(struct line_reader *r);

#endif
