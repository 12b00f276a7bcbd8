#include "cli/watch_reader.h"

#include "base/alloc.h"
#include "cli/watch_clock.h"
#include "cli/watch_quiet.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

struct watch_reader {
    struct watch *watch;
    struct pipeline_reading *reading;
    struct watch_quiet quiet;
    pthread_t thread;
    bool is_file, is_retired, done;
};

/* How often a file is looked at that has no new bytes: nothing tells when it grows. */
#define FILE_POLL_MS 50

/* A full pipe has woken the main loop already. */
static void wake(struct watch *w)
{
    if (write(w->wake[1], "", 1) < 0)
        return;
}

/* Bytes of a file behind what was read; < 0: it was cut. */
static off_t bytes_left(int fd)
{
    struct stat st;
    const off_t at = lseek(fd, 0, SEEK_CUR);
    return at >= 0 && fstat(fd, &st) == 0 ? st.st_size - at : -1;
}

static bool is_ready(void *self, int fd)
{
    const struct watch_reader *r = self;
    struct pollfd in = { .fd = fd, .events = POLLIN };
    return r->is_file ? bytes_left(fd) != 0 : poll(&in, 1, 0) != 0;
}

/* Without the lock. */
static void wait_a_while(const struct watch_reader *r, int fd)
{
    struct pollfd fds[] = { { .fd = r->watch->stop[0], .events = POLLIN },
                            { .fd = fd, .events = POLLIN } };
    if (r->is_file)
        (void)poll(fds, 1, FILE_POLL_MS);
    else
        (void)poll(fds, 2, -1);
}

/* All that is at hand has been looked at: shows it, and lets others run until there is more. */
static bool wait_for_bytes(void *self, int fd)
{
    struct watch_reader *r = self;
    struct watch *w = r->watch;
    watch_print(w);
    watch_quiet_note(&r->quiet, r->reading, watch_clock_us());
    if (!is_ready(r, fd) || watch_quiet_due_us(&r->quiet) < w->asleep_until_us)
        wake(w);
    do {
        watch_lock_leave(&w->lock);
        if (!is_ready(r, fd))
            wait_a_while(r, fd);
        watch_lock_take(&w->lock);
        if (w->stopping || (r->is_file && bytes_left(fd) < 0)
            || (r->is_retired && bytes_left(fd) == 0))
            return false;
    } while (!is_ready(r, fd));
    w->read_us = watch_clock_us();
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
    r->quiet.count = 0;
    r->done = true;
    watch_print(w);
    wake(w);
    watch_lock_leave(&w->lock);
    return NULL;
}

struct watch_reader *watch_reader_start(struct watch *w, int fd, const char *name, bool is_file)
{
    struct watch_reader *r = alloc_zeroed(1, sizeof *r);
    const struct source_waiter waiter = { wait_for_bytes, is_ready, r };
    r->watch = w;
    r->is_file = is_file;
    r->reading = pipeline_open(w->pipeline, fd, name, &waiter);
    if (pthread_create(&r->thread, NULL, read_all, r) != 0) {
        pipeline_close(r->reading);
        alloc_free(r);
        return NULL;
    }
    return r;
}

bool watch_reader_is_file(const struct watch_reader *r)
{
    return r->is_file;
}

void watch_reader_retire(struct watch_reader *r)
{
    r->is_retired = true;
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

int64_t watch_reader_due_us(const struct watch_reader *r)
{
    return watch_quiet_due_us(&r->quiet);
}

void watch_reader_mark(struct watch_reader *r, int64_t now_us)
{
    watch_quiet_mark(&r->quiet, now_us);
}

struct moment {
    const struct watch_quiet *quiet;
    int64_t now_us;
};

static bool is_over(const void *self, const struct event *event)
{
    const struct moment *m = self;
    return watch_quiet_is_over(m->quiet, event, m->now_us);
}

void watch_reader_settle(struct watch_reader *r, int64_t now_us)
{
    const struct moment moment = { &r->quiet, now_us };
    if (r->reading)
        pipeline_settle(r->reading, is_over, &moment);
}
