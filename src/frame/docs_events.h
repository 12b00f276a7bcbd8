/* docs_events: the way of events from the records of a document to the caller: log events of one
 * stream that are lines of one trace are joined on the way, also where the document lists them
 * newest first. Internal to frame/. */
#ifndef FRAME_DOCS_EVENTS_H
#define FRAME_DOCS_EVENTS_H

#include "frame/docs_queue.h"
#include "frame/join.h"
#include "frame/reverse.h"
#include "frame/structured.h"

struct docs_events {
    struct docs_queue queue; /* the shapes put events here */
    struct reverse *reverse;
    struct join *join;
    struct structured *structured;
    struct event waiting;        /* for the log events before it */
    bool is_waiting, is_closing; /* closing: what is open goes out before anything else is taken */
};

void docs_events_init(struct docs_events *events, int32_t zone_s);
void docs_events_release(struct docs_events *events);

/* The next complete event, valid until the next call. False: none before more records come. */
bool docs_events_next(struct docs_events *events, struct event *event);

/* Are there events that are not given yet? */
bool docs_events_holds(const struct docs_events *events);

/* No more records come: makes all open events complete. */
void docs_events_flush(struct docs_events *events);

/* Key of the stream of a log event, for join. */
uint64_t docs_events_key(const struct event *event);

/* Is there nothing but events that are open, and would the next record go to them directly? */
bool docs_events_may_run(const struct docs_events *events);

/* Before a run of whole events (bulk.h): makes what is open complete. False if there was something:
 * docs_events_next gives it first. */
bool docs_events_settle(struct docs_events *events);

#endif
