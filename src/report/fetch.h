/* fetch: what to read next when the cause is not in what was read. */
#ifndef REPORT_FETCH_H
#define REPORT_FETCH_H

#include "report/report.h"

/* Appends the i-th thing to fetch, filled in; false when there are no more. Commands (see
 * advice_is_command()) for the platform that the input is from: AWS, Kubernetes or Docker;
 * sentences where nothing shows it. What was read already is left out. */
bool fetch_line(const struct report *report, uint32_t i, struct buf *out);

#endif
