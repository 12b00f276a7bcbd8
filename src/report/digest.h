/* digest: short hashes of evidence, by which `culprit verify` finds that a log still says what a
 * report says it does. */
#ifndef REPORT_DIGEST_H
#define REPORT_DIGEST_H

#include "base/slice.h"

/* Hex digits of a hash, and of one of a text in which a secret is masked: 16 bits tell a changed
 * line from an unchanged one as well (65,535 of 65,536 times), but leave whoever wants to guess the
 * secret with one in 65,536 of all guesses and no way to tell which is right. */
#define DIGEST_DIGITS 12
#define DIGEST_DIGITS_MASKED 4
#define DIGEST_BYTES (DIGEST_DIGITS + 1)

/* The first digits of the SHA-256 of the raw bytes, in lower case hex. */
void digest_text(struct slice raw, bool is_masked, char out[DIGEST_BYTES]);

/* Does a hash made by digest_text belong to these bytes? */
bool digest_holds(struct slice hash, struct slice raw);

#endif
