#include "patdb/build_re2.h"

#define GROUPS_MAX 60
#define REPEAT_MAX 1000 /* Go's package regexp/syntax */

/* One character that is no ASCII, of any length, or one byte that is no part of one. */
#define BEYOND_ASCII                                                                               \
    "[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|[\\xf0-\\xf4][\\x80-\\xbf]{3}|"      \
    "[\\x80-\\xff]"

struct flags {
    bool multi_line, dot_all;
};

struct translator {
    struct slice in;
    size_t at;
    struct buf *out;
    struct flags flags;
    struct flags outer[GROUPS_MAX];
    unsigned depth;
    const char *why;
};

/* A class: ASCII as bits, and characters beyond as texts. */
struct class
{
    bool has[128];
    bool is_negated;
    struct buf *others; /* alternatives, each behind a '|' */
};

static bool fail(struct translator *t, const char *why)
{
    if (!t->why)
        t->why = why;
    return false;
}

static int peek(const struct translator *t, size_t ahead)
{
    return t->at + ahead < t->in.len ? (unsigned char)t->in.ptr[t->at + ahead] : -1;
}

static bool looking_at(const struct translator *t, const char *text)
{
    return slice_starts(slice_from(t->in, t->at), slice_cstr(text));
}

static void put_byte(struct buf *out, unsigned char c)
{
    if (c >= 0x7f || c < 0x20)
        buf_printf(out, "\\x%02x", c);
    else if (ascii_is_alnum((char)c) || c == ' ' || c == '_')
        buf_add_byte(out, (char)c);
    else
        buf_printf(out, "\\%c", c);
}

void re2_quote(struct slice text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++)
        put_byte(out, (unsigned char)text.ptr[i]);
}

/* A character by its number, as UTF-8. */
static void put_rune(struct buf *out, uint32_t rune)
{
    if (rune < 0x80) {
        put_byte(out, (unsigned char)rune);
    } else if (rune < 0x800) {
        put_byte(out, (unsigned char)(0xc0 | rune >> 6));
        put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    } else if (rune < 0x10000) {
        put_byte(out, (unsigned char)(0xe0 | rune >> 12));
        put_byte(out, (unsigned char)(0x80 | (rune >> 6 & 0x3f)));
        put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    } else {
        put_byte(out, (unsigned char)(0xf0 | rune >> 18));
        put_byte(out, (unsigned char)(0x80 | (rune >> 12 & 0x3f)));
        put_byte(out, (unsigned char)(0x80 | (rune >> 6 & 0x3f)));
        put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    }
}

/* Reads one character of the pattern, UTF-8. */
static bool take_rune(struct translator *t, uint32_t *rune)
{
    const int first = peek(t, 0);
    unsigned more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (first < 0 || (first >= 0x80 && first < 0xc2) || first > 0xf4)
        return fail(t, "invalid UTF-8");
    *rune = more == 0   ? (uint32_t)first
            : more == 1 ? (uint32_t)first & 0x1f
            : more == 2 ? (uint32_t)first & 0x0f
                        : (uint32_t)first & 0x07;
    for (unsigned i = 1; i <= more; i++) {
        const int next = peek(t, i);
        if (next < 0x80 || next > 0xbf)
            return fail(t, "invalid UTF-8");
        *rune = *rune << 6 | ((uint32_t)next & 0x3f);
    }
    t->at += 1 + more;
    return true;
}

