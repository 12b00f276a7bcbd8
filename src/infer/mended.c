/* What ended without a word: failures that came no more while their program went on, and stops that
 * somebody asked for. */
#include "infer/model.h"

/* A Lambda function has come to the end of an invocation. */
#define INVOCATION_ID "lambda.invocation-ended"
/* A program is up. */
#define UP_ID "app.listening"

/* Longest pauses between what is known of a finding. */
struct pause {
    uint64_t events;
    int64_t us;
};

/* Of the samples the first and the last are kept: between the two lie all others, as evenly as
 * nobody knows, or, if_dense, in one place. */
static struct pause longest_pause(const struct finding *f, bool if_dense)
{
    struct pause p = { .us = MODEL_MENDED_PAUSE_US };
    for (uint32_t i = 1; i < f->sample_count; i++) {
        const struct occurrence *a = &f->samples[i - 1], *b = &f->samples[i];
        const bool is_hole = i == INCIDENT_SAMPLES_FIRST && !if_dense;
        const uint64_t steps = is_hole ? f->count - f->sample_count + 1 : 1;
        if (a->source == b->source && b->sequence > a->sequence
            && (b->sequence - a->sequence) / steps > p.events)
            p.events = (b->sequence - a->sequence) / steps;
        const int64_t from = model_moment(a), to = model_moment(b);
        if (from != TIMESTAMP_NONE && to != TIMESTAMP_NONE && (to - from) / (int64_t)steps > p.us)
            p.us = (to - from) / (int64_t)steps;
    }
    return p;
}

bool model_is_silent_since(const struct node *n, const struct node *other)
{
    const struct occurrence *last = node_last(n);
    if (n->finding->count < 2 || last->time_us == TIMESTAMP_NONE)
        return false;
    const int64_t from =
        last->time_us + longest_pause(n->finding, false).us * MODEL_OUTLIVED_INTERVALS;
    uint32_t later = 0;
    for (uint32_t i = 0; i < other->finding->sample_count; i++)
        later += other->finding->samples[i].time_us != TIMESTAMP_NONE
                 && other->finding->samples[i].time_us > from;
    return later >= MODEL_OUTLIVED_COUNT;
}

/* On more than one occasion: not just several lines of the same one. */
static bool came_again(const struct finding *f)
{
    const struct pause p = longest_pause(f, true);
    return p.events >= MODEL_MENDED_APART || p.us > MODEL_MENDED_PAUSE_US;
}

/* Builds and deployments, which end. */
static bool is_job(const struct sig *sig)
{
    static const struct slice jobs[] = { SLICE("build"),   SLICE("cdk"),       SLICE("cfn"),
                                         SLICE("ci"),      SLICE("codebuild"), SLICE("ecs"),
                                         SLICE("jenkins"), SLICE("npm"),       SLICE("terraform") };
    const struct slice component = sig_component(sig->id);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        if (slice_eq(component, jobs[i]))
            return true;
    return false;
}

/* Does a job go on behind this in the same source? Then it ends or cleans up: that nothing fails
 * any more is no sign of recovery. */
static bool is_inside_job(const struct model *m, const struct occurrence *last)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct occurrence *at = &f->samples[f->sample_count - 1];
        if (m->set->items[f->sig].kind != SIG_NOISE && is_job(&m->set->items[f->sig])
            && at->source == last->source && occurrence_order(at, last) > 0)
            return true;
    }
    return false;
}

/* Events of a stream behind a number of its source, by their share of all that stand there. */
static uint64_t events_behind(const struct stream_info *s, uint64_t number)
{
    const uint64_t span = s->last_number - s->first_number + 1;
    return (uint64_t)((double)(s->last_number - number) * ((double)s->events / (double)span));
}

uint64_t model_ordinary_events(const struct model *m, const struct occurrence *last)
{
    if (last->stream == INCIDENT_NONE)
        return 0;
    const struct stream_info *s = &m->incident->streams[last->stream];
    const uint64_t bad = s->bad_number > 0 ? s->bad_number - 1 : 0;
    const uint64_t from = bad > last->sequence ? bad : last->sequence;
    if (s->in_several || s->source != last->source || s->last_number <= from)
        return 0;
    return events_behind(s, from);
}

