#include "match/matcher.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/timestamp.h"
#include "match/confirm.h"
#include "match/prefilter.h"
#include "match/quoted.h"
#include "patdb/jqterm.h"

#include <assert.h>
#include <stdlib.h>

/* A regex or jq program that is compiled when it is first needed. */
struct lazy {
    struct slice regex;
    struct confirm *confirm; /* NULL: not compiled yet, or broken, or the other kind */
    struct jqterm *jq;
    bool is_broken;
    char needs; /* as in struct sig_pattern */
};

/* A match regex by its number in the prefilter. */
struct pattern {
    uint32_t sig, index; /* in the sigset, in the signature's match list */
    struct lazy lazy;
};

struct matcher {
    const struct sigset *set;
    struct prefilter *prefilter;
    struct confirm_scratch *scratch;
    struct pattern *patterns; /* in order of signature, then of its match list */
    uint32_t pattern_count;
    uint32_t free_count; /* behind those: jq programs without a guard, asked of every JSON object */
    struct lazy *excludes;    /* in the same order */
    uint32_t *exclude_starts; /* by signature: first of its excludes */
    struct matcher_stats *stats;
    uint64_t (*clock_ns)(void); /* NULL: times are not taken */
    uint32_t *hit_at;           /* by signature: 1 + index in hits during one event, else 0 */
    bool *dropped;              /* by index in hits */
    struct hit *hits;
    size_t hit_capacity, dropped_capacity;
    bool has_entries; /* some signature is on_entry */
    struct buf entry; /* of the event at hand, where it is not the message */
    uint32_t *candidates;
    size_t candidate_capacity;
    const uint32_t *looked_at; /* patterns that matcher_is_quiet saw last */
    size_t looked_at_count;
    struct jqterm_json *json; /* of the event at hand; NULL: not asked for yet, or none */
    bool json_tried;
};

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

static void add_free_patterns(struct matcher *m)
{
    for (uint32_t i = 0; i < m->set->count; i++)
        for (uint32_t k = 0; k < match_count(&m->set->items[i]); k++)
            if (is_free(&m->set->items[i].match[k]))
                m->patterns[m->pattern_count + m->free_count++] =
                    (struct pattern){ i, k, { .regex = m->set->items[i].match[k].regex } };
}

static void add_patterns(struct matcher *m)
{
    uint32_t matches = 0, excludes = 0;
    for (uint32_t i = 0; i < m->set->count; i++) {
        matches += match_count(&m->set->items[i]);
        excludes += m->set->items[i].exclude_count;
    }
    m->patterns = alloc_zeroed(matches, sizeof *m->patterns);
    m->excludes = alloc_zeroed(excludes, sizeof *m->excludes);
    uint32_t exclude = 0;
    for (uint32_t i = 0; i < m->set->count; i++) {
        const struct sig *sig = &m->set->items[i];
        for (uint32_t k = 0; k < match_count(sig); k++)
            if (!is_free(&sig->match[k]))
                m->patterns[m->pattern_count++] = (struct pattern){
                    i, k, { .regex = sig->match[k].regex, .needs = sig->match[k].needs }
                };
        m->has_entries |= sig->on_entry && match_count(sig) > 0;
        m->exclude_starts[i] = exclude;
        for (uint32_t k = 0; k < sig->exclude_count; k++)
            m->excludes[exclude++] = (struct lazy){ .regex = sig->exclude[k].regex };
    }
    add_free_patterns(m);
}

/* The alarms guard one pattern more, the last one, which is none. */
static void make_prefilter(struct matcher *m, const char *const *alarms)
{
    struct prefilter_guard *guards = alloc_zeroed((size_t)m->pattern_count + 1, sizeof *guards);
    for (uint32_t i = 0; i < m->pattern_count; i++) {
        const struct sig *sig = &m->set->items[m->patterns[i].sig];
        const struct sig_pattern *match = &sig->match[m->patterns[i].index];
        guards[i] = (struct prefilter_guard){ match->literals, match->windows, match->needs,
                                              !sig_tells(sig) };
    }
    struct sig_list *last = &guards[m->pattern_count].literals;
    while (alarms && alarms[last->count])
        last->count++;
    last->items = alloc_zeroed(last->count, sizeof *last->items);
    for (uint32_t i = 0; i < last->count; i++)
        last->items[i] = slice_cstr(alarms[i]);
    m->prefilter = prefilter_new(guards, m->pattern_count + (last->count > 0), PREFILTER_FASTEST);
    alloc_free(last->items);
    alloc_free(guards);
}

