/* quiet_runs: adds up the lines of a bulk that show nothing, and hands them to correlate as runs.
 */
#ifndef CLI_QUIET_RUNS_H
#define CLI_QUIET_RUNS_H

#include "correlate/correlate.h"
#include "frame/framer.h"

/* Lines of one prefix in one second, by index in the bulk. */
struct quiet_run {
    int64_t second_us; /* QUIET_NONE: there are none */
    uint64_t count;
    size_t first, last; /* by time, then by place */
    int64_t first_us, last_us;
};

/* No time of a line that comes in runs (TIMESTAMP_EARLIEST_US or later) is within a second of it.
 */
#define QUIET_NONE INT64_MAX

struct quiet_runs {
    const struct framer *framer;
    const struct event_bulk *bulk;
    struct correlate *correlate;
    uint32_t source;
    uint64_t number; /* of the first event of the bulk, for correlate */
    struct quiet_run items[BULK_PREFIXES_MAX];
};

/* Lines of this bulk, of which framer makes events for correlate; all are borrowed until
 * quiet_runs_end. source: number of the bulk's. */
void quiet_runs_begin(struct quiet_runs *q, const struct framer *framer,
                      const struct event_bulk *bulk, struct correlate *correlate, uint32_t source);
/* Hands over what is left. */
void quiet_runs_end(struct quiet_runs *q);

/* Hands over the run of the line's prefix, if there is one, and begins one with the line. */
void quiet_runs_turn(struct quiet_runs *q, size_t i);

/* Adds line i of the bulk, which shows nothing. Nearly all are in the second of the one before. */
static inline void quiet_runs_add(struct quiet_runs *q, size_t i)
{
    const struct bulk_line *const line = &q->bulk->lines[i];
    struct quiet_run *const run = &q->items[line->prefix];
    const int64_t us = line->time_us;
    if ((uint64_t)us - (uint64_t)run->second_us >= TIMESTAMP_US_PER_S) {
        quiet_runs_turn(q, i);
        return;
    }
    run->count++;
    if (us < run->first_us) {
        run->first = i;
        run->first_us = us;
    }
    if (us >= run->last_us) {
        run->last = i;
        run->last_us = us;
    }
}

#endif
