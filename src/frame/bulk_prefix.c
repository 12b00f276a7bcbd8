#include "frame/bulk_prefix.h"

#include "base/alloc.h"
#include "base/swar.h"

#define TAIL_BYTES sizeof(uint64_t)

void bulk_prefixes_init(struct bulk_prefixes *p)
{
    *p = (struct bulk_prefixes){ 0 };
}

void bulk_prefixes_release(struct bulk_prefixes *p)
{
    alloc_free(p->items);
    alloc_free(p->metas);
}

/* Of the last bytes of the prefix: names of streams differ at their ends, where task ids stand. */
static inline uint32_t slot_of(const char *prefix, size_t len)
{
    uint64_t tail = 0;
    if (len >= TAIL_BYTES)
        memcpy(&tail, prefix + len - TAIL_BYTES, TAIL_BYTES);
    else
        memcpy(&tail, prefix, len);
    return (uint32_t)((tail * UINT64_C(0x9e3779b97f4a7c15)) >> 56) & (BULK_SLOTS - 1);
}

static inline uint8_t find_slot(const struct bulk_prefixes *p, const char *prefix, size_t len)
{
    for (uint32_t at = slot_of(prefix, len); p->slots[at]; at = (at + 1) & (BULK_SLOTS - 1)) {
        const struct bulk_prefix *item = &p->items[p->slots[at] - 1];
        if (item->len == len && swar_same(item->bytes, prefix, len))
            return p->slots[at];
    }
    return 0;
}

/* The full search. It is apart so that bulk_prefix_find, which most lines go, calls nothing. */
static __attribute__((noinline)) bool find_closely(struct bulk_prefixes *p, struct slice line,
                                                   struct bulk_found *out)
{
    for (size_t i = 0; i < p->length_count; i++) {
        const struct bulk_length *const length = &p->lengths[i];
        const size_t time = length->bytes - length->rest;
        const uint8_t slot =
            line.len >= length->bytes ? find_slot(p, line.ptr + time, length->rest) : 0;
        if (slot == 0 || !bulk_time_read(&p->times[length->time], line, &out->time_us))
            continue;
        out->prefix = (uint16_t)(slot - 1);
        out->len = length->bytes;
        return true;
    }
    return false;
}

bool bulk_prefix_find(struct bulk_prefixes *p, struct slice line, struct bulk_found *out)
{
    for (size_t i = 0; i < p->length_count; i++) {
        const struct bulk_length *const length = &p->lengths[i];
        if (line.len < length->bytes)
            continue;
        const char *const rest = line.ptr + length->bytes - length->rest;
        const uint8_t slot = p->slots[slot_of(rest, length->rest)];
        if (slot == 0) /* there is none of this length */
            continue;
        const struct bulk_prefix *const item = &p->items[slot - 1];
        if (item->len != length->rest || !swar_same(item->bytes, rest, length->rest)
            || !bulk_time_read_quick(&p->times[length->time], line, &out->time_us))
            return find_closely(p, line, out);
        out->prefix = (uint16_t)(slot - 1);
        out->len = length->bytes;
        return true;
    }
    return false;
}

/* The form of the time at the start; BULK_TIMES_MAX: none. */
static size_t time_form(struct bulk_prefixes *p, struct slice line, int32_t zone_s, int64_t us)
{
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    struct timestamp t;
    struct bulk_time form;
    int64_t read;
    const size_t len = timestamp_parse(line, &ctx, &t);
    if (len == 0 || !bulk_time_learn(&form, line, len, zone_s)
        || !bulk_time_read(&form, line, &read) || read != us)
        return BULK_TIMES_MAX;
    for (size_t i = 0; i < p->time_count; i++)
        if (bulk_time_is_alike(&p->times[i], &form))
            return i;
    if (p->time_count < BULK_TIMES_MAX)
        p->times[p->time_count++] = form;
    else
        return BULK_TIMES_MAX;
    return p->time_count - 1;
}

static bool add_length(struct bulk_prefixes *p, size_t len, size_t time)
{
    const size_t rest = len - p->times[time].len;
    for (size_t i = 0; i < p->length_count; i++)
        if (p->lengths[i].bytes == len && p->lengths[i].time == time)
            return true;
    if (p->length_count == BULK_LENGTHS_MAX)
        return false;
    p->lengths[p->length_count++] = (struct bulk_length){ len, rest, time };
    return true;
}

static struct slice keep(struct bulk_prefix *item, size_t *used, struct slice name)
{
    const struct slice kept = slice_make(item->names + *used, name.len);
    if (name.len > 0)
        memcpy(item->names + *used, name.ptr, name.len);
    *used += name.len;
    return kept;
}

/* False if the names are too long. */
static bool keep_meta(struct bulk_prefix *item, struct event *meta, const struct peeled *peeled)
{
    const struct event *from = &peeled->meta;
    size_t used = 0;
    if (from->group.len + from->stream.len + from->task.len + from->container.len
            + from->service.len + from->cluster.len + from->region.len
        > sizeof item->names)
        return false;
    *meta = (struct event){ .is_lines = true,
                            .time_us = TIMESTAMP_NONE,
                            .level = peeled->line.level,
                            .origin = from->origin };
    meta->group = keep(item, &used, from->group);
    meta->stream = keep(item, &used, from->stream);
    meta->task = keep(item, &used, from->task);
    meta->container = keep(item, &used, from->container);
    meta->service = keep(item, &used, from->service);
    meta->cluster = keep(item, &used, from->cluster);
    meta->region = keep(item, &used, from->region);
    event_clip(meta);
    return true;
}

bool bulk_prefix_add(struct bulk_prefixes *p, struct slice line, const struct peeled *peeled,
                     size_t shape, int32_t zone_s)
{
    const struct slice rest = peeled->rest;
    if (p->count == BULK_PREFIXES_MAX || rest.len == 0
        || rest.ptr + rest.len != line.ptr + line.len)
        return false;
    const size_t len = line.len - rest.len;
    const size_t form = time_form(p, line, zone_s, peeled->line.time_us);
    if (form == BULK_TIMES_MAX || len < p->times[form].len
        || len - p->times[form].len > BULK_PREFIX_BYTES_MAX)
        return false;
    if (!p->items) {
        p->items = alloc_zeroed(BULK_PREFIXES_MAX, sizeof *p->items);
        p->metas = alloc_zeroed(BULK_PREFIXES_MAX, sizeof *p->metas);
    }
    struct bulk_prefix *item = &p->items[p->count];
    item->len = len - p->times[form].len;
    memcpy(item->bytes, line.ptr + p->times[form].len, item->len);
    p->keys[p->count] = peeled->line.key;
    item->shape = shape;
    p->mixed = p->mixed || shape != p->items[0].shape;
    if (!keep_meta(item, &p->metas[p->count], peeled) || !add_length(p, len, form))
        return false;
    if (find_slot(p, item->bytes, item->len)) /* behind a time of another form */
        return true;
    uint32_t at = slot_of(item->bytes, item->len);
    while (p->slots[at])
        at = (at + 1) & (BULK_SLOTS - 1);
    p->slots[at] = (uint8_t)++p->count;
    return true;
}
