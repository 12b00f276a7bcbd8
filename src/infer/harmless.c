/* Harmless: warnings that broke nothing, and those that stopped. */
#include "infer/model.h"

/* The last time that the program said that it is up, in this service, or NULL. */
static const struct occurrence *came_up(const struct model *m, const struct node *n)
{
    const struct occurrence *best = NULL;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct occurrence *at = &r->samples[r->sample_count - 1];
        const struct sig *sig = &m->set->items[r->sig];
        const struct slice component = sig_component(sig->id);
        if (sig->kind == SIG_RECOVERY
            && (slice_eq(component, SLICE("app")) || slice_eq(component, SLICE("health")))
            && model_same_service(m, sig, n->sig, at, node_last(n))
            && (!best || occurrence_order(at, best) > 0))
            best = at;
    }
    return best;
}

/* Is it a warning, to the signature or to the program that told it, each time? */
static bool is_told_as_warning(const struct node *n)
{
    if (n->sig->severity == SIG_WARNING)
        return true;
    for (uint32_t i = 0; i < n->finding->sample_count; i++) {
        const enum level level = n->finding->samples[i].level;
        if (level == LEVEL_NONE || level >= LEVEL_ERROR)
            return false;
    }
    return true;
}

/* Warnings that kept coming and then stopped, while their stream (or source) went on for much
 * longer than they ever paused: a client that tries again until it gets through, and does not say
 * so. */
bool model_is_retry_that_ended(const struct model *m, const struct node *n)
{
    const struct finding *f = n->finding;
    const uint32_t stream = node_last(n)->stream;
    const int64_t end =
        stream == INCIDENT_NONE ? m->incident->last_us : m->incident->streams[stream].last_us;
    if (f->count < MODEL_OUTLIVED_COUNT || f->last_us == TIMESTAMP_NONE || end == TIMESTAMP_NONE
        || !is_told_as_warning(n))
        return false;
    int64_t pause = MODEL_OUTLIVED_US;
    for (uint32_t i = 1; i < f->sample_count; i++) {
        const int64_t a = f->samples[i - 1].time_us, b = f->samples[i].time_us;
        const bool is_hole = i == INCIDENT_SAMPLES_FIRST; /* all others came in between */
        const int64_t steps = is_hole ? (int64_t)(f->count - f->sample_count + 1) : 1;
        if (a != TIMESTAMP_NONE && b != TIMESTAMP_NONE && (b - a) / steps > pause)
            pause = (b - a) / steps;
    }
    return end - f->last_us > pause * MODEL_OUTLIVED_INTERVALS;
}

/* Are the two told by the same events? */
static bool is_same_event(const struct node *a, const struct node *b)
{
    const struct occurrence *x = node_last(a), *y = node_last(b);
    return a->finding->count == b->finding->count && x->source == y->source
           && x->sequence == y->sequence;
}

/* Did anything follow from it? What the same line says of it ("sending failed: connection refused")
 * is no more than that line. */
bool model_has_effect(const struct model *m, uint32_t node)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && m->nodes[i].sig->severity >= SIG_ERROR
            && !is_same_event(&m->nodes[i], &m->nodes[node])
            && (model_reach_of(m, node, i) > MODEL_LINK_MIN
                || model_scope(m, &m->nodes[node], &m->nodes[i]) != SCOPE_APART))
            return true;
    return false;
}

/* Did the program say anything behind this? */
static bool goes_on(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    return last->stream != INCIDENT_NONE
           && m->incident->streams[last->stream].last_number > last->sequence;
}

/* What is missing can be done without, if the program itself says so, each time, and goes on:
 * "SMTP_HOST is not set" at level INFO. What is wrong breaks whatever needs it, all the same. */
static bool is_told_in_passing(const struct model *m, const struct node *n)
{
    return slice_ends(n->sig->id, SLICE("-missing"))
           && model_is_told_at_most(n->finding, LEVEL_INFO) && goes_on(m, n);
}

/* How often it came behind the given moment, as far as samples tell. */
static uint32_t times_behind(const struct node *n, const struct occurrence *moment)
{
    uint32_t times = 0;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        times += occurrence_order(&n->finding->samples[i], moment) > 0;
    return times;
}

/* Told at level debug or trace only, and the program goes on: what it says to its developers (a
 * native library that it can do without, with the whole exception), it has dealt with. */
static bool is_for_developers(const struct model *m, const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && !n->finding->from_composite
           && model_is_told_at_most(n->finding, LEVEL_DEBUG) && goes_on(m, n);
}

/* Did the service answer health checks from the given moment on, in its source? */
static bool is_healthy_since(const struct model *m, const struct occurrence *moment)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *r = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[r->sig];
        const struct occurrence *at = &r->samples[r->sample_count - 1];
        if (sig->kind == SIG_RECOVERY && slice_eq(sig_component(sig->id), SLICE("health"))
            && at->source == moment->source && occurrence_order(at, moment) >= 0)
            return true;
    }
    return false;
}

/* Is it something else that does not answer? */
static bool is_of_others(const struct node *n)
{
    return n->sig->domain == SIG_DEPENDENCY || n->sig->domain == SIG_NETWORK;
}

/* Does its stream say so little behind the moment that nothing shows what works? */
static bool ends_soon(const struct model *m, const struct occurrence *moment, uint64_t events)
{
    return moment->stream != INCIDENT_NONE
           && m->incident->streams[moment->stream].last_number < moment->sequence + events;
}

