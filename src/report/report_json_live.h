/* report_json_live: records of the live view. Internal to report/. */
#ifndef REPORT_REPORT_JSON_LIVE_H
#define REPORT_REPORT_JSON_LIVE_H

#include "report/report.h"

/* Append a line each: an entry, whose title is `unknown` unless that is empty; the first
 * hypothesis, or the verdict where there is none, forgot as in live.h. */
void report_json_live_entry(const struct report *report, const struct timeline_entry *entry,
                            const struct report_style *style, struct slice unknown,
                            struct buf *out);
void report_json_live_hypothesis(const struct report *report, bool forgot,
                                 const struct report_style *style, struct buf *out);

#endif
