/* progress: one line on a terminal that says how far a long run has come.
 *
 *     progress_init(&p, STDERR_FILENO, width, total_bytes);
 *     progress_tick(&p, &now);          // for every event: cheap, draws now and then
 *     progress_clear(&p);               // before anything else is printed there
 *
 * It appears after PROGRESS_DELAY_US, is drawn again at most every PROGRESS_INTERVAL_US, and leaves
 * nothing behind. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/buf.h"

#define PROGRESS_DELAY_US 1000000
#define PROGRESS_INTERVAL_US 200000

/* How far a run is. */
struct progress_state {
    uint64_t bytes;     /* decoded */
    uint64_t raw_bytes; /* as they stand in the files: of these the total is known */
    uint64_t events, findings;
};

struct progress {
    int fd;
    uint32_t width;       /* columns of the terminal */
    uint64_t total_bytes; /* of all inputs, raw; 0: not known */
    int64_t start_us, drawn_us;
    uint32_t ticks;
    bool is_drawn;
    struct buf line;
};

/* Borrows fd. */
void progress_init(struct progress *p, int fd, uint32_t width, uint64_t total_bytes);

/* Reads the clock on some of the calls only. */
void progress_tick(struct progress *p, const struct progress_state *now);

/* The same at a given time. */
void progress_draw(struct progress *p, const struct progress_state *now, int64_t now_us);

/* Takes the line away; no more is drawn. */
void progress_clear(struct progress *p);

#endif
