/* hit: what matching hands on: one signature matched in one event. */
#ifndef MATCH_HIT_H
#define MATCH_HIT_H

#include "frame/event.h"
#include "patdb/signature.h"

#define HIT_CAPTURES_MAX 12

/* Slices borrow from the event and are valid until the sink returns. */
struct hit {
    uint32_t sig;     /* index in the sigset */
    uint32_t pattern; /* index in its match list */
    const struct event *event;
    struct slice matched;   /* the matched bytes, part of event->message */
    struct slice line;      /* the line of message where the match starts (whole line) */
    uint64_t source_line;   /* of that line in the source, 1-based */
    uint64_t source_offset; /* bytes */
    struct sig_capture
        captures[HIT_CAPTURES_MAX]; /* named groups that took part, first of a name */
    uint32_t capture_count;
};

#endif
