#include "search/line_bound.h"

/* Behind a backslash: a class without LF, or a character that stands for itself. */
static bool is_harmless_escape(char c)
{
    return c == 'd' || c == 'w' || c == 'S'
           || (c > ' ' && c < 0x7f && !ascii_is_alnum(c) && c != '<' && c != '>');
}

/* A POSIX class without LF, at its "[:". Its length, or 0. */
static size_t posix_class(struct slice s)
{
    static const struct slice names[] = {
        { "[:alpha:]", 9 }, { "[:digit:]", 9 },   { "[:alnum:]", 9 }, { "[:upper:]", 9 },
        { "[:lower:]", 9 }, { "[:xdigit:]", 10 }, { "[:punct:]", 9 }, { "[:word:]", 8 },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_starts(s, names[i]))
            return names[i].len;
    return 0;
}

/* A bracket expression that lists what it matches, none of it below the blank. Its length, or 0. */
static size_t list(struct slice s)
{
    size_t at = 1;
    while (at < s.len && (s.ptr[at] != ']' || at == 1)) {
        const char c = s.ptr[at];
        if (c == '[' && slice_byte(s, at + 1) == ':') {
            const size_t len = posix_class(slice_from(s, at));
            if (len == 0)
                return 0;
            at += len;
            continue;
        }
        if ((unsigned char)c < ' ' || (c == '^' && at == 1) || c == '['
            || (c == '\\' && !is_harmless_escape(slice_byte(s, at + 1))))
            return 0;
        at += c == '\\' ? 2 : 1;
    }
    return at < s.len ? at + 1 : 0;
}

static bool is_repeat_end(char c)
{
    return c == '*' || c == '+' || c == '?' || c == '}';
}

bool line_bound(struct slice regex)
{
    for (size_t i = 0; i < regex.len; i++) {
        const char c = regex.ptr[i], next = slice_byte(regex, i + 1);
        size_t len;
        if ((unsigned char)c < ' ' || c == '^' || c == '$')
            return false;
        if (c == '(' && (next == '*' || (next == '?' && slice_byte(regex, i + 2) != ':')))
            return false;
        if (is_repeat_end(c) && next == '+')
            return false;
        if (c == '\\') {
            if (!is_harmless_escape(next))
                return false;
            i++;
        } else if (c == '[') {
            if ((len = list(slice_from(regex, i))) == 0)
                return false;
            i += len - 1;
        }
    }
    return true;
}
