/* Teardown: what programs say when all of an installation is stopped, and stores go first. */
#include "infer/model.h"

/* Does a program say so that was asked to stop? */
static bool is_stop(const struct sig *sig)
{
    return slice_eq(sig->id, SLICE("container.sigterm"));
}

/* The first stop of this stream behind the moment, as near as effects of an order are; NULL where
 * there is none. */
static const struct occurrence *stop_behind(const struct model *m, const struct occurrence *at)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        for (uint32_t k = 0; is_stop(&m->set->items[f->sig]) && k < f->sample_count; k++) {
            const struct occurrence *o = &f->samples[k];
            if (o->stream == at->stream && o->sequence > at->sequence
                && o->sequence - at->sequence <= MODEL_TEARDOWN_EVENTS
                && (!best || o->sequence < best->sequence))
                best = o;
        }
    }
    return best;
}

/* Was another program asked to stop, too? */
static bool others_stop(const struct model *m, const struct occurrence *stop)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        for (uint32_t k = 0; is_stop(&m->set->items[f->sig]) && k < f->sample_count; k++)
            if (f->samples[k].source == stop->source && f->samples[k].stream != stop->stream)
                return true;
    }
    return false;
}

/* Another program that does not answer. */
static bool is_of_others(const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && !n->finding->from_composite
           && (n->sig->domain == SIG_DEPENDENCY || n->sig->domain == SIG_NETWORK);
}

/* The last stop of this stream before the moment, as near as a program takes to end, unless it
 * started or came up again since; NULL where there is none. */
static const struct occurrence *stop_before(const struct model *m, const struct occurrence *at)
{
    const struct occurrence *best = NULL, *start = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const bool stops = is_stop(&m->set->items[f->sig]);
        const bool starts = sig_is_run(&m->set->items[f->sig]);
        for (uint32_t k = 0; (stops || starts) && k < f->sample_count; k++) {
            const struct occurrence *o = &f->samples[k];
            const struct occurrence **last = stops ? &best : &start;
            if (o->stream == at->stream && o->sequence < at->sequence
                && (!*last || o->sequence > (*last)->sequence))
                *last = o;
        }
    }
    if (!best || (start && start->sequence > best->sequence)
        || model_is_up(m, at->stream, best->sequence, at->sequence))
        return NULL;
    const bool timed = at->time_us != TIMESTAMP_NONE && best->time_us != TIMESTAMP_NONE;
    const bool soon = timed ? at->time_us - best->time_us <= MODEL_STOPPING_US
                            : at->sequence - best->sequence <= MODEL_ASKED_EVENTS;
    return soon ? best : NULL;
}

/* Had something else failed in this source before the moment? */
static bool had_failed(const struct model *m, const struct node *n, const struct occurrence *at)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *other = &m->nodes[i];
        if (other != n && other->sig->kind == SIG_CAUSE && other->sig->severity >= SIG_ERROR
            && !other->recovered && !other->asked && node_first(other)->source == at->source
            && occurrence_order(node_first(other), at) < 0)
            return true;
    }
    return false;
}

/* What a program misses while it stops, for others stop as well, is not why it was stopped: that is
 * what had failed before. Where nothing had, it may be the next run, of which no start is told. */
bool model_is_while_stopping(const struct model *m, const struct node *n)
{
    const uint32_t stream = node_first(n)->stream;
    if (!is_of_others(n) || stream == INCIDENT_NONE || m->incident->streams[stream].in_several)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct occurrence *at = &n->finding->samples[i];
        const struct occurrence *stop = at->stream == stream ? stop_before(m, at) : NULL;
        if (!stop || (i == 0 && !had_failed(m, n, stop)))
            return false;
    }
    return true;
}

/* A program that was up lost what it depends on, and was asked to stop at once, as others were:
 * they all go down together. Where it comes up again and still cannot, that is another matter. */
bool model_is_teardown(const struct model *m, const struct node *n)
{
    const struct occurrence *first = node_first(n), *last = node_last(n);
    if (!is_of_others(n) || first->stream == INCIDENT_NONE
        || m->incident->streams[first->stream].in_several)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (n->finding->samples[i].stream != first->stream)
            return false;
    const struct occurrence *stop = stop_behind(m, first);
    return stop && last->sequence - first->sequence <= 2 * MODEL_TEARDOWN_EVENTS
           && model_is_up(m, first->stream, 0, first->sequence) && others_stop(m, stop)
           && !model_is_up(m, first->stream, stop->sequence, UINT64_MAX);
}
