/* profile: what each signature cost in a run, for --profile. */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include "cli/pipeline.h"

/* A clock that only goes forward, in nanoseconds. */
uint64_t profile_clock(void);

/* Prints a table to standard error: the signatures that were tried, the dearest first. */
void profile_print(const struct pipeline *p, const struct sigset *set);

#endif
