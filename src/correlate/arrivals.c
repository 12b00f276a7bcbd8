#include "base/alloc.h"
#include "correlate/replay.h"

#include <stdlib.h>

void arrivals_init(struct arrivals *a, uint32_t composites)
{
    uint32_t max = composites ? ARRIVALS_ALL_MAX / composites : ARRIVALS_MAX;
    if (max > ARRIVALS_MAX)
        max = ARRIVALS_MAX;
    *a = (struct arrivals){ .max = max < ARRIVALS_MIN ? ARRIVALS_MIN : max };
}

void arrivals_release(struct arrivals *a)
{
    alloc_free(a->items);
    *a = (struct arrivals){ 0 };
}

/* Steps so wide that all times of an int64_t fall together; one further, and all arrivals do, which
 * only more kinds of them than there is room for can need. */
#define LEVEL_LAST 44

/* Of the steps between. */
static int64_t width_us(uint32_t level)
{
    return (int64_t)TIMESTAMP_US_PER_S << (level - 1);
}

/* Step 0 keeps every event; step n rounds times down to multiples of 2^(n-1) seconds. */
static int64_t rounded(uint32_t level, int64_t time_us)
{
    if (level == 0 || time_us == TIMESTAMP_NONE)
        return time_us;
    if (level >= LEVEL_LAST)
        return 0;
    const int64_t width = width_us(level);
    const int64_t rest = time_us % width;
    return time_us - rest - (rest < 0 ? width : 0);
}

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Source by source, in their own order. */
static int by_source(const struct arrival *a, const struct arrival *b)
{
    const int order =
        strcmp(a->source_name ? a->source_name : "", b->source_name ? b->source_name : "");
    if (order)
        return order;
    return a->sequence != b->sequence ? compare(a->sequence, b->sequence)
                                      : compare(a->line, b->line);
}

/* The one order of events. */
static int by_place(const struct arrival *a, const struct arrival *b)
{
    if (a->first_us != b->first_us)
        return a->first_us < b->first_us ? -1 : 1;
    return by_source(a, b);
}

/* The order by what they are told apart by. */
static int by_key(uint32_t level, const struct arrival *a, const struct arrival *b)
{
    if (level > LEVEL_LAST)
        return 0;
    if (level == 0) {
        const int order = by_place(a, b);
        if (order)
            return order;
    }
    const int64_t x = rounded(level, a->first_us), y = rounded(level, b->first_us);
    if (x != y)
        return x < y ? -1 : 1;
    const int order = compare(a->terms, b->terms);
    return order ? order : compare(a->absences, b->absences);
}

static void merge(struct arrival *to, const struct arrival *from)
{
    const int64_t last_us = to->last_us > from->last_us ? to->last_us : from->last_us;
    const uint64_t count = to->count + from->count;
    const uint64_t terms = to->terms | from->terms, absences = to->absences | from->absences;
    if (by_place(from, to) < 0)
        *to = *from;
    to->terms = terms;
    to->absences = absences;
    to->last_us = last_us;
    to->count = count;
}

/* Where the first stands that is not before it, and does it fall together with that one? They
 * mostly come in order, or fall together with the last. */
static uint32_t position(const struct arrivals *a, const struct arrival *one, bool *is_known)
{
    uint32_t low = 0, high = a->count;
    const int order = high ? by_key(a->level, &a->items[high - 1], one) : -1;
    *is_known = order == 0;
    if (order <= 0)
        return order < 0 ? high : high - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (by_key(a->level, &a->items[middle], one) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *is_known = by_key(a->level, &a->items[low], one) == 0; /* the last one is behind it */
    return low;
}

static int by_time(const void *pa, const void *pb)
{
    return by_place(pa, pb);
}

/* Notes which times fall together with those of an item; with it the next ones mostly do. */
static void note_span(struct arrivals *a, uint32_t at)
{
    const int64_t from_us = rounded(a->level, a->items[at].first_us);
    int64_t to_us;
    a->recent = at;
    a->from_us = a->to_us = 0;
    if (a->level > 0 && a->level < LEVEL_LAST && from_us != TIMESTAMP_NONE
        && !__builtin_add_overflow(from_us, width_us(a->level), &to_us)) {
        a->from_us = from_us;
        a->to_us = to_us;
    }
}

/* Falls it together with the item that the one before it did? */
static bool is_recent(const struct arrivals *a, const struct arrival *one)
{
    return one->first_us >= a->from_us && one->first_us < a->to_us
           && one->terms == a->items[a->recent].terms
           && one->absences == a->items[a->recent].absences;
}

/* Adds one, where there is room for it. */
static bool put(struct arrivals *a, const struct arrival *one)
{
    if (is_recent(a, one)) {
        merge(&a->items[a->recent], one);
        return true;
    }
    bool is_known;
    const uint32_t at = position(a, one, &is_known);
    if (is_known) {
        merge(&a->items[at], one);
        note_span(a, at);
        return true;
    }
    if (a->count == a->max)
        return false;
    a->items = alloc_grow(a->items, &a->capacity, a->count + 1, sizeof *a->items);
    memmove(&a->items[at + 1], &a->items[at], (a->count - at) * sizeof *a->items);
    a->items[at] = *one;
    a->count++;
    note_span(a, at);
    return true;
}

/* One step coarser: what falls together is merged. They are put back in the order in which they
 * stood, which is nearly the one they are to have; those put back never reach those to come. */
static void coarsen(struct arrivals *a)
{
    const uint32_t count = a->count;
    a->level++;
    a->count = 0;
    a->from_us = a->to_us = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct arrival one = a->items[i];
        (void)put(a, &one);
    }
}

void arrivals_add(struct arrivals *a, const struct arrival *one)
{
    while (!put(a, one))
        coarsen(a);
}

/* As read. */
static int by_number(const void *pa, const void *pb)
{
    return by_source(pa, pb);
}

void arrivals_sort(struct arrivals *a, bool as_read)
{
    if (a->count)
        qsort(a->items, a->count, sizeof *a->items, as_read ? by_number : by_time);
}
