#include "base/alloc.h"
#include "base/text.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/pick.h"
#include "report/text_parts.h"

/* Entries shown unless --full: about what fits below the first screen. */
#define ENTRIES_SHOWN_MAX 25
#define KIND_COLUMNS 8
#define STREAM_COLUMNS 28
#define TITLE_MIN 20
#define WIDTH_FOR_STREAMS 80
/* A silence is shown from this length and this part of the whole time on. */
#define GAP_MIN_US (10 * TIMESTAMP_US_PER_MIN)
#define GAP_PART 8

struct columns {
    uint32_t title, count, stream;
};

/* "×12 every 41 s" where they come regularly, else "×12 in 8 min". */
static void add_count_text(const struct show *show, const struct timeline_entry *e, struct buf *out)
{
    show_count(show, e->count, out);
    if (e->count <= 1 || show->width < WIDTH_FOR_STREAMS || e->time_us == TIMESTAMP_NONE
        || e->last_us == TIMESTAMP_NONE || e->last_us - e->time_us < TIMESTAMP_US_PER_S)
        return;
    char length[TIMESTAMP_TEXT_BYTES];
    const int64_t period_us = fields_entry_period(show->report, e);
    timestamp_format_duration(period_us ? period_us : e->last_us - e->time_us, length);
    buf_printf(out, " %s %s", period_us ? "every" : "in", length);
}

/* Where all entries are of one stream, its name goes into `stream` instead of a column. */
static struct columns measure(struct show *show, const uint32_t *chosen, uint32_t count,
                              struct buf *stream)
{
    bool several = false;
    struct columns c = { 0, 0, 0 };
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < count; i++) {
        const struct timeline_entry *e = &show->report->incident->timeline[chosen[i]];
        buf_reset(&text);
        add_count_text(show, e, &text);
        const uint32_t count_width = (uint32_t)text_width(buf_slice(&text));
        c.count = count_width > c.count ? count_width : c.count;
        buf_reset(&text);
        show_stream(show, e->stream, &text);
        const struct slice name = show_safe(show, buf_slice(&text));
        if (i == 0)
            buf_add(stream, name);
        several |= !slice_eq(name, buf_slice(stream));
        const uint32_t stream_width = (uint32_t)text_width(name);
        c.stream = stream_width > c.stream ? stream_width : c.stream;
        buf_reset(&text);
        outline_entry_title(show->report, e, &text);
        const uint32_t title_width = (uint32_t)text_width(show_safe(show, buf_slice(&text)));
        c.title = title_width > c.title ? title_width : c.title;
    }
    buf_release(&text);
    if (several)
        buf_reset(stream);
    if (show->width < WIDTH_FOR_STREAMS || !several)
        c.stream = 0;
    c.stream = c.stream > STREAM_COLUMNS ? STREAM_COLUMNS : c.stream;
    const uint32_t taken = 2 + SHOW_CLOCK_COLUMNS + 2 + 2 + KIND_COLUMNS + 2
                           + (c.count ? c.count + 2 : 0) + (c.stream ? c.stream + 2 : 0);
    const uint32_t left = show->width > taken + TITLE_MIN ? show->width - taken : TITLE_MIN;
    c.title = c.title < left ? c.title : left;
    return c;
}

static void add_cells(struct show *show, const struct timeline_entry *e, const struct columns *c)
{
    struct buf text;
    buf_init(&text);
    outline_entry_title(show->report, e, &text);
    const struct slice title = show_safe(show, buf_slice(&text));
    wrap_add_cell(show->style, title, c->title, show->out);
    if (c->count) {
        buf_reset(&text);
        add_count_text(show, e, &text);
        buf_add_cstr(show->out, "  ");
        wrap_add_cell(show->style, buf_slice(&text), c->count, show->out);
    }
    if (c->stream) {
        buf_reset(&text);
        show_stream(show, e->stream, &text);
        buf_add_cstr(show->out, "  ");
        style_on(show->style, TONE_DIM, show->out);
        wrap_add_cut(show->style, show_safe(show, buf_slice(&text)), c->stream, show->out);
        style_off(show->style, TONE_DIM, show->out);
    }
    buf_release(&text);
}

