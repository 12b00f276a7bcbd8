/* report_json: the report as one JSON document, schema culprit-report-1 (docs/report.schema.json).
 */
#include "report/fields.h"
#include "report/formats.h"
#include "report/report_json_record.h"

static void write_input(struct report_json *w)
{
    const struct report *r = w->report;
    report_json_out_open_object(&w->out, "input");
    report_json_out_count(&w->out, "events", r->incident->events);
    report_json_out_count(&w->out, "bytes", fields_input_bytes(r));
    report_json_out_time(&w->out, "first", r->incident->first_us);
    report_json_out_time(&w->out, "last", r->incident->last_us);
    report_json_out_open_list(&w->out, "sources");
    for (uint32_t i = 0; i < r->source_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        report_json_source(w, &r->sources[i]);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
    report_json_out_count(&w->out, "duplicates", r->incident->duplicates);
    report_json_bytes_of_all(w);
    report_json_out_close_object(&w->out);
}

static void write_hypotheses(struct report_json *w)
{
    const struct diagnosis *d = w->report->diagnosis;
    report_json_out_open_list(&w->out, "hypotheses");
    for (uint32_t i = 0; i < d->hypothesis_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        report_json_hypothesis(w, &d->hypotheses[i], i + 1);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

static void write_findings(struct report_json *w)
{
    const struct incident *inc = w->report->incident;
    report_json_out_open_list(&w->out, "findings");
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        report_json_finding(w, &inc->findings[i]);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

static void write_timeline(struct report_json *w)
{
    const struct incident *inc = w->report->incident;
    report_json_out_open_list(&w->out, "timeline");
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        report_json_entry(w, &inc->timeline[i], slice_empty());
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

static void write_unknown_errors(struct report_json *w)
{
    const struct incident *inc = w->report->incident;
    report_json_out_open_list(&w->out, "unknown_errors");
    for (uint32_t i = 0; i < inc->template_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        report_json_template(w, &inc->templates[i]);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

static void write_warnings(struct report_json *w)
{
    report_json_out_open_list(&w->out, "warnings");
    struct slice text;
    for (uint32_t i = 0; report_json_warning(w, i, &text); i++)
        report_json_out_text(&w->out, NULL, text);
    report_json_out_close_list(&w->out);
}

static void write_head(struct report_json *w)
{
    report_json_out_text(&w->out, "schema", SLICE(REPORT_SCHEMA));
    report_json_out_open_object(&w->out, "tool");
    report_json_tool(w);
    report_json_out_close_object(&w->out);
    write_input(w);
    report_json_out_open_object(&w->out, "verdict");
    report_json_verdict(w, NULL);
    report_json_out_close_object(&w->out);
    if (w->report->diagnosis->baseline.given) {
        report_json_out_open_object(&w->out, "baseline");
        report_json_baseline(w);
        report_json_out_close_object(&w->out);
    }
}

static void write_json(const struct report *report, const struct report_style *style,
                       struct buf *out)
{
    struct report_json w;
    report_json_init(&w, report, style, out, JSON_OUT_INDENTED);
    report_json_out_open_object(&w.out, NULL);
    write_head(&w);
    write_hypotheses(&w);
    write_findings(&w);
    write_timeline(&w);
    report_json_out_open_object(&w.out, "ledger");
    report_json_ledger(&w);
    report_json_out_close_object(&w.out);
    write_unknown_errors(&w);
    write_warnings(&w);
    report_json_out_close_object(&w.out);
    report_json_out_end_line(&w.out);
    report_json_release(&w);
}

const struct report_format report_json_format = {
    .name = "json",
    .help = "one JSON document, schema " REPORT_SCHEMA,
    .write = write_json,
};
