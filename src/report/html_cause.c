/* html_cause: the verdict, and what speaks for which cause. */
#include "report/fields.h"
#include "report/html.h"
#include "report/outline.h"
#include "report/phrase.h"

#define EVIDENCE_SHOWN_MAX 5
#define OTHERS_EVIDENCE_MAX 2

void html_head_add(struct html *html)
{
    const struct report *r = html->show.report;
    const struct verdict *v = &r->diagnosis->verdict;
    const char *status = verdict_status_name(v->status);
    buf_printf(html->out, "<header class=\"verdict %s\">\n<div class=\"status\">%s</div>\n<h1>",
               status, status);
    phrase_headline(r, &html->raw);
    html_flush(html);
    html_add(html, "</h1>\n");
    if (v->summary.len > 0) {
        html_add(html, "<p>");
        html_add_text(html, v->summary);
        html_add(html, "</p>\n");
    }
    html_add(html, "<ul class=\"meta\"><li>");
    phrase_range(r, html->show.style->zone_s, &html->raw);
    html_flush(html);
    html_add(html, "</li><li>");
    phrase_count(r->incident->events, "event", "events", html->out);
    html_add(html, "</li><li>");
    phrase_ledger(r, &html->raw);
    html_flush(html);
    html_add(html, "</li></ul>\n</header>\n");
}

static void add_chain(struct html *html, const struct hypothesis *h)
{
    const struct report *r = html->show.report;
    if (h->chain_count < 2)
        return;
    html_add(html, "<h3>Chain</h3>\n<ol class=\"chain\">\n");
    for (uint32_t i = 0; i < h->chain_count; i++) {
        const bool seen = incident_finding(r->incident, h->chain[i]) != NULL;
        buf_printf(html->out, "<li class=\"%s\"><span>", i == 0 ? "root" : seen ? "" : "unseen");
        fields_link_title(r, h, h->chain[i], &html->raw);
        html_flush(html);
        html_add(html, "</span> <code>");
        html_add_text(html, fields_sig_id(r, h->chain[i]));
        buf_printf(html->out, "</code>%s</li>\n", seen ? "" : " <span>not seen</span>");
    }
    html_add(html, "</ol>\n");
}

static void add_evidence(struct html *html, const struct hypothesis *h, uint32_t most)
{
    uint32_t picked[OUTLINE_EVIDENCE_MAX];
    const uint32_t count =
        outline_evidence(h, html->show.style->full ? OUTLINE_EVIDENCE_MAX : most, picked);
    if (count == 0)
        return;
    html_add(html, "<h3>Evidence</h3>\n<ul class=\"evidence\">\n");
    for (uint32_t i = 0; i < count; i++) {
        const struct evidence *e = &h->evidence[picked[i]];
        const struct occurrence *o = &e->occurrence;
        html_add(html, "<li><span class=\"soft\">");
        html_add_time(html, o->time_us);
        html_add(html, " ");
        show_stream(&html->show, o->stream, &html->raw);
        buf_add_cstr(&html->raw, html->raw.len > 0 ? " · " : "");
        show_place(&html->show, o->source, o->line, &html->raw);
        buf_add_cstr(&html->raw, e->sig == SIG_NONE ? "" : " · ");
        if (e->sig != SIG_NONE)
            buf_add(&html->raw, fields_sig_id(html->show.report, e->sig));
        buf_add_cstr(&html->raw, e->count > 1 ? " · " : "");
        show_count(&html->show, e->count, &html->raw);
        html_flush(html);
        html_add(html, "</span><pre><code>");
        html_add_text(html, occurrence_line(o));
        html_add(html, "</code></pre></li>\n");
    }
    html_add(html, "</ul>\n");
}

static void add_reasons(struct html *html, const char *label, const struct reason *reasons,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_printf(html->out, "<li><b>%s:</b> ", label);
        html_add_text(html, reasons[i].text);
        html_add(html, "</li>\n");
    }
}

static void add_all_reasons(struct html *html, const struct hypothesis *h)
{
    if (h->support_count + h->against_count + h->missing_count == 0)
        return;
    html_add(html, "<h3>For and against</h3>\n<ul class=\"why\">\n");
    add_reasons(html, "For", h->supports, h->support_count);
    add_reasons(html, "Against", h->against, h->against_count);
    add_reasons(html, "Missing", h->missing, h->missing_count);
    html_add(html, "</ul>\n");
}

static void add_steps(struct html *html, const struct hypothesis *h)
{
    struct outline_step step, before = { 0 };
    uint32_t i = 0;
    for (; outline_step(html->show.report, h, i, &step, &html->raw); i++) {
        if (i == 0 || step.kind != before.kind)
            buf_printf(html->out, "<h3>%s</h3>\n", outline_step_name(step.kind));
        html_add(html, step.is_command ? "<div class=\"cmd\"><pre><code>" : "<p>");
        html_flush(html);
        html_add(html, step.is_command ? "</code></pre></div>\n" : "</p>\n");
        before = step;
    }
}

static void add_standing(struct html *html, const struct hypothesis *h)
{
    html_add(html, "<p class=\"soft\">");
    phrase_standing(h, "·", html->out);
    html_add(html, " · <code>");
    html_add_text(html, h->id);
    html_add(html, "</code></p>\n");
}

/* What changed last before the first failure. */
static void add_change(struct html *html, const struct hypothesis *h)
{
    struct before_change change;
    if (!fields_change(html->show.report, h, &change))
        return;
    fields_change_text(html->show.report, &change, html->show.style->zone_s, &html->raw);
    html_add(html, "<h3>Change before it</h3>\n<p>");
    html_flush(html);
    html_add(html, "</p>\n");
}

void html_cause_add(struct html *html)
{
    const struct report *r = html->show.report;
    const struct diagnosis *d = r->diagnosis;
    if (d->verdict.status == VERDICT_HEALTHY)
        return;
    html_add(html, "<section aria-labelledby=\"cause\">\n<h2 id=\"cause\">");
    if (d->hypothesis_count == 0) {
        html_add(html, "What to fetch next</h2>\n");
        add_steps(html, NULL);
        html_add(html, "</section>\n");
        return;
    }
    const struct hypothesis *h = &d->hypotheses[0];
    const struct sig *sig = fields_sig(r, h->sig);
    html_add_text(html, h->title);
    html_add(html, "</h2>\n");
    add_standing(html, h);
    if (sig && sig->explain.len > 0) {
        html_add(html, "<p>");
        html_add_safe(html->out, show_filled(&html->show, sig->explain, h, false));
        html_add(html, "</p>\n");
    }
    add_change(html, h);
    add_chain(html, h);
    add_evidence(html, h, EVIDENCE_SHOWN_MAX);
    add_all_reasons(html, h);
    add_steps(html, h);
    html_add(html, "</section>\n");
}

void html_others_add(struct html *html)
{
    const struct diagnosis *d = html->show.report->diagnosis;
    if (d->hypothesis_count < 2)
        return;
    html_add(html, "<section aria-labelledby=\"others\">\n<h2 id=\"others\">Also possible</h2>\n");
    for (uint32_t i = 1; i < d->hypothesis_count; i++) {
        const struct hypothesis *h = &d->hypotheses[i];
        buf_printf(html->out, "<article>\n<h3>%u. ", (unsigned)i + 1);
        html_add_text(html, h->title);
        html_add(html, "</h3>\n");
        add_standing(html, h);
        add_all_reasons(html, h);
        add_evidence(html, h, OTHERS_EVIDENCE_MAX);
        html_add(html, "</article>\n");
    }
    html_add(html, "</section>\n");
}
