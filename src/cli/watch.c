#include "cli/watch.h"

#include "base/alloc.h"
#include "cli/conclusion.h"
#include "cli/output.h"
#include "cli/watch_clock.h"
#include "cli/watch_follow.h"
#include "cli/watch_reader.h"
#include "cli/watch_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* --- beginning and end ------------------------------------------------------------------------ */

static void observe(void *self, const char *name, const struct event *event, const struct hit *hits,
                    size_t count)
{
    watch_view_event(self, name, event, hits, count);
}

static enum status open_pipes(struct watch *w, struct err *err)
{
    if (pipe(w->stop) != 0 || pipe(w->wake) != 0) {
        err_set(err, "cannot make a pipe: %s", strerror(errno));
        return STATUS_FAIL;
    }
    fcntl(w->wake[0], F_SETFL, O_NONBLOCK);
    fcntl(w->wake[1], F_SETFL, O_NONBLOCK);
    return watch_signals_open(&w->signal_fd, err);
}

enum status watch_init(struct watch *w, const struct common_options *set, struct database *db,
                       const struct watch_gate *gate, char *const *names, int count,
                       struct err *err)
{
    *w = (struct watch){ .set = set, .db = db, .gate = *gate };
    const struct live_style style = { &set->style, strcmp(set->format->name, "jsonl") == 0 };
    const int64_t now_us = watch_clock_us();
    w->is_mute = !style.records && strcmp(set->format->name, "text") != 0;
    if (gate->for_us > 0)
        w->gate.deadline_us = now_us + gate->for_us;
    watch_lock_init(&w->lock);
    watch_view_init(&w->view, database_signatures(db), style);
    watch_snapshot_init(&w->conclusion);
    watch_snapshot_init(&w->look);
    const uint32_t columns = set->quiet ? 0 : terminal_progress_width();
    watch_status_init(&w->status, STDERR_FILENO, columns, &set->style, now_us);
    const struct pipeline_options opts = {
        .framer = set->framer,
        .correlate = { .since_us = gate->since_us,
                       .until_us = TIMESTAMP_NONE,
                       .new_tasks_only = gate->is_on,
                       .several_sources = true,
                       .compat_preq = set->compat_preq,
                       .is_live = true },
        .observe = observe,
        .observer = &w->view,
    };
    w->pipeline = pipeline_new(database_signatures(db), &opts);
    common_options_facts(set, w->pipeline);
    w->follow = watch_follow_new(w, names, count);
    return open_pipes(w, err);
}

void watch_release(struct watch *w)
{
    watch_snapshot_release(&w->conclusion);
    watch_snapshot_release(&w->look);
    pipeline_free(w->pipeline);
    watch_follow_free(w->follow);
    watch_view_release(&w->view);
    watch_lock_release(&w->lock);
}

void watch_stop(struct watch *w)
{
    if (!w->stopping && write(w->stop[1], "", 1) == 1)
        w->stopping = true;
}

/* --- printing --------------------------------------------------------------------------------- */

/* Did the reader of standard output go away, as `head` does? */
static bool is_closed(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO };
    return poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLNVAL)) != 0;
}

void watch_print(struct watch *w)
{
    struct err err;
    err_init(&err);
    if (w->view.out.len == 0)
        return;
    if (w->is_mute) {
        buf_reset(&w->view.out);
        return;
    }
    watch_status_clear(&w->status);
    if (output_write(STDOUT_FILENO, buf_slice(&w->view.out), &err) != STATUS_OK) {
        common_options_warn(w->set, &err);
        watch_stop(w);
    }
    buf_reset(&w->view.out);
}

/* --- in a copy of the process ----------------------------------------------------------------- */

struct copy {
    struct watch *watch;
    int fd;
};

static void hand_over(void *self, uint64_t place, uint64_t key, int64_t time_us, struct slice line)
{
    const struct copy *copy = self;
    const struct watch_piece piece = { WATCH_PIECE_ENTRY, place, key, time_us, 0 };
    watch_snapshot_write(copy->fd, &piece, line);
}

