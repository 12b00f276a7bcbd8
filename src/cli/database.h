/* database: the signatures that a command works with: the built-in ones or those of a file, and
 * the user's own on top. */
#ifndef CLI_DATABASE_H
#define CLI_DATABASE_H

#include "base/err.h"
#include "patdb/build.h"
#include "patdb/signature.h"

#include <stdio.h>

struct database;

/* Opens the database file db_path, or the built-in one if it is NULL. With signature sources (the
 * extra paths, and with user_config the files of $XDG_CONFIG_HOME/culprit/signatures, by default
 * ~/.config/culprit/signatures, when there are any) the whole is compiled in memory; a source
 * replaces a signature of the same id. On STATUS_FAIL *out is NULL. */
enum status database_open(struct database **out, const char *db_path, const char *const *extra,
                          size_t extra_count, bool user_config, struct err *err) MUST_CHECK;

/* Takes over the bytes that build_finish wrote; the buffer is empty afterwards. */
enum status database_open_built(struct database **out, struct buf *bytes,
                                struct err *err) MUST_CHECK;
void database_close(struct database *db);

/* Valid until database_close. */
const struct sigset *database_signatures(const struct database *db);
const char *database_hash(const struct database *db);

/* What was to be said of the sources: rules that are left out, keys that are passed over. A line
 * each. */
void database_print_notices(const struct database *db, FILE *out);

#endif
