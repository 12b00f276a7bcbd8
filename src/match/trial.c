#include "match/trial.h"

#include "base/alloc.h"

/* Composites are made from findings of others, in correlate. */
static uint32_t match_count(const struct sig *sig)
{
    return sig->composite.type == SIG_SIMPLE ? sig->match_count : 0;
}

/* A jq program that no literal guards. */
static bool is_free(const struct sig_pattern *pattern)
{
    return pattern->is_jq && pattern->literals.count == 0;
}

static void add_free_patterns(struct trial *t)
{
    for (uint32_t i = 0; i < t->set->count; i++)
        for (uint32_t k = 0; k < match_count(&t->set->items[i]); k++)
            if (is_free(&t->set->items[i].match[k]))
                t->patterns[t->pattern_count + t->free_count++] =
                    (struct trial_pattern){ i, k, { .regex = t->set->items[i].match[k].regex } };
}

static void add_patterns(struct trial *t)
{
    uint32_t matches = 0, excludes = 0;
    for (uint32_t i = 0; i < t->set->count; i++) {
        matches += match_count(&t->set->items[i]);
        excludes += t->set->items[i].exclude_count;
    }
    t->patterns = alloc_zeroed(matches, sizeof *t->patterns);
    t->excludes = alloc_zeroed(excludes, sizeof *t->excludes);
    uint32_t exclude = 0;
    for (uint32_t i = 0; i < t->set->count; i++) {
        const struct sig *sig = &t->set->items[i];
        for (uint32_t k = 0; k < match_count(sig); k++)
            if (!is_free(&sig->match[k]))
                t->patterns[t->pattern_count++] = (struct trial_pattern){
                    i, k, { .regex = sig->match[k].regex, .needs = sig->match[k].needs }
                };
        t->exclude_starts[i] = exclude;
        for (uint32_t k = 0; k < sig->exclude_count; k++)
            t->excludes[exclude++] = (struct trial_lazy){ .regex = sig->exclude[k].regex };
    }
    add_free_patterns(t);
}

void trial_init(struct trial *t, const struct sigset *set)
{
    *t = (struct trial){ .set = set };
    t->exclude_starts = alloc_zeroed(set->count, sizeof *t->exclude_starts);
    t->stats = alloc_zeroed(set->count, sizeof *t->stats);
    add_patterns(t);
    t->scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
}

static uint32_t exclude_total(const struct trial *t)
{
    uint32_t last = t->set->count;
    return last ? t->exclude_starts[last - 1] + t->set->items[last - 1].exclude_count : 0;
}

void trial_release(struct trial *t)
{
    for (uint32_t i = 0; i < t->pattern_count + t->free_count; i++) {
        confirm_free(t->patterns[i].lazy.confirm);
        jqterm_free(t->patterns[i].lazy.jq);
    }
    for (uint32_t i = 0; i < exclude_total(t); i++)
        confirm_free(t->excludes[i].confirm);
    confirm_scratch_free(t->scratch);
    alloc_free(t->patterns);
    alloc_free(t->excludes);
    alloc_free(t->exclude_starts);
    alloc_free(t->stats);
}

static uint64_t now(const struct trial *t)
{
    return t->clock_ns ? t->clock_ns() : 0;
}

enum confirm_result trial_search(struct trial *t, uint32_t sig, struct trial_lazy *lazy,
                                 struct slice text, struct hit *hit)
{
    struct matcher_stats *stats = &t->stats[sig];
    if (lazy->needs && slice_find_byte(text, lazy->needs, 0) == SLICE_NONE)
        return CONFIRM_NO;
    const uint64_t start = now(t);
    if (!lazy->confirm && !lazy->is_broken)
        lazy->is_broken = confirm_new(&lazy->confirm, lazy->regex, NULL) != STATUS_OK;
    const uint64_t compiled = now(t);
    stats->compile_ns += compiled - start;
    if (lazy->is_broken)
        return CONFIRM_LIMIT;
    const enum confirm_result result =
        confirm_search(lazy->confirm, t->scratch, text, &hit->matched, hit->captures,
                       HIT_CAPTURES_MAX, &hit->capture_count);
    stats->search_ns += now(t) - compiled;
    return result;
}

bool trial_is_vetoed(struct trial *t, uint32_t sig, struct slice text)
{
    struct hit unused;
    for (uint32_t k = 0; k < t->set->items[sig].exclude_count; k++) {
        struct trial_lazy *exclude = &t->excludes[t->exclude_starts[sig] + k];
        switch (trial_search(t, sig, exclude, text, &unused)) {
        case CONFIRM_NO: break;
        case CONFIRM_YES: return true;
        case CONFIRM_LIMIT: t->stats[sig].limit_hits++; return true;
        }
    }
    return false;
}

enum confirm_result trial_ask(struct trial *t, struct trial_pattern *p, const struct event *event,
                              struct hit *hit)
{
    struct matcher_stats *stats = &t->stats[p->sig];
    const uint64_t start = now(t);
    if (!p->lazy.jq && !p->lazy.is_broken)
        p->lazy.is_broken = jqterm_new(&p->lazy.jq, p->lazy.regex, NULL) != STATUS_OK;
    const uint64_t compiled = now(t);
    stats->compile_ns += compiled - start;
    if (p->lazy.is_broken)
        return CONFIRM_LIMIT;
    if (!t->json_tried)
        t->json = jqterm_parse(event->json.len > 0 ? event->json : event->message);
    t->json_tried = true;
    hit->matched = slice_sub(event->message, 0, 0);
    hit->capture_count = 0;
    const bool holds = t->json && jqterm_holds(p->lazy.jq, t->json);
    stats->search_ns += now(t) - compiled;
    return holds ? CONFIRM_YES : CONFIRM_NO;
}

void trial_forget_json(struct trial *t)
{
    jqterm_json_free(t->json);
    t->json = NULL;
    t->json_tried = false;
}
