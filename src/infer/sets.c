#include "infer/model.h"

#include <math.h>

/* Findings of one incident, with what its candidates would have them do, side by side in memory. */
struct solver {
    struct model *m;
    uint32_t incident;
    uint32_t *nodes; /* of this incident */
    uint32_t node_count;
    uint32_t *roots; /* candidates of this incident that are tried */
    uint32_t root_count;
    double *silent; /* root_count x node_count: 1 - link */
    double *base;   /* per node: 1 - leak */
    double *weight; /* per node */
    double *odds;   /* per root: log of prior odds and of what it leaves unexplained */
    double *blame;  /* per root */
    double *share;  /* per root: result, scaled */
    double best;    /* largest log score so far, for scaling */
    double total;   /* sum of exp(score - best) */
};

/* P(findings, silences | exactly these roots) times the prior odds of the roots, as a logarithm.
 *
 * Noisy-OR: a finding shows unless its leak and every root fail to bring it about (Pearl 1988,
 * section 4.3.2, eq. 4.60). Findings that hardly ask for an explanation (weight below 1) count for
 * less: their likelihood is raised to the power of their weight. */
static double log_score(const struct solver *s, const uint32_t *roots, uint32_t count)
{
    double score = 0;
    for (uint32_t i = 0; i < count; i++)
        score += s->odds[roots[i]];
    for (uint32_t i = 0; i < s->node_count; i++) {
        double silent = s->base[i];
        for (uint32_t k = 0; k < count; k++)
            silent *= s->silent[roots[k] * s->node_count + i];
        score += s->weight[i] * log(1 - silent > 1e-12 ? 1 - silent : 1e-12);
    }
    return score;
}

/* How much of the blame a root takes within a set of several: what it explains, weighed by
 * severity; how specific it is; and whether it was there first. */
static double blame(const struct model *m, uint32_t candidate)
{
    const struct candidate *c = &m->candidates[candidate];
    double impact = 0.5;
    for (uint32_t i = 0; i < m->node_count; i++)
        impact += m->nodes[i].weight * c->link[i];
    if (c->node != UINT32_MAX) {
        const struct node *own = &m->nodes[c->node];
        impact *= own->precision;
        bool first = true;
        for (uint32_t k = 0; k < m->candidate_count; k++) {
            const uint32_t other = m->candidates[k].node;
            if (other != UINT32_MAX && other != c->node
                && occurrence_order(node_first(&m->nodes[other]), node_first(own)) < 0)
                first = false;
        }
        if (first)
            impact *= 1.5;
    } else {
        impact *= 0.5;
    }
    return impact * sqrt(c->prior);
}

static void rescale(struct solver *s, double best)
{
    const double factor = exp(s->best - best);
    s->total *= factor;
    for (uint32_t i = 0; i < s->root_count; i++)
        s->share[i] *= factor;
    s->best = best;
}

static void take_set(struct solver *s, const uint32_t *roots, uint32_t count)
{
    const double score = log_score(s, roots, count);
    if (score > s->best)
        rescale(s, score);
    const double mass = exp(score - s->best);
    s->total += mass;
    double blame_sum = 0;
    for (uint32_t i = 0; i < count; i++)
        blame_sum += s->blame[roots[i]];
    for (uint32_t i = 0; i < count; i++)
        s->share[roots[i]] += mass * s->blame[roots[i]] / blame_sum;
}

static void prepare_nodes(struct solver *s)
{
    const struct model *m = s->m;
    s->nodes = arena_alloc(m->arena, m->node_count * sizeof *s->nodes);
    s->base = arena_alloc(m->arena, m->node_count * sizeof *s->base);
    s->weight = arena_alloc(m->arena, m->node_count * sizeof *s->weight);
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        if (!(n->incidents >> s->incident & 1))
            continue;
        s->base[s->node_count] = 1 - n->leak;
        s->weight[s->node_count] = n->sig->kind == SIG_CAUSE || n->weight > 1 ? 1 : n->weight;
        s->nodes[s->node_count++] = i;
    }
}

