#include "frame/level_words.h"

/* Source: the level names of syslog, log4j, java.util.logging, Python, .NET, pino, zap, logrus,
 * PostgreSQL, Serilog (three letters), zerolog's console writer. `sure`: an error even at the start
 * of a plain sentence ("Error response from …"). One from LEVEL_ERROR up is also one of
 * level_alarms, and its end one of level_word_ends. */
static const struct {
    struct slice word;
    enum level level;
    bool sure;
} words[] = {
    /* in order of length */
    { { "log", 3 }, LEVEL_INFO, false },          { { "wrn", 3 }, LEVEL_WARN, false },
    { { "err", 3 }, LEVEL_ERROR, true },          { { "inf", 3 }, LEVEL_INFO, false },
    { { "dbg", 3 }, LEVEL_DEBUG, false },         { { "vrb", 3 }, LEVEL_TRACE, false },
    { { "trc", 3 }, LEVEL_TRACE, false },         { { "ftl", 3 }, LEVEL_FATAL, false },
    { { "pnc", 3 }, LEVEL_FATAL, false },         { { "trce", 4 }, LEVEL_TRACE, false },
    { { "dbug", 4 }, LEVEL_DEBUG, false },        { { "fine", 4 }, LEVEL_DEBUG, false },
    { { "info", 4 }, LEVEL_INFO, false },         { { "warn", 4 }, LEVEL_WARN, true },
    { { "err!", 4 }, LEVEL_ERROR, true },         { { "eror", 4 }, LEVEL_ERROR, true },
    { { "fail", 4 }, LEVEL_ERROR, false },        { { "crit", 4 }, LEVEL_FATAL, false },
    { { "trace", 5 }, LEVEL_TRACE, false },       { { "finer", 5 }, LEVEL_TRACE, false },
    { { "debug", 5 }, LEVEL_DEBUG, false },       { { "error", 5 }, LEVEL_ERROR, true },
    { { "fatal", 5 }, LEVEL_FATAL, true },        { { "alert", 5 }, LEVEL_FATAL, false },
    { { "emerg", 5 }, LEVEL_FATAL, false },       { { "panic", 5 }, LEVEL_FATAL, false },
    { { "finest", 6 }, LEVEL_TRACE, false },      { { "config", 6 }, LEVEL_DEBUG, false },
    { { "notice", 6 }, LEVEL_INFO, false },       { { "severe", 6 }, LEVEL_ERROR, false },
    { { "dpanic", 6 }, LEVEL_FATAL, false },      { { "warning", 7 }, LEVEL_WARN, true },
    { { "critical", 8 }, LEVEL_FATAL, false },    { { "emergency", 9 }, LEVEL_FATAL, false },
    { { "information", 11 }, LEVEL_INFO, false },
};

/* The letters before the last one of those from LEVEL_ERROR up, by the last one; of both the lower
 * five bits. */
#define LETTER(c) ((c)&0x1f)
#define BIT(c) (UINT32_C(1) << LETTER(c))
const uint32_t level_word_ends[32] = {
    [LETTER('r')] = BIT('o') | BIT('r'), /* error, err */
    [LETTER('!')] = BIT('r'),            /* err! */
    [LETTER('l')] = BIT('i') | BIT('a') | BIT('t'),
    [LETTER('e')] = BIT('r'),
    [LETTER('t')] = BIT('i') | BIT('r'),
    [LETTER('g')] = BIT('r'),
    [LETTER('c')] = BIT('i') | BIT('n'),
    [LETTER('y')] = BIT('c'),
};

/* Where in `words` those of each length begin. */
static const uint8_t words_by_length[LEVEL_WORD_BYTES_MAX + 2] = { 0,  0,  0,  0,  9,  18, 26,
                                                                   31, 32, 33, 34, 34, 35 };

enum level level_find_word(struct slice word, bool *sure)
{
    *sure = false;
    if (word.len < LEVEL_WORD_BYTES_MIN || word.len > LEVEL_WORD_BYTES_MAX)
        return LEVEL_NONE;
    const char first = ascii_lower(word.ptr[0]);
    for (size_t i = words_by_length[word.len]; i < words_by_length[word.len + 1]; i++)
        if (first == words[i].word.ptr[0] && slice_eq_nocase(word, words[i].word)) {
            *sure = words[i].sure;
            return words[i].level;
        }
    return LEVEL_NONE;
}

enum level level_word(struct slice word)
{
    bool sure;
    return level_find_word(slice_trim(word), &sure);
}

enum level level_of_severity(unsigned severity)
{
    static const enum level levels[] = { LEVEL_FATAL, LEVEL_FATAL, LEVEL_FATAL, LEVEL_ERROR,
                                         LEVEL_WARN,  LEVEL_INFO,  LEVEL_INFO,  LEVEL_DEBUG };
    return severity < sizeof levels / sizeof *levels ? levels[severity] : LEVEL_NONE;
}

const uint8_t level_roles[256] = {
    [' '] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['\t'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['\n'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['\v'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['\f'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['\r'] = LEVEL_ENDS | LEVEL_BETWEEN,
    [':'] = LEVEL_ENDS | LEVEL_BETWEEN,
    [']'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['>'] = LEVEL_ENDS | LEVEL_BETWEEN,
    [')'] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['|'] = LEVEL_ENDS | LEVEL_BETWEEN,
    [','] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['['] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['('] = LEVEL_ENDS | LEVEL_BETWEEN,
    ['/'] = LEVEL_ENDS,
    ['='] = LEVEL_ENDS,
    ['-'] = LEVEL_BETWEEN,
    ['<'] = LEVEL_BETWEEN,
    ['.'] = LEVEL_BETWEEN,
};
