/* Silence as evidence: tasks that never said what the ones before them did (struct absence). */
#include "infer/model.h"

#include <inttypes.h>

#define TASK_CHARS 8 /* as the ECS console shows a task id at its shortest */

static bool has_stream(const struct finding *f, uint32_t stream, const struct model *m)
{
    const uint32_t task = m->stream_task[stream];
    for (uint32_t i = 0; i < f->stream_count; i++)
        if (f->streams[i] == stream
            || (task != INCIDENT_NONE && m->stream_task[f->streams[i]] == task))
            return true;
    return false;
}

/* Does the candidate lead to something that the missing line would have closed? */
static bool leads_to(const struct model *m, const struct candidate *c, const struct sig *recovery)
{
    if (c->sig != SIG_NONE)
        model_paths(m, c->sig, m->path);
    for (uint32_t i = 0; c->sig != SIG_NONE && i < recovery->recover_count; i++)
        if (m->path[recovery->recovers[i]] > MODEL_LINK_MIN)
            return true;
    return false;
}

static bool may_concern(const struct model *m, const struct absence *a, const struct node *n)
{
    const uint64_t service = m->stream_service[a->stream];
    return !a->shown_again && (service == 0 || n->services == 0 || (service & n->services));
}

bool model_is_silent(const struct model *m)
{
    for (uint32_t i = 0; i < m->incident->absence_count; i++)
        if (!m->incident->absences[i].shown_again)
            return true;
    return false;
}

double model_silence_odds(const struct model *m, const struct candidate *c)
{
    double odds = 1;
    if (c->node == UINT32_MAX)
        return odds;
    const struct node *n = &m->nodes[c->node];
    for (uint32_t i = 0; i < m->incident->absence_count; i++) {
        const struct absence *a = &m->incident->absences[i];
        if (!may_concern(m, a, n))
            continue;
        if (has_stream(n->finding, a->good_stream, m) && !has_stream(n->finding, a->stream, m))
            return MODEL_ONLY_IN_GOOD_TASK;
        if (!leads_to(m, c, &m->set->items[a->sig]) && !has_stream(n->finding, a->stream, m))
            odds = MODEL_SILENCE_UNEXPLAINED;
    }
    return odds;
}

static void add_task(const struct model *m, uint32_t stream, struct buf *text)
{
    buf_add_cstr(text, "task ");
    buf_add(text, slice_sub(m->incident->streams[stream].task, 0, TASK_CHARS));
}

void silence_describe(const struct model *m, const struct absence *a, struct buf *text)
{
    char length[TIMESTAMP_TEXT_BYTES];
    add_task(m, a->stream, text);
    buf_add_cstr(text, " never showed \"");
    buf_add(text, m->set->items[a->sig].title);
    timestamp_format_duration(a->ran_us, length);
    buf_printf(text, "\" in %s, ", length);
    if (a->good_tasks > 1)
        buf_printf(text, "%" PRIu32 " tasks before it did", a->good_tasks);
    else {
        add_task(m, a->good_stream, text);
        buf_add_cstr(text, " before it did");
    }
    if (a->usual_us > 0) {
        timestamp_format_duration(a->usual_us, length);
        buf_printf(text, " within %s", length);
    }
}

bool silence_separates(const struct model *m, const struct absence *a, const struct node *n,
                       struct buf *text)
{
    if (!may_concern(m, a, n) || !has_stream(n->finding, a->stream, m))
        return false;
    if (has_stream(n->finding, a->good_stream, m))
        return false;
    buf_add_cstr(text, "seen in the first bad ");
    add_task(m, a->stream, text);
    buf_add_cstr(text, " and not in the last good ");
    add_task(m, a->good_stream, text);
    return true;
}

bool silence_concerns(const struct model *m, const struct absence *a, const struct node *n)
{
    return n ? may_concern(m, a, n) : !a->shown_again;
}
