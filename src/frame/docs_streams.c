#include "frame/docs_streams.h"

#include "base/alloc.h"
#include "base/swar.h"
#include "frame/docs_events.h"
#include "frame/line_parts.h"

#define TAIL_BYTES sizeof(uint64_t)

struct docs_stream {
    size_t stream_len, group_len;
    char names[2 * EVENT_NAME_MAX]; /* the stream, the group */
};

void docs_streams_init(struct docs_streams *streams)
{
    *streams = (struct docs_streams){ .count = 0 };
}

void docs_streams_release(struct docs_streams *streams)
{
    alloc_free(streams->items);
    alloc_free(streams->metas);
}

/* Of the last bytes of the name, where ids stand. */
static inline uint32_t slot_of(struct slice stream)
{
    uint64_t tail = 0;
    if (stream.len >= TAIL_BYTES)
        memcpy(&tail, stream.ptr + stream.len - TAIL_BYTES, TAIL_BYTES);
    else if (stream.len > 0)
        memcpy(&tail, stream.ptr, stream.len);
    return (uint32_t)((tail * UINT64_C(0x9e3779b97f4a7c15)) >> 56) & (DOCS_STREAMS_SLOTS - 1);
}

static inline bool is_same(const struct docs_stream *item, struct slice stream, struct slice group)
{
    return item->stream_len == stream.len && item->group_len == group.len
           && swar_same(item->names, stream.ptr, stream.len)
           && swar_same(item->names + stream.len, group.ptr, group.len);
}

static struct slice keep(struct docs_stream *item, size_t at, struct slice name)
{
    if (name.len > 0)
        memcpy(item->names + at, name.ptr, name.len);
    return slice_make(item->names + at, name.len);
}

static void add(struct docs_streams *streams, struct slice stream, struct slice group)
{
    if (!streams->items) {
        streams->items = alloc_zeroed(BULK_PREFIXES_MAX, sizeof *streams->items);
        streams->metas = alloc_zeroed(BULK_PREFIXES_MAX, sizeof *streams->metas);
    }
    struct docs_stream *item = &streams->items[streams->count];
    struct event *meta = &streams->metas[streams->count];
    item->stream_len = stream.len;
    item->group_len = group.len;
    *meta = (struct event){ .time_us = TIMESTAMP_NONE, .origin = ORIGIN_LOG };
    meta->stream = keep(item, 0, stream);
    meta->group = keep(item, stream.len, group);
    streams->keys[streams->count] = docs_events_key(meta);
    line_split_stream(meta->stream, &meta->container, &meta->task);
}

bool docs_streams_find(struct docs_streams *streams, struct slice stream, struct slice group,
                       uint16_t *index)
{
    stream = slice_sub(stream, 0, EVENT_NAME_MAX); /* as event_clip */
    group = slice_sub(group, 0, EVENT_NAME_MAX);
    uint32_t at = slot_of(stream);
    for (; streams->slots[at]; at = (at + 1) & (DOCS_STREAMS_SLOTS - 1)) {
        *index = (uint16_t)(streams->slots[at] - 1);
        if (is_same(&streams->items[*index], stream, group))
            return true;
    }
    if (streams->count == BULK_PREFIXES_MAX)
        return false;
    add(streams, stream, group);
    *index = (uint16_t)streams->count++;
    streams->slots[at] = (uint8_t)streams->count;
    return true;
}
