/* Closing: which recovery, start or later deployment says that a failure is over. */
#include "infer/model.h"

/* What the name of a pod has behind that of its deployment: "-" and the hash of the template, "-"
 * and five letters. */
#define POD_NAME_PARTS 2

static struct slice service_of(const struct incident *inc, const struct occurrence *occ)
{
    return occ->stream == INCIDENT_NONE ? slice_empty() : inc->streams[occ->stream].service;
}

/* "[web.1]" of the streams "app[web.1]" and "heroku[web.1]". */
static struct slice dyno_of(const struct model *m, const struct occurrence *occ)
{
    if (occ->stream == INCIDENT_NONE)
        return slice_empty();
    const struct slice name = m->incident->streams[occ->stream].stream;
    const bool is_dyno = slice_starts(name, SLICE("app[")) || slice_starts(name, SLICE("heroku["));
    return is_dyno ? slice_from(name, slice_find(name, SLICE("["), 0)) : slice_empty();
}

/* The name of its own that a program told of itself when it started in this stream; empty where it
 * told none, or the stream is that of a task, which is one of several. */
static struct slice program_of(const struct model *m, uint32_t stream)
{
    const struct finding *starts = model_starts(m);
    if (stream == INCIDENT_NONE || m->incident->streams[stream].task.len > 0)
        return slice_empty();
    for (uint32_t i = 0; starts && i < starts->sample_count; i++)
        if (starts->samples[i].stream == stream)
            return occurrence_capture(&starts->samples[i], SLICE("module"));
    return slice_empty();
}

/* What the manager of Heroku's dynos tells of one stands in another stream than what the program
 * in it tells. The log of a program may have several files. */
static bool is_of_one_program(const struct model *m, const struct occurrence *a,
                              const struct occurrence *b)
{
    const struct slice dyno = dyno_of(m, a), program = program_of(m, a->stream);
    return a->stream == b->stream
           || (program.len > 0 && slice_eq(program, program_of(m, b->stream)))
           || (dyno.len > 0 && a->source == b->source && slice_eq(dyno, dyno_of(m, b)));
}

bool model_same_service(const struct model *m, const struct sig *recovery, const struct sig *closed,
                        const struct occurrence *closing, const struct occurrence *last)
{
    struct slice component = sig_component(recovery->id);
    if (!slice_eq(component, SLICE("app")) && !slice_eq(component, SLICE("health"))
        && !slice_eq(component, SLICE("db")) && !slice_eq(sig_component(closed->id), SLICE("net")))
        return true;
    const struct slice up = dyno_of(m, closing), down = dyno_of(m, last);
    if (up.len > 0 && down.len > 0 && !slice_eq(down, SLICE("[router]")))
        return slice_eq(up, down);
    struct slice a = service_of(m->incident, closing), b = service_of(m->incident, last);
    return a.len == 0 || b.len == 0 || slice_eq(a, b);
}

bool model_closes(const struct sig *recovery, uint32_t sig)
{
    for (uint32_t i = 0; i < recovery->recover_count; i++)
        if (recovery->recovers[i] == sig)
            return true;
    return false;
}

/* Did the program of a stream start between these numbers, or was it asked to stop? */
static bool is_run_between(const struct model *m, uint32_t stream, uint64_t from, uint64_t to)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[f->sig];
        if (!sig_is_run(sig) && !model_is_told_to_stop(sig))
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (f->samples[k].stream == stream && f->samples[k].sequence > from
                && f->samples[k].sequence < to)
                return true;
    }
    return false;
}

/* How many events after the program said this did it fail, in the same run, before it said it
 * again? 0: it did not. */
static uint64_t failed_after(const struct model *m, const struct finding *recovery, uint32_t said,
                             const struct node *n)
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
            return is_run_between(m, at->stream, at->sequence, o->sequence)
                       ? 0
                       : o->sequence - at->sequence;
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
        const uint64_t after = failed_after(m, recovery, i, n);
        failed += after > 0;
        if (after > longest)
            longest = after;
    }
    return failed >= 2 && m->incident->streams[at->stream].last_number - at->sequence <= longest;
}

/* Lines of one source that follow one another, from and to included. */
struct line_run {
    uint64_t from, to;
};

/* Does the occurrence touch the run, which is then longer by it? */
static bool run_takes(struct line_run *run, const struct occurrence *occ)
{
    if (occ->sequence + 1 == run->from)
        run->from = occ->sequence;
    else if (occ->sequence == run->to + 1)
        run->to = occ->sequence;
    else
        return false;
    return true;
}

/* Is this recovery one row of a table in which another host has failed? A recap has a row for each
 * host, and that the play went through on two of them says nothing of the third. */
