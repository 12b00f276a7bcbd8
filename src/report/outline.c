#include "report/outline.h"

#include "report/advice.h"
#include "report/fetch.h"
#include "report/fields.h"
#include "report/ledger.h"
#include "report/phrase.h"
#include "report/rollback_advice.h"

/* A rival from this confidence on is an open question. */
#define RIVAL_CONFIDENCE 0.1
#define MISSING_MAX 5 /* questions about what should have been seen */

static bool list_step(const struct report *report, const struct hypothesis *h,
                      const struct sig_list *list, uint32_t *i, struct outline_step *step,
                      struct buf *text)
{
    if (*i >= list->count) {
        *i -= list->count;
        return false;
    }
    step->is_command = advice_is_command(list->items[*i]);
    step->siblings = list->count;
    advice_fill(list->items[*i], h, report->incident, step->is_command, text);
    return true;
}

/* "yes, from api:43 to api:41: It began 40 s after api:43 was deployed" */
static void add_rollback(const struct report *report, const struct hypothesis *h, struct buf *text)
{
    const struct rollback *r = &h->rollback;
    buf_add_cstr(text, rollback_decision_name(r->decision));
    if (r->to.len > 0) {
        buf_add_cstr(text, ", from ");
        buf_add(text, r->from);
        buf_add_cstr(text, " to ");
        buf_add(text, r->to);
    }
    buf_add_cstr(text, ": ");
    rollback_advice_reason(report, h, text);
}

/* i counts from the decision on. */
static bool rollback_step(const struct report *report, const struct hypothesis *h, uint32_t i,
                          struct outline_step *step, struct buf *text)
{
    static const struct {
        enum outline_step_kind kind;
        enum rollback_list list;
    } parts[] = { { OUTLINE_SAVE, ROLLBACK_CAPTURE },
                  { OUTLINE_GO_BACK, ROLLBACK_COMMANDS },
                  { OUTLINE_LEAVE, ROLLBACK_KEEP } };
    const size_t start = text->len;
    if (h->rollback.decision == ROLLBACK_NONE)
        return false;
    if (i-- == 0) {
        *step = (struct outline_step){ OUTLINE_ROLLBACK, false, 1 };
        add_rollback(report, h, text);
        return true;
    }
    for (size_t part = 0;
         h->rollback.decision == ROLLBACK_YES && part < sizeof parts / sizeof *parts; part++)
        for (uint32_t k = 0; rollback_advice_line(report, h, parts[part].list, k, text); k++) {
            if (i-- == 0) {
                *step =
                    (struct outline_step){ parts[part].kind, parts[part].list != ROLLBACK_KEEP, 2 };
                return true;
            }
            text->len = start;
        }
    return false;
}

/* What to fetch, i counted down by what there was. */
static bool fetch_step(const struct report *report, uint32_t *i, struct outline_step *step,
                       struct buf *text)
{
    const size_t start = text->len;
    uint32_t count = 0;
    *step = (struct outline_step){ OUTLINE_FETCH, true, 2 };
    for (; fetch_line(report, count, text); count++) {
        if (count == *i) {
            step->is_command = advice_is_command(slice_from(buf_slice(text), start));
            return true;
        }
        text->len = start;
    }
    text->len = start;
    *i -= count;
    return false;
}

bool outline_step(const struct report *report, const struct hypothesis *h, uint32_t i,
                  struct outline_step *step, struct buf *text)
{
    const struct sig *sig = h ? fields_sig(report, h->sig) : NULL;
    if (sig) {
        *step = (struct outline_step){ .kind = OUTLINE_CHECK };
        if (list_step(report, h, &sig->confirm, &i, step, text))
            return true;
        step->kind = OUTLINE_FIX;
        if (list_step(report, h, &sig->fix, &i, step, text))
            return true;
    }
    if ((!sig || sig->kind == SIG_SYMPTOM) && fetch_step(report, &i, step, text))
        return true;
    return h && rollback_step(report, h, i, step, text);
}

const char *outline_step_name(enum outline_step_kind kind)
{
    static const char *const names[] = { "Fetch", "Check",   "Fix",  "Roll back",
                                         "Save",  "Go back", "Leave" };
    return names[kind];
}

