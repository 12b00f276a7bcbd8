#include "base/text.h"

/* Well-formed sequences are those of RFC 3629, section 4: no overlong forms, no
 * surrogates, nothing above U+10FFFF. */
size_t text_utf8_at(struct slice s, size_t at, uint32_t *code)
{
    if (at >= s.len)
        return 0;
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at, n;
    uint32_t c = p[0], low;
    if (c < 0x80) {
        if (code)
            *code = c;
        return 1;
    }
    if (c >= 0xC2 && c <= 0xDF) {
        n = 2;
        c &= 0x1F;
        low = 0x80;
    } else if (c >= 0xE0 && c <= 0xEF) {
        n = 3;
        c &= 0x0F;
        low = 0x800;
    } else if (c >= 0xF0 && c <= 0xF4) {
        n = 4;
        c &= 0x07;
        low = 0x10000;
    } else {
        return 0;
    }
    if (left < n)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < low || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    if (code)
        *code = c;
    return n;
}

/* Bytes up to the first one that is not ASCII. */
static size_t ascii_run(struct slice s, size_t at)
{
    size_t start = at;
    while (s.len - at >= 8) {
        uint64_t word;
        memcpy(&word, s.ptr + at, sizeof word);
        if (word & 0x8080808080808080u)
            break;
        at += 8;
    }
    while (at < s.len && !(s.ptr[at] & 0x80))
        at++;
    return at - start;
}

bool text_is_utf8(struct slice s)
{
    for (size_t at = 0;;) {
        at += ascii_run(s, at);
        if (at == s.len)
            return true;
        size_t n = text_utf8_at(s, at, NULL);
        if (n == 0)
            return false;
        at += n;
    }
}

void text_add_utf8(struct buf *out, struct slice s)
{
    for (size_t at = 0; at < s.len;) {
        size_t run = ascii_run(s, at);
        if (run == 0)
            run = text_utf8_at(s, at, NULL);
        if (run == 0) {
            buf_add(out, SLICE("\xEF\xBF\xBD"));
            at++;
        } else {
            buf_add(out, slice_sub(s, at, run));
            at += run;
        }
    }
}

void text_add_json(struct buf *out, struct slice s)
{
    const char *const end = s.ptr ? s.ptr + s.len : NULL;
    for (struct slice part; slice_next_field(&s, '\0', &part);) {
        const bool at_nul = part.ptr + part.len < end;
        text_add_utf8(out, part);
        if (at_nul)
            buf_add_cstr(out, "\xEF\xBF\xBD");
    }
}

/* Characters that reorder or hide text. Source: Unicode Technical Report #36, section 3
 * (bidirectional controls, default-ignorable format characters), UAX #14 for U+2028/9. */
static bool is_invisible(uint32_t c)
{
    return c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F)
           || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
           || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

bool text_is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || is_invisible(c);
}

void text_add_display(struct buf *out, struct slice s, struct slice newline)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = 0;
        size_t n = text_utf8_at(s, at, &c);
        if (n == 0)
            buf_printf(out, "\\x%02X", (unsigned)(unsigned char)s.ptr[at]);
        else if (c == '\n')
            buf_add(out, newline);
        else if (c == '\t')
            buf_add_byte(out, ' ');
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            buf_printf(out, "\\x%02X", (unsigned)c);
        else if (is_invisible(c))
            buf_printf(out, "\\u{%04X}", (unsigned)c);
        else
            buf_add(out, slice_sub(s, at, n));
        at += n ? n : 1;
    }
}

/* End of a control string (OSC, DCS, SOS, PM, APC): behind BEL or ESC \. A string that does not
 * end here is no string: only its opening is dropped. */
static size_t string_end(struct slice s, size_t at)
{
    for (size_t i = at; i < s.len; i++) {
        if (s.ptr[i] == '\a')
            return i + 1;
        if (s.ptr[i] == '\033')
            return i + 1 < s.len && s.ptr[i + 1] == '\\' ? i + 2 : at;
        if (s.ptr[i] == '\n')
            break;
    }
    return at;
}

static bool between(char c, char low, char high)
{
    return c >= low && c <= high;
}

/* Position behind the escape sequence that starts at `at`. Source: ECMA-48, sections 5.4 (CSI:
 * parameter bytes 3/0-3/F, intermediate 2/0-2/F, final 4/0-7/E) and 8.3. */
static size_t escape_end(struct slice s, size_t at)
{
    at++;
    if (at >= s.len)
        return at;
    char c = s.ptr[at];
    if (c == '[') {
        at++;
        while (at < s.len && between(s.ptr[at], 0x30, 0x3F))
            at++;
        while (at < s.len && between(s.ptr[at], 0x20, 0x2F))
            at++;
        return at < s.len && between(s.ptr[at], 0x40, 0x7E) ? at + 1 : at;
    }
    if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_')
        return string_end(s, at + 1);
    if (between(c, 0x20, 0x2F)) {
        while (at < s.len && between(s.ptr[at], 0x20, 0x2F))
            at++;
        return at < s.len && between(s.ptr[at], 0x30, 0x7E) ? at + 1 : at;
    }
    return between(c, 0x30, 0x7E) ? at + 1 : at;
}

struct slice text_strip_ansi(struct slice s, struct buf *out)
{
    buf_reset(out);
    size_t at = slice_find_byte(s, '\033', 0);
    if (at == SLICE_NONE)
        return s;
    size_t from = 0;
    while (at != SLICE_NONE) {
        buf_add(out, slice_sub(s, from, at - from));
        from = escape_end(s, at);
        at = slice_find_byte(s, '\033', from);
    }
    buf_add(out, slice_from(s, from));
    return buf_slice(out);
}
