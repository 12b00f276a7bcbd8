/* db_branches: which alternatives of the regexes no example needs. */
#ifndef CLI_DB_BRANCHES_H
#define CLI_DB_BRANCHES_H

#include "cli/db_trial.h"
#include "cli/db_work.h"

/* Nesting of groups that is looked into, and alternatives of one regex. */
#define DB_BRANCHES_DEPTH_MAX 32
#define DB_BRANCHES_MAX 512

/* One alternative: its bytes in the regex, from .. to. */
struct db_branch {
    uint32_t from, to;
};

/* Finds the alternatives of a regex that PCRE2 accepts. Those in negative lookarounds are left out:
 * no example can need them. Returns how many were written: at most DB_BRANCHES_MAX, and none when
 * groups nest too deep. Does not know the comments of (?x). */
uint32_t db_branches_of(struct slice regex, struct db_branch *out);

struct db_branch_count {
    uint32_t tried, idle; /* alternatives, and those that no example needs */
};

/* Warns of each regex that matches no example [idle-regex]; it counts as one idle alternative.
 * Counts, and with is_verbose lists, the alternatives without which their regex has the same
 * matches and captures on all examples: does any program print them? */
void db_branches_signature(struct db_work *w, const struct db_trial *trial, uint32_t sig,
                           bool is_verbose, struct db_branch_count *count);

#endif
