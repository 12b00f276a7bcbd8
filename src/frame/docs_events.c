#include "frame/docs_events.h"

#include "frame/line_parts.h"

void docs_events_init(struct docs_events *events, int32_t zone_s)
{
    *events = (struct docs_events){ .is_waiting = false };
    docs_queue_init(&events->queue);
    events->join = join_new(zone_s);
    events->structured = structured_new(zone_s);
}

void docs_events_release(struct docs_events *events)
{
    docs_queue_release(&events->queue);
    join_free(events->join);
    structured_free(events->structured);
    events->join = NULL;
    events->structured = NULL;
}

/* With the awslogs driver each line of a trace is an event of its own; other drivers and Lambda
 * put many lines into one message, which stay together. */
static void push(struct docs_events *events, const struct event *event)
{
    struct event meta = *event;
    if (meta.task.len == 0)
        line_split_stream(meta.stream, &meta.container, &meta.task);
    struct join_line line = {
        .key = slice_hash(meta.stream) ^ slice_hash(meta.group) << 1,
        .meta = &meta,
        .time_us = meta.time_us,
        .level = meta.level,
        .line = meta.lines[0].line,
        .offset = meta.lines[0].offset,
        .end = meta.offset + meta.length,
    };
    struct slice rest = meta.message;
    while (slice_next_line(&rest, &line.text)) {
        join_push(events->join, &line);
        line.forced = true;
    }
}

bool docs_events_next(struct docs_events *events, struct event *event)
{
    for (;;) {
        int tag;
        if (join_next(events->join, event, &tag)) {
            if (event->message.ptr[0] == '{')
                structured_message(events->structured, event);
            return true;
        }
        if (events->is_waiting) {
            *event = events->waiting;
            events->is_waiting = false;
            return true;
        }
        struct event next;
        if (!docs_queue_take(&events->queue, &next))
            return false;
        if (next.origin == ORIGIN_LOG) {
            push(events, &next);
            continue;
        }
        events->waiting = next; /* stays in the queue's memory until the next record */
        events->is_waiting = true;
        join_flush(events->join);
    }
}

void docs_events_flush(struct docs_events *events)
{
    join_flush(events->join);
}
