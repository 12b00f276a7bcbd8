#include "cli/watch_fold.h"

#include "base/timestamp.h"

static struct watch_fold_slot *find(struct watch_fold *f, uint64_t key)
{
    struct watch_fold_slot *set = f->slots[(key ^ key >> 32) % WATCH_FOLD_SETS], *oldest = set;
    for (unsigned i = 0; i < WATCH_FOLD_WAYS; i++) {
        if (set[i].used > 0 && set[i].key == key)
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    *oldest = (struct watch_fold_slot){ .key = key, .last_us = TIMESTAMP_NONE };
    return oldest;
}

static bool is_power_of_ten(uint64_t n)
{
    while (n % 10 == 0)
        n /= 10;
    return n == 1;
}

bool watch_fold_note(struct watch_fold *f, uint64_t key, int64_t time_us, int64_t fold_us,
                     uint64_t *count)
{
    struct watch_fold_slot *s = find(f, key);
    const bool is_far = fold_us >= 0 && time_us != TIMESTAMP_NONE && s->last_us != TIMESTAMP_NONE
                        && time_us - s->last_us > fold_us;
    if (is_far)
        s->count = 0;
    s->count++;
    s->used = ++f->notes;
    if (time_us != TIMESTAMP_NONE && (s->last_us == TIMESTAMP_NONE || time_us > s->last_us))
        s->last_us = time_us;
    *count = s->count;
    return is_power_of_ten(s->count);
}
