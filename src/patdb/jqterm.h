/* jqterm: programs of jq that ask a JSON object for something. The only file that knows libjq.
 *
 * A program says yes when one of its outputs is neither null nor false and none is an error, as
 * preq has it. libjq cannot be stopped while a program runs: programs that may not end are kept out
 * by build_jq.h. */
#ifndef PATDB_JQTERM_H
#define PATDB_JQTERM_H

#include "base/err.h"
#include "base/slice.h"

#define JQTERM_BYTES_MAX (1024 * 1024) /* of a JSON text */
#define JQTERM_OUTPUTS_MAX 10000       /* of a program: more are not looked at */

struct jqterm;
struct jqterm_json;

/* Was culprit built with libjq? Without it nothing below gives anything. */
bool jqterm_is_available(void);

/* STATUS_FAIL and what libjq says of a program that does not compile. */
enum status jqterm_new(struct jqterm **out, struct slice program, struct err *err) MUST_CHECK;
void jqterm_free(struct jqterm *term);

/* The JSON object that a text may be, alone or behind a time and a blank; empty if it is none by
 * its first byte. */
struct slice jqterm_object(struct slice text);

/* NULL if the text is no JSON object, or too long. To be freed by the caller. */
struct jqterm_json *jqterm_parse(struct slice text);
void jqterm_json_free(struct jqterm_json *json);

bool jqterm_holds(struct jqterm *term, const struct jqterm_json *json);

#endif
