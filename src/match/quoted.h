/* quoted: lines that show what something was, or is to be, instead of what happened. */
#ifndef MATCH_QUOTED_H
#define MATCH_QUOTED_H

#include "base/slice.h"

/* Is this a line of a plan ("  ~ reason = "Error: …" -> null" of Terraform, OpenTofu, Pulumi), or
 * one that a diff removes or adds ("-    raise TimeoutError"), or the name of a test that passed
 * ("✓ shows RateLimitError", "test_timeout PASSED")? The marks that shells and lists
 * begin with ("+ npm ci", "- Error: …", "-bash: …") are none. */
bool quoted_is(struct slice line);

/* Does a command of a script print what stands behind this part of a line, if it ever comes to it?
 * "until nc -z db 5432; do echo waiting for " (and then "the database; sleep 2; done"). */
bool quoted_by_echo(struct slice before);

#endif
