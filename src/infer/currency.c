/* Currency: is a failure still open, was it closed by a recovery, or is it history? */
#include "infer/model.h"

static const struct occurrence *first_of(const struct node *n)
{
    return &n->finding->samples[0];
}

static const struct occurrence *last_of(const struct node *n)
{
    return &n->finding->samples[n->finding->sample_count - 1];
}

static struct slice service_of(const struct incident *inc, const struct occurrence *occ)
{
    return occ->stream == INCIDENT_NONE ? slice_empty() : inc->streams[occ->stream].service;
}

/* "The app is up" says nothing about another service; "Redis is ready" is said by Redis itself.
 * What is closed may be general as well: a refused connection of another service is not closed by
 * the session that this one got. */
static bool same_scope(const struct model *m, const struct sig *recovery, const struct sig *closed,
                       const struct occurrence *closing, const struct occurrence *last)
{
    struct slice component = sig_component(recovery->id);
    if (!slice_eq(component, SLICE("app")) && !slice_eq(component, SLICE("health"))
        && !slice_eq(sig_component(closed->id), SLICE("net")))
        return true;
    struct slice a = service_of(m->incident, closing), b = service_of(m->incident, last);
    return a.len == 0 || b.len == 0 || slice_eq(a, b);
}

static bool closes(const struct sig *recovery, uint32_t sig)
{
    for (uint32_t i = 0; i < recovery->recover_count; i++)
        if (recovery->recovers[i] == sig)
            return true;
    return false;
}

/* How many events after the program said this did it fail, before it said it again? 0: it did not.
 */
static uint64_t failed_after(const struct finding *recovery, uint32_t said, const struct node *n)
{
    const struct occurrence *at = &recovery->samples[said];
    uint64_t until = UINT64_MAX;
    for (uint32_t i = 0; i < recovery->sample_count; i++) {
        const struct occurrence *o = &recovery->samples[i];
        if (o->stream == at->stream && o->sequence > at->sequence && o->sequence < until)
            until = o->sequence;
    }
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct occurrence *o = &n->finding->samples[i];
        if (o->stream == at->stream && o->sequence > at->sequence && o->sequence < until)
            return o->sequence - at->sequence;
    }
    return 0;
}

/* A program in a crash loop says "listening" in each of its runs, and fails then. Where that came
 * to pass twice, another "listening" proves something only if the log goes on for longer behind it
 * than it took to fail: in events, for the lines of a trace have no times. */
static bool is_said_in_vain(const struct model *m, const struct finding *recovery,
                            const struct occurrence *at, const struct node *n)
{
    if (at->stream == INCIDENT_NONE)
        return false;
    uint32_t failed = 0;
    uint64_t longest = 0;
    for (uint32_t i = 0; i < recovery->sample_count; i++) {
        const struct occurrence *said = &recovery->samples[i];
        if (said->stream != at->stream || said->sequence >= at->sequence)
            continue;
        const uint64_t after = failed_after(recovery, i, n);
        failed += after > 0;
        if (after > longest)
            longest = after;
    }
    return failed >= 2 && m->incident->streams[at->stream].last_number - at->sequence <= longest;
}

/* The first recovery behind the last occurrence that closes it, or NULL. */
static const struct occurrence *closing_of(const struct model *m, const struct node *n)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        if (sig->kind != SIG_RECOVERY || !closes(sig, n->finding->sig))
            continue;
        for (uint32_t k = r->sample_count; k > 0; k--) {
            const struct occurrence *at = &r->samples[k - 1];
            if (occurrence_order(at, last_of(n)) <= 0)
                break;
            if (same_scope(m, sig, n->sig, at, last_of(n)) && !is_said_in_vain(m, r, at, n)
                && (!best || occurrence_order(at, best) < 0))
                best = at;
        }
    }
    return best;
}

/* Does this symptom mean that a program did not start? */
static bool is_failed_start(const struct sig *sig)
{
    return sig->kind == SIG_SYMPTOM
           && (slice_ends(sig->id, SLICE(".startup-failed"))
               || slice_ends(sig->id, SLICE(".worker-boot-failed")));
}

/* What kept a program from starting is over when it has started: the recovery that closed the
 * failed starts to which this leads, if it came behind this, too, or NULL. In the same stream: that
 * another task has started, of another revision perhaps, mends nothing. */
static const struct occurrence *started_since(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->node_count && n->sig->kind == SIG_CAUSE; i++) {
        const struct node *start = &m->nodes[i];
        if (!is_failed_start(start->sig) || model_reach_of(m, node, i) <= MODEL_LINK_MIN
            || model_scope(m, n, start) == SCOPE_APART)
            continue;
        const struct occurrence *closing = start->told;
        if (!closing || occurrence_order(closing, last_of(n)) < 0
            || closing->stream != last_of(n)->stream)
            return NULL;
        if (!best || occurrence_order(closing, best) > 0)
            best = closing;
    }
    return best;
}

