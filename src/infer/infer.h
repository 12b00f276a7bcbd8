/* infer: from findings to ranked root causes.
 *
 * Noisy-OR over the causal graph of the signatures (Pearl, Probabilistic Reasoning in Intelligent
 * Systems, 1988, section 4.3), sets of up to three roots compared by posterior as in Peng and
 * Reggia's parsimonious covering (Abductive Inference Models for Diagnostic Problem-Solving, 1990),
 * with an unknown cause that always competes. See infer.c for the model. */
#ifndef INFER_INFER_H
#define INFER_INFER_H

#include "infer/diagnosis.h"

struct infer_options {
    uint32_t top;                    /* hypotheses given at most; 0: INFER_TOP_DEFAULT */
    bool input_damaged;              /* some input was lost: silence is then no sign of health */
    const struct incident *baseline; /* of a known-good log; NULL: none */
};

#define INFER_TOP_DEFAULT 10

/* Memory of the result comes from arena; it also borrows from incident and set. */
void infer(const struct incident *incident, const struct sigset *set,
           const struct infer_options *opts, struct arena *arena, struct diagnosis *out);

#endif
