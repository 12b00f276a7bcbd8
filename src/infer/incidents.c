/* Incidents: causes that have nothing to do with each other are told as several.
 *
 * Two causes belong to one incident unless they were seen in different services, neither leads to
 * the other, and neither is about the other's service. Only an incident that has a sure cause and
 * an effect stands alone. Each is solved by itself, so the confidences of each add up to one. */
#include "infer/model.h"

#define SURE_PRECISION 0.8
/* Shorter names of components ("app", "db") stand in too many names of services. */
#define COMPONENT_NAME_MIN 4

static bool is_sure_cause(const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && n->sig->severity >= SIG_ERROR && !n->recovered
           && !n->history && n->precision >= SURE_PRECISION;
}

/* "redis.oom" concerns whoever talks to the service "redis". */
static bool is_about(const struct model *m, const struct node *n, uint64_t services)
{
    const struct slice component = sig_component(n->sig->id);
    if (component.len < COMPONENT_NAME_MIN)
        return false;
    for (uint32_t i = 0; i < 63; i++)
        if (services >> i & 1 && slice_find(m->service_names[i], component, 0) != SLICE_NONE)
            return true;
    return false;
}

static bool belong_together(const struct model *m, uint32_t a, uint32_t b)
{
    const struct node *na = &m->nodes[a], *nb = &m->nodes[b];
    return model_scope(m, na, nb) != SCOPE_APART || model_reach_of(m, a, b) > 0
           || model_reach_of(m, b, a) > 0
           || slice_eq(sig_component(na->sig->id), sig_component(nb->sig->id))
           || is_about(m, na, nb->services | na->services)
           || is_about(m, nb, na->services | nb->services);
}

/* group[i]: the smallest node that i belongs together with, over any number of steps. */
static void unite(uint32_t *group, uint32_t count, uint32_t a, uint32_t b)
{
    const uint32_t from = group[a] > group[b] ? group[a] : group[b];
    const uint32_t to = group[a] > group[b] ? group[b] : group[a];
    for (uint32_t i = 0; i < count; i++)
        if (group[i] == from)
            group[i] = to;
}

static void unite_causes(const struct model *m, uint32_t *group)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        for (uint32_t k = i + 1; k < m->node_count; k++)
            if (m->nodes[i].sig->kind == SIG_CAUSE && m->nodes[k].sig->kind == SIG_CAUSE
                && group[i] != group[k] && belong_together(m, i, k))
                unite(group, m->node_count, i, k);
    for (uint32_t c = 0; c < m->candidate_count; c++) {
        if (m->candidates[c].node != UINT32_MAX || m->candidates[c].sig == SIG_NONE)
            continue;
        uint32_t first = UINT32_MAX; /* what a latent condition leads to is one incident */
        for (uint32_t i = 0; i < m->node_count; i++) {
            if (m->nodes[i].sig->kind != SIG_CAUSE || m->candidates[c].path[i] <= 0)
                continue;
            if (first == UINT32_MAX)
                first = i;
            unite(group, m->node_count, first, i);
        }
    }
}

/* Has this group a sure cause, and one that did harm? */
static bool stands_alone(const struct model *m, const uint32_t *group, uint32_t which)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        if (group[i] != which || !is_sure_cause(&m->nodes[i]))
            continue;
        if (m->nodes[i].sig->severity == SIG_CRITICAL)
            return true;
        for (uint32_t k = 0; k < m->node_count; k++)
            if (m->nodes[k].sig->kind == SIG_SYMPTOM && m->nodes[k].sig->severity >= SIG_ERROR
                && (model_reach_of(m, i, k) > 0
                    || model_scope(m, &m->nodes[i], &m->nodes[k]) == SCOPE_SHARED))
                return true;
    }
    return false;
}

/* Which incidents a symptom may be part of: those whose causes lead to it or were seen where it
 * was seen; all, if there are none. */
static uint32_t incidents_of_symptom(const struct model *m, uint32_t symptom)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        if (n->sig->kind != SIG_CAUSE)
            continue;
        const enum scope_relation scope = model_scope(m, n, &m->nodes[symptom]);
        if (scope == SCOPE_SHARED || (scope != SCOPE_APART && model_reach_of(m, i, symptom) > 0)
            || (n->services & m->nodes[symptom].services))
            mask |= n->incidents;
    }
    return mask ? mask : UINT32_MAX;
}

static uint32_t incident_of(const struct node *n)
{
    uint32_t at = 0;
    while (at + 1 < MODEL_INCIDENTS_MAX && !(n->incidents >> at & 1))
        at++;
    return at;
}

void model_incidents(struct model *m)
{
    uint32_t *group = arena_alloc(m->arena, m->node_count * sizeof *group);
    uint32_t *number = arena_zeroed(m->arena, m->node_count, sizeof *number);
    for (uint32_t i = 0; i < m->node_count; i++)
        group[i] = i;
    unite_causes(m, group);
    for (uint32_t i = 0; i < m->node_count; i++)
        if (group[i] == i && m->nodes[i].sig->kind == SIG_CAUSE
            && m->incident_count < MODEL_INCIDENTS_MAX && stands_alone(m, group, i))
            number[i] = m->incident_count++;
    if (m->incident_count == 0)
        m->incident_count = 1;
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_CAUSE)
            m->nodes[i].incidents = 1u << number[group[i]];
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind != SIG_CAUSE)
            m->nodes[i].incidents = incidents_of_symptom(m, i);
    for (uint32_t c = 0; c < m->candidate_count; c++) {
        struct candidate *cand = &m->candidates[c];
        for (uint32_t i = 0; i < m->node_count && cand->node == UINT32_MAX; i++)
            if (m->nodes[i].sig->kind == SIG_CAUSE && cand->path[i] > 0)
                cand->incident = incident_of(&m->nodes[i]);
        if (cand->node != UINT32_MAX)
            cand->incident = incident_of(&m->nodes[cand->node]);
    }
}
