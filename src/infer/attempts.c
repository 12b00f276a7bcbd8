/* Attempts: what failed and was tried again until it went through, by the words of whoever tried.
 */
#include "infer/model.h"

/* Says that a job with a name of its own is done, or that something went through at the n-th
 * attempt. */
#define DONE_ID "work.job-succeeded"
/* Says that a pod has a node. */
#define SCHEDULED_ID "k8s.pod-scheduled"
#define ATTEMPT_ID "work.attempt-succeeded"
/* Says that a container ended with code 0. */
#define FINISHED_ID "container.finished"
/* Shorter names of jobs stand in too much text by chance. */
#define NAME_BYTES_MIN 3
/* More attempts than that nobody makes. */
#define ATTEMPTS_MAX 1000

static bool is_part_of_name(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Does the text hold the name, and not as a part of a longer one? */
static bool names(struct slice text, struct slice name)
{
    for (size_t at = slice_find(text, name, 0); at != SLICE_NONE;
         at = slice_find(text, name, at + 1))
        if ((at == 0 || !is_part_of_name((unsigned char)text.ptr[at - 1]))
            && !is_part_of_name((unsigned char)slice_byte(text, at + name.len)))
            return true;
    return false;
}

/* Does each occurrence that is known name the job? */
static bool is_of_job(const struct node *n, struct slice name)
{
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (!names(n->finding->samples[i].text, name))
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

/* Is it why a pod had no node, of this pod, or told of one that needs no name? */
static bool is_of_pod(const struct node *n, struct slice pod)
{
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const struct slice text = n->finding->samples[i].text;
        if (slice_find(text, SLICE("nodes are available"), 0) == SLICE_NONE
            || (slice_find(text, SLICE("pod/"), 0) != SLICE_NONE && !names(text, pod)))
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
            && occurrence_order(&f->samples[i], node_last(n)) > 0
            && is_of_pod(n, occurrence_capture(&f->samples[i], SLICE("key"))))
            return &f->samples[i];
    return NULL;
}

static uint32_t number_of(struct slice digits)
{
    uint32_t n = 0;
    for (size_t i = 0; i < digits.len && digits.ptr[i] >= '0' && digits.ptr[i] <= '9'; i++)
        n = n >= ATTEMPTS_MAX ? ATTEMPTS_MAX : n * 10 + (uint32_t)(digits.ptr[i] - '0');
    return n;
}

/* The success at the n-th attempt, close behind n - 1 failures or more in its stream. */
static const struct occurrence *attempt_went_through(const struct model *m, const struct node *n)
{
    const struct finding *went = incident_finding_named(m->incident, m->set, SLICE(ATTEMPT_ID));
    const struct occurrence *last = node_last(n);
    for (uint32_t i = 0; went && i < went->sample_count; i++) {
        const struct occurrence *at = &went->samples[i];
        const uint32_t attempts = number_of(occurrence_capture(at, SLICE("value")));
        if (at->stream == last->stream && at->source == last->source
            && at->sequence > last->sequence
            && at->sequence - last->sequence <= MODEL_ATTEMPT_EVENTS && attempts >= 2
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
    if (!ends || last->stream == INCIDENT_NONE)
        return NULL;
    const struct stream_info *s = &m->incident->streams[last->stream];
    for (uint32_t i = 0; i < ends->sample_count; i++) {
        const struct occurrence *at = &ends->samples[i];
        if (at->source == last->source && at->sequence > s->last_number
            && s->last_number > last->sequence && s->bad_number <= last->sequence + 1
            && s->container.len > 0
            && slice_eq(occurrence_capture(at, SLICE("container")), s->container))
            return at;
    }
    return NULL;
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
    return done ? done : container_finished(m, n);
}
