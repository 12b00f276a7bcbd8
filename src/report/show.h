/* show: the frame of the text report and the small things that all of its sections show.
 * Internal to report/. */
#ifndef REPORT_SHOW_H
#define REPORT_SHOW_H

#include "report/report.h"
#include "report/style.h"
#include "report/wrap.h"

struct show {
    const struct report *report;
    const struct report_style *style;
    struct buf *out;
    uint32_t width;
    bool with_dates; /* the events span more than one day: clock times need the date */
    struct buf redacted, display, filled; /* scratch */
};

void show_init(struct show *show, const struct report *report, const struct report_style *style,
               struct buf *out);
void show_release(struct show *show);

/* Raw text made safe for this terminal: redacted, escaped, in ASCII if asked for. On one line.
 * Valid until the next call. */
struct slice show_safe(struct show *show, struct slice raw);

/* The same of a signature's text with its places filled in. h may be NULL. */
struct slice show_filled(struct show *show, struct slice template, const struct hypothesis *h,
                         bool is_command);

/* A heading: an empty line, the title, and behind it a remark (may be ""). */
void show_heading(struct show *show, const char *title, const char *remark);

/* A line feed; blanks at the end of a line are noise in a diff and go. */
void show_end_line(struct show *show);

/* `indent` blanks and a label of `width` columns, in a tone. */
void show_label(struct show *show, uint32_t indent, const char *label, uint32_t width,
                enum tone tone);

/* Clock time with or without date, blanks of the same width for a missing time. */
#define SHOW_TIME_BYTES TIMESTAMP_TEXT_BYTES
void show_time(const struct show *show, int64_t us, char out[SHOW_TIME_BYTES]);
uint32_t show_time_width(const struct show *show);

/* The same without a date ever, SHOW_CLOCK_COLUMNS wide. */
#define SHOW_CLOCK_COLUMNS 8
void show_clock(const struct show *show, int64_t us, char out[SHOW_TIME_BYTES]);

/* The day of a time in the zone of the report, counted from 1970-01-01. */
int64_t show_day(const struct show *show, int64_t us);

/* Appends "web/4f9a1c2b": container or service and the start of the task id, else the end of the
 * stream's name. Raw text. */
void show_stream(const struct show *show, uint32_t stream, struct buf *raw);

/* Appends "api.log:14"; only the source without a line. Raw text. */
void show_place(const struct show *show, uint32_t source, uint64_t line, struct buf *raw);

/* Appends "×12", nothing for a count of 1 or less. */
void show_count(const struct show *show, uint64_t count, struct buf *out);

#endif
