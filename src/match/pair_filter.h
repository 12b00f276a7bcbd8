/* pair_filter: where in a text four bytes stand that may be part of a literal.
 *
 * Bytes fall into the 32 kinds of pairs (base/gram.h). Of each literal one window of four bytes is
 * entered: its three pairs of kinds go into three sets of 2^10 bits. A position of a text passes
 * when its three pairs are in the sets. That is no hash: what passes are near misses, most of which
 * the marks of word_index.h rule out, in the same call.
 *
 * A set is 128 bytes, two vector registers where the machine has AVX-512 VBMI, which looks 64
 * positions up at a time; the kinds of bytes are one. Elsewhere the sets are steps of a shift-and
 * automaton (Baeza-Yates, Gonnet: "A New Approach to Text Searching", Communications of the ACM 35
 * (10), 1992), one table look-up per byte. Both give the same positions. */
#ifndef MATCH_PAIR_FILTER_H
#define MATCH_PAIR_FILTER_H

#include "base/gram.h"
#include "base/slice.h"
#include "match/word_index.h"

#define PAIR_WINDOW WINDOW_BYTES
#define PAIR_STEPS (PAIR_WINDOW - 1)

/* Literals of three bytes, of which few are asked for, are no windows, that would let pass whatever
 * stands behind them: a bit of eight is theirs, and stands in the sets of bytes (pair_class) that
 * each of their places may have (the buckets of Teddy, by Geoffrey Langdale). */
#define PAIR_SHORT WORD_SHORT
#define PAIR_SHORT_BITS 8

/* Bytes of a class are of one kind, so that one vector register holds the kinds of all: blank to
 * '?', and '@' to '_' with the small letters and what stands beside them. Control bytes and those
 * that are no ASCII fall in with some of these: log text holds few, and what passes too much is
 * ruled out later. */
#define PAIR_CLASSES 64
static inline unsigned pair_class(unsigned char c)
{
    return (c & ~(c >> 1 & 0x20u)) & (PAIR_CLASSES - 1);
}

/* Positions looked at in one call. */
#define PAIR_BLOCK 2048

struct pair_filter;

typedef size_t pair_filter_scan_fn(const struct pair_filter *f, const struct word_index *index,
                                   struct slice text, size_t from, uint16_t hits[PAIR_BLOCK]);
typedef void pair_filter_any_fn(const struct pair_filter *f, const struct word_index *index,
                                const struct slice *texts, size_t count, bool *any);

struct pair_filter {
    uint8_t kinds[256]; /* by byte: that of its pair_class */
    uint8_t class_kinds[PAIR_CLASSES];
    uint8_t steps[GRAM_KINDS * GRAM_KINDS]; /* by pair: bit i, it may be the pair i of a window */
    /* The same for vectors: second / 8 and first kind make the byte, second % 8 is the bit. */
    uint8_t sets[PAIR_STEPS][128];
    uint8_t short_bits[PAIR_SHORT][PAIR_CLASSES];
    uint32_t short_steps[256]; /* by byte: its bits of all three, the lowest are the first's */
    unsigned short_count;
    pair_filter_scan_fn *scan;
    pair_filter_any_fn *any;
};

/* portable: the plain way, also where there is a faster one. */
void pair_filter_init(struct pair_filter *f, bool portable);

/* Enters a literal of three bytes. */
void pair_filter_add_short(struct pair_filter *f, struct slice literal);

/* Enters the window at this offset of a literal of PAIR_WINDOW bytes or more. */
void pair_filter_add(struct pair_filter *f, struct slice literal, size_t offset);

/* Where windows of text stand that pass and may, says the index, be those of literals, or three
 * bytes that may be one: offsets from `from`, ascending, of PAIR_BLOCK places at most. Letter case
 * does not matter. */
static inline size_t pair_filter_scan(const struct pair_filter *f, const struct word_index *index,
                                      struct slice text, size_t from, uint16_t hits[PAIR_BLOCK])
{
    return f->scan(f, index, text, from, hits);
}

/* Does each of several texts hold a literal that counts? */
static inline void pair_filter_any(const struct pair_filter *f, const struct word_index *index,
                                   const struct slice *texts, size_t count, bool *any)
{
    f->any(f, index, texts, count, any);
}

/* pair_filter_avx512.c: sets both ways, if this machine, and the compiler, has it. */
void pair_filter_use_avx512(struct pair_filter *f);

#endif
