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

void ledger_make(const struct report *report, struct ledger *out)
{
    const struct incident *inc = report->incident;
    uint64_t matched = inc->error_events_matched;
    if (matched > inc->error_events)
        matched = inc->error_events;
    *out =
        (struct ledger){ .errors = inc->error_events, .unexplained = inc->error_events - matched };
    /* Findings count events of all levels, so what error-level events there are bounds the sum. */
    for (uint32_t i = 0; i < inc->finding_count && out->explained < matched; i++) {
        const struct finding *f = &inc->findings[i];
        const bool harmless =
            f->sig < report->set->count && report->set->items[f->sig].kind == SIG_NOISE;
        if (!f->from_composite && (harmless || is_root(report->diagnosis, f->sig)))
            out->explained += f->count;
    }
    if (out->explained > matched || report->diagnosis->hypothesis_count == 0)
        out->explained = matched;
    out->consequences = matched - out->explained;
}
