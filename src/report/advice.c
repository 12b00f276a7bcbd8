#include "report/advice.h"

/* Longer values are no names of things; they are left to the reader. */
#define VALUE_MAX 256

enum quoting { QUOTING_NONE, QUOTING_SINGLE, QUOTING_DOUBLE };

static bool is_place_byte(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_' || ascii_is_digit(c);
}

/* The name in "{name}" at `at`, empty if there is none. */
static struct slice place_at(struct slice s, size_t at)
{
    size_t end = at + 1;
    while (end < s.len && is_place_byte(s.ptr[end]))
        end++;
    if (end >= s.len || s.ptr[end] != '}')
        return slice_empty();
    return slice_sub(s, at + 1, end - at - 1);
}

static struct slice lookup(struct slice name, const struct hypothesis *h,
                           const struct incident *inc)
{
    for (uint32_t i = 0; h && i < h->capture_count; i++) {
        if (slice_eq(h->captures[i].name, name) && h->captures[i].value.len > 0)
            return h->captures[i].value;
    }
    return inc ? incident_fact(inc, name) : slice_empty();
}

/* Control bytes could end the command behind the reader's back, and a value that starts with '-'
 * would be read as an option. */
static bool is_usable(struct slice value, bool is_command)
{
    if (value.len == 0 || value.len > VALUE_MAX || (is_command && value.ptr[0] == '-'))
        return false;
    for (size_t i = 0; i < value.len; i++) {
        const unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_plain(struct slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];
        if (c == '\0' || (!ascii_is_alnum(c) && !strchr("_./:@%+=,-", c)))
            return false;
    }
    return true;
}

/* The value for a place inside of quotes of the template, or outside. Single quotes are the only
 * ones in which a POSIX shell expands nothing (POSIX.1-2017, Shell Command Language, 2.2.2); so
 * double quotes are left for the value and entered again behind it. */
static void add_quoted(struct buf *out, struct slice value, enum quoting quoting)
{
    if (is_plain(value)) {
        buf_add(out, value);
        return;
    }
    if (quoting == QUOTING_DOUBLE)
        buf_add_byte(out, '"');
    if (quoting != QUOTING_SINGLE)
        buf_add_byte(out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\'')
            buf_add(out, SLICE("'\\''"));
        else
            buf_add_byte(out, value.ptr[i]);
    }
    if (quoting != QUOTING_SINGLE)
        buf_add_byte(out, '\'');
    if (quoting == QUOTING_DOUBLE)
        buf_add_byte(out, '"');
}

static enum quoting next_quoting(enum quoting now, char c)
{
    if (c == '\'' && now != QUOTING_DOUBLE)
        return now == QUOTING_SINGLE ? QUOTING_NONE : QUOTING_SINGLE;
    if (c == '"' && now != QUOTING_SINGLE)
        return now == QUOTING_DOUBLE ? QUOTING_NONE : QUOTING_DOUBLE;
    return now;
}

static void add_place(struct buf *out, struct slice name, struct slice value, bool is_command,
                      enum quoting quoting)
{
    if (!is_usable(value, is_command)) {
        buf_add_byte(out, '<');
        buf_add(out, name);
        buf_add_byte(out, '>');
    } else if (is_command) {
        add_quoted(out, value, quoting);
    } else {
        buf_add(out, value);
    }
}

void advice_fill(struct slice template, const struct hypothesis *h, const struct incident *inc,
                 bool is_command, struct buf *out)
{
    enum quoting quoting = QUOTING_NONE;
    for (size_t at = 0; at < template.len; at++) {
        const char c = template.ptr[at];
        if (is_command && c == '\\' && quoting != QUOTING_SINGLE && at + 1 < template.len) {
            buf_add(out, slice_sub(template, at, 2));
            at++;
            continue;
        }
        quoting = next_quoting(quoting, c);
        if (c != '{') {
            buf_add_byte(out, c);
            continue;
        }
        if (at + 1 < template.len && template.ptr[at + 1] == '{') {
            buf_add_cstr(out, "{{");
            at++;
            continue;
        }
        const struct slice name = place_at(template, at);
        if (name.len == 0) {
            buf_add_byte(out, '{');
            continue;
        }
        add_place(out, name, lookup(name, h, inc), is_command, quoting);
        at += name.len + 1;
    }
}

bool advice_is_command(struct slice template)
{
    if (template.len == 0)
        return false;
    const char c = template.ptr[0];
    if (c != '.' && c != '/' && !(c >= 'a' && c <= 'z'))
        return false;
    const size_t blank = slice_find_byte(template, ' ', 0);
    const bool sentence = slice_ends(template, SLICE(".")) && !slice_ends(template, SLICE(" ."));
    return blank != SLICE_NONE && template.ptr[blank - 1] != ',' && template.ptr[blank - 1] != ':'
           && !sentence;
}
