/* watch_view: what `culprit watch` has shown, and what it shows of an event. */
#ifndef CLI_WATCH_VIEW_H
#define CLI_WATCH_VIEW_H

#include "cli/watch_fold.h"
#include "report/live.h"

struct watch_view {
    const struct sigset *set;
    struct live_style style;
    struct watch_fold fold;
    bool *seen;               /* per signature: some event has shown it */
    struct watch_fold places; /* of events that were shown, here or by a look ahead */
    uint64_t changes;         /* events that may change the conclusion */
    struct buf out;           /* to be printed, by the caller */

    /* In a copy of the process: keys and lines are handed to the original, which may have shown
     * them before. */
    void (*hand_over)(void *self, uint64_t place, uint64_t key, int64_t time_us, struct slice line);
    void *self;
};

void watch_view_init(struct watch_view *view, const struct sigset *set, struct live_style style);
void watch_view_release(struct watch_view *view);

/* Takes an event with its hits: appends to view->out what is to be shown. */
void watch_view_event(struct watch_view *view, const char *source, const struct event *event,
                      const struct hit *hits, size_t count);

/* Takes what a copy handed over. */
void watch_view_ahead(struct watch_view *view, uint64_t place, uint64_t key, int64_t time_us,
                      struct slice line);

/* In a copy: hands over what only the whole shows: tasks, silences, bursts, composites. */
void watch_view_derived(struct watch_view *view, const struct report *report);

#endif
