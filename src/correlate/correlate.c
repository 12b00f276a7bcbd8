#include "correlate/correlate.h"

#include "base/alloc.h"
#include "correlate/parts.h"

/* Widths of the first buckets: of what a finding did over time, of errors. */
#define FINDING_BUCKET_US TIMESTAMP_US_PER_S
#define ERROR_BUCKET_US TIMESTAMP_US_PER_MIN

static void mark_terms(struct correlate *c)
{
    for (uint32_t i = 0; i < c->set->count; i++) {
        const struct sig_composite *comp = &c->set->items[i].composite;
        if (comp->type == SIG_SIMPLE || comp->is_by_arrival)
            continue;
        for (uint32_t k = 0; k < comp->term_count; k++)
            c->is_term[comp->terms[k].sig] = true;
        for (uint32_t k = 0; k < comp->absence_count; k++)
            c->is_term[comp->absences[k].sig] = true;
    }
}

struct correlate *correlate_new(const struct sigset *set, const struct correlate_options *opts)
{
    struct correlate *c = alloc_zeroed(1, sizeof *c);
    c->set = set;
    c->opts =
        opts ? *opts
             : (struct correlate_options){ .since_us = TIMESTAMP_NONE, .until_us = TIMESTAMP_NONE };
    arena_init(&c->arena);
    c->states = alloc_zeroed(set->count, sizeof *c->states);
    c->terms = alloc_zeroed(set->count, sizeof *c->terms);
    c->is_term = alloc_zeroed(set->count, sizeof *c->is_term);
    streams_init(&c->streams);
    entries_init(&c->entries);
    templates_init(&c->templates);
    templates_init(&c->sayings);
    changes_init(&c->changes);
    deployments_init(&c->deployments);
    error_sets_init(&c->error_sets);
    duplicates_init(&c->duplicates);
    c->duplicates.only_ids = !c->opts.several_sources;
    if (c->opts.is_live)
        duplicates_go_live(&c->duplicates);
    pauses_init(&c->pauses);
    votes_init(&c->votes);
    map_init(&c->facts);
    map_init(&c->old_tasks);
    histogram_init(&c->all, FINDING_BUCKET_US);
    histogram_init(&c->errors, ERROR_BUCKET_US);
    c->incident.first_us = c->incident.last_us = TIMESTAMP_NONE;
    by_arrival_init(&c->by_arrival, set);
    mark_terms(c);
    return c;
}

void correlate_free(struct correlate *c)
{
    if (!c)
        return;
    for (uint32_t i = 0; i < c->set->count; i++) {
        samples_release(&c->states[i].samples);
        alloc_free(c->states[i].streams);
        alloc_free(c->states[i].over_time);
        alloc_free(c->terms[i].times);
    }
    alloc_free(c->states);
    alloc_free(c->terms);
    alloc_free(c->is_term);
    alloc_free(c->sources);
    streams_release(&c->streams);
    entries_release(&c->entries);
    templates_release(&c->templates);
    templates_release(&c->sayings);
    changes_release(&c->changes);
    deployments_release(&c->deployments);
    error_sets_release(&c->error_sets);
    duplicates_release(&c->duplicates);
    by_arrival_release(&c->by_arrival);
    votes_release(&c->votes);
    map_release(&c->facts);
    map_release(&c->old_tasks);
    alloc_free(c->fact_values);
    arena_release(&c->arena);
    alloc_free(c);
}

static struct source_state *source_at(struct correlate *c, uint32_t source)
{
    while (source >= c->source_count) {
        c->sources = alloc_grow(c->sources, &c->source_capacity, (size_t)c->source_count + 1,
                                sizeof *c->sources);
        c->sources[c->source_count++] = (struct source_state){ .first_us = TIMESTAMP_NONE,
                                                               .last_us = TIMESTAMP_NONE,
                                                               .near_us = TIMESTAMP_NONE };
    }
    return &c->sources[source];
}

void correlate_source(struct correlate *c, uint32_t source, const char *name)
{
    source_at(c, source)->name = arena_cstr(&c->arena, slice_cstr(name));
}

bool correlate_in_range(const struct correlate *c, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE)
        return true;
    return (c->opts.since_us == TIMESTAMP_NONE || time_us >= c->opts.since_us)
           && (c->opts.until_us == TIMESTAMP_NONE || time_us <= c->opts.until_us);
}

