/* What is missing: tasks of one kind that no longer show what the ones before them did.
 *
 * Tasks of a kind are looked at in the order in which they began. Once one has shown a recovery
 * ("listening", "healthy"), each later one that began inside of what was read owes it too, as soon
 * as it had its chance: it ended, or it ran CHANCES times as long as the slowest one needed. */
#include "correlate/parts.h"

#include <stdlib.h>

#define CHANCES 3
/* A task that runs for less than this has not had its chance. */
#define CHANCE_MIN_US (20 * (int64_t)TIMESTAMP_US_PER_S)

static const struct stream_mark *mark_in(const struct streams *s, uint32_t stream, uint32_t sig)
{
    const struct stream_state *state = &s->states[stream];
    for (uint32_t i = 0; i < state->mark_count; i++)
        if (state->marks[i].sig == sig)
            return &state->marks[i];
    return NULL;
}

/* The streams of a task are neighbours of the same name only by chance, so both of its ends are
 * asked; a task mostly has one stream per kind. */
static const struct stream_mark *mark_of(const struct streams *s, const struct life *life,
                                         uint32_t sig)
{
    const struct stream_mark *mark = mark_in(s, life->stream, sig);
    return mark ? mark : mark_in(s, life->last_stream, sig);
}

/* How long a task took: from its first line, or where that was not seen, as often as it says so. */
static int64_t delay_of(const struct life *life, const struct stream_mark *mark)
{
    if (life->began)
        return mark->first_us - life->first->time_us;
    return mark->count > 1 ? (mark->last_us - mark->first_us) / (int64_t)(mark->count - 1) : 0;
}

static bool had_its_chance(const struct life *life, int64_t usual_us)
{
    const int64_t ran_us = life->last->time_us - life->first->time_us;
    return life->began
           && (life->ended || (ran_us >= CHANCE_MIN_US && ran_us / CHANCES >= usual_us));
}

/* lives: those of one kind. Returns whether the signature is missing in some of them. */
static bool find_absence(const struct life *lives, uint32_t count, const struct streams *s,
                         uint32_t sig, struct absence *out)
{
    *out = (struct absence){ .sig = sig, .stream = INCIDENT_NONE };
    for (uint32_t i = 0; i < count; i++) {
        const struct life *life = &lives[i];
        const struct stream_mark *mark = mark_of(s, life, sig);
        if (mark && out->missing_tasks > 0) {
            out->shown_again = true;
        } else if (mark) {
            const int64_t delay_us = delay_of(life, mark);
            out->usual_us = delay_us > out->usual_us ? delay_us : out->usual_us;
            out->good_stream = life->stream;
            out->good_us = mark->first_us;
            out->good_tasks++;
        } else if (out->good_tasks > 0 && had_its_chance(life, out->usual_us)) {
            if (out->missing_tasks++ > 0)
                continue;
            out->stream = life->stream;
            out->since_us = life->first->time_us;
            out->ran_us = life->last->time_us - life->first->time_us;
        }
    }
    return out->missing_tasks > 0;
}

static int absence_order(const void *pa, const void *pb)
{
    const struct absence *a = pa, *b = pb;
    if (a->since_us != b->since_us)
        return a->since_us < b->since_us ? -1 : 1;
    if (a->sig != b->sig)
        return a->sig < b->sig ? -1 : 1;
    return (a->stream > b->stream) - (a->stream < b->stream);
}

/* Each signature that some task of a kind shows is looked at once, at the first that shows it. */
static bool is_shown_before(const struct life *lives, uint32_t at, const struct streams *s,
                            uint32_t sig)
{
    for (uint32_t i = 0; i < at; i++)
        if (mark_in(s, lives[i].stream, sig))
            return true;
    return false;
}

static uint32_t find_in_kind(const struct life *lives, uint32_t count, const struct streams *s,
                             struct absence *out, uint32_t room)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct stream_state *state = &s->states[lives[i].stream];
        for (uint32_t k = 0; k < state->mark_count && n < room; k++) {
            const uint32_t sig = state->marks[k].sig;
            if (!is_shown_before(lives, i, s, sig))
                n += find_absence(lives, count, s, sig, &out[n]);
        }
    }
    return n;
}

struct absence *absences_find(const struct lives *lives, const struct streams *s,
                              struct arena *arena, uint32_t *count)
{
    struct absence *out = arena_alloc(arena, INCIDENT_ABSENCES_MAX * sizeof *out);
    uint32_t n = 0;
    for (uint32_t from = 0, to; from < lives->count; from = to) {
        for (to = from; to < lives->count && lives->items[to].family == lives->items[from].family;
             to++)
            ;
        n += find_in_kind(&lives->items[from], to - from, s, &out[n], INCIDENT_ABSENCES_MAX - n);
    }
    if (n)
        qsort(out, n, sizeof *out, absence_order);
    *count = n;
    return out;
}
