/* report_json: the report as one JSON document, schema culprit-report-1 (docs/report.schema.json).
 */
#include "report/fields.h"
#include "report/formats.h"
#include "report/report_json_out.h"
#include "report/report_json_record.h"

#include <jansson.h>

static void write_input(struct report_json *w, struct report_json_out *o)
{
    const struct report *r = w->report;
    report_json_out_open(o, "input", '{');
    report_json_out_value(o, "events", report_json_count(r->incident->events));
    report_json_out_value(o, "bytes", report_json_count(fields_input_bytes(r)));
    report_json_out_value(o, "first", report_json_time(r->incident->first_us));
    report_json_out_value(o, "last", report_json_time(r->incident->last_us));
    report_json_out_open(o, "sources", '[');
    for (uint32_t i = 0; i < r->source_count; i++)
        report_json_out_value(o, NULL, report_json_source(w, &r->sources[i]));
    report_json_out_close(o, ']');
    report_json_out_value(o, "duplicates", report_json_count(r->incident->duplicates));
    report_json_out_value(o, "ledger", report_json_bytes_of_all(r));
    report_json_out_close(o, '}');
}

/* The lists that may be long, an element at a time. */
static void write_lists(struct report_json *w, struct report_json_out *o)
{
    const struct report *r = w->report;
    report_json_out_open(o, "hypotheses", '[');
    for (uint32_t i = 0; i < r->diagnosis->hypothesis_count; i++)
        report_json_out_value(o, NULL,
                              report_json_hypothesis(w, &r->diagnosis->hypotheses[i], i + 1));
    report_json_out_close(o, ']');
    report_json_out_open(o, "findings", '[');
    for (uint32_t i = 0; i < r->incident->finding_count; i++)
        report_json_out_value(o, NULL, report_json_finding(w, &r->incident->findings[i]));
    report_json_out_close(o, ']');
    report_json_out_open(o, "timeline", '[');
    for (uint32_t i = 0; i < r->incident->timeline_count; i++)
        report_json_out_value(o, NULL, report_json_entry(w, &r->incident->timeline[i]));
    report_json_out_close(o, ']');
    report_json_out_value(o, "ledger", report_json_ledger(w));
    report_json_out_open(o, "unknown_errors", '[');
    for (uint32_t i = 0; i < r->incident->template_count; i++)
        report_json_out_value(o, NULL, report_json_template(w, &r->incident->templates[i]));
    report_json_out_close(o, ']');
}

static void write_json(const struct report *report, const struct report_style *style,
                       struct buf *out)
{
    struct report_json w;
    struct report_json_out o;
    report_json_init(&w, report, style);
    report_json_out_init(&o, out);
    report_json_out_open(&o, NULL, '{');
    report_json_out_value(&o, "schema", json_string(REPORT_SCHEMA));
    report_json_out_value(&o, "tool", report_json_tool(&w));
    write_input(&w, &o);
    report_json_out_value(&o, "verdict", report_json_verdict(&w));
    if (report->diagnosis->baseline.given)
        report_json_out_value(&o, "baseline", report_json_baseline(&report->diagnosis->baseline));
    write_lists(&w, &o);
    report_json_out_value(&o, "warnings", report_json_warnings(&w));
    report_json_out_close(&o, '}');
    buf_add_byte(out, '\n');
    report_json_release(&w);
}

const struct report_format report_json_format = {
    .name = "json",
    .help = "one JSON document, schema " REPORT_SCHEMA,
    .write = write_json,
};
