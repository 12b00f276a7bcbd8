/* watch_top: what a conclusion comes to, in one line: for the status line, for the gate, and to see
 * whether it has changed. It goes from a copy of the process to the original as bytes. */
#ifndef CLI_WATCH_TOP_H
#define CLI_WATCH_TOP_H

#include "report/report.h"

#define WATCH_TOP_TEXT_BYTES 200

/* What was seen last this long before the last event is told as history on the status line. */
#define WATCH_TOP_AGED_US (15 * TIMESTAMP_US_PER_MIN)

struct watch_top {
    enum verdict_status status;
    bool has_hypothesis, is_cause; /* is_cause: it is known, and no symptom */
    bool is_given_up; /* who deploys says that the deployment failed, and began none since */
    double confidence;
    uint64_t key;        /* changes with the first hypothesis and with its class of confidence */
    int64_t last_us;     /* when its evidence was seen last */
    int64_t now_us;      /* the last event of all */
    int64_t change_us;   /* when something was changed last; TIMESTAMP_NONE: never */
    int64_t recovery_us; /* … and when what the gate waits for was seen last */
    uint32_t streams;
    char text[WATCH_TOP_TEXT_BYTES]; /* the verdict, safe to show; ends in NUL */
};

/* until: a pattern of ids of signatures that the gate waits for. */
void watch_top_make(struct watch_top *top, const struct report *report,
                    const struct report_style *style, struct slice until);

#endif
