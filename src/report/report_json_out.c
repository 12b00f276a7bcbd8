#include "report/report_json_out.h"

#include "base/text.h"
#include "base/timestamp.h"

#define INDENT 2

#define DIGITS_MAX 20 /* of a uint64_t */

/* A share is written in thousandths. */
#define SHARE_UNIT 1000

void report_json_out_init(struct report_json_out *o, struct buf *out, enum json_out_layout layout)
{
    *o = (struct report_json_out){ .out = out, .layout = layout, .is_empty = true };
}

static void new_line(struct report_json_out *o)
{
    if (o->layout == JSON_OUT_LINE)
        return;
    buf_add_byte(o->out, '\n');
    buf_add_fill(o->out, ' ', (size_t)o->depth * INDENT);
}

static void add_colon(struct report_json_out *o)
{
    buf_add(o->out, o->layout == JSON_OUT_LINE ? SLICE(":") : SLICE(": "));
}

static void begin(struct report_json_out *o, const char *key)
{
    if (o->is_named) {
        o->is_named = false;
        return;
    }
    if (!o->is_empty)
        buf_add_byte(o->out, ',');
    if (o->depth > 0)
        new_line(o);
    o->is_empty = false;
    if (!key)
        return;
    buf_add_byte(o->out, '"');
    buf_add_cstr(o->out, key);
    buf_add_byte(o->out, '"');
    add_colon(o);
}

static void open_with(struct report_json_out *o, const char *key, char bracket)
{
    begin(o, key);
    buf_add_byte(o->out, bracket);
    o->depth++;
    o->is_empty = true;
}

static void close_with(struct report_json_out *o, char bracket)
{
    o->depth--;
    if (!o->is_empty)
        new_line(o);
    buf_add_byte(o->out, bracket);
    o->is_empty = false;
}

void report_json_out_open_object(struct report_json_out *o, const char *key)
{
    open_with(o, key, '{');
}

void report_json_out_close_object(struct report_json_out *o)
{
    close_with(o, '}');
}

void report_json_out_open_list(struct report_json_out *o, const char *key)
{
    open_with(o, key, '[');
}

void report_json_out_close_list(struct report_json_out *o)
{
    close_with(o, ']');
}

void report_json_out_end_line(struct report_json_out *o)
{
    buf_add_byte(o->out, '\n');
    o->is_empty = true;
}

/* --- text --------------------------------------------------------------------------------- */

static bool is_plain(char c)
{
    return c >= ' ' && c < '\x7f' && c != '"' && c != '\\';
}

/* A character of the upper planes is two of 16 bits. Source: RFC 8259, section 7. */
static void add_code(struct buf *out, uint32_t code)
{
    if (code >= 0x10000) {
        buf_printf(out, "\\u%04x", (unsigned)(0xD800 + ((code - 0x10000) >> 10)));
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    buf_printf(out, "\\u%04x", (unsigned)code);
}

/* The byte behind a backslash that stands for c; 0: none. */
static char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\': return c;
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

/* Adds the character at `at`, which is not plain, and returns how many bytes it has. */
static size_t add_character(struct buf *out, struct slice s, size_t at)
{
    const char escape = short_escape(s.ptr[at]);
    if (escape) {
        buf_add_byte(out, '\\');
        buf_add_byte(out, escape);
        return 1;
    }
    uint32_t code = 0;
    const size_t n = text_utf8_at(s, at, &code);
    if (n == 0 || code == 0)
        buf_add(out, SLICE("\xEF\xBF\xBD"));
    else if (text_is_hidden(code))
        add_code(out, code);
    else
        buf_add(out, slice_sub(s, at, n));
    return n ? n : 1;
}

static void add_quoted(struct buf *out, struct slice s)
{
    buf_add_byte(out, '"');
    for (size_t at = 0; at < s.len;) {
        size_t end = at;
        while (end < s.len && is_plain(s.ptr[end]))
            end++;
        buf_add(out, slice_sub(s, at, end - at));
        at = end < s.len ? end + add_character(out, s, end) : end;
    }
    buf_add_byte(out, '"');
}

void report_json_out_name(struct report_json_out *o, struct slice name)
{
    begin(o, NULL);
    add_quoted(o->out, name);
    add_colon(o);
    o->is_named = true;
}

void report_json_out_text(struct report_json_out *o, const char *key, struct slice text)
{
    begin(o, key);
    add_quoted(o->out, text);
}

void report_json_out_time(struct report_json_out *o, const char *key, int64_t us)
{
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format(us, text);
    report_json_out_text(o, key, slice_cstr(text));
}

/* --- the rest ------------------------------------------------------------------------------- */

static void add_digits(struct buf *out, uint64_t n)
{
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    buf_add(out, slice_make(digits + at, DIGITS_MAX - at));
}

void report_json_out_integer(struct report_json_out *o, const char *key, int64_t n)
{
    begin(o, key);
    if (n < 0)
        buf_add_byte(o->out, '-');
    add_digits(o->out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void report_json_out_count(struct report_json_out *o, const char *key, uint64_t n)
{
    report_json_out_integer(o, key, n > INT64_MAX ? INT64_MAX : (int64_t)n);
}

void report_json_out_share(struct report_json_out *o, const char *key, double share)
{
    const double clipped = share > 0 ? (share < 1 ? share : 1) : 0;
    const unsigned n = (unsigned)(clipped * SHARE_UNIT + 0.5);
    begin(o, key);
    add_digits(o->out, n / SHARE_UNIT);
    buf_add_byte(o->out, '.');
    unsigned rest = n % SHARE_UNIT;
    for (unsigned unit = SHARE_UNIT / 10; rest > 0 || unit == SHARE_UNIT / 10; unit /= 10) {
        buf_add_byte(o->out, (char)('0' + rest / unit));
        rest %= unit;
    }
}

void report_json_out_bool(struct report_json_out *o, const char *key, bool is)
{
    begin(o, key);
    buf_add_cstr(o->out, is ? "true" : "false");
}
