/* db_work: what `db check` and `db test` work on: the database in use, or signature sources
 * together with it; and their remarks. */
#ifndef CLI_DB_WORK_H
#define CLI_DB_WORK_H

#include "cli/database.h"
#include "cli/db_allow.h"

struct db_work_options {
    const char *db_path;      /* -d, or NULL */
    const char *allow_path;   /* --allow, or NULL */
    const char *const *paths; /* sources; none: the whole database */
    size_t path_count;
    bool is_alone;   /* without the built-in signatures */
    bool is_lenient; /* ids that are not known are no errors */
};

struct db_work {
    struct build *build; /* has the problems and says what is new */
    struct database *db; /* what was built; NULL when that failed */
    const struct sigset *set;
    struct db_allow *allow;  /* NULL: nothing is allowed */
    bool all_own;            /* no sources: every signature is looked at */
    uint32_t error_count;    /* of the build */
    uint32_t warning_count;  /* printed so far */
    uint32_t accepted_count; /* not printed, because the list of db_allow.h has them */
};

/* On STATUS_FAIL nothing is open; err says why. Mistakes in sources are no failure: they are in
 * the build, and db is NULL. */
enum status db_work_open(struct db_work *w, const struct db_work_options *opts,
                         struct err *err) MUST_CHECK;
void db_work_close(struct db_work *w);

/* Is this signature one of the sources that were named? */
bool db_work_is_own(const struct db_work *w, uint32_t sig);

/* Prints the problems of the build: errors, and with all the warnings. */
void db_work_print_problems(struct db_work *w, bool all);

/* Prints "warning: FILE:LINE: ID: TEXT [CHECK]" and counts it, unless it is accepted. other: what
 * the remark is about besides the signature, or empty. True if it was printed. */
bool db_work_warn(struct db_work *w, const char *check, uint32_t sig, struct slice other,
                  const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Log text below a remark, indented, safe for a terminal, on one line. */
void db_work_print_text(struct slice text);

/* After the checks (a list ended by NULL) were made on the whole database: warns of entries that
 * accept nothing. */
void db_work_check_allowed(struct db_work *w, const char *const *checks);

#endif
