#include "correlate/parts.h"

/* Division that rounds down, also for times before 1970. */
static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void histogram_init(struct histogram *h, int64_t width_us)
{
    *h = (struct histogram){ .width_us = width_us };
}

static void bucket_add(struct histogram_bucket *to, const struct histogram_bucket *from)
{
    if (from->count == 0)
        return;
    if (to->count == 0 || from->first_us < to->first_us)
        to->first_us = from->first_us;
    if (to->count == 0 || from->last_us > to->last_us)
        to->last_us = from->last_us;
    to->count += from->count;
}

/* Makes room for bucket `index` of the present width: moves the buckets, and doubles the width
 * until all from the lowest to the highest fit. Halving an index rounded down gives the bucket of
 * double width that holds it, so what is in one bucket stays together. */
static void make_room(struct histogram *h, int64_t index)
{
    if (index >= h->index && index - h->index < HISTOGRAM_BUCKETS_MAX) {
        h->used = (uint32_t)(index - h->index) + 1; /* what is behind is empty */
        return;
    }
    const int64_t high = h->index + h->used - 1;
    int64_t from = index < h->index ? index : h->index;
    int64_t to = index > high ? index : high;
    int64_t widening = 1;
    while (to - from >= HISTOGRAM_BUCKETS_MAX) {
        from = floor_div(from, 2);
        to = floor_div(to, 2);
        widening *= 2;
    }
    struct histogram wide = { .width_us = h->width_us * widening,
                              .index = from,
                              .used = (uint32_t)(to - from) + 1 };
    for (uint32_t i = 0; i < h->used; i++)
        bucket_add(&wide.buckets[floor_div(h->index + i, widening) - from], &h->buckets[i]);
    *h = wide;
}

/* Spares a division, which takes longer than all the rest. */
static bool is_near(const struct histogram *h, int64_t time_us)
{
    const int64_t start_us = (h->index + h->near) * h->width_us;
    return h->near < h->used && time_us >= start_us && time_us - start_us < h->width_us;
}

void histogram_add_run(struct histogram *h, int64_t first_us, int64_t last_us, uint64_t count)
{
    const struct histogram_bucket run = { count, first_us, last_us };
    if (is_near(h, first_us)) {
        bucket_add(&h->buckets[h->near], &run);
        return;
    }
    int64_t index = floor_div(first_us, h->width_us);
    if (h->used == 0) {
        h->index = index;
        h->used = 1;
    } else if (index < h->index || index >= h->index + h->used) {
        make_room(h, index);
        index = floor_div(first_us, h->width_us);
    }
    h->near = (uint32_t)(index - h->index);
    bucket_add(&h->buckets[h->near], &run);
}

void histogram_add(struct histogram *h, int64_t time_us)
{
    if (time_us != TIMESTAMP_NONE)
        histogram_add_run(h, time_us, time_us, 1);
}

uint64_t histogram_within(const struct histogram *h, int64_t from_us, int64_t to_us)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < h->used; i++)
        if (h->buckets[i].count && h->buckets[i].first_us > from_us
            && h->buckets[i].last_us < to_us)
            n += h->buckets[i].count;
    return n;
}

uint64_t histogram_between(const struct histogram *h, int64_t from_us, int64_t to_us)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < h->used; i++)
        if (h->buckets[i].count && h->buckets[i].first_us >= from_us
            && h->buckets[i].first_us < to_us)
            n += h->buckets[i].count;
    return n;
}

/* Room for the first and the last event of a bucket is room for all of it, as it is no wider than
 * those here, once these are as wide. */
void histogram_join(struct histogram *to, const struct histogram *from)
{
    struct histogram other = *from;
    if (from->width_us > to->width_us) {
        other = *to;
        *to = *from;
    }
    for (uint32_t i = 0; i < other.used; i++) {
        const struct histogram_bucket *bucket = &other.buckets[i];
        if (bucket->count == 0)
            continue;
        const int64_t index = floor_div(bucket->first_us, to->width_us);
        if (to->used == 0) {
            to->index = index;
            to->used = 1;
        } else if (index < to->index || index >= to->index + to->used) {
            make_room(to, index);
        }
        bucket_add(&to->buckets[floor_div(bucket->first_us, to->width_us) - to->index], bucket);
    }
}
