/* bulk_kind: what a line is, told by its own bytes and by the prefixes that lines before it had.
 * Internal to frame/bulk.c and frame/bulk_looker.c. */
#ifndef FRAME_BULK_KIND_H
#define FRAME_BULK_KIND_H

#include "frame/bulk_head.h"
#include "frame/bulk_prefix.h"
#include "frame/bulk_reach.h"
#include "frame/line_marks.h"

/* Prefixes peeled off in one look; a source where every line has a new one is left to the long way.
 */
#define BULK_LEARN_MAX 64

/* Where the next lines end. Zeroed at first. */
struct bulk_marks {
    line_marks_fn *find;
    struct line_mark *items;
};
void bulk_marks_release(struct bulk_marks *marks);

struct bulk_judge {
    const struct peel *peel;
    struct bulk_prefixes *prefixes;
    int64_t latest_us; /* a later time is none */
    bool in_message;   /* as in struct peeled */
    const struct bulk_asker *asker;
    struct bulk_marks *marks; /* for bulk_kinds */
    struct bulk_heads *heads; /* NULL: each line is looked at closely */
};

/* What the line from out->start to out->end is, whose text is `line`: an enum bulk_kind. Fills in
 * what else is known of it; learns its prefix, and adds to *learned, which begins with 0 for each
 * look. */
uint8_t bulk_kind(const struct bulk_judge *judge, struct slice line, struct bulk_line *out,
                  size_t *learned);

/* Of the lines of bytes from `start` on, at most max, as far as they end there: what they are, and
 * whether the asker rules out that they tell something. Places count from the start of bytes.
 * Returns how many there are. */
size_t bulk_kinds(const struct bulk_judge *judge, struct slice bytes, size_t start,
                  struct bulk_line *lines, size_t max, size_t *learned);

#endif
