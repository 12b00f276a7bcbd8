#include "correlate/parts.h"

/* The first entry that begins at or after a time. */
static uint32_t lower_bound(const struct term_times *t, int64_t time_us)
{
    uint32_t low = 0, high = t->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (t->times[middle].first_us < time_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Are there `need` times in [from, to], and when was the last of these? */
static bool enough_within(const struct term_times *t, int64_t from, int64_t to, uint64_t need,
                          int64_t *filled_at)
{
    uint64_t n = 0;
    for (uint32_t i = lower_bound(t, from); i < t->count && t->times[i].first_us <= to; i++) {
        n += t->times[i].count;
        if (n >= need) {
            *filled_at = t->times[i].last_us < to ? t->times[i].last_us : to;
            return true;
        }
    }
    return need == 0;
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
        if (!enough_within(&terms[term->sig], start, to, term->count, &filled))
            return false;
        step = filled;
        if (filled > *until)
            *until = filled;
    }
    /* What comes after the condition was met does not undo it: a service that was rolled back is
     * steady again, and its tasks did cycle. Only for a single term, such as a start that nothing
     * follows, the whole window must stay without the others. */
    const bool single = c->term_count == 1 && c->terms[0].count == 1;
    int64_t ignored;
    for (uint32_t i = 0; i < c->absence_count; i++)
        if (enough_within(&terms[c->absences[i].sig], from, single ? to : *until, 1, &ignored))
            return false;
    return true;
}

/* Without any times only counts can speak; absence then means absence from the whole input. */
static bool holds_undated(const struct sig_composite *c, const struct term_times *terms)
{
    for (uint32_t i = 0; i < c->term_count; i++)
        if (terms[c->terms[i].sig].undated < c->terms[i].count)
            return false;
    for (uint32_t i = 0; i < c->absence_count; i++)
        if (terms[c->absences[i].sig].undated > 0 || terms[c->absences[i].sig].count > 0)
            return false;
    return true;
}

/* The first window after a time: windows begin at an occurrence of a term, of the first one in a
 * sequence, of any in a set. */
static bool next_window(const struct sig_composite *c, const struct term_times *terms,
                        int64_t after, struct composite_window *out)
{
    const uint32_t starters = c->type == SIG_SEQUENCE ? 1 : c->term_count;
    bool found = false;
    for (uint32_t i = 0; i < starters; i++) {
        const struct term_times *t = &terms[c->terms[i].sig];
        for (uint32_t k = lower_bound(t, after + 1); k < t->count; k++) {
            const int64_t from = t->times[k].first_us;
            int64_t until;
            if (found && from >= out->from_us)
                break;
            if (holds_at(c, terms, from, &until)) {
                *out = (struct composite_window){ from, until };
                found = true;
                break;
            }
        }
    }
    return found;
}

uint32_t composite_windows(const struct sig_composite *c, const struct term_times *terms,
                           struct composite_window *out, uint32_t max)
{
    bool dated = false;
    for (uint32_t i = 0; i < c->term_count; i++) {
        const struct term_times *t = &terms[c->terms[i].sig];
        if (t->count == 0 && t->undated == 0)
            return 0;
        dated = dated || t->count > 0;
    }
    if (!dated) {
        if (max == 0 || !holds_undated(c, terms))
            return 0;
        out[0] = (struct composite_window){ TIMESTAMP_NONE, TIMESTAMP_NONE };
        return 1;
    }
    uint32_t n = 0;
    int64_t after = TIMESTAMP_NONE;
    while (n < max && next_window(c, terms, after, &out[n]))
        after = out[n++].to_us;
    return n;
}

/* --- how near it came ------------------------------------------------------------------------- */

/* When all terms are there, counted from a time on, however long that takes. */
static bool whole_from(const struct sig_composite *c, const struct term_times *terms, int64_t from,
                       int64_t *until)
{
    int64_t step = from;
    *until = from;
    for (uint32_t i = 0; i < c->term_count; i++) {
        const struct sig_term *term = &c->terms[i];
        int64_t filled = from;
        const int64_t start = c->type == SIG_SEQUENCE ? step : from;
        if (!enough_within(&terms[term->sig], start, INT64_MAX, term->count, &filled))
            return false;
        step = filled;
        if (filled > *until)
            *until = filled;
    }
    return true;
}

static void find_blocker(const struct sig_composite *c, const struct term_times *terms,
                         struct correlate_near *near)
{
    const bool single = c->term_count == 1 && c->terms[0].count == 1;
    const int64_t to = near->from_us + (single ? c->window_us : near->span_us);
    for (uint32_t i = 0; i < c->absence_count; i++) {
        const struct term_times *t = &terms[c->absences[i].sig];
        const uint32_t at = lower_bound(t, near->from_us);
        if (at >= t->count || t->times[at].first_us > to)
            continue;
        near->blocked_by = c->absences[i].sig;
        near->blocked_us = t->times[at].first_us;
        return;
    }
}

void composite_near(const struct sig_composite *c, const struct term_times *terms,
                    struct correlate_near *near)
{
    *near = (struct correlate_near){ .blocked_by = SIG_NONE };
    const uint32_t starters = c->type == SIG_SEQUENCE ? 1 : c->term_count;
    for (uint32_t i = 0; i < starters; i++) {
        const struct term_times *t = &terms[c->terms[i].sig];
        for (uint32_t k = 0; k < t->count; k++) {
            const int64_t from = t->times[k].first_us;
            int64_t until;
            if (!whole_from(c, terms, from, &until))
                break;
            if (near->is_whole && until - from >= near->span_us)
                continue;
            near->is_whole = true;
            near->from_us = from;
            near->span_us = until - from;
        }
    }
    if (near->is_whole)
        find_blocker(c, terms, near);
}