/* Did the Lambda function run again and again since, and nothing was wrong any more? The end of the
 * invocation that failed is told, too. */
static bool was_invoked_since(const struct model *m, const struct node *n)
{
    const struct finding *ends = incident_finding_named(m->incident, m->set, SLICE(INVOCATION_ID));
    const struct occurrence *last = node_last(n);
    if (!ends || last->stream == INCIDENT_NONE)
        return false;
    uint32_t since = 0;
    for (uint32_t i = 0; i < ends->sample_count; i++)
        since +=
            ends->samples[i].source == last->source && ends->samples[i].sequence > last->sequence;
    const struct stream_info *s = &m->incident->streams[last->stream];
    return since > MODEL_MENDED_INVOCATIONS && model_is_clean_since(s, last)
           && ends->samples[ends->sample_count - 1].sequence - last->sequence
                  >= longest_pause(n->finding, false).events * MODEL_MENDED_PAUSES;
}

/* Has a stream gone on for a day since the moment, and for many times as long as it ever paused? */
static bool is_days_since(const struct stream_info *s, int64_t moment, const struct pause *pause)
{
    return s->last_us != TIMESTAMP_NONE && s->last_us - moment >= MODEL_MENDED_LONG_US
           && s->last_us - moment >= pause->us * MODEL_MENDED_PAUSES_LONG;
}

/* Has it not come for a day, and for much longer than it ever paused, in a log that went on? Then
 * it is over, whatever else may be wrong since: a log of many days of work tells of many failures.
 */
static bool is_long_over(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    const int64_t moment = model_moment(last);
    if (last->stream == INCIDENT_NONE || moment == TIMESTAMP_NONE
        || m->incident->streams[last->stream].in_several)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    const uint64_t after = events_behind(s, last->sequence);
    const struct pause pause = longest_pause(n->finding, false);
    return is_days_since(s, moment, &pause) && after >= MODEL_MENDED_EVENTS_ONCE
           && after >= pause.events * MODEL_MENDED_PAUSES && !is_inside_job(m, last);
}

/* On how many occasions behind a moment did a stream say something? */
static uint32_t occasions_since(const struct stream_info *s, int64_t since_us)
{
    uint32_t occasions = 0;
    int64_t last_us = since_us;
    for (uint32_t i = 0; s->over_time && i < s->over_time->used; i++) {
        const struct histogram_bucket *b = &s->over_time->buckets[i];
        if (b->count == 0 || b->first_us <= since_us)
            continue;
        occasions += b->first_us - last_us >= MODEL_MENDED_OCCASION_US;
        last_us = b->last_us;
    }
    return occasions;
}

/* A program that logs a few lines a day went on for long without it, and said on one occasion after
 * another nothing that is wrong. A start after a long silence is no more than one of them. */
static bool is_quiet_since(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    const int64_t moment = model_moment(last);
    if (moment == TIMESTAMP_NONE || model_ordinary_events(m, last) < MODEL_MENDED_OCCASIONS)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    const int64_t pause_us = longest_pause(n->finding, false).us * MODEL_MENDED_PAUSES_LONG;
    const int64_t least_us = pause_us > MODEL_MENDED_QUIET_US ? pause_us : MODEL_MENDED_QUIET_US;
    return model_is_clean_since(s, last) && s->last_us != TIMESTAMP_NONE
           && s->last_us - moment >= least_us
           && occasions_since(s, moment) >= MODEL_MENDED_OCCASIONS && !is_inside_job(m, last);
}

static uint64_t events_to_be_mended(const struct model *m, const struct node *n)
{
    if (model_was_replaced(m, n))
        return MODEL_MENDED_EVENTS_REPLACED;
    return n->finding->count > 1 || n->before_start ? MODEL_MENDED_EVENTS
                                                    : MODEL_MENDED_EVENTS_ONCE;
}

/* Did the program of this stream come up again and again since, at one time after another, and
 * nothing was wrong in any of these runs? */
