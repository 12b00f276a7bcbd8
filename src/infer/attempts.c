/* Attempts: what failed and was tried again until it went through, by the words of whoever tried.
 */
#include "infer/model.h"

/* Says that a job with a name of its own is done, or that something went through at the n-th
 * attempt. */
#define DONE_ID "work.job-succeeded"
/* Says that a pod has a node. */
#define SCHEDULED_ID "k8s.pod-scheduled"
/* What Kubernetes' scheduler says of one that has none, behind how many there are. */
#define UNSCHEDULED_TEXT "nodes are available"
#define ATTEMPT_ID "work.attempt-succeeded"
/* Says that a container ended with code 0. */
#define FINISHED_ID "container.finished"
/* Shorter names of jobs stand in too much text by chance. */
#define NAME_BYTES_MIN 3

/* Does the text hold the name, and not as a part of a longer one? joint: another byte that names
 * may have inside, beside letters, digits and '_'. */
static bool names(struct slice text, struct slice name, char joint)
{
    for (size_t at = slice_find(text, name, 0); at != SLICE_NONE;
         at = slice_find(text, name, at + 1)) {
        const char before = at > 0 ? text.ptr[at - 1] : ' ',
                   after = slice_byte(text, at + name.len);
        if (!ascii_is_alnum(before) && before != '_' && before != joint && !ascii_is_alnum(after)
            && after != '_' && after != joint)
            return true;
    }
    return false;
}

/* Does each occurrence that is known name the job? */
static bool is_of_job(const struct node *n, struct slice name)
{
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (!names(n->finding->samples[i].text, name, '_'))
            return false;
    return name.len >= NAME_BYTES_MIN;
}

static const struct occurrence *job_done(const struct model *m, const struct node *n)
{
    const struct finding *done = incident_finding_named(m->incident, m->set, SLICE(DONE_ID));
    for (uint32_t i = 0; done && i < done->sample_count; i++)
        if (occurrence_order(&done->samples[i], node_last(n)) > 0
            && is_of_job(n, occurrence_capture(&done->samples[i], SLICE("key"))))
            return &done->samples[i];
    return NULL;
}

/* What stands before the numbers of nodes where a pod has none, blanks left out; nothing where it
 * says something else. */
static bool before_count(struct slice text, struct slice *before)
{
    size_t at = slice_find(text, SLICE(UNSCHEDULED_TEXT), 0);
    if (at == SLICE_NONE)
        return false;
    while (
        at > 0
        && (ascii_is_digit(text.ptr[at - 1]) || text.ptr[at - 1] == '/' || text.ptr[at - 1] == ' '))
        at--;
    *before = slice_trim(slice_sub(text, 0, at));
    return true;
}

/* Is it why this pod had no node? Where one pod is described, its name is not told again: the
 * message stands alone or behind the name of the scheduler, and both close to each other. */
static bool is_of_pod(const struct node *n, const struct occurrence *scheduled)
{
    const struct slice pod = occurrence_capture(scheduled, SLICE("key"));
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct slice text = n->finding->samples[i].text;
        struct slice before;
        if (!before_count(text, &before))
            return false;
        const bool is_described = before.len == 0 || slice_ends(before, SLICE("-scheduler"));
        if (!names(text, pod, '-')
            && (!is_described
                || scheduled->sequence - node_last(n)->sequence > MODEL_REPORT_EVENTS))
            return false;
    }
    return true;
}

/* The scheduler says the same why again and again, until it finds a node. */
static const struct occurrence *scheduled(const struct model *m, const struct node *n)
{
    const struct finding *f = incident_finding_named(m->incident, m->set, SLICE(SCHEDULED_ID));
    for (uint32_t i = 0; f && i < f->sample_count; i++)
        if (f->samples[i].source == node_last(n)->source
            && occurrence_order(&f->samples[i], node_last(n)) > 0 && is_of_pod(n, &f->samples[i]))
            return &f->samples[i];
    return NULL;
}

/* The success at the n-th attempt, close behind n - 1 failures or more in its stream. */
static const struct occurrence *attempt_went_through(const struct model *m, const struct node *n)
{
    const struct finding *went = incident_finding_named(m->incident, m->set, SLICE(ATTEMPT_ID));
    const struct occurrence *last = node_last(n);
    for (uint32_t i = 0; went && i < went->sample_count; i++) {
        const struct occurrence *at = &went->samples[i];
        uint64_t attempts;
        if (at->stream == last->stream && at->source == last->source
            && at->sequence > last->sequence
            && at->sequence - last->sequence <= MODEL_ATTEMPT_EVENTS
            && slice_to_u64(occurrence_capture(at, SLICE("value")), &attempts) && attempts >= 2
            && n->finding->count + 1 >= attempts)
            return at;
    }
    return NULL;
}

/* The end with code 0 of the container that said this, and more behind it: who ends so without
 * another word gave up politely, and who is started again had not finished. */
static const struct occurrence *container_finished(const struct model *m, const struct node *n)
{
    const struct finding *ends = incident_finding_named(m->incident, m->set, SLICE(FINISHED_ID));
    const struct occurrence *last = node_last(n);
    if (n->finding->from_composite || !ends || last->stream == INCIDENT_NONE
        || m->incident->streams[last->stream].in_several)
        return NULL;
    const struct stream_info *s = &m->incident->streams[last->stream];
    for (uint32_t i = 0; i < ends->sample_count; i++) {
        const struct occurrence *at = &ends->samples[i];
        if (at->source == last->source && at->sequence > s->last_number
            && s->last_number > last->sequence && model_is_clean_since(s, last)
            && s->container.len > 0
            && slice_eq(occurrence_capture(at, SLICE("container")), s->container))
            return at;
    }
    return NULL;
}

bool model_is_in_finished_container(const struct model *m, const struct node *n)
{
    return container_finished(m, n) != NULL;
}

const struct occurrence *model_went_through(const struct model *m, const struct node *n)
{
    if (n->finding->from_composite)
        return NULL;
    const struct occurrence *done = job_done(m, n);
    if (!done)
        done = attempt_went_through(m, n);
    if (!done)
        done = scheduled(m, n);
    if (!done && model_is_fine_since(m, n)) /* a few lines may be how it gave up */
        done = container_finished(m, n);
    return done;
}