/* Is it of a task that was there before? A task never becomes one of another deployment. */
static bool is_of_old_task(struct correlate *c, const struct event *event)
{
    if (!c->opts.new_tasks_only || event->task.len == 0 || event->origin != ORIGIN_LOG
        || event->time_us == TIMESTAMP_NONE)
        return false;
    if (event->time_us < c->opts.since_us && c->old_tasks.count < CORRELATE_OLD_TASKS_MAX)
        (void)map_put(&c->old_tasks, event->task, NULL);
    return map_get(&c->old_tasks, event->task) != MAP_NONE;
}

bool correlate_wants(struct correlate *c, const struct event *event)
{
    const bool is_old = is_of_old_task(c, event);
    if (event->definition || (correlate_in_range(c, event->time_us) && !is_old))
        return true;
    c->left_out++;
    return false;
}

uint64_t correlate_left_out(const struct correlate *c)
{
    return c->left_out;
}

void correlate_fact(struct correlate *c, struct slice name, struct slice value)
{
    bool is_new;
    if (value.len == 0
        || (c->facts.count >= INCIDENT_FACTS_MAX && map_get(&c->facts, name) == MAP_NONE))
        return;
    uint32_t at = map_put(&c->facts, name, &is_new);
    if (!is_new)
        return;
    c->fact_values = alloc_grow(c->fact_values, &c->fact_capacity, at + 1, sizeof *c->fact_values);
    c->fact_values[at] = arena_copy(&c->arena, value);
}

static void note_time(int64_t *first, int64_t *last, int64_t time_us)
{
    if (time_us == TIMESTAMP_NONE)
        return;
    if (*first == TIMESTAMP_NONE || time_us < *first)
        *first = time_us;
    if (*last == TIMESTAMP_NONE || time_us > *last)
        *last = time_us;
}

void correlate_add_stream(struct correlate *c, uint32_t sig, uint32_t stream)
{
    struct finding_state *f = &c->states[sig];
    if (stream == INCIDENT_NONE)
        return;
    if (!f->streams)
        f->streams = alloc_zeroed(INCIDENT_STREAMS_MAX / 64, sizeof *f->streams);
    f->streams[stream / 64] |= UINT64_C(1) << stream % 64;
}

/* A task has an entry of its own for its start. */
static bool is_start_of_task(const struct correlate *c, uint32_t sig, const struct occurrence *occ)
{
    return sig_is_run(&c->set->items[sig]) && occ->stream != INCIDENT_NONE
           && c->streams.items[occ->stream].task.len > 0;
}

/* What only tells how other lines are meant (where a job begins) is no event of the incident. */
static bool is_worth_an_entry(const struct sig *sig)
{
    return sig->kind != SIG_NOISE && (sig->kind != SIG_RECOVERY || sig_is_good(sig));
}

void correlate_add(struct correlate *c, uint32_t sig, const struct occurrence *occ)
{
    struct finding_state *f = &c->states[sig];
    if (f->count++ == 0)
        f->first_us = f->last_us = TIMESTAMP_NONE;
    note_time(&f->first_us, &f->last_us, occ->time_us);
    samples_add(&f->samples, occ);
    correlate_add_stream(c, sig, occ->stream);
    if (occ->time_us != TIMESTAMP_NONE) {
        if (!f->over_time) {
            f->over_time = alloc_bytes(sizeof *f->over_time);
            histogram_init(f->over_time, FINDING_BUCKET_US);
        }
        histogram_add(f->over_time, occ->time_us);
    }
    if (c->is_term[sig])
        term_times_add(&c->terms[sig], occ->time_us);
    if (is_worth_an_entry(&c->set->items[sig]) && !is_start_of_task(c, sig, occ))
        entries_add(&c->entries, sig, occ);
}

/* Parts of composites are no findings, but their samples are what composites show. */
static void add_parts(struct correlate *c, const struct occurrence_place *place,
                      const struct hit *hits, size_t hit_count)
{
    for (size_t i = 0; i < hit_count; i++) {
        struct finding_state *f = &c->states[hits[i].sig];
        if (!c->set->items[hits[i].sig].is_part)
            continue;
        struct occurrence occ;
        occurrence_of_hit(&hits[i], place, &occ);
        samples_add(&f->samples, &occ);
        f->count++;
    }
}

/* Does any signature account for an event? Noise, a change or a recovery does
 * not account for what stands above it: "Node.js v20" is below every crash. */
static bool is_claimed(const struct correlate *c, const struct event *event, const struct hit *hits,
                       size_t hit_count)
{
    struct slice headline = slice_empty();
    for (size_t i = 0; i < hit_count; i++) {
        const enum sig_kind kind = c->set->items[hits[i].sig].kind;
        if (kind == SIG_CAUSE || kind == SIG_SYMPTOM)
            return true;
        if (!headline.ptr)
            headline = headline_of(event->message);
        if (hits[i].line.ptr <= headline.ptr)
            return true;
    }
    return false;
}

