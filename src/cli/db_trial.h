/* db_trial: the regexes of one signature, tried on a text as the matcher would after its
 * prefilter. */
#ifndef CLI_DB_TRIAL_H
#define CLI_DB_TRIAL_H

#include "match/confirm.h"
#include "match/hit.h"

struct db_trial {
    const struct sig *sig;
    struct confirm_scratch *scratch;
    struct confirm **match, **exclude;
};

enum db_outcome_what {
    DB_OUTCOME_NO,
    DB_OUTCOME_YES,
    DB_OUTCOME_VETOED,   /* a regex matches, but so does one of 'exclude' */
    DB_OUTCOME_LIMIT,    /* a regex gave up */
    DB_OUTCOME_UNGUARDED /* a regex matches a text without its guard: the matcher would miss it */
};

struct db_outcome {
    enum db_outcome_what what;
    uint32_t pattern; /* that matched first */
    struct sig_capture captures[HIT_CAPTURES_MAX];
    uint32_t capture_count;
};

/* Borrows sig and scratch. Release it also after STATUS_FAIL: a regex does not compile. */
enum status db_trial_init(struct db_trial *t, const struct sig *sig,
                          struct confirm_scratch *scratch, struct err *err) MUST_CHECK;
void db_trial_release(struct db_trial *t);

struct db_outcome db_trial_text(const struct db_trial *t, struct slice text);

/* Does this one regex of `match` match, whatever guards and vetoes it? */
bool db_trial_pattern(const struct db_trial *t, uint32_t pattern, struct slice text);

/* Does the text hold one of the literals that guard the pattern, or needs it none? */
bool db_trial_guarded(const struct sig_pattern *pattern, struct slice text);

#endif
