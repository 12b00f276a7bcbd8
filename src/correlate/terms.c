#include "base/alloc.h"
#include "correlate/parts.h"

/* Step 0 keeps every time; step n rounds down to multiples of 2^(n-1) seconds. */
static int64_t rounded(const struct term_times *t, int64_t time_us)
{
    if (t->level == 0)
        return time_us;
    const int64_t width = (int64_t)TIMESTAMP_US_PER_S << (t->level - 1);
    const int64_t rest = time_us % width;
    return time_us - rest - (rest < 0 ? width : 0);
}

/* How many entries begin at or before a time. They mostly come in order, so that is tried first. */
static uint32_t upper_bound(const struct term_times *t, int64_t time_us)
{
    uint32_t low = 0, high = t->count;
    if (high == 0 || t->times[high - 1].first_us <= time_us)
        return high;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (t->times[middle].first_us <= time_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void merge(struct term_time *to, const struct term_time *from)
{
    if (from->first_us < to->first_us)
        to->first_us = from->first_us;
    if (from->last_us > to->last_us)
        to->last_us = from->last_us;
    to->count += from->count;
}

static void coarsen(struct term_times *t)
{
    uint32_t n = 0;
    t->level++;
    for (uint32_t i = 1; i < t->count; i++) {
        if (rounded(t, t->times[n].first_us) == rounded(t, t->times[i].first_us))
            merge(&t->times[n], &t->times[i]);
        else
            t->times[++n] = t->times[i];
    }
    t->count = n + 1;
}

void term_times_add(struct term_times *t, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE) {
        t->undated++;
        return;
    }
    const struct term_time one = { time_us, time_us, 1 };
    for (;;) {
        const uint32_t at = upper_bound(t, time_us);
        for (uint32_t i = at > 0 ? at - 1 : 0; i <= at && i < t->count; i++)
            if (rounded(t, t->times[i].first_us) == rounded(t, time_us)) {
                merge(&t->times[i], &one);
                return;
            }
        if (t->count < COMPOSITE_TIMES_MAX) {
            t->times = alloc_grow(t->times, &t->capacity, t->count + 1, sizeof *t->times);
            memmove(&t->times[at + 1], &t->times[at], (t->count - at) * sizeof *t->times);
            t->times[at] = one;
            t->count++;
            return;
        }
        coarsen(t);
    }
}
