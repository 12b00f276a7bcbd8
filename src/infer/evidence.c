/* What shows a hypothesis: occurrences of its cause, of what that did, and lines that no signature
 * knows. */
#include "infer/model.h"

#define EVIDENCE_MAX 12
#define EVIDENCE_OF_ROOT_MAX 4
#define EVIDENCE_OF_UNKNOWN_MAX 8

static void add_evidence(struct hypothesis *h, uint32_t finding, uint32_t sig,
                         const struct occurrence *occ, uint64_t count)
{
    if (h->evidence_count < EVIDENCE_MAX)
        h->evidence[h->evidence_count++] =
            (struct evidence){ .finding = finding, .sig = sig, .occurrence = *occ, .count = count };
}

/* The innermost exception of the same trace, unless it is shown already. */
static void add_inner(uint32_t finding, uint32_t sig, const struct occurrence *outer,
                      struct hypothesis *h)
{
    struct occurrence inner = *outer;
    if (outer->inner.len == 0)
        return;
    inner.text = outer->inner;
    inner.line = outer->inner_line;
    inner.offset = outer->inner_offset;
    inner.quoted = slice_empty();
    inner.capture_count = 0;
    inner.inner = slice_empty();
    for (uint32_t i = 0; i < h->evidence_count; i++)
        if (slice_eq(h->evidence[i].occurrence.text, inner.text))
            return;
    add_evidence(h, finding, sig, &inner, 1);
}

/* What came at one moment is told as it stands in its source: events of several streams may be
 * complete in another order. */
static bool stands_before(const struct occurrence *a, const struct occurrence *b)
{
    return a->source == b->source && a->time_us == b->time_us && a->line < b->line;
}

/* Occurrences that say different things: the first, then those with another text, then the last. */
static void add_root_evidence(const struct node *n, struct hypothesis *h)
{
    const struct finding *f = n->finding;
    uint32_t shown[EVIDENCE_OF_ROOT_MAX], count = 0;
    for (uint32_t i = 0; i < f->sample_count && count < EVIDENCE_OF_ROOT_MAX; i++) {
        bool repeats = false;
        for (uint32_t k = 0; k < count; k++)
            repeats = repeats || slice_eq(f->samples[shown[k]].text, f->samples[i].text);
        if (!repeats)
            shown[count++] = i;
    }
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = i;
             k > 0 && stands_before(&f->samples[shown[k]], &f->samples[shown[k - 1]]); k--) {
            const uint32_t later = shown[k - 1];
            shown[k - 1] = shown[k];
            shown[k] = later;
        }
    for (uint32_t i = 0; i < count; i++)
        add_evidence(h, n->finding_index, f->sig, &f->samples[shown[i]], i == 0 ? f->count : 1);
    if (count > 0)
        add_inner(n->finding_index, f->sig, &f->samples[shown[0]], h);
}

static bool is_shown(const struct hypothesis *h, const struct occurrence *occ)
{
    for (uint32_t i = 0; i < h->evidence_count; i++) {
        const struct occurrence *e = &h->evidence[i].occurrence;
        if (e->source == occ->source && e->line == occ->line && e->sequence == occ->sequence)
            return true;
    }
    return false;
}

/* The sample of an effect to show: the first one that is not shown already (one line often shows
 * several signatures), and if there is one, from the time when its cause had begun. */
static const struct occurrence *effect_sample(const struct hypothesis *h, const struct finding *f,
                                              const struct occurrence *cause)
{
    const struct occurrence *fallback = NULL;
    for (uint32_t i = 0; i < f->sample_count; i++) {
        if (is_shown(h, &f->samples[i]))
            continue;
        if (!cause || occurrence_order(&f->samples[i], cause) >= 0)
            return &f->samples[i];
        if (!fallback)
            fallback = &f->samples[i];
    }
    return fallback;
}

static void add_chain_evidence(const struct model *m, struct hypothesis *h)
{
    const bool seen = h->evidence_count > 0;
    const struct occurrence cause = seen ? h->evidence[0].occurrence : (struct occurrence){ 0 };
    for (uint32_t i = 1; i < h->chain_count; i++)
        for (uint32_t k = 0; k < m->node_count; k++) {
            const struct finding *f = m->nodes[k].finding;
            if (f->sig != h->chain[i])
                continue;
            const struct occurrence *occ = effect_sample(h, f, seen ? &cause : NULL);
            if (occ)
                add_evidence(h, m->nodes[k].finding_index, f->sig, occ, f->count);
        }
}

/* The healthy baseline has this unknown error, too. */
static bool is_usual_template(const struct model *m, uint32_t i)
{
    return m->baseline && !m->baseline->fails && !m->baseline->template_is_new[i];
}

static bool shows_template(const struct hypothesis *h, const struct error_template *t)
{
    return is_shown(h, &t->example);
}

/* The error that says most, first. */
static void add_decisive(const struct model *m, struct hypothesis *h)
{
    const struct error_template *t = model_decisive(m);
    if (t)
        add_evidence(h, INCIDENT_NONE, SIG_NONE, &t->example, t->count);
}

/* The earliest and the most frequent errors that no signature knows. */
static void add_unknown_errors(const struct model *m, struct hypothesis *h)
{
    const struct incident *inc = m->incident;
    uint32_t earliest = INCIDENT_NONE;
    for (uint32_t i = 0; i < inc->template_count; i++)
        if (!is_usual_template(m, i)
            && (earliest == INCIDENT_NONE
                || occurrence_order(&inc->templates[i].example, &inc->templates[earliest].example)
                       < 0))
            earliest = i;
    if (earliest != INCIDENT_NONE && !shows_template(h, &inc->templates[earliest]))
        add_evidence(h, INCIDENT_NONE, SIG_NONE, &inc->templates[earliest].example,
                     inc->templates[earliest].count);
    for (uint32_t i = 0; i < inc->template_count && h->evidence_count < EVIDENCE_OF_UNKNOWN_MAX;
         i++)
        if (i != earliest && !is_usual_template(m, i) && !shows_template(h, &inc->templates[i]))
            add_evidence(h, INCIDENT_NONE, SIG_NONE, &inc->templates[i].example,
                         inc->templates[i].count);
}

static void begin(const struct model *m, struct hypothesis *h)
{
    h->evidence = arena_alloc(m->arena, EVIDENCE_MAX * sizeof *h->evidence);
}

void evidence_of_unknown(const struct model *m, struct hypothesis *h)
{
    begin(m, h);
    add_decisive(m, h);
    for (uint32_t i = 0; i < m->node_count && h->evidence_count < 4; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && !m->nodes[i].recovered)
            add_root_evidence(&m->nodes[i], h);
    add_unknown_errors(m, h);
}

void evidence_of_cause(const struct model *m, const struct candidate *c, struct hypothesis *h)
{
    const bool is_symptom = m->set->items[c->sig].kind == SIG_SYMPTOM;
    begin(m, h);
    if (c->node != UINT32_MAX)
        add_root_evidence(&m->nodes[c->node], h);
    if (is_symptom)
        add_decisive(m, h);
    add_chain_evidence(m, h);
    if (is_symptom)
        add_unknown_errors(m, h);
}
