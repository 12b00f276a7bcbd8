/* docs_skeleton: what the records of one list of log events have in common: all bytes but those of
 * the values. A record that has the skeleton of one before it is read by comparing these, and by
 * looking for the ends of its values. Internal to frame/. */
#ifndef FRAME_DOCS_SKELETON_H
#define FRAME_DOCS_SKELETON_H

#include "frame/docs_keys.h"

/* A record with more members, or more bytes between its values, has none. */
#define SKELETON_VALUES_MAX 12
#define SKELETON_BYTES_MAX 1024

enum skeleton_role {
    SKELETON_OTHER,
    SKELETON_MESSAGE,
    SKELETON_TIMESTAMP,
    SKELETON_STREAM,
    SKELETON_GROUP,
    SKELETON_EVENT_ID,
    SKELETON_ID,
    SKELETON_ROLES, /* how many there are */
};

/* Bytes before a value: from the end of the value before it, or of the record before it, up to and
 * including the opening quote of a string. */
struct skeleton_part {
    uint16_t start, len;      /* in bytes */
    uint8_t role;             /* of the value behind it */
    bool is_string, is_place; /* is_place: the key tells where the record's text stands … */
    uint16_t place;           /* … which is this far behind `start` */
};

struct docs_skeleton {
    char bytes[SKELETON_BYTES_MAX];
    struct skeleton_part parts[SKELETON_VALUES_MAX];
    size_t count;
    uint16_t tail, tail_len; /* behind the last value, up to and including the closing bracket */
    uint16_t open;           /* of the opening bracket, in the first part */
    uint16_t lines;          /* line ends in all bytes, in those before the place */
    uint16_t lines_to_place;
    struct docs_mask keys;
    size_t shape; /* as doc_shape_table */
};

enum skeleton_result {
    SKELETON_READ,
    SKELETON_NEEDS_MORE, /* the text ends before the record does */
    SKELETON_DIFFERS,
};

/* What was read of a record; positions are in the text given. */
struct skeleton_record {
    int64_t timestamp;
    size_t open, place, end;             /* end: behind the closing bracket */
    struct slice values[SKELETON_ROLES]; /* of strings, as they stand; those of OTHER: any */
    bool is_plain;                       /* the message is ASCII without escapes */
};

/* The skeleton of the record that `text`, the bytes behind the one before it, begins with.
 * SKELETON_DIFFERS: it is no record of log events that doc_cwl_direct would take, or too unusual.
 */
enum skeleton_result docs_skeleton_learn(struct slice text, const struct docs_shapes *shapes,
                                         struct docs_skeleton *out);

/* Reads the record that `text` begins with, if it has this skeleton. */
enum skeleton_result docs_skeleton_read(const struct docs_skeleton *skeleton, struct slice text,
                                        struct skeleton_record *out);

#endif
