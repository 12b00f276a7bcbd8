#include "base/alloc.h"
#include "base/text.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/text_parts.h"

#include <stdlib.h>

/* Entries shown unless --full: about what fits below the first screen. */
#define ENTRIES_SHOWN_MAX 25
#define ENDS_SHOWN 3 /* of these, the first and the last so many */
#define KIND_COLUMNS 8
#define STREAM_COLUMNS 24
#define TITLE_MIN 20
#define WIDTH_FOR_STREAMS 80
/* A silence is shown from this length and this part of the whole time on. */
#define GAP_MIN_US (10 * TIMESTAMP_US_PER_MIN)
#define GAP_PART 8

struct ranked {
    uint32_t index;
    int score;
};

struct columns {
    uint32_t title, count, stream;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Place of a signature in the first hypothesis' chain, or its length. */
static uint32_t chain_place(const struct report *r, uint32_t sig)
{
    const struct diagnosis *d = r->diagnosis;
    if (d->hypothesis_count == 0)
        return 0;
    const struct hypothesis *h = &d->hypotheses[0];
    uint32_t i = 0;
    while (i < h->chain_count && h->chain[i] != sig)
        i++;
    return i;
}

/* How much the reader would miss this entry: the root first, then what its chain and changes say,
 * then other causes; the first entry of a signature more than its repetitions. */
static int entry_score(const struct report *r, uint32_t index, bool is_first_of_sig)
{
    static const int of_kind[SIG_KIND_COUNT] = { 50, 30, 60, 45, 0 };
    const struct incident *inc = r->incident;
    const struct sig *sig = fields_sig(r, inc->timeline[index].sig);
    static const int of_event[TIMELINE_KIND_COUNT] = { 0, 20, 20, 35, 40 };
    int score = sig ? of_kind[sig->kind] : of_event[inc->timeline[index].kind];
    if (sig && (index < ENDS_SHOWN || index + ENDS_SHOWN >= inc->timeline_count))
        score += 70;
    const uint32_t place = chain_place(r, inc->timeline[index].sig);
    if (sig && r->diagnosis->hypothesis_count > 0
        && place < r->diagnosis->hypotheses[0].chain_count)
        score += place == 0 ? 50 : 40;
    if (sig && is_first_of_sig)
        score += 40;
    return score;
}

/* Chooses the entries to show, in order of time; the caller frees. */
static struct ranked *choose(const struct show *show, uint32_t *count)
{
    const struct report *r = show->report;
    const uint32_t all = r->incident->timeline_count;
    struct ranked *ranked = alloc_zeroed(all, sizeof *ranked);
    unsigned char *seen = alloc_zeroed(r->set->count + 1, 1);
    for (uint32_t i = 0; i < all; i++) {
        const uint32_t sig = r->incident->timeline[i].sig;
        unsigned char *mark = &seen[sig < r->set->count ? sig : r->set->count];
        ranked[i] = (struct ranked){ i, entry_score(r, i, *mark == 0) };
        *mark = 1;
    }
    alloc_free(seen);
    *count = all;
    if (show->style->full || all <= ENTRIES_SHOWN_MAX)
        return ranked;
    qsort(ranked, all, sizeof *ranked, by_score);
    *count = ENTRIES_SHOWN_MAX;
    qsort(ranked, *count, sizeof *ranked, by_index);
    return ranked;
}

/* "×12 in 2 min" */
static void add_count_text(const struct show *show, const struct timeline_entry *e, struct buf *out)
{
    show_count(show, e->count, out);
    if (e->count <= 1 || show->width < WIDTH_FOR_STREAMS || e->time_us == TIMESTAMP_NONE
        || e->last_us == TIMESTAMP_NONE || e->last_us - e->time_us < TIMESTAMP_US_PER_S)
        return;
    char length[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(e->last_us - e->time_us, length);
    buf_printf(out, " in %s", length);
}

/* The title, marked where the known-good log does not have it. */
static void add_entry_title(const struct show *show, const struct timeline_entry *e,
                            struct buf *out)
{
    if (fields_entry_is_new(show->report, e))
        buf_add_cstr(out, "NEW ");
    fields_entry_title(show->report, e, out);
}

/* Where all entries are of one stream, its name goes into `stream` instead of a column. */
static struct columns measure(struct show *show, const struct ranked *chosen, uint32_t count,
                              struct buf *stream)
{
    bool several = false;
    struct columns c = { 0, 0, 0 };
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; i < count; i++) {
        const struct timeline_entry *e = &show->report->incident->timeline[chosen[i].index];
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
        add_entry_title(show, e, &text);
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
    add_entry_title(show, e, &text);
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

/* Blanks at the end of a line are noise in a diff. */
static void end_line(struct buf *out)
{
    while (out->len > 0 && out->ptr[out->len - 1] == ' ')
        out->len--;
    buf_add_byte(out, '\n');
}

static void add_entry(struct show *show, const struct timeline_entry *e, const struct columns *c)
{
    const struct sig *sig = fields_sig(show->report, e->sig);
    static const char *const of_event[TIMELINE_KIND_COUNT] = { "", "task", "task", "gap", "burst" };
    const enum sig_kind kind = sig ? sig->kind : SIG_NOISE;
    const char *const name = sig ? sig_kind_name(kind) : of_event[e->kind];
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
    end_line(show->out);
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
    struct ranked *chosen = choose(show, &count);
    struct buf stream;
    buf_init(&stream);
    const struct columns columns = measure(show, chosen, count, &stream);
    show_heading(show, "Timeline", buf_cstr(&stream));
    buf_release(&stream);
    text_spark_add(show);
    for (uint32_t i = 0; i < count; i++) {
        const struct timeline_entry *e = &inc->timeline[chosen[i].index];
        const struct timeline_entry *before = i > 0 ? &inc->timeline[chosen[i - 1].index] : NULL;
        /* Between neighbours only: what is left out may have filled the gap. */
        if (before && chosen[i].index == chosen[i - 1].index + 1)
            add_gap(show, before->last_us, e->time_us);
        add_day(show, before, e);
        add_entry(show, e, &columns);
    }
    add_hidden(show, inc->timeline_count - count);
    alloc_free(chosen);
}
