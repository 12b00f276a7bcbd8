/* report_json_record: the objects that the JSON document and the stream of records share. Internal
 * to report/.
 *
 * jansson refuses what is not UTF-8, so all text goes through text_add_json. A refused allocation
 * ends the process in alloc.h, which cli gives to jansson; so no call here can fail. All objects
 * are new references. Keys are those of docs/report.schema.json, in its order. */
#ifndef REPORT_REPORT_JSON_RECORD_H
#define REPORT_REPORT_JSON_RECORD_H

#include "report/report.h"

struct json_t;

struct report_json {
    const struct report *report;
    const struct report_style *style;
    struct buf redacted, clean, filled; /* scratch */
};

void report_json_init(struct report_json *json, const struct report *report,
                      const struct report_style *style);
void report_json_release(struct report_json *json);

struct json_t *report_json_tool(struct report_json *json);
struct json_t *report_json_source(struct report_json *json, const struct report_source *source);
struct json_t *report_json_verdict(struct report_json *json);
struct json_t *report_json_baseline(const struct baseline *baseline);
struct json_t *report_json_hypothesis(struct report_json *json, const struct hypothesis *h,
                                      uint32_t rank);
struct json_t *report_json_finding(struct report_json *json, const struct finding *finding);
struct json_t *report_json_entry(struct report_json *json, const struct timeline_entry *entry);
struct json_t *report_json_ledger(struct report_json *json);
struct json_t *report_json_template(struct report_json *json, const struct error_template *t);
struct json_t *report_json_warnings(struct report_json *json);

/* Where the bytes of all sources went. */
struct json_t *report_json_bytes_of_all(const struct report *report);

/* "2025-10-01T14:41:02.120Z", "" for TIMESTAMP_NONE; a whole number. */
struct json_t *report_json_time(int64_t us);
struct json_t *report_json_count(uint64_t n);

/* Log text, redacted and valid. */
struct json_t *report_json_text(struct report_json *json, struct slice raw);

#endif
