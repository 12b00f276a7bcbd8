/* conclude: from tables to an incident, after the last event. */
#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Windows of one composite that become occurrences of it. */
#define COMPOSITE_WINDOWS_MAX 64

/* The signature under which differences between task definitions are told. */
#define CHANGE_ID "ecs.task-definition-changed"

/* What the events of ECS tell, and streams where there are none. */
#define STARTED_ID "ecs.task-started"
#define STOPPED_ID "ecs.task-stopped"

/* Votes of an event that shows trouble against those of others: where something is wrong, there is
 * what advice should name. */
#define TROUBLE_WEIGHT (UINT64_C(1) << 24)

#define EXTRA_ENTRIES_MAX                                                                          \
    (INCIDENT_TASKS_MAX + INCIDENT_CYCLES_MAX + INCIDENT_GAPS_MAX + INCIDENT_PAUSES_MAX            \
     + INCIDENT_BURSTS_MAX)

/* --- composites ------------------------------------------------------------------------------- */

/* Where no event says that tasks started or stopped, the streams of tasks that failed and were
 * replaced do, as terms of composites; they are no findings of their own. */
static void tasks_as_terms(struct correlate *c, const struct lives *lives)
{
    const uint32_t started = sigset_find(c->set, SLICE(STARTED_ID));
    const uint32_t stopped = sigset_find(c->set, SLICE(STOPPED_ID));
    if (started == SIG_NONE || stopped == SIG_NONE || c->states[started].count > 0
        || c->states[stopped].count > 0 || !c->is_term[started] || !c->is_term[stopped])
        return;
    for (uint32_t i = 0; i < lives->count; i++) {
        const struct life *life = &lives->items[i];
        if (!life->cycled)
            continue;
        term_times_add(&c->terms[started], life->first->time_us);
        term_times_add(&c->terms[stopped], life->last->time_us);
    }
}

/* The last line of the failed task nearest to the moment when a window was complete. */
static const struct life *last_life(const struct lives *lives, int64_t until_us)
{
    const struct life *best = NULL;
    for (uint32_t i = 0; i < lives->count; i++) {
        const struct life *life = &lives->items[i];
        if (life->cycled && life->last->time_us <= until_us
            && (!best || life->last->time_us > best->last->time_us))
            best = life;
    }
    return best;
}

/* Occurrences of a composite are placed at the moment it was complete, and show the sample of a
 * term that is nearest to it. */
static bool sample_of_term(const struct correlate *c, const struct sig_composite *comp,
                           int64_t until_us, struct occurrence *out)
{
    const struct samples *shown = &c->states[comp->terms[comp->term_count - 1].sig].samples;
    if (shown->last_count == 0)
        return false;
    *out = shown->last[shown->last_count - 1]->at;
    for (uint32_t k = shown->first_count; k > 0; k--)
        if (shown->first[k - 1]->at.time_us >= until_us)
            *out = shown->first[k - 1]->at;
    return true;
}

static void add_composite(struct correlate *c, uint32_t sig, const struct lives *lives)
{
    const struct sig_composite *comp = &c->set->items[sig].composite;
    struct composite_window windows[COMPOSITE_WINDOWS_MAX];
    const uint32_t n = composite_windows(comp, c->terms, windows, COMPOSITE_WINDOWS_MAX);
    for (uint32_t i = 0; i < n; i++) {
        struct occurrence occ;
        if (!sample_of_term(c, comp, windows[i].to_us, &occ)) {
            const struct life *life = last_life(lives, windows[i].to_us);
            if (!life)
                continue;
            occ = streams_occurrence(life->last, life->last_stream);
            for (uint32_t k = 0; k < lives->count; k++)
                if (lives->items[k].cycled)
                    correlate_add_stream(c, sig, lives->items[k].last_stream);
        }
        occ.time_us = windows[i].to_us;
        c->states[sig].from_composite = true;
        correlate_add(c, sig, &occ);
    }
}

struct firing {
    struct correlate *c;
    uint32_t sig;
};

