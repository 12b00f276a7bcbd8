/* subject: an event as a search sees it: which texts are searched, and which is printed.
 *
 * Searched are, in this order, the first that matches counts:
 *   told  the message: unescaped, without the prefix of a transport; of a message that is JSON, the
 *         plain text that structured.h makes of it
 *   own   the event as it stands in the input: its lines with all prefixes; of a record of a
 *         document, the message as it stands there
 * Printed is own. So a search finds what grep would find in the lines, and more. */
#ifndef SEARCH_SUBJECT_H
#define SEARCH_SUBJECT_H

#include "base/buf.h"
#include "frame/event.h"
#include "read/source.h"
#include "search/patterns.h"

/* Bytes that the source keeps behind the reader, for own. An event whose lines are farther apart
 * is printed as its message. */
#define SUBJECT_KEEP_BYTES (1024 * 1024)

/* Known failures of one event that are named. */
#define SUBJECT_SIGNATURES_MAX 16

struct subject_line {
    struct slice text;     /* without line end */
    uint64_t line, offset; /* in the source */
};

struct subject {
    const struct event *event;
    const char *name;   /* of the input */
    struct source *src; /* NULL: own is the message */
    struct slice told, own;
    struct subject_line *lines; /* of own */
    size_t line_count, line_capacity;
    bool has_own;
    struct slice searched;                           /* told or own: the one that matched */
    struct slice signatures[SUBJECT_SIGNATURES_MAX]; /* ids of the known failures looked for */
    size_t signature_count;
    struct buf text;
};

void subject_init(struct subject *s);
void subject_release(struct subject *s);

/* Begins an event; all borrowed until the next call. */
void subject_set(struct subject *s, const struct event *event, struct source *src,
                 const char *name);

/* own is this line, where the event is one of a run (frame/bulk.h) that is not stepped over yet. */
void subject_put_own(struct subject *s, struct slice line);

/* Fills own and lines, if they are not yet. */
void subject_take_own(struct subject *s);

/* Does the event match? Sets searched. */
bool subject_match(struct subject *s, struct patterns *p);

/* Part of own. */
struct subject_span {
    size_t start, end;
};

/* The matches as parts of own, without empty ones: those in told at their places in own where these
 * can be found, else what matches in own itself. *spans grows as needed (alloc_grow). */
size_t subject_spans(struct subject *s, struct patterns *p, struct subject_span **spans,
                     size_t *capacity);

/* Line of own that holds byte `at`. */
size_t subject_line_at(const struct subject *s, size_t at);

#endif
