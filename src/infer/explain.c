#include "infer/fingerprint.h"
#include "infer/model.h"

#include "base/buf.h"
#include "infer/title.h"

#include <inttypes.h>
#include <stdio.h>

#define EVIDENCE_MAX 12
#define EVIDENCE_OF_ROOT_MAX 4
#define EVIDENCE_OF_UNKNOWN_MAX 8
#define REASONS_MAX 8
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

/* --- evidence
 * -------------------------------------------------------------------------------------- */

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
    for (uint32_t i = 0; i < count; i++)
        add_evidence(h, n->finding_index, f->sig, &f->samples[shown[i]], i == 0 ? f->count : 1);
    if (count > 0)
        add_inner(n->finding_index, f->sig, &f->samples[0], h);
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

/* An unknown cause is shown by the error that says most; then by what it did: the symptoms that are
 * still open, then other unknown errors. */
static void add_unknown_evidence(const struct model *m, struct hypothesis *h)
{
    add_decisive(m, h);
    for (uint32_t i = 0; i < m->node_count && h->evidence_count < 4; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && !m->nodes[i].recovered)
            add_root_evidence(&m->nodes[i], h);
    add_unknown_errors(m, h);
}

/* --- reasons
 * --------------------------------------------------------------------------------------- */

static void add_reason(const struct model *m, struct reason **list, uint32_t *count, uint32_t sig,
                       const struct buf *text)
{
    if (!*list)
        *list = arena_alloc(m->arena, REASONS_MAX * sizeof **list);
    if (*count < REASONS_MAX)
        (*list)[(*count)++] = (struct reason){ arena_copy(m->arena, buf_slice(text)), sig };
}

/* In quotes, with the captures of its first occurrence, if it was seen. */
static void add_title(struct buf *text, const struct model *m, const struct sig *sig,
                      const struct finding *f)
{
    const struct occurrence *first = f && f->sample_count ? &f->samples[0] : NULL;
    buf_add_byte(text, '"');
    title_add(text, sig->title, first ? first->captures : NULL, first ? first->capture_count : 0,
              m->incident);
    buf_add_byte(text, '"');
}

static void reasons_of_node(const struct model *m, const struct node *n, struct hypothesis *h,
                            struct buf *text)
{
    buf_reset(text);
    if (n->recovered) {
        buf_add_cstr(text, "it was followed by a recovery");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->before_start) {
        buf_add_cstr(text, "it came before the program said that it is up, and nothing was wrong "
                           "behind that");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->doubtful) {
        buf_add_cstr(text, "a warning of a program that came up; nothing of level error and no "
                           "effect was seen");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->mended) {
        buf_add_cstr(text, "it has not come again, while the program went on");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->retried) {
        buf_add_cstr(text, "warnings that kept coming and then stopped, while the program went on: "
                           "it may have got through");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->had_worked) {
        buf_add_cstr(text, "what it would break had worked earlier in this log");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->at_home) {
        buf_add_cstr(text, "nothing shows that the program runs in a container, where localhost "
                           "would be wrong");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->history) {
        buf_add_cstr(text, "it stopped before the latest failures began: history, not the "
                           "present cause");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->aftermath) {
        buf_add_cstr(text, "it came after the build had failed for another reason");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (m->baseline && m->baseline->usable) {
        buf_add_cstr(text, n->in_baseline ? "the known-good log shows it, too"
                                          : "new against the known-good log");
        if (n->in_baseline && !m->baseline->fails)
            add_reason(m, &h->against, &h->against_count, h->sig, text);
        else
            add_reason(m, &h->supports, &h->support_count, h->sig, text);
        buf_reset(text);
    }
    if (n->sig->precision < 0.8) {
        buf_add_cstr(text, "its wording is vague: other conditions print the same");
        add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    }
    if (n->tasks_failing > 1) {
        const bool all = n->tasks_with == n->tasks_failing;
        buf_printf(text,
                   all ? "seen in each of the %u failing tasks" : "seen in %u of %u failing tasks",
                   n->tasks_with, n->tasks_failing);
        if (all || n->tasks_with * 2 > n->tasks_failing)
            add_reason(m, &h->supports, &h->support_count, h->sig, text);
        else
            add_reason(m, &h->against, &h->against_count, h->sig, text);
        buf_reset(text);
    } else if (n->finding->stream_count > 1) {
        buf_printf(text, "seen in %u streams", n->finding->stream_count);
        add_reason(m, &h->supports, &h->support_count, h->sig, text);
        buf_reset(text);
    }
}

/* An effect that does not fit in time. */
static void reasons_of_time(const struct model *m, const struct candidate *c, uint32_t node,
                            struct hypothesis *h, struct buf *text)
{
    const struct finding *own = m->nodes[c->node].finding, *f = m->nodes[node].finding;
    buf_reset(text);
    if (model_is_early(m, c, node)) {
        add_title(text, m, m->nodes[node].sig, f);
        buf_add_cstr(text, " was there before it");
        if (f->first_us != TIMESTAMP_NONE && own->first_us != TIMESTAMP_NONE) {
            char length[TIMESTAMP_TEXT_BYTES];
            timestamp_format_duration(own->first_us - f->first_us, length);
            buf_printf(text, ", by %s", length);
        }
        add_reason(m, &h->against, &h->against_count, f->sig, text);
    } else if (m->nodes[node].sig->kind == SIG_SYMPTOM && model_outlived(f, own)) {
        char length[TIMESTAMP_TEXT_BYTES];
        timestamp_format_duration(f->last_us - own->last_us, length);
        add_title(text, m, m->nodes[node].sig, f);
        buf_printf(text, " went on for %s after it had stopped", length);
        add_reason(m, &h->against, &h->against_count, f->sig, text);
    }
}

static void reasons_of_effects(const struct model *m, const struct candidate *c,
                               struct hypothesis *h, struct buf *text)
{
    uint32_t explained = 0;
    for (uint32_t i = 0; i < m->node_count; i++) {
        if (i == c->node || m->nodes[i].recovered)
            continue;
        const struct finding *f = m->nodes[i].finding;
        if (c->path[i] > MODEL_LINK_MIN) {
            explained++;
            if (c->node != UINT32_MAX)
                reasons_of_time(m, c, i, h, text);
            continue;
        }
        if (m->nodes[i].sig->kind == SIG_CAUSE && m->nodes[i].precision >= 0.5
            && m->nodes[i].sig->severity >= SIG_ERROR) {
            buf_reset(text);
            buf_add_cstr(text, "does not explain ");
            add_title(text, m, m->nodes[i].sig, f);
            buf_printf(text, " (%" PRIu64 "x)", f->count);
            add_reason(m, &h->against, &h->against_count, f->sig, text);
        }
    }
    if (explained) {
        buf_reset(text);
        buf_printf(text, "explains %u other finding%s", explained, explained == 1 ? "" : "s");
        add_reason(m, &h->supports, &h->support_count, h->sig, text);
    }
}

static void reasons_missing(const struct model *m, const struct sig *sig, struct hypothesis *h,
                            struct buf *text)
{
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        const struct sig *effect = &m->set->items[sig->causes[i].effect];
        if (incident_finding(m->incident, sig->causes[i].effect)
            || !model_observable(m->incident, effect))
            continue;
        buf_reset(text);
        buf_add_cstr(text, "expected and not seen: ");
        add_title(text, m, effect, NULL);
        add_reason(m, &h->missing, &h->missing_count, sig->causes[i].effect, text);
    }
}

