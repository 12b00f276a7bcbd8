/* db_benign: log lines of healthy programs, on which no cause or symptom may be found.
 *
 * Files of single lines; empty lines and those that begin with '#' are comments. Silence means
 * something only where the lines hold words of the signatures, so the share of causes is told for
 * which a guard literal occurs in some line: their regexes were really tried. */
#ifndef CLI_DB_BENIGN_H
#define CLI_DB_BENIGN_H

#include "cli/db_work.h"

/* Share of the causes that the lines should challenge. */
#define DB_BENIGN_SHARE_WANTED 60 /* per cent */

struct db_benign_result {
    uint32_t lines, alarms; /* alarms: hits of causes and symptoms, each printed */
};

/* path: a file or a folder. Warns when the share is too small [benign-share]. With is_verbose
 * prints it for each component and names the causes that no line challenges. */
enum status db_benign(struct db_work *w, const char *path, bool is_verbose,
                      struct db_benign_result *result, struct err *err) MUST_CHECK;

#endif
