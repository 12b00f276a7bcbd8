/* Which lines need not be scanned for their level: the words that one of level error or worse
 * holds, which the prefilter looks for together with the literals of signatures. */
#include "frame/level_words.h"

/* A word of level_words.c from LEVEL_ERROR up, with each byte that may end it (level_ends_word),
 * and the one that stands before some of these inside JSON. */
#define WORD(w)                                                                                    \
    w " ", w "\t", w ":", w "]", w ">", w ")", w "|", w ",", w "/", w "=", w "[", w "(", w "\"",   \
        w "\\"

const char *const level_alarms[] = {
    WORD("error"),
    WORD("err"),
    WORD("err!"),
    WORD("eror"),
    WORD("fail"),
    WORD("severe"),
    WORD("fatal"),
    WORD("critical"),
    WORD("crit"),
    WORD("alert"),
    WORD("emerg"),
    WORD("panic"), /* and dpanic */
    WORD("emergency"),
    WORD("ftl"),
    WORD("pnc"),
    /* of dying_words in level.c */
    "traceback (most",
    "exception in thread",
    "caused by: ",
    "exception:",
    "exception [",
    "unhandled ",
    "unhandledpromise",
    "uncaught ",
    "unexpected fault ",
    "sigsegv:",
    "sigbus:",
    "sigabrt:",
    "sigill:",
    "sigfpe:",
    "panicked at ",
    ".rb:",
    /* of letter_level */
    "[e] ",
    "[f] ",
    "[c] ",
    "[e 2",
    "[c 2",
    " e | ",
    " c | ",
    /* of no level at all; but what says so at the end of a log is worth a look
     * (correlate/telling.c) */
    "cannot ",
    "could not ",
    "unable to ",
    "failed to ",
    "not found",
    "denied",
    "refused",
    "invalid ",
    "no such ",
    "does not ",
    "must be ",
    NULL,
};

/* Does the text end with a word of level error or worse? */
static bool ends_in_word(struct slice s)
{
    if (!level_may_end_in_word(s))
        return false;
    size_t start = s.len;
    while (start > 0 && s.len - start <= LEVEL_WORD_BYTES_MAX && !level_ends_word(s.ptr[start - 1]))
        start--;
    return level_word(slice_from(s, start)) >= LEVEL_ERROR;
}

bool level_head_is_hidden(struct slice line)
{
    const char c = slice_byte(line, 0), next = slice_byte(line, 1);
    return (c == 'E' || c == 'F' || c == 'A') && (ascii_is_digit(next) || next == ',');
}

bool level_end_is_hidden(struct slice line)
{
    return ends_in_word(line)
           || (line.len > LEVEL_SCAN_BYTES_MAX
               && ends_in_word(slice_sub(line, 0, LEVEL_SCAN_BYTES_MAX)));
}

bool level_is_hidden(struct slice line)
{
    return level_head_is_hidden(line) || level_end_is_hidden(line);
}
