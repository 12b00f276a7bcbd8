/* db_work: what `db check`, `db test` and `db list` work on: the database in use, or signature
 * sources together with it. */
#ifndef CLI_DB_WORK_H
#define CLI_DB_WORK_H

#include "cli/database.h"

struct db_work_options {
    const char *db_path;      /* -d, or NULL */
    const char *const *paths; /* sources; none: the whole database */
    size_t path_count;
    bool is_alone;   /* without the built-in signatures */
    bool is_lenient; /* ids that are not known are no errors */
};

struct db_work {
    struct build *build; /* has the problems and says what is new */
    struct database *db; /* what was built; NULL when that failed */
    const struct sigset *set;
    bool all_own;                        /* no sources: every signature is looked at */
    uint32_t error_count, warning_count; /* of the build */
};

/* On STATUS_FAIL nothing is open; err says why. Mistakes in sources are no failure: they are in
 * the build, and db is NULL. */
enum status db_work_open(struct db_work *w, const struct db_work_options *opts,
                         struct err *err) MUST_CHECK;
void db_work_close(struct db_work *w);

/* Is this signature one of the sources that were named? */
bool db_work_is_own(const struct db_work *w, uint32_t sig);

/* Prints the problems: errors, and with all the warnings. */
void db_work_print_problems(const struct db_work *w, bool all);

#endif
