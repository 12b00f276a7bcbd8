#include "infer/title.h"

static struct slice value_of(struct slice name, const struct sig_capture *captures, uint32_t count,
                             const struct incident *inc)
{
    for (uint32_t i = 0; i < count; i++) {
        if (slice_eq(captures[i].name, name) && captures[i].value.len > 0)
            return captures[i].value;
    }
    return inc ? incident_fact(inc, name) : slice_empty();
}

/* What programs print where they have no value. */
static bool is_nothing(struct slice value)
{
    static const struct slice words[] = { SLICE("null"), SLICE("(null)"), SLICE("<nil>"),
                                          SLICE("nil"),  SLICE("None"),   SLICE("undefined") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_eq(value, words[i]))
            return true;
    return false;
}

/* Without what ended a sentence or led to the next one: "version 8.7.", "com.acme:api:1.0:". */
static struct slice without_stop(struct slice value)
{
    const char last = value.len > 1 ? value.ptr[value.len - 1] : ' ';
    const bool stops = strchr(".,;:", last) != NULL;
    const bool is_ellipsis = last == '.' && value.ptr[value.len - 2] == '.';
    const bool is_address = last == ':' && value.ptr[value.len - 2] == ':';
    return slice_sub(value, 0, value.len - (stops && !is_ellipsis && !is_address));
}

/* Without quotes or brackets around the whole of it: 'web.local', [checkout]. */
static struct slice without_quotes(struct slice value)
{
    static const char pairs[][2] = { { '\'', '\'' }, { '"', '"' }, { '`', '`' }, { '[', ']' } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && value.len > 2; i++) {
        const struct slice inside = slice_sub(value, 1, value.len - 2);
        const bool is_address = pairs[i][0] == '[' && slice_find_byte(inside, ':', 0) != SLICE_NONE;
        if (!is_address && value.ptr[0] == pairs[i][0] && value.ptr[value.len - 1] == pairs[i][1]
            && slice_find_byte(inside, pairs[i][0], 0) == SLICE_NONE
            && slice_find_byte(inside, pairs[i][1], 0) == SLICE_NONE)
            return inside;
    }
    return value;
}

/* A name with a blank at an end: that blank is what is wrong. */
static bool has_stray_blank(struct slice value)
{
    const struct slice word = slice_trim(value);
    bool is_word = word.len > 0 && word.len < value.len;
    for (size_t i = 0; i < word.len && is_word; i++)
        is_word = !strchr(" \t\r\n:", word.ptr[i]);
    return is_word;
}

static struct slice cleaned(struct slice value)
{
    if (has_stray_blank(value))
        return value;
    value = slice_trim(value);
    if (slice_starts(value, SLICE(": ")))
        value = slice_trim(slice_from(value, 1));
    value = without_quotes(without_stop(value));
    return is_nothing(value) ? slice_empty() : value;
}

/* A name of which only the end of its parenthesis is in the value: "KeyError) key not found" is
 * "KeyError: key not found". */
static void add_value(struct buf *out, struct slice value)
{
    const bool is_quoted = has_stray_blank(value);
    size_t depth = 0;
    if (is_quoted)
        buf_add_byte(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];
        const bool closes = c == ')' && depth == 0 && i + 1 < value.len && value.ptr[i + 1] == ' ';
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        buf_add_byte(out, closes ? ':' : c);
    }
    if (is_quoted)
        buf_add_byte(out, '"');
}

static void trim_blanks(struct buf *out, size_t start)
{
    while (out->len > start && strchr(" :", out->ptr[out->len - 1]))
        out->len--;
}

/* Takes blanks and colons off the end of out, down to `start`, and a word that only led to what
 * would have come: "refused by". */
static void trim(struct buf *out, size_t start)
{
    static const struct slice leads[] = { SLICE(" at"),   SLICE(" by"), SLICE(" for"),
                                          SLICE(" from"), SLICE(" of"), SLICE(" to") };
    trim_blanks(out, start);
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (slice_ends(slice_from(buf_slice(out), start), leads[i])) {
            out->len -= leads[i].len;
            trim_blanks(out, start);
            return;
        }
    }
}

/* Behind a place that was left out: parentheses around nothing go, too. `open` is where they begin.
 * True if they went. */
static bool close_parentheses(struct buf *out, size_t open)
{
    for (size_t i = open + 1; i < out->len; i++) {
        if (!strchr(" :,/=", out->ptr[i]))
            return false;
    }
    out->len = open;
    return true;
}

/* Behind a place that was left out: no blanks remain around it, at an end or inside parentheses.
 * Returns the rest of the title. */
static struct slice close_gap(struct buf *out, size_t start, struct slice rest)
{
    if (rest.len == 0 || strchr(" )", rest.ptr[0]))
        trim(out, start);
    const bool opens = out->len > start && out->ptr[out->len - 1] == '(';
    return opens && rest.len > 0 && rest.ptr[0] == ' ' ? slice_from(rest, 1) : rest;
}

void title_add(struct buf *out, struct slice title, const struct sig_capture *captures,
               uint32_t count, const struct incident *inc)
{
    const size_t start = out->len;
    size_t open = SLICE_NONE; /* a parenthesis of the template in which a place was left out */
    bool missing = false;
    while (title.len > 0) {
        const char c = title.ptr[0];
        const size_t close = c == '{' ? slice_find_byte(title, '}', 0) : SLICE_NONE;
        if (c == '{' && title.len > 1 && title.ptr[1] == '{') {
            buf_add_cstr(out, "{{");
            title = slice_from(title, 2);
            continue;
        }
        if (close == SLICE_NONE) {
            if (c == '(') {
                open = out->len;
                missing = false;
            }
            const bool gone = c == ')' && missing && open != SLICE_NONE && open >= start
                              && close_parentheses(out, open);
            if (gone)
                trim(out, start);
            else
                buf_add_byte(out, c);
            title = slice_from(title, 1);
            continue;
        }
        const struct slice name = slice_sub(title, 1, close - 1);
        const struct slice value = cleaned(value_of(name, captures, count, inc));
        add_value(out, value);
        title = slice_from(title, close + 1);
        if (value.len > 0)
            continue;
        missing = true;
        title = close_gap(out, start, title);
    }
}
