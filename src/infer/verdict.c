#include "infer/model.h"

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
        if (m->set->items[f->sig].kind != SIG_RECOVERY)
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
        if (n->sig->severity == SIG_INFO) /* tasks stop in every healthy deployment, too */
            continue;
        if (n->recovered)
            t.closed++;
        else
            t.open++;
        if (!n->recovered && n->sig->severity >= SIG_ERROR)
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

static void summarise_cause(const struct model *m, const struct hypothesis *h, struct buf *text)
{
    struct slice service = incident_fact(m->incident, SLICE("service"));
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

void explain_verdict(const struct model *m, const struct diagnosis *d, struct verdict *out)
{
    const struct incident *inc = m->incident;
    const struct tally t = count_nodes(m);
    const struct hypothesis *top = d->hypothesis_count ? &d->hypotheses[0] : NULL;
    const bool confident = top && top->confidence >= VERDICT_CONFIDENT;
    struct buf text;
    buf_init(&text);
    *out = (struct verdict){ .status = VERDICT_HEALTHY };
    if (inc->events == 0) {
        out->status = VERDICT_UNKNOWN;
        buf_add_cstr(&text, "No log event was found in the input.");
    } else if (t.open == 0 && t.closed > 0) {
        out->status = VERDICT_RECOVERED;
        const struct finding *r = closing_recovery(m);
        if (top && top->sig != SIG_NONE)
            summarise_cause(m, top, &text);
        else
            buf_add_cstr(&text, "There were failures.");
        buf_add_cstr(&text, " It has recovered since");
        if (r) {
            buf_add_cstr(&text, ": ");
            buf_add(&text, m->set->items[r->sig].title);
        }
        buf_add_byte(&text, '.');
    } else if (t.open > 0) {
        out->status = t.open_severe || confident ? VERDICT_FAILING : VERDICT_DEGRADED;
        if (top && top->sig != SIG_NONE) {
            summarise_cause(m, top, &text);
        } else {
            buf_add_cstr(&text, "Something fails, and no known cause stands in these logs");
            if (top && top->evidence_count && top->evidence[0].sig != SIG_NONE) {
                buf_add_cstr(&text, "; the first sign: ");
                buf_add(&text, m->set->items[top->evidence[0].sig].title);
            }
            buf_add_byte(&text, '.');
        }
    } else if (inc->template_events > 0) {
        out->status = VERDICT_UNKNOWN;
        buf_printf(&text,
                   "No known failure, but %" PRIu64 " error-level events that no signature knows.",
                   inc->template_events);
    } else if (m->input_damaged) {
        out->status = VERDICT_UNKNOWN;
        buf_printf(&text,
                   "No known failure in the %" PRIu64
                   " events that could be read, but part of the input could not.",
                   inc->events);
    } else {
        buf_printf(&text, "No known failure in %" PRIu64 " event%s.", inc->events,
                   inc->events == 1 ? "" : "s");
    }
    if (top
        && (out->status == VERDICT_FAILING || out->status == VERDICT_DEGRADED
            || out->status == VERDICT_RECOVERED)) {
        out->domain = top->domain;
        out->has_domain = true;
    }
    out->summary = arena_copy(m->arena, buf_slice(&text));
    buf_release(&text);
}
