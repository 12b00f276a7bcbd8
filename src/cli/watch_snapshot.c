#include "cli/watch_snapshot.h"

#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_BYTES (64 * 1024)

void watch_snapshot_init(struct watch_snapshot *s)
{
    *s = (struct watch_snapshot){ .fd = -1 };
    buf_init(&s->in);
}

static void reap(struct watch_snapshot *s)
{
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(s->fd);
    s->fd = -1;
    s->pid = 0;
}

void watch_snapshot_release(struct watch_snapshot *s)
{
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        reap(s);
    }
    buf_release(&s->in);
}

enum status watch_snapshot_start(struct watch_snapshot *s, void (*work)(void *self, int fd),
                                 void *self, struct err *err)
{
    int ends[2];
    if (pipe(ends) != 0) {
        err_set(err, "cannot make a pipe: %s", strerror(errno));
        return STATUS_FAIL;
    }
    s->pid = fork();
    if (s->pid < 0) {
        err_set(err, "cannot fork: %s", strerror(errno));
        s->pid = 0;
        close(ends[0]);
        close(ends[1]);
        return STATUS_FAIL;
    }
    if (s->pid == 0) {
        close(ends[0]);
        work(self, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    s->fd = ends[0];
    buf_reset(&s->in);
    return STATUS_OK;
}

/* The original may be gone; nobody misses the piece then. */
void watch_snapshot_write(int fd, const struct watch_piece *piece, struct slice bytes)
{
    struct watch_piece head = *piece;
    struct err err;
    err_init(&err);
    head.len = bytes.len;
    if (output_write(fd, slice_make((const char *)&head, sizeof head), &err) != STATUS_OK
        || output_write(fd, bytes, &err) != STATUS_OK)
        _exit(1);
}

bool watch_snapshot_read(struct watch_snapshot *s,
                         void (*take)(void *self, const struct watch_piece *piece,
                                      struct slice bytes),
                         void *self)
{
    const ssize_t got = read(s->fd, buf_reserve(&s->in, READ_BYTES), READ_BYTES);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0) {
        reap(s);
        return false;
    }
    s->in.len += (size_t)got;
    struct watch_piece piece;
    size_t at = 0;
    while (s->in.len - at >= sizeof piece) {
        memcpy(&piece, s->in.ptr + at, sizeof piece);
        if (s->in.len - at - sizeof piece < piece.len)
            break;
        at += sizeof piece;
        take(self, &piece, slice_sub(buf_slice(&s->in), at, piece.len));
        at += piece.len;
    }
    memmove(s->in.ptr, s->in.ptr + at, s->in.len - at);
    s->in.len -= at;
    return true;
}
