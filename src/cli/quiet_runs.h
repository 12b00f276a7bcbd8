/* quiet_runs: adds up the lines of a bulk that show nothing, and hands them to correlate as runs.
 */
#ifndef CLI_QUIET_RUNS_H
#define CLI_QUIET_RUNS_H

#include "correlate/correlate.h"
#include "frame/framer.h"

/* Lines of one prefix in one second, by index in the bulk. */
struct quiet_run {
    int64_t second_us;
    uint64_t count;
    size_t first, last; /* by time, then by place */
};

struct quiet_runs {
    const struct framer *framer;
    const struct event_bulk *bulk;
    struct correlate *correlate;
    uint32_t source;
    uint64_t number; /* of the first event of the bulk, for correlate */
    struct quiet_run items[BULK_PREFIXES_MAX];
};

void quiet_runs_begin(struct quiet_runs *q, const struct framer *framer,
                      const struct event_bulk *bulk, struct correlate *correlate, uint32_t source);
void quiet_runs_add(struct quiet_runs *q, size_t i);
void quiet_runs_end(struct quiet_runs *q);

#endif
