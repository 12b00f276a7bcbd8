#include "cli/db_trial.h"

#include "base/alloc.h"

/* NULL for jq programs: they are asked of JSON objects, not of the texts that are tried here. */
static struct confirm **compile(const struct sig_pattern *patterns, uint32_t count, struct err *err)
{
    struct confirm **all = alloc_zeroed(count, sizeof(struct confirm *));
    for (uint32_t i = 0; i < count; i++)
        if (!patterns[i].is_jq && confirm_new(&all[i], patterns[i].regex, err) != STATUS_OK)
            break;
    return all;
}

static void release(struct confirm **all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        confirm_free(all[i]);
    alloc_free(all);
}

enum status db_trial_init(struct db_trial *t, const struct sig *sig,
                          struct confirm_scratch *scratch, struct err *err)
{
    *t = (struct db_trial){ .sig = sig, .scratch = scratch };
    t->match = compile(sig->match, sig->match_count, err);
    t->exclude = compile(sig->exclude, sig->exclude_count, err);
    return err->set ? STATUS_FAIL : STATUS_OK;
}

void db_trial_release(struct db_trial *t)
{
    release(t->match, t->sig->match_count);
    release(t->exclude, t->sig->exclude_count);
    *t = (struct db_trial){ 0 };
}

bool db_trial_guarded(const struct sig_pattern *pattern, struct slice text)
{
    for (uint32_t i = 0; i < pattern->literals.count; i++)
        if (slice_find_nocase(text, pattern->literals.items[i], 0) != SLICE_NONE
            && slice_find_nocase(text, pattern->also[i], 0) != SLICE_NONE)
            return true;
    return pattern->literals.count == 0;
}

static enum confirm_result search(const struct db_trial *t, const struct confirm *regex,
                                  struct slice text)
{
    struct slice matched;
    struct sig_capture ignored[HIT_CAPTURES_MAX];
    uint32_t ignored_count;
    if (!regex)
        return CONFIRM_NO;
    return confirm_search(regex, t->scratch, text, &matched, ignored, HIT_CAPTURES_MAX,
                          &ignored_count);
}

bool db_trial_pattern(const struct db_trial *t, uint32_t pattern, struct slice text)
{
    return search(t, t->match[pattern], text) == CONFIRM_YES;
}

struct db_outcome db_trial_text(const struct db_trial *t, struct slice text)
{
    const struct sig *sig = t->sig;
    struct db_outcome o = { .what = DB_OUTCOME_NO };
    struct slice matched;
    for (uint32_t i = 0; i < sig->match_count && o.what == DB_OUTCOME_NO; i++) {
        if (!t->match[i])
            continue;
        enum confirm_result result = confirm_search(t->match[i], t->scratch, text, &matched,
                                                    o.captures, HIT_CAPTURES_MAX, &o.capture_count);
        o.pattern = i;
        if (result == CONFIRM_LIMIT)
            o.what = DB_OUTCOME_LIMIT;
        else if (result == CONFIRM_YES)
            o.what = db_trial_guarded(&sig->match[i], text) ? DB_OUTCOME_YES : DB_OUTCOME_UNGUARDED;
    }
    for (uint32_t i = 0; i < sig->exclude_count && o.what == DB_OUTCOME_YES; i++)
        if (search(t, t->exclude[i], text) == CONFIRM_YES)
            o.what = DB_OUTCOME_VETOED;
    return o;
}
