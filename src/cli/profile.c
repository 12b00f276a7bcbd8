#include "cli/profile.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NS_PER_MS 1.0e6

uint64_t profile_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct row {
    const struct sig *sig;
    const struct matcher_stats *stats;
};

static int dearest_first(const void *pa, const void *pb)
{
    const struct row *a = pa, *b = pb;
    const uint64_t ta = a->stats->search_ns + a->stats->compile_ns;
    const uint64_t tb = b->stats->search_ns + b->stats->compile_ns;
    if (ta != tb)
        return ta > tb ? -1 : 1;
    return slice_cmp(a->sig->id, b->sig->id);
}

static void print_row(const struct row *row)
{
    const struct matcher_stats *s = row->stats;
    fprintf(stderr, "%10.3f %10.3f %12" PRIu64 " %12" PRIu64 " %8" PRIu64 "  %.*s\n",
            (double)s->search_ns / NS_PER_MS, (double)s->compile_ns / NS_PER_MS, s->candidates,
            s->hits, s->limit_hits, SLICE_ARG(row->sig->id));
}

void profile_print(const struct pipeline *p, const struct sigset *set)
{
    struct row *rows = alloc_zeroed(set->count, sizeof *rows);
    size_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const struct matcher_stats *stats = pipeline_stats(p, i);
        if (stats->candidates > 0)
            rows[count++] = (struct row){ &set->items[i], stats };
    }
    if (count > 0)
        qsort(rows, count, sizeof *rows, dearest_first);
    fprintf(stderr, "%10s %10s %12s %12s %8s  %s\n", "search ms", "compile ms", "candidates",
            "hits", "limits", "signature");
    for (size_t i = 0; i < count; i++)
        print_row(&rows[i]);
    fprintf(stderr, "%zu of %u signatures were tried\n", count, set->count);
    alloc_free(rows);
}