uint32_t outline_evidence(const struct hypothesis *h, uint32_t most,
                          uint32_t picked[OUTLINE_EVIDENCE_MAX])
{
    bool taken[OUTLINE_EVIDENCE_MAX] = { false };
    const uint32_t all =
        h->evidence_count < OUTLINE_EVIDENCE_MAX ? h->evidence_count : OUTLINE_EVIDENCE_MAX;
    uint32_t count = 0;
    for (uint32_t i = 0; i < all && count < most; i++) {
        bool repeats = false;
        for (uint32_t k = 0; k < i; k++)
            repeats |= h->evidence[k].sig == h->evidence[i].sig
                       || slice_eq(occurrence_line(&h->evidence[k].occurrence),
                                   occurrence_line(&h->evidence[i].occurrence));
        if (!repeats) {
            taken[i] = true;
            count++;
        }
    }
    for (uint32_t i = 0; i < all && count < most; i++) {
        if (!taken[i]) {
            taken[i] = true;
            count++;
        }
    }
    count = 0;
    for (uint32_t i = 0; i < all; i++) {
        if (taken[i])
            picked[count++] = i;
    }
    return count;
}

/* Bytes of the folders that all names begin with. */
static size_t common_folder(const struct report *report)
{
    const char *first = report->sources[0].name;
    size_t common = strlen(first);
    for (uint32_t i = 1; i < report->source_count; i++) {
        size_t same = 0;
        while (same < common && first[same] == report->sources[i].name[same])
            same++;
        common = same;
    }
    while (common > 0 && first[common - 1] != '/')
        common--;
    return common;
}

const char *outline_source(const struct report *report, uint32_t source)
{
    const char *name = fields_source_name(report, source);
    if (name[0] == '\0')
        return name;
    return strcmp(name, "-") == 0 ? "stdin" : name + common_folder(report);
}

void outline_folder(const struct report *report, struct buf *out)
{
    const size_t common = report->source_count > 0 ? common_folder(report) : 0;
    if (common == 0)
        return;
    buf_add_cstr(out, "in ");
    buf_add(out, slice_make(report->sources[0].name, common));
}

const char *outline_entry_kind(const struct report *report, const struct timeline_entry *entry)
{
    static const char *const of_event[TIMELINE_KIND_COUNT] = { "",    "task",  "task",
                                                               "gap", "burst", "cycle" };
    const struct sig *sig = fields_sig(report, entry->sig);
    return sig ? sig_kind_name(sig->kind) : of_event[entry->kind];
}

void outline_entry_title(const struct report *report, const struct timeline_entry *entry,
                         struct buf *out)
{
    if (fields_entry_is_new(report, entry))
        buf_add_cstr(out, "NEW ");
    fields_entry_title(report, entry, out);
}

bool outline_is_trouble(const struct report *report, uint32_t signature)
{
    const struct sig *sig = fields_sig(report, signature);
    return sig && (sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM);
}

static bool has_change(const struct report *report)
{
    for (uint32_t i = 0; i < report->incident->finding_count; i++) {
        const struct sig *sig = fields_sig(report, report->incident->findings[i].sig);
        if (sig && sig->kind == SIG_CHANGE && !sig_is_run(sig))
            return true;
    }
    return false;
}

static bool has_warnings(const struct report *report)
{
    uint64_t warnings = report->warning_count;
    for (uint32_t i = 0; i < report->source_count; i++)
        warnings += report->sources[i].warnings_total;
    return warnings > 0;
}

bool outline_question(const struct report *report, uint32_t i, struct buf *text)
{
    const struct diagnosis *d = report->diagnosis;
    const struct hypothesis *first = d->hypothesis_count > 0 ? &d->hypotheses[0] : NULL;
    const uint32_t missing = !first                               ? 0
                             : first->missing_count < MISSING_MAX ? first->missing_count
                                                                  : MISSING_MAX;
    if (first && first->sig == SIG_NONE && i-- == 0) {
        buf_add_cstr(text, "What is the cause? No known one explains what was seen");
        return true;
    }
    if (i < missing) {
        buf_printf(text, "Missing: ");
        buf_add(text, first->missing[i].text);
        return true;
    }
    i -= missing;
    if (d->hypothesis_count > 1 && d->hypotheses[1].confidence >= RIVAL_CONFIDENCE && i-- == 0) {
        buf_add_cstr(text, "Could it be this instead: ");
        buf_add(text, d->hypotheses[1].title);
        buf_add_cstr(text, "? ");
        phrase_standing(&d->hypotheses[1], "-", text);
        return true;
    }
    if (report->incident->template_events > 0 && i-- == 0) {
        buf_add_cstr(text, "What do the unknown errors mean? There are ");
        phrase_unknown(report->incident, text);
        return true;
    }
    if (first && !has_change(report) && i-- == 0) {
        buf_add_cstr(text, "What was changed before it began? Nothing that was read shows a "
                           "deployment or a change of configuration");
        return true;
    }
    if (has_warnings(report) && i-- == 0) {
        buf_add_cstr(text, "Does the input that was lost say more? The warnings name it");
        return true;
    }
    return false;
}
