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

static int candidate_order(const struct candidate *a, const struct candidate *b,
                           const struct sigset *sigs)
{
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    if (a->sig == SIG_NONE || b->sig == SIG_NONE)
        return a->sig == SIG_NONE ? 1 : -1;
    return slice_cmp(sigs->items[a->sig].id, sigs->items[b->sig].id);
}

/* Insertion sort: few items, and qsort could not pass the set. */
static void sort_candidates(struct candidate *items, uint32_t count, const struct sigset *set)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct candidate c = items[i];
        uint32_t at = i;
        while (at > 0 && candidate_order(&c, &items[at - 1], set) < 0) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = c;
    }
}

/* Healthy services show it, too, and it is all there is. */
static bool is_normal(const struct model *m, const struct node *n)
{
    return n->in_baseline && !m->baseline->fails;
}

/* Is there anything that a cause is needed for? */
static bool needs_explanation(const struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->severity > SIG_INFO && !is_normal(m, &m->nodes[i]))
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
    if (known || has_new_errors(&m) || model_is_silent(&m)) {
        model_candidates(&m);
        model_incidents(&m);
        model_solve(&m);
        if (!known) /* errors, and no signature has anything to say about them */
            m.candidates[m.candidate_count - 1].posterior = MODEL_UNKNOWN_ERRORS;
        for (uint32_t i = 0; i < m.candidate_count; i++)
            m.candidates[i].confidence =
                model_calibrate(m.candidates[i].sig, m.candidates[i].posterior);
        out->incident_count = m.incident_count;
        sort_candidates(m.candidates, m.candidate_count, set);
        out->hypotheses = arena_alloc(arena, top * sizeof *out->hypotheses);
        for (uint32_t i = 0; i < m.candidate_count && out->hypothesis_count < top; i++)
            if (m.candidates[i].posterior >= POSTERIOR_MIN)
                explain_hypothesis(&m, &m.candidates[i], &out->hypotheses[out->hypothesis_count++]);
    }
    out->baseline.same_way = model_same_way(&m, out->hypothesis_count ? &out->hypotheses[0] : NULL);
    explain_verdict(&m, out, &out->verdict);
}
