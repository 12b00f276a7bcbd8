#include "frame/docs_events.h"

#include "frame/line_parts.h"

void docs_events_init(struct docs_events *events, int32_t zone_s)
{
    *events = (struct docs_events){ .is_waiting = false };
    docs_queue_init(&events->queue);
    events->reverse = reverse_new();
    events->join = join_new(zone_s);
    events->structured = structured_new(zone_s);
}

void docs_events_release(struct docs_events *events)
{
    docs_queue_release(&events->queue);
    reverse_free(events->reverse);
    join_free(events->join);
    structured_free(events->structured);
    events->reverse = NULL;
    events->join = NULL;
    events->structured = NULL;
}

uint64_t docs_events_key(const struct event *event)
{
    return slice_hash(event->stream) ^ slice_hash(event->group) << 1;
}

/* With the awslogs driver each line of a trace is an event of its own; other drivers and Lambda
 * put many lines into one message, which stay together. */
static void push(struct docs_events *events, const struct event *event)
{
    struct event meta = *event;
    if (meta.task.len == 0)
        line_split_stream(meta.stream, &meta.container, &meta.task);
    struct join_line line = {
        .key = docs_events_key(&meta),
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

/* Does the turning carry all that is known of it? */
static bool may_turn(const struct event *event)
{
    return event->time_us != TIMESTAMP_NONE && event->task.len == 0 && event->service.len == 0
           && event->cluster.len == 0 && event->region.len == 0;
}

/* Listings may come newest first, so that a trace stands upside down. */
static void turn(struct docs_events *events, const struct event *event)
{
    const struct line_record record = {
        .time_us = event->time_us,
        .message = event->message,
        .stream = event->stream,
        .group = event->group,
        .container = event->container,
        .level = event->level,
        .id = event->id,
    };
    reverse_push(events->reverse, &record, event->lines[0].line, event->lines[0].offset);
}

/* Hands on one event that has been turned. False: there is none. */
static bool push_turned(struct docs_events *events)
{
    struct line_record record;
    struct event_line where = { .start = 0 };
    if (!reverse_next(events->reverse, &record, &where.line, &where.offset))
        return false;
    const struct event event = {
        .time_us = record.time_us,
        .message = record.message,
        .stream = record.stream,
        .group = record.group,
        .container = record.container,
        .level = record.level,
        .id = record.id,
        .origin = ORIGIN_LOG,
        .offset = where.offset,
        .length = record.message.len,
        .lines = &where,
        .line_count = 1,
    };
    push(events, &event);
    return true;
}

static void close_all(struct docs_events *events)
{
    reverse_flush(events->reverse);
    events->is_closing = true;
}

/* One line of a program, which may have others before and behind it. */
static bool is_line(const struct event *event)
{
    return event->origin == ORIGIN_LOG && event->json.len == 0;
}

/* Takes an event from the queue; it goes out when all before it have. */
static void admit(struct docs_events *events, const struct event *event)
{
    if (is_line(event) && may_turn(event)) {
        if (reverse_is_needless(events->reverse))
            push(events, event);
        else
            turn(events, event);
        return;
    }
    events->waiting = *event; /* stays in the queue's memory until the next record */
    events->is_waiting = true;
    close_all(events);
}

bool docs_events_next(struct docs_events *events, struct event *event)
{
    for (;;) {
        int tag;
        struct event next;
        if (join_next(events->join, event, &tag)) {
            if (event->message.ptr[0] == '{')
                structured_message(events->structured, event);
            return true;
        }
        if (push_turned(events))
            continue;
        if (events->is_closing) {
            join_flush(events->join);
            events->is_closing = false;
        } else if (events->is_waiting && is_line(&events->waiting)) {
            events->is_waiting = false;
            push(events, &events->waiting);
        } else if (events->is_waiting) {
            events->is_waiting = false;
            *event = events->waiting;
            return true;
        } else if (docs_queue_take(&events->queue, &next)) {
            admit(events, &next);
        } else {
            return false;
        }
    }
}

bool docs_events_holds(const struct docs_events *events)
{
    struct event open;
    return join_holds(events->join) || join_open_event(events->join, 0, &open)
           || reverse_holds(events->reverse) || events->is_waiting
           || !docs_queue_is_empty(&events->queue);
}

void docs_events_flush(struct docs_events *events)
{
    close_all(events);
}

bool docs_events_may_run(const struct docs_events *events)
{
    return docs_queue_is_empty(&events->queue) && !events->is_waiting && !events->is_closing
           && reverse_is_needless(events->reverse) && !join_holds(events->join);
}

bool docs_events_settle(struct docs_events *events)
{
    join_flush(events->join);
    return !join_holds(events->join);
}
