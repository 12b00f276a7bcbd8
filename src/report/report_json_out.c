#include "report/report_json_out.h"

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

/* A line end in JSON text is never part of a string: what follows is indented as deep as we are. */
static int add_bytes(const char *bytes, size_t size, void *self)
{
    struct report_json_out *o = self;
    struct slice rest = slice_make(bytes, size);
    for (size_t end; (end = slice_find_byte(rest, '\n', 0)) != SLICE_NONE;) {
        buf_add(o->out, slice_sub(rest, 0, end));
        new_line(o);
        rest = slice_from(rest, end + 1);
    }
    buf_add(o->out, rest);
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
