/* redact: masks secrets in log text before anyone sees it.
 *
 * Masked: AWS access key ids, secret keys and session tokens, bearer tokens, JWTs, passwords in
 * URLs and DSNs and behind names like password=, private keys, keys of well-known vendors. A mask
 * keeps the kind and a short hash, "[redacted:aws-access-key:3f9a]", so the same secret has the
 * same mask and can still be correlated. Request ids, task ids, digests and commit hashes are left
 * alone. */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "base/buf.h"
#include "base/slice.h"

enum redact_level {
    REDACT_NONE,
    REDACT_SECRETS,
    REDACT_STRICT, /* e-mail addresses, too */
};

/* "none", "secrets", "strict"; false: another word. */
bool redact_parse(const char *word, enum redact_level *level);

/* Appends s with secrets masked to out. */
void redact_add(struct buf *out, struct slice s);

/* The same at another level. */
void redact_add_at(struct buf *out, struct slice s, enum redact_level level);

#endif
