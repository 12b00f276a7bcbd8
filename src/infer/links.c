#include "infer/model.h"

/* Relaxes strengths outwards from one signature. The graph is acyclic (checked when it is
 * compiled), so this ends; each node is taken up again only when a stronger path to it was found.
 */
void model_paths(const struct model *m, uint32_t from, double *out)
{
    const uint32_t n = m->set->count;
    for (uint32_t i = 0; i < n; i++)
        out[i] = 0;
    uint32_t *queue = arena_alloc(m->arena, (size_t)n * sizeof *queue);
    bool *queued = arena_zeroed(m->arena, n, sizeof *queued);
    uint32_t head = 0, waiting = 1;
    queue[0] = from;
    queued[from] = true;
    out[from] = 1;
    while (waiting > 0) {
        const uint32_t at = queue[head];
        head = (head + 1) % n;
        waiting--;
        queued[at] = false;
        const struct sig *sig = &m->set->items[at];
        for (uint32_t i = 0; i < sig->cause_count + m->incident->wrapped_count; i++) {
            uint32_t effect;
            double strength;
            if (i < sig->cause_count) {
                effect = sig->causes[i].effect;
                strength = sig->causes[i].strength;
            } else {
                const struct wrapped_pair *w = &m->incident->wrapped[i - sig->cause_count];
                if (w->inner != at)
                    continue;
                effect = w->outer;
                strength = MODEL_WRAPPED;
            }
            const double from_here = m->seen[at] && at != from ? MODEL_KNOWN : out[at];
            const double through = from_here * strength;
            if (through <= out[effect] || through < MODEL_LINK_MIN)
                continue;
            out[effect] = through;
            if (!queued[effect]) {
                queued[effect] = true;
                queue[(head + waiting++) % n] = effect;
            }
        }
    }
}

bool model_observable(const struct incident *inc, const struct sig *sig)
{
    struct slice component = sig_component(sig->id);
    if (slice_eq(component, SLICE("ecs")))
        return inc->origin_events[ORIGIN_ECS] > 0;
    if (slice_eq(component, SLICE("alb")))
        return inc->origin_events[ORIGIN_ELB] > 0;
    if (slice_eq(component, SLICE("cfn")))
        return inc->origin_events[ORIGIN_STACK] > 0;
    return false; /* programs differ in what they print: silence means nothing */
}

/* Did the effect begin before its cause, beyond what clocks may differ by? Only times of the same
 * source, or beyond the skew, are compared. */
bool model_began_before(const struct finding *effect, const struct finding *cause)
{
    const struct occurrence *e = &effect->samples[0], *c = &cause->samples[0];
    if (occurrence_order(e, c) >= 0)
        return false;
    if (e->time_us != TIMESTAMP_NONE && c->time_us != TIMESTAMP_NONE)
        return c->time_us - e->time_us > MODEL_SKEW_US;
    return e->source == c->source && c->sequence - e->sequence > MODEL_SKEW_EVENTS;
}

static double link_of(const struct model *m, const struct candidate *c, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (c->node == node)
        return MODEL_SELF;
    double link = c->path[node];
    if (c->node == UINT32_MAX)
        return link;
    const struct finding *own = m->nodes[c->node].finding;
    const bool early = model_began_before(n->finding, own);
    if (early)
        link *= MODEL_EARLY_EFFECT;
    else if (n->sig->kind == SIG_SYMPTOM && link < MODEL_UNMODELLED_SYMPTOM)
        link = MODEL_UNMODELLED_SYMPTOM;
    else if (n->sig->kind == SIG_CAUSE && link < MODEL_UNMODELLED_CAUSE)
        link = MODEL_UNMODELLED_CAUSE;
    return link;
}

/* Likelihood of the silence of direct effects that could have been seen. */
static double missing_effects(const struct model *m, const struct sig *sig)
{
    double likelihood = 1;
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        const struct sig_edge *e = &sig->causes[i];
        if (incident_finding(m->incident, e->effect)
            || !model_observable(m->incident, &m->set->items[e->effect]))
            continue;
        likelihood *= 1 - MODEL_MISSING * e->strength;
    }
    return likelihood;
}

static void add_candidate(struct model *m, uint32_t sig, uint32_t node, double *path)
{
    struct candidate *c = &m->candidates[m->candidate_count++];
    const struct sig *s = &m->set->items[sig];
    *c = (struct candidate){
        .sig = sig,
        .node = node,
        .prior = s->prior > 0 ? s->prior : MODEL_PRIOR,
        .link = arena_zeroed(m->arena, m->node_count, sizeof(double)),
    };
    model_paths(m, sig, path);
    c->path = arena_zeroed(m->arena, m->node_count, sizeof(double));
    for (uint32_t i = 0; i < m->node_count; i++) {
        c->path[i] = path[m->nodes[i].finding->sig];
        c->link[i] = link_of(m, c, i);
    }
    c->missing = missing_effects(m, s);
}

static void add_unknown(struct model *m)
{
    struct candidate *c = &m->candidates[m->candidate_count++];
    *c = (struct candidate){
        .sig = SIG_NONE,
        .node = UINT32_MAX,
        .prior = MODEL_PRIOR_UNKNOWN,
        .path = arena_zeroed(m->arena, m->node_count, sizeof(double)),
        .link = arena_zeroed(m->arena, m->node_count, sizeof(double)),
        .missing = 1,
    };
    for (uint32_t i = 0; i < m->node_count; i++)
        c->link[i] =
            m->nodes[i].sig->kind == SIG_CAUSE ? MODEL_UNKNOWN_CAUSE : MODEL_UNKNOWN_SYMPTOM;
}

/* A condition that no line shows is worth a thought when it would explain two causes that were
 * seen. */
static uint32_t direct_effects_seen(const struct model *m, const struct sig *sig)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < sig->cause_count; i++)
        n += incident_finding(m->incident, sig->causes[i].effect) != NULL;
    return n;
}

/* Causes that were seen come first; where there are more than fit, the surest and earliest stay. */
void model_candidates(struct model *m)
{
    double *path = arena_alloc(m->arena, (size_t)m->set->count * sizeof *path);
    m->candidates = arena_zeroed(m->arena, MODEL_CANDIDATES_MAX + 1, sizeof *m->candidates);
    static const double wanted[] = { 0.5, 0 }; /* two passes over precision: sure ones first */
    for (size_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < m->node_count; i++) {
            const struct node *n = &m->nodes[i];
            const bool sure = n->precision >= wanted[0];
            if (n->sig->kind == SIG_CAUSE && sure == (pass == 0)
                && m->candidate_count < MODEL_CANDIDATES_MAX)
                add_candidate(m, n->finding->sig, i, path);
        }
    for (uint32_t i = 0; i < m->set->count; i++) {
        const struct sig *sig = &m->set->items[i];
        if (sig->latent && m->candidate_count < MODEL_CANDIDATES_MAX
            && direct_effects_seen(m, sig) >= 2)
            add_candidate(m, i, UINT32_MAX, path);
    }
    add_unknown(m);
}
