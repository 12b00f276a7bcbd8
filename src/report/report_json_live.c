#include "report/report_json_live.h"

#include "report/live.h"
#include "report/report_json_out.h"
#include "report/report_json_record.h"

#include <jansson.h>

/* Takes the reference to object. */
static void add_record(const char *type, json_t *object, struct buf *out)
{
    json_t *record = json_object();
    (void)json_object_set_new(record, "type", json_string(type));
    (void)json_object_set_new(record, "live", json_true());
    (void)json_object_update(record, object);
    report_json_out_line(out, record);
    json_decref(object);
    json_decref(record);
}

void report_json_live_entry(const struct report *report, const struct timeline_entry *entry,
                            const struct report_style *style, struct slice unknown, struct buf *out)
{
    struct report_json json;
    report_json_init(&json, report, style);
    json_t *object = report_json_entry(&json, entry);
    if (unknown.len > 0) {
        (void)json_object_set_new(object, "kind", json_string(LIVE_UNKNOWN_KIND));
        (void)json_object_set_new(object, "title", report_json_text(&json, unknown));
    }
    add_record("timeline", object, out);
    report_json_release(&json);
}

void report_json_live_hypothesis(const struct report *report, bool forgot,
                                 const struct report_style *style, struct buf *out)
{
    const struct diagnosis *d = report->diagnosis;
    struct report_json json;
    report_json_init(&json, report, style);
    if (d->hypothesis_count > 0) {
        add_record("hypothesis", report_json_hypothesis(&json, &d->hypotheses[0], 1), out);
    } else {
        json_t *verdict = report_json_verdict(&json);
        if (forgot)
            (void)json_object_set_new(verdict, "summary", json_string(LIVE_FORGOT));
        add_record("verdict", verdict, out);
    }
    report_json_release(&json);
}
