#include "infer/fingerprint.h"
#include "infer/model.h"

#include "base/buf.h"
#include "infer/title.h"

#define CHAIN_MAX 24

/* --- chain
 * ----------------------------------------------------------------------------------------- */

struct chain_search {
    const struct model *m;
    double *value;  /* best worth of a chain that begins here; < 0: not yet known */
    uint32_t *next; /* its next signature, or SIG_NONE */
    bool *observed;
};

#define WORTH_OBSERVED 1.0
#define WORTH_UNOBSERVED (-0.2) /* a link that nobody saw is only worth it if it leads on */

/* The causal graph is acyclic and shallow; wrapped pairs could close a loop, so depth is bounded.
 */
static double chain_value(struct chain_search *s, uint32_t at, uint32_t depth)
{
    if (s->value[at] >= 0)
        return s->value[at];
    if (depth >= CHAIN_MAX)
        return 0;
    const struct sig *sig = &s->m->set->items[at];
    double best = 0, best_strength = 0;
    uint32_t next = SIG_NONE;
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        const uint32_t effect = sig->causes[i].effect;
        const double strength = sig->causes[i].strength;
        double v = chain_value(s, effect, depth + 1)
                   + (s->observed[effect] ? WORTH_OBSERVED : WORTH_UNOBSERVED);
        if (v > best || (v == best && v > 0 && strength > best_strength)) {
            best = v;
            best_strength = strength;
            next = effect;
        }
    }
    s->value[at] = best;
    s->next[at] = next;
    return best;
}

/* From the root along the path that passes most findings. */
static void add_chain(const struct model *m, struct hypothesis *h)
{
    const uint32_t n = m->set->count;
    struct chain_search s = {
        .m = m,
        .value = arena_alloc(m->arena, n * sizeof(double)),
        .next = arena_alloc(m->arena, n * sizeof(uint32_t)),
        .observed = arena_zeroed(m->arena, n, sizeof(bool)),
    };
    for (uint32_t i = 0; i < n; i++) {
        s.value[i] = -1;
        s.next[i] = SIG_NONE;
    }
    for (uint32_t i = 0; i < m->node_count; i++)
        s.observed[m->nodes[i].finding->sig] = true;
    chain_value(&s, h->sig, 0);
    h->chain = arena_alloc(m->arena, CHAIN_MAX * sizeof *h->chain);
    for (uint32_t at = h->sig; at != SIG_NONE && h->chain_count < CHAIN_MAX; at = s.next[at])
        h->chain[h->chain_count++] = at;
}

/* --- captures and names
 * ---------------------------------------------------------------------------- */

static void add_captures(const struct occurrence *occ, struct hypothesis *h, uint32_t max)
{
    for (uint32_t i = 0; i < occ->capture_count && h->capture_count < max; i++) {
        bool known = false;
        for (uint32_t k = 0; k < h->capture_count; k++)
            known = known || slice_eq(h->captures[k].name, occ->captures[i].name);
        if (!known && occ->captures[i].value.len)
            h->captures[h->capture_count++] = occ->captures[i];
    }
}

/* Captures of the root win over those of its effects, earlier ones over later ones. Returns how
 * many are the root's own: they come first. */
static uint32_t collect_captures(const struct model *m, struct hypothesis *h)
{
    const uint32_t max = 2 * HIT_CAPTURES_MAX;
    h->captures = arena_alloc(m->arena, MODEL_CAPTURES_MAX * sizeof *h->captures);
    for (uint32_t i = 0; i < h->evidence_count; i++)
        if (h->evidence[i].sig == h->sig || i == 0)
            add_captures(&h->evidence[i].occurrence, h, max);
    const uint32_t own = h->capture_count;
    for (uint32_t i = 0; i < h->evidence_count; i++)
        add_captures(&h->evidence[i].occurrence, h, max);
    return own;
}

/* What an effect names is the root's, too, where it is a place: the host that does not resolve is
 * the one that does not answer. Its values, files and commands are its own. */
static bool is_place(struct slice name)
{
    return slice_eq(name, SLICE("host")) || slice_eq(name, SLICE("port"))
           || slice_eq(name, SLICE("database")) || slice_eq(name, SLICE("image"));
}

static struct slice fill_title(const struct model *m, struct slice title,
                               const struct hypothesis *h, uint32_t own)
{
    struct sig_capture captures[2 * HIT_CAPTURES_MAX];
    struct buf text;
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->capture_count; i++)
        if (i < own || is_place(h->captures[i].name))
            captures[count++] = h->captures[i];
    buf_init(&text);
    title_add(&text, title, captures, count, m->incident);
    const struct slice filled = arena_copy(m->arena, buf_slice(&text));
    buf_release(&text);
    return filled;
}

/* --- one hypothesis
 * -------------------------------------------------------------------------------- */

/* Longest part of a log line in a title, in bytes. */
#define TITLE_QUOTE_MAX 120

/* The unknown cause has no name, but a line that tells most about it. */
static struct slice title_of_unknown(const struct model *m)
{
    const struct error_template *t = model_decisive(m);
    if (!t)
        return SLICE("A cause that these logs do not name");
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "No signature knows it: ");
    model_quote(t, TITLE_QUOTE_MAX, &text);
    const struct slice title = arena_copy(m->arena, buf_slice(&text));
    buf_release(&text);
    return title;
}

static void explain_unknown(const struct model *m, struct hypothesis *h)
{
    h->id = SLICE("unknown");
    h->title = title_of_unknown(m);
    h->domain = SIG_APPLICATION;
    evidence_of_unknown(m, h);
    for (uint32_t i = 0; i < h->evidence_count; i++)
        if (h->evidence[i].sig != SIG_NONE) {
            h->domain = m->set->items[h->evidence[i].sig].domain;
            break;
        }
    reasons_of_unknown(m, h);
    collect_captures(m, h);
}

static void explain_cause(const struct model *m, const struct candidate *c, struct hypothesis *h)
{
    const struct sig *sig = &m->set->items[c->sig];
    h->id = sig->id;
    h->domain = sig->domain;
    add_chain(m, h);
    evidence_of_cause(m, c, h);
    h->title = fill_title(m, sig->title, h, collect_captures(m, h));
    reasons_of_cause(m, c, h);
}

void explain_hypothesis(const struct model *m, const struct candidate *c, struct hypothesis *h)
{
    *h = (struct hypothesis){
        .sig = c->sig,
        .confidence = c->confidence,
        .posterior = c->posterior,
        .incident = c->incident + 1,
        .basis = c->node == UINT32_MAX ? BASIS_INFERRED : BASIS_OBSERVED,
    };
    if (c->sig == SIG_NONE)
        explain_unknown(m, h);
    else
        explain_cause(m, c, h);
    rollback_decide(m, c, &h->rollback);
    fingerprint_make(m->incident, h);
    derive_captures(m, h);
}
