/* fields: what every report format says in the same words. All text given is raw: the caller
 * redacts and escapes it. */
#ifndef REPORT_FIELDS_H
#define REPORT_FIELDS_H

#include "correlate/before.h"
#include "report/report.h"

/* The signature of an index, or NULL for SIG_NONE. Its id, "unknown" for NULL. */
const struct sig *fields_sig(const struct report *report, uint32_t sig);
struct slice fields_sig_id(const struct report *report, uint32_t sig);

/* "" for an index out of range. */
const char *fields_source_name(const struct report *report, uint32_t source);

/* What to call a stream: its log stream, else its container, service or task. */
struct slice fields_stream_name(const struct report *report, uint32_t stream);

/* Appends a title with its {captures} filled in. That of a hypothesis has been filled by infer. */
void fields_entry_title(const struct report *report, const struct timeline_entry *entry,
                        struct buf *out);
/* The log line that an entry begins with; NULL where it was not kept or there is none. */
const struct occurrence *fields_entry_occurrence(const struct report *report,
                                                 const struct timeline_entry *entry);

void fields_finding_title(const struct report *report, const struct finding *finding,
                          struct buf *out);

/* Does the known-good log lack what this entry tells? False where none was given. */
bool fields_entry_is_new(const struct report *report, const struct timeline_entry *entry);

/* The title of a link of a hypothesis' chain, whether it was seen or not. */
void fields_link_title(const struct report *report, const struct hypothesis *h, uint32_t sig,
                       struct buf *out);

/* What changed last before a hypothesis first showed; false: nothing is known. The sentence:
 *     api:143 (secret TOKEN added) was deployed 40 s before the first failure; last steady state:
 *     api:141 at 14:20:05 */
bool fields_change(const struct report *report, const struct hypothesis *h,
                   struct before_change *out);
void fields_change_text(const struct report *report, const struct before_change *change,
                        int32_t zone_s, struct buf *out);

/* How far apart the occurrences of an entry are, where that is regular; else 0. Judged by the
 * occurrences that are kept: no distance may be less than half or more than twice the mean. */
int64_t fields_entry_period(const struct report *report, const struct timeline_entry *entry);

/* Bytes and events of all sources. */
uint64_t fields_input_bytes(const struct report *report);

/* Appends a warning with its place: "api.log:77: …", "line 77: …" where no source is named. */
void fields_warning(const struct err *err, struct buf *out);

/* The i-th thing that the report cannot show because a table was full; false: no more. */
bool fields_limit(const struct report *report, uint32_t i, struct buf *out);

#endif
