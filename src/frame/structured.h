/* structured: JSON objects as messages.
 *
 * A logger that writes JSON hides what signatures look for behind escapes. So such a message is
 * told again as plain text: the message proper first, then one line for each other member,
 * "err.code=ECONNREFUSED", stack traces with their own lines, and last the JSON as it stood, for
 * signatures of texts that are JSON by nature, such as the body of a health endpoint. */
#ifndef FRAME_STRUCTURED_H
#define FRAME_STRUCTURED_H

#include "frame/event.h"

/* Members deeper than this, or more than this many, are left out. */
#define STRUCTURED_DEPTH_MAX 3
#define STRUCTURED_MEMBERS_MAX 256

struct structured;

struct structured *structured_new(int32_t zone_s);
void structured_free(struct structured *st);

/* If event->message is a JSON object: replaces message and lines, sets level, and time and names
 * where they were not known. False, and nothing changed, if it is none. What is set borrows from
 * st until the next call. */
bool structured_message(struct structured *st, struct event *event);

/* A record of a log driver (LINE_RECORD): the line it holds. */
struct structured_record {
    struct slice text; /* without line end */
    int64_t time_us;
    struct slice stream, container, cluster, task;
    bool partial; /* the line goes on in the next record */
    bool may_end; /* … if there is one: a program's last line need not end */
};

/* False if the text is no such record. *out borrows from st until the next call. */
bool structured_record(struct structured *st, struct slice json, struct structured_record *out);

#endif
