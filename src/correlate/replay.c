#include "correlate/replay.h"

#include <stdlib.h>

/* One occurrence as it is played. */
struct played {
    int64_t time_us;
    uint32_t arrival;
};

/* Numbers of played occurrences, oldest first. */
struct queue {
    uint32_t *items; /* room for all that can come */
    uint32_t head, count;
};

/* An occurrence of a candidate: where it stands. */
struct anchor {
    int64_t time_us;
    uint32_t term, offset; /* in its queue, from the head */
};

struct player {
    const struct sig_composite *c;
    const struct arrivals *arrivals;
    bool quirks;
    struct played *events;
    uint32_t event_count;
    struct queue terms[SIG_ARRIVAL_TERMS_MAX], absences[SIG_ARRIVAL_TERMS_MAX];
    uint32_t active;           /* of a sequence: terms that are complete, from the first on */
    int64_t left_us, right_us; /* how long absences and terms may still matter */
    struct anchor *candidate;  /* in order */
    uint32_t candidate_count;
    replay_fire_fn *fire;
    void *self;
};

static int64_t plus(int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return b < 0 ? INT64_MIN : INT64_MAX;
}

static int64_t minus(int64_t a, int64_t b)
{
    int64_t difference;
    if (!__builtin_sub_overflow(a, b, &difference))
        return difference;
    return b > 0 ? INT64_MIN : INT64_MAX;
}

/* --- queues ----------------------------------------------------------------------------------- */

static void push(struct queue *q, uint32_t event)
{
    q->items[q->head + q->count++] = event;
}

static void drop_first(struct queue *q, uint32_t n)
{
    q->head += n;
    q->count -= n;
}

static void drop_at(struct queue *q, uint32_t offset)
{
    uint32_t *first = &q->items[q->head];
    memmove(first + 1, first, offset * sizeof *first);
    drop_first(q, 1);
}

static void clear(struct queue *q)
{
    drop_first(q, q->count);
}

static int64_t time_at(const struct player *p, const struct queue *q, uint32_t offset)
{
    return p->events[q->items[q->head + offset]].time_us;
}

