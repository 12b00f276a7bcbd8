/* jsonscan: a streaming, tolerant JSON tokenizer.
 *
 * It never builds values: it only tells where containers open and close, which strings are keys,
 * and where the text is no JSON. Each byte is looked at once, whatever the size of the blocks.
 *
 *     struct jsonscan scan;
 *     jsonscan_init(&scan, offset, line);
 *     while ((tok = jsonscan_next(&scan, window_from(scan.offset), at_end)) != JSONSCAN_MORE)
 *         … scan.token_offset, scan.text …
 *     // now give a window of at least scan.want bytes that starts at scan.offset
 *
 * Tolerance: a line end inside a string ends the string, unless the text behind it looks like the
 * rest of the same string (a terminal that wrapped the line); jsonscan_repair makes JSON of it. */
#ifndef FRAME_JSONSCAN_H
#define FRAME_JSONSCAN_H

#include "base/buf.h"
#include "base/slice.h"

/* Bytes of a string that are kept for the caller; for values it may ask for more. */
#define JSONSCAN_KEY_BYTES 48
#define JSONSCAN_TEXT_BYTES 512

/* How far behind a line end inside a string we look for the end of the string. */
#define JSONSCAN_LOOKAHEAD_BYTES 4096

enum jsonscan_token {
    JSONSCAN_MORE, /* the window is used up: give one of at least `want` bytes */
    JSONSCAN_OPEN_OBJECT,
    JSONSCAN_CLOSE_OBJECT,
    JSONSCAN_OPEN_ARRAY,
    JSONSCAN_CLOSE_ARRAY,
    JSONSCAN_KEY,     /* a string and the colon behind it */
    JSONSCAN_STRING,  /* another string */
    JSONSCAN_SCALAR,  /* number, true, false, null */
    JSONSCAN_COMMA,   /* between elements */
    JSONSCAN_GARBAGE, /* a run of bytes that is no JSON */
};

enum jsonscan_state {
    JSONSCAN_BETWEEN, /* not in a string */
    JSONSCAN_IN_STRING,
    JSONSCAN_IN_ESCAPE, /* behind a backslash in a string */
    JSONSCAN_AFTER_STRING,
};

struct jsonscan {
    enum jsonscan_state state;
    uint64_t offset, line;             /* of the next byte to look at */
    size_t want;                       /* bytes needed to go on, at least 1 */
    uint64_t token_offset, token_line; /* where the last token started */
    bool line_start;                   /* only blanks stood before the token on its line */
    uint64_t wrapped_until;            /* line ends before this offset are part of the string */
    bool fresh;                        /* only blanks since the last line feed */
    bool cut;                          /* the last string ended at a line end, without quote */
    size_t keep;     /* bytes to keep of the next string; back to KEY_BYTES then */
    size_t text_len; /* of the last string or scalar, raw, without quotes */
    bool text_whole; /* all of it was kept */
    char text[JSONSCAN_TEXT_BYTES];
};

void jsonscan_init(struct jsonscan *scan, uint64_t offset, uint64_t line);

/* The next token. `window` starts at scan->offset and may be empty; at_end: no bytes will follow
 * the window. JSONSCAN_MORE with at_end set means that all has been seen. */
enum jsonscan_token jsonscan_next(struct jsonscan *scan, struct slice window, bool at_end);

/* The kept bytes of the last string or scalar; valid until the next call. */
static inline struct slice jsonscan_text(const struct jsonscan *scan)
{
    return slice_make(scan->text, scan->text_len);
}

/* In or directly behind a string: the text from token_offset on has not been reported yet. */
static inline bool jsonscan_in_string(const struct jsonscan *scan)
{
    return scan->state != JSONSCAN_BETWEEN;
}

/* Can the text be parsed into a tree of values in less than JSONSCAN_TREE_BYTES_MAX? Two bytes of
 * text can make a value of hundreds: a list of empty objects. */
#define JSONSCAN_TREE_BYTES_MAX ((size_t)16 << 20)
bool jsonscan_tree_fits(struct slice text);

/* Rewrites a damaged JSON text so that a strict parser takes it, as far as that is possible:
 * closes strings that were cut at a line end, adds the comma that was lost with the quote, drops
 * trailing commas, escapes control bytes, replaces bad escapes and bad UTF-8. */
void jsonscan_repair(struct slice text, struct buf *out);

#endif
