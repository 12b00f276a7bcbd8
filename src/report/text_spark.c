/* text_spark: for each cause and symptom a line of bars, how often it was seen over time. What is
 * in one bucket of a finding's histogram is spread evenly from its first to its last occurrence. */
#include "report/fields.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/text_parts.h"

#define CELLS_MAX 60
#define CELLS_MIN 6
#define ROWS_MAX 6
#define COUNT_COLUMNS 7
#define TITLE_MIN 16
#define TITLE_MAX 40
#define ENTRIES_MIN 3 /* fewer need no chart */

struct chart {
    uint32_t cells;
    int64_t start_us, end_us, cell_us;
    double counts[CELLS_MAX];
};

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

/* From the first trouble to the last; false where a chart would say nothing. */
static bool make_axis(const struct show *show, struct chart *c)
{
    const struct incident *inc = show->report->incident;
    uint32_t entries = 0;
    int64_t first_us = INT64_MAX, last_us = INT64_MIN;
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        const struct timeline_entry *e = &inc->timeline[i];
        if (!outline_is_trouble(show->report, e->sig) || e->time_us == TIMESTAMP_NONE)
            continue;
        entries++;
        first_us = e->time_us < first_us ? e->time_us : first_us;
        last_us = e->last_us > last_us ? e->last_us : last_us;
    }
    if (entries < ENTRIES_MIN)
        return false;
    const uint32_t half = show->width / 2;
    const uint32_t room = half < CELLS_MAX ? half : CELLS_MAX;
    *c = (struct chart){ .start_us = first_us,
                         .end_us = last_us,
                         .cell_us = cell_length(last_us - first_us, room) };
    c->cells = (uint32_t)((last_us - first_us) / c->cell_us) + 1;
    return c->cells >= CELLS_MIN;
}

/* Place of a finding in the chain of the first hypothesis, behind all of it for others. */
static uint32_t place_of(const struct report *r, const struct finding *f)
{
    if (r->diagnosis->hypothesis_count == 0)
        return 0;
    const struct hypothesis *h = &r->diagnosis->hypotheses[0];
    uint32_t i = 0;
    while (i < h->chain_count && h->chain[i] != f->sig)
        i++;
    return i;
}

/* The findings of the rows: those of the chain, then others in order of first occurrence. */
static uint32_t choose(const struct show *show, uint32_t most, const struct finding **rows)
{
    const struct incident *inc = show->report->incident;
    uint32_t count = 0;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        if (!f->over_time || f->over_time->used == 0 || !outline_is_trouble(show->report, f->sig))
            continue;
        uint32_t at = count;
        const uint32_t place = place_of(show->report, f);
        while (at > 0 && place_of(show->report, rows[at - 1]) > place)
            at--;
        if (at == most)
            continue;
        if (count < most)
            count++;
        memmove(&rows[at + 1], &rows[at], (count - at - 1) * sizeof *rows);
        rows[at] = f;
    }
    return count;
}

static void add_bars(struct show *show, struct chart *chart, const struct finding *f)
{
    memset(chart->counts, 0, sizeof chart->counts);
    add_to_chart(chart, f->over_time);
    double most = 0;
    for (uint32_t i = 0; i < chart->cells; i++)
        most = chart->counts[i] > most ? chart->counts[i] : most;
    for (uint32_t i = 0; i < chart->cells; i++) {
        const unsigned level = (unsigned)(chart->counts[i] / most * STYLE_LEVELS + 0.5);
        /* Something is never shown as nothing. */
        buf_add_cstr(show->out,
                     style_bar(show->style, chart->counts[i] > 0 && level == 0 ? 1 : level));
    }
}

static void add_row(struct show *show, struct chart *chart, const struct finding *f,
                    size_t title_columns)
{
    const struct sig *sig = fields_sig(show->report, f->sig);
    struct buf text;
    buf_init(&text);
    fields_finding_title(show->report, f, &text);
    buf_add_cstr(show->out, "  ");
    style_add_cstr(show->style, style_kind_tone(sig->kind),
                   style_symbol(show->style, style_kind_symbol(sig->kind)), show->out);
    buf_add_byte(show->out, ' ');
    wrap_add_cell(show->style, show_safe(show, buf_slice(&text)), title_columns, show->out);
    char digits[HUMAN_BYTES];
    human_count(f->count, digits);
    buf_reset(&text);
    buf_printf(&text, "%s%s", style_symbol(show->style, SYMBOL_TIMES), digits);
    buf_add_byte(show->out, ' ');
    wrap_add_cell(show->style, buf_slice(&text), COUNT_COLUMNS, show->out);
    add_bars(show, chart, f);
    show_end_line(show);
    buf_release(&text);
}

void text_spark_add(struct show *show)
{
    struct chart chart;
    const struct finding *rows[ROWS_MAX];
    if (!make_axis(show, &chart))
        return;
    const uint32_t count = choose(show, ROWS_MAX, rows);
    if (count == 0)
        return;
    char first[SHOW_TIME_BYTES], last[SHOW_TIME_BYTES], length[TIMESTAMP_TEXT_BYTES];
    show_time(show, chart.start_us, first);
    show_time(show, chart.end_us, last);
    timestamp_format_duration(chart.cell_us, length);
    struct buf remark;
    buf_init(&remark);
    buf_printf(&remark, "from %s to %s, %s a bar, each row to its own scale", first, last, length);
    show_heading(show, "Over time", buf_cstr(&remark));
    buf_release(&remark);
    const size_t taken = 2 + 2 + 1 + COUNT_COLUMNS + chart.cells;
    const size_t left = show->width > taken + TITLE_MIN ? show->width - taken : TITLE_MIN;
    for (uint32_t i = 0; i < count; i++)
        add_row(show, &chart, rows[i], left < TITLE_MAX ? left : TITLE_MAX);
}