static void add_entry(struct show *show, const struct timeline_entry *e, const struct columns *c)
{
    const struct sig *sig = fields_sig(show->report, e->sig);
    const enum sig_kind kind = sig ? sig->kind : SIG_NOISE;
    const char *const name = outline_entry_kind(show->report, e);
    const enum tone tone = style_kind_tone(kind);
    char clock[SHOW_TIME_BYTES];
    show_clock(show, e->time_us, clock);
    buf_printf(show->out, "  %s  ", clock);
    style_on(show->style, tone, show->out);
    buf_printf(show->out, "%s ", style_symbol(show->style, style_kind_symbol(kind)));
    wrap_add_cell(show->style, slice_cstr(name), KIND_COLUMNS, show->out);
    style_off(show->style, tone, show->out);
    buf_add_cstr(show->out, "  ");
    add_cells(show, e, c);
    show_end_line(show);
}

/* A line with the date where a day begins, if there is more than one. */
static void add_day(struct show *show, const struct timeline_entry *before,
                    const struct timeline_entry *e)
{
    if (!show->with_dates || e->time_us == TIMESTAMP_NONE)
        return;
    if (before && before->time_us != TIMESTAMP_NONE
        && show_day(show, before->time_us) == show_day(show, e->time_us))
        return;
    char date[TIMESTAMP_TEXT_BYTES];
    timestamp_format_clock(e->time_us, show->style->zone_s, true, date);
    buf_add_cstr(show->out, "  ");
    style_add(show->style, TONE_DIM, slice_sub(slice_cstr(date), 0, strlen("2025-10-01")),
              show->out);
    buf_add_byte(show->out, '\n');
}

static void add_gap(struct show *show, int64_t before_us, int64_t after_us)
{
    const struct incident *inc = show->report->incident;
    if (before_us == TIMESTAMP_NONE || after_us == TIMESTAMP_NONE)
        return;
    const int64_t gap_us = after_us - before_us;
    if (gap_us < GAP_MIN_US || gap_us < (inc->last_us - inc->first_us) / GAP_PART)
        return;
    char length[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(gap_us, length);
    buf_add_fill(show->out, ' ', 2 + SHOW_CLOCK_COLUMNS + 2);
    style_on(show->style, TONE_DIM, show->out);
    buf_printf(show->out, "%s %s later", style_symbol(show->style, SYMBOL_GAP), length);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
}

static void add_hidden(struct show *show, uint32_t hidden)
{
    if (hidden == 0)
        return;
    char digits[HUMAN_BYTES];
    human_count(hidden, digits);
    buf_printf(show->out, "  %s %s more (--full)\n", style_symbol(show->style, SYMBOL_ELLIPSIS),
               digits);
}

void text_timeline_add(struct show *show)
{
    const struct incident *inc = show->report->incident;
    if (inc->timeline_count == 0)
        return;
    uint32_t count;
    uint32_t *chosen =
        pick_timeline(show->report, show->style->full ? 0 : ENTRIES_SHOWN_MAX, &count);
    struct buf stream;
    buf_init(&stream);
    const struct columns columns = measure(show, chosen, count, &stream);
    show_heading(show, "Timeline", buf_cstr(&stream));
    buf_release(&stream);
    for (uint32_t i = 0; i < count; i++) {
        const struct timeline_entry *e = &inc->timeline[chosen[i]];
        const struct timeline_entry *before = i > 0 ? &inc->timeline[chosen[i - 1]] : NULL;
        /* Between neighbours only: what is left out may have filled the gap. */
        if (before && chosen[i] == chosen[i - 1] + 1)
            add_gap(show, before->last_us, e->time_us);
        add_day(show, before, e);
        add_entry(show, e, &columns);
    }
    add_hidden(show, inc->timeline_count - count);
    alloc_free(chosen);
}