/* Another program did not answer while this one started; then it said that it is up, and nothing is
 * wrong any more. It may have got through, or does without: nobody knows, unless it says that it is
 * healthy. What had failed again and again, up to a start at which the log all but ends, it cannot
 * be said to have got through to. */
static bool discount_before_start(const struct model *m, struct node *n)
{
    const struct occurrence *last = node_last(n);
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite || !is_of_others(n)
        || last->stream == INCIDENT_NONE)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    const struct occurrence *up = came_up(m, n);
    if (s->in_several || s->source != last->source || !up || up->stream != last->stream
        || s->bad_number > up->sequence)
        return false;
    const bool is_healthy = is_healthy_since(m, up);
    if (!is_healthy && n->finding->count >= MODEL_OUTLIVED_COUNT && !is_told_as_warning(n)
        && ends_soon(m, up, MODEL_MENDED_EVENTS))
        return false;
    n->before_start = true;
    n->harmless = is_healthy;
    n->precision *= n->harmless ? MODEL_HARMLESS : MODEL_DOUBTFUL;
    n->weight *= n->harmless ? MODEL_HARMLESS : 1;
    return true;
}

/* Another program did not answer for once, which this one calls a warning; then it goes on with its
 * work, and nothing is wrong any more. It may miss something, but nothing shows that it does. */
static bool is_warned_in_passing(const struct model *m, const struct node *n)
{
    return (n->sig->kind == SIG_CAUSE || n->sig->kind == SIG_SYMPTOM) && !n->finding->from_composite
           && is_of_others(n) && n->finding->count < MODEL_OUTLIVED_COUNT
           && model_is_told_at_most(n->finding, LEVEL_WARN) && model_is_fine_since(m, n);
}

/* One call of many was not answered: lines of work stand before it and behind it, where it has a
 * time for longer than a program takes to end, and nothing else is wrong since. */
static bool is_once_amid_work(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    if (n->sig->kind != SIG_CAUSE || n->finding->from_composite || !is_of_others(n)
        || n->finding->count > 1 || last->stream == INCIDENT_NONE)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    const int64_t moment = model_moment(last);
    const bool may_end = moment != TIMESTAMP_NONE && s->last_us != TIMESTAMP_NONE
                         && s->last_us - moment <= MODEL_STOPPING_US;
    return !s->in_several && model_events_before(m, last) >= MODEL_AMID_EVENTS && goes_on(m, n)
           && !may_end && model_is_clean_since(s, last);
}

/* Its container said a little more, and ended with code 0. */
static bool is_over_with_container(const struct model *m, const struct node *n)
{
    return n->sig->kind == SIG_CAUSE && model_is_in_finished_container(m, n);
}

/* The program came up, nothing at all is logged at level error, no effect of anything was seen, and
 * this is no more than a warning: told in passing (an optional cache that does not answer), it
 * breaks nothing. An exception or a port in use without a level is no warning: programs that start
 * well and then fail are common. A warning behind the start may yet be to blame for what brought
 * the reader here: it stays, with less confidence, and with all of it where it keeps coming. What
 * is said of a setting before the start did not stop the start, whatever its level ("SENTRY_DSN not
 * configured"). */
void model_discount_harmless(const struct model *m, struct node *n)
{
    const uint32_t node = (uint32_t)(n - m->nodes);
    if ((is_for_developers(m, n) || model_is_done_without(m, n)) && !model_has_effect(m, node)) {
        n->harmless = true;
        n->precision *= MODEL_HARMLESS;
        n->weight *= MODEL_HARMLESS;
        return;
    }
    if (discount_before_start(m, n))
        return;
    n->worked_on = (is_warned_in_passing(m, n) || is_once_amid_work(m, n)
                    || is_over_with_container(m, n) || model_is_script_without(m, n))
                   && !model_has_effect(m, node);
    if (n->worked_on) {
        n->precision *= MODEL_DOUBTFUL;
        return;
    }
    if (n->sig->kind != SIG_CAUSE || m->incident->error_events > 0
        || m->incident->absence_count > 0)
        return;
    const bool is_setting = slice_eq(sig_component(n->sig->id), SLICE("config"));
    const bool is_warning = is_told_as_warning(n);
    if (!is_warning && !is_setting)
        return;
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].sig->kind == SIG_SYMPTOM && m->nodes[i].sig->severity >= SIG_WARNING)
            return;
    const struct occurrence *up = came_up(m, n);
    const uint32_t behind = up ? times_behind(n, up) : 0;
    /* The last words are that another program does not answer: nothing shows that it did since. */
    if (is_of_others(n) && behind > 0 && ends_soon(m, node_last(n), MODEL_LAST_WORDS_EVENTS))
        return;
    const bool in_passing = is_setting && is_told_in_passing(m, n);
    if (!in_passing
        && (!up || (n->sig->severity > SIG_WARNING && behind >= MODEL_OUTLIVED_COUNT)
            || (!is_warning && behind > 0)))
        return;
    n->doubtful = true;
    n->harmless = in_passing || n->sig->severity == SIG_WARNING || behind == 0;
    n->precision *= n->harmless ? MODEL_HARMLESS : MODEL_DOUBTFUL;
    n->weight *= n->harmless ? MODEL_HARMLESS : 1;
}
