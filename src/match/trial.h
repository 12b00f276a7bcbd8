/* trial: the patterns of all signatures, each compiled when it is first needed, and tried on texts
 * under limits. Internal to match/.
 *
 *     struct trial t;
 *     trial_init(&t, set);
 *     if (trial_search(&t, p->sig, &p->lazy, message, &hit) == CONFIRM_YES
 *         && !trial_is_vetoed(&t, p->sig, message)) ...
 *     trial_release(&t); */
#ifndef MATCH_TRIAL_H
#define MATCH_TRIAL_H

#include "match/confirm.h"
#include "match/matcher.h"
#include "patdb/jqterm.h"

/* A regex or jq program. */
struct trial_lazy {
    struct slice regex;
    struct confirm *confirm; /* NULL: not compiled yet, or broken, or the other kind */
    struct jqterm *jq;
    bool is_broken;
    char needs; /* as in struct sig_pattern */
};

/* A match regex by its number in the prefilter. */
struct trial_pattern {
    uint32_t sig, index; /* in the sigset, in the signature's match list */
    struct trial_lazy lazy;
};

struct trial {
    const struct sigset *set; /* borrowed */
    struct confirm_scratch *scratch;
    struct trial_pattern *patterns; /* in order of signature, then of its match list */
    uint32_t pattern_count;
    uint32_t free_count; /* behind those: jq programs without a guard, asked of every JSON object */
    struct trial_lazy *excludes; /* in the same order */
    uint32_t *exclude_starts;    /* by signature: first of its excludes */
    struct matcher_stats *stats; /* by signature */
    uint64_t (*clock_ns)(void);  /* NULL: times are not taken */
    struct jqterm_json *json;    /* of the event at hand; NULL: not asked for yet, or none */
    bool json_tried;
};

/* The signature of a pattern. */
static inline const struct sig *trial_sig(const struct trial *t, uint32_t pattern)
{
    return &t->set->items[t->patterns[pattern].sig];
}

void trial_init(struct trial *t, const struct sigset *set);
void trial_release(struct trial *t);

/* Searches a text with a regex of a signature; on CONFIRM_YES match and captures are in *hit. One
 * that does not compile, which the database compiler rules out for its own PCRE2 but not for an
 * older one here, counts as one that always runs into a limit. */
enum confirm_result trial_search(struct trial *t, uint32_t sig, struct trial_lazy *lazy,
                                 struct slice text, struct hit *hit);

/* Does an exclude of the signature match, or cannot be told not to? */
bool trial_is_vetoed(struct trial *t, uint32_t sig, struct slice text);

/* Asks the JSON object that an event is, or was made from, with the program of a pattern. The event
 * is taken for the match. The object is kept until trial_forget_json. */
enum confirm_result trial_ask(struct trial *t, struct trial_pattern *p, const struct event *event,
                              struct hit *hit);
void trial_forget_json(struct trial *t);

#endif
