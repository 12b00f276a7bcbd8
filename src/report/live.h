/* live: what `culprit watch` says while it reads: an entry of the timeline as soon as it is known,
 * and the first hypothesis when it changes. As lines of text, or as records of `-o jsonl` with
 * "live": true; those of the report at the end, which do not have it, replace them. */
#ifndef REPORT_LIVE_H
#define REPORT_LIVE_H

#include "match/hit.h"
#include "report/report.h"

/* The kind of errors that no signature knows. */
#define LIVE_UNKNOWN_KIND "error"

/* Where what was wrong is too long ago for the live view. */
#define LIVE_FORGOT "nothing wrong lately; the report at the end has what was before"

struct live_style {
    const struct report_style *style;
    bool records; /* JSON Lines, else text */
};

/* An event that shows a signature, or with hit NULL an error that no signature knows; count: how
 * often that was seen lately, 1 for the first time. */
struct live_event {
    const struct sigset *set;
    const char *source;
    const struct event *event;
    const struct hit *hit;
    struct slice text; /* without hit: the line that says most, and where it stands in the source */
    uint64_t line;
    uint64_t count;
};

void live_add_event(const struct live_event *e, const struct live_style *style, struct buf *out);

/* An entry of a report's timeline. */
void live_add_entry(const struct report *report, const struct timeline_entry *entry,
                    const struct live_style *style, struct buf *out);

/* The first hypothesis; that there is none any more. forgot: what was wrong is left out of the
 * report, for it is long ago. */
void live_add_hypothesis(const struct report *report, bool forgot, const struct live_style *style,
                         struct buf *out);

#endif
