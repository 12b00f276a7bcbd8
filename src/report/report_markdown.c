/* report_markdown: a document for after the incident, ready to be pasted into an issue or a
 * repository: a function per section, in their order. */
#include "report/fields.h"
#include "report/formats.h"
#include "report/human.h"
#include "report/markdown.h"
#include "report/outline.h"
#include "report/phrase.h"
#include "report/pick.h"
#include "report/show.h"

#include "base/alloc.h"

#include <inttypes.h>

#define ENTRIES_SHOWN_MAX 60
#define EVIDENCE_SHOWN_MAX 6
#define OTHERS_EVIDENCE_MAX 2
#define TEMPLATES_SHOWN_MAX 10
#define SYMPTOMS_SHOWN_MAX 15
#define DOT "·"

struct md {
    struct show show;
    struct buf *out;
    struct buf raw; /* scratch: text before it is made safe */
};

static void add(struct md *md, const char *markup)
{
    buf_add_cstr(md->out, markup);
}

/* Raw text as plain text, as code. */
static void add_text(struct md *md, struct slice raw)
{
    markdown_add_text(md->out, show_safe(&md->show, raw));
}

static void add_code(struct md *md, struct slice raw)
{
    markdown_add_code(md->out, show_safe(&md->show, raw), true);
}

/* What stands in md->raw, which is empty then. */
static void flush_text(struct md *md)
{
    add_text(md, buf_slice(&md->raw));
    buf_reset(&md->raw);
}

static void flush_code(struct md *md)
{
    add_code(md, buf_slice(&md->raw));
    buf_reset(&md->raw);
}

static uint32_t at_most(const struct md *md, uint32_t count, uint32_t most)
{
    return md->show.style->full || count <= most ? count : most;
}

static void add_more(struct md *md, uint32_t hidden)
{
    if (hidden > 0)
        buf_printf(md->out, "\n%u more: `--full` shows them all.\n", (unsigned)hidden);
}

static void add_time(struct md *md, int64_t us)
{
    char clock[SHOW_TIME_BYTES];
    if (us == TIMESTAMP_NONE)
        return;
    show_time(&md->show, us, clock);
    add(md, clock);
}

static void add_head(struct md *md)
{
    const struct report *r = md->show.report;
    const struct verdict *v = &r->diagnosis->verdict;
    add(md, "# Incident report\n\n> **");
    for (const char *c = verdict_status_name(v->status); *c; c++)
        buf_add_byte(md->out, ascii_upper(*c));
    add(md, "** " DOT " ");
    phrase_headline(r, &md->raw);
    flush_text(md);
    add(md, "\n\n## Summary\n\n");
    if (v->summary.len > 0) {
        add_text(md, v->summary);
        add(md, "\n\n");
    }
    const struct hypothesis *h =
        r->diagnosis->hypothesis_count > 0 ? &r->diagnosis->hypotheses[0] : NULL;
    const struct sig *sig = h ? fields_sig(r, h->sig) : NULL;
    if (sig && sig->explain.len > 0) {
        markdown_add_text(md->out, show_filled(&md->show, sig->explain, h, false));
        add(md, "\n\n");
    }
    phrase_range(r, md->show.style->zone_s, &md->raw);
    flush_text(md);
    add(md, ".\n");
}

/* First and last trouble, and who had it. */
static void add_impact_facts(struct md *md)
{
    const struct incident *inc = md->show.report->incident;
    int64_t first = INT64_MAX, last = INT64_MIN;
    uint32_t streams = 0;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        if (!outline_is_trouble(md->show.report, f->sig) || f->first_us == TIMESTAMP_NONE)
            continue;
        first = f->first_us < first ? f->first_us : first;
        last = f->last_us > last ? f->last_us : last;
    }
    for (uint32_t i = 0; i < inc->stream_count; i++)
        streams += inc->streams[i].troubles > 0;
    if (first <= last) {
        char span[TIMESTAMP_TEXT_BYTES];
        timestamp_format_duration(last - first, span);
        add(md, "- First trouble at ");
        add_time(md, first);
        add(md, ", last at ");
        add_time(md, last);
        buf_printf(md->out, " (%s)\n", span);
    }
    static const char *const names[] = { "cluster", "service", "region" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct slice value = incident_fact(inc, slice_cstr(names[i]));
        if (value.len == 0)
            continue;
        buf_printf(md->out, "- %c%s: ", ascii_upper(names[i][0]), names[i] + 1);
        add_code(md, value);
        add(md, "\n");
    }
    if (streams > 0)
        buf_printf(md->out, "- Streams with trouble: %u of %u\n", (unsigned)streams,
                   (unsigned)inc->stream_count);
    add(md, "- ");
    phrase_ledger(md->show.report, &md->raw);
    flush_text(md);
    add(md, "\n");
}

