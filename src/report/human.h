/* human: numbers as people read them. */
#ifndef REPORT_HUMAN_H
#define REPORT_HUMAN_H

#include <stdint.h>

#define HUMAN_BYTES 32

/* "1,204". */
void human_count(uint64_t n, char out[HUMAN_BYTES]);

/* "980 B", "1.2 MB" (powers of 1000). */
void human_size(uint64_t bytes, char out[HUMAN_BYTES]);

/* "94 %"; never 0 or 100, because nothing here is certain. */
void human_percent(double probability, char out[HUMAN_BYTES]);

/* "very likely" … for a probability. */
const char *human_likelihood(double probability);

#endif
