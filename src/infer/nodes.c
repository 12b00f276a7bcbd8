#include "infer/model.h"

/* How often a symptom line shows although nothing is wrong, by severity. */
static double symptom_leak(enum sig_severity severity)
{
    static const double leak[SIG_SEVERITY_COUNT] = {
        [SIG_INFO] = 0.3, [SIG_WARNING] = 0.1, [SIG_ERROR] = 0.01, [SIG_CRITICAL] = 0.003
    };
    return leak[severity];
}

static double severity_weight(enum sig_severity severity)
{
    static const double weight[SIG_SEVERITY_COUNT] = {
        [SIG_INFO] = 0.1, [SIG_WARNING] = 0.4, [SIG_ERROR] = 1.0, [SIG_CRITICAL] = 1.5
    };
    return weight[severity];
}

/* A symptom that another symptom leads to is explained by that one, whatever the root is. */
static void explain_by_symptoms(struct model *m)
{
    for (uint32_t i = 0; i < m->node_count; i++) {
        if (m->nodes[i].sig->kind != SIG_SYMPTOM)
            continue;
        for (uint32_t k = 0; k < m->node_count; k++) {
            struct node *n = &m->nodes[k];
            if (k != i && n->sig->kind == SIG_SYMPTOM
                && !model_began_before(n->finding, m->nodes[i].finding))
                n->leak = 1 - (1 - n->leak) * (1 - model_reach_of(m, i, k));
        }
    }
}

static bool is_node_kind(enum sig_kind kind)
{
    return kind == SIG_CAUSE || kind == SIG_SYMPTOM;
}

/* Where there are more findings than MODEL_NODES_MAX: the grave ones, causes before symptoms. */
static bool *choose(const struct model *m)
{
    static const struct {
        enum sig_severity severity;
        enum sig_kind kind;
    } classes[] = { { SIG_CRITICAL, SIG_CAUSE },   { SIG_ERROR, SIG_CAUSE },
                    { SIG_CRITICAL, SIG_SYMPTOM }, { SIG_ERROR, SIG_SYMPTOM },
                    { SIG_WARNING, SIG_CAUSE },    { SIG_WARNING, SIG_SYMPTOM },
                    { SIG_INFO, SIG_CAUSE },       { SIG_INFO, SIG_SYMPTOM } };
    const struct incident *inc = m->incident;
    bool *chosen = arena_zeroed(m->arena, inc->finding_count, sizeof *chosen);
    uint32_t left = MODEL_NODES_MAX;
    for (size_t c = 0; c < sizeof classes / sizeof *classes; c++)
        for (uint32_t i = 0; i < inc->finding_count && left > 0; i++) {
            const struct sig *sig = &m->set->items[inc->findings[i].sig];
            chosen[i] =
                chosen[i] || (sig->kind == classes[c].kind && sig->severity == classes[c].severity);
            left -= sig->kind == classes[c].kind && sig->severity == classes[c].severity;
        }
    return chosen;
}

bool model_is_told_at_most(const struct finding *f, enum level level)
{
    for (uint32_t i = 0; i < f->sample_count; i++)
        if (f->samples[i].level == LEVEL_NONE || f->samples[i].level > level)
            return false;
    return true;
}

/* P(the condition holds | it matched), before any recovery. */
static double precision_of(const struct sig *sig, const struct finding *f)
{
    if (sig->kind != SIG_CAUSE || f->from_composite)
        return sig->precision;
    const double calm = 1 - (1 - sig->precision) * MODEL_CALM_DOUBT;
    const double least = sig->precision / MODEL_CALM_DOUBT;
    if (!model_is_told_at_most(f, LEVEL_INFO))
        return sig->precision;
    return calm > least ? calm : least;
}

static void collect(struct model *m)
{
    const struct incident *inc = m->incident;
    const bool *chosen = choose(m);
    m->seen = arena_zeroed(m->arena, m->set->count, sizeof *m->seen);
    m->nodes = arena_zeroed(m->arena, MODEL_NODES_MAX, sizeof *m->nodes);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        const struct sig *sig = &m->set->items[f->sig];
        m->seen[f->sig] = is_node_kind(sig->kind);
        if (!chosen[i])
            continue;
        struct node *n = &m->nodes[m->node_count++];
        *n = (struct node){
            .finding = f,
            .finding_index = i,
            .sig = sig,
            .services = model_services_of(m, f),
            .precision = precision_of(sig, f),
            .weight = severity_weight(sig->severity),
        };
        model_coverage(m, n);
    }
}

static double leak_of(const struct node *n)
{
    double leak;
    if (n->sig->kind == SIG_CAUSE) {
        /* From precision = prior / (prior + leak). */
        const double prior = n->sig->prior > 0 ? n->sig->prior : MODEL_PRIOR;
        leak = prior * (1 - n->precision) / n->precision;
    } else {
        leak = n->precision < n->sig->precision ? 0.5 : symptom_leak(n->sig->severity);
    }
    return leak < 0.9 ? leak : 0.9;
}

void model_nodes(struct model *m)
{
    collect(m);
    model_reach(m);
    model_reach_hosts(m);
    model_relate(m);
    model_currency(m);
    model_discount_baseline(m);
    for (uint32_t i = 0; i < m->node_count; i++)
        m->nodes[i].leak = leak_of(&m->nodes[i]);
    explain_by_symptoms(m);
}
