/* report_json_out: writes a JSON document piece by piece, so that no tree of all of it is held.
 * The bytes are those that jansson writes with JSON_INDENT(2), but for controls
 * and characters that cannot be seen: they are written as \\uXXXX, so that a terminal that shows
 * the document does nothing else. Internal to report_json*.c.
 *
 *     struct report_json_out o;
 *     report_json_out_init(&o, &buf);
 *     report_json_out_open(&o, NULL, '{');
 *     report_json_out_value(&o, "schema", json_string("x"));
 *     report_json_out_open(&o, "sources", '[');
 *     report_json_out_value(&o, NULL, object);
 *     report_json_out_close(&o, ']');
 *     report_json_out_close(&o, '}'); */
#ifndef REPORT_REPORT_JSON_OUT_H
#define REPORT_REPORT_JSON_OUT_H

#include "base/buf.h"

struct json_t;

struct report_json_out {
    struct buf *out;
    unsigned depth; /* open containers */
    bool is_empty;  /* the innermost one has no element yet */
};

void report_json_out_init(struct report_json_out *o, struct buf *out);

/* key: NULL in arrays and at the top; plain ASCII, not escaped. */
void report_json_out_open(struct report_json_out *o, const char *key, char bracket);
void report_json_out_close(struct report_json_out *o, char bracket);

/* Takes the reference to value. */
void report_json_out_value(struct report_json_out *o, const char *key, struct json_t *value);

/* Appends a value on a line of its own. */
void report_json_out_line(struct buf *out, const struct json_t *value);

#endif
