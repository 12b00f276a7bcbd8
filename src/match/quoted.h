/* quoted: lines that show what something was, or is to be, instead of what happened. */
#ifndef MATCH_QUOTED_H
#define MATCH_QUOTED_H

#include "base/slice.h"

/* Is this a line of a plan ("  ~ reason = "Error: …" -> null" of Terraform, OpenTofu, Pulumi), or
 * one that a diff removes or adds ("-    raise TimeoutError")? The marks that shells and lists
 * begin with ("+ npm ci", "- Error: …", "-bash: …") are none. */
bool quoted_is(struct slice line);

#endif
