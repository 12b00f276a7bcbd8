#include "cli/watch_reader.h"

#include "base/alloc.h"
#include "cli/watch_clock.h"

#include <poll.h>
#include <unistd.h>

struct watch_reader {
    struct watch *watch;
    struct pipeline_reading *reading;
    pthread_t thread;
    bool done;
};

/* A full pipe has woken the main loop already. */
static void wake(struct watch *w)
{
    if (write(w->wake[1], "", 1) < 0)
        return;
}

/* All that is at hand has been looked at: shows it, and lets others run until there is more. */
static bool wait_for_bytes(void *self, int fd)
{
    struct watch_reader *r = self;
    struct watch *w = r->watch;
    struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
                            { .fd = w->stop[0], .events = POLLIN } };
    watch_print(w);
    if (poll(fds, 2, 0) == 0)
        wake(w);
    watch_lock_leave(&w->lock);
    while (poll(fds, 2, -1) < 0)
        ;
    watch_lock_take(&w->lock);
    if (w->stopping || fds[1].revents != 0)
        return false;
    w->read_us = watch_clock_us();
    w->open_unseen = true;
    return true;
}

static void *read_all(void *self)
{
    struct watch_reader *r = self;
    struct watch *w = r->watch;
    watch_lock_take(&w->lock);
    while (pipeline_step(r->reading))
        ;
    pipeline_close(r->reading);
    r->reading = NULL;
    r->done = true;
    w->running--;
    watch_print(w);
    wake(w);
    watch_lock_leave(&w->lock);
    return NULL;
}

struct watch_reader *watch_reader_start(struct watch *w, int fd, const char *name)
{
    struct watch_reader *r = alloc_zeroed(1, sizeof *r);
    const struct source_waiter waiter = { .wait = wait_for_bytes, .self = r };
    r->watch = w;
    r->reading = pipeline_open(w->pipeline, fd, name, &waiter);
    if (pthread_create(&r->thread, NULL, read_all, r) != 0) {
        pipeline_close(r->reading);
        alloc_free(r);
        return NULL;
    }
    w->running++;
    return r;
}

bool watch_reader_is_done(const struct watch_reader *r)
{
    return r->done;
}

void watch_reader_join(struct watch_reader *r)
{
    pthread_join(r->thread, NULL);
    alloc_free(r);
}

bool watch_reader_holds(const struct watch_reader *r)
{
    return r->reading && pipeline_holds(r->reading);
}

void watch_reader_settle(struct watch_reader *r)
{
    if (r->reading)
        pipeline_settle(r->reading);
}
