/* bulk_prefix: the prefixes that lines of a source have had. A prefix is a time and what stands
 * between it and the message: the name of a stream, as a rule. Internal to frame/bulk*.c. */
#ifndef FRAME_BULK_PREFIX_H
#define FRAME_BULK_PREFIX_H

#include "frame/bulk.h"
#include "frame/bulk_time.h"

/* Longest prefix behind the time: a name and what parts it from the rest. */
#define BULK_PREFIX_BYTES_MAX (EVENT_NAME_MAX + 16)

/* Forms of time, and lengths of prefixes, that are tried on a line. */
#define BULK_TIMES_MAX 4
#define BULK_LENGTHS_MAX 8

#define BULK_SLOTS 256 /* power of two, twice BULK_PREFIXES_MAX; indices + 1 fit a byte */

/* Names of one prefix, all together. */
#define BULK_NAMES_BYTES (EVENT_NAME_MAX + 128)

struct bulk_prefix {
    char bytes[BULK_PREFIX_BYTES_MAX];
    size_t len;
    size_t shape;                 /* index in line_shape_table */
    uint16_t asked;               /* its last bytes that are asked about with the message */
    char names[BULK_NAMES_BYTES]; /* what the meta of the same index borrows */
};

struct bulk_length {
    size_t bytes; /* of time and prefix together */
    size_t rest;  /* of what is behind the time */
    size_t time;  /* index in `times` */
};

struct bulk_prefixes {
    struct bulk_time times[BULK_TIMES_MAX];
    size_t time_count;
    struct bulk_length lengths[BULK_LENGTHS_MAX];
    size_t length_count;
    struct bulk_prefix *items;
    struct event *metas;
    uint64_t keys[BULK_PREFIXES_MAX]; /* of their streams, as in join.h */
    size_t count;
    bool mixed;                /* prefixes are of several shapes */
    uint8_t slots[BULK_SLOTS]; /* index + 1 */
};

void bulk_prefixes_init(struct bulk_prefixes *p);
void bulk_prefixes_release(struct bulk_prefixes *p);

/* The prefix of a line; false if it has none of those known. */
struct bulk_found {
    uint16_t prefix; /* index */
    size_t len;      /* of time and prefix */
    int64_t time_us;
};
bool bulk_prefix_find(struct bulk_prefixes *p, struct slice line, struct bulk_found *out);

/* Adds the prefix of a line, as it was peeled off; `shape` is its index. False if it is none that
 * is known again by its bytes, or there is no room. */
bool bulk_prefix_add(struct bulk_prefixes *p, struct slice line, const struct peeled *peeled,
                     size_t shape, int32_t zone_s);

#endif