/* Does this effect belong to what happened before the recovery: did it begin by then, and has it
 * not gone on since? */
static bool lies_before(const struct node *effect, const struct occurrence *closing)
{
    const struct occurrence *first = first_of(effect), *last = last_of(effect);
    const bool timed = first->time_us != TIMESTAMP_NONE && last->time_us != TIMESTAMP_NONE
                       && closing->time_us != TIMESTAMP_NONE;
    if (!timed)
        return occurrence_order(first, closing) <= 0;
    if (first->time_us > closing->time_us + MODEL_LASTING_US)
        return false;
    return effect->finding->count < MODEL_OUTLIVED_COUNT
           || last->time_us <= closing->time_us + MODEL_OUTLIVED_INTERVALS * MODEL_LASTING_US;
}

/* The recovery that closed an effect which the very lines of this cause tell, or NULL: "connect
 * ECONNREFUSED 127.0.0.1:27017" says where the program looks for MongoDB and that it is not there;
 * once MongoDB is connected, the address is right. */
static const struct occurrence *told_effect_closed(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    for (uint32_t i = 0; i < m->node_count && n->sig->kind == SIG_CAUSE; i++) {
        const struct node *effect = &m->nodes[i];
        if (i == node || !occurrence_same_event(last_of(effect), last_of(n))
            || !occurrence_same_event(first_of(effect), first_of(n))
            || model_reach_of(m, node, i) <= MODEL_LINK_MIN)
            continue;
        if (effect->told)
            return effect->told;
    }
    return NULL;
}

/* A lasting failure that this cause leads to: then what came later (a rollback that made the
 * service steady again) is no sign that the cause went away by itself. */
static bool had_lasting_effect(const struct model *m, uint32_t node)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *effect = &m->nodes[i];
        if (effect->sig->kind == SIG_SYMPTOM && effect->sig->severity == SIG_CRITICAL
            && !(is_failed_start(effect->sig) && effect->recovered)
            && model_reach_of(m, node, i) > MODEL_LINK_MIN
            && lies_before(effect, m->nodes[node].closing))
            return true;
    }
    return false;
}

static struct slice deployment_of(const struct occurrence *occ)
{
    for (uint32_t i = 0; i < occ->capture_count; i++)
        if (slice_eq(occ->captures[i].name, SLICE("deployment")))
            return occ->captures[i].value;
    return slice_empty();
}

/* Was this deployment named before the given moment: done once already, or rolled back to? */
static bool is_old_deployment(const struct model *m, struct slice name,
                              const struct occurrence *moment)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (occurrence_order(&f->samples[k], moment) < 0
                && slice_eq(deployment_of(&f->samples[k]), name))
                return true;
    }
    return false;
}

/* The first new deployment of the service that succeeded long after this was last seen, or NULL:
 * the events of a service tell of days, and a failed deployment that others followed is history. A
 * rollback is no such one, and who goes back by hand does it soon. */
static const struct occurrence *deployed_since(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    const struct slice service = service_of(m->incident, last_of(n));
    bool is_deployment = slice_eq(sig_component(n->sig->id), SLICE("ecs"));
    for (uint32_t i = 0; i < m->node_count && !is_deployment; i++)
        is_deployment = slice_eq(sig_component(m->nodes[i].sig->id), SLICE("ecs"))
                        && model_reach_of(m, node, i) > MODEL_LINK_MIN;
    if (!is_deployment || service.len == 0 || last_of(n)->time_us == TIMESTAMP_NONE)
        return NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        for (uint32_t k = 0; k < r->sample_count && m->set->items[r->sig].kind == SIG_RECOVERY;
             k++) {
            const struct occurrence *at = &r->samples[k];
            const struct slice name = deployment_of(at);
            if (name.len > 0 && at->time_us != TIMESTAMP_NONE
                && at->time_us >= last_of(n)->time_us + MODEL_SINCE_US
                && slice_eq(service_of(m->incident, at), service)
                && !is_old_deployment(m, name, at))
                return at;
        }
    }
    return NULL;
}

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
    return last_of(n)->stream == first_of(other)->stream && last_of(n)->stream != INCIDENT_NONE
           && model_is_fatal(m, n->sig) && model_is_fatal(m, other->sig)
           && last_of(n)->time_us != TIMESTAMP_NONE && first_of(other)->time_us != TIMESTAMP_NONE
           && model_well_before(last_of(n), first_of(other));
}

