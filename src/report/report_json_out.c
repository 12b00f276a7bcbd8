#include "report/report_json_out.h"

#include "base/text.h"

#include <jansson.h>

#define INDENT 2

/* "%.3g" of numbers rounded to 3 decimals. */
#define REAL_DIGITS 3

void report_json_out_init(struct report_json_out *o, struct buf *out)
{
    *o = (struct report_json_out){ .out = out, .is_empty = true };
}

static void new_line(struct report_json_out *o)
{
    buf_add_byte(o->out, '\n');
    buf_add_fill(o->out, ' ', (size_t)o->depth * INDENT);
}

static void begin(struct report_json_out *o, const char *key)
{
    if (!o->is_empty)
        buf_add_byte(o->out, ',');
    if (o->depth > 0)
        new_line(o);
    if (key)
        buf_printf(o->out, "\"%s\": ", key);
    o->is_empty = false;
}

void report_json_out_open(struct report_json_out *o, const char *key, char bracket)
{
    begin(o, key);
    buf_add_byte(o->out, bracket);
    o->depth++;
    o->is_empty = true;
}

void report_json_out_close(struct report_json_out *o, char bracket)
{
    o->depth--;
    if (!o->is_empty)
        new_line(o);
    buf_add_byte(o->out, bracket);
    o->is_empty = false;
}

/* Text of the document, hidden characters escaped (RFC 8259, section 7). */
static void add_shown(struct buf *out, struct slice s)
{
    size_t from = 0;
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] >= ' ' && s.ptr[at] < '\x7f') { /* most bytes */
            at++;
            continue;
        }
        uint32_t code = 0;
        const size_t n = text_utf8_at(s, at, &code);
        if (n > 0 && code != '\n' && text_is_hidden(code)) {
            buf_add(out, slice_sub(s, from, at - from));
            if (code >= 0x10000) {
                buf_printf(out, "\\u%04x", (unsigned)(0xD800 + ((code - 0x10000) >> 10)));
                code = 0xDC00 + ((code - 0x10000) & 0x3FF);
            }
            buf_printf(out, "\\u%04x", (unsigned)code);
            from = at + n;
        }
        at += n ? n : 1;
    }
    buf_add(out, slice_from(s, from));
}

/* A line end in JSON text is never part of a string: what follows is indented as deep as we are. */
static int add_bytes(const char *bytes, size_t size, void *self)
{
    struct report_json_out *o = self;
    struct slice rest = slice_make(bytes, size);
    for (size_t end; (end = slice_find_byte(rest, '\n', 0)) != SLICE_NONE;) {
        add_shown(o->out, slice_sub(rest, 0, end));
        new_line(o);
        rest = slice_from(rest, end + 1);
    }
    add_shown(o->out, rest);
    return 0;
}

void report_json_out_value(struct report_json_out *o, const char *key, struct json_t *value)
{
    begin(o, key);
    (void)json_dump_callback(value, add_bytes, o,
                             JSON_INDENT(INDENT) | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY
                                 | JSON_REAL_PRECISION(REAL_DIGITS));
    json_decref(value);
}

static int add_line_bytes(const char *bytes, size_t size, void *self)
{
    add_shown(self, slice_make(bytes, size));
    return 0;
}

void report_json_out_line(struct buf *out, const struct json_t *value)
{
    (void)json_dump_callback(value, add_line_bytes, out,
                             JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(REAL_DIGITS));
    buf_add_byte(out, '\n');
}
