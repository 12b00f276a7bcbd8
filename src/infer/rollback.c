/* Rolling back as a decision.
 *
 * The signature says whether an older revision would help against such a cause; the input says
 * whether there was a newer one, and whether the failure came with it. What was there before the
 * deployment is not taken back by undoing it. */
#include "correlate/before.h"
#include "infer/model.h"

static const struct occurrence *first_evidence(const struct model *m, const struct candidate *c)
{
    const struct occurrence *first = NULL;
    if (c->node != UINT32_MAX)
        return node_first(&m->nodes[c->node]);
    for (uint32_t i = 0; i < m->node_count; i++)
        if ((c->sig == SIG_NONE || c->path[i] > MODEL_LINK_MIN) && !m->nodes[i].recovered
            && m->nodes[i].sig->severity > SIG_INFO
            && (!first || occurrence_order(node_first(&m->nodes[i]), first) < 0))
            first = node_first(&m->nodes[i]);
    return first;
}

static bool is_listed(const struct slice *list, uint32_t count, struct slice name)
{
    for (uint32_t i = 0; i < count; i++)
        if (slice_eq(list[i], name))
            return true;
    return false;
}

static void add_name(struct slice *list, uint32_t *count, struct slice name)
{
    if (name.len && *count < ROLLBACK_SERVICES_MAX && !is_listed(list, *count, name))
        list[(*count)++] = name;
}

/* What a deployment brings shows within so long a time. */
#define SOON_US (20 * (int64_t)TIMESTAMP_US_PER_MIN)

/* Services that show the cause, else the service that shows the trouble; and those that were read
 * and show none. */
static void find_services(const struct model *m, const struct candidate *c, struct rollback *out)
{
    const struct incident *inc = m->incident;
    if (c->node != UINT32_MAX) {
        const struct finding *f = m->nodes[c->node].finding;
        for (uint32_t i = 0; i < f->stream_count; i++)
            add_name(out->services, &out->service_count, inc->streams[f->streams[i]].service);
    }
    if (out->service_count == 0)
        add_name(out->services, &out->service_count, incident_fact(inc, SLICE("service")));
    uint64_t troubled = 0;
    for (uint32_t i = 0; i < inc->stream_count; i++)
        troubled |= inc->streams[i].troubles > 0 ? m->stream_service[i] : 0;
    for (uint32_t i = 0; i < inc->stream_count; i++)
        if (!(m->stream_service[i] & (troubled | MODEL_SERVICE_OTHERS))
            && !is_listed(out->services, out->service_count, inc->streams[i].service))
            add_name(out->spared, &out->spared_count, inc->streams[i].service);
}

/* Has ECS gone back by itself, after this failure? */
static bool was_rolled_back(const struct model *m, const struct occurrence *failure)
{
    const struct finding *f = incident_finding_named(m->incident, m->set, SLICE("ecs.rollback"));
    return f && failure && occurrence_order(&f->samples[f->sample_count - 1], failure) >= 0;
}

static bool is_ecs(const struct model *m, const struct rollback *r)
{
    return r->service_count > 0 || m->incident->origin_events[ORIGIN_ECS] > 0
           || incident_fact(m->incident, SLICE("cluster")).len > 0;
}

static void add_distance(struct buf *text, int64_t us)
{
    char length[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(us, length);
    buf_add_cstr(text, length);
}

/* Sets decision and reason from how the failure lies to the newest revision. */
static void weigh_revision(const struct revision *bad, const struct occurrence *failure,
                           struct rollback *out, struct buf *text)
{
    if (!bad || !failure || bad->time_us == TIMESTAMP_NONE || failure->time_us == TIMESTAMP_NONE)
        return;
    const int64_t after = failure->time_us - bad->time_us;
    if (after < -MODEL_SKEW_SOURCES_US && out->decision != ROLLBACK_NO) {
        out->decision = ROLLBACK_NO;
        buf_add_cstr(text, "It was there ");
        add_distance(text, -after);
        buf_printf(text, " before %.*s was deployed: the revision before has it, too",
                   SLICE_ARG(bad->name));
    } else if (after >= -MODEL_SKEW_SOURCES_US && out->decision == ROLLBACK_MAYBE && bad->number > 1
               && after <= SOON_US) {
        out->decision = ROLLBACK_YES;
        buf_add_cstr(text, "It began ");
        add_distance(text, after > 0 ? after : 0);
        buf_printf(text, " after %.*s was deployed", SLICE_ARG(bad->name));
    }
}

static enum rollback_decision decision_of(const struct sig *sig)
{
    if (!sig || sig->rollback.count == 0)
        return sig ? ROLLBACK_NONE : ROLLBACK_MAYBE;
    if (slice_eq(sig->rollback.items[0], SLICE("yes")))
        return ROLLBACK_YES;
    return slice_eq(sig->rollback.items[0], SLICE("no")) ? ROLLBACK_NO : ROLLBACK_MAYBE;
}

/* The revision to leave and the one to go back to: that which was current when the failure began;
 * where nothing is known of that, the newest one is weighed. */
static const struct revision *find_revisions(const struct model *m,
                                             const struct occurrence *failure, struct rollback *out)
{
    struct revisions all;
    struct before_change change;
    revisions_find(m, &all);
    if (failure && before_change_of(m->incident, m->set, failure, &change))
        revisions_mark_good(&all, change.steady_revision);
    const struct revision *bad =
        revisions_current(&all, failure ? failure->time_us : TIMESTAMP_NONE);
    if (!bad || bad->time_us == TIMESTAMP_NONE)
        bad = revisions_current(&all, TIMESTAMP_NONE);
    const struct revision *good = revisions_before(&all, bad);
    if (bad && out->service_count <= 1) {
        out->from = bad->name;
        out->to = good ? good->name : slice_empty();
        out->to_was_good = good && good->good;
    }
    return bad;
}

void rollback_decide(const struct model *m, const struct candidate *c, struct rollback *out)
{
    const struct sig *sig = c->sig == SIG_NONE ? NULL : &m->set->items[c->sig];
    const struct occurrence *failure = first_evidence(m, c);
    struct buf text;
    *out = (struct rollback){ .decision = decision_of(sig) };
    if (out->decision == ROLLBACK_NONE)
        return;
    buf_init(&text);
    find_services(m, c, out);
    out->is_ecs = is_ecs(m, out);
    const struct revision *bad = find_revisions(m, failure, out);
    if (was_rolled_back(m, failure)) {
        out->decision = ROLLBACK_DONE;
        buf_add_cstr(&text, "ECS has gone back to the deployment before by itself; deploy again "
                            "only with the fix");
    } else if (bad && bad->number == 1 && out->decision != ROLLBACK_NO) {
        out->decision = ROLLBACK_NO;
        buf_printf(&text, "%.*s is the first revision: there is nothing to go back to",
                   SLICE_ARG(bad->name));
    } else {
        weigh_revision(bad, failure, out, &text);
    }
    if (!sig && text.len == 0) { /* nothing speaks for it */
        out->decision = ROLLBACK_NONE;
        buf_release(&text);
        return;
    }
    out->reason = text.len ? arena_copy(m->arena, buf_slice(&text)) : slice_empty();
    if (out->decision == ROLLBACK_NO || out->decision == ROLLBACK_DONE)
        out->to = slice_empty();
    buf_release(&text);
}
