/* tally: counts selected events by what they have in common. */
#ifndef SEARCH_TALLY_H
#define SEARCH_TALLY_H

#include "base/map.h"
#include "search/lookup.h"

/* Different values kept, and bytes of one; what is over is counted as one. */
#define TALLY_KEYS_MAX 50000
#define TALLY_KEY_BYTES_MAX 512

enum tally_by { TALLY_FIELD, TALLY_TIME, TALLY_TEMPLATE, TALLY_CAPTURE, TALLY_SIGNATURE };

struct tally {
    enum tally_by by;
    struct slice name; /* of the field or the group */
    int64_t unit_us;   /* of TALLY_TIME */
    struct map keys;
    uint64_t *counts;
    size_t capacity;
    uint64_t without; /* events that have no such value */
    uint64_t over;    /* … whose value was one too many */
    struct buf value; /* scratch */
};

/* text: second, minute, hour, day, template, capture:NAME, field:NAME, or a field by its name
 * (stream, level, source …); borrowed. False: it is none of them. */
bool tally_init(struct tally *t, struct slice text);
void tally_release(struct tally *t);

/* m: the match, for TALLY_CAPTURE; may be NULL. An event of several signatures counts for each. */
void tally_add(struct tally *t, struct subject *s, const struct patterns *p,
               const struct confirm_match *m);

/* Appends a line per value: count, blank, value; times in their order, else the most frequent
 * first. */
void tally_write(struct tally *t, struct buf *out);

#endif
