/* word_index: which literals stand around a window that passed the filter of pairs.
 *
 * A literal of eight bytes or more is entered by the word of eight bytes that begins with its
 * window, a shorter one by its window alone. A table of bits answers first, in one look for both:
 * what is not in it is in no literal; of the rest, most are. Then the literals of a word are
 * compared in full, those of eight bytes only where a second table of bits knows the word. Literals
 * that do not count are found, but where only the others are asked for, nothing stops at them. */
#ifndef MATCH_WORD_INDEX_H
#define MATCH_WORD_INDEX_H

#include "base/slice.h"
#include "match/gram_table.h"
#include "patdb/window.h"

#include <stdbool.h>
#include <string.h>

#define WORD_SHORT 3

/* Folds letters: other bytes are folded with some, too. */
#define WORD_FOLD 0x20202020u

/* Bits by hash, 32 in a mark. */
#define WORD_MARK_LOG2 5
#define WORD_SHORT_MARKS 32

/* What a text is asked before any literal is compared. */
struct word_marks {
    uint32_t *words; /* by hash of a window: a bit by hash of the four bytes behind it; all bits
                        where a literal ends before */
    unsigned shift;  /* from hash to number of mark */
    uint32_t shorts[WORD_SHORT_MARKS];
};

/* Does a literal that stands in a text count there? */
typedef bool word_index_counts(const void *owner, struct slice text, uint32_t literal);

struct word_index {
    struct word_marks all, loud;              /* of all literals, and of those that count */
    uint32_t *word_bits;                      /* by hash of a whole word: is there a literal? */
    unsigned word_shift;                      /* from hash to place in word_bits */
    struct gram_table words, windows, shorts; /* of eight bytes and more, four, three */
    const struct slice *literals;             /* borrowed, by number, lower-cased */
    const bool *is_loud;                      /* borrowed, by number: it may count */
    word_index_counts *counts;                /* asked of one that is loud */
    const void *owner;                        /* borrowed; given to counts */
};

/* The four bytes from `at` on, letters without their case. */
static inline uint32_t word_window(const char *at)
{
    uint32_t window;
    memcpy(&window, at, sizeof window);
    return window | WORD_FOLD;
}

/* The same where fewer than four are left: zeros behind them. */
static inline uint32_t word_window_of(struct slice text, size_t at)
{
    char bytes[WINDOW_BYTES] = { 0 };
    if (at + WINDOW_BYTES <= text.len)
        return word_window(text.ptr + at);
    for (size_t i = 0; at + i < text.len; i++)
        bytes[i] = text.ptr[at + i];
    return word_window(bytes);
}

static inline unsigned word_mark_bit(uint32_t key)
{
    return gram_hash(key) >> (32 - WORD_MARK_LOG2);
}

/* May the four bytes that begin at `at` be the window of a literal? */
static inline bool word_marks_may(const struct word_marks *m, struct slice text, size_t at)
{
    const uint32_t key = word_window(text.ptr + at);
    const uint32_t behind = word_window_of(text, at + WINDOW_BYTES);
    return m->words[gram_hash(key) >> m->shift] >> word_mark_bit(behind) & 1;
}

/* Takes a literal that stands in a text; false: no more of them. */
typedef bool word_index_take(void *self, struct slice text, uint32_t literal);

/* Gives the literals of which the window begins at `at`; there are three bytes at least. */
void word_index_visit(const struct word_index *x, struct slice text, size_t at,
                      word_index_take *take, void *self);

/* Is there one that counts? */
bool word_index_has_loud(const struct word_index *x, struct slice text, size_t at);

/* The literal with this number, of three bytes or more; offset: of its window, such that a literal
 * of WINDOW_WORD has as many from it on. */
void word_index_add(struct word_index *x, uint32_t literal, size_t offset);

/* Makes the tables; nothing can be added later. Without literals there are no marks. */
void word_index_seal(struct word_index *x);
void word_index_release(struct word_index *x);

#endif
