/* line_reader: the next line of a source, however long it is, in bounded memory. */
#ifndef FRAME_LINE_READER_H
#define FRAME_LINE_READER_H

#include "frame/framer.h"

struct line_reader {
    struct source *src;
    size_t size;       /* bytes of the line peeked, with its end; 0: no line is peeked */
    size_t gap;        /* of these, what parts the line from the next record, without LF */
    uint64_t clear_to; /* no LF stands between the present place and this offset */
    bool cut;          /* the line goes on behind them */
    bool told;         /* the warning about long lines was given */
    struct framer_ledger ledger;
};

struct raw_line {
    struct slice text; /* without LF and the CRs before it; borrows from the source */
    uint64_t line, offset;
};

/* Looks at the next line; false at the end of the source. May be called again. */
bool line_reader_peek(struct line_reader *r, struct raw_line *out);

/* Ends the line peeked behind `size` of its bytes: what follows is read as the next line. *out is
 * what line_reader_peek gave. */
void line_reader_shorten(struct line_reader *r, struct raw_line *out, size_t size);

/* Looks at the line behind the one peeked, but only as far as `LINE_NEXT_BYTES` reach: false if it
 * does not end there, or there is none. The window moves: *out is peeked anew. */
#define LINE_NEXT_BYTES 1024
bool line_reader_peek_next(struct line_reader *r, struct raw_line *out, struct slice *next);

/* Steps over the line peeked; returns the offset behind it. The text is then gone. In the ledger it
 * is an event, or framing if it is blank. */
uint64_t line_reader_take(struct line_reader *r);

/* The same for a line that is not counted yet: the caller counts it once it is decided. */
uint64_t line_reader_take_later(struct line_reader *r);

#endif
