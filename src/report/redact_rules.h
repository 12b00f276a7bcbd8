/* redact_rules: what the three scanners of redact.c give it. Internal to report/.
 *
 * Each looks at one position and answers at once, and reads on only over bytes that no later call
 * at a higher position reads again (or a bounded number), so that redaction is linear in time. */
#ifndef REPORT_REDACT_RULES_H
#define REPORT_REDACT_RULES_H

#include "base/slice.h"

/* Bytes [start, end) of the text are a secret; kind is what the mask calls it. start may lie
 * behind the position asked about: what is between is shown. end > position always. */
struct redact_span {
    size_t start, end;
    const char *kind;
};

/* Tokens that their own shape gives away: vendor prefixes, AWS key ids, JWTs. `at` must be at the
 * start of a word. */
bool redact_token_at(struct slice s, size_t at, struct redact_span *span);

/* password=…, "apiKey": "…", Authorization: Bearer …; `at` is the first byte of a name. */
bool redact_name_at(struct slice s, size_t at, struct redact_span *span);

/* scheme://user:PASS@host; `at` is at "://". On false *next is where to go on. */
bool redact_url_at(struct slice s, size_t at, struct redact_span *span, size_t *next);

/* user:PASS@tcp(host) as Go's MySQL driver has it; `at` is at '@', `from` the first byte that may
 * be looked back at. */
bool redact_url_go_dsn(struct slice s, size_t from, size_t at, struct redact_span *span);

/* Values that stand for a secret but are none: "", null, ***, <password>, ${DB_PASSWORD}, required,
 * YES … */
bool redact_value_is_placeholder(struct slice value);

/* Does it look made by a machine or chosen as a password: digits with letters, mixed case inside a
 * word, or signs? */
bool redact_value_is_random(struct slice value);

/* Is it written like code or a reference rather than a value: os.environ[, config.get(, $NAME? */
bool redact_value_is_code(struct slice value, char next);

#endif
