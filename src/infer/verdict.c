#include "infer/model.h"
#include "infer/title.h"

#include "base/buf.h"

#include <inttypes.h>

/* A hypothesis from here on may speak for the verdict. */
#define VERDICT_CONFIDENT 0.5

/* The last recovery, if it came after every open failure; NULL otherwise. */
static const struct finding *closing_recovery(const struct model *m)
{
    const struct finding *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        if (!sig_is_good(&m->set->items[f->sig]))
            continue;
        if (!best
            || occurrence_order(&f->samples[f->sample_count - 1],
                                &best->samples[best->sample_count - 1])
                   > 0)
            best = f;
    }
    return best;
}

struct tally {
    uint32_t open, open_severe, closed;
};

static struct tally count_nodes(const struct model *m)
{
    struct tally t = { 0 };
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        if (!model_asks(n))
            continue;
        if (n->harmless || (n->in_baseline && !m->baseline->fails))
            continue;
        if (n->recovered || n->mended)
            t.closed++;
        else
            t.open++;
        if (!n->recovered && !n->mended && !n->doubtful && !n->worked_on && !n->before_start
            && !n->retried && n->sig->severity >= SIG_ERROR)
            t.open_severe++;
    }
    return t;
}

/* Title of the last thing on the chain that was really seen, to say what it came to. */
static struct slice last_effect(const struct model *m, const struct hypothesis *h)
{
    for (uint32_t i = h->chain_count; i > 1; i--)
        if (incident_finding(m->incident, h->chain[i - 1]))
            return m->set->items[h->chain[i - 1]].title;
    return slice_empty();
}

/* Where the cause was seen, if that is one service; else the service that these logs are about. */
static struct slice service_of_cause(const struct model *m, const struct hypothesis *h)
{
    const struct finding *f = incident_finding(m->incident, h->sig);
    const uint64_t seen = f ? model_services_of(m, f) : 0;
    for (uint32_t i = 0; i < 63; i++)
        if (seen == UINT64_C(1) << i)
            return m->service_names[i];
    return incident_fact(m->incident, SLICE("service"));
}

static void summarise_cause(const struct model *m, const struct hypothesis *h, struct buf *text)
{
    struct slice service = service_of_cause(m, h);
    struct slice effect = last_effect(m, h);
    if (service.len)
        buf_printf(text, "Service %.*s: ", SLICE_ARG(service));
    buf_add(text, h->title);
    if (effect.len && slice_find_byte(effect, '{', 0) == SLICE_NONE) {
        buf_add_cstr(text, "; it led to: ");
        buf_add(text, effect);
    }
    buf_add_byte(text, '.');
}

/* What fails, where no known cause stands in the logs. */
static void summarise_unknown(const struct model *m, const struct hypothesis *top, struct buf *text)
{
    const struct evidence *e = NULL;
    for (uint32_t i = 0; top && i < top->evidence_count && !e; i++)
        if (top->evidence[i].sig != SIG_NONE)
            e = &top->evidence[i];
    buf_add_cstr(text, "Something fails, and no known cause stands in these logs");
    if (e) {
        buf_add_cstr(text, "; the first sign: ");
        title_add(text, m->set->items[e->sig].title, e->occurrence.captures,
                  e->occurrence.capture_count, m->incident);
    }
    buf_add_byte(text, '.');
}

/* Longest part of a log line in the sentence, in bytes. */
#define VERDICT_QUOTE_MAX 160

static void quote(const struct error_template *t, struct buf *text)
{
    if (!model_quote(t, VERDICT_QUOTE_MAX, text) && !slice_ends(buf_slice(text), SLICE(".")))
        buf_add_byte(text, '.');
}

/* Where only a symptom is known: an error that came before it, though no signature knows it, is
 * the best there is. */
static void summarise_symptom(const struct model *m, struct buf *text)
{
    const struct error_template *t = model_error_before(m), *best = model_decisive(m);
    if (!t && !best) {
        buf_add_cstr(text, " What caused it does not stand in these logs.");
        return;
    }
    const bool is_first = !best || best == t;
    buf_add_cstr(text, is_first ? " Before it came an error that no signature knows: "
                                : " What tells most of the lines that no signature knows: ");
    quote(is_first ? t : best, text);
}

/* The line to look at, where nothing is known. */
static void summarise_decisive(const struct model *m, struct buf *text)
{
    const struct error_template *t = model_decisive(m);
    if (!t)
        return;
    buf_add_cstr(text, " What tells most: ");
    quote(t, text);
}

static void summarise_failure(const struct model *m, const struct diagnosis *d, struct buf *text)
{
    const struct hypothesis *top = d->hypothesis_count ? &d->hypotheses[0] : NULL;
    if (!top || top->sig == SIG_NONE) {
        summarise_unknown(m, top, text);
        return;
    }
    const bool is_symptom = m->set->items[top->sig].kind == SIG_SYMPTOM;
    if (top->confidence < VERDICT_CONFIDENT && !is_symptom)
        buf_add_cstr(text, "Not certain: ");
    summarise_cause(m, top, text);
    if (is_symptom)
        summarise_symptom(m, text);
    for (uint32_t i = 1; i < d->hypothesis_count; i++) {
        const struct hypothesis *other = &d->hypotheses[i];
        if (other->incident == top->incident || other->sig == SIG_NONE
            || other->confidence < VERDICT_CONFIDENT)
            continue;
        buf_add_cstr(text, " Independent of it: ");
        buf_add(text, other->title);
        buf_add_byte(text, '.');
    }
}

