/* A table of what has been read: a fingerprint of each event, the source that showed it last, how
 * often that one did, and how often any did. An event is a duplicate when its source has not shown
 * it more often than some source before; a program that prints a line twice printed it twice. */
#include "base/alloc.h"
#include "correlate/parts.h"

#define SLOTS_FIRST (1u << 12)
#define SLOTS_MAX (1u << 20) /* 16 bytes each */

/* Events of a single source that do not matter are compared while there are not more than these: a
 * table that is out of the caches costs a third of the speed, and here repeats are rare. */
#define SINGLE_MAX (1u << 15)

struct duplicate_slot {
    uint64_t hash; /* of time and message */
    uint16_t source;
    uint8_t stream;     /* fingerprint of the stream's name, 0: it is not known */
    uint8_t seen, most; /* by this source, by any; most 0: the slot is free */
    uint8_t unused[3];
};

_Static_assert(sizeof(struct duplicate_slot) == 16, "SLOTS_MAX bounds memory");

void duplicates_init(struct duplicates *d)
{
    *d = (struct duplicates){ 0 };
}

void duplicates_release(struct duplicates *d)
{
    alloc_free(d->slots);
}

/* Eight bytes at a time, because whole logs pass through here; only equality matters, so byte order
 * does not. Multiplicative hashing with 2^64 divided by the golden ratio (Knuth, The Art of
 * Computer Programming, volume 3, section 6.4); the shift brings high bits back down. */
static uint64_t hash_bytes(uint64_t hash, struct slice s)
{
    size_t i = 0;
    for (; i + sizeof(uint64_t) <= s.len; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.ptr + i, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    for (; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (hash ^ s.len) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Where all that is known is a second, two programs may well have said the same in it. */
static bool is_comparable(const struct event *event)
{
    if (event->time_us == TIMESTAMP_NONE || event->message.len == 0)
        return false;
    return event->origin != ORIGIN_LOG || event->stream.len > 0 || event->task.len > 0
           || event->time_us % TIMESTAMP_US_PER_S != 0;
}

static uint8_t stream_mark(const struct event *event)
{
    const struct slice name = event->task.len ? event->task : event->stream;
    return name.len ? (uint8_t)(1 + (slice_hash(name) >> 8) % UINT8_MAX) : 0;
}

static bool same_stream(const struct duplicate_slot *slot, uint8_t stream)
{
    return slot->stream == stream || slot->stream == 0 || stream == 0;
}

/* The slot of an event, or the free one where it belongs. */
static struct duplicate_slot *find(const struct duplicates *d, uint64_t hash, uint8_t stream)
{
    uint32_t at = (uint32_t)(hash >> 32) & (d->slot_count - 1);
    while (d->slots[at].most && (d->slots[at].hash != hash || !same_stream(&d->slots[at], stream)))
        at = (at + 1) & (d->slot_count - 1);
    return &d->slots[at];
}

static void grow(struct duplicates *d)
{
    struct duplicates wide = *d;
    wide.slot_count = d->slot_count ? d->slot_count * 2 : SLOTS_FIRST;
    wide.slots = alloc_zeroed(wide.slot_count, sizeof *wide.slots);
    for (uint32_t i = 0; i < d->slot_count; i++) {
        uint32_t at = (uint32_t)(d->slots[i].hash >> 32) & (wide.slot_count - 1);
        if (d->slots[i].most == 0)
            continue;
        while (wide.slots[at].most)
            at = (at + 1) & (wide.slot_count - 1);
        wide.slots[at] = d->slots[i];
    }
    alloc_free(d->slots);
    *d = wide;
}

/* Half of the table is for everything, the next three eighths for what matters; a table that is
 * fuller than that is slow. */
static bool has_room(struct duplicates *d, bool matters)
{
    if (d->used >= d->slot_count / 2 && d->slot_count < SLOTS_MAX)
        grow(d);
    return d->used < d->slot_count / 2 || (matters && d->used < d->slot_count / 8 * 7);
}

/* An id is given once: who shows it again shows the same event, be it in the same source. Time and
 * message are part of it, for ids of test servers are small numbers. */
static bool was_shown(struct duplicates *d, uint64_t hash, uint64_t id, bool room)
{
    const uint64_t known = hash_bytes(hash, slice_make((const char *)&id, sizeof id));
    struct duplicate_slot *slot = find(d, known, 0);
    if (slot->most == 0 && room) {
        *slot = (struct duplicate_slot){ .hash = known, .seen = 1, .most = 1 };
        d->used++;
        return false;
    }
    return slot->most > 0;
}

bool duplicates_compare(const struct duplicates *d)
{
    return !d->only_ids || d->used < SINGLE_MAX;
}

bool duplicates_note(struct duplicates *d, uint32_t source, const struct event *event, bool matters)
{
    if (!is_comparable(event) || (!matters && !duplicates_compare(d)))
        return false;
    const bool room = has_room(d, matters);
    const uint8_t stream = stream_mark(event);
    const uint64_t hash = hash_bytes((uint64_t)event->time_us, event->message);
    if (event->id != 0 && was_shown(d, hash, event->id, room))
        return true;
    if (d->only_ids)
        return false;
    struct duplicate_slot *slot = find(d, hash, stream);
    if (slot->most == 0) {
        if (!room) {
            d->unchecked++;
            return false;
        }
        *slot = (struct duplicate_slot){ hash, (uint16_t)source, stream, 1, 1, { 0 } };
        d->used++;
        return false;
    }
    if (slot->stream == 0)
        slot->stream = stream;
    if (slot->source != (uint16_t)source) {
        slot->source = (uint16_t)source;
        slot->seen = 0;
    }
    if (slot->seen < UINT8_MAX)
        slot->seen++;
    if (slot->seen <= slot->most && slot->seen < UINT8_MAX)
        return true;
    slot->most = slot->seen;
    return false;
}
