/* correlate: adds up events and hits into an incident, in bounded memory. */
#ifndef CORRELATE_CORRELATE_H
#define CORRELATE_CORRELATE_H

#include "correlate/incident.h"

struct correlate;

struct correlate_options {
    int64_t since_us, until_us; /* TIMESTAMP_NONE: no limit; events outside are not counted */
};

/* Borrows set until correlate_free. */
struct correlate *correlate_new(const struct sigset *set, const struct correlate_options *opts);
void correlate_free(struct correlate *c);

/* Should this event be looked at, by since and until? Events without time always are. */
bool correlate_wants(const struct correlate *c, const struct event *event);

/* Takes one event of input number `source` with its hits; copies what it keeps. */
void correlate_event(struct correlate *c, uint32_t source, const struct event *event,
                     const struct hit *hits, size_t hit_count);

/* A fact that the user gave with --set; wins over what the logs say. */
void correlate_fact(struct correlate *c, struct slice name, struct slice value);

/* Evaluates composites, sorts. Call once, after the last event. Valid until correlate_free. */
const struct incident *correlate_finish(struct correlate *c);

#endif
