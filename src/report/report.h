/* report: everything a report shows, and the table of report formats.
 *
 * A writer only reads the report and appends to a buffer; the caller writes it out. All log text is
 * redacted (redact.h) and escaped for its format by the writer. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "correlate/incident.h"
#include "infer/diagnosis.h"
#include "report/redact.h"

#define REPORT_SCHEMA "culprit-report-1"

/* Where the decoded bytes of a source went; adds up to all of them. See framer.h. */
struct report_bytes {
    uint64_t events, framing, rejected, over_limit;
};

struct report_source {
    const char *name;       /* as given; "-" for standard input */
    const char *format;     /* "" if it could not be opened */
    const char *encoding;   /* "utf-8" …; with compression "gzip+utf-8" */
    uint64_t events, bytes; /* bytes: decoded */
    struct report_bytes ledger;
    uint64_t rejoined, unrejoinable; /* pieces of lines that log drivers cut */
    uint64_t wrapped_lines;          /* lines that a narrow console broke, put together again */
    const struct err *warnings;      /* those kept */
    uint32_t warning_count;
    uint64_t warnings_total;
};

struct report {
    const char *version, *database_hash;
    uint32_t signature_count;
    const struct sigset *set;
    const struct incident *incident;
    const struct diagnosis *diagnosis;
    const struct report_source *sources;
    uint32_t source_count;
    const struct err *warnings; /* not bound to one source */
    uint32_t warning_count;
};

struct report_style {
    bool color;   /* ANSI colours */
    bool unicode; /* else plain ASCII */
    enum redact_level redact;
    bool full;      /* all timeline entries */
    int32_t zone_s; /* zone of clock times in text; JSON is always UTC */
    uint32_t width; /* columns, at least 60 */
};

struct report_format {
    const char *name; /* value of -o */
    const char *help;
    void (*write)(const struct report *report, const struct report_style *style, struct buf *out);
};

/* Ended by a row with a NULL name. */
extern const struct report_format *const report_format_table[];
const struct report_format *report_format_find(const char *name);

#endif
