/* Sets of bytes: escapes and bracketed classes. Syntax: pcre2pattern(3), "Square brackets and
 * character classes", "Posix character classes". */
#include "patdb/build_regex_parse.h"

bool regex_set_has(const struct regex_set *set, unsigned char c)
{
    return set->bits[c >> 6] >> (c & 63) & 1;
}

void regex_set_add(struct regex_set *set, unsigned char c)
{
    set->bits[c >> 6] |= (uint64_t)1 << (c & 63);
}

void regex_set_add_range(struct regex_set *set, unsigned from, unsigned to)
{
    for (unsigned c = from; c <= to && c <= 255; c++)
        regex_set_add(set, (unsigned char)c);
}

static void set_invert(struct regex_set *set)
{
    for (int i = 0; i < 4; i++)
        set->bits[i] = ~set->bits[i];
}

static void set_join(struct regex_set *set, const struct regex_set *more)
{
    for (int i = 0; i < 4; i++)
        set->bits[i] |= more->bits[i];
}

void regex_set_fold(struct regex_set *set)
{
    for (unsigned c = 'a'; c <= 'z'; c++) {
        if (regex_set_has(set, (unsigned char)c))
            regex_set_add(set, (unsigned char)(c - 32));
        else if (regex_set_has(set, (unsigned char)(c - 32)))
            regex_set_add(set, (unsigned char)c);
    }
}

/* The classes of \d, \w, \s, \h, \v and their opposites in the C locale. */
bool regex_class_of_escape(char c, struct regex_set *set)
{
    *set = (struct regex_set){ 0 };
    switch (ascii_lower(c)) {
    case 'd': regex_set_add_range(set, '0', '9'); break;
    case 'w':
        regex_set_add_range(set, '0', '9');
        regex_set_add_range(set, 'a', 'z');
        regex_set_add_range(set, 'A', 'Z');
        regex_set_add(set, '_');
        break;
    case 's':
        regex_set_add_range(set, '\t', '\r');
        regex_set_add(set, ' ');
        break;
    case 'h':
        regex_set_add(set, '\t');
        regex_set_add(set, ' ');
        regex_set_add(set, 0xa0);
        break;
    case 'v':
        regex_set_add_range(set, '\n', '\r');
        regex_set_add(set, 0x85);
        break;
    case 'n': /* only \N comes here: not a line feed */ regex_set_add(set, '\n'); break;
    default: return false;
    }
    if (c >= 'A' && c <= 'Z')
        set_invert(set);
    return true;
}

static unsigned hex_value(char c)
{
    return ascii_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(ascii_lower(c) - 'a' + 10);
}

/* Digits of a number in the given base up to `most`, or in braces. */
static unsigned take_code(struct regex_parser *p, unsigned base, unsigned most)
{
    unsigned value = 0, count = 0;
    bool in_braces = regex_peek(p, 0) == '{';
    p->at += in_braces;
    while (!regex_at_end(p) && (in_braces || count < most) && value <= 0xffff) {
        char c = regex_peek(p, 0);
        if (!ascii_is_hex(c) || hex_value(c) >= base)
            break;
        value = value * base + hex_value(c);
        p->at++;
        count++;
    }
    if (in_braces && !regex_take(p, SLICE("}")))
        p->is_bad = true;
    if (value > 255)
        p->is_bad = true;
    return value;
}

/* An escape that stands for one byte; the letter is taken already. -1 if it is none. */
int regex_byte_of_escape(struct regex_parser *p, char c)
{
    switch (c) {
    case 'a': return '\a';
    case 'e': return 0x1b;
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'x': return (int)take_code(p, 16, 2);
    case 'o': return (int)take_code(p, 8, 3);
    case '0': return (int)take_code(p, 8, 2);
    case 'c':
        if (regex_at_end(p)) {
            p->is_bad = true;
            return 0;
        }
        return (unsigned char)(ascii_upper(p->s.ptr[p->at++]) ^ 0x40);
    default: return ascii_is_alnum(c) ? -1 : (unsigned char)c;
    }
}