struct matcher *matcher_new(const struct sigset *set, const char *const *alarms)
{
    struct matcher *m = alloc_zeroed(1, sizeof *m);
    m->set = set;
    buf_init(&m->entry);
    m->exclude_starts = alloc_zeroed(set->count, sizeof *m->exclude_starts);
    m->stats = alloc_zeroed(set->count, sizeof *m->stats);
    m->hit_at = alloc_zeroed(set->count, sizeof *m->hit_at);
    add_patterns(m);
    make_prefilter(m, alarms);
    m->scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
    return m;
}

static uint32_t exclude_total(const struct matcher *m)
{
    uint32_t last = m->set->count;
    return last ? m->exclude_starts[last - 1] + m->set->items[last - 1].exclude_count : 0;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    for (uint32_t i = 0; i < m->pattern_count + m->free_count; i++) {
        confirm_free(m->patterns[i].lazy.confirm);
        jqterm_free(m->patterns[i].lazy.jq);
    }
    for (uint32_t i = 0; i < exclude_total(m); i++)
        confirm_free(m->excludes[i].confirm);
    prefilter_free(m->prefilter);
    confirm_scratch_free(m->scratch);
    buf_release(&m->entry);
    alloc_free(m->candidates);
    alloc_free(m->patterns);
    alloc_free(m->excludes);
    alloc_free(m->exclude_starts);
    alloc_free(m->stats);
    alloc_free(m->hit_at);
    alloc_free(m->dropped);
    alloc_free(m->hits);
    alloc_free(m);
}

static uint64_t now(const struct matcher *m)
{
    return m->clock_ns ? m->clock_ns() : 0;
}

void matcher_clock(struct matcher *m, uint64_t (*clock_ns)(void))
{
    m->clock_ns = clock_ns;
}

/* Searches with a regex of a signature. One that does not compile, which the database compiler
 * rules out for its own PCRE2 but not for an older one here, counts as one that always runs into a
 * limit. */
static enum confirm_result search(struct matcher *m, uint32_t sig, struct lazy *lazy,
                                  struct slice text, struct hit *hit)
{
    struct matcher_stats *stats = &m->stats[sig];
    if (lazy->needs && slice_find_byte(text, lazy->needs, 0) == SLICE_NONE)
        return CONFIRM_NO;
    const uint64_t start = now(m);
    if (!lazy->confirm && !lazy->is_broken)
        lazy->is_broken = confirm_new(&lazy->confirm, lazy->regex, NULL) != STATUS_OK;
    const uint64_t compiled = now(m);
    stats->compile_ns += compiled - start;
    if (lazy->is_broken)
        return CONFIRM_LIMIT;
    const enum confirm_result result =
        confirm_search(lazy->confirm, m->scratch, text, &hit->matched, hit->captures,
                       HIT_CAPTURES_MAX, &hit->capture_count);
    stats->search_ns += now(m) - compiled;
    return result;
}

/* Does an exclude match, or cannot be told not to? */
static bool is_vetoed(struct matcher *m, uint32_t sig, struct slice text)
{
    struct hit unused;
    for (uint32_t k = 0; k < m->set->items[sig].exclude_count; k++) {
        struct lazy *exclude = &m->excludes[m->exclude_starts[sig] + k];
        switch (search(m, sig, exclude, text, &unused)) {
        case CONFIRM_NO: break;
        case CONFIRM_YES: return true;
        case CONFIRM_LIMIT: m->stats[sig].limit_hits++; return true;
        }
    }
    return false;
}

/* Fills in where the match stands: its line of the message, and the place in the source. */
static void place(struct hit *hit, const struct event *event)
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

/* The room for one more hit. */
static struct hit *next_hit(struct matcher *m, size_t count)
{
    m->hits = alloc_grow(m->hits, &m->hit_capacity, count + 1, sizeof *m->hits);
    return &m->hits[count];
}