/* Do hits tell more than that an error is none? On an event of no error level noise alone is not
 * even counted, for lines that show nothing else are mostly not looked at (match/matcher.h). */
static bool tells(const struct correlate *c, const struct hit *hits, size_t hit_count)
{
    for (size_t i = 0; i < hit_count; i++)
        if (sig_tells(&c->set->items[hits[i].sig]))
            return true;
    return false;
}

/* Does an event show that something is wrong, and not only that something happened? */
static bool shows_trouble(const struct correlate *c, const struct hit *hits, size_t hit_count)
{
    for (size_t i = 0; i < hit_count; i++) {
        const struct sig *sig = &c->set->items[hits[i].sig];
        if ((sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM) && sig->severity >= SIG_WARNING)
            return true;
    }
    return false;
}

/* What is said of no moment, a state at the time of the export, stands at the end. */
static struct occurrence_place place_of(struct correlate *c, uint32_t source,
                                        const struct event *event)
{
    struct source_state *s = source_at(c, source);
    if (event->time_us != TIMESTAMP_NONE) {
        s->near_us = event->time_us;
        if (event->origin == ORIGIN_LOG)
            note_time(&s->first_us, &s->last_us, event->time_us);
    }
    return (struct occurrence_place){
        .source = source,
        .stream = INCIDENT_NONE,
        .source_name = s->name,
        .sequence = s->sequence++,
        .near_us = event->in_snapshot ? INT64_MAX : s->near_us,
    };
}

static void add_unknown(struct templates *t, const struct event *event,
                        const struct occurrence_place *place)
{
    const struct occurrence occ = occurrence_of_event(event, place);
    templates_add(t, &occ, event->message);
}

static void note_error(struct correlate *c, const struct event *event,
                       const struct occurrence_place *place, const struct hit *hits,
                       size_t hit_count, bool is_unknown)
{
    c->incident.error_events++;
    histogram_add(&c->errors, event->time_us);
    if (is_unknown) {
        add_unknown(&c->templates, event, place);
    } else {
        c->incident.error_events_matched++;
        error_sets_add(&c->error_sets, c->set, hits, hit_count);
    }
}

/* Within one source only an id tells that an event is the same one. */
static bool may_repeat(const struct correlate *c, const struct event *event)
{
    return c->opts.several_sources || event->id != 0;
}

static void note_hits(struct correlate *c, const struct event *event,
                      const struct occurrence_place *place, const struct hit *hits,
                      size_t hit_count)
{
    for (size_t i = 0; i < hit_count; i++) {
        struct occurrence occ;
        occurrence_of_hit(&hits[i], place, &occ);
        correlate_add(c, hits[i].sig, &occ);
        if (sig_is_good(&c->set->items[hits[i].sig]) && event->origin == ORIGIN_LOG)
            streams_mark(&c->streams, place->stream, hits[i].sig, event->time_us);
        votes_add_names(&c->votes, hits[i].line);
    }
    if (hit_count > 1)
        nesting_note(&c->nesting, c->set, hits, hit_count);
}

/* An event that is in range and was not shown before. is_told: it is an error, or hits tell
 * something. */
static void note_event(struct correlate *c, const struct event *event,
                       struct occurrence_place *place, const struct hit *all_hits, size_t all_count,
                       bool is_told)
{
    struct incident *inc = &c->incident;
    const bool is_error = event->level >= LEVEL_ERROR;
    by_arrival_note(&c->by_arrival, event, place, all_hits, is_told ? all_count : 0);
    size_t own_count = all_count;
    const struct hit *own = by_arrival_own(&c->by_arrival, all_hits, &own_count);
    const size_t hit_count = is_told ? own_count : 0;
    inc->events++;
    inc->origin_events[event->origin]++;
    note_time(&inc->first_us, &inc->last_us, event->time_us);
    histogram_add(&c->all, event->time_us);
    if (c->opts.is_live && event->origin == ORIGIN_LOG)
        pauses_note(&c->pauses, event->time_us);
    const bool is_unknown = is_error && !is_claimed(c, event, own, own_count);
    place->stream =
        streams_note(&c->streams, event, place, is_unknown || shows_trouble(c, own, hit_count));
    if (own_count < all_count)
        add_parts(c, place, all_hits, all_count);
    note_hits(c, event, place, own, hit_count);
    if (is_error)
        note_error(c, event, place, own, hit_count, is_unknown);
    else if (hit_count == 0 && event->origin == ORIGIN_LOG && telling_may_be(event->message)
             && !is_claimed(c, event, own, own_count))
        add_unknown(&c->sayings, event, place);
}