static void add_symptom(struct md *md, const struct finding *f)
{
    char count[HUMAN_BYTES];
    human_count(f->count, count);
    add(md, "| ");
    fields_finding_title(md->show.report, f, &md->raw);
    flush_text(md);
    buf_printf(md->out, " | %s | ", count);
    add_time(md, f->first_us);
    add(md, " | ");
    add_time(md, f->last_us);
    buf_printf(md->out, " | %u |\n", (unsigned)f->stream_count);
}

static bool is_kind(const struct md *md, uint32_t signature, enum sig_kind kind)
{
    const struct sig *sig = fields_sig(md->show.report, signature);
    return sig && sig->kind == kind;
}

static void add_impact(struct md *md)
{
    const struct incident *inc = md->show.report->incident;
    uint32_t symptoms = 0;
    add(md, "\n## Impact\n\n");
    add_impact_facts(md);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        if (!is_kind(md, inc->findings[i].sig, SIG_SYMPTOM))
            continue;
        if (symptoms++ == 0)
            add(md, "\n| Symptom | Count | First | Last | Streams |\n"
                    "| :-- | --: | :-- | :-- | --: |\n");
        if (symptoms <= at_most(md, symptoms, SYMPTOMS_SHOWN_MAX))
            add_symptom(md, &inc->findings[i]);
    }
    add_more(md, symptoms - at_most(md, symptoms, SYMPTOMS_SHOWN_MAX));
}

static void add_entry(struct md *md, const struct timeline_entry *e)
{
    add(md, "| ");
    add_time(md, e->time_us);
    buf_printf(md->out, " | %s | ", outline_entry_kind(md->show.report, e));
    outline_entry_title(md->show.report, e, &md->raw);
    flush_text(md);
    char count[HUMAN_BYTES];
    human_count(e->count, count);
    buf_printf(md->out, " | %s | ", e->count > 1 ? count : "");
    show_stream(&md->show, e->stream, &md->raw);
    flush_code(md);
    add(md, " | ");
    show_place(&md->show, e->source, e->line, &md->raw);
    flush_code(md);
    add(md, " |\n");
}

static void add_table_head(struct md *md)
{
    add(md, "| Time (");
    phrase_zone(md->show.style->zone_s, md->out);
    add(md, ") | Kind | What | Count | Stream | Where |\n"
            "| :-- | :-- | :-- | --: | :-- | :-- |\n");
}

static void add_timeline(struct md *md)
{
    const struct incident *inc = md->show.report->incident;
    if (inc->timeline_count == 0)
        return;
    uint32_t count;
    uint32_t *picked =
        pick_timeline(md->show.report, md->show.style->full ? 0 : ENTRIES_SHOWN_MAX, &count);
    add(md, "\n## Timeline\n\n");
    add_table_head(md);
    for (uint32_t i = 0; i < count; i++)
        add_entry(md, &inc->timeline[picked[i]]);
    alloc_free(picked);
    add_more(md, inc->timeline_count - count);
}

static void add_chain(struct md *md, const struct hypothesis *h)
{
    const struct report *r = md->show.report;
    if (h->chain_count < 2)
        return;
    add(md, "\n## Impact chain\n\n```mermaid\nflowchart TD\n");
    for (uint32_t i = 0; i < h->chain_count; i++) {
        const bool seen = incident_finding(r->incident, h->chain[i]) != NULL;
        fields_link_title(r, h, h->chain[i], &md->raw);
        buf_printf(md->out, "    n%u[\"", (unsigned)i);
        markdown_add_label(md->out, show_safe(&md->show, buf_slice(&md->raw)));
        buf_reset(&md->raw);
        add(md, "<br>");
        markdown_add_label(md->out, show_safe(&md->show, fields_sig_id(r, h->chain[i])));
        buf_printf(md->out, "%s\"]%s\n", seen ? "" : "<br>not seen",
                   i == 0 ? ":::root"
                   : seen ? ""
                          : ":::unseen");
    }
    for (uint32_t i = 1; i < h->chain_count; i++)
        buf_printf(md->out, "    n%u --> n%u\n", (unsigned)(i - 1), (unsigned)i);
    add(md, "    classDef root stroke:#d1242f,stroke-width:3px\n"
            "    classDef unseen stroke-dasharray:4 3\n```\n");
}

