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

static struct slice service_of(const struct incident *inc, const struct occurrence *occ)
{
    return occ->stream == INCIDENT_NONE ? slice_empty() : inc->streams[occ->stream].service;
}

/* "The app is up" says nothing about another service; "Redis is ready" is said by Redis itself. */
static bool same_scope(const struct model *m, const struct sig *recovery,
                       const struct occurrence *closing, const struct occurrence *last)
{
    struct slice component = sig_component(recovery->id);
    if (!slice_eq(component, SLICE("app")) && !slice_eq(component, SLICE("health")))
        return true;
    struct slice a = service_of(m->incident, closing), b = service_of(m->incident, last);
    return a.len == 0 || b.len == 0 || slice_eq(a, b);
}

static bool closes(const struct sig *recovery, uint32_t sig)
{
    for (uint32_t i = 0; i < recovery->recover_count; i++)
        if (recovery->recovers[i] == sig)
            return true;
    return false;
}

/* Was the last occurrence followed by a recovery that closes it? */
static bool is_recovered(const struct model *m, const struct finding *f)
{
    const struct occurrence *last = &f->samples[f->sample_count - 1];
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        if (sig->kind != SIG_RECOVERY || !closes(sig, f->sig))
            continue;
        for (uint32_t k = r->sample_count; k > 0; k--) {
            if (occurrence_order(&r->samples[k - 1], last) <= 0)
                break;
            if (same_scope(m, sig, &r->samples[k - 1], last))
                return true;
        }
    }
    return false;
}

/* A lasting failure that this cause leads to: then what came later (a rollback that made the
 * service steady again) is no sign that the cause went away by itself. */
static bool had_lasting_effect(const struct model *m, uint32_t sig)
{
    double *path = arena_zeroed(m->arena, m->set->count, sizeof *path);
    model_paths(m, sig, path);
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct sig *effect = &m->set->items[f->sig];
        if (effect->kind == SIG_SYMPTOM && effect->severity == SIG_CRITICAL
            && path[f->sig] > MODEL_LINK_MIN)
            return true;
    }
    return false;
}

static const struct occurrence *first_of(const struct finding *f)
{
    return &f->samples[0];
}

static const struct occurrence *last_of(const struct finding *f)
{
    return &f->samples[f->sample_count - 1];
}

/* Currency: a cause that kept coming, then stopped, and after which another cause began that it
 * does not lead to, is history: the latest attempts fail for another reason. */
static bool is_history(const struct model *m, const struct node *node)
{
    if (node->sig->kind != SIG_CAUSE || node->finding->count < 2)
        return false;
    double *path = NULL;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *other = &m->nodes[i];
        if (other == node || other->sig->kind != SIG_CAUSE || other->recovered
            || other->sig->severity < SIG_ERROR)
            continue;
        if (occurrence_order(first_of(other->finding), last_of(node->finding)) <= 0)
            continue;
        if (!path) {
            path = arena_zeroed(m->arena, m->set->count, sizeof *path);
            model_paths(m, node->finding->sig, path);
        }
        if (path[other->finding->sig] <= MODEL_LINK_MIN)
            return true;
    }
    return false;
}

/* A symptom that another symptom leads to is explained by that one, whatever the root is. */
static void explain_by_symptoms(struct model *m)
{
    double *path = arena_alloc(m->arena, (size_t)m->set->count * sizeof *path);
    for (uint32_t i = 0; i < m->node_count; i++) {
        if (m->nodes[i].sig->kind != SIG_SYMPTOM)
            continue;
        model_paths(m, m->nodes[i].finding->sig, path);
        for (uint32_t k = 0; k < m->node_count; k++) {
            struct node *n = &m->nodes[k];
            if (k != i && n->sig->kind == SIG_SYMPTOM
                && !model_began_before(n->finding, m->nodes[i].finding))
                n->leak = 1 - (1 - n->leak) * (1 - path[n->finding->sig]);
        }
    }
}

void model_nodes(struct model *m)
{
    const struct incident *inc = m->incident;
    m->seen = arena_zeroed(m->arena, m->set->count, sizeof *m->seen);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const enum sig_kind kind = m->set->items[inc->findings[i].sig].kind;
        m->seen[inc->findings[i].sig] = kind == SIG_CAUSE || kind == SIG_SYMPTOM;
    }
    m->nodes = arena_zeroed(m->arena, inc->finding_count, sizeof *m->nodes);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        const struct sig *sig = &m->set->items[f->sig];
        if (sig->kind != SIG_CAUSE && sig->kind != SIG_SYMPTOM)
            continue;
        struct node *n = &m->nodes[m->node_count++];
        *n = (struct node){
            .finding = f,
            .finding_index = i,
            .sig = sig,
            .recovered = is_recovered(m, f),
            .precision = sig->precision,
            .weight = severity_weight(sig->severity),
        };
        if (n->recovered && !had_lasting_effect(m, f->sig)) {
            n->precision *= MODEL_RECOVERED;
            n->weight *= MODEL_RECOVERED;
        }
    }
    for (uint32_t i = 0; i < m->node_count; i++) {
        struct node *n = &m->nodes[i];
        n->history = is_history(m, n);
        if (n->history)
            n->precision *= MODEL_HISTORY;
        if (n->sig->kind == SIG_CAUSE) {
            /* From precision = prior / (prior + leak). */
            const double prior = n->sig->prior > 0 ? n->sig->prior : MODEL_PRIOR;
            n->leak = prior * (1 - n->precision) / n->precision;
        } else {
            n->leak = n->precision < n->sig->precision ? 0.5 : symptom_leak(n->sig->severity);
        }
        if (n->leak > 0.9)
            n->leak = 0.9;
    }
    explain_by_symptoms(m);
}