static bool was_run_since(const struct model *m, const struct node *n)
{
    const struct finding *ups = incident_finding_named(m->incident, m->set, SLICE(UP_ID));
    const struct occurrence *last = node_last(n), *before = last;
    if (!ups || model_ordinary_events(m, last) < MODEL_MENDED_OCCASIONS)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    uint32_t runs = 0;
    for (uint32_t i = 0; i < ups->sample_count; i++) {
        const struct occurrence *up = &ups->samples[i];
        if (up->stream != last->stream || up->sequence <= last->sequence
            || up->sequence < s->bad_number)
            continue;
        const int64_t from = model_moment(before);
        const bool is_apart = from != TIMESTAMP_NONE && up->time_us != TIMESTAMP_NONE
                                  ? up->time_us - from > MODEL_MENDED_PAUSE_US
                                  : up->sequence - before->sequence >= MODEL_MENDED_APART;
        if (!is_apart)
            continue;
        runs++;
        before = up;
    }
    return runs >= MODEL_MENDED_RUNS && !is_inside_job(m, last);
}

/* It came on three occasions or more, and then for days, and for many times as long as it ever
 * paused, no more, while the program had work. */
static bool is_gone_for_days(const struct model *m, const struct node *n, const struct pause *pause)
{
    const struct occurrence *last = node_last(n);
    return n->finding->count >= MODEL_OUTLIVED_COUNT && last->time_us != TIMESTAMP_NONE
           && model_ordinary_events(m, last) >= MODEL_MENDED_EVENTS
           && is_days_since(&m->incident->streams[last->stream], last->time_us, pause);
}

static bool went_on(const struct model *m, const struct node *n)
{
    if (was_invoked_since(m, n) || was_run_since(m, n) || is_long_over(m, n)
        || is_quiet_since(m, n))
        return true;
    const struct occurrence *last = node_last(n);
    const struct pause pause = longest_pause(n->finding, false);
    const uint64_t after = model_ordinary_events(m, last);
    if (is_inside_job(m, last))
        return false;
    if (is_gone_for_days(m, n, &pause))
        return true;
    if (after < events_to_be_mended(m, n) || after < pause.events * MODEL_MENDED_PAUSES)
        return false;
    /* A log that was silent for days says nothing by such a pause. */
    const int64_t end = m->incident->streams[last->stream].last_us;
    return last->time_us == TIMESTAMP_NONE || end == TIMESTAMP_NONE
           || end - last->time_us >= pause.us * MODEL_MENDED_PAUSES
           || (pause.events > 0 && after >= pause.events * MODEL_MENDED_PAUSES_LONG);
}

static bool is_in(const struct occurrence *at, uint32_t stream, uint64_t from, uint64_t to)
{
    return at->stream == stream && at->sequence > from && at->sequence < to;
}

bool model_is_up(const struct model *m, uint32_t stream, uint64_t from, uint64_t to)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[f->sig];
        if (sig->kind != SIG_RECOVERY
            || !(slice_eq(sig_component(sig->id), SLICE("app"))
                 || slice_ends(sig->id, SLICE(".ready"))))
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++)
            if (is_in(&f->samples[k], stream, from, to))
                return true;
    }
    return false;
}

const struct finding *model_starts(const struct model *m)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++)
        if (sig_is_run(&m->set->items[m->incident->findings[i].sig]))
            return &m->incident->findings[i];
    return NULL;
}

/* The last start behind a moment, in its stream, of the program that had started before it; NULL
 * where it never did, or not again. *before: that earlier start, the last one. */
static const struct occurrence *started_again(const struct model *m, const struct occurrence *at,
                                              const struct occurrence **before)
{
    const struct finding *starts = model_starts(m);
    const struct occurrence *again = NULL;
    *before = NULL;
    if (!starts || at->stream == INCIDENT_NONE || m->incident->streams[at->stream].in_several)
        return NULL;
    for (uint32_t i = 0; i < starts->sample_count; i++)
        if (is_in(&starts->samples[i], at->stream, at->sequence, UINT64_MAX))
            again = &starts->samples[i];
    for (uint32_t i = 0; again && i < starts->sample_count; i++) {
        const struct occurrence *o = &starts->samples[i];
        if (o->stream == at->stream && o->sequence < at->sequence
            && slice_eq(occurrence_capture(o, SLICE("value")),
                        occurrence_capture(again, SLICE("value"))))
            *before = o;
    }
    return *before ? again : NULL;
}

