#include "report/ledger.h"

/* A hypothesis below the first counts as a second root from this confidence on. */
#define SECOND_ROOT_CONFIDENCE 0.5

static bool is_root(const struct diagnosis *diagnosis, uint32_t sig)
{
    for (uint32_t i = 0; i < diagnosis->hypothesis_count; i++) {
        const struct hypothesis *h = &diagnosis->hypotheses[i];
        if (h->sig == sig && (i == 0 || h->confidence >= SECOND_ROOT_CONFIDENCE))
            return true;
    }
    return false;
}

/* An event that shows a root is explained, whatever else it shows; so is one that shows nothing but
 * what is known to be harmless, and everything where nothing asks for a cause. */
static bool is_explained(const struct report *report, const struct error_set *set)
{
    bool is_harmless = true;
    for (uint32_t i = 0; i < set->sig_count; i++) {
        if (is_root(report->diagnosis, set->sigs[i]))
            return true;
        is_harmless = is_harmless && set->sigs[i] < report->set->count
                      && report->set->items[set->sigs[i]].kind == SIG_NOISE;
    }
    return is_harmless || report->diagnosis->hypothesis_count == 0;
}

void ledger_make(const struct report *report, struct ledger *out)
{
    const struct incident *inc = report->incident;
    *out = (struct ledger){ .errors = inc->error_events };
    for (uint32_t i = 0; i < inc->error_set_count; i++) {
        const struct error_set *set = &inc->error_sets[i];
        *(is_explained(report, set) ? &out->explained : &out->consequences) += set->count;
    }
    const uint64_t claimed = out->explained + out->consequences;
    out->unexplained = claimed < out->errors ? out->errors - claimed : 0;
}
