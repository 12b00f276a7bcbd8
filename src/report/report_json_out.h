/* report_json_out: writes JSON piece by piece, so that no tree of it is held. Characters that
 * cannot be seen are written as \\uXXXX, so that a terminal that shows the document does nothing
 * else. Internal to report_json*.c.
 *
 *     struct report_json_out o;
 *     report_json_out_init(&o, &buf, JSON_OUT_INDENTED);
 *     report_json_out_open_object(&o, NULL);
 *     report_json_out_text(&o, "schema", SLICE("x"));
 *     report_json_out_open_list(&o, "counts");
 *     report_json_out_count(&o, NULL, 3);
 *     report_json_out_close_list(&o);
 *     report_json_out_close_object(&o);
 *     report_json_out_end_line(&o); */
#ifndef REPORT_REPORT_JSON_OUT_H
#define REPORT_REPORT_JSON_OUT_H

#include "base/buf.h"

/* By two columns a level; or all on one line, without blanks. */
enum json_out_layout { JSON_OUT_INDENTED, JSON_OUT_LINE };

struct report_json_out {
    struct buf *out;
    enum json_out_layout layout;
    unsigned depth; /* open containers */
    bool is_empty;  /* the innermost one has no element yet */
    bool is_named;  /* the key of the next value is written */
};

void report_json_out_init(struct report_json_out *o, struct buf *out, enum json_out_layout layout);

/* key: NULL in arrays, at the top and behind a name; plain ASCII, not escaped. */
void report_json_out_open_object(struct report_json_out *o, const char *key);
void report_json_out_close_object(struct report_json_out *o);
void report_json_out_open_list(struct report_json_out *o, const char *key);
void report_json_out_close_list(struct report_json_out *o);

/* Behind a document, or a record on a line of its own; another one may follow. */
void report_json_out_end_line(struct report_json_out *o);

/* The key of the next value, where it is not known to be plain. */
void report_json_out_name(struct report_json_out *o, struct slice name);

/* Any bytes: those that are no UTF-8, and NUL, which many readers refuse, become U+FFFD. */
void report_json_out_text(struct report_json_out *o, const char *key, struct slice text);
void report_json_out_integer(struct report_json_out *o, const char *key, int64_t n);
/* At most INT64_MAX is written: readers know no more. */
void report_json_out_count(struct report_json_out *o, const char *key, uint64_t n);
/* From 0 to 1, in three decimals; what is outside becomes the nearer end, no number 0. */
void report_json_out_share(struct report_json_out *o, const char *key, double share);
void report_json_out_bool(struct report_json_out *o, const char *key, bool is);
/* "2025-10-01T14:41:02.120Z", "" for TIMESTAMP_NONE. */
void report_json_out_time(struct report_json_out *o, const char *key, int64_t us);

#endif
