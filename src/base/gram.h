/* gram: how likely short byte strings are in log text. */
#ifndef BASE_GRAM_H
#define BASE_GRAM_H

#include "base/slice.h"

/* An estimate, without letter case, of the chance that these bytes stand at a given place of a
 * log; good for comparing strings of equal length, more than 0. */
double gram_likelihood(struct slice s);

/* Bytes fall into kinds: the letters, without case, then digits, blank, three kinds of punctuation,
 * and the rest. */
#define GRAM_KINDS 32
#define GRAM_DIGIT 26
unsigned gram_kind(char c);

/* The same, but digits are no kind of their own: each is of the kind of a letter that log text
 * seldom holds, so that numbers are not all alike. */
unsigned gram_pair_kind(char c);

/* The chance that two kinds stand at a given place of a log; pair: first * GRAM_KINDS + second. */
double gram_pair_likelihood(unsigned pair);

#endif
