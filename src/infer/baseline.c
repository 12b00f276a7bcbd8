/* Baseline: what a known-good log shows, too, is not what broke this one.
 *
 * Two readings, as incident playbooks have them. A known-good log that is healthy: what it shows
 * as well is discounted, what it does not show is new. A known-good service that fails in the same
 * way: the application is not at fault, what both stand on is (network, permissions, capacity,
 * platform). */
#include "infer/model.h"

/* A finding that comes this much more often than in the baseline is no longer the same. */
#define LOUDER_TIMES 10
#define LOUDER_COUNT 10

static bool is_volatile(struct slice name)
{
    static const struct slice names[] = { { "task", 4 },
                                          { "line", 4 },
                                          { "time", 4 },
                                          { "exit_code", 9 },
                                          { "container_id", 12 },
                                          { "deployment", 10 },
                                          { "task_definition", 15 } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_eq(names[i], name))
            return true;
    return false;
}

/* Does b have what a captured? */
static bool same_captures(const struct occurrence *a, const struct occurrence *b)
{
    for (uint32_t i = 0; i < a->capture_count; i++) {
        if (is_volatile(a->captures[i].name))
            continue;
        bool found = false;
        for (uint32_t k = 0; k < b->capture_count && !found; k++)
            found = slice_eq(a->captures[i].name, b->captures[k].name)
                    && slice_eq(a->captures[i].value, b->captures[k].value);
        if (!found)
            return false;
    }
    return true;
}

static bool is_louder(const struct finding *f, const struct incident *inc,
                      const struct finding *before, const struct incident *baseline)
{
    const double now = (double)f->count / (double)(inc->events ? inc->events : 1);
    const double then = (double)before->count / (double)(baseline->events ? baseline->events : 1);
    return f->count >= LOUDER_COUNT && now > LOUDER_TIMES * then;
}

/* All that was kept of it stands in the baseline with the same captures, and about as often. */
static bool is_known(const struct finding *f, const struct incident *inc,
                     const struct incident *baseline)
{
    const struct finding *before = incident_finding(baseline, f->sig);
    if (!before || is_louder(f, inc, before, baseline))
        return false;
    for (uint32_t i = 0; i < f->sample_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < before->sample_count && !found; k++)
            found = same_captures(&f->samples[i], &before->samples[k]);
        if (!found)
            return false;
    }
    return true;
}

static bool is_known_template(const struct error_template *t, const struct incident *baseline)
{
    for (uint32_t i = 0; i < baseline->template_count; i++)
        if (slice_eq(t->text, baseline->templates[i].text))
            return true;
    return false;
}

static const struct occurrence *last_of(const struct finding *f)
{
    return &f->samples[f->sample_count - 1];
}

/* Somebody calls this log good, and healthy services log errors, too: it takes a critical failure
 * that nothing good came after to say that it fails. */
static bool fails(const struct incident *baseline, const struct sigset *set)
{
    const struct occurrence *good = NULL;
    for (uint32_t i = 0; i < baseline->finding_count; i++) {
        const struct finding *f = &baseline->findings[i];
        if (sig_is_good(&set->items[f->sig]) && (!good || occurrence_order(last_of(f), good) > 0))
            good = last_of(f);
    }
    for (uint32_t i = 0; i < baseline->finding_count; i++) {
        const struct finding *f = &baseline->findings[i];
        const struct sig *sig = &set->items[f->sig];
        if ((sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM) && sig->severity == SIG_CRITICAL
            && (!good || occurrence_order(last_of(f), good) > 0))
            return true;
    }
    return false;
}

void model_baseline(struct model *m, const struct incident *baseline, struct baseline *out)
{
    const struct incident *inc = m->incident;
    *out = (struct baseline){
        .given = true,
        .usable = baseline->events > 0,
        .fails = fails(baseline, m->set),
        .events = baseline->events,
        .finding_is_new = arena_zeroed(m->arena, inc->finding_count, sizeof(bool)),
        .template_is_new = arena_zeroed(m->arena, inc->template_count, sizeof(bool)),
    };
    for (uint32_t i = 0; i < inc->finding_count; i++)
        out->finding_is_new[i] = !is_known(&inc->findings[i], inc, baseline);
    for (uint32_t i = 0; i < inc->template_count; i++)
        out->template_is_new[i] = !is_known_template(&inc->templates[i], baseline);
    m->baseline = out;
}

bool model_is_infrastructure(enum sig_domain domain)
{
    return domain == SIG_NETWORK || domain == SIG_PERMISSIONS || domain == SIG_CAPACITY
           || domain == SIG_PLATFORM;
}

/* Both fail: is it in the same way, that is, does the baseline show this cause, or where no cause
 * is known, a failure that this log shows, too? */
bool model_same_way(const struct model *m, const struct hypothesis *top)
{
    if (!m->baseline || !m->baseline->fails || !top)
        return false;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *n = &m->nodes[i];
        if (!n->in_baseline)
            continue;
        if (n->finding->sig == top->sig)
            return true;
        if (n->sig->kind == SIG_SYMPTOM && n->sig->severity >= SIG_ERROR
            && (top->sig == SIG_NONE || top->basis == BASIS_INFERRED))
            return true;
    }
    return false;
}

void model_discount_baseline(struct model *m)
{
    for (uint32_t i = 0; m->baseline && i < m->node_count; i++) {
        struct node *n = &m->nodes[i];
        n->in_baseline = !m->baseline->finding_is_new[n->finding_index];
        if (n->in_baseline && !m->baseline->fails) {
            n->precision *= MODEL_IN_BASELINE;
            n->weight *= MODEL_IN_BASELINE;
        }
    }
}

double model_baseline_odds(const struct model *m, const struct candidate *c)
{
    if (!m->baseline || !m->baseline->usable || c->sig == SIG_NONE)
        return 1;
    const bool infrastructure = model_is_infrastructure(m->set->items[c->sig].domain);
    if (m->baseline->fails && c->node != UINT32_MAX && !m->nodes[c->node].in_baseline)
        return MODEL_BASELINE_AGAINST;
    if (infrastructure == m->baseline->fails)
        return MODEL_BASELINE_FOR;
    return MODEL_BASELINE_AGAINST;
}
