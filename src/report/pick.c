#include "report/pick.h"

#include "base/alloc.h"
#include "report/fields.h"

#include <stdlib.h>

#define ENDS_SHOWN 3 /* of these, the first and the last so many */

struct ranked {
    uint32_t index;
    int score;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Place of a signature in the first hypothesis' chain, or its length. */
static uint32_t chain_place(const struct report *r, uint32_t sig)
{
    const struct diagnosis *d = r->diagnosis;
    if (d->hypothesis_count == 0)
        return 0;
    const struct hypothesis *h = &d->hypotheses[0];
    uint32_t i = 0;
    while (i < h->chain_count && h->chain[i] != sig)
        i++;
    return i;
}

/* How much the reader would miss this entry: the root first, then what its chain and changes say,
 * then other causes; the first entry of a signature more than its repetitions. */
static int entry_score(const struct report *r, uint32_t index, bool is_first_of_sig)
{
    static const int of_kind[SIG_KIND_COUNT] = { 50, 30, 60, 45, 0 };
    const struct incident *inc = r->incident;
    const struct sig *sig = fields_sig(r, inc->timeline[index].sig);
    static const int of_event[TIMELINE_KIND_COUNT] = { 0, 20, 20, 35, 40, 45 };
    int score = sig ? of_kind[sig->kind] : of_event[inc->timeline[index].kind];
    if (sig && (index < ENDS_SHOWN || index + ENDS_SHOWN >= inc->timeline_count))
        score += 70;
    const uint32_t place = chain_place(r, inc->timeline[index].sig);
    if (sig && r->diagnosis->hypothesis_count > 0
        && place < r->diagnosis->hypotheses[0].chain_count)
        score += place == 0 ? 50 : 40;
    if (sig && is_first_of_sig)
        score += 40;
    return score;
}

static bool is_wrapper(const struct incident *inc, uint32_t outer, uint32_t inner)
{
    for (uint32_t i = 0; i < inc->wrapped_count; i++)
        if (inc->wrapped[i].outer == outer && inc->wrapped[i].inner == inner)
            return true;
    return false;
}

/* Does a neighbour tell the same event in more exact words? One event often shows a signature and
 * the wrapper around it, such as "unhandled exception". */
static bool says_less(const struct incident *inc, uint32_t index)
{
    const struct timeline_entry *e = &inc->timeline[index];
    for (int step = -1; step <= 1; step += 2)
        for (uint32_t i = index + (uint32_t)step; i < inc->timeline_count; i += (uint32_t)step) {
            const struct timeline_entry *other = &inc->timeline[i];
            if (other->source != e->source || other->sequence != e->sequence
                || other->kind != TIMELINE_FINDING)
                break;
            if (other->count >= e->count && is_wrapper(inc, e->sig, other->sig))
                return true;
        }
    return false;
}

uint32_t *pick_timeline(const struct report *report, uint32_t most, uint32_t *count)
{
    const uint32_t all = report->incident->timeline_count;
    struct ranked *ranked = alloc_zeroed(all, sizeof *ranked);
    unsigned char *seen = alloc_zeroed(report->set->count + 1, 1);
    uint32_t left = 0;
    for (uint32_t i = 0; i < all; i++) {
        const uint32_t sig = report->incident->timeline[i].sig;
        if (most > 0 && sig < report->set->count && says_less(report->incident, i))
            continue;
        unsigned char *mark = &seen[sig < report->set->count ? sig : report->set->count];
        ranked[left++] = (struct ranked){ i, entry_score(report, i, *mark == 0) };
        *mark = 1;
    }
    alloc_free(seen);
    *count = most == 0 || left <= most ? left : most;
    if (*count < left) {
        qsort(ranked, left, sizeof *ranked, by_score);
        qsort(ranked, *count, sizeof *ranked, by_index);
    }
    uint32_t *picked = alloc_zeroed(*count, sizeof *picked);
    for (uint32_t i = 0; i < *count; i++)
        picked[i] = ranked[i].index;
    alloc_free(ranked);
    return picked;
}
