#include "match/matcher.h"

#include "base/alloc.h"
#include "base/timestamp.h"
#include "match/matcher_parts.h"
#include "match/quoted.h"

#include <stdlib.h>

/* The alarms guard one pattern more, the last one, which is none. */
static void make_prefilter(struct matcher *m, const char *const *alarms)
{
    struct prefilter_guard *guards =
        alloc_zeroed((size_t)m->trial.pattern_count + 1, sizeof *guards);
    for (uint32_t i = 0; i < m->trial.pattern_count; i++) {
        const struct sig *sig = trial_sig(&m->trial, i);
        const struct sig_pattern *match = &sig->match[m->trial.patterns[i].index];
        guards[i] = (struct prefilter_guard){ .literals = match->literals,
                                              .windows = match->windows,
                                              .needs = match->needs,
                                              .also = match->also,
                                              .spans = sig->on_entry,
                                              .is_silent = !sig_tells(sig) };
    }
    struct sig_list *last = &guards[m->trial.pattern_count].literals;
    while (alarms && alarms[last->count])
        last->count++;
    last->items = alloc_zeroed(last->count, sizeof *last->items);
    for (uint32_t i = 0; i < last->count; i++)
        last->items[i] = slice_cstr(alarms[i]);
    m->prefilter =
        prefilter_new(guards, m->trial.pattern_count + (last->count > 0), PREFILTER_FASTEST);
    alloc_free(last->items);
    alloc_free(guards);
}

struct matcher *matcher_new(const struct sigset *set, const char *const *alarms)
{
    struct matcher *m = alloc_zeroed(1, sizeof *m);
    buf_init(&m->entry);
    m->hit_at = alloc_zeroed(set->count, sizeof *m->hit_at);
    for (uint32_t i = 0; i < set->count; i++)
        m->has_entries |= set->items[i].on_entry && set->items[i].composite.type == SIG_SIMPLE
                          && set->items[i].match_count > 0;
    trial_init(&m->trial, set);
    make_prefilter(m, alarms);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    trial_release(&m->trial);
    prefilter_free(m->prefilter);
    buf_release(&m->entry);
    alloc_free(m->candidates);
    alloc_free(m->hit_at);
    alloc_free(m->dropped);
    alloc_free(m->hits);
    alloc_free(m);
}

void matcher_clock(struct matcher *m, uint64_t (*clock_ns)(void))
{
    m->trial.clock_ns = clock_ns;
}

const struct matcher_stats *matcher_stats(const struct matcher *m, uint32_t sig)
{
    return &m->trial.stats[sig];
}

void matcher_place(struct hit *hit, const struct event *event)
{
    size_t at = (size_t)(hit->matched.ptr - event->message.ptr);
    size_t before = slice_find_last_byte(slice_sub(event->message, 0, at), '\n');
    size_t start = before == SLICE_NONE ? 0 : before + 1;
    size_t end = slice_find_byte(event->message, '\n', at);
    if (end == SLICE_NONE)
        end = event->message.len;
    hit->event = event;
    hit->line = slice_sub(event->message, start, end - start);
    const struct event_line *line = event_line_at(event, at);
    hit->source_line = line->line;
    hit->source_offset = line->offset;
    /* Where lines of message and source go together, bytes within them do, but for escapes. */
    if (line->start >= start)
        hit->source_offset += at - line->start;
}

struct hit *matcher_next_hit(struct matcher *m, size_t count)
{
    m->hits = alloc_grow(m->hits, &m->hit_capacity, count + 1, sizeof *m->hits);
    return &m->hits[count];
}

