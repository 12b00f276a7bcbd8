#include "infer/model.h"

/* Relaxes strengths outwards from one signature. The graph is acyclic (checked when it is
 * compiled), so this ends; each node is taken up again only when a stronger path to it was found.
 */
void model_paths(const struct model *m, uint32_t from, double *out)
{
    const uint32_t n = m->set->count;
    for (uint32_t i = 0; i < n; i++)
        out[i] = 0;
    uint32_t *queue = m->queue;
    bool *queued = m->queued; /* all false between calls */
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
        const uint32_t wrapped = m->seen[at] ? m->incident->wrapped_count : 0;
        for (uint32_t i = 0; i < sig->cause_count + wrapped; i++) {
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

void model_reach(struct model *m)
{
    const uint32_t n = m->set->count;
    m->queue = arena_alloc(m->arena, (size_t)n * sizeof *m->queue);
    m->queued = arena_zeroed(m->arena, n, sizeof *m->queued);
    m->path = arena_alloc(m->arena, (size_t)n * sizeof *m->path);
    m->reach = arena_alloc(m->arena, (size_t)m->node_count * m->node_count * sizeof *m->reach);
    for (uint32_t i = 0; i < m->node_count; i++) {
        model_paths(m, m->nodes[i].finding->sig, m->path);
        for (uint32_t k = 0; k < m->node_count; k++)
            m->reach[i * m->node_count + k] = m->path[m->nodes[k].finding->sig];
    }
}

double model_reach_of(const struct model *m, uint32_t from, uint32_t to)
{
    return m->reach[from * m->node_count + to];
}

bool model_observable(const struct incident *inc, const struct sig *sig)
{
    struct slice component = sig_component(sig->id);
    if (slice_eq(component, SLICE("ecs")))
        return inc->origin_events[ORIGIN_ECS] > 0;
    if (slice_eq(sig->id, SLICE("alb.5xx")))
        return inc->origin_events[ORIGIN_ELB_ACCESS] > 0;
    if (slice_eq(component, SLICE("alb")))
        return inc->origin_events[ORIGIN_ELB] > 0;
    if (slice_eq(component, SLICE("cfn")))
        return inc->origin_events[ORIGIN_STACK] > 0;
    return false; /* programs differ in what they print: silence means nothing */
}

const struct error_template *model_error_before(const struct model *m)
{
    const bool is_good = m->baseline && !m->baseline->fails;
    const struct error_template *best = NULL;
    for (uint32_t i = 0; i < m->incident->template_count; i++) {
        const struct error_template *t = &m->incident->templates[i];
        if (t->before_symptoms && !t->is_mute && !(is_good && !m->baseline->template_is_new[i])
            && (!best || occurrence_order(&t->example, &best->example) < 0))
            best = t;
    }
    return best;
}

bool model_well_before(const struct occurrence *a, const struct occurrence *b)
{
    if (occurrence_order(a, b) >= 0)
        return false;
    if (a->time_us != TIMESTAMP_NONE && b->time_us != TIMESTAMP_NONE)
        return b->time_us - a->time_us
               > (a->source == b->source ? MODEL_SKEW_US : MODEL_SKEW_SOURCES_US);
    return a->source == b->source && b->sequence - a->sequence > MODEL_SKEW_EVENTS;
}

bool model_began_before(const struct finding *effect, const struct finding *cause)
{
    return model_well_before(&effect->samples[0], &cause->samples[0]);
}

bool model_outlived(const struct finding *effect, const struct finding *cause)
{
    if (cause->count < MODEL_OUTLIVED_COUNT || cause->last_us == TIMESTAMP_NONE
        || effect->last_us == TIMESTAMP_NONE)
        return false;
    const int64_t rhythm = (cause->last_us - cause->first_us) / (int64_t)(cause->count - 1);
    const int64_t wait = rhythm * MODEL_OUTLIVED_INTERVALS;
    const int64_t from = cause->last_us + (wait > MODEL_OUTLIVED_US ? wait : MODEL_OUTLIVED_US);
    uint32_t later = 0;
    for (uint32_t i = 0; i < effect->sample_count; i++)
        later += effect->samples[i].time_us != TIMESTAMP_NONE && effect->samples[i].time_us > from;
    return later >= MODEL_OUTLIVED_COUNT;
}

/* Did this go on after the given moment? */
static bool went_on(const struct finding *f, const struct occurrence *moment)
{
    return occurrence_order(&f->samples[f->sample_count - 1], moment) > 0;
}

/* What is left of a link to an effect that goes on while its cause is gone. */
static double persistence(const struct node *effect, const struct node *own)
{
    const struct finding *f = effect->finding;
    if (own->recovered && own->precision < own->sig->precision && went_on(f, own->closing))
        return MODEL_RECOVERED;
    if ((own->harmless || own->in_test) && effect != own) /* the program came up in spite of it */
        return MODEL_HARMLESS;
    if (effect->sig->kind == SIG_SYMPTOM && model_outlived(f, own->finding))
        return MODEL_OUTLIVED;
    return 1;
}

bool model_is_early(const struct model *m, const struct candidate *c, uint32_t node)
{
    const struct node *own = &m->nodes[c->node], *n = &m->nodes[node];
    const bool timed =
        node_first(own)->time_us != TIMESTAMP_NONE && node_first(n)->time_us != TIMESTAMP_NONE;
    return model_began_before(n->finding, own->finding)
           && (timed || !model_is_named(m, c->node, node));
}

/* Do all lines that show this cause show that one, too? */
static bool shares_lines(const struct finding *cause, const struct finding *other)
{
    for (uint32_t i = 0; i < cause->sample_count; i++)
        if (!incident_has_event(other, &cause->samples[i]))
            return false;
    return true;
}

/* P(the line of a cause shows | what it would lead to is the root itself), where one and the same
 * line shows both ("connection to localhost:5432 refused"): that the effect stands in the line adds
 * nothing to what the line says of the cause, so that the odds of the two must be those of the
 * precision. From precision = prior * path / (prior * path + prior_of_other * link). */
static double link_of_shared_line(const struct model *m, const struct candidate *c, uint32_t node)
{
    const struct node *n = &m->nodes[node], *own = &m->nodes[c->node];
    const double path = model_reach_of(m, node, c->node);
    if (n->sig->kind != SIG_CAUSE || path < MODEL_LINK_MIN
        || !shares_lines(n->finding, own->finding))
        return 0;
    const double prior = n->sig->prior > 0 ? n->sig->prior : MODEL_PRIOR;
    const double link = prior / c->prior * path * (1 - n->precision) / n->precision;
    return link < MODEL_SELF ? link : MODEL_SELF;
}

/* What was over a day before the cause began did not come of it. */
static bool was_over_before(const struct node *effect, const struct node *cause)
{
    const int64_t over = node_last(effect)->time_us, began = node_first(cause)->time_us;
    return over != TIMESTAMP_NONE && began != TIMESTAMP_NONE
           && began - over >= MODEL_MENDED_LONG_US;
}

static double link_of(const struct model *m, const struct candidate *c, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (c->node == node)
        return MODEL_SELF;
    double link = c->path[node];
    if (c->node == UINT32_MAX)
        return link;
    const struct node *own = &m->nodes[c->node];
    const bool modelled = link >= MODEL_LINK_MIN;
    const enum scope_relation scope = model_scope(m, own, n);
    if ((own->aftermath && model_began_before(n->finding, own->finding))
        || model_is_long_before(m, own, n) || was_over_before(n, own))
        return 0;
    if (model_is_early(m, c, node))
        link *= MODEL_EARLY_EFFECT;
    else if (n->sig->kind == SIG_SYMPTOM && link < MODEL_UNMODELLED_SYMPTOM)
        link = MODEL_UNMODELLED_SYMPTOM;
    else if (n->sig->kind == SIG_CAUSE && link < MODEL_UNMODELLED_CAUSE)
        link = MODEL_UNMODELLED_CAUSE;
    const double shared = link_of_shared_line(m, c, node);
    if (shared > link)
        link = shared;
    if (scope == SCOPE_SHARED && modelled)
        link = 1 - (1 - link) * MODEL_SHARED_DOUBT;
    else if (scope == SCOPE_APART)
        link *= modelled ? MODEL_APART : MODEL_APART_UNMODELLED;
    if (modelled && own->history && model_well_before(node_last(own), node_last(n)))
        link *= MODEL_HISTORY; /* the latest occurrence came of another attempt */
    return link * persistence(n, own);
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

/* Repetition at every start: a cause that shows in one of many failing tasks is hardly theirs. */
static double coverage_of(const struct node *n)
{
    if (n->tasks_failing < 2)
        return 1;
    return MODEL_COVERAGE_MIN + (1 - MODEL_COVERAGE_MIN) * n->tasks_with / n->tasks_failing;
}

static void add_candidate(struct model *m, uint32_t sig, uint32_t node)
{
    struct candidate *c = &m->candidates[m->candidate_count++];
    const struct sig *s = &m->set->items[sig];
    *c = (struct candidate){
        .sig = sig,
        .node = node,
        .prior = s->prior > 0 ? s->prior : MODEL_PRIOR,
        .path = arena_zeroed(m->arena, m->node_count, sizeof(double)),
        .link = arena_zeroed(m->arena, m->node_count, sizeof(double)),
        .missing = missing_effects(m, s),
        .coverage = node == UINT32_MAX ? 1 : coverage_of(&m->nodes[node]),
    };
    if (node != UINT32_MAX && m->nodes[node].recovered && !m->nodes[node].left_behind
        && m->nodes[node].precision < m->nodes[node].sig->precision)
        c->prior *= MODEL_RECOVERED_PRIOR;
    if (node != UINT32_MAX && m->nodes[node].in_test) /* what failed asks for another root, too */
        c->prior *= MODEL_RECOVERED_PRIOR;
    if (node == UINT32_MAX)
        model_paths(m, sig, m->path);
    for (uint32_t i = 0; i < m->node_count; i++) {
        c->path[i] =
            node == UINT32_MAX ? m->path[m->nodes[i].finding->sig] : model_reach_of(m, node, i);
        c->link[i] = link_of(m, c, i);
    }
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
        .coverage = 1,
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

void model_candidates(struct model *m)
{
    m->candidates =
        arena_zeroed(m->arena, m->node_count + MODEL_LATENT_MAX + 2, sizeof *m->candidates);
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_CAUSE)
            add_candidate(m, m->nodes[i].finding->sig, i);
    uint32_t latent = 0;
    for (uint32_t i = 0; i < m->set->count && latent < MODEL_LATENT_MAX; i++) {
        const struct sig *sig = &m->set->items[i];
        if (!sig->latent || direct_effects_seen(m, sig) < 2)
            continue;
        add_candidate(m, i, UINT32_MAX);
        latent++;
    }
    add_unknown(m);
}
