/* text_parts: the sections of the text report, in the order in which they are shown. Each is in the
 * file of its name, starts with an empty line unless it is the first, and appends nothing when it
 * has nothing to say. Internal to report/. */
#ifndef REPORT_TEXT_PARTS_H
#define REPORT_TEXT_PARTS_H

#include "report/show.h"

/* The verdict in one line and one sentence. */
void text_head_add(struct show *show);

/* The first hypothesis in full, the others in two lines each. */
void text_cause_add(struct show *show, const struct hypothesis *h, uint32_t rank);
/* The first hypothesis in a few lines, as it stands now. */
void text_cause_add_brief(struct show *show, const struct hypothesis *h);
void text_others_add(struct show *show);

/* What to paste and to do for a hypothesis; what to fetch when it is the unknown cause,
 * or NULL because there is none. */
void text_next_add(struct show *show, const struct hypothesis *h);

/* How to roll back, where that would help. */
void text_rollback_add(struct show *show, const struct hypothesis *h);

/* How often each cause and symptom was seen over time, then what happened in what order. */
void text_spark_add(struct show *show);
void text_timeline_add(struct show *show);

/* Errors that no signature knows: the most frequent and the earliest. */
void text_unknown_add(struct show *show);

/* What was read, what became of every error, and what was lost. */
void text_read_add(struct show *show);

#endif