static bool stands_beside_failure(const struct model *m, const struct finding *recovery,
                                  const struct occurrence *at)
{
    const struct sig *sig = &m->set->items[recovery->sig];
    struct line_run run = { at->sequence, at->sequence };
    const struct slice host = occurrence_capture(at, SLICE("host"));
    bool grown = host.len > 0;
    while (grown) {
        grown = false;
        for (uint32_t i = 0; i < m->incident->finding_count; i++) {
            const struct finding *f = &m->incident->findings[i];
            const bool is_failure = m->set->items[f->sig].kind == SIG_SYMPTOM;
            if (f != recovery && !(is_failure && model_closes(sig, f->sig)))
                continue;
            for (uint32_t k = 0; k < f->sample_count; k++) {
                const struct occurrence *o = &f->samples[k];
                const struct slice other = occurrence_capture(o, SLICE("host"));
                if (o->source != at->source || other.len == 0 || !run_takes(&run, o))
                    continue;
                if (is_failure && !slice_eq(other, host))
                    return true;
                grown = true;
            }
        }
    }
    return false;
}

/* Is one program of a container up again, and another one of it failed? */
static bool is_of_another_program(const struct occurrence *closing, const struct occurrence *last)
{
    const struct slice up = occurrence_capture(closing, SLICE("container")),
                       down = occurrence_capture(last, SLICE("container"));
    return up.len > 0 && down.len > 0 && !slice_eq(up, down);
}

/* Does the text hold the name of a pod of this deployment? */
static bool names_pod_of(struct slice text, struct slice deployment)
{
    for (size_t at = slice_find(text, deployment, 0); at != SLICE_NONE;
         at = slice_find(text, deployment, at + 1)) {
        size_t parts = 0, end = at + deployment.len;
        for (; ascii_is_alnum(slice_byte(text, end)) || slice_byte(text, end) == '-'; end++)
            parts += text.ptr[end] == '-';
        const char before = at > 0 ? text.ptr[at - 1] : ' ';
        if (before != '-' && !ascii_is_alnum(before) && slice_byte(text, at + deployment.len) == '-'
            && parts <= POD_NAME_PARTS)
            return true;
    }
    return false;
}

/* Has a deployment replaced its pods, and was it a pod of another one that failed? */
static bool is_of_another_deployment(const struct sig *recovery, const struct occurrence *closing,
                                     const struct finding *failed)
{
    const struct slice deployment = occurrence_capture(closing, SLICE("service"));
    if (!slice_eq(sig_component(recovery->id), SLICE("k8s")) || deployment.len == 0)
        return false;
    for (uint32_t i = 0; i < failed->sample_count; i++)
        if (slice_find(failed->samples[i].text, SLICE("pod"), 0) != SLICE_NONE
            && !names_pod_of(failed->samples[i].text, deployment))
            return true;
    return false;
}

/* What the end of a job or of a play says is about what stands before it in the same input. */
static bool is_of_another_input(const struct sig *recovery, const struct occurrence *closing,
                                const struct occurrence *last)
{
    return slice_eq(sig_component(recovery->id), SLICE("ci")) && closing->source != last->source;
}

/* The last occurrence for which nobody gave the order, as for those of a pod that is taken away;
 * the last of all where there is none. */
static const struct occurrence *last_open(const struct model *m, const struct node *n)
{
    for (uint32_t k = n->finding->sample_count; k > 0 && n->sig->kind == SIG_SYMPTOM; k--)
        if (!model_is_ordered(m, n, &n->finding->samples[k - 1]))
            return &n->finding->samples[k - 1];
    return node_last(n);
}

/* Does this symptom mean that a program did not start? */
static bool is_failed_start(const struct sig *sig)
{
    return sig->kind == SIG_SYMPTOM
           && (slice_ends(sig->id, SLICE(".startup-failed"))
               || slice_ends(sig->id, SLICE(".worker-boot-failed")));
}

/* Did a program of this name start in this stream before a moment? */
static bool had_started(const struct finding *starts, const struct occurrence *moment,
                        struct slice module)
{
    for (uint32_t i = 0; i < starts->sample_count; i++)
        if (starts->samples[i].stream == moment->stream
            && occurrence_order(&starts->samples[i], moment) < 0
            && slice_eq(occurrence_capture(&starts->samples[i], SLICE("module")), module))
            return true;
    return false;
}

/* Had programs of several names started in this stream when one of them failed, and none of them
 * anew until the recovery? Then it is another one that has come up. */
static bool is_of_program_beside(const struct model *m, const struct node *n,
                                 const struct occurrence *failed, const struct occurrence *up)
{
    const struct finding *starts = model_starts(m);
    struct slice name = slice_empty();
    bool several = false;
    if (!is_failed_start(n->sig) || !starts || failed->stream == INCIDENT_NONE
        || up->stream != failed->stream)
        return false;
    for (uint32_t i = 0; i < starts->sample_count; i++) {
        const struct occurrence *at = &starts->samples[i];
        const struct slice module = occurrence_capture(at, SLICE("module"));
        if (at->stream != failed->stream || module.len == 0 || occurrence_order(at, up) > 0)
            continue;
        if (occurrence_order(at, failed) > 0 && had_started(starts, failed, module))
            return false;
        several = several || (name.len > 0 && !slice_eq(name, module));
        name = module;
    }
    return several;
}

