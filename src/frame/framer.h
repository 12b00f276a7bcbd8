/* framer: cuts the bytes of a source into events.
 *
 *     struct framer *f = framer_open(src, &opts);
 *     while ((st = framer_next(f, &event, &err)) != STATUS_END)
 *         if (st == STATUS_OK) … use event …;     // SKIP: a warning was given to the source
 *     framer_close(f);
 *
 * Two tables are behind it, one file and one row per format:
 *   - document shapes (doc.h): JSON objects that are records wherever they stand in a
 *     document: a CloudWatch event, an ECS service event, a stack event …
 *   - line shapes (line.h): prefixes of text lines: `aws logs tail`, S3 export …
 * A source is read in segments: where a JSON document begins the document framer reads
 * until it is closed, elsewhere the line framer reads; so a mixed stream just works. */
#ifndef FRAME_FRAMER_H
#define FRAME_FRAMER_H

#include "frame/event.h"
#include "read/source.h"

struct framer;

struct framer_options {
    int32_t zone_s;           /* for local times without zone: seconds east of UTC */
    const char *input_format; /* force this shape by name; NULL: detect */
};

/* Borrows src until framer_close. opts may be NULL. */
struct framer *framer_open(struct source *src, const struct framer_options *opts);
void framer_close(struct framer *f);

/* The next event, in the order of the source (of its last line, where streams interleave).
 * STATUS_OK: *event is filled, valid until the next call. STATUS_SKIP: a record was damaged;
 * it has been reported to the source by source_warn. STATUS_END: no more. */
enum status framer_next(struct framer *f, struct event *event);

/* Name of the format that most records had: "aws-logs-tail", "filter-log-events", …, "text". */
const char *framer_format(const struct framer *f);

/* Is name a format that framer_options.input_format may hold? */
bool framer_knows_format(const char *name);

/* One line per format for `culprit formats`; i from 0; false past the end. */
bool framer_format_row(size_t i, const char **name, const char **help);

#endif
