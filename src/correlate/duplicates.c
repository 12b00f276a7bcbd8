/* A table of what has been read: a fingerprint of each event, the source that showed it last, how
 * often that one did, and how often any did. An event is a duplicate when its source has not shown
 * it more often than some source before; a program that prints a line twice printed it twice.
 *
 * A live input (duplicates_go_live) gives events again, too: a tail that comes back begins a minute
 * before it ended. Where an event was shown before, and its stream has shown a later time since, a
 * round begins, and a round is as good as a source. Within one, lines of the same time are
 * repeats of the program: their stream has not gone on. So what cannot be told is a tail that comes
 * back with nothing but lines of the very last time. */
#include "base/alloc.h"
#include "correlate/parts.h"
#include "correlate/replay_streams.h"

#define SLOTS_FIRST (1u << 12)
#define SLOTS_MAX (1u << 20) /* 16 bytes each */

/* Events of a single source that do not matter are compared while there are not more than these: a
 * table that is out of the caches costs a third of the speed, and here repeats are rare. */
#define SINGLE_MAX (1u << 15)

/* Of a live input so many events are remembered at least, and twice as many at most. */
#define LIVE_MAX (1u << 18)

struct duplicate_slot {
    uint64_t hash; /* of time and message */
    uint16_t source;
    uint8_t stream;     /* fingerprint of the stream's name, 0: it is not known */
    uint8_t seen, most; /* by this source in this round, by any; most 0: the slot is free */
    uint16_t round;
};

_Static_assert(sizeof(struct duplicate_slot) == 16, "SLOTS_MAX bounds memory");

void duplicates_init(struct duplicates *d)
{
    *d = (struct duplicates){ 0 };
}

void duplicates_go_live(struct duplicates *d)
{
    d->streams = replay_streams_new();
}

void duplicates_release(struct duplicates *d)
{
    alloc_free(d->table.slots);
    alloc_free(d->old.slots);
    replay_streams_free(d->streams);
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

/* The time goes through the same mill first: neighbouring times and similar texts would meet. */
static uint64_t event_hash(const struct event *event)
{
    const struct slice time = slice_make((const char *)&event->time_us, sizeof event->time_us);
    return hash_bytes(hash_bytes(0, time), event->message);
}

/* Where all that is known is a second, two programs may well have said the same in it. A state that
 * is polled has no time: said again it is still the same. */
static bool is_comparable(const struct duplicates *d, const struct event *event)
{
    if (event->message.len == 0)
        return false;
    if (event->time_us == TIMESTAMP_NONE)
        return event->in_snapshot && d->streams;
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
static struct duplicate_slot *find_in(const struct duplicate_table *t, uint64_t hash,
                                      uint8_t stream)
{
    uint32_t at = (uint32_t)(hash >> 32) & (t->count - 1);
    while (t->slots[at].most && (t->slots[at].hash != hash || !same_stream(&t->slots[at], stream)))
        at = (at + 1) & (t->count - 1);
    return &t->slots[at];
}

static void grow(struct duplicate_table *t)
{
    struct duplicate_table wide = *t;
    wide.count = t->count ? t->count * 2 : SLOTS_FIRST;
    wide.slots = alloc_zeroed(wide.count, sizeof *wide.slots);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t at = (uint32_t)(t->slots[i].hash >> 32) & (wide.count - 1);
        if (t->slots[i].most == 0)
            continue;
        while (wide.slots[at].most)
            at = (at + 1) & (wide.count - 1);
        wide.slots[at] = t->slots[i];
    }
    alloc_free(t->slots);
    *t = wide;
}

/* Their memory is taken over, so that it stays what it is. */
static void forget_old(struct duplicates *d)
{
    struct duplicate_table empty = d->old;
    if (empty.count > 0)
        memset(empty.slots, 0, empty.count * sizeof *empty.slots);
    empty.used = 0;
    d->old = d->table;
    d->table = empty;
}

/* Half of the table is for everything, the next three eighths for what matters; a table that is
 * fuller than that is slow. */
static bool has_room(struct duplicates *d, bool matters)
{
    struct duplicate_table *t = &d->table;
    if (d->streams && t->used >= LIVE_MAX)
        forget_old(d);
    if (t->used >= t->count / 2 && t->count < SLOTS_MAX)
        grow(t);
    return t->used < t->count / 2 || (matters && t->used < t->count / 8 * 7);
}

/* The same; what is about to be forgotten is remembered again. */
static struct duplicate_slot *find(struct duplicates *d, uint64_t hash, uint8_t stream)
{
    struct duplicate_slot *slot = find_in(&d->table, hash, stream);
    if (slot->most > 0 || d->old.count == 0)
        return slot;
    const struct duplicate_slot *old = find_in(&d->old, hash, stream);
    if (old->most > 0) {
        *slot = *old;
        d->table.used++;
    }
    return slot;
}

/* An id is given once: who shows it again shows the same event, be it in the same source. Time and
 * message are part of it, for ids of test servers are small numbers. */
static bool was_shown(struct duplicates *d, uint64_t hash, uint64_t id, bool room)
{
    const uint64_t known = hash_bytes(hash, slice_make((const char *)&id, sizeof id));
    struct duplicate_slot *slot = find(d, known, 0);
    if (slot->most == 0 && room) {
        *slot = (struct duplicate_slot){ .hash = known, .seen = 1, .most = 1 };
        d->table.used++;
        return false;
    }
    return slot->most > 0;
}

bool duplicates_compare(const struct duplicates *d)
{
    return !d->only_ids || d->table.used < SINGLE_MAX;
}

/* In which round does a source give this event? */
static uint16_t round_of(struct duplicates *d, uint32_t source, const struct event *event,
                         const struct duplicate_slot *slot)
{
    if (!d->streams || event->time_us == TIMESTAMP_NONE)
        return 0;
    const struct slice name = event->task.len ? event->task : event->stream;
    const bool was_shown = slot->most > 0 && slot->source == (uint16_t)source;
    return replay_streams_round(d->streams, slice_hash(name) ^ source, event->time_us, was_shown);
}

/* Has this source shown the event more often than any, in any round? */
static bool is_again(struct duplicate_slot *slot, uint32_t source, uint16_t round)
{
    if (slot->source != (uint16_t)source || slot->round != round) {
        slot->source = (uint16_t)source;
        slot->round = round;
        slot->seen = 0;
    }
    if (slot->seen < UINT8_MAX)
        slot->seen++;
    if (slot->seen <= slot->most && slot->seen < UINT8_MAX)
        return true;
    slot->most = slot->seen;
    return false;
}

bool duplicates_note(struct duplicates *d, uint32_t source, const struct event *event, bool matters)
{
    if (!is_comparable(d, event) || (!matters && !duplicates_compare(d)))
        return false;
    const bool room = has_room(d, matters);
    const uint8_t stream = stream_mark(event);
    const uint64_t hash = event_hash(event);
    if (event->id != 0 && was_shown(d, hash, event->id, room))
        return true;
    if (d->only_ids)
        return false;
    struct duplicate_slot *slot = find(d, hash, stream);
    const uint16_t round = round_of(d, source, event, slot);
    if (slot->most == 0) {
        if (!room) {
            d->unchecked++;
            return false;
        }
        *slot = (struct duplicate_slot){ hash, (uint16_t)source, stream, 1, 1, round };
        d->table.used++;
        return false;
    }
    if (slot->stream == 0)
        slot->stream = stream;
    return event->time_us == TIMESTAMP_NONE || is_again(slot, source, round);
}
