/* matcher: which signatures an event shows.
 *
 * Per event: the prefilter finds guard literals in one pass (prefilter.h), the patterns they
 * guard are confirmed with PCRE2 under match and heap limits (confirm.h), vetoed hits
 * (`exclude`) and hits that another one refines are dropped, and what is left goes out in
 * order of signature index, at most one hit per signature and event. Regexes are compiled at first
 * use. */
#ifndef MATCH_MATCHER_H
#define MATCH_MATCHER_H

#include "base/err.h"
#include "match/hit.h"

/* PCRE2 limits per match: steps, and KiB of heap. A signature that hits one is warned about once
 * and its event counts as not matched. */
#define MATCHER_STEP_LIMIT 1000000
#define MATCHER_HEAP_LIMIT_KIB (16 * 1024)

struct matcher;

/* Borrows set until matcher_free; alarms: texts, ended by NULL, which no quiet message holds. */
struct matcher *matcher_new(const struct sigset *set, const char *const *alarms);
void matcher_free(struct matcher *m);

/* The hits of an event; the array borrows from m and the event, valid until the next call. The
 * second is for an event about whose text the last call of m, matcher_is_quiet, was. */
size_t matcher_event(struct matcher *m, const struct event *event, const struct hit **hits);
size_t matcher_event_looked_at(struct matcher *m, const struct event *event,
                               const struct hit **hits);

/* Does an event of one line hold no guard of any signature but of noise, and none of the alarms?
 * Then it has no hits that tell anything: noise only tells that an error is none. text: its
 * message and, if matcher_wants_leads, before it the last MATCHER_OVERLAP bytes of its lead, or if
 * that is not quiet itself, all of the lead but the time that it begins with. */
bool matcher_is_quiet(struct matcher *m, struct slice text);
bool matcher_wants_leads(const struct matcher *m);

/* When the last call of m, matcher_is_quiet, said no: what do the regexes say that a guard was
 * found of, with the message and the entry, which is its whole line? Whoever has them spares making
 * an event.
 * MATCHER_LINE_QUIET: none matches. MATCHER_LINE_PARTS: parts of composites alone do: of *hits, in
 * order of signature, only the signature is set; they are valid until the next call. */
enum matcher_line { MATCHER_LINE_QUIET, MATCHER_LINE_PARTS, MATCHER_LINE_SHOWS };
enum matcher_line matcher_line(struct matcher *m, struct slice message, struct slice entry,
                               struct hit **hits, size_t *count);

/* The hit of such a part in full, once there is an event; false if there is none. */
bool matcher_part(struct matcher *m, uint32_t sig, const struct event *event, struct hit *hit);

/* Does a lead, without the time that it begins with, hold nothing that makes an event worth a
 * look, whatever stands behind it? */
#define MATCHER_OVERLAP 3
bool matcher_lead_is_quiet(struct matcher *m, struct slice lead);

/* Of each of several messages: false if it is quiet for certain. A first look, for many at once. */
void matcher_may_tell(const struct matcher *m, const struct slice *messages, size_t count,
                      bool *may);

/* Per signature: candidates tried, hits, times a limit was hit. For --profile and warnings. Times
 * in nanoseconds, of PCRE2 alone: 0 without a clock. */
struct matcher_stats {
    uint64_t candidates, hits, limit_hits;
    uint64_t compile_ns, search_ns;
};

/* From now on times are taken, by a clock that only goes forward. */
void matcher_clock(struct matcher *m, uint64_t (*clock_ns)(void));
const struct matcher_stats *matcher_stats(const struct matcher *m, uint32_t sig);

#endif
