/* gram: how likely short byte strings are in log text. */
#ifndef MATCH_GRAM_H
#define MATCH_GRAM_H

#include "base/slice.h"

/* An estimate, without letter case, of the chance that these bytes stand at a given place of a
 * log; good for comparing strings of equal length, more than 0. */
double gram_likelihood(struct slice s);

#endif