static void add_evidence(struct md *md, const struct hypothesis *h, uint32_t most)
{
    uint32_t picked[OUTLINE_EVIDENCE_MAX];
    const uint32_t count = outline_evidence(h, at_most(md, h->evidence_count, most), picked);
    for (uint32_t i = 0; i < count; i++) {
        const struct evidence *e = &h->evidence[picked[i]];
        const struct occurrence *o = &e->occurrence;
        add(md, "\n");
        if (o->time_us != TIMESTAMP_NONE) {
            add(md, "**");
            add_time(md, o->time_us);
            add(md, "** ");
        }
        show_stream(&md->show, o->stream, &md->raw);
        buf_add_cstr(&md->raw, md->raw.len > 0 ? " " : "");
        show_place(&md->show, o->source, o->line, &md->raw);
        flush_code(md);
        if (e->sig != SIG_NONE) {
            add(md, " ");
            add_code(md, fields_sig_id(md->show.report, e->sig));
        }
        if (e->count > 1) {
            add(md, " ");
            show_count(&md->show, e->count, md->out);
        }
        add(md, "\n\n");
        markdown_add_block(md->out, "text", show_safe(&md->show, occurrence_line(o)));
    }
    add_more(md, h->evidence_count - count);
}

static void add_reasons(struct md *md, const char *label, const struct reason *reasons,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_printf(md->out, "- %s: ", label);
        add_text(md, reasons[i].text);
        add(md, "\n");
    }
}

static void add_hypothesis(struct md *md, const struct hypothesis *h, uint32_t rank, uint32_t most)
{
    buf_printf(md->out, "\n### %u\\. ", (unsigned)rank);
    add_text(md, h->title);
    add(md, "\n\n");
    phrase_standing(h, DOT, md->out);
    add(md, " " DOT " ");
    add_code(md, h->id);
    add(md, "\n");
    if (h->support_count + h->against_count + h->missing_count > 0)
        add(md, "\n");
    add_reasons(md, "For", h->supports, h->support_count);
    add_reasons(md, "Against", h->against, h->against_count);
    add_reasons(md, "Missing", h->missing, h->missing_count);
    add_evidence(md, h, most);
}

static void add_hypotheses(struct md *md)
{
    const struct diagnosis *d = md->show.report->diagnosis;
    if (d->hypothesis_count == 0)
        return;
    add_chain(md, &d->hypotheses[0]);
    add(md, "\n## Primary hypothesis\n");
    add_hypothesis(md, &d->hypotheses[0], 1, EVIDENCE_SHOWN_MAX);
    if (d->hypothesis_count > 1)
        add(md, "\n## Secondary hypotheses\n");
    for (uint32_t i = 1; i < d->hypothesis_count; i++)
        add_hypothesis(md, &d->hypotheses[i], i + 1, OTHERS_EVIDENCE_MAX);
}

/* What changed last before the first failure. */
static bool add_last_change(struct md *md)
{
    const struct report *r = md->show.report;
    struct before_change change;
    if (r->diagnosis->hypothesis_count == 0
        || !fields_change(r, &r->diagnosis->hypotheses[0], &change))
        return false;
    fields_change_text(r, &change, md->show.style->zone_s, &md->raw);
    flush_text(md);
    add(md, ".\n\n");
    return true;
}

static void add_changes(struct md *md)
{
    const struct incident *inc = md->show.report->incident;
    uint32_t changes = 0;
    add(md, "\n## What was changed\n\n");
    const bool known = add_last_change(md);
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        const struct sig *sig = fields_sig(md->show.report, inc->timeline[i].sig);
        if (!sig || sig->kind != SIG_CHANGE || sig_is_run(sig))
            continue;
        if (changes++ == 0)
            add_table_head(md);
        if (changes <= at_most(md, changes, SYMPTOMS_SHOWN_MAX))
            add_entry(md, &inc->timeline[i]);
    }
    if (changes == 0 && !known)
        add(md, "Nothing that was read shows a deployment or a change of configuration.\n");
    add_more(md, changes - at_most(md, changes, SYMPTOMS_SHOWN_MAX));
}

static void add_unknown(struct md *md)
{
    const struct incident *inc = md->show.report->incident;
    if (inc->template_count == 0)
        return;
    add(md, "\n## Unknown errors\n\n");
    phrase_unknown(inc, md->out);
    add(md, ":\n\n| Count | First | Error |\n| --: | :-- | :-- |\n");
    const uint32_t shown = at_most(md, inc->template_count, TEMPLATES_SHOWN_MAX);
    for (uint32_t i = 0; i < shown; i++) {
        const struct error_template *t = &inc->templates[i];
        buf_printf(md->out, "| %" PRIu64 " | ", t->count);
        add_time(md, t->first_us);
        add(md, " | ");
        add_code(md, t->text);
        phrase_template(t, DOT, "→", &md->raw);
        add(md, md->raw.len > 0 ? " " : "");
        flush_text(md);
        add(md, " |\n");
    }
    add_more(md, inc->template_count - shown);
}

