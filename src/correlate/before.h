/* before: what changed last before something went wrong, and what ran well before that.
 *
 *     struct before_change b;
 *     if (before_change_of(inc, set, &first_failure, &b))
 *         … revision api:143 (b.difference) was deployed b.before_us earlier … */
#ifndef CORRELATE_BEFORE_H
#define CORRELATE_BEFORE_H

#include "correlate/incident.h"

struct before_change {
    uint32_t sig;                   /* a change */
    const struct occurrence *where; /* borrowed from the incident */
    int64_t before_us;              /* from the change to the failure, at least 0 */
    struct slice revision;          /* "api:143"; empty: not a deployment, or not known */
    struct slice difference; /* "secret TOKEN added; memory 512 → 1024"; empty: not known */
    /* The last steady state before that change, and what ran then; TIMESTAMP_NONE: none is known.
     */
    int64_t steady_us;
    struct slice steady_revision; /* empty: not known */
};

/* The last change of the failure's service, or of none in particular, at or before its time: a
 * deployment, a difference between task definitions, a stack update, a changed setting. Tasks that
 * start are no change: they follow from one. False: there is none, the failure has no time, or
 * there are so many changes that the one before it is not kept. */
bool before_change_of(const struct incident *inc, const struct sigset *set,
                      const struct occurrence *failure, struct before_change *out);

#endif
