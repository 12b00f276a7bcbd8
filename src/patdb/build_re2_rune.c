#include "patdb/build_re2_parts.h"

void re2_put_byte(struct buf *out, unsigned char c)
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
        re2_put_byte(out, (unsigned char)text.ptr[i]);
}

void re2_put_rune(struct buf *out, uint32_t rune)
{
    if (rune < 0x80) {
        re2_put_byte(out, (unsigned char)rune);
    } else if (rune < 0x800) {
        re2_put_byte(out, (unsigned char)(0xc0 | rune >> 6));
        re2_put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    } else if (rune < 0x10000) {
        re2_put_byte(out, (unsigned char)(0xe0 | rune >> 12));
        re2_put_byte(out, (unsigned char)(0x80 | (rune >> 6 & 0x3f)));
        re2_put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    } else {
        re2_put_byte(out, (unsigned char)(0xf0 | rune >> 18));
        re2_put_byte(out, (unsigned char)(0x80 | (rune >> 12 & 0x3f)));
        re2_put_byte(out, (unsigned char)(0x80 | (rune >> 6 & 0x3f)));
        re2_put_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
    }
}

bool re2_take_rune(struct re2_translator *t, uint32_t *rune)
{
    const int first = re2_peek(t, 0);
    unsigned more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (first < 0 || (first >= 0x80 && first < 0xc2) || first > 0xf4)
        return re2_fail(t, "invalid UTF-8");
    *rune = more == 0   ? (uint32_t)first
            : more == 1 ? (uint32_t)first & 0x1f
            : more == 2 ? (uint32_t)first & 0x0f
                        : (uint32_t)first & 0x07;
    for (unsigned i = 1; i <= more; i++) {
        const int next = re2_peek(t, i);
        if (next < 0x80 || next > 0xbf)
            return re2_fail(t, "invalid UTF-8");
        *rune = *rune << 6 | ((uint32_t)next & 0x3f);
    }
    t->at += 1 + more;
    return true;
}

int re2_hex_value(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \x7f and \x{10ffff}, behind the x. */
static bool take_hex(struct re2_translator *t, uint32_t *rune)
{
    const bool is_braced = re2_peek(t, 0) == '{';
    unsigned digits = 0;
    *rune = 0;
    t->at += is_braced;
    while (re2_hex_value(re2_peek(t, 0)) >= 0 && (is_braced || digits < 2) && *rune <= 0x10ffff) {
        *rune = *rune << 4 | (uint32_t)re2_hex_value(re2_peek(t, 0));
        t->at++;
        digits++;
    }
    if (digits == 0 || (!is_braced && digits < 2) || (is_braced && re2_peek(t, 0) != '}')
        || *rune > 0x10ffff)
        return re2_fail(t, "invalid escape sequence");
    t->at += is_braced;
    return true;
}

bool re2_take_escape(struct re2_translator *t, uint32_t *rune)
{
    static const char names[] = "afnrtv", values[] = "\a\f\n\r\t\v";
    const int c = re2_peek(t, 0);
    const char *name = c > 0 ? strchr(names, c) : NULL;
    if (c < 0)
        return re2_fail(t, "trailing backslash");
    if (name) {
        *rune = (uint32_t)values[name - names];
        t->at++;
        return true;
    }
    if (c == 'x') {
        t->at++;
        return take_hex(t, rune);
    }
    if (c == '0' || (c >= '1' && c <= '7' && re2_peek(t, 1) >= '0' && re2_peek(t, 1) <= '7')) {
        *rune = 0;
        for (unsigned i = 0; i < 3 && re2_peek(t, 0) >= '0' && re2_peek(t, 0) <= '7'; i++, t->at++)
            *rune = *rune << 3 | (uint32_t)(re2_peek(t, 0) - '0');
        return true;
    }
    if (c == 'p' || c == 'P')
        return re2_fail(t, "Unicode classes (\\p) are not known here");
    if (c >= 0x80 || ascii_is_alnum((char)c))
        return re2_fail(t, "invalid escape sequence");
    *rune = (uint32_t)c;
    t->at++;
    return true;
}