/* The sample of the terms that is the last occurrence itself, or else the one nearest to it. */
static bool sample_of_arrival(const struct correlate *c, const struct sig_composite *comp,
                              const struct arrival *last, struct occurrence *out)
{
    bool found = false;
    uint64_t best = UINT64_MAX;
    for (uint32_t i = 0; i < comp->term_count; i++) {
        const struct samples *s = &c->states[comp->terms[i].sig].samples;
        if (!(last->terms >> i & 1))
            continue;
        for (uint32_t k = 0; k < s->first_count + s->last_count; k++) {
            const struct occurrence *at =
                k < s->first_count ? &s->first[k]->at : &s->last[k - s->first_count]->at;
            const bool is_same =
                at->sequence == last->sequence
                && slice_eq(slice_cstr(at->source_name ? at->source_name : ""),
                            slice_cstr(last->source_name ? last->source_name : ""));
            const uint64_t far = at->sequence > last->sequence ? at->sequence - last->sequence
                                                               : last->sequence - at->sequence;
            const uint64_t distance = is_same ? 0 : 1 + far;
            if (found && distance >= best)
                continue;
            *out = *at;
            best = distance;
            found = true;
        }
    }
    return found;
}

static void add_firing(void *self, const struct arrival *last, int64_t from_us, int64_t to_us)
{
    const struct firing *f = self;
    struct occurrence occ;
    (void)from_us;
    if (!sample_of_arrival(f->c, &f->c->set->items[f->sig].composite, last, &occ))
        return;
    if (last->first_us != TIMESTAMP_NONE && occ.time_us != TIMESTAMP_NONE)
        occ.time_us = to_us;
    f->c->states[f->sig].from_composite = true;
    correlate_add(f->c, f->sig, &occ);
}

static void add_by_arrival(struct correlate *c)
{
    for (uint32_t i = 0; i < c->by_arrival.count; i++) {
        struct arrival_slot *slot = &c->by_arrival.slots[i];
        struct firing firing = { c, slot->sig };
        struct arena arena;
        arena_init(&arena);
        replay(&c->set->items[slot->sig].composite, &slot->arrivals, c->opts.compat_preq, &arena,
               add_firing, &firing);
        arena_release(&arena);
    }
}

/* What changed between two revisions, at the moment the newer one was registered. */
static void add_change(void *self, const struct occurrence *occ)
{
    struct correlate *c = self;
    const uint32_t sig = sigset_find(c->set, SLICE(CHANGE_ID));
    if (sig != SIG_NONE && correlate_in_range(c, occ->time_us))
        correlate_add(c, sig, occ);
}

/* --- findings --------------------------------------------------------------------------------- */

static int finding_order(const void *pa, const void *pb)
{
    const struct finding *a = pa, *b = pb;
    int order = occurrence_order(&a->samples[0], &b->samples[0]);
    if (order != 0)
        return order;
    return (a->sig > b->sig) - (a->sig < b->sig);
}

/* The first INCIDENT_FINDING_STREAMS_MAX in order of their names. */
static void list_streams(struct correlate *c, const struct finding_state *s, struct finding *f)
{
    f->streams = arena_alloc(&c->arena, INCIDENT_FINDING_STREAMS_MAX * sizeof *f->streams);
    for (uint32_t i = 0; s->streams && i < c->streams.keys.count; i++)
        if (s->streams[i / 64] >> i % 64 & 1 && f->stream_count < INCIDENT_FINDING_STREAMS_MAX)
            f->streams[f->stream_count++] = i;
}

static void collect_findings(struct correlate *c)
{
    struct incident *inc = &c->incident;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->set->count; i++)
        n += c->states[i].count > 0 && !c->set->items[i].is_part;
    inc->findings = arena_alloc(&c->arena, n * sizeof *inc->findings);
    for (uint32_t i = 0; i < c->set->count; i++) {
        const struct finding_state *s = &c->states[i];
        if (s->count == 0 || c->set->items[i].is_part)
            continue;
        struct finding *f = &inc->findings[inc->finding_count++];
        *f = (struct finding){
            .sig = i,
            .count = s->count,
            .first_us = s->first_us,
            .last_us = s->last_us,
            .from_composite = s->from_composite,
            .over_time = s->over_time,
        };
        f->samples = samples_list(&s->samples, &c->arena, &f->sample_count);
        list_streams(c, s, f);
    }
    if (n)
        qsort(inc->findings, n, sizeof *inc->findings, finding_order);
}