#define SILENCES_MAX 3

/* What tasks of this kind used to say. n is NULL for what was not seen itself. */
static void reasons_of_silence(const struct model *m, const struct node *n, struct hypothesis *h,
                               struct buf *text)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < m->incident->absence_count && told < SILENCES_MAX; i++) {
        const struct absence *a = &m->incident->absences[i];
        if (!silence_concerns(m, a, n))
            continue;
        buf_reset(text);
        silence_describe(m, a, text);
        add_reason(m, &h->missing, &h->missing_count, a->sig, text);
        buf_reset(text);
        if (told++ == 0 && n && silence_separates(m, a, n, text))
            add_reason(m, &h->supports, &h->support_count, h->sig, text);
    }
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
                               const struct hypothesis *h, uint32_t own, struct buf *text)
{
    struct sig_capture captures[2 * HIT_CAPTURES_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->capture_count; i++)
        if (i < own || is_place(h->captures[i].name))
            captures[count++] = h->captures[i];
    buf_reset(text);
    title_add(text, title, captures, count, m->incident);
    return arena_copy(m->arena, buf_slice(text));
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
    add_unknown_evidence(m, h);
    for (uint32_t i = 0; i < h->evidence_count; i++)
        if (h->evidence[i].sig != SIG_NONE) {
            h->domain = m->set->items[h->evidence[i].sig].domain;
            break;
        }
}

void explain_hypothesis(const struct model *m, const struct candidate *c, struct hypothesis *h)
{
    struct buf text;
    buf_init(&text);
    *h = (struct hypothesis){
        .sig = c->sig,
        .confidence = c->confidence,
        .posterior = c->posterior,
        .incident = c->incident + 1,
        .basis = c->node == UINT32_MAX ? BASIS_INFERRED : BASIS_OBSERVED,
        .evidence = arena_alloc(m->arena, EVIDENCE_MAX * sizeof *h->evidence),
    };
    if (c->sig == SIG_NONE) {
        explain_unknown(m, h);
        reasons_of_silence(m, NULL, h, &text);
        collect_captures(m, h);
    } else {
        const struct sig *sig = &m->set->items[c->sig];
        h->id = sig->id;
        h->domain = sig->domain;
        add_chain(m, h);
        if (c->node != UINT32_MAX)
            add_root_evidence(&m->nodes[c->node], h);
        if (sig->kind == SIG_SYMPTOM)
            add_decisive(m, h);
        add_chain_evidence(m, h);
        if (sig->kind == SIG_SYMPTOM)
            add_unknown_errors(m, h);
        const uint32_t own = collect_captures(m, h);
        h->title = fill_title(m, sig->title, h, own, &text);
        if (c->node != UINT32_MAX)
            reasons_of_node(m, &m->nodes[c->node], h, &text);
        reasons_of_silence(m, c->node == UINT32_MAX ? NULL : &m->nodes[c->node], h, &text);
        if (sig->kind == SIG_SYMPTOM) {
            buf_reset(&text);
            buf_add_cstr(&text,
                         model_error_before(m)
                             ? "it is a symptom: an error that no signature knows came before it"
                             : "it is a symptom: what caused it does not stand in these logs");
            add_reason(m, &h->against, &h->against_count, h->sig, &text);
        }
        reasons_of_effects(m, c, h, &text);
        reasons_missing(m, sig, h, &text);
    }
    rollback_decide(m, c, &h->rollback);
    fingerprint_make(m->incident, h);
    derive_captures(m, h);
    buf_release(&text);
}
