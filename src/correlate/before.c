#include "correlate/before.h"

#define STARTED_ID "ecs.task-started"
#define DEPLOYED_ID "ecs.deployment-started"
#define DIFFERS_ID "ecs.task-definition-changed"
#define STEADY_ID "ecs.steady-state"

static struct slice service_of(const struct incident *inc, const struct occurrence *occ)
{
    return occ->stream < inc->stream_count ? inc->streams[occ->stream].service : slice_empty();
}

static bool same_service(struct slice a, struct slice b)
{
    return a.len == 0 || b.len == 0 || slice_eq(a, b);
}

/* The last occurrence at or before a time, in a service or in none. Of very many occurrences the
 * middle is not kept: *lost is set where the answer may be among these. */
static const struct occurrence *last_before(const struct incident *inc, const struct finding *f,
                                            struct slice service, int64_t until_us, bool *lost)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < f->sample_count; i++) {
        const struct occurrence *occ = &f->samples[i];
        if (occ->time_us != TIMESTAMP_NONE && occ->time_us <= until_us
            && same_service(service_of(inc, occ), service))
            best = occ;
    }
    const bool has_hole = f->count > INCIDENT_SAMPLES_FIRST + INCIDENT_SAMPLES_LAST
                          && f->sample_count > INCIDENT_SAMPLES_FIRST;
    if (has_hole && f->samples[INCIDENT_SAMPLES_FIRST - 1].time_us <= until_us
        && f->samples[INCIDENT_SAMPLES_FIRST].time_us > until_us)
        *lost = true;
    return best;
}

/* Is this one to be named rather than the one so far? The later; of the same time what says more.
 */
static bool is_better(const struct before_change *best, const struct occurrence *occ, bool differs)
{
    if (!best->where || occ->time_us != best->where->time_us)
        return !best->where || occ->time_us > best->where->time_us;
    return differs;
}

static bool find_change(const struct incident *inc, const struct sigset *set,
                        const struct occurrence *failure, struct before_change *out)
{
    bool lost = false;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        const struct sig *sig = &set->items[f->sig];
        if (sig->kind != SIG_CHANGE || sig_is_run(sig) || slice_eq(sig->id, SLICE(STARTED_ID)))
            continue;
        const struct occurrence *occ =
            last_before(inc, f, service_of(inc, failure), failure->time_us, &lost);
        if (occ && is_better(out, occ, slice_eq(sig->id, SLICE(DIFFERS_ID)))) {
            out->sig = f->sig;
            out->where = occ;
        }
    }
    return out->where && !lost;
}

/* What ran at a time: the deployment that began last before it. */
static struct slice running_at(const struct incident *inc, struct slice service, int64_t time_us)
{
    struct slice definition = slice_empty();
    for (uint32_t i = 0; i < inc->deployment_count; i++) {
        const struct deployment *d = &inc->deployments[i];
        if (d->time_us > time_us)
            break;
        if (same_service(d->service, service))
            definition = d->definition;
    }
    return definition;
}

static void find_difference(const struct incident *inc, const struct sigset *set,
                            struct before_change *out)
{
    const struct finding *f = incident_finding_named(inc, set, SLICE(DIFFERS_ID));
    for (uint32_t i = 0; f && out->revision.len && i < f->sample_count; i++)
        if (slice_eq(occurrence_capture(&f->samples[i], SLICE("resource")), out->revision))
            out->difference = occurrence_capture(&f->samples[i], SLICE("value"));
}

/* A steady state of the new revision itself would be no sign of health of the one before. */
static void find_steady(const struct incident *inc, const struct sigset *set,
                        struct before_change *out)
{
    const struct finding *f = incident_finding_named(inc, set, SLICE(STEADY_ID));
    const struct slice service = service_of(inc, out->where);
    bool lost = false;
    const struct occurrence *occ =
        f ? last_before(inc, f, service, out->where->time_us, &lost) : NULL;
    if (!occ || lost)
        return;
    out->steady_us = occ->time_us;
    out->steady_revision = running_at(inc, service_of(inc, occ), occ->time_us);
}

bool before_change_of(const struct incident *inc, const struct sigset *set,
                      const struct occurrence *failure, struct before_change *out)
{
    *out = (struct before_change){ .sig = SIG_NONE, .steady_us = TIMESTAMP_NONE };
    if (failure->time_us == TIMESTAMP_NONE || !find_change(inc, set, failure, out))
        return false;
    const struct slice id = set->items[out->sig].id;
    out->before_us = failure->time_us - out->where->time_us;
    if (slice_eq(id, SLICE(DIFFERS_ID)))
        out->revision = occurrence_capture(out->where, SLICE("resource"));
    else if (slice_eq(id, SLICE(DEPLOYED_ID))) {
        out->revision = occurrence_capture(out->where, SLICE("task_definition"));
        if (out->revision.len == 0)
            out->revision = running_at(inc, service_of(inc, out->where), out->where->time_us);
    }
    find_difference(inc, set, out);
    find_steady(inc, set, out);
    return true;
}