static int hex_value(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \x7f and \x{10ffff}, behind the x. */
static bool take_hex(struct translator *t, uint32_t *rune)
{
    const bool is_braced = peek(t, 0) == '{';
    unsigned digits = 0;
    *rune = 0;
    t->at += is_braced;
    while (hex_value(peek(t, 0)) >= 0 && (is_braced || digits < 2) && *rune <= 0x10ffff) {
        *rune = *rune << 4 | (uint32_t)hex_value(peek(t, 0));
        t->at++;
        digits++;
    }
    if (digits == 0 || (!is_braced && digits < 2) || (is_braced && peek(t, 0) != '}')
        || *rune > 0x10ffff)
        return fail(t, "invalid escape sequence");
    t->at += is_braced;
    return true;
}

/* The character that an escape stands for, behind the backslash. */
static bool take_escape(struct translator *t, uint32_t *rune)
{
    static const char names[] = "afnrtv", values[] = "\a\f\n\r\t\v";
    const int c = peek(t, 0);
    const char *name = c > 0 ? strchr(names, c) : NULL;
    if (c < 0)
        return fail(t, "trailing backslash");
    if (name) {
        *rune = (uint32_t)values[name - names];
        t->at++;
        return true;
    }
    if (c == 'x') {
        t->at++;
        return take_hex(t, rune);
    }
    if (c == '0' || (c >= '1' && c <= '7' && peek(t, 1) >= '0' && peek(t, 1) <= '7')) {
        *rune = 0;
        for (unsigned i = 0; i < 3 && peek(t, 0) >= '0' && peek(t, 0) <= '7'; i++, t->at++)
            *rune = *rune << 3 | (uint32_t)(peek(t, 0) - '0');
        return true;
    }
    if (c == 'p' || c == 'P')
        return fail(t, "Unicode classes (\\p) are not known here");
    if (c >= 0x80 || ascii_is_alnum((char)c))
        return fail(t, "invalid escape sequence");
    *rune = (uint32_t)c;
    t->at++;
    return true;
}

static bool in_perl_class(int name, int c)
{
    switch (name) {
    case 'd': return c >= '0' && c <= '9';
    case 'w': return ascii_is_alnum((char)c) || c == '_';
    case 's': return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
    default: return false;
    }
}

static bool in_posix_class(struct slice name, int c)
{
    static const char *const names[] = { "alnum", "alpha", "ascii", "blank",  "cntrl",
                                         "digit", "graph", "lower", "print",  "punct",
                                         "space", "upper", "word",  "xdigit", NULL };
    unsigned i = 0;
    while (names[i] && !slice_eq(name, slice_cstr(names[i])))
        i++;
    const bool is_alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    switch (i) {
    case 0: return is_alpha || is_digit;
    case 1: return is_alpha;
    case 2: return true;
    case 3: return c == ' ' || c == '\t';
    case 4: return c < 0x20 || c == 0x7f;
    case 5: return is_digit;
    case 6: return c > 0x20 && c < 0x7f;
    case 7: return c >= 'a' && c <= 'z';
    case 8: return c >= 0x20 && c < 0x7f;
    case 9: return c > 0x20 && c < 0x7f && !is_alpha && !is_digit;
    case 10: return c == ' ' || (c >= '\t' && c <= '\r');
    case 11: return c >= 'A' && c <= 'Z';
    case 12: return is_alpha || is_digit || c == '_';
    default: return hex_value(c) >= 0;
    }
}

static bool is_posix_name(struct slice name)
{
    for (int c = 0; c < 128; c++)
        if (in_posix_class(name, c) != (hex_value(c) >= 0))
            return true;
    return slice_eq(name, SLICE("xdigit"));
}

/* '*' and '+': then it does not matter whether bytes or characters are counted. */
static bool is_unbounded_next(const struct translator *t)
{
    return peek(t, 0) == '*' || peek(t, 0) == '+';
}

static void put_set(struct buf *out, const bool has[128], bool with_high)
{
    buf_add_byte(out, '[');
    for (int c = 0; c < 128; c++) {
        if (!has[c])
            continue;
        int end = c;
        while (end + 1 < 128 && has[end + 1])
            end++;
        put_byte(out, (unsigned char)c);
        if (end > c + 1)
            buf_add_byte(out, '-');
        if (end > c)
            put_byte(out, (unsigned char)end);
        c = end;
    }
    buf_add_cstr(out, with_high ? "\\x80-\\xff]" : "]");
}

static bool has_any(const bool has[128])
{
    for (int c = 0; c < 128; c++)
        if (has[c])
            return true;
    return false;
}

/* Writes a class; a negated one holds every character beyond ASCII but those that are named. */
static void put_class(struct translator *t, struct class *class)
{
    const bool others = class->others && class->others->len > 0;
    if (class->is_negated)
        for (int c = 0; c < 128; c++)
            class->has[c] = !class->has[c];
    if (class->is_negated && !others && is_unbounded_next(t)) {
        put_set(t->out, class->has, true);
        return;
    }
    if (!class->is_negated && !others) {
        put_set(t->out, class->has, false);
        return;
    }
    buf_add_cstr(t->out, "(?>");
    if (class->is_negated && others) {
        buf_add_cstr(t->out, "(?!");
        buf_add(t->out, slice_from(buf_slice(class->others), 1));
        buf_add_byte(t->out, ')');
        buf_add_cstr(t->out, "(?>");
    }
    if (has_any(class->has)) {
        put_set(t->out, class->has, false);
        if (class->is_negated)
            buf_add_byte(t->out, '|');
    }
    if (class->is_negated)
        buf_add_cstr(t->out, BEYOND_ASCII);
    else
        buf_add(t->out, slice_from(buf_slice(class->others), has_any(class->has) ? 0 : 1));
    buf_add_cstr(t->out, class->is_negated && others ? "))" : ")");
}

static void put_perl_class(struct translator *t, int name)
{
    struct class class = { .is_negated = name >= 'A' && name <= 'Z' };
    for (int c = 0; c < 128; c++)
        class.has[c] = in_perl_class(name | 0x20, c);
    put_class(t, &class);
}

/* [:alpha:], [:^alpha:], \d and \W in a class; *done: it was one. */
static bool take_class_in_class(struct translator *t, struct class *class, bool *done)
{
    const int c = peek(t, 1);
    *done = true;
    if (peek(t, 0) == '\\' && c > 0 && strchr("dDsSwW", c)) {
        const bool is_negated = c < 'a';
        for (int k = 0; k < 128; k++)
            class->has[k] |= in_perl_class(c | 0x20, k) != is_negated;
        if (is_negated)
            buf_add_cstr(class->others, "|" BEYOND_ASCII);
        t->at += 2;
        return true;
    }
    if (looking_at(t, "[:")) {
        const size_t end = slice_find(t->in, SLICE(":]"), t->at + 2);
        struct slice name = slice_sub(t->in, t->at + 2, end == SLICE_NONE ? 0 : end - t->at - 2);
        const bool is_negated = name.len > 0 && name.ptr[0] == '^';
        if (is_negated)
            name = slice_from(name, 1);
        if (end == SLICE_NONE || !is_posix_name(name))
            return fail(t, "invalid character class range");
        for (int k = 0; k < 128; k++)
            class->has[k] |= in_posix_class(name, k) != is_negated;
        if (is_negated)
            buf_add_cstr(class->others, "|" BEYOND_ASCII);
        t->at = end + 2;
        return true;
    }
    *done = false;
    return true;
}

static bool take_class_rune(struct translator *t, uint32_t *rune)
{
    if (peek(t, 0) != '\\')
        return take_rune(t, rune);
    t->at++;
    return take_escape(t, rune);
}

static bool take_range(struct translator *t, struct class *class)
{
    uint32_t low, high;
    if (!take_class_rune(t, &low))
        return false;
    high = low;
    if (peek(t, 0) == '-' && peek(t, 1) != ']' && peek(t, 1) >= 0) {
        t->at++;
        if (!take_class_rune(t, &high))
            return false;
    }
    if (high < low)
        return fail(t, "invalid character class range");
    if (high >= 0x80 && high != low)
        return fail(t, "ranges of characters beyond ASCII are not known here");
    if (high >= 0x80) {
        buf_add_byte(class->others, '|');
        put_rune(class->others, low);
        return true;
    }
    for (uint32_t c = low; c <= high; c++)
        class->has[c] = true;
    return true;
}

static bool take_class(struct translator *t)
{
    struct buf others;
    struct class class = { .others = &others };
    bool is_first = true, is_good = true;
    buf_init(&others);
    t->at++;
    if (peek(t, 0) == '^') {
        class.is_negated = true;
        t->at++;
    }
    while (is_good && (peek(t, 0) != ']' || is_first)) {
        bool done;
        is_first = false;
        if (peek(t, 0) < 0)
            is_good = fail(t, "missing closing ]");
        else if (take_class_in_class(t, &class, &done))
            is_good = done || take_range(t, &class);
        else
            is_good = false;
    }
    if (is_good) {
        t->at++;
        put_class(t, &class);
    }
    buf_release(&others);
    return is_good;
}

/* (?flags) and (?flags:, behind "(?". */
static bool take_flags(struct translator *t)
{
    struct flags flags = t->flags;
    bool on = true, is_folded = false, is_unfolded = false;
    for (;; t->at++) {
        const int c = peek(t, 0);
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
            return fail(t, "invalid or unsupported Perl syntax");
        }
    }
    const bool is_group = peek(t, 0) == ':';
    t->at++;
    if (is_group) {
        if (t->depth == GROUPS_MAX)
            return fail(t, "nested too deep");
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

static bool take_open(struct translator *t)
{
    if (looking_at(t, "(?P<") || (looking_at(t, "(?<") && peek(t, 3) != '=' && peek(t, 3) != '!')) {
        const size_t end = slice_find_byte(t->in, '>', t->at);
        if (end == SLICE_NONE)
            return fail(t, "invalid named capture");
        t->at = end + 1;
    } else if (looking_at(t, "(?")) {
        t->at += 2;
        return take_flags(t);
    } else {
        t->at++;
    }
    if (t->depth == GROUPS_MAX)
        return fail(t, "nested too deep");
    t->outer[t->depth++] = t->flags;
    buf_add_cstr(t->out, "(?:");
    return true;
}

/* {2}, {2,} or {2,5}: its length, or 0 if it is plain text. */
static size_t repeat_length(const struct translator *t, uint64_t *most)
{
    size_t i = 1;
    uint64_t number[2] = { 0, 0 };
    for (unsigned k = 0; k < 2; k++) {
        size_t digits = 0;
        while (peek(t, i) >= '0' && peek(t, i) <= '9' && digits < 9) {
            number[k] = number[k] * 10 + (uint64_t)(peek(t, i) - '0');
            i++;
            digits++;
        }
        if (k == 0 && digits == 0)
            return 0;
        if (k == 0 && peek(t, i) == ',')
            i++;
        else
            break;
    }
    *most = number[0] > number[1] ? number[0] : number[1];
    return peek(t, i) == '}' ? i + 1 : 0;
}

static bool is_repeat_next(const struct translator *t)
{
    uint64_t most;
    const int c = peek(t, 0);
    return c == '*' || c == '+' || c == '?' || (c == '{' && repeat_length(t, &most) > 0);
}

/* What follows an atom. */
static bool take_repeat(struct translator *t)
{
    uint64_t most = 0;
    if (!is_repeat_next(t))
        return true;
    const size_t len = peek(t, 0) == '{' ? repeat_length(t, &most) : 1;
    if (most > REPEAT_MAX)
        return fail(t, "invalid repeat count");
    buf_add(t->out, slice_sub(t->in, t->at, len));
    t->at += len;
    if (peek(t, 0) == '?') {
        buf_add_byte(t->out, '?');
        t->at++;
    }
    return is_repeat_next(t) ? fail(t, "invalid nested repetition operator") : true;
}

static void put_assertion(struct translator *t, const char *text)
{
    const bool is_repeated = is_repeat_next(t);
    if (is_repeated)
        buf_add_cstr(t->out, "(?:");
    buf_add_cstr(t->out, text);
    if (is_repeated)
        buf_add_byte(t->out, ')');
}

/* A character of several bytes is grouped, so that a repeat behind it means all of them. */
static void put_atom(struct translator *t, uint32_t rune)
{
    const bool is_long = rune >= 0x80 && is_repeat_next(t);
    buf_add_cstr(t->out, is_long ? "(?:" : "");
    put_rune(t->out, rune);
    buf_add_cstr(t->out, is_long ? ")" : "");
}

/* Behind a backslash. */
static bool take_backslash(struct translator *t)
{
    const int c = peek(t, 0);
    uint32_t rune;
    if (c > 0 && strchr("dDsSwW", c)) {
        t->at++;
        put_perl_class(t, c);
        return true;
    }
    if (c > 0 && strchr("AzbB", c)) {
        t->at++;
        const char text[3] = { '\\', (char)c, '\0' };
        put_assertion(t, text);
        return true;
    }
    if (!take_escape(t, &rune))
        return false;
    put_atom(t, rune);
    return true;
}

static void put_dot(struct translator *t)
{
    if (is_unbounded_next(t)) {
        buf_add_cstr(t->out, t->flags.dot_all ? "[\\x00-\\xff]" : ".");
        return;
    }
    struct class class = { .is_negated = true };
    class.has['\n'] = !t->flags.dot_all;
    put_class(t, &class);
}

/* \Q...\E, and characters that mean themselves. */
static bool take_quoted(struct translator *t)
{
    size_t end = slice_find(t->in, SLICE("\\E"), t->at + 2);
    const bool is_ended = end != SLICE_NONE;
    if (!is_ended)
        end = t->in.len;
    re2_quote(slice_sub(t->in, t->at + 2, end - t->at - 2), t->out);
    t->at = is_ended ? end + 2 : end;
    return true;
}

static bool take_plain(struct translator *t)
{
    uint32_t rune;
    if (!take_rune(t, &rune))
        return false;
    put_atom(t, rune);
    return true;
}

/* One atom with its repeat, or a bracket or bar. */
static bool take_one(struct translator *t)
{
    const int c = peek(t, 0);
    bool is_good = true;
    switch (c) {
    case '(': return take_open(t);
    case '|':
        buf_add_byte(t->out, '|');
        t->at++;
        return true;
    case ')':
        if (t->depth == 0)
            return fail(t, "unexpected )");
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
        put_dot(t);
        break;
    case '[': is_good = take_class(t); break;
    case '*':
    case '+':
    case '?': return fail(t, "missing argument to repetition operator");
    case '\\':
        if (peek(t, 1) == 'Q')
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
    struct translator t = { .in = regex, .out = out };
    while (t.at < t.in.len && take_one(&t))
        ;
    if (t.depth > 0)
        fail(&t, "missing closing )");
    *why = t.why;
    *at = t.at;
    return !t.why;
}
