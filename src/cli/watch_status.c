#include "cli/watch_status.h"

#include "base/text.h"
#include "cli/output.h"
#include "report/human.h"
#include "report/style.h"
#include "report/wrap.h"

void watch_status_init(struct watch_status *s, int fd, uint32_t width,
                       const struct report_style *style, int64_t now_us)
{
    *s = (struct watch_status){ .fd = fd, .width = width, .style = style };
    s->since_us = s->before_us = now_us;
}

/* What cannot be written is not worth a word. */
static void put(const struct watch_status *s, struct slice text)
{
    struct err ignored;
    err_init(&ignored);
    if (output_write(s->fd, text, &ignored) != STATUS_OK)
        return;
}

static double rate_of(struct watch_status *s, int64_t now_us, uint64_t events)
{
    if (now_us - s->since_us >= WATCH_STATUS_RATE_US) {
        s->before_us = s->since_us;
        s->before_events = s->since_events;
        s->since_us = now_us;
        s->since_events = events;
    }
    const int64_t span_us = now_us - s->before_us;
    return (double)(events - s->before_events) * (double)TIMESTAMP_US_PER_S
           / (double)(span_us > TIMESTAMP_US_PER_S ? span_us : TIMESTAMP_US_PER_S);
}

static void add_top(const struct watch_status *s, const struct watch_top *top, struct buf *line)
{
    const char *dot = style_symbol(s->style, SYMBOL_DOT);
    buf_printf(line, " %s %u stream%s %s %s", dot, (unsigned)top->streams,
               top->streams == 1 ? "" : "s", dot, top->text);
    if (!top->has_hypothesis || top->last_us == TIMESTAMP_NONE
        || top->now_us - top->last_us < WATCH_TOP_AGED_US)
        return;
    char length[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(top->now_us - top->last_us, length);
    buf_printf(line, ", not seen for %s", length);
}

static void make_line(struct watch_status *s, int64_t now_us, uint64_t events, int64_t quiet_us,
                      const struct watch_top *top, struct buf *line)
{
    const double rate = rate_of(s, now_us, events);
    if (quiet_us < 0)
        buf_add_cstr(line, "waiting for the first event");
    else if (rate > 0 && rate < 10)
        buf_printf(line, "%.1f events/s", rate);
    else
        buf_printf(line, "%.0f events/s", rate);
    if (quiet_us >= 2 * TIMESTAMP_US_PER_S) {
        char length[TIMESTAMP_TEXT_BYTES];
        timestamp_format_duration(quiet_us, length);
        buf_printf(line, " %s nothing for %s", style_symbol(s->style, SYMBOL_DOT), length);
    }
    if (top && quiet_us >= 0)
        add_top(s, top, line);
}

void watch_status_draw(struct watch_status *s, int64_t now_us, uint64_t events, int64_t quiet_us,
                       const struct watch_top *top)
{
    if (s->width == 0 || (s->is_drawn && now_us - s->drawn_us < WATCH_STATUS_INTERVAL_US))
        return;
    struct buf line, out;
    buf_init(&line);
    buf_init(&out);
    make_line(s, now_us, events, quiet_us, top, &line);
    buf_add_byte(&out, '\r');
    style_on(s->style, TONE_DIM, &out);
    /* In the last column some terminals begin a new line. */
    wrap_add_cut(s->style, buf_slice(&line), s->width - 1, &out);
    style_off(s->style, TONE_DIM, &out);
    buf_add_cstr(&out, "\033[K"); /* ECMA-48: EL, erase to the end of the line */
    put(s, buf_slice(&out));
    s->is_drawn = true;
    s->drawn_us = now_us;
    buf_release(&line);
    buf_release(&out);
}

void watch_status_clear(struct watch_status *s)
{
    if (s->is_drawn)
        put(s, SLICE("\r\033[K"));
    s->is_drawn = false;
}
