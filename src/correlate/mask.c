#include "correlate/mask.h"

#include "base/timestamp.h"

/* Letters besides words for its level that a line needs to tell anything. */
#define TELLING_LETTERS 6

/* Longest quoted value that is taken as one. */
#define QUOTED_MAX 160
/* With so many blanks it is a sentence. */
#define SENTENCE_BLANKS 2

struct masking {
    struct slice line;
    struct buf *out;
    bool after_mask; /* out ends with a mask */
    bool is_json;    /* quotes are no values, but all of the text */
};

static bool word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

static char byte_at(const struct masking *m, size_t i)
{
    return i < m->line.len ? m->line.ptr[i] : '\0';
}

/* A word varies when it is a number, 0x…, long hex, mixes in many digits, or is a long random name.
 */
static bool varies(struct slice word)
{
    size_t digits = 0, hex = 0, upper = 0, lower = 0;
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.ptr[i];
        digits += ascii_is_digit(c);
        hex += ascii_is_hex(c);
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
    }
    return digits == word.len || (hex == word.len && word.len >= 8 && digits > 0)
           || (digits * 3 >= word.len && word.len >= 6)
           || (word.len > 2 && slice_starts(word, SLICE("0x")))
           || (word.len >= 16 && digits >= 2 && upper >= 2 && lower >= 2);
}

/* 8-4-4-4-12 hex digits. Source: RFC 9562, section 4. */
static size_t uuid_at(const struct masking *m, size_t at)
{
    static const uint8_t groups[] = { 8, 4, 4, 4, 12 };
    size_t i = at;
    for (size_t g = 0; g < sizeof groups; g++) {
        if (g > 0 && byte_at(m, i++) != '-')
            return 0;
        for (size_t k = 0; k < groups[g]; k++)
            if (!ascii_is_hex(byte_at(m, i++)))
                return 0;
    }
    return word_byte(byte_at(m, i)) ? 0 : i - at;
}

static size_t time_at(const struct masking *m, size_t at)
{
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    struct timestamp t;
    return ascii_is_alnum(byte_at(m, at)) ? timestamp_parse(slice_from(m->line, at), &ctx, &t) : 0;
}

static bool path_byte(char c)
{
    return word_byte(c) || (c != '\0' && strchr("/.~@%+=-:#&?", c));
}

/* "/app/src/x.py:12", "C:\app\x", "db.internal/path?x=1" behind "://": two parts at least, so that
 * a short route such as /health stays. */
static size_t path_at(const struct masking *m, size_t at)
{
    const char c = byte_at(m, at);
    const bool is_windows =
        ascii_is_alpha(c) && byte_at(m, at + 1) == ':' && byte_at(m, at + 2) == '\\';
    size_t slashes = 0, n = 0;
    if (c != '/' && !is_windows)
        return 0;
    for (; path_byte(byte_at(m, at + n)) || (is_windows && byte_at(m, at + n) == '\\'); n++)
        slashes += byte_at(m, at + n) == (is_windows ? '\\' : '/');
    while (n > 0 && strchr(".:,?", byte_at(m, at + n - 1))) /* ends the sentence */
        n--;
    return slashes >= 2 ? n : 0;
}

/* What stands between quotes, with them: a name or a value, but no sentence. An apostrophe opens
 * nothing. */
static size_t quoted_at(const struct masking *m, size_t at)
{
    const char quote = byte_at(m, at);
    if ((quote != '"' && quote != '\'' && quote != '`') || m->is_json)
        return 0;
    if (at > 0 && word_byte(m->line.ptr[at - 1]))
        return 0;
    /* Behind msg= a sentence may be short. */
    const size_t limit = at > 0 && m->line.ptr[at - 1] == '=' ? 1 : SENTENCE_BLANKS;
    size_t blanks = 0;
    for (size_t n = 1; n < QUOTED_MAX && at + n < m->line.len; n++) {
        blanks += byte_at(m, at + n) == ' ';
        if (byte_at(m, at + n) == quote && !word_byte(byte_at(m, at + n + 1)))
            return n > 1 && blanks < limit ? n + 1 : 0;
    }
    return 0;
}

static void add_mask(struct masking *m)
{
    if (!m->after_mask)
        buf_add_cstr(m->out, "<*>");
    m->after_mask = true;
}

/* Something that is masked as a whole; how many bytes. */
static size_t take_whole(struct masking *m, size_t at)
{
    const char quote = byte_at(m, at);
    const size_t quoted = quoted_at(m, at);
    if (quoted > 0) {
        buf_add_byte(m->out, quote);
        m->after_mask = false;
        add_mask(m);
        buf_add_byte(m->out, quote);
        m->after_mask = false;
        return quoted;
    }
    size_t n = 0;
    if (at == 0 || !word_byte(m->line.ptr[at - 1])) {
        n = time_at(m, at);
        n = n ? n : uuid_at(m, at);
        n = n ? n : path_at(m, at);
    }
    if (n > 0)
        add_mask(m);
    return n;
}

/* "1.2.3", "12:30:01" and "10.0.0.1/24" become one mask. */
static size_t take_other(struct masking *m, size_t at)
{
    const char c = byte_at(m, at);
    const bool joins = m->after_mask && strchr(".:-,/", c) && ascii_is_digit(byte_at(m, at + 1));
    if (!joins)
        buf_add_byte(m->out, c);
    m->after_mask = joins;
    return 1;
}

static size_t take_word(struct masking *m, size_t at)
{
    size_t n = 0;
    while (at + n < m->line.len && word_byte(m->line.ptr[at + n]))
        n++;
    const struct slice word = slice_sub(m->line, at, n);
    if (varies(word)) {
        add_mask(m);
    } else {
        buf_add(m->out, word);
        m->after_mask = false;
    }
    return n;
}

void mask_line(struct slice text, struct buf *out)
{
    struct slice line = slice_empty();
    while (slice_next_line(&text, &line) && slice_trim(line).len == 0)
        ;
    struct masking m = { .line = slice_sub(slice_trim(line), 0, MASK_BYTES_MAX), .out = out };
    m.is_json = byte_at(&m, 0) == '{' || byte_at(&m, 0) == '[';
    for (size_t i = 0; i < m.line.len;) {
        const size_t whole = take_whole(&m, i);
        i += whole ? whole : word_byte(m.line.ptr[i]) ? take_word(&m, i) : take_other(&m, i);
    }
}

void mask_name(struct slice name, struct buf *out)
{
    struct masking m = { .line = name, .out = out };
    for (size_t i = 0; i < m.line.len;)
        i += word_byte(m.line.ptr[i]) ? take_word(&m, i) : take_other(&m, i);
}

bool mask_is_mute(struct slice text)
{
    static const char *const words[] = { "error", "err", "npm", "fatal", "critical", NULL };
    size_t letters = 0;
    for (size_t i = 0; i < text.len;) {
        size_t n = 0;
        while (i + n < text.len && ascii_is_alpha(text.ptr[i + n]))
            n++;
        const struct slice word = slice_sub(text, i, n);
        size_t known = 0;
        while (words[known] && !slice_eq_nocase(word, slice_cstr(words[known])))
            known++;
        letters += words[known] ? 0 : n;
        i += n ? n : 1;
    }
    return letters < TELLING_LETTERS;
}
