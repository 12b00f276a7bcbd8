#include "frame/docs_queue.h"

#include "base/alloc.h"
#include "base/text.h"

void docs_queue_init(struct docs_queue *queue)
{
    *queue = (struct docs_queue){ .count = 0 };
    arena_init(&queue->arena);
    buf_init(&queue->plain);
    buf_init(&queue->clean);
}

void docs_queue_release(struct docs_queue *queue)
{
    arena_release(&queue->arena);
    buf_release(&queue->plain);
    buf_release(&queue->clean);
    alloc_free(queue->events);
    queue->events = NULL;
}

/* CRLF and CR become LF; line ends at the end go. */
static struct slice plain_lines(struct slice s, struct buf *out)
{
    while (s.len > 0 && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
        s.len--;
    if (slice_find_byte(s, '\r', 0) == SLICE_NONE)
        return s;
    buf_reset(out);
    for (size_t at = 0; at < s.len;) {
        const size_t cr = slice_find_byte(s, '\r', at);
        const size_t end = cr == SLICE_NONE ? s.len : cr;
        buf_add(out, slice_sub(s, at, end - at));
        at = end + 1;
        if (end < s.len && (at >= s.len || s.ptr[at] != '\n'))
            buf_add_byte(out, '\n');
    }
    return buf_slice(out);
}

struct slice docs_queue_clean(struct slice message, struct buf *clean, struct buf *plain)
{
    return plain_lines(text_strip_ansi(message, clean), plain);
}

static const struct event_line *make_lines(struct arena *arena, struct slice text,
                                           const struct event_line *where, size_t *count)
{
    size_t lines = 1;
    for (size_t at = 0; (at = slice_find_byte(text, '\n', at)) != SLICE_NONE; at++)
        lines++;
    if (lines > EVENT_LINES_MAX)
        lines = EVENT_LINES_MAX;
    struct event_line *rows = arena_zeroed(arena, lines, sizeof *rows);
    size_t start = 0;
    for (size_t i = 0; i < lines; i++) {
        rows[i] = *where;
        rows[i].start = (uint32_t)start;
        start = slice_find_byte(text, '\n', start) + 1;
    }
    *count = lines;
    return rows;
}

static const struct event_definition *copy_definition(struct arena *arena,
                                                      const struct event_definition *from)
{
    if (!from)
        return NULL;
    struct event_definition *copy = arena_alloc(arena, sizeof *copy);
    struct event_fact *facts = arena_zeroed(arena, from->fact_count, sizeof *facts);
    *copy = *from;
    copy->family = arena_copy(arena, from->family);
    copy->facts = facts;
    for (size_t i = 0; i < from->fact_count; i++)
        facts[i] = (struct event_fact){
            .part = arena_copy(arena, from->facts[i].part),
            .name = arena_copy(arena, from->facts[i].name),
            .value = arena_copy(arena, from->facts[i].value),
            .hash = from->facts[i].hash,
        };
    return copy;
}

/* The names of a record's events are mostly the same: one copy serves them all. */
static void keep_names(struct arena *arena, struct event *event, const struct event *before)
{
    struct slice *const names[] = { &event->group,     &event->stream,  &event->task,
                                    &event->container, &event->service, &event->cluster,
                                    &event->region };
    const struct slice had[] = { before->group,   before->stream,  before->task,  before->container,
                                 before->service, before->cluster, before->region };
    for (size_t i = 0; i < sizeof had / sizeof *had; i++)
        *names[i] = slice_eq(*names[i], had[i]) ? had[i] : arena_copy(arena, *names[i]);
}

void docs_queue_add(struct docs_queue *queue, const struct event *event,
                    const struct event_line *where)
{
    if (queue->next == queue->count) {
        queue->next = queue->count = 0;
        arena_reset(&queue->arena);
    }
    struct slice text = docs_queue_clean(event->message, &queue->clean, &queue->plain);
    if (text.len == 0)
        return;
    if (queue->count >= DOCS_QUEUE_MAX) {
        queue->dropped++;
        return;
    }
    if (text.len > EVENT_BYTES_MAX) {
        queue->cut++;
        queue->cut_bytes += text.len - EVENT_BYTES_MAX;
        text.len = EVENT_BYTES_MAX;
    }
    queue->events =
        alloc_grow(queue->events, &queue->capacity, queue->count + 1, sizeof *queue->events);
    struct event *kept = &queue->events[queue->count++];
    struct arena *arena = &queue->arena;
    const struct event none = { .group = slice_empty() };
    *kept = *event;
    event_clip(kept);
    keep_names(arena, kept, queue->count > 1 ? kept - 1 : &none);
    kept->message = arena_copy(arena, text);
    kept->json = arena_copy(arena, event->json);
    kept->definition = copy_definition(arena, event->definition);
    kept->lines = make_lines(arena, kept->message, where, &kept->line_count);
}

bool docs_queue_take(struct docs_queue *queue, struct event *event)
{
    if (queue->next == queue->count)
        return false;
    *event = queue->events[queue->next++];
    return true;
}
