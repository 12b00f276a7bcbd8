#include "report/ledger.h"

#include "base/alloc.h"

#include <stdlib.h>

/* What a signature is to the hypotheses of the report. */
enum part { PART_NONE, PART_EFFECT, PART_ROOT };

/* The causal graph is small and shallow: what is reached is marked until nothing is new. */
static bool spread(const struct report *report, unsigned char *parts)
{
    bool any = false;
    for (uint32_t i = 0; i < report->set->count; i++) {
        const struct sig *sig = &report->set->items[i];
        for (uint32_t k = 0; parts[i] != PART_NONE && k < sig->cause_count; k++)
            if (parts[sig->causes[k].effect] == PART_NONE) {
                parts[sig->causes[k].effect] = PART_EFFECT;
                any = true;
            }
    }
    for (uint32_t i = 0; i < report->incident->wrapped_count; i++) {
        const struct wrapped_pair *pair = &report->incident->wrapped[i];
        if (parts[pair->inner] != PART_NONE && parts[pair->outer] == PART_NONE) {
            parts[pair->outer] = PART_EFFECT;
            any = true;
        }
    }
    return any;
}

/* An unknown cause may be behind any symptom, but behind no other cause. */
static unsigned char *make_parts(const struct report *report)
{
    unsigned char *parts = alloc_zeroed(report->set->count + 1, sizeof *parts);
    bool has_unknown = false;
    for (uint32_t i = 0; i < report->diagnosis->hypothesis_count; i++) {
        const uint32_t sig = report->diagnosis->hypotheses[i].sig;
        if (sig < report->set->count)
            parts[sig] = PART_ROOT;
        else
            has_unknown = true;
    }
    for (uint32_t i = 0; has_unknown && i < report->set->count; i++)
        if (report->set->items[i].kind == SIG_SYMPTOM && parts[i] == PART_NONE)
            parts[i] = PART_EFFECT;
    while (spread(report, parts))
        ;
    return parts;
}

/* An event that shows a root is explained, whatever else it shows; so is one that shows nothing but
 * what is known to be harmless, and everything where nothing asks for a cause. */
static enum part part_of(const struct report *report, const unsigned char *parts,
                         const struct error_set *set)
{
    enum part best = PART_NONE;
    bool is_harmless = true;
    for (uint32_t i = 0; i < set->sig_count; i++) {
        if (set->sigs[i] >= report->set->count)
            continue;
        const enum part part = (enum part)parts[set->sigs[i]];
        best = part > best ? part : best;
        const enum sig_kind kind = report->set->items[set->sigs[i]].kind;
        is_harmless = is_harmless && kind != SIG_CAUSE && kind != SIG_SYMPTOM;
    }
    return is_harmless || report->diagnosis->hypothesis_count == 0 ? PART_ROOT : best;
}

static int stray_order(const void *pa, const void *pb)
{
    const struct ledger_stray *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return (a->sig > b->sig) - (a->sig < b->sig);
}

static void list_strays(const uint64_t *counts, uint32_t sig_count, struct ledger *out)
{
    struct ledger_stray *all = alloc_zeroed(sig_count, sizeof *all);
    uint32_t n = 0;
    for (uint32_t i = 0; i < sig_count; i++)
        if (counts[i])
            all[n++] = (struct ledger_stray){ i, counts[i] };
    if (n)
        qsort(all, n, sizeof *all, stray_order);
    out->stray_count = n < LEDGER_STRAYS_MAX ? n : LEDGER_STRAYS_MAX;
    memcpy(out->strays, all, out->stray_count * sizeof *all);
    alloc_free(all);
}

void ledger_make(const struct report *report, struct ledger *out)
{
    const struct incident *inc = report->incident;
    unsigned char *parts = make_parts(report);
    uint64_t *strays = alloc_zeroed(report->set->count + 1, sizeof *strays);
    uint64_t claimed = 0;
    *out = (struct ledger){ .errors = inc->error_events };
    for (uint32_t i = 0; i < inc->error_set_count; i++) {
        const struct error_set *set = &inc->error_sets[i];
        claimed += set->count;
        switch (part_of(report, parts, set)) {
        case PART_ROOT: out->explained += set->count; break;
        case PART_EFFECT: out->consequences += set->count; break;
        case PART_NONE:
            out->stray_events += set->count;
            strays[set->sigs[0] < report->set->count ? set->sigs[0] : report->set->count] +=
                set->count;
            break;
        }
    }
    const uint64_t unclaimed = claimed < out->errors ? out->errors - claimed : 0;
    out->unexplained = unclaimed + out->stray_events;
    list_strays(strays, report->set->count, out);
    alloc_free(strays);
    alloc_free(parts);
}
