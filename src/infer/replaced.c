/* Replaced: one worker of a pool, or one program under a supervisor, that failed and was started
 * anew, while the others went on. */
#include "infer/model.h"

/* A pool has started a worker. */
#define WORKER_ID "python.worker-started"
/* A supervisor tells that a program ended, and that one runs. */
#define CRASHED_ID "container.crashed"
#define RUNNING_ID "container.program-running"

/* The first worker that was started in this stream behind a moment, and the last one before it;
 * NULL where there is none. */
static const struct occurrence *worker_since(const struct model *m, const struct occurrence *at,
                                             const struct occurrence **before)
{
    const struct finding *workers = incident_finding_named(m->incident, m->set, SLICE(WORKER_ID));
    *before = NULL;
    for (uint32_t i = 0; workers && i < workers->sample_count; i++) {
        const struct occurrence *o = &workers->samples[i];
        if (o->stream != at->stream)
            continue;
        if (o->sequence > at->sequence)
            return o;
        *before = o;
    }
    return NULL;
}

/* The name of the program of which its supervisor tells, right behind a moment in its stream, that
 * it ended, and so where that stands in *end; empty where none does. */
static struct slice ended_behind(const struct model *m, const struct occurrence *at,
                                 const struct occurrence **end)
{
    const struct finding *f = incident_finding_named(m->incident, m->set, SLICE(CRASHED_ID));
    for (uint32_t i = 0; f && i < f->sample_count; i++) {
        const struct occurrence *o = &f->samples[i];
        if (o->stream != at->stream || o->sequence < at->sequence
            || o->sequence - at->sequence > MODEL_REPORTED_EVENTS)
            continue;
        *end = o;
        return occurrence_capture(o, SLICE("container"));
    }
    return slice_empty();
}

/* The same as worker_since(), of a program under a supervisor, for good: it has not ended again. */
static const struct occurrence *program_since(const struct model *m, const struct occurrence *at,
                                              const struct occurrence **before)
{
    const struct finding *ends = incident_finding_named(m->incident, m->set, SLICE(CRASHED_ID));
    const struct finding *runs = incident_finding_named(m->incident, m->set, SLICE(RUNNING_ID));
    const struct occurrence *end = NULL, *again = NULL;
    const struct slice name = ended_behind(m, at, &end);
    *before = NULL;
    for (uint32_t i = 0; name.len > 0 && runs && i < runs->sample_count; i++) {
        const struct occurrence *o = &runs->samples[i];
        if (o->stream != at->stream || !slice_eq(occurrence_capture(o, SLICE("container")), name))
            continue;
        if (o->sequence < at->sequence)
            *before = o;
        else if (!again && o->sequence > end->sequence)
            again = o;
    }
    for (uint32_t i = 0; again && i < ends->sample_count; i++)
        if (ends->samples[i].stream == at->stream && ends->samples[i].sequence > again->sequence
            && slice_eq(occurrence_capture(&ends->samples[i], SLICE("container")), name))
            again = NULL;
    return again;
}

/* Was it at work for some time before it failed? Where nothing has a time, the new one is at work
 * for longer. */
static bool outlasts(const struct model *m, const struct occurrence *again,
                     const struct occurrence *failed, const struct occurrence *before)
{
    if (failed->time_us != TIMESTAMP_NONE && before->time_us != TIMESTAMP_NONE)
        return failed->time_us - before->time_us >= MODEL_MENDED_WORKED_US;
    return m->incident->streams[failed->stream].last_number - again->sequence
           >= MODEL_MENDED_REPLACED_TIMES * (failed->sequence - before->sequence);
}

/* Has the program been up for longer than the one that failed was? */
static bool is_up_for_longer(const struct model *m, const struct occurrence *again,
                             const struct occurrence *failed, const struct occurrence *before)
{
    const int64_t end = m->incident->streams[failed->stream].last_us;
    const int64_t moment = model_moment(failed);
    return moment != TIMESTAMP_NONE && end != TIMESTAMP_NONE && before->time_us != TIMESTAMP_NONE
           && again->time_us != TIMESTAMP_NONE
           && end - again->time_us >= MODEL_MENDED_REPLACED_TIMES * (moment - before->time_us);
}

bool model_was_replaced(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n), *before;
    const bool is_worker = slice_eq(n->sig->id, SLICE("python.worker-timeout"))
                           || slice_eq(n->sig->id, SLICE("python.worker-killed"));
    if (n->finding->count > 1 || last->stream == INCIDENT_NONE)
        return false;
    const struct occurrence *again =
        is_worker ? worker_since(m, last, &before) : program_since(m, last, &before);
    if (!again || !before)
        return again && is_worker;
    return outlasts(m, again, last, before)
           || (!is_worker && is_up_for_longer(m, again, last, before));
}
