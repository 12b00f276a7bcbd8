/* outline: what every report for people tells, piece by piece; text, Markdown and HTML only differ
 * in how they write it. All text is raw. */
#ifndef REPORT_OUTLINE_H
#define REPORT_OUTLINE_H

#include "report/report.h"

enum outline_step_kind {
    OUTLINE_FETCH,
    OUTLINE_CHECK,
    OUTLINE_FIX,
    OUTLINE_ROLLBACK, /* whether, from where to where, and why */
    OUTLINE_SAVE,     /* what to save before, … */
    OUTLINE_GO_BACK,  /* … how to do it, … */
    OUTLINE_LEAVE     /* … and what not to touch; these three only where it would help */
};

struct outline_step {
    enum outline_step_kind kind;
    bool is_command;
    uint32_t siblings; /* steps of the same kind, this one included */
};

/* The i-th thing to do about a hypothesis (NULL or the unknown cause: what to fetch), its places
 * filled in and appended to text; false: there are no more. */
bool outline_step(const struct report *report, const struct hypothesis *h, uint32_t i,
                  struct outline_step *step, struct buf *text);

/* "Fetch", "Check", "Fix", "Roll back", "Save", "Go back", "Leave". */
const char *outline_step_name(enum outline_step_kind kind);

/* Which evidence to show where there is room for `most`: the first of each signature, in order,
 * unless its line was there already; then the others. Writes indices into h->evidence; returns how
 * many. */
#define OUTLINE_EVIDENCE_MAX 64
uint32_t outline_evidence(const struct hypothesis *h, uint32_t most,
                          uint32_t picked[OUTLINE_EVIDENCE_MAX]);

/* The name of a source without the folders that all sources have in common; "stdin" for "-". */
const char *outline_source(const struct report *report, uint32_t source);

/* Appends "in examples/redis-url-scheme/": those folders; nothing if there are none. */
void outline_folder(const struct report *report, struct buf *out);

/* "cause" … of a signature, "task", "gap", "burst" of other entries of the timeline. */
const char *outline_entry_kind(const struct report *report, const struct timeline_entry *entry);

/* Appends the title of an entry, with "NEW " in front where the known-good log does not have it. */
void outline_entry_title(const struct report *report, const struct timeline_entry *entry,
                         struct buf *out);

/* Is it trouble, that is a cause or a symptom? */
bool outline_is_trouble(const struct report *report, uint32_t sig);

/* The i-th question that the report leaves open, as a sentence; false: there are no more. */
bool outline_question(const struct report *report, uint32_t i, struct buf *text);

#endif
