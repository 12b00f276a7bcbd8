/* print: how a selected event, and an event around one, is written. */
#ifndef SEARCH_PRINT_H
#define SEARCH_PRINT_H

#include "search/fill.h"

struct print_options {
    bool with_name, with_line, with_offset; /* -H -n -b */
    bool null;                              /* NUL behind the name of the input */
    bool only_matching;
    bool invert; /* selected is what does not match */
    bool color;
    bool safe;                  /* the reader is a terminal: no control character reaches it */
    bool json;                  /* an object per event */
    const struct fill *format;  /* in place of the text; NULL: none */
    const struct fill *replace; /* in place of each match; NULL: none */
};

struct printer {
    const struct print_options *opts;
    struct patterns *patterns;
    struct subject_span *spans; /* scratch */
    size_t span_capacity;
    struct buf piece;
};

void print_init(struct printer *p, const struct print_options *opts, struct patterns *patterns);
void print_release(struct printer *p);

/* Appends the event. is_selected: it is what was looked for; else it stands around. */
void print_event(struct printer *p, struct subject *s, bool is_selected, struct buf *out);

/* The line between groups of events that do not follow each other. */
void print_gap(const struct printer *p, struct buf *out);

/* "NAME:COUNT", or the count alone; the name alone, for -l. */
void print_count(const struct printer *p, const char *name, uint64_t count, struct buf *out);
void print_name(const struct printer *p, const char *name, struct buf *out);

/* The event as JSON (print_json.c). Keys of ripgrep's --json, with what is known of the event. */
void print_json(struct printer *p, struct subject *s, bool is_selected, struct buf *out);

#endif
