#include "read/bottom.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

void bottom_init(struct bottom *b, int fd, struct slice memory, size_t block_bytes)
{
    struct stat st;
    b->fd = fd;
    b->memory = memory;
    b->block_bytes = block_bytes;
    b->is_file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    b->size = b->is_file ? (uint64_t)st.st_size : fd < 0 ? memory.len : 0;
    b->waiter = (struct source_waiter){ NULL, NULL, NULL };
    b->wake[0] = b->wake[1] = -1;
    atomic_init(&b->raw_bytes, 0);
}

static void count(struct bottom *b, size_t bytes)
{
    atomic_fetch_add_explicit(&b->raw_bytes, bytes, memory_order_relaxed);
}

/* False: it ends here: the waiter says so, or we have been woken up. */
static bool wait_for_input(const struct bottom *b)
{
    struct pollfd p[] = { { .fd = b->fd, .events = POLLIN },
                          { .fd = b->wake[0], .events = POLLIN } };
    if (b->waiter.wait)
        return b->waiter.wait(b->waiter.self, b->fd);
    if (b->wake[0] < 0)
        return true;
    while (poll(p, 2, -1) < 0 && errno == EINTR)
        ;
    return p[1].revents == 0;
}

static ssize_t read_retry(int fd, char *out, size_t size)
{
    for (;;) {
        ssize_t n = read(fd, out, size);
        if (n >= 0 || (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK))
            return n;
        if (errno != EINTR) { /* somebody made the descriptor non-blocking: wait ourselves */
            struct pollfd p = { .fd = fd, .events = POLLIN };
            if (poll(&p, 1, -1) < 0 && errno != EINTR)
                return -1;
        }
    }
}

static enum status read_fd(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct bottom *b = self;
    *got = 0;
    if (!wait_for_input(b))
        return STATUS_END;
    ssize_t n = read_retry(b->fd, out, size < b->block_bytes ? size : b->block_bytes);
    if (n < 0) {
        err_set(err, "cannot read: %s", strerror(errno));
        return STATUS_FAIL;
    }
    *got = (size_t)n;
    count(b, *got);
    return n == 0 ? STATUS_END : STATUS_OK;
}

static enum status read_memory(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    (void)err;
    struct bottom *b = self;
    struct slice part = slice_sub(b->memory, 0, size < b->block_bytes ? size : b->block_bytes);
    *got = part.len;
    if (part.len == 0)
        return STATUS_END;
    memcpy(out, part.ptr, part.len);
    b->memory = slice_from(b->memory, part.len);
    count(b, part.len);
    return STATUS_OK;
}

static void close_bottom(void *self)
{
    struct bottom *b = self;
    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
}

struct byte_reader bottom_reader(struct bottom *b)
{
    return (struct byte_reader){ b->fd >= 0 ? read_fd : read_memory, close_bottom, b };
}

bool bottom_may_wake(struct bottom *b)
{
    if (b->fd < 0 || b->is_file)
        return true;
    if (pipe(b->wake) != 0) {
        b->wake[0] = b->wake[1] = -1;
        return false;
    }
    for (int i = 0; i < 2; i++)
        fcntl(b->wake[i], F_SETFD, FD_CLOEXEC);
    return true;
}

static void close_end(struct bottom *b, int end)
{
    if (b->wake[end] >= 0)
        close(b->wake[end]);
    b->wake[end] = -1;
}

void bottom_wake(struct bottom *b)
{
    close_end(b, 1);
}

void bottom_forget_wake(struct bottom *b)
{
    close_end(b, 0);
    close_end(b, 1);
}

bool bottom_is_ready(const struct bottom *b)
{
    struct pollfd p = { .fd = b->fd, .events = POLLIN };
    if (b->waiter.is_ready)
        return b->waiter.is_ready(b->waiter.self, b->fd);
    return b->fd < 0 || b->is_file || poll(&p, 1, 0) != 0;
}

uint64_t bottom_raw_bytes(const struct bottom *b)
{
    return atomic_load_explicit(&b->raw_bytes, memory_order_relaxed);
}
