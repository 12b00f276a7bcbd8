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

/* A program that was up lost what it depends on, and was asked to stop at once, as others were:
 * they all go down together. Where it comes up again and still cannot, that is another matter. */
bool model_is_teardown(const struct model *m, const struct node *n)
{
    const struct occurrence *first = node_first(n), *last = node_last(n);
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite
        || (n->sig->domain != SIG_DEPENDENCY && n->sig->domain != SIG_NETWORK)
        || first->stream == INCIDENT_NONE || m->incident->streams[first->stream].in_several)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (n->finding->samples[i].stream != first->stream)
            return false;
    const struct occurrence *stop = stop_behind(m, first);
    return stop && last->sequence - first->sequence <= 2 * MODEL_TEARDOWN_EVENTS
           && model_is_up(m, first->stream, 0, first->sequence) && others_stop(m, stop)
           && !model_is_up(m, first->stream, stop->sequence, UINT64_MAX);
}
