/* level_words: the words that name levels, and what may stand around them. Internal to level*.c
 * and bulk_head.c. */
#ifndef FRAME_LEVEL_WORDS_H
#define FRAME_LEVEL_WORDS_H

#include "frame/level.h"

/* How far into a line a logger's head may reach. */
#define LEVEL_SCAN_BYTES_MAX 240

#define LEVEL_WORD_BYTES_MIN 3
#define LEVEL_WORD_BYTES_MAX 11

/* The level that a word means, whatever its letter case, or LEVEL_NONE. *sure: it is an error even
 * at the start of a plain sentence ("Error response from …"). */
enum level level_find_word(struct slice word, bool *sure);

/* What a byte is in a logger's head: it ends a word, or may stand between words. */
enum level_role { LEVEL_ENDS = 1, LEVEL_BETWEEN = 2 };
extern const uint8_t level_roles[256];

static inline bool level_ends_word(char c)
{
    return (level_roles[(unsigned char)c] & LEVEL_ENDS) != 0;
}

static inline bool level_is_between(char c)
{
    return (level_roles[(unsigned char)c] & LEVEL_BETWEEN) != 0;
}

/* May the text end with a word of level error or worse? Its last two letters tell of most that it
 * does not. */
extern const uint32_t level_word_ends[32];
static inline bool level_may_end_in_word(struct slice s)
{
    if (s.len < LEVEL_WORD_BYTES_MIN)
        return false;
    const unsigned char *const end = (const unsigned char *)s.ptr + s.len;
    return (level_word_ends[end[-1] & 0x1f] >> (end[-2] & 0x1f) & 1) != 0;
}

#endif
