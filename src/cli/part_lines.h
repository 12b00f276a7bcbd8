/* part_lines: lines that are only counted, and show parts of composites by arrival.
 *
 * A part such as "502|503|504" stands in many lines; by itself it tells nothing. What composites
 * need to know of each is told at once; events are only made of those that may be shown as samples:
 * the first and the last of each part. */
#ifndef CLI_PART_LINES_H
#define CLI_PART_LINES_H

#include "correlate/correlate.h"
#include "frame/framer.h"
#include "match/matcher.h"

struct part_line {
    int64_t time_us;
    uint32_t sig, line; /* line: index in the bulk */
};

struct part_lines {
    struct part_line *items; /* of one bulk */
    size_t count, capacity;
    bool went_back; /* the time of one is before that of the one before it */
    size_t *left;   /* by signature: how many of them are to come */
};

void part_lines_init(struct part_lines *p, const struct sigset *set);
void part_lines_release(struct part_lines *p);

/* Line i of a bulk shows these, whose place is filled in; number: of the bulk's first line in its
 * source. */
void part_lines_add(struct part_lines *p, struct correlate *correlate, uint32_t source,
                    uint64_t number, const struct event_bulk *bulk, size_t i, struct hit *hits,
                    size_t hit_count);

/* Before the bulk goes: tells the samples. */
void part_lines_end(struct part_lines *p, struct correlate *correlate, uint32_t source,
                    uint64_t number, const struct framer *framer, const struct event_bulk *bulk,
                    struct matcher *matcher);

#endif
