#include "cli/quiet_runs.h"

void quiet_runs_begin(struct quiet_runs *q, const struct framer *framer,
                      const struct event_bulk *bulk, struct correlate *correlate, uint32_t source)
{
    q->framer = framer;
    q->bulk = bulk;
    q->correlate = correlate;
    q->source = source;
    q->number = correlate_number(correlate, source);
    for (size_t i = 0; i < bulk->meta_count; i++)
        q->items[i].count = 0;
}

static void give(struct quiet_runs *q, struct quiet_run *run)
{
    struct event first, last;
    struct event_line places[2];
    framer_bulk_event(q->framer, q->bulk, run->first, &places[0], &first);
    framer_bulk_event(q->framer, q->bulk, run->last, &places[1], &last);
    const struct correlate_run out = { &first, &last, q->number + run->first, q->number + run->last,
                                       run->count };
    correlate_run(q->correlate, q->source, &out);
    run->count = 0;
}

void quiet_runs_add(struct quiet_runs *q, size_t i)
{
    const struct bulk_line *line = &q->bulk->lines[i];
    struct quiet_run *run = &q->items[line->prefix];
    const int64_t since_us = line->time_us - run->second_us;
    if (run->count > 0 && (since_us < 0 || since_us >= TIMESTAMP_US_PER_S))
        give(q, run);
    if (run->count++ == 0) {
        run->second_us = line->time_us - line->time_us % TIMESTAMP_US_PER_S; /* after 1970 */
        run->first = run->last = i;
        return;
    }
    if (line->time_us < q->bulk->lines[run->first].time_us)
        run->first = i;
    if (line->time_us >= q->bulk->lines[run->last].time_us)
        run->last = i;
}

void quiet_runs_end(struct quiet_runs *q)
{
    for (size_t i = 0; i < q->bulk->meta_count; i++)
        if (q->items[i].count > 0)
            give(q, &q->items[i]);
}