/* The first that is not before a time; they stand in order of time. */
static uint32_t first_from(const struct player *p, const struct queue *q, int64_t time_us)
{
    uint32_t low = 0, high = q->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (time_at(p, q, middle) < time_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void drop_before(const struct player *p, struct queue *q, int64_t time_us)
{
    drop_first(q, first_from(p, q, time_us));
}

static uint32_t need(const struct player *p, uint32_t term)
{
    return p->c->terms[term].count;
}

static bool is_complete(const struct player *p, uint32_t term)
{
    return p->terms[term].count >= need(p, term);
}

static bool is_whole(const struct player *p)
{
    if (p->c->type == SIG_SEQUENCE)
        return p->active == p->c->term_count;
    for (uint32_t i = 0; i < p->c->term_count; i++)
        if (!is_complete(p, i))
            return false;
    return true;
}

/* --- sequences -------------------------------------------------------------------------------- */

/* After occurrences of the first term went: those of later ones must not stand before what they
 * follow; what is behind a term that is short now goes. The engine of preq only looks at the first
 * term, or without absences at its last needed occurrence, and not at a term that is half there. */
static void settle(struct player *p)
{
    const bool has_absences = p->c->absence_count > 0;
    const uint32_t last = p->c->term_count - 1;
    uint32_t end = p->quirks || p->active > last ? p->active : p->active + 1;
    if (p->terms[0].count == 0)
        end = p->c->term_count;
    uint32_t active = is_complete(p, 0);
    bool is_short = !active;
    int64_t from = 0;
    if (active)
        from = time_at(p, &p->terms[0], p->quirks && has_absences ? 0 : need(p, 0) - 1);
    for (uint32_t i = 1; i < end; i++) {
        struct queue *q = &p->terms[i];
        if (is_short) {
            clear(q);
            continue;
        }
        drop_before(p, q, from);
        if (is_complete(p, i)) {
            active++;
            if (!p->quirks)
                from = time_at(p, q, need(p, i) - 1);
            else if (has_absences)
                from = time_at(p, q, 0);
        } else {
            is_short = true;
        }
    }
    p->active = active;
}

/* --- candidates ------------------------------------------------------------------------------- */

static int by_time(const void *pa, const void *pb)
{
    const struct anchor *a = pa, *b = pb;
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    if (a->term != b->term)
        return a->term < b->term ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* The oldest occurrences that are needed; in a sequence in its order, in a set by time. */
static void find_candidate(struct player *p)
{
    p->candidate_count = 0;
    for (uint32_t i = 0; i < p->c->term_count; i++)
        for (uint32_t k = 0; k < need(p, i); k++)
            p->candidate[p->candidate_count++] =
                (struct anchor){ time_at(p, &p->terms[i], k), i, k };
    if (p->c->type == SIG_SET)
        qsort(p->candidate, p->candidate_count, sizeof *p->candidate, by_time);
}

static void drop_anchor(struct player *p, const struct anchor *a)
{
    drop_at(&p->terms[a->term], a->offset);
    if (p->c->type == SIG_SEQUENCE)
        settle(p);
}

static void take_candidate(struct player *p)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < p->c->term_count; i++) {
        struct queue *q = &p->terms[i];
        for (uint32_t k = 0; k < need(p, i); k++)
            if (q->items[q->head + k] > last)
                last = q->items[q->head + k];
        drop_first(q, need(p, i));
    }
    if (p->c->type == SIG_SEQUENCE)
        settle(p);
    p->fire(p->self, &p->arrivals->items[p->events[last].arrival], p->candidate[0].time_us,
            p->events[last].time_us);
}

enum objection { OBJECTION_NONE, OBJECTION_MADE, OBJECTION_PENDING };

/* Does an absence object, now or perhaps later? *against: the occurrence that it speaks of. */
static enum objection object(const struct player *p, int64_t clock, const struct anchor **against)
{
    const int64_t first = p->candidate[0].time_us;
    const int64_t span = minus(p->candidate[p->candidate_count - 1].time_us, first);
    for (uint32_t i = 0; i < p->c->absence_count; i++) {
        const struct sig_absence *a = &p->c->absences[i];
        const int64_t width = plus(a->window_us, a->is_absolute ? 0 : span);
        const int64_t start = plus(p->candidate[a->anchor].time_us, a->slide_us);
        const int64_t stop = plus(start, width > 0 ? width : 0);
        *against = &p->candidate[a->anchor];
        const uint32_t k = first_from(p, &p->absences[i], start);
        if (k < p->absences[i].count && time_at(p, &p->absences[i], k) <= stop)
            return OBJECTION_MADE;
        if (stop >= clock)
            return OBJECTION_PENDING;
    }
    return OBJECTION_NONE;
}

/* preq's engine leaves it to expire() where there are no absences. */
static bool keeps_window(const struct player *p)
{
    return !p->quirks || p->c->absence_count > 0;
}

/* Takes what stands complete, until it is short again or has to wait. */
static void evaluate(struct player *p, int64_t clock)
{
    while (is_whole(p)) {
        const struct anchor *against;
        find_candidate(p);
        const struct anchor *last = &p->candidate[p->candidate_count - 1];
        if (keeps_window(p) && minus(last->time_us, p->candidate[0].time_us) > p->c->window_us) {
            drop_anchor(p, &p->candidate[0]);
            continue;
        }
        switch (object(p, clock, &against)) {
        case OBJECTION_NONE: take_candidate(p); break;
        case OBJECTION_MADE: drop_anchor(p, against); break;
        case OBJECTION_PENDING: return;
        }
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* Drops what is too old to matter. What stands complete waits for its absences. */
static void expire(struct player *p, int64_t clock)
{
    const int64_t deadline = minus(clock, p->right_us);
    if (p->c->absence_count > 0 && is_whole(p))
        return;
    for (uint32_t i = 0; i < p->c->absence_count; i++)
        drop_before(p, &p->absences[i], minus(deadline, p->left_us));
    if (p->c->type == SIG_SET) {
        for (uint32_t i = 0; i < p->c->term_count; i++)
            drop_before(p, &p->terms[i], deadline);
        return;
    }
    /* preq's engine without absences only does so once the first term is complete. */
    if (p->terms[0].count == 0 || (p->quirks && p->c->absence_count == 0 && p->active == 0))
        return;
    drop_before(p, &p->terms[0], deadline);
    settle(p);
}

static void note_terms(struct player *p, uint32_t event, uint64_t shown)
{
    const bool is_sequence = p->c->type == SIG_SEQUENCE;
    const uint32_t active = p->active;
    const uint32_t end = is_sequence && active < p->c->term_count ? active + 1 : p->c->term_count;
    for (uint32_t i = 0; i < end; i++)
        if (shown >> i & 1)
            push(&p->terms[i], event);
    if (is_sequence && active < p->c->term_count && is_complete(p, active))
        p->active++;
}

static bool notes_absences(const struct player *p, uint64_t shown)
{
    if (!p->quirks || p->left_us > 0)
        return true;
    if (p->c->type == SIG_SEQUENCE)
        return p->terms[0].count > 0 || (shown & 1);
    for (uint32_t i = 0; i < p->c->term_count; i++)
        if (p->terms[i].count + (shown >> i & 1) >= need(p, i))
            return true;
    return false;
}

static void play_event(struct player *p, uint32_t event)
{
    const struct played *e = &p->events[event];
    const struct arrival *a = &p->arrivals->items[e->arrival];
    expire(p, e->time_us);
    if (notes_absences(p, a->terms))
        for (uint32_t i = 0; i < p->c->absence_count; i++)
            if (a->absences >> i & 1)
                push(&p->absences[i], event);
    note_terms(p, event, a->terms);
    evaluate(p, p->c->absence_count > 0 ? e->time_us : INT64_MAX);
}

/* --- what is played --------------------------------------------------------------------------- */

static int by_clock(const void *pa, const void *pb)
{
    const struct played *a = pa, *b = pb;
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    return (a->arrival > b->arrival) - (a->arrival < b->arrival);
}

/* Times of what was added up are spread evenly between first and last. */
static void spread(struct player *p, uint32_t arrival, uint64_t copies)
{
    const struct arrival *a = &p->arrivals->items[arrival];
    const double span = (double)a->last_us - (double)a->first_us;
    for (uint64_t i = 0; i < copies; i++) {
        int64_t time_us = a->first_us;
        if (a->first_us == TIMESTAMP_NONE)
            time_us = 0;
        else if (i > 0)
            time_us += (int64_t)(span * ((double)i / (double)(copies - 1)));
        p->events[p->event_count++] = (struct played){ time_us, arrival };
    }
}

static void collect(struct player *p, bool undated, struct arena *arena)
{
    const struct arrivals *a = p->arrivals;
    uint64_t total = 0;
    for (uint32_t i = 0; i < a->count; i++)
        total += (a->items[i].first_us == TIMESTAMP_NONE) == undated ? a->items[i].count : 0;
    const uint64_t room = total < REPLAY_EVENTS_MAX ? total : REPLAY_EVENTS_MAX + a->count;
    p->events = arena_alloc(arena, room * sizeof *p->events);
    p->event_count = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        uint64_t copies = a->items[i].count;
        if ((a->items[i].first_us == TIMESTAMP_NONE) != undated)
            continue;
        if (total > REPLAY_EVENTS_MAX)
            copies = 1 + (uint64_t)((double)copies * REPLAY_EVENTS_MAX / (double)total * 0.999);
        spread(p, i, copies);
    }
    if (!p->quirks && p->event_count)
        qsort(p->events, p->event_count, sizeof *p->events, by_clock);
}

static void make_queues(struct queue *queues, uint32_t count, const struct player *p,
                        bool of_absences, struct arena *arena)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t room = 0;
        for (uint32_t k = 0; k < p->event_count; k++) {
            const struct arrival *a = &p->arrivals->items[p->events[k].arrival];
            room += (uint32_t)((of_absences ? a->absences : a->terms) >> i & 1);
        }
        queues[i] = (struct queue){ .items = arena_alloc(arena, room * sizeof(uint32_t)) };
    }
}