bool model_restarted_between(const struct model *m, const struct occurrence *a,
                             const struct occurrence *b)
{
    const struct occurrence *before, *again;
    return a->stream == b->stream && (again = started_again(m, a, &before)) != NULL
           && again->sequence < b->sequence;
}

/* The latest run of the program got further than the one that failed: it said that it is up, which
 * that one did not, or it goes on for longer. */
static bool got_further(const struct model *m, const struct node *n)
{
    const struct occurrence *last = node_last(n);
    const struct occurrence *before, *again = started_again(m, last, &before);
    if (!again)
        return false;
    const uint64_t end = m->incident->streams[last->stream].last_number;
    const uint64_t then = last->sequence - before->sequence, now = end - again->sequence;
    return (now >= MODEL_MENDED_APART && now >= 2 * then)
           || (model_is_up(m, last->stream, again->sequence, UINT64_MAX)
               && !model_is_up(m, last->stream, before->sequence, last->sequence));
}

bool model_is_fatal(const struct model *m, const struct sig *sig)
{
    for (uint32_t i = 0; i < sig->cause_count; i++)
        if (slice_ends(m->set->items[sig->causes[i].effect].id, SLICE(".startup-failed"))
            && sig->causes[i].strength >= MODEL_FATAL)
            return true;
    return false;
}

uint64_t model_events_before(const struct model *m, const struct occurrence *first)
{
    const struct stream_info *s = &m->incident->streams[first->stream];
    const uint64_t span = s->last_number - s->first_number + 1;
    return (uint64_t)((double)(first->sequence - s->first_number)
                      * ((double)s->events / (double)span));
}

/* Did the stream go on with very many events? Not where all that has a time has the same one: the
 * report of a crash is long, too. */
static bool went_on_for_long(const struct model *m, const struct occurrence *last)
{
    const struct stream_info *s = &m->incident->streams[last->stream];
    return model_ordinary_events(m, last) >= MODEL_MENDED_EVENTS_LONG
           && (s->first_us == TIMESTAMP_NONE || s->last_us > s->first_us);
}

/* What a program told once, or twice in a row, may last: it tells so when it starts and then does
 * without. But what it told amid its work, or what it then went on without for very long, was one
 * request or job that failed; a setting that is missing may be missed by none for days. Nor does it
 * come up with what keeps it from starting. A network fails for a moment, a port that is taken
 * stops at once who wants it, and who works without a word missed nothing that did not answer at
 * the start. */
static bool was_once(const struct model *m, const struct node *n)
{
    const struct occurrence *first = node_first(n);
    const struct occurrence *last = node_last(n);
    const int64_t end = m->incident->streams[last->stream].last_us;
    return model_events_before(m, first) >= MODEL_MENDED_EVENTS || n->before_start
           || slice_eq(sig_component(n->sig->id), SLICE("net")) || model_was_replaced(m, n)
           || (model_is_fatal(m, n->sig)
               && model_is_up(m, last->stream, last->sequence, UINT64_MAX))
           || (!slice_eq(sig_component(n->sig->id), SLICE("config"))
               && (went_on_for_long(m, last) || is_quiet_since(m, n)
                   || (last->time_us != TIMESTAMP_NONE && end != TIMESTAMP_NONE
                       && end - last->time_us >= MODEL_MENDED_LONG_US)));
}

/* What another program did not answer once is over by itself when it answers again: what began a
 * day later, with the log going on between the two, did not come of it. */
bool model_is_long_before(const struct model *m, const struct node *n, const struct node *effect)
{
    const struct occurrence *last = node_last(n), *first = node_first(effect);
    if (n->sig->kind != SIG_CAUSE || last->stream == INCIDENT_NONE
        || (n->sig->domain != SIG_DEPENDENCY && n->sig->domain != SIG_NETWORK))
        return false;
    if (last->time_us == TIMESTAMP_NONE || first->time_us == TIMESTAMP_NONE)
        return false;
    const struct stream_info *s = &m->incident->streams[last->stream];
    return first->time_us - last->time_us >= MODEL_MENDED_LONG_US
           && s->last_us - last->time_us >= MODEL_MENDED_LONG_US / 2
           && s->last_number - last->sequence >= MODEL_MENDED_EVENTS_ONCE;
}

/* A shell that does not find a command ends a build; where a server is up in the same stream, it is
 * one of the scripts beside it that went without. */
