#include "patdb/build_re2.h"

#include "patdb/build_re2_parts.h"

#define REPEAT_MAX 1000 /* Go's package regexp/syntax */

/* (?flags) and (?flags:, behind "(?". */
static bool take_flags(struct re2_translator *t)
{
    struct re2_flags flags = t->flags;
    bool on = true, is_folded = false, is_unfolded = false;
    for (;; t->at++) {
        const int c = re2_peek(t, 0);
        if (c == 'i') {
            is_folded = on;
            is_unfolded = !on;
        } else if (c == 'm') {
            flags.multi_line = on;
        } else if (c == 's') {
            flags.dot_all = on;
        } else if (c == '-' && on) {
            on = false;
        } else if (c == ':' || c == ')') {
            break;
        } else if (c != 'U') { /* which of several matches is found is not asked for */
            return re2_fail(t, "invalid or unsupported Perl syntax");
        }
    }
    const bool is_group = re2_peek(t, 0) == ':';
    t->at++;
    if (is_group) {
        if (t->depth == RE2_GROUPS_MAX)
            return re2_fail(t, "nested too deep");
        t->outer[t->depth++] = t->flags;
    }
    t->flags = flags;
    const char *text = is_folded ? "(?i" : is_unfolded ? "(?-i" : "(?";
    if (is_group || is_folded || is_unfolded) {
        buf_add_cstr(t->out, text);
        buf_add_byte(t->out, is_group ? ':' : ')');
    }
    return true;
}

static bool take_open(struct re2_translator *t)
{
    if (re2_looking_at(t, "(?P<")
        || (re2_looking_at(t, "(?<") && re2_peek(t, 3) != '=' && re2_peek(t, 3) != '!')) {
        const size_t end = slice_find_byte(t->in, '>', t->at);
        if (end == SLICE_NONE)
            return re2_fail(t, "invalid named capture");
        t->at = end + 1;
    } else if (re2_looking_at(t, "(?")) {
        t->at += 2;
        return take_flags(t);
    } else {
        t->at++;
    }
    if (t->depth == RE2_GROUPS_MAX)
        return re2_fail(t, "nested too deep");
    t->outer[t->depth++] = t->flags;
    buf_add_cstr(t->out, "(?:");
    return true;
}

/* {2}, {2,} or {2,5}: its length, or 0 if it is plain text. */
static size_t repeat_length(const struct re2_translator *t, uint64_t *most)
{
    size_t i = 1;
    uint64_t number[2] = { 0, 0 };
    for (unsigned k = 0; k < 2; k++) {
        size_t digits = 0;
        while (re2_peek(t, i) >= '0' && re2_peek(t, i) <= '9' && digits < 9) {
            number[k] = number[k] * 10 + (uint64_t)(re2_peek(t, i) - '0');
            i++;
            digits++;
        }
        if (k == 0 && digits == 0)
            return 0;
        if (k == 0 && re2_peek(t, i) == ',')
            i++;
        else
            break;
    }
    *most = number[0] > number[1] ? number[0] : number[1];
    return re2_peek(t, i) == '}' ? i + 1 : 0;
}

static bool is_repeat_next(const struct re2_translator *t)
{
    uint64_t most;
    const int c = re2_peek(t, 0);
    return c == '*' || c == '+' || c == '?' || (c == '{' && repeat_length(t, &most) > 0);
}

/* What follows an atom. */
static bool take_repeat(struct re2_translator *t)
{
    uint64_t most = 0;
    if (!is_repeat_next(t))
        return true;
    const size_t len = re2_peek(t, 0) == '{' ? repeat_length(t, &most) : 1;
    if (most > REPEAT_MAX)
        return re2_fail(t, "invalid repeat count");
    buf_add(t->out, slice_sub(t->in, t->at, len));
    t->at += len;
    if (re2_peek(t, 0) == '?') {
        buf_add_byte(t->out, '?');
        t->at++;
    }
    return is_repeat_next(t) ? re2_fail(t, "invalid nested repetition operator") : true;
}

static void put_assertion(struct re2_translator *t, const char *text)
{
    const bool is_repeated = is_repeat_next(t);
    if (is_repeated)
        buf_add_cstr(t->out, "(?:");
    buf_add_cstr(t->out, text);
    if (is_repeated)
        buf_add_byte(t->out, ')');
}

/* A character of several bytes is grouped, so that a repeat behind it means all of them. */
static void put_atom(struct re2_translator *t, uint32_t rune)
{
    const bool is_long = rune >= 0x80 && is_repeat_next(t);
    buf_add_cstr(t->out, is_long ? "(?:" : "");
    re2_put_rune(t->out, rune);
    buf_add_cstr(t->out, is_long ? ")" : "");
}

/* Behind a backslash. */
static bool take_backslash(struct re2_translator *t)
{
    const int c = re2_peek(t, 0);
    uint32_t rune;
    if (c > 0 && strchr("dDsSwW", c)) {
        t->at++;
        re2_put_perl_class(t, c);
        return true;
    }
    if (c > 0 && strchr("AzbB", c)) {
        t->at++;
        const char text[3] = { '\\', (char)c, '\0' };
        put_assertion(t, text);
        return true;
    }
    if (!re2_take_escape(t, &rune))
        return false;
    put_atom(t, rune);
    return true;
}

/* \Q...\E, and characters that mean themselves. */
static bool take_quoted(struct re2_translator *t)
{
    size_t end = slice_find(t->in, SLICE("\\E"), t->at + 2);
    const bool is_ended = end != SLICE_NONE;
    if (!is_ended)
        end = t->in.len;
    re2_quote(slice_sub(t->in, t->at + 2, end - t->at - 2), t->out);
    t->at = is_ended ? end + 2 : end;
    return true;
}

static bool take_plain(struct re2_translator *t)
{
    uint32_t rune;
    if (!re2_take_rune(t, &rune))
        return false;
    put_atom(t, rune);
    return true;
}

/* One atom with its repeat, or a bracket or bar. */
static bool take_one(struct re2_translator *t)
{
    const int c = re2_peek(t, 0);
    bool is_good = true;
    switch (c) {
    case '(': return take_open(t);
    case '|':
        buf_add_byte(t->out, '|');
        t->at++;
        return true;
    case ')':
        if (t->depth == 0)
            return re2_fail(t, "unexpected )");
        t->flags = t->outer[--t->depth];
        buf_add_byte(t->out, ')');
        t->at++;
        break;
    case '^':
        t->at++;
        put_assertion(t, t->flags.multi_line ? "(?:\\A|(?<=\\n))" : "\\A");
        break;
    case '$':
        t->at++;
        put_assertion(t, t->flags.multi_line ? "(?:\\z|(?=\\n))" : "\\z");
        break;
    case '.':
        t->at++;
        re2_put_dot(t);
        break;
    case '[': is_good = re2_take_class(t); break;
    case '*':
    case '+':
    case '?': return re2_fail(t, "missing argument to repetition operator");
    case '\\':
        if (re2_peek(t, 1) == 'Q')
            return take_quoted(t);
        t->at++;
        is_good = take_backslash(t);
        break;
    default: is_good = take_plain(t); break;
    }
    return is_good && take_repeat(t);
}

bool re2_translate(struct slice regex, struct buf *out, const char **why, size_t *at)
{
    struct re2_translator t = { .in = regex, .out = out };
    while (t.at < t.in.len && take_one(&t))
        ;
    if (t.depth > 0)
        re2_fail(&t, "missing closing )");
    *why = t.why;
    *at = t.at;
    return !t.why;
}
