#include "frame/unwrap_rule.h"

#include "base/text.h"

/* A character is at most four bytes; what is longer than this is not wrapped. */
#define BYTES_MAX (8 * UNWRAP_WIDTH_MAX)

/* Bytes of padding at the end from which it is no text. */
#define PADDING_MIN 2

/* Cells that a line may be off where a name was replaced by hand before the log was shown. */
#define SLACK 8

/* What is compared: in UTF-16 units with the colour codes, or in columns without them. */
struct measure {
    size_t line, last_word, first_word;
};

bool unwrap_is_usual(size_t width)
{
    return width == 79 || width == 80 || width == 99 || width == 100 || width == 119 || width == 120
           || width == 132;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

size_t unwrap_cells(struct slice line)
{
    size_t cells = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        if (c < 0x80 || c >= 0xC0) /* not in the middle of a character */
            cells += c >= 0xF0 ? 2 : 1;
    }
    return cells;
}

static struct slice first_word(struct slice line)
{
    size_t n = 0;
    while (n < line.len && !is_blank(line.ptr[n]))
        n++;
    return slice_sub(line, 0, n < line.len ? n + 1 : n);
}

static struct slice last_word(struct slice line)
{
    size_t n = line.len;
    while (n > 0 && !is_blank(line.ptr[n - 1]))
        n--;
    return slice_from(line, n);
}

size_t unwrap_first_word(struct slice line)
{
    return unwrap_cells(first_word(line));
}

static size_t columns(struct slice s)
{
    struct buf buf;
    buf_init(&buf);
    size_t n = text_width(text_strip_ansi(s, &buf));
    buf_release(&buf);
    return n;
}

static bool is_plain(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == '\033')
            return false;
    return true;
}

/* Marks below a line of source: "^^^^" of Python, "~~~~" of PowerShell. */
static bool is_marks(struct slice s)
{
    return s.len > 0 && (s.ptr[0] == '^' || s.ptr[0] == '~');
}

/* The line ends with the blank behind a word; the next word did not fit. */
static bool breaks_at_blank(const struct unwrap_rule *rule, struct slice line, struct slice next,
                            const struct measure *m, bool fresh)
{
    if (!is_blank(line.ptr[line.len - 1])
        || (m->line > rule->width + SLACK && (rule->exact || fresh)))
        return false;
    if (rule->style == UNWRAP_CELLS && m->line != rule->width)
        return false;
    if (m->line + m->first_word <= rule->width)
        return false;
    struct slice text = slice_trim_right(line);
    size_t padding = line.len - text.len;
    if (text.len == 0) /* the indent of a word too long to stand behind it */
        return m->line < rule->width || is_marks(next);
    /* Lines of a console are padded: then the text itself must reach the end. */
    return padding < PADDING_MIN || m->line - padding + m->first_word > rule->width;
}

/* A path or an address, in which a name was made shorter or longer. */
static bool breaks_in_path(const struct unwrap_rule *rule, struct slice line, struct slice next,
                           const struct measure *m, bool fresh)
{
    struct slice word = last_word(line);
    bool path =
        slice_find_byte(word, '/', 0) != SLICE_NONE || slice_find_byte(word, '\\', 0) != SLICE_NONE;
    return path && !fresh && !is_blank(line.ptr[line.len - 1]) && !is_blank(next.ptr[0])
           && m->line + SLACK >= rule->width && m->line <= rule->width + SLACK
           && m->last_word + m->first_word > rule->width + SLACK;
}

/* Does the line begin with a number and a blank, as rows of tables do? */
static bool begins_with_number(struct slice s)
{
    size_t n = 0;
    while (n < s.len && ascii_is_digit(s.ptr[n]))
        n++;
    return n > 0 && n < s.len && is_blank(s.ptr[n]);
}

/* Rows of a list begin alike, with as many bytes. */
#define ROW_HEAD 3
static bool are_rows(struct slice line, struct slice next, size_t head)
{
    return (next.len >= head && line.len >= head && memcmp(line.ptr, next.ptr, head) == 0)
           || (begins_with_number(line) && begins_with_number(next));
}

/* The line ends within a word. */
static bool breaks_in_word(struct unwrap_rule *rule, struct slice line, struct slice next,
                           const struct measure *m, bool fresh)
{
    if (is_blank(line.ptr[line.len - 1])
        || (rule->exact ? m->line != rule->width : m->line < rule->width))
        return false;
    if (!is_blank(next.ptr[0]) && m->last_word + m->first_word > m->line) {
        rule->width = m->line;
        rule->exact = true;
        return true;
    }
    if (!rule->exact && unwrap_is_usual(m->line) && unwrap_splits_word(line, next)) {
        rule->width = m->line;
        rule->exact = true;
    }
    if (!rule->exact || fresh || rule->style == UNWRAP_WORDS)
        return false;
    if (unwrap_splits_word(line, next)) {
        rule->style = UNWRAP_CELLS;
        return true;
    }
    /* Before a blank, or before a capital or a mark. A line is hardly ever as wide by chance, but
     * in a table. */
    return (rule->style == UNWRAP_CELLS || !are_rows(line, next, ROW_HEAD))
           && !(next.len > 1 && is_blank(next.ptr[0]) && is_blank(next.ptr[1]));
}

static bool joins(struct unwrap_rule *rule, struct slice line, struct slice next,
                  const struct measure *m, bool fresh)
{
    if (breaks_at_blank(rule, line, next, m, fresh)) {
        if (m->line < rule->width && rule->style == UNWRAP_EITHER)
            rule->style = UNWRAP_WORDS;
        return true;
    }
    return breaks_in_word(rule, line, next, m, fresh)
           || (rule->exact && rule->style != UNWRAP_CELLS
               && breaks_in_path(rule, line, next, m, fresh));
}

bool unwrap_rule_joins(struct unwrap_rule *rule, struct slice line, struct slice next, bool fresh)
{
    if (line.len == 0 || next.len == 0 || line.len > BYTES_MAX)
        return false;
    struct slice last = last_word(line), first = first_word(next);
    struct measure m = { unwrap_cells(line), unwrap_cells(last), unwrap_cells(first) };
    if (joins(rule, line, next, &m, fresh))
        return true;
    if (is_plain(line) && is_plain(first))
        return false;
    m = (struct measure){ columns(line), columns(last), columns(first) };
    return joins(rule, line, next, &m, fresh);
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool unwrap_splits_word(struct slice line, struct slice next)
{
    if (line.len == 0 || next.len == 0)
        return false;
    char before = line.ptr[line.len - 1], behind = next.ptr[0];
    if (!ascii_is_alnum(before))
        return false;
    bool goes_on = ascii_is_alnum(behind) && (!is_upper(behind) || is_upper(before));
    return goes_on && !are_rows(line, next, 2);
}
