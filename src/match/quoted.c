#include "match/quoted.h"

#include <string.h>

static size_t blanks(struct slice s)
{
    size_t n = 0;
    while (n < s.len && (s.ptr[n] == ' ' || s.ptr[n] == '\t'))
        n++;
    return n;
}

static bool is_mark(char c)
{
    return c == '-' || c == '+' || c == '~';
}

static bool is_of_name(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '"' || c == '[' || c == ']'
           || c == '/';
}

/* Behind a mark and blanks: a name, an equals sign, a value; or a name, a colon and a text in
 * quotes. */
static bool is_assignment(struct slice s)
{
    size_t n = 0;
    while (n < s.len && is_of_name(s.ptr[n]))
        n++;
    struct slice rest = slice_from(s, n);
    const size_t gap = blanks(rest);
    rest = slice_from(rest, gap);
    if (n == 0 || rest.len < 2)
        return false;
    if (rest.ptr[0] == '=')
        return gap > 0 && rest.ptr[1] == ' ';
    return slice_starts(rest, SLICE(": \""));
}

/* A diff puts its mark into the first column, right before the line as it stands in the file. Redis
 * answers "-DENIED …", and options begin with one letter or are in lower case. */
static bool is_of_diff(struct slice line)
{
    const struct slice rest = slice_from(line, 1);
    if (line.ptr[0] == '~' || rest.len == 0)
        return false;
    return blanks(rest) >= 2 || rest.ptr[0] == '\t' || rest.ptr[0] == '#'
           || (line.ptr[0] == '-' && rest.len > 1 && ascii_is_upper(rest.ptr[0])
               && ascii_is_alpha(rest.ptr[1]) && !ascii_is_upper(rest.ptr[1]));
}

/* The name of a test tells what it is about: "✓ shows an error for ECONNREFUSED 2ms". */
static bool is_passed_test(struct slice s)
{
    static const struct slice heads[] = { SLICE("✓ "), SLICE("✔ "), SLICE("√ "), SLICE("✅ "),
                                          SLICE("--- PASS: ") };
    static const struct slice tails[] = { SLICE(" ... ok"), SLICE(" PASSED") };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (slice_starts(s, heads[i]))
            return true;
    s = slice_trim_right(s);
    if (s.len == 0 || !memchr("kD]", s.ptr[s.len - 1], 3)) /* how all of them end */
        return false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (slice_ends(s, tails[i]))
            return true;
    static const size_t percent = sizeof " PASSED                  [100%]" - 1;
    const size_t from = s.len > percent ? s.len - percent : 0;
    return slice_ends(s, SLICE("%]")) && slice_find(s, SLICE(" PASSED "), from) != SLICE_NONE;
}

bool quoted_is(struct slice line)
{
    const size_t indent = blanks(line);
    const struct slice s = slice_from(line, indent);
    if (is_passed_test(s))
        return true;
    if (s.len < 3 || !is_mark(s.ptr[0]))
        return false;
    const struct slice rest = slice_from(s, 1);
    const size_t gap = blanks(rest);
    if (gap > 0 && is_assignment(slice_from(rest, gap)))
        return true;
    return indent == 0 && is_of_diff(s);
}

/* What a command of a shell stands behind. */
static bool begins_command(struct slice before)
{
    static const struct slice heads[] = { SLICE(";"), SLICE("&&"),  SLICE("||"),
                                          SLICE("{"), SLICE(" do"), SLICE(" then"),
                                          SLICE("("), SLICE("+"),   SLICE(" else") };
    before = slice_trim_right(before);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (slice_ends(before, heads[i]))
            return true;
    return false;
}

/* Is a quote of this kind open at the end of the text? One behind a backslash opens none. */
static bool is_quoted(struct slice s, char quote)
{
    bool open = false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == quote)
            open = !open;
    return open;
}

/* Where the words that a command prints are over: at what parts it from the next one, or with the
 * quotes around the whole script. The quotes in a quoted script have a backslash before them. */
static size_t end_of_echo(struct slice line, size_t from)
{
    const struct slice before = slice_sub(line, 0, from);
    const bool outer = is_quoted(before, '"') || is_quoted(before, '\'');
    char open = 0;
    for (size_t i = from; i < line.len; i++) {
        const bool escaped = line.ptr[i] == '\\' && i + 1 < line.len;
        const char c = line.ptr[escaped ? ++i : i];
        if (c == '"' || c == '\'') {
            if (outer && !escaped && (open == 0 || c == '"'))
                return i;
            if (open == 0 || open == c)
                open = open == c ? 0 : c;
        } else if (!escaped && open == 0 && memchr(";&|)}", c, 5)) {
            return i;
        }
    }
    return SLICE_NONE;
}

bool quoted_by_echo(struct slice before)
{
    static const struct slice echo = { "echo ", 5 };
    for (size_t from = 0;;) {
        const size_t at = slice_find(before, echo, from);
        if (at == SLICE_NONE)
            return false;
        from = at + echo.len;
        if (!begins_command(slice_sub(before, 0, at)))
            continue;
        from = end_of_echo(before, from);
        if (from == SLICE_NONE)
            return true;
    }
}
