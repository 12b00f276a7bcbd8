#include "cli/watch_signals.h"

#include "base/alloc.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a shell says of a process that a signal has ended. */
#define STATUS_OF_SIGNAL 128

struct listener {
    sigset_t signals;
    int fd; /* to write to */
};

/* One key press, or one timeout(1), may come as several signals. */
#define ONE_PRESS_NS (300 * 1000 * 1000)

static void drop_repeats(const struct listener *l)
{
    const struct timespec pause = { .tv_nsec = ONE_PRESS_NS };
    sigset_t pending;
    int number;
    nanosleep(&pause, NULL);
    while (sigpending(&pending) == 0
           && (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1)
           && sigwait(&l->signals, &number) == 0)
        ;
}

static void *listen_for(void *arg)
{
    struct listener *l = arg;
    int number = 0;
    if (sigwait(&l->signals, &number) != 0 || write(l->fd, "", 1) != 1)
        return NULL;
    drop_repeats(l);
    if (sigwait(&l->signals, &number) == 0)
        _exit(STATUS_OF_SIGNAL + number);
    return NULL;
}

enum status watch_signals_open(int *fd, struct err *err)
{
    struct listener *l = alloc_zeroed(1, sizeof *l);
    pthread_attr_t attr;
    pthread_t thread;
    int ends[2];
    if (pipe(ends) != 0) {
        err_set(err, "cannot make a pipe: %s", strerror(errno));
        alloc_free(l);
        return STATUS_FAIL;
    }
    l->fd = ends[1];
    sigemptyset(&l->signals);
    sigaddset(&l->signals, SIGINT);
    sigaddset(&l->signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &l->signals, NULL);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    const int failed = pthread_create(&thread, &attr, listen_for, l); /* owns l */
    pthread_attr_destroy(&attr);
    if (failed) {
        err_set(err, "cannot start a thread: %s", strerror(failed));
        alloc_free(l);
        close(ends[0]);
        close(ends[1]);
        return STATUS_FAIL;
    }
    *fd = ends[0];
    return STATUS_OK;
}
