#include "patdb/build_re2_parts.h"

/* One character that is no ASCII, of any length, or one byte that is no part of one. */
#define BEYOND_ASCII                                                                               \
    "[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|[\\xf0-\\xf4][\\x80-\\xbf]{3}|"      \
    "[\\x80-\\xff]"

/* A class: ASCII as bits, and characters beyond as texts. */
struct class
{
    bool has[128];
    bool is_negated;
    struct buf *others; /* alternatives, each behind a '|' */
};

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
    default: return re2_hex_value(c) >= 0;
    }
}

static bool is_posix_name(struct slice name)
{
    for (int c = 0; c < 128; c++)
        if (in_posix_class(name, c) != (re2_hex_value(c) >= 0))
            return true;
    return slice_eq(name, SLICE("xdigit"));
}

/* '*' and '+': then it does not matter whether bytes or characters are counted. */
static bool is_unbounded_next(const struct re2_translator *t)
{
    return re2_peek(t, 0) == '*' || re2_peek(t, 0) == '+';
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
        re2_put_byte(out, (unsigned char)c);
        if (end > c + 1)
            buf_add_byte(out, '-');
        if (end > c)
            re2_put_byte(out, (unsigned char)end);
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
static void put_class(struct re2_translator *t, struct class *class)
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

void re2_put_perl_class(struct re2_translator *t, int name)
{
    struct class class = { .is_negated = name >= 'A' && name <= 'Z' };
    for (int c = 0; c < 128; c++)
        class.has[c] = in_perl_class(name | 0x20, c);
    put_class(t, &class);
}

/* [:alpha:], [:^alpha:], \d and \W in a class; *done: it was one. */
static bool take_class_in_class(struct re2_translator *t, struct class *class, bool *done)
{
    const int c = re2_peek(t, 1);
    *done = true;
    if (re2_peek(t, 0) == '\\' && c > 0 && strchr("dDsSwW", c)) {
        const bool is_negated = c < 'a';
        for (int k = 0; k < 128; k++)
            class->has[k] |= in_perl_class(c | 0x20, k) != is_negated;
        if (is_negated)
            buf_add_cstr(class->others, "|" BEYOND_ASCII);
        t->at += 2;
        return true;
    }
    if (re2_looking_at(t, "[:")) {
        const size_t end = slice_find(t->in, SLICE(":]"), t->at + 2);
        struct slice name = slice_sub(t->in, t->at + 2, end == SLICE_NONE ? 0 : end - t->at - 2);
        const bool is_negated = name.len > 0 && name.ptr[0] == '^';
        if (is_negated)
            name = slice_from(name, 1);
        if (end == SLICE_NONE || !is_posix_name(name))
            return re2_fail(t, "invalid character class range");
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

static bool take_class_rune(struct re2_translator *t, uint32_t *rune)
{
    if (re2_peek(t, 0) != '\\')
        return re2_take_rune(t, rune);
    t->at++;
    return re2_take_escape(t, rune);
}

static bool take_range(struct re2_translator *t, struct class *class)
{
    uint32_t low, high;
    if (!take_class_rune(t, &low))
        return false;
    high = low;
    if (re2_peek(t, 0) == '-' && re2_peek(t, 1) != ']' && re2_peek(t, 1) >= 0) {
        t->at++;
        if (!take_class_rune(t, &high))
            return false;
    }
    if (high < low)
        return re2_fail(t, "invalid character class range");
    if (high >= 0x80 && high != low)
        return re2_fail(t, "ranges of characters beyond ASCII are not known here");
    if (high >= 0x80) {
        buf_add_byte(class->others, '|');
        re2_put_rune(class->others, low);
        return true;
    }
    for (uint32_t c = low; c <= high; c++)
        class->has[c] = true;
    return true;
}

bool re2_take_class(struct re2_translator *t)
{
    struct buf others;
    struct class class = { .others = &others };
    bool is_first = true, is_good = true;
    buf_init(&others);
    t->at++;
    if (re2_peek(t, 0) == '^') {
        class.is_negated = true;
        t->at++;
    }
    while (is_good && (re2_peek(t, 0) != ']' || is_first)) {
        bool done;
        is_first = false;
        if (re2_peek(t, 0) < 0)
            is_good = re2_fail(t, "missing closing ]");
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

void re2_put_dot(struct re2_translator *t)
{
    if (is_unbounded_next(t)) {
        buf_add_cstr(t->out, t->flags.dot_all ? "[\\x00-\\xff]" : ".");
        return;
    }
    struct class class = { .is_negated = true };
    class.has['\n'] = !t->flags.dot_all;
    put_class(t, &class);
}
