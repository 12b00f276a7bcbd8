/* conclusion: from what a pipeline has read to a report and its way out. */
#ifndef CLI_CONCLUSION_H
#define CLI_CONCLUSION_H

#include "base/arena.h"
#include "cli/common_options.h"

struct conclusion {
    struct arena arena;
    struct diagnosis diagnosis;
    struct incident recent; /* where only that was asked for */
    bool forgot;            /* … and something wrong is older */
    struct report report;   /* borrows from pipeline and database */
};

struct conclusion_inputs {
    const struct err *errors; /* not bound to one source */
    size_t error_count;
    const struct incident *baseline; /* of a known-good log; NULL: none */
    int64_t
        recent_us; /* only what was seen so long before the last event, see incident.h; 0: all */
};

/* Concludes what p has read; p can read no more. */
void conclusion_make(struct conclusion *c, const struct common_options *set, struct database *db,
                     struct pipeline *p, const struct conclusion_inputs *in);
void conclusion_release(struct conclusion *c);

/* Writes the report to standard output, and warnings to standard error. Does not change *status but
 * to EXIT_STATUS_USAGE, when it cannot be written. */
void conclusion_print(const struct conclusion *c, const struct common_options *set, int *status);

/* Status of a run that is over: nothing read (after a message), damaged, or done. */
int conclusion_status(const struct common_options *set, const struct pipeline *p,
                      size_t error_count);

/* Prints the warnings of the sources and the others. */
void conclusion_warn(const struct common_options *set, const struct report *r);

#endif
