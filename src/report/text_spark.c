/* text_spark: one line of bars, how many causes and symptoms there were over time. A folded entry
 * is spread evenly from its first to its last occurrence, because only these are kept. */
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

static bool is_trouble(const struct report *r, const struct timeline_entry *e)
{
    const struct sig *sig = fields_sig(r, e->sig);
    return sig && (sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM)
           && e->time_us != TIMESTAMP_NONE;
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

static void add_to_chart(struct chart *c, const struct timeline_entry *e)
{
    const uint32_t from = cell_of(c, e->time_us);
    const uint32_t to = e->last_us > e->time_us ? cell_of(c, e->last_us) : from;
    for (uint32_t i = from; i <= to; i++)
        c->counts[i] += (double)e->count / (to - from + 1);
}

static bool make_chart(const struct show *show, struct chart *c)
{
    const struct incident *inc = show->report->incident;
    uint32_t entries = 0;
    for (uint32_t i = 0; i < inc->timeline_count; i++)
        entries += is_trouble(show->report, &inc->timeline[i]);
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
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        if (is_trouble(show->report, &inc->timeline[i]))
            add_to_chart(c, &inc->timeline[i]);
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
