/* Currency: is a failure still open, was it closed by a recovery, or is it history? */
#include "infer/model.h"

/* Somebody ended a CI job. */
#define CANCELLED_ID "ci.job-cancelled"

/* Did a task of this service, or anything new, begin between the two? */
static bool begins_between(const struct model *m, const struct occurrence *a,
                           const struct occurrence *b)
{
    const int64_t from = a->time_us, to = b->time_us;
    const uint32_t stream = b->stream;
    if (from == TIMESTAMP_NONE || to == TIMESTAMP_NONE)
        return false;
    if (stream != INCIDENT_NONE && m->stream_task[stream] != INCIDENT_NONE)
        return m->tasks[m->stream_task[stream]].first_us > from;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        if (m->set->items[f->sig].kind != SIG_CHANGE || sig_is_run(&m->set->items[f->sig]))
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (f->samples[k].time_us > from && f->samples[k].time_us < to)
                return true;
    }
    return false;
}

/* Both keep the program of this stream from starting, the one well before the other: those were two
 * attempts. */
static bool was_an_earlier_attempt(const struct model *m, const struct node *n,
                                   const struct node *other)
{
    return node_last(n)->stream == node_first(other)->stream
           && node_last(n)->stream != INCIDENT_NONE && model_is_fatal(m, n->sig)
           && model_is_fatal(m, other->sig) && node_last(n)->time_us != TIMESTAMP_NONE
           && node_first(other)->time_us != TIMESTAMP_NONE
           && model_well_before(node_last(n), node_first(other));
}

/* What keeps a program from starting, or a migration from being applied, is an attempt: it came
 * right behind this cause, as its effect, and well after it once more, without it. Whatever the
 * later attempts fail of, this was over by then. */
static bool was_attempted_without(const struct model *m, const struct node *n,
                                  const struct node *attempt)
{
    const struct occurrence *last = node_last(n);
    bool followed = false;
    if (!model_is_fatal(m, attempt->sig) || last->stream == INCIDENT_NONE
        || node_last(attempt)->stream != last->stream
        || !model_well_before(last, node_last(attempt)))
        return false;
    for (uint32_t i = 0; i < attempt->finding->sample_count && !followed; i++) {
        const struct occurrence *at = &attempt->finding->samples[i];
        followed = at->stream == last->stream && !model_well_before(at, last)
                   && !model_well_before(last, at) && model_well_before(at, node_last(attempt));
    }
    return followed;
}

/* A cause that kept coming, or that an earlier generation of tasks had, then stopped, and after
 * which another cause began, or kept coming, that it does not lead to, is history: the latest
 * attempts fail for another reason. Well after, where it only kept coming: a tool that prints the
 * errors of one attempt in a row says nothing by their order. */
static bool is_history(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (n->sig->kind != SIG_CAUSE)
        return false;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *other = &m->nodes[i];
        if (i == node || other->sig->kind != SIG_CAUSE || other->recovered
            || other->sig->severity < SIG_ERROR)
            continue;
        const double reach = model_reach_of(m, node, i);
        if (reach <= MODEL_UNMODELLED_SYMPTOM && model_is_silent_since(n, other))
            return true;
        if (reach > MODEL_LINK_MIN && was_attempted_without(m, n, other))
            return true;
        if (reach > MODEL_LINK_MIN || occurrence_order(node_first(other), node_last(n)) <= 0)
            continue;
        if ((n->finding->count >= 2 && model_well_before(node_last(n), node_first(other)))
            || (model_scope(m, n, other) != SCOPE_APART
                && begins_between(m, node_last(n), node_first(other)))
            || model_restarted_between(m, node_last(n), node_first(other))
            || was_an_earlier_attempt(m, n, other))
            return true;
    }
    return false;
}

/* The last occurrence of this recovery before the last one of a node, with nothing new begun
 * between the two, or NULL. */
static const struct occurrence *was_well(const struct model *m, const struct finding *recovery,
                                         const struct node *n)
{
    for (uint32_t k = recovery->sample_count; k > 0; k--) {
        const struct occurrence *at = &recovery->samples[k - 1];
        if (occurrence_order(at, node_last(n)) < 0)
            return begins_between(m, at, node_last(n)) ? NULL : at;
    }
    return NULL;
}

static bool is_build_symptom(const struct node *n)
{
    return n->sig->kind == SIG_SYMPTOM && slice_eq(sig_component(n->sig->id), SLICE("build"));
}

/* A fault of the configuration of which an effect was seen to be well before it came for the last
 * time, with nothing new begun between: what could connect with this setting is not kept from it by
 * the setting. Not so of a build: that one of its steps went through says nothing of the next. */
static bool had_worked(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (n->sig->kind != SIG_CAUSE || !slice_eq(sig_component(n->sig->id), SLICE("config")))
        return false;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        if (sig->kind != SIG_RECOVERY || !was_well(m, r, n))
            continue;
        for (uint32_t k = 0; k < m->node_count; k++)
            if (k != node && model_closes(sig, m->nodes[k].finding->sig)
                && !is_build_symptom(&m->nodes[k])
                && slice_eq(sig_component(sig->id), sig_component(m->nodes[k].sig->id))
                && model_reach_of(m, node, k) > MODEL_LINK_MIN)
                return true;
    }
    return false;
}

/* Was an artifact not stored after something else had failed in the same input? A job stores what
 * it has all the same, and there may be nothing. */