/* Asks a JSON object with the program of a pattern. The event is taken for the match. */
static enum confirm_result ask(struct matcher *m, struct pattern *p, const struct event *event,
                               struct hit *hit)
{
    struct matcher_stats *stats = &m->stats[p->sig];
    const uint64_t start = now(m);
    if (!p->lazy.jq && !p->lazy.is_broken)
        p->lazy.is_broken = jqterm_new(&p->lazy.jq, p->lazy.regex, NULL) != STATUS_OK;
    const uint64_t compiled = now(m);
    stats->compile_ns += compiled - start;
    if (p->lazy.is_broken)
        return CONFIRM_LIMIT;
    if (!m->json_tried)
        m->json = jqterm_parse(event->json.len > 0 ? event->json : event->message);
    m->json_tried = true;
    hit->matched = slice_sub(event->message, 0, 0);
    hit->capture_count = 0;
    const bool holds = m->json && jqterm_holds(p->lazy.jq, m->json);
    stats->search_ns += now(m) - compiled;
    return holds ? CONFIRM_YES : CONFIRM_NO;
}

static void forget_json(struct matcher *m)
{
    jqterm_json_free(m->json);
    m->json = NULL;
    m->json_tried = false;
}

/* Searches the message and, where a signature asks for it, the entry; what is found there is taken
 * for the start of the message. */
static enum confirm_result search_event(struct matcher *m, struct pattern *p,
                                        const struct event *event, struct hit *hit)
{
    if (m->set->items[p->sig].match[p->index].is_jq)
        return ask(m, p, event, hit);
    const enum confirm_result result = search(m, p->sig, &p->lazy, event->message, hit);
    if (result != CONFIRM_NO || m->entry.len == 0 || !m->set->items[p->sig].on_entry)
        return result;
    const enum confirm_result found = search(m, p->sig, &p->lazy, buf_slice(&m->entry), hit);
    hit->matched = slice_sub(event->message, 0, 0);
    hit->capture_count = 0; /* they may lie in the entry, which does not last */
    return found;
}

/* Makes the entry: what was rendered from JSON is that JSON; else the lines with what stood before
 * them, one behind the other as preq does it. Empty where it is the message itself. */
static void make_entry(struct matcher *m, const struct event *event)
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
    make_entry(m, event);
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
                               2 * ((size_t)m->pattern_count + 1), sizeof *m->candidates);
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

/* A failure that a plan or a diff shows did not happen. The rules of others are taken at their
 * word. */
static bool happened(const struct sig *sig, const struct hit *hit)
{
    return sig->on_entry || (sig->kind != SIG_CAUSE && sig->kind != SIG_SYMPTOM)
           || !quoted_is(hit->line);
}