/* --- facts ------------------------------------------------------------------------------------ */

static int fact_order(const void *pa, const void *pb)
{
    return slice_cmp(((const struct fact *)pa)->name, ((const struct fact *)pb)->name);
}

static void vote(struct correlate *c)
{
    for (uint32_t i = 0; i < c->streams.keys.count; i++) {
        const struct stream_info *s = &c->streams.items[i];
        const uint64_t quiet = s->events - s->troubles;
        const uint64_t weight =
            s->troubles * TROUBLE_WEIGHT + (quiet < TROUBLE_WEIGHT ? quiet : TROUBLE_WEIGHT - 1);
        votes_add(&c->votes, SLICE("cluster"), s->cluster, weight);
        votes_add(&c->votes, SLICE("service"), s->service, weight);
        votes_add(&c->votes, SLICE("region"), s->region, weight);
        votes_add(&c->votes, SLICE("log_group"), s->group, weight);
    }
}

static void collect_facts(struct correlate *c)
{
    static const struct slice names[] = { { "account", 7 },         { "cluster", 7 },
                                          { "execution_role", 14 }, { "image", 5 },
                                          { "log_group", 9 },       { "region", 6 },
                                          { "service", 7 } };
    struct incident *inc = &c->incident;
    vote(c);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        correlate_fact(c, names[i], votes_winner(&c->votes, names[i])); /* what was given stays */
    inc->facts = arena_alloc(&c->arena, c->facts.count * sizeof *inc->facts);
    inc->fact_count = c->facts.count;
    for (uint32_t i = 0; i < c->facts.count; i++)
        inc->facts[i] = (struct fact){ map_key(&c->facts, i), c->fact_values[i] };
    if (inc->fact_count)
        qsort(inc->facts, inc->fact_count, sizeof *inc->facts, fact_order);
}

/* --- timeline --------------------------------------------------------------------------------- */

static int entry_order(const void *pa, const void *pb)
{
    const struct timeline_entry *a = pa, *b = pb;
    const int order = incident_entry_order(a, b);
    if (order != 0)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->sig != b->sig)
        return a->sig < b->sig ? -1 : 1;
    return (a->stream > b->stream) - (a->stream < b->stream);
}

/* Entries of findings leave room for those of tasks, silences and bursts. */
static void collect_timeline(struct correlate *c, const struct lives *lives)
{
    struct incident *inc = &c->incident;
    struct timeline_entry *found =
        entries_list(&c->entries, INCIDENT_TIMELINE_MAX - EXTRA_ENTRIES_MAX, &c->arena, inc);
    uint32_t n = inc->timeline_count;
    inc->timeline = arena_alloc(&c->arena, (n + EXTRA_ENTRIES_MAX) * sizeof *found);
    if (n)
        memcpy(inc->timeline, found, n * sizeof *found);
    /* One task alone is what everybody knows to be there. */
    if (lives->count > 1 || inc->origin_events[ORIGIN_ECS] > 0)
        n += lives_entries(lives, &c->streams, &c->arena, &inc->timeline[n]);
    n += lives_cycles(lives, &c->streams, &c->arena, &inc->timeline[n]);
    n += rhythm_gaps(&c->streams, c->sources, c->source_count, &c->all, &c->arena,
                     &inc->timeline[n]);
    n += pauses_list(&c->pauses, &c->arena, &inc->timeline[n]);
    n += rhythm_bursts(&c->errors, inc->first_us, inc->last_us, &c->arena, &inc->timeline[n]);
    inc->timeline_count = n;
    if (n)
        qsort(inc->timeline, n, sizeof *inc->timeline, entry_order);
}

/* --- streams in a settled order --------------------------------------------------------------- */

