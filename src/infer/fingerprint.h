/* fingerprint: what makes the same incident the same one tomorrow. Internal to infer/. */
#ifndef INFER_FINGERPRINT_H
#define INFER_FINGERPRINT_H

#include "infer/diagnosis.h"

/* Writes h->fingerprint, 16 hex digits, from the id, the service, and the captures of the first
 * occurrence of the cause, without those that differ each time (task, line, time …) and with
 * numbers and ids masked in the others. Effects do not count: how far an incident got is not what
 * it is. For the unknown cause the first unknown error stands in place of captures. */
void fingerprint_make(const struct incident *inc, struct hypothesis *h);

#endif
