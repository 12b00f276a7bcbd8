#include "cli/progress.h"

#include "base/timestamp.h"
#include "cli/output.h"
#include "report/human.h"

#include <stdio.h>
#include <time.h>

/* Calls of progress_tick per look at the clock; a power of two. */
#define TICKS_PER_LOOK 16

/* Parts of the line, the least important last: they go first where the terminal is narrow. */
#define PART_BYTES 96

static int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * TIMESTAMP_US_PER_S + t.tv_nsec / 1000;
}

void progress_init(struct progress *p, int fd, uint32_t width, uint64_t total_bytes)
{
    *p = (struct progress){ .fd = fd, .width = width, .total_bytes = total_bytes };
    p->start_us = p->drawn_us = clock_us();
    buf_init(&p->line);
}

void progress_tick(struct progress *p, const struct progress_state *now)
{
    if (++p->ticks % TICKS_PER_LOOK == 0)
        progress_draw(p, now, clock_us());
}

/* Adds a part if it leaves a column free: in the last one some terminals begin a new line. */
static bool add_part(struct progress *p, const char *part)
{
    const size_t len = strlen(part), used = p->line.len;
    if (used + 2 + len >= p->width)
        return false;
    if (used > 0)
        buf_add_cstr(&p->line, ", ");
    buf_add_cstr(&p->line, part);
    return true;
}

static void make_line(struct progress *p, const struct progress_state *now, int64_t elapsed_us)
{
    char size[HUMAN_BYTES], speed[HUMAN_BYTES], count[HUMAN_BYTES], part[PART_BYTES];
    buf_reset(&p->line);
    human_size(now->bytes, size);
    if (p->total_bytes > 0 && now->raw_bytes <= p->total_bytes)
        snprintf(part, sizeof part, "%s read (%u %%)", size,
                 (unsigned)((double)now->raw_bytes * 100 / (double)p->total_bytes));
    else
        snprintf(part, sizeof part, "%s read", size);
    bool fits = add_part(p, part);
    const double rate =
        (double)now->bytes * (double)TIMESTAMP_US_PER_S / (double)(elapsed_us > 0 ? elapsed_us : 1);
    human_size((uint64_t)rate, speed);
    snprintf(part, sizeof part, "%s/s", speed);
    fits = fits && add_part(p, part);
    human_count(now->findings, count);
    snprintf(part, sizeof part, "%s finding%s", count, now->findings == 1 ? "" : "s");
    fits = fits && add_part(p, part);
    human_count(now->events, count);
    snprintf(part, sizeof part, "%s event%s", count, now->events == 1 ? "" : "s");
    if (fits)
        add_part(p, part);
}

/* What cannot be written is not worth a word: the report follows. */
static void put(const struct progress *p, struct slice text)
{
    struct err ignored;
    err_init(&ignored);
    if (output_write(p->fd, text, &ignored) != STATUS_OK)
        return;
}

void progress_draw(struct progress *p, const struct progress_state *now, int64_t now_us)
{
    const int64_t wait_us = p->is_drawn ? PROGRESS_INTERVAL_US : PROGRESS_DELAY_US;
    if (now_us - p->drawn_us < wait_us)
        return;
    p->drawn_us = now_us;
    p->is_drawn = true;
    make_line(p, now, now_us - p->start_us);
    struct buf text;
    buf_init(&text);
    /* ECMA-48: carriage return; EL, erase to the end of the line. */
    buf_add_byte(&text, '\r');
    buf_add(&text, buf_slice(&p->line));
    buf_add_cstr(&text, "\033[K");
    put(p, buf_slice(&text));
    buf_release(&text);
}

void progress_clear(struct progress *p)
{
    if (p->is_drawn)
        put(p, SLICE("\r\033[K"));
    p->is_drawn = false;
    buf_release(&p->line);
}