/* A cause that kept coming, or that an earlier generation of tasks had, then stopped, and after
 * which another cause began that it does not lead to, is history: the latest attempts fail for
 * another reason. Well after, where it only kept coming: a tool that prints the errors of one
 * attempt in a row says nothing by their order. */
static bool is_history(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (n->sig->kind != SIG_CAUSE)
        return false;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *other = &m->nodes[i];
        if (i == node || other->sig->kind != SIG_CAUSE || other->recovered
            || other->sig->severity < SIG_ERROR
            || occurrence_order(first_of(other), last_of(n)) <= 0
            || model_reach_of(m, node, i) > MODEL_LINK_MIN)
            continue;
        if ((n->finding->count >= 2 && model_well_before(last_of(n), first_of(other)))
            || (model_scope(m, n, other) != SCOPE_APART
                && begins_between(m, last_of(n), first_of(other)))
            || model_restarted_between(m, last_of(n), first_of(other))
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
        if (occurrence_order(at, last_of(n)) < 0)
            return begins_between(m, at, last_of(n)) ? NULL : at;
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
            if (k != node && closes(sig, m->nodes[k].finding->sig)
                && !is_build_symptom(&m->nodes[k])
                && slice_eq(sig_component(sig->id), sig_component(m->nodes[k].sig->id))
                && model_reach_of(m, node, k) > MODEL_LINK_MIN)
                return true;
    }
    return false;
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
                && occurrence_order(first_of(reason), first_of(effect)) <= 0)
                return true;
        }
    }
    return false;
}

/* The last time that the program said that it is up, in this service, or NULL. */
static const struct occurrence *came_up(const struct model *m, const struct node *n)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct occurrence *at = &r->samples[r->sample_count - 1];
        const struct sig *sig = &m->set->items[r->sig];
        const struct slice component = sig_component(sig->id);
        if (sig->kind == SIG_RECOVERY
            && (slice_eq(component, SLICE("app")) || slice_eq(component, SLICE("health")))
            && same_scope(m, sig, n->sig, at, last_of(n))
            && (!best || occurrence_order(at, best) > 0))
            best = at;
    }
    return best;
}

/* Is it a warning, to the signature or to the program that told it, each time? */
static bool is_told_as_warning(const struct node *n)
{
    if (n->sig->severity == SIG_WARNING)
        return true;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const enum level level = n->finding->samples[i].level;
        if (level == LEVEL_NONE || level >= LEVEL_ERROR)
            return false;
    }
    return true;
}

/* Warnings that kept coming and then stopped, while their stream (or source) went on for much
 * longer than they ever paused: a client that tries again until it gets through, and does not say
 * so. */
static bool is_retry_that_ended(const struct model *m, const struct node *n)
{
    const struct finding *f = n->finding;
    const uint32_t stream = last_of(n)->stream;
    const int64_t end =
        stream == INCIDENT_NONE ? m->incident->last_us : m->incident->streams[stream].last_us;
    if (f->count < MODEL_OUTLIVED_COUNT || f->last_us == TIMESTAMP_NONE || end == TIMESTAMP_NONE
        || !is_told_as_warning(n))
        return false;
    int64_t pause = MODEL_OUTLIVED_US;
    for (uint32_t i = 1; i < f->sample_count; i++) {
        const int64_t a = f->samples[i - 1].time_us, b = f->samples[i].time_us;
        const bool is_hole = i == INCIDENT_SAMPLES_FIRST; /* all others came in between */
        const int64_t steps = is_hole ? (int64_t)(f->count - f->sample_count + 1) : 1;
        if (a != TIMESTAMP_NONE && b != TIMESTAMP_NONE && (b - a) / steps > pause)
            pause = (b - a) / steps;
    }
    return end - f->last_us > pause * MODEL_OUTLIVED_INTERVALS;
}

/* Is there a grave symptom that it may have led to? */
static bool has_effect(const struct model *m, uint32_t node)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && m->nodes[i].sig->severity >= SIG_ERROR
            && (model_reach_of(m, node, i) > MODEL_LINK_MIN
                || model_scope(m, &m->nodes[node], &m->nodes[i]) != SCOPE_APART))
            return true;
    return false;
}

/* What is missing can be done without, if the program itself says so, each time, and goes on:
 * "SMTP_HOST is not set" at level INFO. What is wrong breaks whatever needs it, all the same. */
static bool is_told_in_passing(const struct model *m, const struct node *n)
{
    const struct occurrence *last = last_of(n);
    if (!slice_ends(n->sig->id, SLICE("-missing")))
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const enum level level = n->finding->samples[i].level;
        if (level == LEVEL_NONE || level > LEVEL_INFO)
            return false;
    }
    return last->stream != INCIDENT_NONE
           && m->incident->streams[last->stream].last_number > last->sequence;
}

