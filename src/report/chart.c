#include "report/chart.h"

#include "report/fields.h"
#include "report/outline.h"

#define CELLS_MIN 6
#define ENTRIES_MIN 3 /* fewer need no chart */

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

bool chart_axis(const struct report *report, uint32_t room, struct chart *c)
{
    const struct incident *inc = report->incident;
    uint32_t entries = 0;
    int64_t first_us = INT64_MAX, last_us = INT64_MIN;
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        const struct timeline_entry *e = &inc->timeline[i];
        if (!outline_is_trouble(report, e->sig) || e->time_us == TIMESTAMP_NONE)
            continue;
        entries++;
        first_us = e->time_us < first_us ? e->time_us : first_us;
        last_us = e->last_us > last_us ? e->last_us : last_us;
    }
    if (entries < ENTRIES_MIN)
        return false;
    room = room < CHART_CELLS_MAX ? room : CHART_CELLS_MAX;
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

uint32_t chart_rows(const struct report *report, uint32_t most, const struct finding **rows)
{
    const struct incident *inc = report->incident;
    uint32_t count = 0;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        if (!outline_is_trouble(report, f->sig))
            continue;
        uint32_t at = count;
        const uint32_t place = place_of(report, f);
        while (at > 0 && place_of(report, rows[at - 1]) > place)
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

bool chart_fill(struct chart *chart, const struct finding *f)
{
    memset(chart->counts, 0, sizeof chart->counts);
    chart->most = 0;
    if (!f->over_time || f->over_time->used == 0)
        return false;
    add_to_chart(chart, f->over_time);
    for (uint32_t i = 0; i < chart->cells; i++)
        chart->most = chart->counts[i] > chart->most ? chart->counts[i] : chart->most;
    return chart->most > 0;
}
