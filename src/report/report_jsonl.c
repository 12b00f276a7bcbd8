/* report_jsonl: the report as a stream of records, one a line, for jq, Fluent Bit, Vector and the
 * like: each has a type and the keys that the JSON document has there (docs/records.schema.json).
 * Records come in the order in which they become final: what was read, what was found, what it
 * means; the verdict is the last, and tells that the stream is complete. */
#include "report/fields.h"
#include "report/formats.h"
#include "report/report_json_out.h"
#include "report/report_json_record.h"

#include <jansson.h>

struct stream {
    struct report_json json;
    struct buf *out;
};

static json_t *typed(const char *type)
{
    json_t *record = json_object();
    (void)json_object_set_new(record, "type", json_string(type));
    return record;
}

/* Takes the reference to record. */
static void write_record(struct stream *s, json_t *record)
{
    report_json_out_line(s->out, record);
    json_decref(record);
}

/* An object of the document as a record; takes the reference. */
static void write_object(struct stream *s, const char *type, json_t *object)
{
    json_t *record = typed(type);
    (void)json_object_update(record, object);
    json_decref(object);
    write_record(s, record);
}

static void write_first(struct stream *s)
{
    json_t *record = typed("report");
    (void)json_object_set_new(record, "schema", json_string(REPORT_SCHEMA));
    (void)json_object_set_new(record, "tool", report_json_tool(&s->json));
    write_record(s, record);
}

static void write_warnings(struct stream *s)
{
    json_t *warnings = report_json_warnings(&s->json), *text;
    size_t i;
    json_array_foreach(warnings, i, text)
    {
        json_t *record = typed("warning");
        (void)json_object_set(record, "text", text);
        write_record(s, record);
    }
    json_decref(warnings);
}

static void write_last(struct stream *s)
{
    const struct report *r = s->json.report;
    json_t *record = typed("verdict"), *verdict = report_json_verdict(&s->json);
    (void)json_object_update(record, verdict);
    json_decref(verdict);
    (void)json_object_set_new(record, "events", report_json_count(r->incident->events));
    (void)json_object_set_new(record, "bytes", report_json_count(fields_input_bytes(r)));
    (void)json_object_set_new(record, "first", report_json_time(r->incident->first_us));
    (void)json_object_set_new(record, "last", report_json_time(r->incident->last_us));
    (void)json_object_set_new(record, "duplicates", report_json_count(r->incident->duplicates));
    (void)json_object_set_new(record, "ledger", report_json_ledger(&s->json));
    write_record(s, record);
}

static void write_jsonl(const struct report *report, const struct report_style *style,
                        struct buf *out)
{
    struct stream s = { .out = out };
    const struct incident *inc = report->incident;
    const struct diagnosis *d = report->diagnosis;
    report_json_init(&s.json, report, style);
    write_first(&s);
    for (uint32_t i = 0; i < report->source_count; i++)
        write_object(&s, "source", report_json_source(&s.json, &report->sources[i]));
    write_warnings(&s);
    for (uint32_t i = 0; i < inc->finding_count; i++)
        write_object(&s, "finding", report_json_finding(&s.json, &inc->findings[i]));
    for (uint32_t i = 0; i < inc->timeline_count; i++)
        write_object(&s, "timeline", report_json_entry(&s.json, &inc->timeline[i]));
    for (uint32_t i = 0; i < inc->template_count; i++)
        write_object(&s, "unknown_error", report_json_template(&s.json, &inc->templates[i]));
    if (d->baseline.given)
        write_object(&s, "baseline", report_json_baseline(&d->baseline));
    for (uint32_t i = 0; i < d->hypothesis_count; i++)
        write_object(&s, "hypothesis", report_json_hypothesis(&s.json, &d->hypotheses[i], i + 1));
    write_last(&s);
    report_json_release(&s.json);
}

const struct report_format report_jsonl_format = {
    .name = "jsonl",
    .help = "the same as a stream of records, one a line",
    .write = write_jsonl,
};
