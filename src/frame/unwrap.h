/* unwrap: puts lines together again that a narrow console broke (unwrap_rule.h), and takes the
 * blocks away that Windows PowerShell puts around stderr (native_error.h).
 *
 * Only where a source shows signs of it, lines go through here:
 *
 *     switch (unwrap_ask(u, line)) …       // PASS: not for us; PEEK: ask again with the next line
 *     unwrap_push(u, &raw, end, fresh);    // the text is copied
 *     while (unwrap_next(u, &whole)) …
 *     unwrap_flush(u);                     // at the end, and before anything that is no line
 *
 * What it holds back is bounded: UNWRAP_LINES_MAX lines, UNWRAP_BYTES_MAX bytes. Decisions depend
 * on the lines only, not on how they arrive. */
#ifndef FRAME_UNWRAP_H
#define FRAME_UNWRAP_H

#include "frame/event.h"
#include "frame/line_reader.h"

#define UNWRAP_LINES_MAX 96
#define UNWRAP_BYTES_MAX (32 * 1024)

enum unwrap_answer { UNWRAP_PASS, UNWRAP_PEEK, UNWRAP_TAKE };

/* A line as it was before it was broken. */
struct unwrap_line {
    struct slice text;               /* colour codes are still in it; valid until the next call */
    const struct event_line *pieces; /* where its pieces start in text, and stood in the source */
    size_t piece_count;
    uint64_t end; /* offset behind the last piece */
};

struct unwrap;

struct unwrap *unwrap_new(void);
void unwrap_free(struct unwrap *u);

/* Must the line go through here? */
enum unwrap_answer unwrap_ask(struct unwrap *u, struct slice line);

/* The same for UNWRAP_PEEK, knowing the next line: true for UNWRAP_TAKE. */
bool unwrap_ask_pair(struct unwrap *u, struct slice line, struct slice next);

/* fresh: the line begins a record of its own (a prefix, a time, a level). */
void unwrap_push(struct unwrap *u, const struct raw_line *raw, uint64_t end, bool fresh);

/* Decides on all that is held. */
void unwrap_flush(struct unwrap *u);

/* Do lines that begin records of their own pass by? */
bool unwrap_is_off(const struct unwrap *u);

/* Are there lines that unwrap_next has not given? */
bool unwrap_holds(const struct unwrap *u);

bool unwrap_next(struct unwrap *u, struct unwrap_line *out);

/* Lines that were put to the line before them. */
uint64_t unwrap_count(const struct unwrap *u);

#endif