/* [:name:] inside a class; the position is at "[:". False when it is none. */
static bool take_posix(struct regex_parser *p, struct regex_set *set)
{
    static const struct {
        const char *name, *ranges; /* pairs of first and last byte */
    } classes[] = {
        { "alpha", "azAZ" },
        { "digit", "09" },
        { "alnum", "azAZ09" },
        { "upper", "AZ" },
        { "lower", "az" },
        { "space", "\t\r  " },
        { "blank", "\t\t  " },
        { "punct", "!/:@[`{~" },
        { "xdigit", "09afAF" },
        { "word", "azAZ09__" },
        { "cntrl", "\x01\x1f\x7f\x7f" },
        { "graph", "!~" },
        { "print", " ~" },
        { "ascii", "\x01\x7f" },
    };
    size_t end = slice_find(p->s, SLICE(":]"), p->at + 2);
    if (end == SLICE_NONE)
        return false;
    struct slice name = slice_sub(p->s, p->at + 2, end - p->at - 2);
    bool is_not = name.len && name.ptr[0] == '^';
    name = slice_from(name, is_not);
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alpha(name.ptr[i]))
            return false;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (!slice_eq(name, slice_cstr(classes[i].name)))
            continue;
        struct regex_set found = { 0 };
        for (const char *r = classes[i].ranges; *r; r += 2)
            regex_set_add_range(&found, (unsigned char)r[0], (unsigned char)r[1]);
        if (slice_eq(name, SLICE("cntrl")) || slice_eq(name, SLICE("ascii")))
            regex_set_add(&found, 0);
        if (is_not)
            set_invert(&found);
        set_join(set, &found);
        p->at = end + 2;
        return true;
    }
    p->is_bad = true; /* [:<:] and the like */
    return false;
}

/* One member of a class: a byte (returned) or a class of bytes (added to set; -1). */
static int take_member(struct regex_parser *p, struct regex_set *set)
{
    char c = p->s.ptr[p->at];
    if (c == '[' && (regex_peek(p, 1) == ':') && take_posix(p, set))
        return -1;
    p->at++;
    if (c != '\\')
        return (unsigned char)c;
    if (regex_at_end(p)) {
        p->is_bad = true;
        return -1;
    }
    c = p->s.ptr[p->at++];
    struct regex_set found;
    if (c == 'b')
        return '\b';
    if (c != 'n' && c != 'N' && regex_class_of_escape(c, &found)) {
        set_join(set, &found);
        return -1;
    }
    if (c >= '1' && c <= '7') {
        p->at--;
        return (int)take_code(p, 8, 3);
    }
    if (c == 'p' || c == 'P') { /* properties of bytes: take them all */
        if (regex_peek(p, 0) == '{')
            regex_skip_past(p, '}');
        else
            p->at += !regex_at_end(p);
        regex_set_add_range(set, 0, 255);
        return -1;
    }
    int byte = regex_byte_of_escape(p, c);
    if (byte < 0 && c != 'E')
        p->is_bad = true;
    return byte;
}

void regex_take_class(struct regex_parser *p, const struct regex_flags *flags,
                      struct regex_set *out)
{
    bool is_not = regex_take(p, SLICE("^"));
    bool is_first = true, in_quote = false;
    for (;; is_first = false) {
        if (regex_at_end(p) || p->is_bad) {
            p->is_bad = true;
            return;
        }
        if (!in_quote && regex_take(p, SLICE("\\Q")))
            in_quote = true;
        if (in_quote && regex_take(p, SLICE("\\E")))
            in_quote = false;
        if (regex_at_end(p))
            continue;
        if (in_quote) {
            regex_set_add(out, (unsigned char)p->s.ptr[p->at++]);
            continue;
        }
        if (!is_first && regex_take(p, SLICE("]")))
            break;
        int from = take_member(p, out);
        if (from < 0)
            continue;
        if (regex_peek(p, 0) != '-' || regex_peek(p, 1) == ']' || p->s.len - p->at < 2) {
            regex_set_add(out, (unsigned char)from);
            continue;
        }
        p->at++;
        int to = take_member(p, out);
        if (to < 0) { /* [a-\d]: the '-' is itself */
            regex_set_add(out, (unsigned char)from);
            regex_set_add(out, '-');
        } else {
            regex_set_add_range(out, (unsigned)from, (unsigned)to);
        }
    }
    if (flags->nocase)
        regex_set_fold(out);
    if (is_not)
        set_invert(out);
}