static void send_top(struct watch *w, int fd, const struct conclusion *c)
{
    struct watch_top top;
    watch_top_make(&top, &c->report, &w->set->style, w->gate.until);
    if (c->forgot && !top.has_hypothesis)
        snprintf(top.text, sizeof top.text, "%s", LIVE_FORGOT);
    const struct watch_piece head = { .type = WATCH_PIECE_TOP };
    /* That nothing is wrong is news only after something was. */
    if (top.key != w->block_key && (top.has_hypothesis || w->block_key != 0)) {
        const struct watch_piece piece = { .type = WATCH_PIECE_BLOCK, .key = top.key };
        struct buf block;
        buf_init(&block);
        live_add_hypothesis(&c->report, c->forgot, &w->view.style, &block);
        watch_snapshot_write(fd, &piece, buf_slice(&block));
    }
    watch_snapshot_write(fd, &head, slice_make((const char *)&top, sizeof top));
}

/* Takes what is quiet: its entries are handed over. */
static void settle(struct watch *w, struct copy *copy, int64_t now_us)
{
    w->view.hand_over = hand_over;
    w->view.self = copy;
    buf_reset(&w->view.out);
    for (size_t i = 0; i < w->reader_count; i++)
        watch_reader_settle(w->readers[i], now_us);
}

static void look(void *self, int fd)
{
    struct watch *w = self;
    struct copy copy = { w, fd };
    settle(w, &copy, w->look_us);
}

static void conclude(void *self, int fd)
{
    struct watch *w = self;
    struct copy copy = { w, fd };
    settle(w, &copy, w->started_us);
    struct conclusion c;
    struct conclusion_inputs about = { .recent_us = w->gate.is_on ? 0 : WATCH_RECENT_US };
    about.errors = watch_follow_errors(w->follow, &about.error_count);
    conclusion_make(&c, w->set, w->db, w->pipeline, &about);
    watch_view_derived(&w->view, &c.report);
    send_top(w, fd, &c);
}

/* --- what a copy hands back ------------------------------------------------------------------- */

static void take_piece(void *self, const struct watch_piece *piece, struct slice bytes)
{
    struct watch *w = self;
    switch (piece->type) {
    case WATCH_PIECE_ENTRY:
        watch_view_ahead(&w->view, piece->place, piece->key, piece->time_us, bytes);
        break;
    case WATCH_PIECE_BLOCK:
        w->block_key = piece->key;
        buf_add(&w->view.out, bytes);
        break;
    case WATCH_PIECE_TOP:
        if (bytes.len != sizeof w->top)
            break;
        memcpy(&w->top, bytes.ptr, sizeof w->top);
        w->concluded = true;
        watch_gate_note(&w->gate, &w->top);
        break;
    }
    watch_print(w);
}

/* --- when to look and to conclude ------------------------------------------------------------- */

static int64_t latest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t look_due_us(const struct watch *w)
{
    int64_t due_us = WATCH_NEVER;
    if (w->look.fd >= 0)
        return WATCH_NEVER;
    for (size_t i = 0; i < w->reader_count; i++) {
        const int64_t reader_us = watch_reader_due_us(w->readers[i]);
        due_us = reader_us < due_us ? reader_us : due_us;
    }
    return due_us == WATCH_NEVER ? due_us : latest(due_us, w->look_us + WATCH_LOOK_US);
}

static int64_t conclusion_due_us(const struct watch *w)
{
    const uint64_t events = pipeline_events(w->pipeline);
    if (w->conclusion.fd >= 0)
        return WATCH_NEVER;
    const int64_t cost_us = w->ended_us - w->started_us;
    const int64_t free_us =
        latest(w->started_us + WATCH_INTERVAL_US, w->ended_us + (WATCH_COST_PART - 1) * cost_us);
    if (w->view.changes != w->seen_changes || w->look_is_new)
        return free_us;
    if (events != w->seen_events)
        return latest(free_us, w->started_us + WATCH_STALE_US);
    return WATCH_NEVER;
}

static void start_look(struct watch *w, int64_t now_us)
{
    struct err err;
    err_init(&err);
    w->look_us = now_us;
    w->look_is_new = true;
    for (size_t i = 0; i < w->reader_count; i++)
        watch_reader_mark(w->readers[i], now_us);
    if (watch_snapshot_start(&w->look, look, w, &err) != STATUS_OK)
        common_options_warn(w->set, &err);
}

