#include "base/alloc.h"
#include "correlate/parts.h"

/* Longest capture value kept. */
#define CAPTURE_BYTES_MAX 512

struct occurrence_slot *occurrence_slot_set(struct occurrence_slot *slot,
                                            const struct occurrence *from)
{
    size_t bytes = from->text.len + from->quoted.len + from->inner.len;
    for (uint32_t i = 0; i < from->capture_count; i++)
        bytes += from->captures[i].name.len + from->captures[i].value.len;
    if (!slot)
        slot = alloc_zeroed(1, sizeof *slot);
    memcpy(&slot->at, from,
           offsetof(struct occurrence, captures) + from->capture_count * sizeof *from->captures);
    slot->bytes = alloc_grow(slot->bytes, &slot->capacity, bytes, 1);
    char *p = slot->bytes;
    struct slice *parts[3 + 2 * HIT_CAPTURES_MAX];
    size_t n = 0;
    parts[n++] = &slot->at.text;
    parts[n++] = &slot->at.quoted;
    parts[n++] = &slot->at.inner;
    for (uint32_t i = 0; i < from->capture_count; i++) {
        parts[n++] = &slot->at.captures[i].name;
        parts[n++] = &slot->at.captures[i].value;
    }
    for (size_t i = 0; i < n; i++) {
        if (parts[i]->len)
            memcpy(p, parts[i]->ptr, parts[i]->len);
        parts[i]->ptr = p;
        p += parts[i]->len;
    }
    return slot;
}

void occurrence_slot_free(struct occurrence_slot *slot)
{
    if (!slot)
        return;
    alloc_free(slot->bytes);
    alloc_free(slot);
}

/* Evidence of a very long line is cut around the match, so that the decisive words stay. */
static struct slice cut_around(struct slice line, struct slice matched)
{
    if (line.len <= INCIDENT_TEXT_MAX)
        return line;
    size_t at = matched.ptr >= line.ptr ? (size_t)(matched.ptr - line.ptr) : 0;
    if (at > line.len)
        at = 0;
    size_t lead = INCIDENT_TEXT_MAX / 4;
    return slice_sub(line, at > lead ? at - lead : 0, INCIDENT_TEXT_MAX);
}

/* Where a part of the message begins in the source. */
static uint64_t offset_of(const struct event *event, struct slice part)
{
    if (part.ptr < event->message.ptr || part.ptr > event->message.ptr + event->message.len)
        return event->lines[0].offset;
    const size_t at = (size_t)(part.ptr - event->message.ptr);
    const struct event_line *where = event_line_at(event, at);
    return where->offset + (at - where->start);
}

static void set_inner(struct occurrence *occ, const struct hit *hit)
{
    const struct event *event = hit->event;
    if (hit->line.len == event->message.len) /* nothing else could be inside it */
        return;
    const struct slice inner = headline_innermost(event->message);
    if (inner.len == 0 || inner.ptr == hit->line.ptr)
        return;
    const struct event_line *where = event_line_at(event, (size_t)(inner.ptr - event->message.ptr));
    occ->inner = slice_sub(inner, 0, INCIDENT_TEXT_MAX);
    occ->inner_line = where->line;
    occ->inner_offset = offset_of(event, inner);
}

void occurrence_of_hit(const struct hit *hit, const struct occurrence_place *place,
                       struct occurrence *out)
{
    out->time_us = hit->event->time_us;
    out->near_us = place->near_us;
    out->source_name = place->source_name;
    out->sequence = place->sequence;
    out->source = place->source;
    out->stream = place->stream;
    out->level = hit->event->level;
    out->line = hit->source_line;
    out->text = cut_around(hit->line, hit->matched);
    out->offset = offset_of(hit->event, out->text);
    out->quoted = out->inner = slice_empty();
    out->inner_line = out->inner_offset = 0;
    out->capture_count = hit->capture_count;
    for (uint32_t i = 0; i < hit->capture_count; i++) {
        out->captures[i] = hit->captures[i];
        if (out->captures[i].value.len > CAPTURE_BYTES_MAX)
            out->captures[i].value.len = CAPTURE_BYTES_MAX;
    }
    set_inner(out, hit);
}

struct slice occurrence_headline(const struct event *event, const struct event_line **where)
{
    const struct slice line = headline_of(event->message);
    *where = event_line_at(event, line.ptr ? (size_t)(line.ptr - event->message.ptr) : 0);
    return slice_sub(line, 0, INCIDENT_TEXT_MAX);
}

struct occurrence occurrence_of_event(const struct event *event,
                                      const struct occurrence_place *place)
{
    const struct event_line *where;
    const struct slice line = occurrence_headline(event, &where);
    return (struct occurrence){
        .time_us = event->time_us,
        .near_us = place->near_us,
        .source_name = place->source_name,
        .sequence = place->sequence,
        .source = place->source,
        .stream = place->stream,
        .level = event->level,
        .line = where->line,
        .offset = where->offset,
        .text = line,
    };
}

struct slice correlate_headline(const struct event *event, uint64_t *line)
{
    const struct event_line *where;
    const struct slice text = occurrence_headline(event, &where);
    *line = where->line;
    return text;
}