/* The steps of one kind as commands, or as items of a checklist. */
static void add_steps(struct md *md, const struct hypothesis *h)
{
    const struct report *r = md->show.report;
    struct outline_step step;
    uint32_t commands = 0;
    for (uint32_t i = 0; outline_step(r, h, i, &step, &md->raw); i++) {
        const bool to_run = step.kind == OUTLINE_CHECK || step.kind == OUTLINE_FETCH;
        if (to_run && step.is_command) {
            add(md, commands++ == 0 ? "\n## Commands to confirm\n\n" : "\n");
            markdown_add_block(md->out, "sh", show_safe(&md->show, buf_slice(&md->raw)));
        }
        buf_reset(&md->raw);
    }
    add(md, "\n## Next steps\n\n");
    if (commands > 0)
        add(md, "- [ ] Run the commands above\n");
    for (uint32_t i = 0; outline_step(r, h, i, &step, &md->raw); i++) {
        const bool to_run = step.kind == OUTLINE_CHECK || step.kind == OUTLINE_FETCH;
        if (!to_run || !step.is_command) {
            buf_printf(md->out, "- [ ] %s: ", outline_step_name(step.kind));
            if (step.is_command)
                add_code(md, buf_slice(&md->raw));
            else
                add_text(md, buf_slice(&md->raw));
            add(md, "\n");
        }
        buf_reset(&md->raw);
    }
    add(md, "- [ ] Watch that the symptoms stop\n- [ ] Answer the open questions\n");
}

static void add_questions(struct md *md)
{
    add(md, "\n## Open questions\n\n");
    uint32_t i = 0;
    for (; outline_question(md->show.report, i, &md->raw); i++) {
        add(md, "- ");
        flush_text(md);
        add(md, "\n");
    }
    if (i == 0)
        add(md, "None that the logs raise.\n");
}

static void add_warning(struct md *md)
{
    add(md, "- Warning: ");
    flush_text(md);
    add(md, "\n");
}

static void add_errs(struct md *md, const struct err *errs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        fields_warning(&errs[i], &md->raw);
        add_warning(md);
    }
}

static void add_read(struct md *md)
{
    const struct report *r = md->show.report;
    add(md,
        "\n## What was read\n\n| Source | Format | Events | Size |\n| :-- | :-- | --: | --: |\n");
    for (uint32_t i = 0; i < r->source_count; i++) {
        char events[HUMAN_BYTES], bytes[HUMAN_BYTES];
        human_count(r->sources[i].events, events);
        human_size(r->sources[i].bytes, bytes);
        add(md, "| ");
        add_code(md, slice_cstr(outline_source(r, i)));
        add(md, " | ");
        phrase_format(&r->sources[i], &md->raw);
        flush_text(md);
        buf_printf(md->out, " | %s | %s |\n", events, bytes);
    }
    add(md, "\n");
    for (uint32_t i = 0; i < r->source_count; i++)
        add_errs(md, r->sources[i].warnings, r->sources[i].warning_count);
    add_errs(md, r->warnings, r->warning_count);
    for (uint32_t i = 0; fields_limit(r, i, &md->raw); i++)
        add_warning(md);
    phrase_duplicates(r, &md->raw);
    if (md->raw.len > 0) {
        add(md, "- ");
        flush_text(md);
        add(md, "\n");
    }
    add(md, "- Made by ");
    phrase_tool(r, md->out);
    add(md, "\n");
}

static void write_markdown(const struct report *report, const struct report_style *style,
                           struct buf *out)
{
    struct report_style plain = *style;
    plain.color = false;
    plain.unicode = true;
    struct md md = { .out = out };
    show_init(&md.show, report, &plain, out);
    buf_init(&md.raw);
    const struct diagnosis *d = report->diagnosis;
    add_head(&md);
    if (d->verdict.status != VERDICT_HEALTHY)
        add_impact(&md);
    add_timeline(&md);
    if (d->verdict.status != VERDICT_HEALTHY) {
        add_hypotheses(&md);
        add_changes(&md);
    }
    add_unknown(&md);
    if (d->verdict.status != VERDICT_HEALTHY) {
        add_steps(&md, d->hypothesis_count > 0 ? &d->hypotheses[0] : NULL);
        add_questions(&md);
    }
    add_read(&md);
    buf_release(&md.raw);
    show_release(&md.show);
}

const struct report_format report_markdown_format = {
    .name = "markdown",
    .help = "a document for after the incident, in GitHub's Markdown",
    .write = write_markdown,
};
