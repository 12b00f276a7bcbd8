/* watch_fold: which repeats are shown. What was seen within INCIDENT_FOLD_US before is a repeat; of
 * the repeats the 10th, 100th, 1000th … is shown, with its number. Bounded: the keys not seen for
 * longest are forgotten, and are new again. */
#ifndef CLI_WATCH_FOLD_H
#define CLI_WATCH_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_FOLD_WAYS 4
#define WATCH_FOLD_SETS 1024

struct watch_fold_slot {
    uint64_t key, count, used; /* used: number of the note; 0: free */
    int64_t last_us;
};

struct watch_fold {
    struct watch_fold_slot slots[WATCH_FOLD_SETS][WATCH_FOLD_WAYS];
    uint64_t notes;
};

/* Notes that `key` (any hash) was seen at a time, TIMESTAMP_NONE if it has none. Is it to be shown?
 * *count: how often it was seen. fold_us: how far apart repeats are, at most; < 0: for ever. */
bool watch_fold_note(struct watch_fold *f, uint64_t key, int64_t time_us, int64_t fold_us,
                     uint64_t *count);

#endif