/* Confirms the candidates of one signature, candidates[0 … count-1], until one matches. */
static bool confirm_sig(struct matcher *m, const uint32_t *candidates, size_t count,
                        const struct event *event, struct hit *hit)
{
    uint32_t sig = m->patterns[candidates[0]].sig;
    for (size_t i = 0; i < count; i++) {
        struct pattern *p = &m->patterns[candidates[i]];
        m->stats[sig].candidates++;
        switch (search_event(m, p, event, hit)) {
        case CONFIRM_NO: break;
        case CONFIRM_LIMIT: m->stats[sig].limit_hits++; break;
        case CONFIRM_YES:
            if (is_vetoed(m, sig, event->message))
                return false;
            hit->sig = sig;
            hit->pattern = p->index;
            place(hit, event);
            if (happened(&m->set->items[sig], hit))
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
    const struct sig *sig = &m->set->items[hit->sig];
    for (uint32_t i = 0; i < sig->refine_count; i++) {
        uint32_t other = sig->refines[i];
        if (other != hit->sig && other < m->set->count && m->hit_at[other]
            && !refines(&m->set->items[other], hit->sig))
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
    for (uint32_t i = 0; i < m->free_count; i++) {
        const uint32_t number = m->pattern_count + i;
        if (!confirm_sig(m, &number, 1, event, next_hit(m, found)))
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
    if (count > 0 && candidates[count - 1] == m->pattern_count)
        count--; /* the alarms */
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && m->patterns[candidates[end]].sig == m->patterns[candidates[i]].sig)
            end++;
        if (confirm_sig(m, candidates + i, end - i, event, next_hit(m, found)))
            found++;
        i = end;
    }
    if (m->free_count > 0 && may_be_json(event))
        found = ask_free(m, event, found);
    if (m->json_tried)
        forget_json(m);
    if (found > 1)
        found = drop_refined(m, found);
    for (size_t i = 0; i < found; i++)
        m->stats[m->hits[i].sig].hits++;
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
    make_entry(m, event);
    return find_hits(m, event, m->looked_at, m->looked_at_count, hits);
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
    for (size_t i = 0; i < count && candidates[i] < m->pattern_count; i++)
        if (m->set->items[m->patterns[candidates[i]].sig].on_entry)
            return false;
    return !prefilter_may_go_on(m->prefilter, lead);
}

/* May a program without a guard have to look at it? */
static bool may_be_asked(const struct matcher *m, struct slice text)
{
    return m->free_count > 0 && slice_find_byte(text, '{', 0) != SLICE_NONE;
}

bool matcher_is_quiet(struct matcher *m, struct slice text)
{
    m->looked_at_count = prefilter_scan(m->prefilter, text, &m->looked_at);
    for (size_t i = 0; i < m->looked_at_count; i++)
        if (m->looked_at[i] == m->pattern_count
            || sig_tells(&m->set->items[m->patterns[m->looked_at[i]].sig]))
            return false;
    return !may_be_asked(m, text);
}

/* Searches the message of a line and, where a signature asks for it, the entry. */
static enum confirm_result search_line(struct matcher *m, struct pattern *p, struct slice message,
                                       struct slice entry, struct hit *hit)
{
    const enum confirm_result result = search(m, p->sig, &p->lazy, message, hit);
    if (result != CONFIRM_NO || entry.len == message.len || !m->set->items[p->sig].on_entry)
        return result;
    return search(m, p->sig, &p->lazy, entry, hit);
}

static bool is_noise(const struct matcher *m, uint32_t pattern)
{
    return !sig_tells(&m->set->items[m->patterns[pattern].sig]);
}

/* Does a candidate make a line worth an event? A part of a composite alone does not: it is put
 * among the parts. */
static bool shows(struct matcher *m, uint32_t pattern, struct slice message, struct slice entry,
                  size_t *parts)
{
    struct pattern *p = &m->patterns[pattern];
    struct hit *hit = next_hit(m, *parts);
    if (m->set->items[p->sig].match[p->index].is_jq)
        return true;
    const enum confirm_result result = search_line(m, p, message, entry, hit);
    if (result == CONFIRM_YES && m->set->items[p->sig].is_part) {
        *hit = (struct hit){ .sig = p->sig };
        ++*parts;
        return false;
    }
    return result != CONFIRM_NO;
}

static enum matcher_line count_line(struct matcher *m, size_t parts)
{
    for (size_t i = 0; i < m->looked_at_count; i++)
        m->stats[m->patterns[m->looked_at[i]].sig].candidates++;
    for (size_t i = 0; i < parts; i++)
        m->stats[m->hits[i].sig].hits++;
    return parts > 0 ? MATCHER_LINE_PARTS : MATCHER_LINE_QUIET;
}

enum matcher_line matcher_line(struct matcher *m, struct slice message, struct slice entry,
                               struct hit **hits, size_t *count)
{
    bool has_noise = false;
    const size_t last = m->looked_at_count;
    const bool is_alarmed = last > 0 && m->looked_at[last - 1] == m->pattern_count;
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
    uint32_t at = 0, end = m->pattern_count;
    while (at < end) {
        const uint32_t middle = at + (end - at) / 2;
        if (m->patterns[middle].sig < sig)
            at = middle + 1;
        else
            end = middle;
    }
    make_entry(m, event);
    if (at == m->pattern_count || m->patterns[at].sig != sig
        || search_event(m, &m->patterns[at], event, hit) != CONFIRM_YES)
        return false;
    hit->sig = sig;
    hit->pattern = m->patterns[at].index;
    place(hit, event);
    return true;
}

void matcher_may_tell(const struct matcher *m, const struct slice *messages, size_t count,
                      bool *may)
{
    prefilter_may_match(m->prefilter, messages, count, may);
    for (size_t i = 0; i < count && m->free_count > 0; i++)
        may[i] = may[i] || may_be_asked(m, messages[i]);
}

const struct matcher_stats *matcher_stats(const struct matcher *m, uint32_t sig)
{
    return &m->stats[sig];
}