enum confirm_result matcher_search_event(struct matcher *m, struct trial_pattern *p,
                                         const struct event *event, struct hit *hit)
{
    if (m->trial.set->items[p->sig].match[p->index].is_jq)
        return trial_ask(&m->trial, p, event, hit);
    const enum confirm_result result =
        trial_search(&m->trial, p->sig, &p->lazy, event->message, hit);
    if (result != CONFIRM_NO || m->entry.len == 0 || !m->trial.set->items[p->sig].on_entry)
        return result;
    const enum confirm_result found =
        trial_search(&m->trial, p->sig, &p->lazy, buf_slice(&m->entry), hit);
    hit->matched = slice_sub(event->message, 0, 0);
    hit->capture_count = 0; /* they may lie in the entry, which does not last */
    return found;
}

void matcher_make_entry(struct matcher *m, const struct event *event)
{
    struct slice rest = event->json.len > 0 ? event->json : event->message, line;
    buf_reset(&m->entry);
    if (!m->has_entries)
        return;
    const bool is_one_line = slice_find_byte(event->message, '\n', 0) == SLICE_NONE;
    if (event->json.len == 0 && event->lead.len == 0 && is_one_line)
        return;
    buf_add(&m->entry, event->lead);
    while (slice_next_line(&rest, &line))
        buf_add(&m->entry, line);
}

static int by_number(const void *pa, const void *pb)
{
    const uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    return (a > b) - (a < b);
}

/* The part of the entry where guards are looked for. */
static struct slice entry_of(struct matcher *m, const struct event *event)
{
    const struct timestamp_context ctx = { .zone_s = 0, .hint_us = TIMESTAMP_NONE };
    struct timestamp time;
    matcher_make_entry(m, event);
    const struct slice lead = m->entry.len > 0 ? event->lead : slice_empty();
    return slice_from(buf_slice(&m->entry), timestamp_parse(lead, &ctx, &time));
}

/* Patterns to try on an event, ascending. JSON and what was rendered from it hold different words.
 */
static size_t find_candidates(struct matcher *m, const struct event *event, const uint32_t **out)
{
    const struct slice entry = entry_of(m, event);
    if (event->json.len == 0 || m->entry.len == 0)
        return prefilter_scan(m->prefilter, m->entry.len > 0 ? entry : event->message, out);
    const size_t first = prefilter_scan(m->prefilter, event->message, out);
    m->candidates = alloc_grow(m->candidates, &m->candidate_capacity,
                               2 * ((size_t)m->trial.pattern_count + 1), sizeof *m->candidates);
    if (first > 0)
        memcpy(m->candidates, *out, first * sizeof **out);
    const size_t second = prefilter_scan(m->prefilter, entry, out);
    if (second > 0)
        memcpy(m->candidates + first, *out, second * sizeof **out);
    if (first + second > 0)
        qsort(m->candidates, first + second, sizeof *m->candidates, by_number);
    size_t count = 0;
    for (size_t i = 0; i < first + second; i++)
        if (count == 0 || m->candidates[count - 1] != m->candidates[i])
            m->candidates[count++] = m->candidates[i];
    *out = m->candidates;
    return count;
}

/* A failure that a plan or a diff shows, or a script would tell of, did not happen. The rules of
 * others are taken at their word. */
static bool happened(const struct sig *sig, const struct hit *hit)
{
    if (sig->on_entry || (sig->kind != SIG_CAUSE && sig->kind != SIG_SYMPTOM))
        return true;
    const size_t before = (size_t)(hit->matched.ptr - hit->line.ptr);
    return !quoted_is(hit->line) && !quoted_by_echo(slice_sub(hit->line, 0, before));
}

/* Confirms the candidates of one signature, candidates[0 … count-1], until one matches. */
static bool confirm_sig(struct matcher *m, const uint32_t *candidates, size_t count,
                        const struct event *event, struct hit *hit)
{
    uint32_t sig = m->trial.patterns[candidates[0]].sig;
    for (size_t i = 0; i < count; i++) {
        struct trial_pattern *p = &m->trial.patterns[candidates[i]];
        m->trial.stats[sig].candidates++;
        switch (matcher_search_event(m, p, event, hit)) {
        case CONFIRM_NO: break;
        case CONFIRM_LIMIT: m->trial.stats[sig].limit_hits++; break;
        case CONFIRM_YES:
            if (trial_is_vetoed(&m->trial, sig, event->message))
                return false;
            hit->sig = sig;
            hit->pattern = p->index;
            matcher_place(hit, event);
            if (happened(&m->trial.set->items[sig], hit))
                return true;
        }
    }
    return false;
}

