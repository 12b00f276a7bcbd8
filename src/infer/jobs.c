/* Jobs of a CI server, whose logs may stand one behind the other in one file, and their steps that
 * are allowed to fail. */
#include "infer/model.h"

/* Where the log of a job begins or ends, whichever way: between two such lines is one job. */
#define JOB_ENDS_ID "ci.job-ends"
#define JOB_SUCCEEDED_ID "ci.job-succeeded"
/* What a shell runs with "|| true" behind it, told before; and what tells behind a failure that it
 * was ignored. */
#define MAY_FAIL_ID "ci.step-may-fail"
#define IGNORED_ID "ci.failure-ignored"
/* A step of a GitHub job that does not begin after a failure, and the mark of an error. */
#define STEP_ID "ci.step-of-success"
#define ERROR_ID "ci.step-error"
/* A step runs a command on another machine. */
#define REMOTE_ID "ci.remote-step"
/* How a shell tells of SIGKILL: 128 and 9. */
#define KILLED_CODE "137"

bool model_is_job_success(const struct sig *sig)
{
    return slice_eq(sig->id, SLICE(JOB_SUCCEEDED_ID));
}

static bool lies_between(const struct finding *f, const struct occurrence *from,
                         const struct occurrence *to)
{
    for (uint32_t i = 0; f && i < f->sample_count; i++) {
        const struct occurrence *at = &f->samples[i];
        if (at->source == from->source && at->sequence > from->sequence
            && at->sequence < to->sequence)
            return true;
    }
    return false;
}

/* A job says once how it ended, so a success answers for what stands between it and the end or the
 * beginning of a job before it; not for another input, which is another job's log. */
static bool succeeded(const struct finding *successes, const struct finding *ends,
                      const struct occurrence *failure)
{
    for (uint32_t i = 0; i < successes->sample_count; i++) {
        const struct occurrence *at = &successes->samples[i];
        if (at->source == failure->source && at->sequence > failure->sequence
            && !lies_between(ends, failure, at) && !lies_between(successes, failure, at))
            return true;
    }
    return false;
}

bool model_is_within_success(const struct model *m, const struct node *n)
{
    const struct finding *successes =
        incident_finding_named(m->incident, m->set, SLICE(JOB_SUCCEEDED_ID));
    const struct finding *ends = incident_finding_named(m->incident, m->set, SLICE(JOB_ENDS_ID));
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (!successes || !succeeded(successes, ends, &n->finding->samples[i]))
            return false;
    return true;
}

static bool is_within(const struct occurrence *first, const struct occurrence *second, uint64_t max)
{
    return first->source == second->source && second->sequence > first->sequence
           && second->sequence - first->sequence <= max;
}

static bool was_allowed(const struct finding *may_fail, const struct finding *ignored,
                        const struct occurrence *failure)
{
    for (uint32_t i = 0; may_fail && i < may_fail->sample_count; i++)
        if (is_within(&may_fail->samples[i], failure, MODEL_ALLOWED_EVENTS))
            return true;
    for (uint32_t i = 0; ignored && i < ignored->sample_count; i++)
        if (is_within(failure, &ignored->samples[i], MODEL_IGNORED_EVENTS))
            return true;
    return false;
}

bool model_is_allowed(const struct model *m, const struct node *n)
{
    const struct finding *may_fail =
        incident_finding_named(m->incident, m->set, SLICE(MAY_FAIL_ID));
    const struct finding *ignored = incident_finding_named(m->incident, m->set, SLICE(IGNORED_ID));
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite || (!may_fail && !ignored))
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (!was_allowed(may_fail, ignored, &n->finding->samples[i]))
            return false;
    return true;
}

/* The first of them behind the moment, in its source, or NULL. */
static const struct occurrence *first_behind(const struct finding *f,
                                             const struct occurrence *moment)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < f->sample_count; i++) {
        const struct occurrence *at = &f->samples[i];
        if (at->source == moment->source && at->sequence > moment->sequence
            && (!best || at->sequence < best->sequence))
            best = at;
    }
    return best;
}

static bool is_whole(const struct finding *f)
{
    return f && f->count == f->sample_count;
}

bool model_job_went_on(const struct model *m, const struct node *n)
{
    const struct finding *steps = incident_finding_named(m->incident, m->set, SLICE(STEP_ID));
    const struct finding *ends = incident_finding_named(m->incident, m->set, SLICE(JOB_ENDS_ID));
    const struct finding *errors = incident_finding_named(m->incident, m->set, SLICE(ERROR_ID));
    if (!steps || !is_whole(ends) || !is_whole(errors))
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct occurrence *at = &n->finding->samples[i];
        const struct occurrence *end = first_behind(ends, at), *step = NULL;
        for (uint32_t k = 0; end && k < steps->sample_count; k++)
            if (steps->samples[k].source == at->source && steps->samples[k].sequence > at->sequence
                && steps->samples[k].sequence < end->sequence)
                step = &steps->samples[k];
        const bool is_marked =
            incident_has_event(errors, at) || (step && lies_between(errors, at, step));
        if (!step || !is_marked || lies_between(errors, step, end))
            return false;
    }
    return n->finding->sample_count > 0;
}

/* The last of them before the moment, in its source, or NULL. */
static const struct occurrence *last_before(const struct finding *f,
                                            const struct occurrence *moment)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; f && i < f->sample_count; i++) {
        const struct occurrence *at = &f->samples[i];
        if (at->source == moment->source && at->sequence < moment->sequence
            && (!best || at->sequence > best->sequence))
            best = at;
    }
    return best;
}

/* Does the line say no more than the code with which a killed process ends? */
static bool is_exit_code(const struct occurrence *at)
{
    return slice_eq(occurrence_capture(at, SLICE("code")), SLICE(KILLED_CODE));
}

bool model_is_remote(const struct model *m, const struct node *n)
{
    const struct finding *remote = incident_finding_named(m->incident, m->set, SLICE(REMOTE_ID));
    const struct finding *steps = incident_finding_named(m->incident, m->set, SLICE(STEP_ID));
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite || !remote)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct occurrence *at = &n->finding->samples[i];
        const struct occurrence *step = last_before(remote, at);
        if (!is_exit_code(at) || !step || lies_between(steps, step, at))
            return false;
    }
    return true;
}
