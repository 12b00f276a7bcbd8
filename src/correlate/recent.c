#include "base/alloc.h"
#include "correlate/incident.h"

/* Not timed: it is of now. */
static bool is_recent(int64_t last_us, int64_t since_us)
{
    return last_us == TIMESTAMP_NONE || last_us >= since_us;
}

/* What is recent, and by and by all that may have caused it, seen or not. */
static bool *find_kept(const struct incident *inc, const struct sigset *set, int64_t since_us)
{
    bool *kept = alloc_zeroed(set->count, sizeof *kept);
    bool grows = true;
    for (uint32_t i = 0; i < inc->finding_count; i++)
        if (is_recent(inc->findings[i].last_us, since_us))
            kept[inc->findings[i].sig] = true;
    while (grows) {
        grows = false;
        for (uint32_t i = 0; i < set->count; i++)
            for (uint32_t k = 0; k < set->items[i].cause_count && !kept[i]; k++)
                if (kept[set->items[i].causes[k].effect])
                    kept[i] = grows = true;
    }
    return kept;
}

static bool is_trouble(const struct sig *sig)
{
    return sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM;
}

static bool keep_findings(struct incident *inc, const struct sigset *set, const bool *kept)
{
    uint32_t n = 0;
    bool forgot = false;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        if (kept[f->sig])
            inc->findings[n++] = *f;
        else
            forgot = forgot || is_trouble(&set->items[f->sig]);
    }
    inc->finding_count = n;
    return forgot;
}

static void keep_entries(struct incident *inc, const bool *kept)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < inc->timeline_count; i++)
        if (inc->timeline[i].sig == SIG_NONE || kept[inc->timeline[i].sig])
            inc->timeline[n++] = inc->timeline[i];
    inc->timeline_count = n;
    n = 0;
    for (uint32_t i = 0; i < inc->error_set_count; i++)
        if (kept[inc->error_sets[i].sigs[0]]) {
            inc->error_sets[n++] = inc->error_sets[i];
        } else {
            inc->error_events -= inc->error_sets[i].count;
            inc->error_events_matched -= inc->error_sets[i].count;
        }
    inc->error_set_count = n;
}

/* Of kinds that are not listed nothing is known but their number: they go, too. */
static bool keep_templates(struct incident *inc, int64_t since_us)
{
    uint64_t events = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < inc->template_count; i++)
        if (is_recent(inc->templates[i].last_us, since_us)) {
            events += inc->templates[i].count;
            inc->templates[n++] = inc->templates[i];
        }
    const bool forgot = n < inc->template_count;
    inc->template_count = n;
    inc->error_events -= inc->template_events - events;
    inc->template_events = events;
    return forgot;
}

static bool keep_absences(struct incident *inc, int64_t since_us)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < inc->absence_count; i++)
        if (is_recent(inc->absences[i].since_us, since_us))
            inc->absences[n++] = inc->absences[i];
    const bool forgot = n < inc->absence_count;
    inc->absence_count = n;
    return forgot;
}

bool incident_keep_recent(struct incident *inc, const struct sigset *set, int64_t since_us)
{
    bool *kept = find_kept(inc, set, since_us);
    bool forgot = keep_findings(inc, set, kept);
    keep_entries(inc, kept);
    alloc_free(kept);
    forgot = keep_templates(inc, since_us) || forgot;
    return keep_absences(inc, since_us) || forgot;
}
