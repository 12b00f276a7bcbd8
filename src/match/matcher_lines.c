#include "match/matcher_parts.h"

#include <assert.h>

/* May a program without a guard have to look at it? */
static bool may_be_asked(const struct matcher *m, struct slice text)
{
    return m->trial.free_count > 0 && slice_find_byte(text, '{', 0) != SLICE_NONE;
}

bool matcher_is_quiet(struct matcher *m, struct slice text)
{
    m->looked_at_count = prefilter_scan(m->prefilter, text, &m->looked_at);
    for (size_t i = 0; i < m->looked_at_count; i++)
        if (m->looked_at[i] == m->trial.pattern_count
            || sig_tells(trial_sig(&m->trial, m->looked_at[i])))
            return false;
    return !may_be_asked(m, text);
}

/* Searches the message of a line and, where a signature asks for it, the entry. */
static enum confirm_result search_line(struct matcher *m, struct trial_pattern *p,
                                       struct slice message, struct slice entry, struct hit *hit)
{
    const enum confirm_result result = trial_search(&m->trial, p->sig, &p->lazy, message, hit);
    if (result != CONFIRM_NO || entry.len == message.len || !m->trial.set->items[p->sig].on_entry)
        return result;
    return trial_search(&m->trial, p->sig, &p->lazy, entry, hit);
}

static bool is_noise(const struct matcher *m, uint32_t pattern)
{
    return !sig_tells(trial_sig(&m->trial, pattern));
}

/* Does a candidate make a line worth an event? A part of a composite alone does not: it is put
 * among the parts. */
static bool shows(struct matcher *m, uint32_t pattern, struct slice message, struct slice entry,
                  size_t *parts)
{
    struct trial_pattern *p = &m->trial.patterns[pattern];
    const struct sig *sig = trial_sig(&m->trial, pattern);
    struct hit *hit = matcher_next_hit(m, *parts);
    if (sig->match[p->index].is_jq)
        return true;
    const enum confirm_result result = search_line(m, p, message, entry, hit);
    if (result == CONFIRM_YES && sig->is_part) {
        hit->sig = p->sig; /* nobody asks a part for more, and a hit is long to clear */
        hit->capture_count = 0;
        ++*parts;
        return false;
    }
    return result != CONFIRM_NO;
}

static enum matcher_line count_line(struct matcher *m, size_t parts)
{
    for (size_t i = 0; i < m->looked_at_count; i++)
        m->trial.stats[m->trial.patterns[m->looked_at[i]].sig].candidates++;
    for (size_t i = 0; i < parts; i++)
        m->trial.stats[m->hits[i].sig].hits++;
    return parts > 0 ? MATCHER_LINE_PARTS : MATCHER_LINE_QUIET;
}

enum matcher_line matcher_line(struct matcher *m, struct slice message, struct slice entry,
                               struct hit **hits, size_t *count)
{
    bool has_noise = false;
    const size_t last = m->looked_at_count;
    const bool is_alarmed = last > 0 && m->looked_at[last - 1] == m->trial.pattern_count;
    *count = 0;
    if (is_alarmed || may_be_asked(m, message)) /* whatever the regexes would say */
        return MATCHER_LINE_SHOWS;
    for (size_t i = 0; i < m->looked_at_count; i++) {
        if (is_noise(m, m->looked_at[i]))
            has_noise = true;
        else if (shows(m, m->looked_at[i], message, entry, count))
            return MATCHER_LINE_SHOWS;
    }
    *hits = m->hits;
    if (*count > 0 && has_noise)
        return MATCHER_LINE_SHOWS; /* noise counts beside what tells something */
    return count_line(m, *count);
}

bool matcher_part(struct matcher *m, uint32_t sig, const struct event *event, struct hit *hit)
{
    uint32_t at = 0, end = m->trial.pattern_count;
    while (at < end) {
        const uint32_t middle = at + (end - at) / 2;
        if (m->trial.patterns[middle].sig < sig)
            at = middle + 1;
        else
            end = middle;
    }
    matcher_make_entry(m, event);
    if (at == m->trial.pattern_count || m->trial.patterns[at].sig != sig
        || matcher_search_event(m, &m->trial.patterns[at], event, hit) != CONFIRM_YES)
        return false;
    hit->sig = sig;
    hit->pattern = m->trial.patterns[at].index;
    matcher_place(hit, event);
    return true;
}

bool matcher_wants_leads(const struct matcher *m)
{
    return m->has_entries;
}

bool matcher_lead_is_quiet(struct matcher *m, struct slice lead)
{
    static_assert(MATCHER_OVERLAP == PREFILTER_OVERLAP, "what it does not see is seen behind it");
    const uint32_t *candidates;
    const size_t count = prefilter_scan(m->prefilter, lead, &candidates);
    for (size_t i = 0; i < count && candidates[i] < m->trial.pattern_count; i++)
        if (trial_sig(&m->trial, candidates[i])->on_entry)
            return false;
    return !prefilter_may_go_on(m->prefilter, lead);
}

void matcher_may_tell(const struct matcher *m, const struct slice *messages, size_t count,
                      bool *may)
{
    prefilter_may_match(m->prefilter, messages, count, may);
    for (size_t i = 0; i < count && m->trial.free_count > 0; i++)
        may[i] = may[i] || may_be_asked(m, messages[i]);
}