static void add_root(struct solver *s, uint32_t candidate)
{
    const struct candidate *c = &s->m->candidates[candidate];
    const uint32_t at = s->root_count++;
    s->roots[at] = candidate;
    s->odds[at] = log(c->prior / (1 - c->prior)) + log(c->missing) + log(c->coverage)
                  + log(model_baseline_odds(s->m, c)) + log(model_silence_odds(s->m, c));
    for (uint32_t i = 0; i < s->node_count; i++)
        s->silent[at * s->node_count + i] = 1 - c->link[s->nodes[i]];
}

/* Keeps the roots that explain most by themselves, where there are more than can be tried. The
 * last one, the unknown cause, always stays. */
static void keep_best_roots(struct solver *s)
{
    const uint32_t most =
        s->node_count > MODEL_NODES_MANY ? MODEL_CANDIDATES_MANY : MODEL_CANDIDATES_MAX;
    double *score = arena_alloc(s->m->arena, s->root_count * sizeof *score);
    for (uint32_t i = 0; i < s->root_count; i++)
        score[i] = log_score(s, &i, 1);
    while (s->root_count > most + 1) {
        uint32_t worst = 0;
        for (uint32_t i = 1; i + 1 < s->root_count; i++)
            if (score[i] <= score[worst])
                worst = i;
        s->root_count--;
        for (uint32_t i = worst; i < s->root_count; i++) {
            score[i] = score[i + 1];
            s->roots[i] = s->roots[i + 1];
            s->odds[i] = s->odds[i + 1];
        }
        memmove(&s->silent[worst * s->node_count], &s->silent[(worst + 1) * s->node_count],
                (size_t)(s->root_count - worst) * s->node_count * sizeof *s->silent);
    }
}

static void prepare_roots(struct solver *s)
{
    const struct model *m = s->m;
    const uint32_t n = m->candidate_count;
    s->roots = arena_alloc(m->arena, n * sizeof *s->roots);
    s->odds = arena_alloc(m->arena, n * sizeof *s->odds);
    s->silent = arena_alloc(m->arena, (size_t)n * s->node_count * sizeof *s->silent);
    for (uint32_t i = 0; i < n; i++)
        if (m->candidates[i].incident == s->incident || m->candidates[i].sig == SIG_NONE)
            add_root(s, i);
    keep_best_roots(s);
    s->blame = arena_alloc(m->arena, s->root_count * sizeof *s->blame);
    s->share = arena_zeroed(m->arena, s->root_count, sizeof *s->share);
    for (uint32_t i = 0; i < s->root_count; i++)
        s->blame[i] = blame(m, s->roots[i]);
}

static void take_all_sets(struct solver *s)
{
    const uint32_t n = s->root_count;
    for (uint32_t a = 0; a < n; a++) {
        take_set(s, (uint32_t[]){ a }, 1);
        for (uint32_t b = a + 1; b < n; b++) {
            take_set(s, (uint32_t[]){ a, b }, 2);
            for (uint32_t c = b + 1; c < n; c++)
                take_set(s, (uint32_t[]){ a, b, c }, MODEL_ROOTS_MAX);
        }
    }
}

/* The posterior of each set is shared out among its roots, so that within an incident confidences
 * add up to at most one and each reads as "the chance that this is the root to act on". Of several
 * incidents, the unknown cause has the chance it has in the one of which least is known. */
void model_solve(struct model *m)
{
    for (uint32_t incident = 0; incident < m->incident_count; incident++) {
        struct solver s = { .m = m, .incident = incident, .total = 1 };
        prepare_nodes(&s);
        prepare_roots(&s);
        s.best = log_score(&s, NULL, 0);
        take_all_sets(&s);
        for (uint32_t i = 0; i < s.root_count; i++) {
            struct candidate *c = &m->candidates[s.roots[i]];
            const double posterior = s.share[i] / s.total;
            if (posterior > c->posterior)
                c->posterior = posterior;
        }
    }
}