/* How long terms and absences may still matter, at the worst. */
static void find_reach(struct player *p)
{
    p->right_us = p->c->window_us;
    for (uint32_t i = 0; i < p->c->absence_count; i++) {
        const struct sig_absence *a = &p->c->absences[i];
        const int64_t right = plus(p->c->window_us, plus(a->window_us, a->slide_us));
        if (right > p->right_us)
            p->right_us = right;
        if (-a->slide_us > p->left_us)
            p->left_us = -a->slide_us;
    }
}

static void play(struct player *p, bool undated, struct arena *arena)
{
    int64_t clock = INT64_MIN;
    collect(p, undated, arena);
    make_queues(p->terms, p->c->term_count, p, false, arena);
    make_queues(p->absences, p->c->absence_count, p, true, arena);
    p->active = 0;
    for (uint32_t i = 0; i < p->event_count; i++) {
        if (p->events[i].time_us < clock)
            continue; /* only with quirks */
        clock = p->events[i].time_us;
        play_event(p, i);
    }
    evaluate(p, INT64_MAX);
}

void replay(const struct sig_composite *c, struct arrivals *a, bool quirks, struct arena *arena,
            replay_fire_fn *fire, void *self)
{
    uint32_t needed = 0;
    for (uint32_t i = 0; i < c->term_count; i++)
        needed += c->terms[i].count;
    struct player p = { .c = c, .arrivals = a, .quirks = quirks, .fire = fire, .self = self };
    p.candidate = arena_alloc(arena, needed * sizeof *p.candidate);
    find_reach(&p);
    arrivals_sort(a, quirks);
    play(&p, true, arena);
    play(&p, false, arena);
}