static bool is_late_upload(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (!slice_eq(n->sig->id, SLICE("ci.artifact-upload-failed")))
        return false;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *other = &m->nodes[i];
        if (i != node && other->sig->severity >= SIG_ERROR && !other->recovered && !other->asked
            && node_first(other)->source == node_first(n)->source
            && occurrence_order(node_first(other), node_first(n)) < 0)
            return true;
    }
    return false;
}

/* Did all of it come behind the moment at which a job was cancelled, in its source? Steps that run
 * all the same have half of what they need. */
static bool is_after_cancelling(const struct model *m, const struct node *n)
{
    const struct finding *f = incident_finding_named(m->incident, m->set, SLICE(CANCELLED_ID));
    if (!f || n->sig->kind != SIG_CAUSE || f->samples[0].source != node_first(n)->source)
        return false;
    return occurrence_order(&f->samples[0], node_first(n)) < 0;
}

/* Does it come well after a build had failed for another reason? A job goes on with steps that
 * fail, too (the upload of a report), and none of them is why it failed. */
static bool is_aftermath(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    for (uint32_t e = 0; e < m->node_count && n->sig->kind == SIG_CAUSE; e++) {
        const struct node *effect = &m->nodes[e];
        if (!is_build_symptom(effect) || model_reach_of(m, node, e) <= MODEL_LINK_MIN
            || !model_began_before(effect->finding, n->finding))
            continue;
        for (uint32_t r = 0; r < m->node_count; r++) {
            const struct node *reason = &m->nodes[r];
            if (r != e && is_build_symptom(reason) && !reason->recovered
                && model_reach_of(m, r, e) > MODEL_LINK_MIN
                && occurrence_order(node_first(reason), node_first(effect)) <= 0)
                return true;
        }
    }
    return false;
}

/* Was it over when a test runner said that every test passed, or began to list the ones that
 * failed? Then its tests asked for it: what fails in them on purpose is logged like any failure,
 * and why one failed is told in the list. */
static bool was_tested(const struct model *m, const struct node *n)
{
    if (!n->told)
        return false;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct slice id = m->set->items[f->sig].id;
        if (!slice_ends(id, SLICE("tests-passed")) && !slice_ends(id, SLICE("tests-reported")))
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (&f->samples[k] == n->told)
                return true;
    }
    return false;
}

static bool lies_behind(const struct finding *f, const struct occurrence *at)
{
    for (uint32_t i = 0; i < f->sample_count; i++)
        if (f->samples[i].source == at->source && occurrence_order(&f->samples[i], at) <= 0)
            return true;
    return false;
}

/* Does an exception that no other signature knows stand in the list of failed tests, or behind the
 * first word of one? What failed is the test; the exception is what it shows, and no more. */
static bool names_why_test_failed(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    bool failed = false, listed = false;
    if (!slice_ends(n->sig->id, SLICE(".unhandled-exception")))
        return false;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct slice id = m->set->items[f->sig].id;
        const bool is_failure = slice_ends(id, SLICE(".tests-failed"));
        const bool is_list = is_failure || slice_ends(id, SLICE(".tests-reported"));
        failed = failed || is_failure;
        listed = listed || (is_list && lies_behind(f, node_last(n)));
    }
    return failed && listed;
}

void model_currency(struct model *m)
{
    model_closings(m);
    for (uint32_t pass = 0; pass < 2; pass++) /* what asked symptoms lead to is asked for, too */
        for (uint32_t i = 0; i < m->node_count; i++)
            m->nodes[i].asked =
                m->nodes[i].asked || model_is_asked(m, i) || was_tested(m, &m->nodes[i])
                || names_why_test_failed(m, i) || model_is_allowed(m, &m->nodes[i])
                || model_is_teardown(m, &m->nodes[i]) || model_is_while_stopping(m, &m->nodes[i])
                || model_is_aside(m, &m->nodes[i]) || model_job_went_on(m, &m->nodes[i]);
    for (uint32_t i = 0; i < m->node_count; i++) {
        struct node *n = &m->nodes[i];
        model_discount_harmless(m, n);
        n->asked = n->asked || is_late_upload(m, i);
        if (n->asked) {
            n->harmless = true;
            n->precision *= MODEL_HARMLESS;
            n->weight *= MODEL_HARMLESS;
        }
        n->mended = !n->recovered && !n->harmless && model_is_mended(m, i);
        if (n->mended)
            n->precision *= MODEL_MENDED;
        n->retried = n->sig->kind == SIG_CAUSE && !n->mended && model_is_retry_that_ended(m, n)
                     && !model_has_effect(m, i);
        if (n->retried)
            n->precision *= MODEL_DOUBTFUL;
        n->had_worked = had_worked(m, i);
        if (n->had_worked) {
            n->precision *= MODEL_HAD_WORKED;
            n->weight *= MODEL_HAD_WORKED;
        }
        n->at_home = model_is_at_home(m, n);
        if (n->at_home)
            n->precision *= MODEL_AT_HOME;
        n->history = is_history(m, i);
        if (n->history)
            n->precision *= MODEL_HISTORY;
        n->remote = model_is_remote(m, n);
        if (n->remote)
            n->precision *= MODEL_REMOTE;
        n->in_test = !n->asked && model_is_test_output(m, n);
        if (n->in_test)
            n->precision *= MODEL_IN_TEST;
        n->aftermath = is_aftermath(m, i) || is_after_cancelling(m, n);
        if (n->aftermath)
            n->precision *= MODEL_AFTERMATH;
    }
}
