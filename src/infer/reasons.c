/* Why a hypothesis is believed, and what speaks against it. */
#include "infer/model.h"

#include "base/buf.h"
#include "infer/title.h"

#include <inttypes.h>

#define REASONS_MAX 8

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

/* Where it holds, this speaks against the hypothesis. */
static void speaks_against(const struct model *m, struct hypothesis *h, bool holds,
                           const char *reason)
{
    struct buf text;
    if (!holds)
        return;
    buf_init(&text);
    buf_add_cstr(&text, reason);
    add_reason(m, &h->against, &h->against_count, h->sig, &text);
    buf_release(&text);
}

static void reasons_of_node(const struct model *m, const struct node *n, struct hypothesis *h,
                            struct buf *text)
{
    buf_reset(text);
    speaks_against(m, h, n->recovered, "it was followed by a recovery");
    speaks_against(m, h, n->before_start,
                   "it came before the program said that it is up, and nothing was wrong "
                   "behind that");
    speaks_against(m, h, n->doubtful,
                   "a warning of a program that came up; nothing of level error and no "
                   "effect was seen");
    speaks_against(m, h, n->worked_on, "work went on behind it, and nothing was wrong any more");
    speaks_against(m, h, n->mended, "it has not come again, while the program went on");
    speaks_against(m, h, n->retried,
                   "warnings that kept coming and then stopped, while the program went on: "
                   "it may have got through");
    speaks_against(m, h, n->had_worked, "what it would break had worked earlier in this log");
    speaks_against(m, h, n->at_home,
                   "nothing shows that the program runs in a container, where localhost "
                   "would be wrong");
    speaks_against(m, h, n->history,
                   "it stopped before the latest failures began: history, not the "
                   "present cause");
    speaks_against(m, h, n->remote,
                   "only the exit code of a command on another machine tells so, where a kill has "
                   "many reasons");
    speaks_against(m, h, n->in_test,
                   "it stands in the list of failed tests, and is not why most of them failed");
    speaks_against(m, h, n->aftermath,
                   "it came after the build had failed for another reason, or was cancelled");
    if (m->baseline && m->baseline->usable) {
        buf_add_cstr(text, n->in_baseline ? "the known-good log shows it, too"
                                          : "new against the known-good log");
        if (n->in_baseline && !m->baseline->fails)
            add_reason(m, &h->against, &h->against_count, h->sig, text);
        else
            add_reason(m, &h->supports, &h->support_count, h->sig, text);
        buf_reset(text);
    }
    speaks_against(m, h, n->sig->precision < 0.8,
                   "its wording is vague: other conditions print the same");
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

void reasons_of_unknown(const struct model *m, struct hypothesis *h)
{
    struct buf text;
    buf_init(&text);
    reasons_of_silence(m, NULL, h, &text);
    buf_release(&text);
}

void reasons_of_cause(const struct model *m, const struct candidate *c, struct hypothesis *h)
{
    const struct sig *sig = &m->set->items[c->sig];
    const struct node *node = c->node == UINT32_MAX ? NULL : &m->nodes[c->node];
    struct buf text;
    buf_init(&text);
    if (node)
        reasons_of_node(m, node, h, &text);
    reasons_of_silence(m, node, h, &text);
    if (sig->kind == SIG_SYMPTOM)
        speaks_against(m, h, true,
                       model_error_before(m)
                           ? "it is a symptom: an error that no signature knows came before it"
                           : "it is a symptom: what caused it does not stand in these logs");
    reasons_of_effects(m, c, h, &text);
    reasons_missing(m, sig, h, &text);
    buf_release(&text);
}
