/* db_mutate: examples with the guard's words spoilt. */
#ifndef CLI_DB_MUTATE_H
#define CLI_DB_MUTATE_H

#include "base/buf.h"
#include "cli/db_trial.h"
#include "cli/db_work.h"

/* Appends the text with other letters and digits in all places where a guard literal stands, so
 * that none is left; the kind of every byte (upper, lower, digit) stays. False if that cannot be
 * done: the pattern has no guard, or one without letters and digits. */
bool db_mutate(const struct sig_pattern *pattern, struct slice text, struct buf *out);

/* Every regex that matches an example must not match it once its guard is spoilt: else the guard
 * does not guard, and the matcher would miss such lines. Warns of the others [mutant]. Returns the
 * number of texts tried. */
uint32_t db_mutate_signature(struct db_work *w, const struct db_trial *trial, uint32_t sig);

#endif