static void renumber(uint32_t *stream, const uint32_t *to)
{
    if (*stream != INCIDENT_NONE)
        *stream = to[*stream];
}

static void renumber_finding(struct finding_state *f, const uint32_t *to, uint32_t count)
{
    for (uint32_t i = 0; i < f->samples.first_count; i++)
        renumber(&f->samples.first[i]->at.stream, to);
    for (uint32_t i = 0; i < f->samples.last_count; i++)
        renumber(&f->samples.last[i]->at.stream, to);
    if (!f->streams)
        return;
    uint64_t *bits = alloc_zeroed(INCIDENT_STREAMS_MAX / 64, sizeof *bits);
    for (uint32_t i = 0; i < count; i++)
        if (f->streams[i / 64] >> i % 64 & 1)
            bits[to[i] / 64] |= UINT64_C(1) << to[i] % 64;
    alloc_free(f->streams);
    f->streams = bits;
}

/* Streams are numbered as they come; from here on by name, so that nothing depends on it. */
static void settle_streams(struct correlate *c)
{
    const uint32_t *to = streams_sort(&c->streams, &c->arena);
    for (uint32_t i = 0; i < c->set->count; i++)
        renumber_finding(&c->states[i], to, c->streams.keys.count);
    templates_renumber(&c->templates, to);
    templates_renumber(&c->sayings, to);
    entries_renumber(&c->entries, to);
}

static const struct occurrence *first_symptom(const struct correlate *c)
{
    for (uint32_t i = 0; i < c->incident.finding_count; i++) {
        const struct finding *f = &c->incident.findings[i];
        const struct sig *sig = &c->set->items[f->sig];
        if (sig->kind == SIG_SYMPTOM && sig->severity >= SIG_ERROR)
            return &f->samples[0];
    }
    return NULL;
}

const struct incident *correlate_finish(struct correlate *c)
{
    struct incident *inc = &c->incident;
    struct lives lives;
    changes_each(&c->changes, add_change, c);
    settle_streams(c);
    lives_find(&c->streams, c->sources, &c->arena, &lives);
    tasks_as_terms(c, &lives);
    for (uint32_t i = 0; i < c->set->count; i++)
        if (c->set->items[i].composite.type != SIG_SIMPLE
            && !c->set->items[i].composite.is_by_arrival)
            add_composite(c, i, &lives);
    add_by_arrival(c);
    collect_findings(c);
    collect_facts(c);
    collect_timeline(c, &lives);
    inc->deployments = c->deployments.items;
    inc->deployment_count = c->deployments.count;
    inc->absences = absences_find(&lives, &c->streams, &c->arena, &inc->absence_count);
    nesting_sort(&c->nesting);
    inc->streams = c->streams.items;
    inc->stream_count = c->streams.keys.count;
    inc->template_count = templates_sort(&c->templates, inc, first_symptom(c));
    inc->template_kinds = c->templates.count;
    inc->template_cut = templates_cut(&c->templates);
    inc->templates = c->templates.items;
    inc->template_events = c->templates.events;
    inc->last_words =
        templates_last_words(&c->sayings, c->streams.items, &c->arena, &inc->last_word_count);
    inc->error_sets = error_sets_list(&c->error_sets, &c->arena, &inc->error_set_count);
    inc->errors_over_time = &c->errors;
    inc->duplicates_unchecked = c->duplicates.unchecked;
    inc->wrapped = c->nesting.pairs;
    inc->wrapped_count = c->nesting.count;
    return inc;
}

uint64_t correlate_seen(const struct correlate *c, uint32_t sig)
{
    return c->states[sig].count;
}

void correlate_near(const struct correlate *c, uint32_t sig, struct correlate_near *out)
{
    const struct sig_composite *composite = &c->set->items[sig].composite;
    if (!composite->is_by_arrival) {
        composite_near(composite, c->terms, out);
        return;
    }
    struct arena arena;
    arena_init(&arena);
    composite_near(composite, by_arrival_terms(&c->by_arrival, sig, &arena), out);
    arena_release(&arena);
}
