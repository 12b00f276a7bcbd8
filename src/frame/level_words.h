/* level_words: the words that name levels, and what may stand around them. Internal to level.c and
 * level_alarms.c. */
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

#endif
