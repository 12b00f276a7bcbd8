/* report_jsonl: the report as a stream of records, one a line, for jq, Fluent Bit, Vector and the
 * like: each has a type and the keys that the JSON document has there (docs/records.schema.json).
 * Records come in the order in which they become final: what was read, what was found, what it
 * means; the verdict is the last, and tells that the stream is complete. */
#include "report/fields.h"
#include "report/formats.h"
#include "report/report_json_record.h"

static void open_record(struct report_json *w, const char *type)
{
    report_json_out_open_object(&w->out, NULL);
    report_json_out_text(&w->out, "type", slice_cstr(type));
}

static void close_record(struct report_json *w)
{
    report_json_out_close_object(&w->out);
    report_json_out_end_line(&w->out);
}

static void write_first(struct report_json *w)
{
    open_record(w, "report");
    report_json_out_text(&w->out, "schema", SLICE(REPORT_SCHEMA));
    report_json_out_open_object(&w->out, "tool");
    report_json_tool(w);
    report_json_out_close_object(&w->out);
    close_record(w);
    for (uint32_t i = 0; i < w->report->source_count; i++) {
        open_record(w, "source");
        report_json_source(w, &w->report->sources[i]);
        close_record(w);
    }
}

static void write_warnings(struct report_json *w)
{
    struct slice text;
    for (uint32_t i = 0; report_json_warning(w, i, &text); i++) {
        open_record(w, "warning");
        report_json_out_text(&w->out, "text", text);
        close_record(w);
    }
}

static void write_found(struct report_json *w)
{
    const struct incident *inc = w->report->incident;
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        open_record(w, "finding");
        report_json_finding(w, &inc->findings[i]);
        close_record(w);
    }
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        open_record(w, "timeline");
        report_json_entry(w, &inc->timeline[i], slice_empty());
        close_record(w);
    }
    for (uint32_t i = 0; i < inc->template_count; i++) {
        open_record(w, "unknown_error");
        report_json_template(w, &inc->templates[i]);
        close_record(w);
    }
}

static void write_meaning(struct report_json *w)
{
    const struct diagnosis *d = w->report->diagnosis;
    if (d->baseline.given) {
        open_record(w, "baseline");
        report_json_baseline(w);
        close_record(w);
    }
    for (uint32_t i = 0; i < d->hypothesis_count; i++) {
        open_record(w, "hypothesis");
        report_json_hypothesis(w, &d->hypotheses[i], i + 1);
        close_record(w);
    }
}

static void write_last(struct report_json *w)
{
    const struct report *r = w->report;
    open_record(w, "verdict");
    report_json_verdict(w, NULL);
    report_json_out_count(&w->out, "events", r->incident->events);
    report_json_out_count(&w->out, "bytes", fields_input_bytes(r));
    report_json_out_time(&w->out, "first", r->incident->first_us);
    report_json_out_time(&w->out, "last", r->incident->last_us);
    report_json_out_count(&w->out, "duplicates", r->incident->duplicates);
    report_json_out_open_object(&w->out, "ledger");
    report_json_ledger(w);
    report_json_out_close_object(&w->out);
    close_record(w);
}

static void write_jsonl(const struct report *report, const struct report_style *style,
                        struct buf *out)
{
    struct report_json w;
    report_json_init(&w, report, style, out, JSON_OUT_LINE);
    write_first(&w);
    write_warnings(&w);
    write_found(&w);
    write_meaning(&w);
    write_last(&w);
    report_json_release(&w);
}

const struct report_format report_jsonl_format = {
    .name = "jsonl",
    .help = "the same as a stream of records, one a line",
    .write = write_jsonl,
};
