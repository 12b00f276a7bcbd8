/* The model in one place:
 *
 *   findings (causes and symptoms) ──▶ nodes: how sure, how loud, recovered?, history?   nodes.c
 *   signatures that were seen, latent ones, and "unknown" ──▶ candidates                 links.c
 *       P(node | candidate) = strongest path in the causal graph, less if the node came first
 *   every set of up to three candidates ──▶ prior × noisy-OR likelihood                  sets.c
 *   posterior of sets, shared among their roots ──▶ confidence, calibrated         calibrate.c
 *   chain, evidence, reasons, names ──▶ hypothesis                                       explain.c
 *   what is open, what is closed ──▶ verdict                                             verdict.c
 */
#include "infer/infer.h"

#include "infer/model.h"

/* A hypothesis below this is not worth a reader's time. */
#define POSTERIOR_MIN 0.05

/* In how many services was it seen? */
static uint32_t breadth(const struct model *m, const struct candidate *c)
{
    uint32_t count = 0;
    for (uint64_t left = c->node == UINT32_MAX ? 0 : m->nodes[c->node].services; left > 0; count++)
        left &= left - 1;
    return count;
}

/* Causes of independent incidents are often equally sure, for confidence has an upper end. Then
 * what more services show comes first: it is more likely what the reader was called for. */
static int candidate_order(const struct model *m, const struct candidate *a,
                           const struct candidate *b)
{
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    if (a->sig == SIG_NONE || b->sig == SIG_NONE)
        return a->sig == SIG_NONE ? 1 : -1;
    const uint32_t wide_a = breadth(m, a), wide_b = breadth(m, b);
    if (wide_a != wide_b)
        return wide_a > wide_b ? -1 : 1;
    return slice_cmp(m->set->items[a->sig].id, m->set->items[b->sig].id);
}

/* Insertion sort: few items, and qsort could not pass the model. */
static void sort_candidates(const struct model *m, struct candidate *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct candidate c = items[i];
        uint32_t at = i;
        while (at > 0 && candidate_order(m, &c, &items[at - 1]) < 0) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = c;
    }
}

/* Healthy services show it, too, or it broke nothing. */
static bool is_normal(const struct model *m, const struct node *n)
{
    return n->harmless || (n->in_baseline && !m->baseline->fails);
}

/* Is there anything that a cause is needed for? */
static bool needs_explanation(const struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (model_asks(&m->nodes[i]) && !is_normal(m, &m->nodes[i]))
            return true;
    return false;
}

/* Errors that nobody knows, and the baseline does not have. */
static bool has_new_errors(const struct model *m)
{
    if (!m->baseline || m->baseline->fails)
        return m->incident->template_events > 0;
    for (uint32_t i = 0; i < m->incident->template_count; i++)
        if (m->baseline->template_is_new[i])
            return true;
    return false;
}

/* Where no cause is in sight, the symptom that no other symptom leads to is the nearest that these
 * logs come to one; of several the gravest, then the first. UINT32_MAX: there is none. */
static uint32_t nearest_symptom(const struct model *m)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        if (n->sig->kind != SIG_SYMPTOM || n->recovered || is_normal(m, n)
            || n->sig->severity < SIG_WARNING)
            continue;
        bool is_led_to = false;
        for (uint32_t k = 0; k < m->node_count && !is_led_to; k++)
            is_led_to = k != i && m->nodes[k].sig->kind == SIG_SYMPTOM && !m->nodes[k].recovered
                        && model_reach_of(m, k, i) > MODEL_LINK_MIN;
        if (!is_led_to && (best == UINT32_MAX || n->sig->severity > m->nodes[best].sig->severity))
            best = i;
    }
    return best;
}

/* How sure is it that this is the root to act on? Of what may be mended not surer than that it is
 * not, whatever speaks for its having been the cause. */
static double confidence_of(const struct model *m, const struct candidate *c)
{
    const double confidence = model_calibrate(c->sig, c->posterior);
    const bool is_mended = c->node != UINT32_MAX && m->nodes[c->node].mended;
    return is_mended && confidence > MODEL_MENDED ? MODEL_MENDED : confidence;
}

/* The unknown cause, told by its nearest symptom: whoever reads the report has more of "the
 * container is unhealthy" and what to do about it than of "unknown", which stays beside it. */
static void add_nearest_symptom(struct model *m)
{
    struct candidate *unknown = &m->candidates[m->candidate_count - 1];
    const uint32_t node = nearest_symptom(m);
    for (uint32_t i = 0; i + 1 < m->candidate_count; i++)
        if (m->candidates[i].posterior > MODEL_CAUSE_IN_SIGHT)
            return;
    if (node == UINT32_MAX)
        return;
    struct candidate *c = &m->candidates[m->candidate_count++];
    *c = (struct candidate){
        .sig = m->nodes[node].finding->sig,
        .node = node,
        .path = arena_zeroed(m->arena, m->node_count, sizeof(double)),
        .posterior = unknown->posterior,
        .confidence = MODEL_SYMPTOM_RIGHT * unknown->posterior,
    };
    for (uint32_t i = 0; i < m->node_count; i++)
        c->path[i] = model_reach_of(m, node, i);
    unknown->confidence *= 1 - MODEL_SYMPTOM_RIGHT;
}

void infer(const struct incident *incident, const struct sigset *set,
           const struct infer_options *opts, struct arena *arena, struct diagnosis *out)
{
    struct model m = {
        .incident = incident,
        .set = set,
        .input_damaged = opts && opts->input_damaged,
        .arena = arena,
    };
    const uint32_t top = opts && opts->top ? opts->top : INFER_TOP_DEFAULT;
    *out = (struct diagnosis){ .incident_count = 1 };
    if (opts && opts->baseline)
        model_baseline(&m, opts->baseline, &out->baseline);
    model_scopes(&m);
    model_nodes(&m);
    const bool known = needs_explanation(&m);
    const bool logged = has_new_errors(&m) || model_is_silent(&m);
    if (known || logged || model_has_last_words(&m)) {
        model_candidates(&m);
        model_incidents(&m);
        model_solve(&m);
        if (!known) /* errors, and no signature has anything to say about them */
            m.candidates[m.candidate_count - 1].posterior =
                logged ? MODEL_UNKNOWN_ERRORS : MODEL_UNKNOWN_WORDS;
        for (uint32_t i = 0; i < m.candidate_count; i++)
            m.candidates[i].confidence = confidence_of(&m, &m.candidates[i]);
        add_nearest_symptom(&m);
        out->incident_count = m.incident_count;
        sort_candidates(&m, m.candidates, m.candidate_count);
        out->hypotheses = arena_alloc(arena, top * sizeof *out->hypotheses);
        for (uint32_t i = 0; i < m.candidate_count && out->hypothesis_count < top; i++)
            if (m.candidates[i].posterior >= POSTERIOR_MIN)
                explain_hypothesis(&m, &m.candidates[i], &out->hypotheses[out->hypothesis_count++]);
    }
    out->baseline.same_way = model_same_way(&m, out->hypothesis_count ? &out->hypotheses[0] : NULL);
    explain_verdict(&m, out, &out->verdict);
}
