/* model: the probabilities of inference, and the nodes it works on. Internal to infer/. */
#ifndef INFER_MODEL_H
#define INFER_MODEL_H

#include "infer/diagnosis.h"

/* Roots tried at most, and roots in one explanation: 24 and the unknown give 2,625 sets. */
#define MODEL_CANDIDATES_MAX 24
#define MODEL_ROOTS_MAX 3

/* P(a cause is at work before any evidence) where the signature does not say. */
#define MODEL_PRIOR 0.02
/* The same of a cause that no signature names. */
#define MODEL_PRIOR_UNKNOWN 0.05
/* P(a finding shows | its own condition is at work). */
#define MODEL_SELF 0.98
/* An unknown cause would show a given symptom, or a line that a cause signature claims. */
#define MODEL_UNKNOWN_SYMPTOM 0.5
#define MODEL_UNKNOWN_CAUSE 0.01
/* Confidence in "something is wrong" from error-level lines alone: healthy programs log errors,
 * too. */
#define MODEL_UNKNOWN_ERRORS 0.35
/* Links that nobody has modelled: an earlier cause behind a later symptom, or a later cause. */
#define MODEL_UNMODELLED_SYMPTOM 0.25
#define MODEL_UNMODELLED_CAUSE 0.01
/* A link of a chain that was seen carries on with this. */
#define MODEL_KNOWN 0.95
/* Strength of "the inner exception caused the outer one". */
#define MODEL_WRAPPED 0.95
/* Factor on a link whose effect began well before its cause. */
#define MODEL_EARLY_EFFECT 0.4
/* Factors on the precision of a finding that was followed by its recovery, or that had stopped
 * before the latest failures began. */
#define MODEL_RECOVERED 0.12
#define MODEL_HISTORY 0.1
/* How much of a missing effect counts, where it could have been seen. */
#define MODEL_MISSING 0.4
/* Clocks of two sources may differ by so much before order means anything. */
#define MODEL_SKEW_US (2 * (int64_t)TIMESTAMP_US_PER_S)
/* Events without times may stand this far out of order in their source. */
#define MODEL_SKEW_EVENTS 20
/* Paths weaker than this are no link. */
#define MODEL_LINK_MIN 0.02

/* One finding that asks for an explanation. */
struct node {
    const struct finding *finding;
    uint32_t finding_index;
    const struct sig *sig;
    bool recovered;   /* closed by a later recovery: no longer open */
    bool history;     /* had stopped before the latest failures began */
    double precision; /* P(the condition holds | it matched), after recovery and history */
    double leak;      /* P(it shows | none of its causes is at work) */
    double weight;    /* how loudly it asks, by severity */
};

/* One possible root. */
struct candidate {
    uint32_t sig;  /* SIG_NONE: the unknown cause */
    uint32_t node; /* index of its own node, or UINT32_MAX if it was not seen itself */
    double prior;
    double *path;      /* per node: strength of the modelled path to it, 0 without one */
    double *link;      /* per node: P(node shows | this alone) */
    double missing;    /* likelihood of the effects that should have shown and did not */
    double confidence; /* result */
};

struct model {
    const struct incident *incident;
    const struct sigset *set;
    bool input_damaged;
    struct arena *arena;
    bool *seen; /* per signature: is there a cause or symptom finding of it? */
    struct node *nodes;
    uint32_t node_count;
    struct candidate *candidates; /* the last one is the unknown cause */
    uint32_t candidate_count;
};

/* nodes.c: which findings ask for an explanation, and how sure each is. */
void model_nodes(struct model *m);

/* links.c: candidates and their links to nodes. */
void model_candidates(struct model *m);

/* How strongly one signature brings about each other one, into out[set->count]: the strongest path,
 * a product of edge strengths, 1 at the start, 0 where there is no path. A signature on the way
 * that was seen is known to be at work: from there the product begins anew at MODEL_KNOWN, so that
 * a long chain of things that all happened is not held to be unlikely. */
void model_paths(const struct model *m, uint32_t from, double *out);

/* Could the given inputs have shown this signature? */
bool model_observable(const struct incident *inc, const struct sig *sig);

/* Did the effect begin before its cause, beyond what clocks may differ by? */
bool model_began_before(const struct finding *effect, const struct finding *cause);

/* sets.c: posterior of every small set of roots, then of each candidate. */
void model_solve(struct model *m);

/* explain.c: chain, evidence, reasons of one hypothesis. */
void explain_hypothesis(const struct model *m, const struct candidate *c, struct hypothesis *h);

/* verdict.c */
void explain_verdict(const struct model *m, const struct diagnosis *d, struct verdict *out);

#endif
