#include "cli/watch_top.h"

#include "base/text.h"
#include "report/human.h"
#include "report/phrase.h"
#include "report/show.h"

#include <string.h>

static uint64_t key_of(const struct diagnosis *d)
{
    if (d->hypothesis_count == 0)
        return (uint64_t)d->verdict.status;
    const struct hypothesis *h = &d->hypotheses[0];
    return slice_hash(h->id) * 31 + slice_hash(slice_cstr(human_likelihood(h->confidence)));
}

static void later(int64_t *to, int64_t us)
{
    if (us != TIMESTAMP_NONE && (*to == TIMESTAMP_NONE || us > *to))
        *to = us;
}

/* Deployments that ended badly, in the words of ECS and CloudFormation, and what begins another. */
static bool is_end(struct slice id)
{
    return slice_eq(id, SLICE("ecs.circuit-breaker"))
           || slice_eq(id, SLICE("ecs.deployment-failed")) || slice_eq(id, SLICE("ecs.rollback"))
           || slice_eq(id, SLICE("cfn.rollback"));
}

static bool is_begin(struct slice id)
{
    return slice_eq(id, SLICE("ecs.deployment-started"));
}

static void find_times(struct watch_top *top, const struct report *report, struct slice until)
{
    const struct incident *inc = report->incident;
    const struct diagnosis *d = report->diagnosis;
    int64_t begun_us = TIMESTAMP_NONE, ended_us = TIMESTAMP_NONE;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct sig *sig = &report->set->items[inc->findings[i].sig];
        if (is_begin(sig->id))
            later(&begun_us, inc->findings[i].last_us);
        if (is_end(sig->id))
            later(&ended_us, inc->findings[i].last_us);
        if (sig->kind == SIG_CHANGE)
            later(&top->change_us, inc->findings[i].last_us);
        if (sig->kind == SIG_RECOVERY && slice_glob(until, sig->id))
            later(&top->recovery_us, inc->findings[i].last_us);
    }
    top->is_given_up =
        ended_us != TIMESTAMP_NONE && (begun_us == TIMESTAMP_NONE || ended_us >= begun_us);
    if (d->hypothesis_count == 0)
        return;
    for (uint32_t i = 0; i < d->hypotheses[0].evidence_count; i++) {
        const struct evidence *e = &d->hypotheses[0].evidence[i];
        later(&top->last_us, e->finding == INCIDENT_NONE ? e->occurrence.time_us
                                                         : inc->findings[e->finding].last_us);
    }
}

void watch_top_make(struct watch_top *top, const struct report *report,
                    const struct report_style *style, struct slice until)
{
    const struct diagnosis *d = report->diagnosis;
    memset(top, 0, sizeof *top); /* it is sent as bytes */
    top->last_us = top->change_us = top->recovery_us = TIMESTAMP_NONE;
    top->status = d->verdict.status;
    top->has_hypothesis = d->hypothesis_count > 0;
    top->key = key_of(d);
    top->now_us = report->incident->last_us;
    top->streams = report->incident->stream_count;
    if (top->has_hypothesis) {
        const struct hypothesis *h = &d->hypotheses[0];
        top->confidence = h->confidence;
        top->is_cause = h->sig != SIG_NONE && report->set->items[h->sig].kind != SIG_SYMPTOM;
    }
    find_times(top, report, until);
    struct buf none, text;
    struct show show;
    buf_init(&none);
    buf_init(&text);
    show_init(&show, report, style, &none);
    phrase_headline(report, &text);
    const struct slice safe = show_safe(&show, buf_slice(&text));
    size_t len = safe.len < sizeof top->text - 1 ? safe.len : sizeof top->text - 1;
    while (len < safe.len && len > 0 && ((unsigned char)safe.ptr[len] & 0xC0) == 0x80)
        len--; /* not inside of a character */
    memcpy(top->text, safe.ptr, len);
    show_release(&show);
    buf_release(&none);
    buf_release(&text);
}
