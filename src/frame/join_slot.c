#include "frame/join_slot.h"

#include "base/alloc.h"

void join_slot_free(struct join_slot *s)
{
    if (!s)
        return;
    buf_release(&s->text);
    buf_release(&s->meta);
    alloc_free(s->lines);
    alloc_free(s);
}

void join_slot_free_all(struct join_slot *s)
{
    while (s) {
        struct join_slot *next = s->next;
        join_slot_free(s);
        s = next;
    }
}

static struct slice keep(struct buf *to, struct slice s)
{
    size_t at = to->len;
    buf_add(to, s);
    return slice_make(to->ptr + at, s.len);
}

void join_slot_keep_meta(struct join_slot *s, const struct event *meta, struct slice lead)
{
    struct event *e = &s->event;
    *e = (struct event){ .time_us = TIMESTAMP_NONE, .origin = ORIGIN_LOG };
    buf_reset(&s->meta);
    if (!meta) {
        e->lead = keep(&s->meta, lead);
        return;
    }
    /* Room for all first, so that the slices do not move. */
    buf_reserve(&s->meta, meta->group.len + meta->stream.len + meta->task.len + meta->container.len
                              + meta->service.len + meta->cluster.len + meta->region.len + lead.len
                              + 1);
    e->group = keep(&s->meta, meta->group);
    e->stream = keep(&s->meta, meta->stream);
    e->task = keep(&s->meta, meta->task);
    e->container = keep(&s->meta, meta->container);
    e->service = keep(&s->meta, meta->service);
    e->cluster = keep(&s->meta, meta->cluster);
    e->region = keep(&s->meta, meta->region);
    e->lead = keep(&s->meta, lead);
    e->origin = meta->origin;
    e->id = meta->id;
}

void join_slot_mix_id(struct join_slot *s, const struct join_line *line)
{
    if (!line->forced && line->meta && line->meta->id != 0)
        s->event.id = (s->event.id ^ line->meta->id) * 0x100000001b3u;
}

static void add_line_place(struct join_slot *s, size_t start, uint64_t line, uint64_t offset)
{
    if (s->event.line_count == EVENT_LINES_MAX)
        return;
    s->lines = alloc_grow(s->lines, &s->line_capacity, s->event.line_count + 1, sizeof *s->lines);
    s->lines[s->event.line_count++] =
        (struct event_line){ .start = (uint32_t)start, .line = line, .offset = offset };
}

void join_slot_add(struct join_slot *s, const struct join_line *line, bool piece)
{
    if (!piece && s->event.line_count > 0)
        buf_add_byte(&s->text, '\n');
    const size_t start = s->text.len;
    add_line_place(s, start, line->line, line->offset + line->skip);
    for (size_t i = 0; i < line->break_count; i++)
        add_line_place(s, start + line->breaks[i].start, line->breaks[i].line,
                       line->breaks[i].offset);
    buf_add(&s->text, line->text);
    s->partial = line->partial;
    s->may_end = line->may_end;
    s->block = line->block;
    s->piece_bytes = line->raw_bytes ? line->raw_bytes : line->text.len;
    uint64_t end = s->event.offset + s->event.length;
    end = line->end > end ? line->end : end;
    if (line->offset < s->event.offset) /* a listing that was turned */
        s->event.offset = line->offset;
    s->event.length = end - s->event.offset;
    if (line->time_us != TIMESTAMP_NONE)
        s->last_time_us = line->time_us;
}
