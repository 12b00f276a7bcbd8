#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

void term_times_add(struct term_times *t, int64_t time_us)
{
    if (t->count < COMPOSITE_TIMES_MAX) {
        t->times = alloc_grow(t->times, &t->capacity, t->count + 1, sizeof *t->times);
        t->times[t->count++] = time_us;
    } else {
        t->times[t->next] = time_us;
        t->next = (t->next + 1) % COMPOSITE_TIMES_MAX;
    }
}

static int time_order(const void *pa, const void *pb)
{
    const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

/* How many of the sorted times lie in [from, to], and the last one that makes up `need`. */
static uint32_t count_within(const struct term_times *t, int64_t from, int64_t to, uint32_t need,
                             int64_t *filled_at)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->count && t->times[i] <= to; i++) {
        if (t->times[i] < from)
            continue;
        if (++n == need)
            *filled_at = t->times[i];
    }
    return n;
}

/* Does the composite hold in the window that begins at `from`? *until: when it was complete. */
static bool holds_at(const struct sig_composite *c, const struct term_times *terms, int64_t from,
                     int64_t *until)
{
    const int64_t to = from > INT64_MAX - c->window_us ? INT64_MAX : from + c->window_us;
    int64_t step = from;
    *until = from;
    for (uint32_t i = 0; i < c->term_count; i++) {
        const struct sig_term *term = &c->terms[i];
        int64_t filled = from;
        int64_t start = c->type == SIG_SEQUENCE ? step : from;
        if (count_within(&terms[term->sig], start, to, term->count, &filled) < term->count)
            return false;
        step = filled;
        if (filled > *until)
            *until = filled;
    }
    int64_t ignored;
    for (uint32_t i = 0; i < c->absent_ids.count; i++)
        if (count_within(&terms[c->absent[i]], from, to, 1, &ignored) > 0)
            return false;
    return true;
}

/* Without any times only counts can speak; absence then means absence from the whole input. */
static bool holds_undated(const struct sig_composite *c, const struct term_times *terms)
{
    for (uint32_t i = 0; i < c->term_count; i++)
        if (terms[c->terms[i].sig].count < c->terms[i].count)
            return false;
    for (uint32_t i = 0; i < c->absent_ids.count; i++)
        if (terms[c->absent[i]].count > 0)
            return false;
    return true;
}

uint32_t composite_windows(const struct sig_composite *c, const struct term_times *terms,
                           struct composite_window *out, uint32_t max)
{
    bool dated = false;
    for (uint32_t i = 0; i < c->term_count; i++) {
        const struct term_times *t = &terms[c->terms[i].sig];
        if (t->count == 0)
            return 0;
        qsort(t->times, t->count, sizeof *t->times, time_order);
        dated = dated || t->times[t->count - 1] != TIMESTAMP_NONE;
    }
    for (uint32_t i = 0; i < c->absent_ids.count; i++)
        if (terms[c->absent[i]].count)
            qsort(terms[c->absent[i]].times, terms[c->absent[i]].count, sizeof(int64_t),
                  time_order);
    if (!dated) {
        if (max == 0 || !holds_undated(c, terms))
            return 0;
        out[0] = (struct composite_window){ TIMESTAMP_NONE, TIMESTAMP_NONE };
        return 1;
    }
    /* Windows begin at an occurrence of a term: of the first one in a sequence, of any in a set. */
    uint32_t n = 0;
    int64_t after = TIMESTAMP_NONE;
    const uint32_t starters = c->type == SIG_SEQUENCE ? 1 : c->term_count;
    for (;;) {
        int64_t best = INT64_MAX, best_until = 0;
        for (uint32_t i = 0; i < starters; i++) {
            const struct term_times *t = &terms[c->terms[i].sig];
            for (uint32_t k = 0; k < t->count; k++) {
                int64_t until;
                if (t->times[k] <= after || t->times[k] >= best)
                    continue;
                if (holds_at(c, terms, t->times[k], &until)) {
                    best = t->times[k];
                    best_until = until;
                    break;
                }
            }
        }
        if (best == INT64_MAX || n == max)
            return n;
        out[n++] = (struct composite_window){ best, best_until };
        after = best_until;
    }
}
