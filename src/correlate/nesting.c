#include "correlate/parts.h"

#include <stdlib.h>

enum nest { NEST_NONE, NEST_LATER_IS_INNER, NEST_EARLIER_IS_INNER };

/* What stands between two matches tells which one is the deeper cause. Sources: java.lang.Throwable
 * printStackTrace ("Caused by: "), Node.js util.inspect ("[cause]: "), System.Exception.ToString
 * (" ---> "), CPython Lib/traceback.py (the two sentences between chained tracebacks). */
static enum nest nest_between(struct slice between)
{
    static const struct {
        struct slice mark;
        enum nest means;
    } marks[] = {
        { { "Caused by: ", 11 }, NEST_LATER_IS_INNER },
        { { "[cause]: ", 9 }, NEST_LATER_IS_INNER },
        { { " ---> ", 6 }, NEST_LATER_IS_INNER },
        { { "nested exception is ", 20 }, NEST_LATER_IS_INNER },
        { { "The above exception was the direct cause", 40 }, NEST_EARLIER_IS_INNER },
        { { "During handling of the above exception", 38 }, NEST_EARLIER_IS_INNER },
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_find(between, marks[i].mark, 0) != SLICE_NONE)
            return marks[i].means;
    return NEST_NONE;
}

static void note_pair(struct nesting *n, uint32_t outer, uint32_t inner)
{
    for (uint32_t i = 0; i < n->count; i++)
        if (n->pairs[i].outer == outer && n->pairs[i].inner == inner) {
            n->pairs[i].count++;
            return;
        }
    if (n->count < INCIDENT_WRAPPED_MAX)
        n->pairs[n->count++] = (struct wrapped_pair){ outer, inner, 1 };
}

/* How much likelier a root one of two causes must be before the other counts as its wrapper. */
#define GENERIC_FACTOR 2

static bool leads_to(const struct sig *sig, uint32_t effect)
{
    for (uint32_t i = 0; i < sig->cause_count; i++)
        if (sig->causes[i].effect == effect)
            return true;
    return false;
}

/* "ValueError: Redis URL must …" is an unhandled exception and a wrong Redis URL: where one event
 * shows two causes, the one that is rarely a root by itself is the other one in general words. */
static void note_generic(struct nesting *n, const struct sigset *set, const struct hit *hits,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const struct sig *generic = &set->items[hits[i].sig];
            const struct sig *specific = &set->items[hits[k].sig];
            if (generic->kind == SIG_CAUSE && specific->kind == SIG_CAUSE
                && generic->prior * GENERIC_FACTOR < specific->prior
                && !leads_to(generic, hits[k].sig))
                note_pair(n, hits[i].sig, hits[k].sig);
        }
}

void nesting_note(struct nesting *n, const struct sigset *set, const struct hit *hits, size_t count)
{
    note_generic(n, set, hits, count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            if (hits[i].matched.ptr >= hits[k].matched.ptr)
                continue;
            const char *from = hits[i].matched.ptr;
            struct slice between = slice_make(from, (size_t)(hits[k].matched.ptr - from));
            /* The mark may open the very line that the later one matched. */
            between.len += hits[k].matched.len;
            const enum nest nest = nest_between(between);
            if (nest == NEST_LATER_IS_INNER)
                note_pair(n, hits[i].sig, hits[k].sig);
            else if (nest == NEST_EARLIER_IS_INNER)
                note_pair(n, hits[k].sig, hits[i].sig);
        }
}

static int pair_order(const void *pa, const void *pb)
{
    const struct wrapped_pair *a = pa, *b = pb;
    if (a->outer != b->outer)
        return a->outer < b->outer ? -1 : 1;
    return (a->inner > b->inner) - (a->inner < b->inner);
}

void nesting_sort(struct nesting *n)
{
    if (n->count)
        qsort(n->pairs, n->count, sizeof *n->pairs, pair_order);
}