static bool is_of_job(const struct model *m, const struct node *n)
{
    return is_job(n->sig)
           && !(slice_eq(n->sig->id, SLICE("build.command-missing"))
                && model_is_up(m, node_last(n)->stream, 0, UINT64_MAX));
}

bool model_is_mended(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (n->finding->from_composite || is_of_job(m, n))
        return false;
    if (got_further(m, n))
        return true;
    if (!went_on(m, n))
        return false;
    bool had_effect = false;
    for (uint32_t i = 0; i < m->node_count; i++) {
        const struct node *effect = &m->nodes[i];
        if (effect->sig->kind != SIG_SYMPTOM || effect->sig->severity < SIG_ERROR || i == node
            || model_reach_of(m, node, i) <= MODEL_LINK_MIN || model_is_long_before(m, n, effect))
            continue;
        had_effect = true;
        if (!effect->recovered
            && (is_job(effect->sig) || !(got_further(m, effect) || went_on(m, effect))))
            return false;
    }
    return came_again(n->finding) || n->sig->kind == SIG_SYMPTOM || had_effect
           || was_invoked_since(m, n) || was_run_since(m, n) || was_once(m, n);
}

/* Did this follow the order within the time in which its effects show? */
static bool follows(const struct model *m, const struct occurrence *order,
                    const struct occurrence *effect)
{
    if (occurrence_order(order, effect) > 0)
        return false;
    const struct slice a = occurrence_capture(order, SLICE("service")),
                       b = occurrence_capture(effect, SLICE("service"));
    if (a.len > 0 && b.len > 0 && !slice_eq(a, b))
        return false;
    if (order->stream != INCIDENT_NONE && effect->stream != INCIDENT_NONE
        && order->stream != effect->stream && m->incident->streams[order->stream].task.len > 0)
        return false;
    if (order->time_us != TIMESTAMP_NONE && effect->time_us != TIMESTAMP_NONE)
        return effect->time_us - order->time_us <= MODEL_ASKED_US;
    return order->source == effect->source
           && effect->sequence - order->sequence <= MODEL_ASKED_EVENTS;
}

/* Do both stand in one report of a tool, which tells what ended before it tells which signal did
 * that? npm names each workspace whose script ended first. */
static bool is_one_report(const struct sig *order, const struct sig *effect,
                          const struct occurrence *order_at, const struct occurrence *effect_at)
{
    return slice_eq(sig_component(order->id), sig_component(effect->id))
           && order_at->source == effect_at->source && order_at->stream == effect_at->stream
           && order_at->sequence > effect_at->sequence
           && order_at->sequence - effect_at->sequence <= MODEL_REPORT_EVENTS;
}

static bool leads_to(const struct sig *order, uint32_t effect)
{
    for (uint32_t i = 0; i < order->cause_count; i++)
        if (order->causes[i].effect == effect)
            return true;
    return false;
}

/* Somebody gave the order for this: a change, or the message of a process that it was asked to
 * stop. Or the same line says another effect of the order, which leads to this. */
bool model_is_ordered(const struct model *m, const struct node *n, const struct occurrence *at)
{
    for (uint32_t i = 0; i < m->node_count; i++)
        if (m->nodes[i].asked && leads_to(m->nodes[i].sig, n->finding->sig)
            && incident_has_event(m->nodes[i].finding, at))
            return true;
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const struct sig *sig = &m->set->items[f->sig];
        if (sig->kind != SIG_CHANGE && !model_is_told_to_stop(sig))
            continue;
        for (uint32_t k = 0; leads_to(sig, n->finding->sig) && k < f->sample_count; k++)
            if (follows(m, &f->samples[k], at) || is_one_report(sig, n->sig, &f->samples[k], at))
                return true;
    }
    return false;
}

bool model_is_asked(const struct model *m, uint32_t node)
{
    const struct node *n = &m->nodes[node];
    if (n->sig->kind != SIG_SYMPTOM || n->sig->severity < SIG_WARNING || n->finding->from_composite)
        return false;
    for (uint32_t i = 0; i < n->finding->sample_count; i++)
        if (!model_is_ordered(m, n, &n->finding->samples[i]))
            return false;
    return true;
}
