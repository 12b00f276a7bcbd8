#include "cli/watch_quiet.h"

#include "cli/watch_clock.h"

static const struct watch_quiet_item *find(const struct watch_quiet_item *items, size_t count,
                                           const struct event *event)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].offset == (event->is_lines ? event->offset : UINT64_MAX))
            return &items[i];
    return NULL;
}

void watch_quiet_note(struct watch_quiet *q, const struct pipeline_reading *r, int64_t now_us)
{
    const struct watch_quiet before = *q;
    struct event event;
    for (q->count = 0; q->count < WATCH_QUIET_MAX && pipeline_begun(r, q->count, &event);
         q->count++) {
        const struct watch_quiet_item *was = find(before.items, before.count, &event);
        q->items[q->count] =
            was && was->length == event.length
                ? *was
                : (struct watch_quiet_item){ .offset = event.offset,
                                             .length = event.length,
                                             .since_us = now_us,
                                             .shows = pipeline_may_show(r, &event) };
    }
}

int64_t watch_quiet_due_us(const struct watch_quiet *q)
{
    int64_t due_us = WATCH_NEVER;
    for (size_t i = 0; i < q->count; i++) {
        const struct watch_quiet_item *item = &q->items[i];
        if (item->shows && !item->looked_at && item->since_us + WATCH_QUIET_US < due_us)
            due_us = item->since_us + WATCH_QUIET_US;
    }
    return due_us;
}

void watch_quiet_mark(struct watch_quiet *q, int64_t now_us)
{
    for (size_t i = 0; i < q->count; i++)
        if (now_us - q->items[i].since_us >= WATCH_QUIET_US)
            q->items[i].looked_at = true;
}

bool watch_quiet_is_over(const struct watch_quiet *q, const struct event *event, int64_t now_us)
{
    const struct watch_quiet_item *item = find(q->items, q->count, event);
    return !item || now_us - item->since_us >= WATCH_QUIET_US;
}