/* No cause is in sight: the unknown one, or the symptom that stands for it. */
static bool is_without_cause(const struct model *m, const struct hypothesis *h)
{
    return h->sig == SIG_NONE || m->set->items[h->sig].kind == SIG_SYMPTOM;
}

/* What the known-good log says about where to look. */
static void compare_baseline(const struct model *m, const struct diagnosis *d, struct verdict *out,
                             struct buf *text)
{
    const struct baseline *b = &d->baseline;
    const struct hypothesis *top = d->hypothesis_count ? &d->hypotheses[0] : NULL;
    if (!b->given || !top || !b->usable)
        return;
    if (b->same_way) {
        if (!model_is_infrastructure(out->domain) || is_without_cause(m, top))
            out->domain = SIG_PLATFORM;
        buf_printf(text,
                   " The known-good log fails in the same way: it is the infrastructure (%s), not "
                   "this application.",
                   sig_domain_name(out->domain));
    } else if (b->fails) {
        buf_add_cstr(text, " The known-good log fails as well, but in another way.");
    } else if (is_without_cause(m, top)) {
        out->domain = SIG_APPLICATION;
        buf_add_cstr(text, " The known-good log stays healthy: look at application, image and "
                           "configuration.");
    } else if (model_is_infrastructure(out->domain)) {
        buf_printf(text,
                   " The known-good log stays healthy: %s is not at fault in general, but what "
                   "this service has of its own (role, subnet, secret, image).",
                   sig_domain_name(out->domain));
    } else {
        buf_add_cstr(text, " The known-good log stays healthy: it is not the infrastructure.");
    }
}

/* Nothing is known to fail: is that health? */
static void summarise_quiet(const struct model *m, uint64_t unknown_errors, struct verdict *out,
                            struct buf *text)
{
    const struct incident *inc = m->incident;
    if (model_is_silent(m)) {
        out->status = VERDICT_UNKNOWN;
        buf_add_cstr(text, "No known failure, but ");
        for (uint32_t i = 0; i < inc->absence_count; i++) {
            if (inc->absences[i].shown_again)
                continue;
            silence_describe(m, &inc->absences[i], text);
            break;
        }
        buf_add_byte(text, '.');
    } else if (unknown_errors > 0) {
        out->status = VERDICT_UNKNOWN;
        buf_printf(text,
                   "No known failure, but %" PRIu64 " error-level events that no signature knows.",
                   unknown_errors);
        summarise_decisive(m, text);
    } else if (model_has_last_words(m)) {
        out->status = VERDICT_UNKNOWN;
        buf_add_cstr(text,
                     "No known failure, but the log ends with words that no signature knows.");
        summarise_decisive(m, text);
    } else if (m->input_damaged) {
        out->status = VERDICT_UNKNOWN;
        buf_printf(text,
                   "No known failure in the %" PRIu64
                   " events that could be read, but part of the input could not.",
                   inc->events);
    } else {
        buf_printf(text, "No known failure in %" PRIu64 " event%s.", inc->events,
                   inc->events == 1 ? "" : "s");
    }
}

/* Unknown errors that the healthy baseline does not have. */
static uint64_t unknown_errors(const struct model *m)
{
    if (!m->baseline || m->baseline->fails)
        return m->incident->template_events;
    uint64_t n = 0;
    for (uint32_t i = 0; i < m->incident->template_count; i++)
        n += m->baseline->template_is_new[i] ? m->incident->templates[i].count : 0;
    return n;
}

/* Does no recovery close something that ended without a word? */
static bool is_mended(const struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].mended && m->nodes[i].sig->severity >= SIG_ERROR)
            return true;
    return false;
}

static void summarise_recovery(const struct model *m, const struct diagnosis *d, struct buf *text)
{
    const struct hypothesis *top = d->hypothesis_count ? &d->hypotheses[0] : NULL;
    const struct finding *r = closing_recovery(m);
    if (top && top->sig != SIG_NONE)
        summarise_cause(m, top, text);
    else
        buf_add_cstr(text, "There were failures.");
    if (!r || is_mended(m)) {
        buf_add_cstr(text, " It has not come again, while the program went on.");
        return;
    }
    buf_add_cstr(text, " It has recovered since: ");
    buf_add(text, m->set->items[r->sig].title);
    buf_add_byte(text, '.');
}

void explain_verdict(const struct model *m, const struct diagnosis *d, struct verdict *out)
{
    const struct tally t = count_nodes(m);
    const struct hypothesis *top = d->hypothesis_count ? &d->hypotheses[0] : NULL;
    struct buf text;
    buf_init(&text);
    *out = (struct verdict){ .status = VERDICT_HEALTHY };
    if (top) {
        out->domain = top->domain;
        out->has_domain = true;
    }
    if (m->incident->events == 0) {
        out->status = VERDICT_UNKNOWN;
        buf_add_cstr(&text, "No log event was found in the input.");
    } else if (t.open == 0 && t.closed > 0) {
        out->status = VERDICT_RECOVERED;
        summarise_recovery(m, d, &text);
    } else if (t.open > 0) {
        const bool confident = top && top->confidence >= VERDICT_CONFIDENT;
        out->status = t.open_severe || confident ? VERDICT_FAILING : VERDICT_DEGRADED;
        summarise_failure(m, d, &text);
        compare_baseline(m, d, out, &text);
    } else {
        out->has_domain = false;
        summarise_quiet(m, unknown_errors(m), out, &text);
    }
    out->summary = arena_copy(m->arena, buf_slice(&text));
    buf_release(&text);
}
