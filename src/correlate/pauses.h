/* pauses: how long nothing came at all of a live input: a tail that died, a laptop that slept.
 * Bounded: the longest are kept. Internal to correlate/. */
#ifndef CORRELATE_PAUSES_H
#define CORRELATE_PAUSES_H

#include "base/arena.h"
#include "correlate/incident.h"

/* A pause is at least so long, and so many times the usual distance of events, of which there were
 * so many. */
#define PAUSES_MIN_US (5 * TIMESTAMP_US_PER_MIN)
#define PAUSES_INTERVALS 20
#define PAUSES_EVENTS_MIN 20

struct pause {
    int64_t from_us, to_us;
};

struct pauses {
    uint64_t events;
    int64_t first_us, latest_us;
    struct pause items[INCIDENT_PAUSES_MAX];
    uint32_t count;
};

void pauses_init(struct pauses *p);

/* An event of a log. One that comes late shows that a pause was shorter. */
void pauses_note(struct pauses *p, int64_t time_us);

/* Writes entries of the timeline to out and returns how many. */
uint32_t pauses_list(const struct pauses *p, struct arena *arena,
                     struct timeline_entry out[INCIDENT_PAUSES_MAX]);

#endif
