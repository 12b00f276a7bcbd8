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
        q->items[i].second_us = QUIET_NONE;
}

static void give(struct quiet_runs *q, const struct quiet_run *run)
{
    struct event first, last;
    struct event_line places[2];
    framer_bulk_event(q->framer, q->bulk, run->first, &places[0], &first);
    framer_bulk_event(q->framer, q->bulk, run->last, &places[1], &last);
    const struct correlate_run out = { &first, &last, q->number + run->first, q->number + run->last,
                                       run->count };
    correlate_run(q->correlate, q->source, &out);
}

void quiet_runs_turn(struct quiet_runs *q, size_t i)
{
    const struct bulk_line *line = &q->bulk->lines[i];
    struct quiet_run *run = &q->items[line->prefix];
    const int64_t us = line->time_us;
    if (run->second_us != QUIET_NONE)
        give(q, run);
    *run = (struct quiet_run){ .second_us = us - us % TIMESTAMP_US_PER_S, /* after 1970 */
                               .count = 1,
                               .first = i,
                               .last = i,
                               .first_us = us,
                               .last_us = us };
}

void quiet_runs_end(struct quiet_runs *q)
{
    for (size_t i = 0; i < q->bulk->meta_count; i++)
        if (q->items[i].second_us != QUIET_NONE)
            give(q, &q->items[i]);
}
