#include "base/alloc.h"
#include "base/buf.h"
#include "correlate/parts.h"

void streams_init(struct streams *s)
{
    *s = (struct streams){ 0 };
    map_init(&s->keys);
    arena_init(&s->arena);
    s->scratch = alloc_bytes(sizeof *s->scratch);
    buf_init(s->scratch);
}

void streams_release(struct streams *s)
{
    map_release(&s->keys);
    arena_release(&s->arena);
    alloc_free(s->items);
    buf_release(s->scratch);
    alloc_free(s->scratch);
}

/* Parts are joined with NUL, which no name holds. */
static struct slice stream_key(struct buf *scratch, uint32_t source, const struct event *event)
{
    const struct slice parts[] = { event->group, event->stream, event->container, event->service };
    buf_reset(scratch);
    buf_printf(scratch, "%u", source);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add_byte(scratch, '\0');
        buf_add(scratch, parts[i]);
    }
    return buf_slice(scratch);
}

static void note_time(struct stream_info *info, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE)
        return;
    if (info->first_us == TIMESTAMP_NONE || time_us < info->first_us)
        info->first_us = time_us;
    if (info->last_us == TIMESTAMP_NONE || time_us > info->last_us)
        info->last_us = time_us;
}

uint32_t streams_note(struct streams *s, uint32_t source, const struct event *event)
{
    struct slice key = stream_key(s->scratch, source, event);
    uint32_t index = map_get(&s->keys, key);
    if (index == MAP_NONE) {
        if (s->keys.count >= INCIDENT_STREAMS_MAX)
            return INCIDENT_NONE;
        index = map_put(&s->keys, key, NULL);
        s->items = alloc_grow(s->items, &s->capacity, index + 1, sizeof *s->items);
        s->items[index] = (struct stream_info){
            .group = arena_copy(&s->arena, event->group),
            .stream = arena_copy(&s->arena, event->stream),
            .task = arena_copy(&s->arena, event->task),
            .container = arena_copy(&s->arena, event->container),
            .service = arena_copy(&s->arena, event->service),
            .source = source,
            .first_us = TIMESTAMP_NONE,
            .last_us = TIMESTAMP_NONE,
        };
    }
    struct stream_info *info = &s->items[index];
    info->events++;
    if (event->level >= LEVEL_ERROR)
        info->errors++;
    note_time(info, event->time_us);
    return index;
}
