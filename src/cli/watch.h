/* watch: reads inputs that go on, and tells what it sees.
 *
 * A thread per input reads (watch_reader.c); the main loop (watch.c) looks at the clock, has
 * conclusions drawn on copies of the process (watch_snapshot.h), prints, and ends. One of them runs
 * at a time (watch_lock.h). What the final report says depends on the bytes alone.
 *
 * How long an event waits until it is shown, at most: one that is over, until it is framed; one
 * that may go on, WATCH_QUIET_US of quiet, then for WATCH_LOOK_US since the last look, then for a
 * copy of its own, which does nothing but that: conclusions, which may take long, have another. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/common_options.h"
#include "cli/watch_gate.h"
#include "cli/watch_lock.h"
#include "cli/watch_snapshot.h"
#include "cli/watch_status.h"
#include "cli/watch_top.h"
#include "cli/watch_view.h"

/* Looks at events that may go on (watch_quiet.h) are no nearer than this. */
#define WATCH_LOOK_US (20 * 1000)

/* Conclusions are no nearer than this, and take at most one part in WATCH_COST_PART of the time. */
#define WATCH_INTERVAL_US (100 * 1000)
#define WATCH_COST_PART 5

/* What was seen longer ago, and has caused nothing since, is history: the live view says no more of
 * it, and something new is not measured against it. A gate sees all. */
#define WATCH_RECENT_US (60 * TIMESTAMP_US_PER_MIN)

/* Where events show nothing, what is known still ages. */
#define WATCH_STALE_US (5 * TIMESTAMP_US_PER_S)

#define WATCH_READERS_MAX 64

struct watch_reader;
struct watch_follow;

struct watch {
    const struct common_options *set;
    struct database *db;
    struct pipeline *pipeline;
    struct watch_lock lock;
    struct watch_view view;
    struct watch_status status;
    struct watch_gate gate;
    struct watch_snapshot conclusion, look;
    struct watch_top top; /* of the last conclusion */
    struct watch_reader *readers[WATCH_READERS_MAX];
    size_t reader_count;
    struct watch_follow *follow;
    int signal_fd;
    int stop[2];        /* the first end becomes readable for all when the watch is over */
    int wake[2];        /* for the main loop: a reader waits, or has ended */
    uint64_t block_key; /* of the hypothesis that was shown */
    bool concluded, stopping;
    bool is_mute;                       /* the format has no live view */
    int64_t read_us;                    /* when bytes came last; 0: never */
    int64_t started_us, ended_us;       /* of the last conclusion */
    uint64_t seen_changes, seen_events; /* when it was started */
    int64_t look_us;                    /* when the last look was started */
    bool look_is_new;                   /* no conclusion was started since */
    int64_t asleep_until_us;            /* the main loop, unless it is woken */
};

/* Names: operands, see watch_follow.h. The clock that decides when the gate is over starts now.
 * Borrows all until watch_release. */
enum status watch_init(struct watch *w, const struct common_options *set, struct database *db,
                       const struct watch_gate *gate, char *const *names, int count,
                       struct err *err) MUST_CHECK;
void watch_release(struct watch *w);

/* Reads to the end: of all inputs, or by a signal, or because standard output is closed, or the
 * gate is. */
void watch_run(struct watch *w);

/* To be printed above the status line. With the lock. */
void watch_print(struct watch *w);

/* Everybody is to end. */
void watch_stop(struct watch *w);

#endif
