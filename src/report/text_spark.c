/* text_spark: one line of bars, how many causes and symptoms there were over time. What is in one
 * bucket of a finding's histogram is spread evenly from its first to its last occurrence. */
#include "report/fields.h"
#include "report/human.h"
#include "report/text_parts.h"

#define CELLS_MAX 60
#define CELLS_MIN 6
#define LEGEND_COLUMNS 28 /* blanks, ", up to 1,234 per 30 min" */
#define ENTRIES_MIN 3     /* fewer need no chart */

struct chart {
    uint32_t cells;
    int64_t start_us, cell_us;
    double counts[CELLS_MAX];
};

static bool is_trouble(const struct report *r, uint32_t signature)
{
    const struct sig *sig = fields_sig(r, signature);
    return sig && (sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM);
}

/* Lengths that people count in; the shortest with which the whole span fits. */
static int64_t cell_length(int64_t span_us, uint32_t cells)
{
    static const int64_t seconds[] = { 1,   2,   5,    10,   15,   30,    60,    120,   300,
                                       600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400 };
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        const int64_t length = seconds[i] * TIMESTAMP_US_PER_S;
        if (span_us / length < cells)
            return length;
    }
    return (span_us / cells / TIMESTAMP_US_PER_DAY + 1) * TIMESTAMP_US_PER_DAY;
}

static uint32_t cell_of(const struct chart *c, int64_t us)
{
    const int64_t cell = us < c->start_us ? 0 : (us - c->start_us) / c->cell_us;
    return cell < c->cells ? (uint32_t)cell : c->cells - 1;
}

static void add_to_chart(struct chart *c, const struct histogram *h)
{
    for (uint32_t b = 0; b < h->used; b++) {
        const struct histogram_bucket *bucket = &h->buckets[b];
        if (bucket->count == 0)
            continue;
        const uint32_t from = cell_of(c, bucket->first_us), to = cell_of(c, bucket->last_us);
        for (uint32_t i = from; i <= to; i++)
            c->counts[i] += (double)bucket->count / (to - from + 1);
    }
}

static bool make_chart(const struct show *show, struct chart *c)
{
    const struct incident *inc = show->report->incident;
    uint32_t entries = 0;
    for (uint32_t i = 0; i < inc->timeline_count; i++)
        entries += is_trouble(show->report, inc->timeline[i].sig)
                   && inc->timeline[i].time_us != TIMESTAMP_NONE;
    if (entries < ENTRIES_MIN || inc->first_us == TIMESTAMP_NONE)
        return false;
    const int64_t span_us = inc->last_us - inc->first_us;
    const uint32_t taken = 2 * SHOW_CLOCK_COLUMNS + LEGEND_COLUMNS;
    const uint32_t left = show->width > taken + CELLS_MIN ? show->width - taken : CELLS_MIN;
    const uint32_t room = left < CELLS_MAX ? left : CELLS_MAX;
    *c = (struct chart){ .start_us = inc->first_us, .cell_us = cell_length(span_us, room) };
    c->cells = (uint32_t)(span_us / c->cell_us) + 1;
    if (c->cells < CELLS_MIN)
        return false;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        if (f->over_time && is_trouble(show->report, f->sig))
            add_to_chart(c, f->over_time);
    }
    return true;
}

void text_spark_add(struct show *show)
{
    struct chart chart;
    if (!make_chart(show, &chart))
        return;
    double most = 0;
    for (uint32_t i = 0; i < chart.cells; i++)
        most = chart.counts[i] > most ? chart.counts[i] : most;
    if (most <= 0)
        return;
    char first[SHOW_TIME_BYTES], last[SHOW_TIME_BYTES];
    show_clock(show, chart.start_us, first);
    show_clock(show, show->report->incident->last_us, last);
    buf_printf(show->out, "  %s  ", first);
    for (uint32_t i = 0; i < chart.cells; i++) {
        const unsigned level = (unsigned)(chart.counts[i] / most * STYLE_LEVELS + 0.5);
        /* Something is never shown as nothing. */
        buf_add_cstr(show->out,
                     style_bar(show->style, chart.counts[i] > 0 && level == 0 ? 1 : level));
    }
    char length[TIMESTAMP_TEXT_BYTES], peak[HUMAN_BYTES];
    timestamp_format_duration(chart.cell_us, length);
    human_count((uint64_t)(most + 0.5), peak);
    style_on(show->style, TONE_DIM, show->out);
    buf_printf(show->out, "  %s, up to %s per %s", last, peak, length);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
}
