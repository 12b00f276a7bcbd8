/* html_rest: findings over time, unknown errors, open questions, and what was read. */
#include "report/chart.h"
#include "report/fields.h"
#include "report/html.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/phrase.h"

#define FINDINGS_SHOWN_MAX 40
#define TEMPLATES_SHOWN_MAX 20
#define BAR_CELLS 40
#define BAR_UNITS 10 /* of the picture's height */

static void add_bars(struct html *html, struct chart *chart, const struct finding *f)
{
    if (chart->cells == 0 || !chart_fill(chart, f))
        return;
    buf_printf(html->out,
               "<svg class=\"bars\" viewBox=\"0 0 %u %d\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\">",
               (unsigned)chart->cells, BAR_UNITS);
    for (uint32_t i = 0; i < chart->cells; i++) {
        if (chart->counts[i] <= 0)
            continue;
        const int height = (int)(chart->counts[i] / chart->most * (BAR_UNITS - 1)) + 1;
        buf_printf(html->out, "<rect x=\"%u\" y=\"%d\" width=\".9\" height=\"%d\"/>", (unsigned)i,
                   BAR_UNITS - height, height);
    }
    html_add(html, "</svg>");
}

static void add_finding(struct html *html, struct chart *chart, const struct finding *f)
{
    const struct report *r = html->show.report;
    const struct sig *sig = fields_sig(r, f->sig);
    const char *kind = sig_kind_name(sig->kind);
    char count[HUMAN_BYTES];
    human_count(f->count, count);
    buf_printf(html->out, "<tr class=\"%s\"><td class=\"k\">%s</td><td>", kind, kind);
    fields_finding_title(r, f, &html->raw);
    html_flush(html);
    html_add(html, " <code class=\"soft\">");
    html_add_text(html, sig->id);
    buf_printf(html->out, "</code></td><td class=\"n\">%s</td><td class=\"t\">", count);
    html_add_time(html, f->first_us);
    html_add(html, "</td><td class=\"t\">");
    html_add_time(html, f->last_us);
    buf_printf(html->out, "</td><td class=\"n\">%u</td><td>", (unsigned)f->stream_count);
    add_bars(html, chart, f);
    html_add(html, "</td></tr>\n");
}

void html_findings_add(struct html *html)
{
    const struct finding *rows[FINDINGS_SHOWN_MAX];
    struct chart chart;
    const uint32_t count = chart_rows(html->show.report, FINDINGS_SHOWN_MAX, rows);
    if (count == 0)
        return;
    if (!chart_axis(html->show.report, BAR_CELLS, &chart))
        chart.cells = 0;
    html_add(html, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Causes and "
                   "symptoms</h2>\n<table class=\"wide\">\n<thead><tr><th>Kind</th><th>What</th>"
                   "<th class=\"n\">Count</th><th>First</th><th>Last</th>"
                   "<th class=\"n\">Streams</th><th>Over time</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < count; i++)
        add_finding(html, &chart, rows[i]);
    html_add(html, "</tbody>\n</table>\n</section>\n");
}

void html_unknown_add(struct html *html)
{
    const struct incident *inc = html->show.report->incident;
    if (inc->template_count == 0)
        return;
    html_add(html, "<section aria-labelledby=\"unknown\">\n<h2 id=\"unknown\">Unknown errors</h2>\n"
                   "<p class=\"soft\">");
    phrase_unknown(inc, html->out);
    html_add(html, "</p>\n<table class=\"wide\">\n<thead><tr><th class=\"n\">Count</th>"
                   "<th>First</th><th>Error</th></tr></thead>\n<tbody>\n");
    const bool all = html->show.style->full || inc->template_count <= TEMPLATES_SHOWN_MAX;
    const uint32_t shown = all ? inc->template_count : TEMPLATES_SHOWN_MAX;
    for (uint32_t i = 0; i < shown; i++) {
        const struct error_template *t = &inc->templates[i];
        char count[HUMAN_BYTES];
        human_count(t->count, count);
        buf_printf(html->out, "<tr><td class=\"n\">%s</td><td class=\"t\">", count);
        html_add_time(html, t->first_us);
        html_add(html, "</td><td><code>");
        html_add_text(html, t->text);
        html_add(html, "</code>");
        phrase_template(t, "·", "→", &html->raw);
        if (html->raw.len > 0) {
            html_add(html, "<span class=\"ev\">");
            html_flush(html);
            html_add(html, "</span>");
        }
        html_add(html, "</td></tr>\n");
    }
    html_add(html, "</tbody>\n</table>\n");
    if (shown < inc->template_count)
        buf_printf(html->out, "<p class=\"soft\">%u more: --full shows them all.</p>\n",
                   (unsigned)(inc->template_count - shown));
    html_add(html, "</section>\n");
}

void html_questions_add(struct html *html)
{
    const struct report *r = html->show.report;
    if (r->diagnosis->verdict.status == VERDICT_HEALTHY)
        return;
    uint32_t i = 0;
    for (; outline_question(r, i, &html->raw); i++) {
        html_add(html, i == 0
                           ? "<section aria-labelledby=\"questions\">\n<h2 id=\"questions\">Open "
                             "questions</h2>\n<ul class=\"steps\">\n<li>"
                           : "<li>");
        html_flush(html);
        html_add(html, "</li>\n");
    }
    if (i > 0)
        html_add(html, "</ul>\n</section>\n");
}

static void add_warning(struct html *html)
{
    html_add(html, "<li class=\"warn\">Warning: ");
    html_flush(html);
    html_add(html, "</li>\n");
}

static void add_errs(struct html *html, const struct err *errs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        fields_warning(&errs[i], &html->raw);
        add_warning(html);
    }
}

static void add_line(struct html *html)
{
    if (html->raw.len == 0)
        return;
    html_add(html, "<li>");
    html_flush(html);
    html_add(html, "</li>\n");
}

void html_read_add(struct html *html)
{
    const struct report *r = html->show.report;
    html_add(html, "<section aria-labelledby=\"read\">\n<h2 id=\"read\">What was read</h2>\n"
                   "<table class=\"wide\">\n<thead><tr><th>Source</th><th>Format</th>"
                   "<th class=\"n\">Events</th><th class=\"n\">Size</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < r->source_count; i++) {
        char events[HUMAN_BYTES], bytes[HUMAN_BYTES];
        human_count(r->sources[i].events, events);
        human_size(r->sources[i].bytes, bytes);
        html_add(html, "<tr><td>");
        html_add_text(html, slice_cstr(outline_source(r, i)));
        html_add(html, "</td><td>");
        phrase_format(&r->sources[i], &html->raw);
        html_flush(html);
        buf_printf(html->out, "</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n", events,
                   bytes);
    }
    html_add(html, "</tbody>\n</table>\n<ul class=\"steps soft\">\n");
    for (uint32_t i = 0; i < r->source_count; i++)
        add_errs(html, r->sources[i].warnings, r->sources[i].warning_count);
    add_errs(html, r->warnings, r->warning_count);
    for (uint32_t i = 0; fields_limit(r, i, &html->raw); i++)
        add_warning(html);
    phrase_duplicates(r, &html->raw);
    add_line(html);
    phrase_tool(r, &html->raw);
    add_line(html);
    html_add(html, "</ul>\n</section>\n");
}