/* The first recovery behind the last occurrence that closes it, or NULL. */
static const struct occurrence *closing_of(const struct model *m, const struct node *n)
{
    const struct occurrence *best = NULL, *last = last_open(m, n);
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        if (sig->kind != SIG_RECOVERY || !model_closes(sig, n->finding->sig)
            || (model_is_job_success(sig) && !model_is_within_success(m, n)))
            continue;
        for (uint32_t k = r->sample_count; k > 0; k--) {
            const struct occurrence *at = &r->samples[k - 1];
            if (occurrence_order(at, last) <= 0)
                break;
            if (model_same_service(m, sig, n->sig, at, last) && !is_of_another_input(sig, at, last)
                && !is_of_another_program(at, last)
                && !is_of_another_deployment(sig, at, n->finding)
                && !is_of_program_beside(m, n, last, at) && !model_is_out_of_reach(m, last, at)
                && !is_said_in_vain(m, r, at, n) && !stands_beside_failure(m, r, at)
                && (!best || occurrence_order(at, best) < 0))
                best = at;
        }
    }
    return best;
}

/* The last start of a program in this stream up to a moment, or NULL. */
static const struct occurrence *start_before(const struct model *m, const struct occurrence *at)
{
    const struct finding *starts = model_starts(m);
    const struct occurrence *last = NULL;
    for (uint32_t i = 0; starts && i < starts->sample_count; i++)
        if (starts->samples[i].stream == at->stream
            && occurrence_order(&starts->samples[i], at) <= 0)
            last = &starts->samples[i];
    return last;
}

/* Did the program start again behind the first moment, before the second one? Where several
 * programs share a stream, the name of the start tells which it was. */
static bool is_later_run(const struct model *m, const struct occurrence *failed,
                         const struct occurrence *up)
{
    const struct occurrence *before = start_before(m, failed), *again = start_before(m, up);
    if (!again || occurrence_order(again, failed) <= 0)
        return false;
    const struct slice name = occurrence_capture(again, SLICE("value"));
    return up->stream != failed->stream
           || (before && name.len > 0
               && slice_eq(occurrence_capture(before, SLICE("value")), name));
}

/* The first start behind this that went through, where such starts had failed of it: the program
 * has come up since, whatever its later starts may fail of. NULL: none is told. */
static const struct occurrence *came_up_since(const struct model *m, const struct node *n,
                                              const struct node *start)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        if (sig->kind != SIG_RECOVERY || !model_closes(sig, start->finding->sig))
            continue;
        for (uint32_t k = 0; k < r->sample_count; k++) {
            const struct occurrence *at = &r->samples[k];
            if (occurrence_order(at, node_last(n)) > 0 && is_of_one_program(m, at, node_last(n))
                && model_well_before(node_last(n), at) && is_later_run(m, node_last(n), at)
                && !is_said_in_vain(m, r, at, n) && (!best || occurrence_order(at, best) < 0))
                best = at;
        }
    }
    return best;
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
        if (!closing && model_is_fatal(m, n->sig))
            closing = came_up_since(m, n, start);
        if (!closing || occurrence_order(closing, node_last(n)) < 0
            || !is_of_one_program(m, closing, node_last(n)))
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
    const struct occurrence *first = node_first(effect), *last = node_last(effect);
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
        if (i == node || !occurrence_same_event(node_last(effect), node_last(n))
            || !occurrence_same_event(node_first(effect), node_first(n))
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
            && !(is_failed_start(effect->sig)
                 && (effect->recovered || came_up_since(m, &m->nodes[node], effect)))
            && model_reach_of(m, node, i) > MODEL_LINK_MIN
            && lies_before(effect, m->nodes[node].closing))
            return true;
    }
    return false;
}

/* Was this deployment named before the given moment: done once already, or rolled back to? */
static bool is_old_deployment(const struct model *m, struct slice name,
                              const struct occurrence *moment)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (occurrence_order(&f->samples[k], moment) < 0
                && slice_eq(occurrence_capture(&f->samples[k], SLICE("deployment")), name))
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
    const struct slice service = service_of(m->incident, node_last(n));
    bool is_deployment = slice_eq(sig_component(n->sig->id), SLICE("ecs"));
    for (uint32_t i = 0; i < m->node_count && !is_deployment; i++)
        is_deployment = slice_eq(sig_component(m->nodes[i].sig->id), SLICE("ecs"))
                        && model_reach_of(m, node, i) > MODEL_LINK_MIN;
    if (!is_deployment || service.len == 0 || node_last(n)->time_us == TIMESTAMP_NONE)
        return NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        for (uint32_t k = 0; k < r->sample_count && m->set->items[r->sig].kind == SIG_RECOVERY;
             k++) {
            const struct occurrence *at = &r->samples[k];
            const struct slice name = occurrence_capture(at, SLICE("deployment"));
            if (name.len > 0 && at->time_us != TIMESTAMP_NONE
                && at->time_us >= node_last(n)->time_us + MODEL_SINCE_US
                && slice_eq(service_of(m->incident, at), service)
                && !is_old_deployment(m, name, at))
                return at;
        }
    }
    return NULL;
}

void model_closings(struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        m->nodes[i].told = closing_of(m, &m->nodes[i]);
        if (!m->nodes[i].told)
            m->nodes[i].told = model_went_through(m, &m->nodes[i]);
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
}
