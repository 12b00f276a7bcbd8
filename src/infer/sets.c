#include "infer/model.h"

#include <math.h>

/* P(findings, silences | exactly these roots) times the prior odds of the roots, as a logarithm.
 *
 * Noisy-OR: a finding shows unless its leak and every root fail to bring it about (Pearl 1988,
 * section 4.3.2, eq. 4.60). Findings that hardly ask for an explanation (weight below 1) count for
 * less: their likelihood is raised to the power of their weight. */
static double log_score(const struct model *m, const uint32_t *roots, uint32_t count)
{
    double score = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct candidate *c = &m->candidates[roots[i]];
        score += log(c->prior / (1 - c->prior)) + log(c->missing);
    }
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        double silent = 1 - n->leak;
        for (uint32_t k = 0; k < count; k++)
            silent *= 1 - m->candidates[roots[k]].link[i];
        const double weight = n->sig->kind == SIG_CAUSE || n->weight > 1 ? 1 : n->weight;
        score += weight * log(1 - silent > 1e-12 ? 1 - silent : 1e-12);
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
                && occurrence_order(&m->nodes[other].finding->samples[0], &own->finding->samples[0])
                       < 0)
                first = false;
        }
        if (first)
            impact *= 1.5;
    } else {
        impact *= 0.5;
    }
    return impact * sqrt(c->prior);
}

struct solver {
    struct model *m;
    double best;   /* largest log score so far, for scaling */
    double *blame; /* per candidate */
    double total;  /* sum of exp(score - best) */
};

static void rescale(struct solver *s, double best)
{
    const double factor = exp(s->best - best);
    s->total *= factor;
    for (uint32_t i = 0; i < s->m->candidate_count; i++)
        s->m->candidates[i].confidence *= factor;
    s->best = best;
}

static void take_set(struct solver *s, const uint32_t *roots, uint32_t count)
{
    const double score = log_score(s->m, roots, count);
    if (score > s->best)
        rescale(s, score);
    const double mass = exp(score - s->best);
    s->total += mass;
    double blame_sum = 0;
    for (uint32_t i = 0; i < count; i++)
        blame_sum += s->blame[roots[i]];
    for (uint32_t i = 0; i < count; i++)
        s->m->candidates[roots[i]].confidence += mass * s->blame[roots[i]] / blame_sum;
}

/* The posterior of each set is shared out among its roots, so confidences add up to at most one and
 * each reads as "the chance that this is the root to act on". */
void model_solve(struct model *m)
{
    struct solver s = { .m = m, .best = log_score(m, NULL, 0), .total = 1 };
    const uint32_t n = m->candidate_count;
    s.blame = arena_alloc(m->arena, n * sizeof *s.blame);
    for (uint32_t i = 0; i < n; i++)
        s.blame[i] = blame(m, i);
    for (uint32_t a = 0; a < n; a++) {
        take_set(&s, (uint32_t[]){ a }, 1);
        for (uint32_t b = a + 1; b < n; b++) {
            take_set(&s, (uint32_t[]){ a, b }, 2);
            for (uint32_t c = b + 1; c < n; c++)
                take_set(&s, (uint32_t[]){ a, b, c }, MODEL_ROOTS_MAX);
        }
    }
    for (uint32_t i = 0; i < n; i++)
        m->candidates[i].confidence /= s.total;
}