static bool refines(const struct sig *sig, uint32_t other)
{
    for (uint32_t i = 0; i < sig->refine_count; i++)
        if (sig->refines[i] == other)
            return true;
    return false;
}

/* Marks what the hit's signature refines, if it was hit too. Two that refine each other, through
 * globs, both stay. */
static void mark_refined(struct matcher *m, const struct hit *hit)
{
    const struct sig *sig = &m->trial.set->items[hit->sig];
    for (uint32_t i = 0; i < sig->refine_count; i++) {
        uint32_t other = sig->refines[i];
        if (other != hit->sig && other < m->trial.set->count && m->hit_at[other]
            && !refines(&m->trial.set->items[other], hit->sig))
            m->dropped[m->hit_at[other] - 1] = true;
    }
}

/* Removes refined hits; returns how many stay. */
static size_t drop_refined(struct matcher *m, size_t count)
{
    m->dropped = alloc_grow(m->dropped, &m->dropped_capacity, count, sizeof *m->dropped);
    for (size_t i = 0; i < count; i++) {
        m->dropped[i] = false;
        m->hit_at[m->hits[i].sig] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < count; i++)
        mark_refined(m, &m->hits[i]);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        m->hit_at[m->hits[i].sig] = 0;
        if (m->dropped[i])
            continue;
        if (kept != i)
            m->hits[kept] = m->hits[i];
        kept++;
    }
    return kept;
}

static bool may_be_json(const struct event *event)
{
    return event->json.len > 0 || jqterm_object(event->message).len > 0;
}

/* Asks the unguarded programs, and puts what they say in its place among `found` hits. */
static size_t ask_free(struct matcher *m, const struct event *event, size_t found)
{
    for (uint32_t i = 0; i < m->trial.free_count; i++) {
        const uint32_t number = m->trial.pattern_count + i;
        if (!confirm_sig(m, &number, 1, event, matcher_next_hit(m, found)))
            continue;
        const struct hit hit = m->hits[found];
        size_t at = found++;
        for (; at > 0 && m->hits[at - 1].sig > hit.sig; at--)
            m->hits[at] = m->hits[at - 1];
        m->hits[at] = hit;
    }
    return found;
}

/* With these candidates. */
static size_t find_hits(struct matcher *m, const struct event *event, const uint32_t *candidates,
                        size_t count, const struct hit **hits)
{
    size_t found = 0;
    if (count > 0 && candidates[count - 1] == m->trial.pattern_count)
        count--; /* the alarms */
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count
               && m->trial.patterns[candidates[end]].sig == m->trial.patterns[candidates[i]].sig)
            end++;
        if (confirm_sig(m, candidates + i, end - i, event, matcher_next_hit(m, found)))
            found++;
        i = end;
    }
    if (m->trial.free_count > 0 && may_be_json(event))
        found = ask_free(m, event, found);
    if (m->trial.json_tried)
        trial_forget_json(&m->trial);
    if (found > 1)
        found = drop_refined(m, found);
    for (size_t i = 0; i < found; i++)
        m->trial.stats[m->hits[i].sig].hits++;
    *hits = m->hits;
    return found;
}

size_t matcher_event(struct matcher *m, const struct event *event, const struct hit **hits)
{
    const uint32_t *candidates;
    const size_t count = find_candidates(m, event, &candidates);
    return find_hits(m, event, candidates, count, hits);
}

size_t matcher_event_looked_at(struct matcher *m, const struct event *event,
                               const struct hit **hits)
{
    matcher_make_entry(m, event);
    return find_hits(m, event, m->looked_at, m->looked_at_count, hits);
}
