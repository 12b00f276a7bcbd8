/* db_cross: every signature on the examples of all others.
 *
 * Two signatures are related, and may both be found in one line, when one refines the other, when
 * one leads to the other along `causes` over any number of steps, or when both have that line
 * among their examples; and two recoveries or two noises do each other no harm. Whatever else fires
 * together is a remark: the one is too wide, or a `refines` is missing. That both are causes of the
 * same effect, or effects of the same cause, does not make them related: two causes found in one
 * line would share its weight. */
#ifndef CLI_DB_CROSS_H
#define CLI_DB_CROSS_H

#include "cli/db_work.h"

/* Warns of regexes that two unrelated signatures have in common: one of them says nothing new
 * [twin]. */
void db_cross_twins(struct db_work *w);

/* Warns of unrelated signatures that match an example of w's own ones [foreign], and of examples
 * that neither their own signature nor one that refines it is found in [lost]. */
void db_cross_foreign(struct db_work *w);

/* Warns of signatures whose every example an unrelated one matches too, which has more of its own:
 * they say nothing that the other does not say [shadowed]. */
void db_cross_shadowed(struct db_work *w);

#endif
