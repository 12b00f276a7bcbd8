/* ledger: what the diagnosis makes of every error-level event; the three parts add up to all. */
#ifndef REPORT_LEDGER_H
#define REPORT_LEDGER_H

#include "report/report.h"

struct ledger {
    uint64_t errors;
    uint64_t explained;    /* events that show a root cause; known harmless ones too */
    uint64_t consequences; /* events that show other signatures only */
    uint64_t unexplained;  /* events that no signature claims */
};

void ledger_make(const struct report *report, struct ledger *out);

#endif
