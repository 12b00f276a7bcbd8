/* report_json_record: the objects that the JSON document and the stream of records share. Internal
 * to report/.
 *
 * Each function writes the members of an object that is open, in the order of
 * docs/report.schema.json; whoever calls it opens and closes it, and may add members. */
#ifndef REPORT_REPORT_JSON_RECORD_H
#define REPORT_REPORT_JSON_RECORD_H

#include "report/report.h"
#include "report/report_json_out.h"

struct report_json {
    const struct report *report;
    const struct report_style *style;
    struct report_json_out out;
    struct buf redacted, filled; /* scratch */
};

/* Writes to `out`, which must outlive it. */
void report_json_init(struct report_json *json, const struct report *report,
                      const struct report_style *style, struct buf *out,
                      enum json_out_layout layout);
void report_json_release(struct report_json *json);

void report_json_tool(struct report_json *json);
void report_json_source(struct report_json *json, const struct report_source *source);
/* summary: NULL for that of the verdict. */
void report_json_verdict(struct report_json *json, const char *summary);
void report_json_baseline(struct report_json *json);
void report_json_hypothesis(struct report_json *json, const struct hypothesis *h, uint32_t rank);
void report_json_finding(struct report_json *json, const struct finding *finding);
/* unknown: the error that the entry is, where no signature knows it; else empty. */
void report_json_entry(struct report_json *json, const struct timeline_entry *entry,
                       struct slice unknown);
void report_json_ledger(struct report_json *json);
void report_json_template(struct report_json *json, const struct error_template *t);

/* Where the bytes of all sources went: a member of that name. */
void report_json_bytes_of_all(struct report_json *json);

/* The i-th warning, of the reading or about what the report cannot show, as it is to be written;
 * lasts until the next call. False: no more. */
bool report_json_warning(struct report_json *json, uint32_t i, struct slice *text);

#endif
