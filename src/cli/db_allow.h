/* db_allow: remarks of `db check` and `db test` that somebody has looked at and accepts, with the
 * reason. A text file, a line each:
 *
 *     CHECK ID [OTHER] # reason
 *
 * CHECK is the name that a remark ends with, ID and OTHER are globs over the signature and what the
 * remark is about (another signature, a guard; left out: whatever it is). Blanks in OTHER are
 * written as '?'. Empty lines and lines that begin with '#' are comments. */
#ifndef CLI_DB_ALLOW_H
#define CLI_DB_ALLOW_H

#include "base/err.h"
#include "base/slice.h"

/* Entries of one file, and its bytes. */
#define DB_ALLOW_ENTRIES_MAX 10000
#define DB_ALLOW_BYTES_MAX (1024 * 1024)

struct db_allow;

/* On STATUS_FAIL *out is NULL: the file cannot be read, or a line has no reason. */
enum status db_allow_open(struct db_allow **out, const char *path, struct err *err) MUST_CHECK;
void db_allow_free(struct db_allow *allow);

/* Is the remark accepted? allow may be NULL. */
bool db_allow_has(struct db_allow *allow, const char *check, struct slice id, struct slice other);

/* Prints the entries for one of the checks (a list ended by NULL) that no remark needed: they hide
 * what comes next. Returns how many there are. */
uint32_t db_allow_print_unused(const struct db_allow *allow, const char *const *checks);

#endif