/* How often it came behind the given moment, as far as samples tell. */
static uint32_t times_behind(const struct node *n, const struct occurrence *moment)
{
    uint32_t times = 0;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        times += occurrence_order(&n->finding->samples[i], moment) > 0;
    return times;
}

/* The program came up, nothing at all is logged at level error, no effect of anything was seen, and
 * this is no more than a warning: told in passing (an optional cache that does not answer), it
 * breaks nothing. An exception or a port in use without a level is no warning: programs that start
 * well and then fail are common. A warning behind the start may yet be to blame for what brought
 * the reader here: it stays, with less confidence, and with all of it where it keeps coming. What
 * is said of a setting before the start did not stop the start, whatever its level ("SENTRY_DSN not
 * configured"). */
static void discount_harmless(const struct model *m, struct node *n)
{
    if (n->sig->kind != SIG_CAUSE || m->incident->error_events > 0
        || m->incident->absence_count > 0)
        return;
    const bool is_setting = slice_eq(sig_component(n->sig->id), SLICE("config"));
    const bool is_warning = is_told_as_warning(n);
    if (!is_warning && !is_setting)
        return;
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && m->nodes[i].sig->severity >= SIG_WARNING)
            return;
    const struct occurrence *up = came_up(m, n);
    const uint32_t behind = up ? times_behind(n, up) : 0;
    const bool in_passing = is_setting && is_told_in_passing(m, n);
    if (!in_passing
        && (!up || (n->sig->severity > SIG_WARNING && behind >= MODEL_OUTLIVED_COUNT)
            || (!is_warning && behind > 0)))
        return;
    n->doubtful = true;
    n->harmless = in_passing || n->sig->severity == SIG_WARNING || behind == 0;
    n->precision *= n->harmless ? MODEL_HARMLESS : MODEL_DOUBTFUL;
    n->weight *= n->harmless ? MODEL_HARMLESS : 1;
}

/* Was it over when a test runner said that every test passed? Then its tests asked for it: what
 * fails in them on purpose is logged like any failure. */
static bool was_tested(const struct model *m, const struct node *n)
{
    if (!n->told)
        return false;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        if (!slice_ends(m->set->items[f->sig].id, SLICE("tests-passed")))
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (&f->samples[k] == n->told)
                return true;
    }
    return false;
}

void model_currency(struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        m->nodes[i].told = closing_of(m, &m->nodes[i]);
        m->nodes[i].recovered = m->nodes[i].told != NULL;
    }
    for (uint32_t i = 0; i < m->node_count; i++) {
        struct node *n = &m->nodes[i];
        const struct occurrence *deployed = deployed_since(m, i);
        n->closing = deployed ? deployed : n->told;
        if (!n->closing)
            n->closing = started_since(m, i);
        if (!n->closing)
            n->closing = told_effect_closed(m, i);
        n->recovered = n->closing != NULL;
        n->left_behind = deployed != NULL;
        if (n->left_behind || (n->recovered && !had_lasting_effect(m, i))) {
            n->precision *= n->left_behind ? MODEL_SINCE : MODEL_RECOVERED;
            n->weight *= MODEL_RECOVERED;
        }
    }
    for (uint32_t pass = 0; pass < 2; pass++) /* what asked symptoms lead to is asked for, too */
        for (uint32_t i = 0; i < m->node_count; i++)
            m->nodes[i].asked =
                m->nodes[i].asked || model_is_asked(m, i) || was_tested(m, &m->nodes[i]);
    for (uint32_t i = 0; i < m->node_count; i++) {
        struct node *n = &m->nodes[i];
        discount_harmless(m, n);
        if (n->asked) {
            n->harmless = true;
            n->precision *= MODEL_HARMLESS;
            n->weight *= MODEL_HARMLESS;
        }
        n->mended = !n->recovered && !n->harmless && model_is_mended(m, i);
        if (n->mended)
            n->precision *= MODEL_MENDED;
        n->retried = n->sig->kind == SIG_CAUSE && !n->mended && is_retry_that_ended(m, n)
                     && !has_effect(m, i);
        if (n->retried)
            n->precision *= MODEL_DOUBTFUL;
        n->had_worked = had_worked(m, i);
        if (n->had_worked) {
            n->precision *= MODEL_HAD_WORKED;
            n->weight *= MODEL_HAD_WORKED;
        }
        n->history = is_history(m, i);
        if (n->history)
            n->precision *= MODEL_HISTORY;
        n->aftermath = is_aftermath(m, i);
        if (n->aftermath)
            n->precision *= MODEL_AFTERMATH;
    }
}
