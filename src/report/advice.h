/* advice: fills the {places} of confirm, fix and rollback templates. */
#ifndef REPORT_ADVICE_H
#define REPORT_ADVICE_H

#include "base/buf.h"
#include "correlate/incident.h"
#include "infer/diagnosis.h"

/* Appends the template to out; {name} becomes the hypothesis' capture or the incident's fact of
 * that name, and <name> when neither is known, for the reader to fill in. "{{" stays as it is: no
 * place begins there, as in the formats of docker inspect. Values that go into a command are quoted
 * for a POSIX shell when they hold anything but [A-Za-z0-9_./:@%+=,-], because log text is hostile
 * and people paste commands. */
void advice_fill(struct slice template, const struct hypothesis *h, const struct incident *inc,
                 bool is_command, struct buf *out);

/* Is this line of advice a command rather than a sentence? By our own convention for signatures:
 * sentences start with a capital letter. */
bool advice_is_command(struct slice template);

#endif
