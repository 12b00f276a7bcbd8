/* diagnosis: hypotheses and verdict, what inference hands to reports. */
#ifndef INFER_DIAGNOSIS_H
#define INFER_DIAGNOSIS_H

#include "base/arena.h"
#include "correlate/incident.h"

enum basis { BASIS_OBSERVED, BASIS_INFERRED };
enum verdict_status {
    VERDICT_FAILING,
    VERDICT_DEGRADED,
    VERDICT_RECOVERED,
    VERDICT_HEALTHY,
    VERDICT_UNKNOWN
};

const char *basis_name(enum basis basis);
const char *verdict_status_name(enum verdict_status status);

/* A line of evidence: one finding on the chain of a hypothesis. */
struct evidence {
    uint32_t finding;             /* index in incident.findings, or INCIDENT_NONE */
    uint32_t sig;                 /* or SIG_NONE for the unknown cause */
    struct occurrence occurrence; /* what to show: borrowed from the incident */
    uint64_t count;
};

/* A reason that moved the confidence, as a sentence. */
struct reason {
    struct slice text;
    uint32_t sig; /* the signature it speaks of, or SIG_NONE */
};

enum rollback_decision {
    ROLLBACK_NONE, /* no advice */
    ROLLBACK_YES,
    ROLLBACK_NO,
    ROLLBACK_MAYBE,
    ROLLBACK_DONE /* ECS has done it by itself */
};

const char *rollback_decision_name(enum rollback_decision decision);

#define ROLLBACK_SERVICES_MAX 4

/* Whether to go back to an older revision, and with what. */
struct rollback {
    enum rollback_decision decision;
    struct slice reason; /* what the input says about it; empty: only the signature knows */
    struct slice services[ROLLBACK_SERVICES_MAX]; /* to roll back */
    struct slice spared[ROLLBACK_SERVICES_MAX];   /* that show no trouble: not to be touched */
    uint32_t service_count, spared_count;
    struct slice from, to; /* task definitions with revision; empty: not known */
    bool to_was_good;      /* a deployment of it was completed */
    bool is_ecs;           /* commands of ECS make sense here */
};

struct hypothesis {
    uint32_t sig;    /* SIG_NONE: the unknown cause */
    struct slice id; /* "unknown" then */
    struct slice title;
    enum sig_domain domain;
    double confidence; /* the chance that this is a root: the posterior, calibrated */
    double posterior;  /* as inference gave it */
    uint32_t incident; /* 1, 2 …: of several independent incidents the one that it is the root of */
    enum basis basis;
    uint32_t *chain; /* signatures from the root to the last effect seen, root first */
    uint32_t chain_count;
    struct evidence *evidence;
    uint32_t evidence_count;
    struct reason *against, *missing, *supports;
    uint32_t against_count, missing_count, support_count;
    struct sig_capture *captures; /* of the evidence, then facts: what advice is filled with */
    uint32_t capture_count;
    struct rollback rollback;
    char fingerprint[17]; /* hex; id, stable captures, service */
};

struct verdict {
    enum verdict_status status;
    enum sig_domain domain;
    bool has_domain;
    struct slice summary; /* one sentence */
};

/* What a known-good log says. */
struct baseline {
    bool given, usable; /* usable: it has events */
    bool fails;         /* it is not good at all */
    bool same_way;      /* and fails as this log does */
    uint64_t events;
    bool *finding_is_new;  /* per finding of the incident */
    bool *template_is_new; /* per unknown error */
};

struct diagnosis {
    struct verdict verdict;
    struct hypothesis *hypotheses; /* by confidence, then id */
    uint32_t hypothesis_count;
    struct baseline baseline;
    uint32_t incident_count; /* causes that have nothing to do with each other; at least 1 */
};

#endif