bool correlate_event(struct correlate *c, uint32_t source, const struct event *event,
                     const struct hit *hits, size_t hit_count)
{
    struct occurrence_place place = place_of(c, source, event);
    if (event->definition) {
        const struct occurrence occ = occurrence_of_event(event, &place);
        changes_note(&c->changes, event->definition, &occ);
        votes_add_definition(&c->votes, event->definition);
    }
    if (!correlate_in_range(c, event->time_us))
        return true;
    if (event->origin == ORIGIN_ECS)
        deployments_note(&c->deployments, event);
    const bool is_told = event->level >= LEVEL_ERROR || tells(c, hits, hit_count);
    if (may_repeat(c, event) && duplicates_note(&c->duplicates, source, event, is_told)) {
        c->incident.duplicates++;
        return false;
    }
    note_event(c, event, &place, hits, hit_count, is_told);
    return true;
}

int64_t correlate_latest(const struct correlate *c)
{
    return c->incident.last_us;
}

uint64_t correlate_number(struct correlate *c, uint32_t source)
{
    return source_at(c, source)->sequence;
}

void correlate_step(struct correlate *c, uint32_t source, uint64_t count, int64_t time_us)
{
    struct source_state *s = source_at(c, source);
    s->sequence += count;
    s->near_us = time_us;
}

static struct occurrence_place place_at(struct correlate *c, uint32_t source, uint64_t number,
                                        int64_t time_us)
{
    return (struct occurrence_place){ .source = source,
                                      .stream = INCIDENT_NONE,
                                      .source_name = source_at(c, source)->name,
                                      .sequence = number,
                                      .near_us = time_us };
}

void correlate_parts(struct correlate *c, uint32_t source, uint64_t number, int64_t time_us,
                     const struct hit *hits, size_t hit_count)
{
    const struct occurrence_place place = place_at(c, source, number, time_us);
    const struct event event = { .time_us = time_us };
    by_arrival_note(&c->by_arrival, &event, &place, hits, hit_count);
    for (size_t i = 0; i < hit_count; i++)
        c->states[hits[i].sig].count++;
}

bool correlate_wants_part(struct correlate *c, uint32_t source, uint64_t number, uint32_t sig,
                          int64_t time_us)
{
    const struct occurrence occ = { .time_us = time_us,
                                    .near_us = time_us,
                                    .source_name = source_at(c, source)->name,
                                    .sequence = number,
                                    .source = source };
    return samples_are_before(&c->states[sig].samples, &occ);
}

void correlate_part(struct correlate *c, uint32_t source, uint64_t number, const struct hit *hit)
{
    struct occurrence_place place = place_at(c, source, number, hit->event->time_us);
    place.stream = streams_find(&c->streams, hit->event, &place);
    struct occurrence occ;
    occurrence_of_hit(hit, &place, &occ);
    samples_add(&c->states[hit->sig].samples, &occ);
}

bool correlate_asks(const struct correlate *c)
{
    return duplicates_compare(&c->duplicates);
}

bool correlate_repeats(struct correlate *c, uint32_t source, const struct event *event)
{
    if (!may_repeat(c, event) || !duplicates_note(&c->duplicates, source, event, false))
        return false;
    struct source_state *s = source_at(c, source);
    if (event->origin == ORIGIN_LOG)
        note_time(&s->first_us, &s->last_us, event->time_us);
    c->incident.duplicates++;
    return true;
}

void correlate_run(struct correlate *c, uint32_t source, const struct correlate_run *run)
{
    struct incident *inc = &c->incident;
    struct source_state *s = source_at(c, source);
    const struct event *first = run->first, *last = run->last;
    struct occurrence_place place[2] = { { .source = source,
                                           .stream = INCIDENT_NONE,
                                           .source_name = s->name,
                                           .sequence = run->first_number } };
    place[1] = place[0];
    place[1].sequence = run->last_number;
    if (first->origin == ORIGIN_LOG) {
        note_time(&s->first_us, &s->last_us, first->time_us);
        note_time(&s->first_us, &s->last_us, last->time_us);
    }
    inc->events += run->count;
    inc->origin_events[first->origin] += run->count;
    note_time(&inc->first_us, &inc->last_us, first->time_us);
    note_time(&inc->first_us, &inc->last_us, last->time_us);
    histogram_add_run(&c->all, first->time_us, last->time_us, run->count);
    streams_note_run(&c->streams, first, last, run->count, place);
}
