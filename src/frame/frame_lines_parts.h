/* frame_lines_parts: what the files of frame_lines share. Internal to frame_lines*.c. */
#ifndef FRAME_FRAME_LINES_PARTS_H
#define FRAME_FRAME_LINES_PARTS_H

#include "base/buf.h"
#include "frame/console_copy.h"
#include "frame/docs_relay.h"
#include "frame/frame_lines.h"
#include "frame/join.h"
#include "frame/line_peel.h"
#include "frame/line_places.h"
#include "frame/line_reader.h"
#include "frame/line_records.h"
#include "frame/line_warn.h"
#include "frame/reverse.h"
#include "frame/structured.h"
#include "frame/unwrap.h"

struct frame_lines {
    struct source *src;
    struct line_reader reader;
    struct peel peel;
    int32_t zone_s;
    struct join *join;
    struct unwrap *unwrap;
    struct reverse *reverse;
    struct structured *structured;
    struct docs_relay *relay;
    struct bulk *bulk;
    struct buf plain, text, record;
    bool bare_continues; /* lines without prefix belong to the one before */
    size_t column;       /* … if they have so many blanks in front, which are none of theirs */
    struct records records;
    int records_tag;  /* shape of the tables; -1: there was none */
    unsigned no_rows; /* lines that looked like rows without a head and were none */
    int64_t next_us;  /* the line before was only a time: that of this one */
    struct console_copy console;
    uint64_t inserted; /* timestamps taken out of the middle of lines */
    /* Bytes that went into unwrap and did not come back: of blocks it took away. */
    uint64_t undecided;
    struct line_warn warn;
    uint64_t *counts; /* events per shape, then of text, then of JSON lines */
};

/* Pushes the rest as one line, or as several where it holds line ends (a lone CR is one: Lambda
 * writes inner line ends so, and progress bars go back to column 0). */
void frame_lines_push_text(struct frame_lines *f, struct peeled *p, const struct line_places *at,
                           bool first);

/* raw_bytes: length of the line before colour codes went. */
void frame_lines_take_line(struct frame_lines *f, struct peeled *p, const struct line_places *at,
                           size_t raw_bytes);

/* --- frame_lines_whole.c: lines that a terminal has wrapped --- */

/* Must the line go through unwrap? May look at the next one, which moves the window. */
bool frame_lines_wants_unwrap(struct frame_lines *f, struct raw_line *raw);
void frame_lines_push_unwrap(struct frame_lines *f, const struct raw_line *raw);

/* A line that was put together: colour codes go, and the starts of the pieces with them. */
void frame_lines_take_whole(struct frame_lines *f, const struct unwrap_line *whole);

/* --- frame_lines_records.c: tables --- */

/* Rows without a head begin with the line. */
bool frame_lines_begins_rows(struct frame_lines *f, const struct raw_line *raw);

/* Goes on to the rows that begin, behind the lines that are held. False if they are none after all.
 */
bool frame_lines_take_rows(struct frame_lines *f);

/* Reads a record of a table. False if there is none, or the source is at its end. */
bool frame_lines_take_record(struct frame_lines *f);

#endif
