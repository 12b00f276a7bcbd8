#include "correlate/replay_streams.h"

#include "base/alloc.h"

struct entry {
    uint64_t stream, used; /* used: number of the event; 0: free */
    int64_t latest_us;     /* of this round */
    uint16_t round;
};

struct replay_streams {
    struct entry entries[REPLAY_STREAMS_SETS][REPLAY_STREAMS_WAYS];
    uint64_t events;
};

struct replay_streams *replay_streams_new(void)
{
    return alloc_zeroed(1, sizeof(struct replay_streams));
}

void replay_streams_free(struct replay_streams *s)
{
    alloc_free(s);
}

static struct entry *find(struct replay_streams *s, uint64_t stream)
{
    struct entry *set = s->entries[(stream ^ stream >> 32) % REPLAY_STREAMS_SETS], *oldest = set;
    for (unsigned i = 0; i < REPLAY_STREAMS_WAYS; i++) {
        if (set[i].used > 0 && set[i].stream == stream)
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    *oldest = (struct entry){ .stream = stream, .latest_us = INT64_MIN };
    return oldest;
}

uint16_t replay_streams_round(struct replay_streams *s, uint64_t stream, int64_t time_us,
                              bool shown)
{
    struct entry *e = find(s, stream);
    e->used = ++s->events;
    if (shown && time_us < e->latest_us) {
        e->round++;
        e->latest_us = time_us;
    }
    if (time_us > e->latest_us)
        e->latest_us = time_us;
    return e->round;
}
