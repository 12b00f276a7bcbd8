/* watch_quiet: which events of an input are begun, may go on with another line, and did not for a
 * while. Such an event is looked at once, as it stands; when it goes on after all, again. */
#ifndef CLI_WATCH_QUIET_H
#define CLI_WATCH_QUIET_H

#include "cli/pipeline.h"

/* How long: lines that a program writes together are nearer than this. */
#define WATCH_QUIET_US (60 * 1000)

/* Events that are begun at most, join.h: of lines, and what documents hold. */
#define WATCH_QUIET_MAX (JOIN_OPEN_MAX + 1)

struct watch_quiet_item {
    uint64_t offset, length;
    int64_t since_us; /* by watch_clock_us: so it stands since then */
    bool shows;       /* it may show something … */
    bool looked_at;   /* … and was looked at */
};

struct watch_quiet {
    struct watch_quiet_item items[WATCH_QUIET_MAX];
    size_t count;
};

/* All that has been read is framed: what is begun now? */
void watch_quiet_note(struct watch_quiet *q, const struct pipeline_reading *r, int64_t now_us);

/* When the next event is to be looked at; WATCH_NEVER: there is none. */
int64_t watch_quiet_due_us(const struct watch_quiet *q);

/* Those that are due are looked at now. */
void watch_quiet_mark(struct watch_quiet *q, int64_t now_us);

/* Of an event that pipeline_settle gives: is it complete, or quiet for long enough? */
bool watch_quiet_is_over(const struct watch_quiet *q, const struct event *event, int64_t now_us);

#endif