static void start_conclusion(struct watch *w, int64_t now_us)
{
    struct err err;
    err_init(&err);
    w->started_us = w->ended_us = now_us;
    w->seen_changes = w->view.changes;
    w->seen_events = pipeline_events(w->pipeline);
    w->look_is_new = false;
    if (watch_snapshot_start(&w->conclusion, conclude, w, &err) != STATUS_OK)
        common_options_warn(w->set, &err);
}

/* --- the loop --------------------------------------------------------------------------------- */

static int until(int64_t now_us, int64_t then_us)
{
    if (then_us <= now_us)
        return 0;
    const int64_t ms = (then_us - now_us + 999) / 1000;
    return ms > INT32_MAX ? INT32_MAX : (int)ms;
}

static int64_t next_us(const struct watch *w, int64_t follow_us)
{
    int64_t next = conclusion_due_us(w);
    if (look_due_us(w) < next)
        next = look_due_us(w);
    if (follow_us < next)
        next = follow_us;
    if (w->status.width > 0 && w->status.drawn_us + WATCH_STATUS_INTERVAL_US < next)
        next = w->status.drawn_us + WATCH_STATUS_INTERVAL_US;
    if (w->gate.deadline_us > 0 && w->gate.deadline_us < next)
        next = w->gate.deadline_us;
    return next;
}

/* Waits, without the lock; the lock is had again afterwards. */
static void wait_for_something(struct watch *w, int64_t follow_us)
{
    struct pollfd fds[] = {
        { .fd = w->signal_fd, .events = POLLIN }, { .fd = w->wake[0], .events = POLLIN },
        { .fd = w->look.fd, .events = POLLIN },   { .fd = w->conclusion.fd, .events = POLLIN },
        { .fd = STDOUT_FILENO, .events = 0 },
    };
    const int64_t next = next_us(w, follow_us);
    w->asleep_until_us = next;
    const int timeout = next == WATCH_NEVER ? -1 : until(watch_clock_us(), next);
    watch_lock_leave(&w->lock);
    if (poll(fds, sizeof fds / sizeof *fds, timeout) < 0)
        fds[0].revents = fds[2].revents = fds[3].revents = 0;
    watch_lock_take(&w->lock);
    char drop[256];
    while (read(w->wake[0], drop, sizeof drop) > 0)
        ;
    if (fds[0].revents != 0 || is_closed())
        watch_stop(w);
    if (fds[2].revents != 0)
        (void)watch_snapshot_read(&w->look, take_piece, w);
    if (fds[3].revents != 0 && !watch_snapshot_read(&w->conclusion, take_piece, w))
        w->ended_us = watch_clock_us();
}

static void look_at_clock(struct watch *w)
{
    const int64_t now_us = watch_clock_us();
    if (look_due_us(w) <= now_us)
        start_look(w, now_us);
    if (conclusion_due_us(w) <= now_us)
        start_conclusion(w, now_us);
    if (w->gate.deadline_us > 0 && now_us >= w->gate.deadline_us && w->gate.verdict == WATCH_OPEN)
        w->gate.verdict = WATCH_TIME_UP;
    if (w->gate.verdict != WATCH_OPEN)
        watch_stop(w);
    watch_status_draw(&w->status, now_us, pipeline_events(w->pipeline),
                      w->read_us > 0 ? now_us - w->read_us : -1, w->concluded ? &w->top : NULL);
}

void watch_run(struct watch *w)
{
    watch_lock_take(&w->lock);
    for (;;) {
        const int64_t follow_us = watch_follow_step(w->follow, watch_clock_us());
        if (w->stopping || !watch_follow_goes_on(w->follow))
            break;
        look_at_clock(w);
        wait_for_something(w, follow_us);
    }
    watch_stop(w);
    watch_lock_leave(&w->lock);
    for (size_t i = 0; i < w->reader_count; i++)
        watch_reader_join(w->readers[i]);
    w->reader_count = 0;
    watch_status_clear(&w->status);
}
