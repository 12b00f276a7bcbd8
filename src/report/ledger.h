/* ledger: what the diagnosis makes of every error-level event; the three parts add up to all. */
#ifndef REPORT_LEDGER_H
#define REPORT_LEDGER_H

#include "report/report.h"

/* Signatures named of events that no hypothesis reaches. */
#define LEDGER_STRAYS_MAX 16

struct ledger_stray {
    uint32_t sig;
    uint64_t count;
};

struct ledger {
    uint64_t errors;
    uint64_t explained;    /* events that show the cause of a hypothesis; known harmless ones too */
    uint64_t consequences; /* events that show what such a cause leads to */
    uint64_t unexplained;  /* events that no signature claims, and those below */
    /* Events of which the signature is known and which no hypothesis leads to; each is counted at
     * its first signature. The most frequent first, then by signature. */
    uint64_t stray_events;
    struct ledger_stray strays[LEDGER_STRAYS_MAX];
    uint32_t stray_count;
};

void ledger_make(const struct report *report, struct ledger *out);

#endif
