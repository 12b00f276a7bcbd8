#include "frame/jsonscan.h"

#include "base/text.h"

/* Longest number or literal; what is longer is no JSON scalar. */
#define SCALAR_BYTES_MAX 64

void jsonscan_init(struct jsonscan *scan, uint64_t offset, uint64_t line)
{
    *scan = (struct jsonscan){
        .state = JSONSCAN_BETWEEN,
        .offset = offset,
        .line = line,
        .want = 1,
        .fresh = true,
        .keep = JSONSCAN_KEY_BYTES,
    };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What may stand directly behind a complete value or key. */
static bool is_value_end(char c)
{
    return c == ',' || c == '}' || c == ']' || c == ':' || c == '\n' || c == '\r';
}

static size_t skip_blanks(struct slice s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

static size_t skip_spaces(struct slice s, size_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t'))
        at++;
    return at;
}

/* The first quote at or after `at` that is not escaped, or s.len. */
static size_t find_quote(struct slice s, size_t at)
{
    while (at < s.len && s.ptr[at] != '"')
        at += s.ptr[at] == '\\' ? 2 : 1;
    return at < s.len ? at : s.len;
}

/* Does the line behind a line end inside a string hold the rest of that string? Else the string
 * was cut there. `rest` starts behind the line end. A quote that opens a key, or a bracket alone on
 * its line, means cut; a quote that closes a value means wrapped. Returns the bytes up to that
 * quote: for line ends before it the answer is the same, which keeps the work linear. 0: cut. */
static size_t string_goes_on(struct slice rest)
{
    if (rest.len > JSONSCAN_LOOKAHEAD_BYTES)
        rest.len = JSONSCAN_LOOKAHEAD_BYTES;
    size_t at = skip_blanks(rest, 0);
    if (at >= rest.len)
        return 0;
    const char c = rest.ptr[at];
    if (c == '}' || c == ']') {
        const size_t next = skip_spaces(rest, at + 1);
        if (next >= rest.len || is_value_end(rest.ptr[next]))
            return 0;
    }
    const size_t quote = find_quote(rest, at);
    if (quote >= rest.len)
        return 0;
    const size_t next = skip_spaces(rest, quote + 1);
    return next >= rest.len || is_value_end(rest.ptr[next]) ? quote + 1 : 0;
}

/* JSON numbers and literals, RFC 8259 sections 3 and 6; NaN and Infinity as Python prints them. */
static bool is_scalar(struct slice s)
{
    static const char *const words[] = { "true", "false", "null", "NaN", "Infinity", "-Infinity" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_eq(s, slice_cstr(words[i])))
            return true;
    size_t at = s.len > 0 && s.ptr[0] == '-' ? 1 : 0;
    size_t digits = at;
    while (at < s.len && ascii_is_digit(s.ptr[at]))
        at++;
    if (at == digits)
        return false;
    if (at < s.len && s.ptr[at] == '.') {
        digits = ++at;
        while (at < s.len && ascii_is_digit(s.ptr[at]))
            at++;
        if (at == digits)
            return false;
    }
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        at++;
        if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
            at++;
        digits = at;
        while (at < s.len && ascii_is_digit(s.ptr[at]))
            at++;
        if (at == digits)
            return false;
    }
    return at == s.len;
}

static bool is_structural(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == '"';
}

static void step_over(struct jsonscan *scan, size_t count)
{
    scan->offset += count;
}

static void start_token(struct jsonscan *scan)
{
    scan->token_offset = scan->offset;
    scan->token_line = scan->line;
    scan->line_start = scan->fresh;
    scan->fresh = false;
    scan->cut = false;
}

static void keep_text(struct jsonscan *scan, const char *ptr, size_t count)
{
    const size_t room = scan->keep - scan->text_len;
    if (count > room) {
        count = room;
        scan->text_whole = false;
    }
    memcpy(scan->text + scan->text_len, ptr, count);
    scan->text_len += count;
}

static enum jsonscan_token want_more(struct jsonscan *scan, size_t want)
{
    scan->want = want;
    return JSONSCAN_MORE;
}

static void open_string(struct jsonscan *scan)
{
    start_token(scan);
    step_over(scan, 1);
    scan->state = JSONSCAN_IN_STRING;
    scan->text_len = 0;
    scan->text_whole = true;
    if (scan->keep > JSONSCAN_TEXT_BYTES)
        scan->keep = JSONSCAN_TEXT_BYTES;
}

/* Length of the run in a string that holds no quote, backslash or line feed: eight bytes at a
 * time, since strings are most of a document. */
static size_t plain_run(const char *ptr, size_t len)
{
    static const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    size_t at = 0;
    for (; at + 8 <= len; at += 8) {
        uint64_t w;
        memcpy(&w, ptr + at, 8);
        const uint64_t q = w ^ (ones * '"'), b = w ^ (ones * '\\'), n = w ^ (ones * '\n');
        if ((((q - ones) & ~q) | ((b - ones) & ~b) | ((n - ones) & ~n)) & tops)
            break;
    }
    while (at < len && ptr[at] != '"' && ptr[at] != '\\' && ptr[at] != '\n')
        at++;
    return at;
}

/* Goes on inside a string. True: it is complete (state AFTER_STRING); false: give more. */
static bool scan_string(struct jsonscan *scan, struct slice window, size_t *pos, bool at_end)
{
    while (*pos < window.len) {
        const char c = window.ptr[*pos];
        if (c == '\n' && scan->offset >= scan->wrapped_until) {
            const struct slice rest = slice_from(window, *pos + 1);
            if (rest.len < JSONSCAN_LOOKAHEAD_BYTES && !at_end) {
                scan->want = JSONSCAN_LOOKAHEAD_BYTES + 1;
                return false;
            }
            const size_t on = string_goes_on(rest);
            scan->wrapped_until = scan->offset + on;
            if (on == 0) {
                scan->cut = true;
                scan->state = JSONSCAN_AFTER_STRING;
                return true; /* the line feed itself is left for the caller */
            }
        }
        if (c == '\n') {
            scan->line++;
            scan->state = JSONSCAN_IN_STRING;
        }
        if (scan->state == JSONSCAN_IN_STRING && c == '"') {
            step_over(scan, 1);
            ++*pos;
            scan->state = JSONSCAN_AFTER_STRING;
            return true;
        }
        size_t run = 1;
        if (scan->state == JSONSCAN_IN_ESCAPE)
            scan->state = JSONSCAN_IN_STRING;
        else if (c == '\\')
            scan->state = JSONSCAN_IN_ESCAPE;
        else if (c != '\n')
            run = plain_run(window.ptr + *pos, window.len - *pos);
        keep_text(scan, window.ptr + *pos, run);
        step_over(scan, run);
        *pos += run;
    }
    scan->want = 1;
    return false;
}

/* Skips white space; counts lines. */
static void scan_blanks(struct jsonscan *scan, struct slice window, size_t *pos)
{
    const size_t from = *pos;
    size_t at = from;
    while (at < window.len && is_blank(window.ptr[at])) {
        if (window.ptr[at] == '\n') {
            scan->line++;
            scan->fresh = true;
        }
        at++;
    }
    *pos = at;
    step_over(scan, at - from);
}

/* Behind a string: a colon makes it a key. */
static enum jsonscan_token after_string(struct jsonscan *scan, struct slice window, size_t *pos,
                                        bool at_end)
{
    scan_blanks(scan, window, pos);
    if (*pos >= window.len && !at_end)
        return want_more(scan, 1);
    scan->state = JSONSCAN_BETWEEN;
    scan->keep = JSONSCAN_KEY_BYTES;
    if (*pos < window.len && window.ptr[*pos] == ':') {
        step_over(scan, 1);
        scan->fresh = false;
        return JSONSCAN_KEY;
    }
    return JSONSCAN_STRING;
}

/* A number, a literal, or garbage: taken only when all of it is in the window. */
static enum jsonscan_token scan_scalar(struct jsonscan *scan, struct slice s, bool at_end)
{
    size_t len = 0;
    while (len < s.len && len <= SCALAR_BYTES_MAX && !is_blank(s.ptr[len])
           && !is_structural(s.ptr[len]))
        len++;
    if (len == s.len && !at_end && len <= SCALAR_BYTES_MAX)
        return want_more(scan, len + 1);
    start_token(scan);
    if (len == 0) /* a lone colon */
        len = 1;
    scan->text_len = 0;
    scan->text_whole = true;
    keep_text(scan, s.ptr, len);
    step_over(scan, len);
    const struct slice text = slice_make(s.ptr, len);
    const bool ends = len >= s.len || s.ptr[len] != ':';
    return ends && is_scalar(text) ? JSONSCAN_SCALAR : JSONSCAN_GARBAGE;
}

static enum jsonscan_token structural(struct jsonscan *scan, char c)
{
    start_token(scan);
    step_over(scan, 1);
    switch (c) {
    case '{': return JSONSCAN_OPEN_OBJECT;
    case '}': return JSONSCAN_CLOSE_OBJECT;
    case '[': return JSONSCAN_OPEN_ARRAY;
    case ']': return JSONSCAN_CLOSE_ARRAY;
    default: return JSONSCAN_COMMA;
    }
}

enum jsonscan_token jsonscan_next(struct jsonscan *scan, struct slice window, bool at_end)
{
    size_t pos = 0;
    if (scan->state == JSONSCAN_BETWEEN) {
        scan_blanks(scan, window, &pos);
        if (pos >= window.len)
            return want_more(scan, 1);
        const char c = window.ptr[pos];
        if (c != '"' && (!is_structural(c) || c == ':'))
            return scan_scalar(scan, slice_from(window, pos), at_end);
        if (c != '"')
            return structural(scan, c);
        open_string(scan);
        pos++;
    }
    if (scan->state != JSONSCAN_AFTER_STRING && !scan_string(scan, window, &pos, at_end))
        return JSONSCAN_MORE;
    return after_string(scan, window, &pos, at_end);
}

/* --- repair ------------------------------------------------------------------------------- */

static bool is_hex4(struct slice s, size_t at, uint32_t *code)
{
    *code = 0;
    if (at + 4 > s.len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        const char c = s.ptr[i];
        if (!ascii_is_hex(c))
            return false;
        const int digit = ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
        *code = *code << 4 | (uint32_t)digit;
    }
    return true;
}

/* One escape sequence at s[at] == '\\'. Returns the bytes taken. */
static size_t repair_escape(struct slice s, size_t at, struct buf *out)
{
    if (at + 1 >= s.len || s.ptr[at + 1] == '\n' || s.ptr[at + 1] == '\r')
        return 1; /* the cut took its second half */
    const char c = s.ptr[at + 1];
    uint32_t code, low;
    if (c == 'u' && is_hex4(s, at + 2, &code)) {
        const bool high = code >= 0xd800 && code < 0xdc00;
        if (high && at + 12 <= s.len && s.ptr[at + 6] == '\\' && s.ptr[at + 7] == 'u'
            && is_hex4(s, at + 8, &low) && low >= 0xdc00 && low < 0xe000) {
            buf_add(out, slice_sub(s, at, 12));
            return 12;
        }
        if (code >= 0xd800 && code < 0xe000)
            buf_add_cstr(out, "\\ufffd");
        else
            buf_add(out, slice_sub(s, at, 6));
        return 6;
    }
    if (c != 'u' && memchr("\"\\/bfnrt", c, 9)) {
        buf_add(out, slice_sub(s, at, 2));
        return 2;
    }
    buf_add_cstr(out, "\\\\"); /* no escape of JSON: keep its bytes as text */
    return 1;
}

/* A string from its opening quote on; returns the bytes taken. */
static size_t repair_string(struct slice s, size_t from, struct buf *out)
{
    size_t at = from + 1, wrapped_until = 0;
    buf_add_byte(out, '"');
    while (at < s.len && s.ptr[at] != '"') {
        const char c = s.ptr[at];
        if (c == '\n' && at >= wrapped_until) {
            const size_t on = string_goes_on(slice_from(s, at + 1));
            if (on == 0)
                break;
            wrapped_until = at + on;
        }
        if (c == '\\') {
            at += repair_escape(s, at, out);
            continue;
        }
        if (c == '\r' && at + 1 < s.len && s.ptr[at + 1] == '\n')
            ; /* part of the line end */
        else if ((unsigned char)c < 0x20)
            buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
        else
            buf_add_byte(out, c);
        at++;
    }
    const bool cut = at >= s.len || s.ptr[at] != '"';
    buf_add_byte(out, '"');
    if (!cut)
        at++;
    const size_t next = skip_blanks(s, at);
    if (cut && next < s.len && memchr("\"{[", s.ptr[next], 3))
        buf_add_byte(out, ',');
    return at - from;
}

void jsonscan_repair(struct slice text, struct buf *out)
{
    struct buf fixed;
    buf_init(&fixed);
    for (size_t at = 0; at < text.len;) {
        const char c = text.ptr[at];
        if (c == '"') {
            at += repair_string(text, at, &fixed);
            continue;
        }
        const size_t next = c == ',' ? skip_blanks(text, at + 1) : at;
        if (c != ',' || next >= text.len || !memchr(",]}", text.ptr[next], 3))
            buf_add_byte(&fixed, c);
        at++;
    }
    buf_reset(out);
    text_add_utf8(out, buf_slice(&fixed));
    buf_release(&fixed);
}

/* --- size of the tree -------------------------------------------------------------------- */

/* What jansson takes for an object and an array, empty, and for a member or element besides its
 * bytes, with the allocator's share. Measured with 2.14 on x86_64. */
#define OBJECT_BYTES 256
#define ARRAY_BYTES 160
#define VALUE_BYTES 128

/* No shorter text makes too large a tree. */
#define TREE_TEXT_BYTES (JSONSCAN_TREE_BYTES_MAX / (OBJECT_BYTES + VALUE_BYTES))

bool jsonscan_tree_fits(struct slice text)
{
    if (text.len <= TREE_TEXT_BYTES)
        return true;
    size_t bytes = text.len;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else if (c == '{')
            bytes += OBJECT_BYTES;
        else if (c == '[')
            bytes += ARRAY_BYTES;
        else if (c == ',')
            bytes += VALUE_BYTES;
    }
    return bytes < JSONSCAN_TREE_BYTES_MAX;
}
