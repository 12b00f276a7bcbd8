/* watch_gate: whether a deployment may go on, for pipelines. */
#ifndef CLI_WATCH_GATE_H
#define CLI_WATCH_GATE_H

#include "cli/watch_top.h"

enum watch_verdict { WATCH_OPEN, WATCH_FAILED, WATCH_PASSED, WATCH_TIME_UP };

struct watch_gate {
    bool is_on;
    double limit;        /* confidence of a cause from which it fails */
    struct slice until;  /* pattern of the ids of what it waits for */
    int64_t since_us;    /* what came before does not count; TIMESTAMP_NONE: all does */
    int64_t for_us;      /* time that it may take; 0: no limit */
    int64_t deadline_us; /* by watch_clock_us; 0: none */
    enum watch_verdict verdict;
};

/* Takes a conclusion into account. A deployment that was given up has failed, whatever the cause. A
 * recovery counts that was seen after the last change, while nothing is wrong. */
void watch_gate_note(struct watch_gate *gate, const struct watch_top *top);

/* The same for the last conclusion: when time is up or the input at its end. */
void watch_gate_end(struct watch_gate *gate, const struct watch_top *top);

/* What it came to, in a sentence. left_out: events that did not count. */
void watch_gate_tell(const struct watch_gate *gate, const struct watch_top *top, uint64_t left_out,
                     struct buf *out);

#endif
