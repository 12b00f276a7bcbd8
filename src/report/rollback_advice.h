/* rollback_advice: the words and commands of a rollback decision. */
#ifndef REPORT_ROLLBACK_ADVICE_H
#define REPORT_ROLLBACK_ADVICE_H

#include "base/buf.h"
#include "report/report.h"

enum rollback_list {
    ROLLBACK_CAPTURE,  /* commands: what to save before, as it is gone afterwards */
    ROLLBACK_COMMANDS, /* commands: the rollback itself, per service */
    ROLLBACK_KEEP      /* sentences: what not to touch */
};

/* Appends why to do it or not. */
void rollback_advice_reason(const struct report *report, const struct hypothesis *h,
                            struct buf *out);

/* Appends the i-th line of a list; false if there is none. Places that are not known stay as
 * "<cluster>". There are none where going back would not help or is not up to ECS. */
bool rollback_advice_line(const struct report *report, const struct hypothesis *h,
                          enum rollback_list list, uint32_t i, struct buf *out);

#endif
