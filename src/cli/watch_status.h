/* watch_status: the line at the bottom of the terminal while `culprit watch` waits: how fast events
 * come, of how many streams, what is most likely wrong, how long nothing came. */
#ifndef CLI_WATCH_STATUS_H
#define CLI_WATCH_STATUS_H

#include "base/buf.h"
#include "cli/watch_top.h"

#define WATCH_STATUS_INTERVAL_US (500 * 1000)

/* Events per second are counted over this time. */
#define WATCH_STATUS_RATE_US (5 * TIMESTAMP_US_PER_S)

struct watch_status {
    int fd;
    uint32_t width; /* columns; 0: nothing is ever drawn */
    const struct report_style *style;
    bool is_drawn;
    int64_t drawn_us;
    int64_t since_us, before_us; /* where the rate is counted from: this period, the one before */
    uint64_t since_events, before_events;
};

/* now_us: watch_clock_us. */
void watch_status_init(struct watch_status *s, int fd, uint32_t width,
                       const struct report_style *style, int64_t now_us);

/* Draws it if it is time to; top may be NULL: nothing is known yet. quiet_us: since the last
 * event, -1: there was none. */
void watch_status_draw(struct watch_status *s, int64_t now_us, uint64_t events, int64_t quiet_us,
                       const struct watch_top *top);

/* Takes it away, before something else is printed. */
void watch_status_clear(struct watch_status *s);

#endif
