/* phrase: sentences that text, Markdown and HTML have in common, so that all say the same.
 *
 * All append raw text, which may hold log text: the writer redacts and escapes it for its format.
 * No function appends a line feed. */
#ifndef REPORT_PHRASE_H
#define REPORT_PHRASE_H

#include "report/report.h"

/* "configuration: Redis URL has no scheme (94 %)", "nothing wrong found in 1,204 events". */
void phrase_headline(const struct report *report, struct buf *out);

/* "almost certain, 98 %", and behind it, each after `dot`: "configuration", "seen in the logs". */
void phrase_standing(const struct hypothesis *h, const char *dot, struct buf *out);

/* "Times in UTC+02:00, from 2025-10-01 14:36:02 to 15:02:11 (26 min)". */
void phrase_range(const struct report *report, int32_t zone_s, struct buf *out);
/* "UTC", "UTC+02:00". */
void phrase_zone(int32_t zone_s, struct buf *out);

/* "12 error events: 3 explained, 9 consequences, 0 unexplained". */
void phrase_ledger(const struct report *report, struct buf *out);

/* "3 events read more than once, counted once"; nothing if there are none. */
void phrase_duplicates(const struct report *report, struct buf *out);

/* "4 events of 2 kinds that no signature knows, the most frequent first". */
void phrase_unknown(const struct incident *incident, struct buf *out);

/* "before the first symptom · rising, 2 → 40 · KeyError · at run (/app/src/run.js:10:5)": what
 * there is to say about an unknown error; nothing if there is nothing. */
void phrase_template(const struct error_template *t, const char *dot, const char *arrow,
                     struct buf *out);

/* "culprit 0.1.0, 321 signatures, database 81977524d658". */
void phrase_tool(const struct report *report, struct buf *out);

/* "aws-logs-tail, gzip+utf-8"; "not read". */
void phrase_format(const struct report_source *source, struct buf *out);

/* "3 wrapped lines unwrapped, …": what was put together again; nothing if nothing was. */
void phrase_joined(const struct report_source *source, struct buf *out);

/* "1 event", "1,204 events". */
void phrase_count(uint64_t count, const char *one, const char *many, struct buf *out);

/* The day of a time in a zone, counted from 1970-01-01. */
int64_t phrase_day(int64_t us, int32_t zone_s);

#endif
