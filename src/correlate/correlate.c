#include "correlate/correlate.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Windows of one composite that become occurrences of it. */
#define COMPOSITE_WINDOWS_MAX 64

struct finding_state {
    uint64_t count;
    int64_t first_us, last_us;
    struct samples samples;
    uint32_t *streams;
    size_t streams_capacity;
    uint32_t stream_count;
    bool from_composite;
};

struct correlate {
    const struct sigset *set;
    struct correlate_options opts;
    struct arena arena;           /* what the incident needs beyond the tables */
    struct finding_state *states; /* per signature */
    struct term_times *terms;     /* per signature; filled for terms of composites only */
    bool *is_term;
    struct streams streams;
    struct entries entries;
    struct templates templates;
    struct map facts;
    struct slice *fact_values;
    size_t fact_capacity;
    struct wrapped_pair wrapped[INCIDENT_WRAPPED_MAX];
    uint32_t wrapped_count;
    uint64_t sequence; /* of the event, over all sources */
    struct incident incident;
};

static void mark_terms(struct correlate *c)
{
    for (uint32_t i = 0; i < c->set->count; i++) {
        const struct sig_composite *comp = &c->set->items[i].composite;
        if (comp->type == SIG_SIMPLE)
            continue;
        for (uint32_t k = 0; k < comp->term_count; k++)
            c->is_term[comp->terms[k].sig] = true;
        for (uint32_t k = 0; k < comp->absent_ids.count; k++)
            c->is_term[comp->absent[k]] = true;
    }
}

struct correlate *correlate_new(const struct sigset *set, const struct correlate_options *opts)
{
    struct correlate *c = alloc_zeroed(1, sizeof *c);
    c->set = set;
    c->opts = opts ? *opts : (struct correlate_options){ TIMESTAMP_NONE, TIMESTAMP_NONE };
    arena_init(&c->arena);
    c->states = alloc_zeroed(set->count, sizeof *c->states);
    c->terms = alloc_zeroed(set->count, sizeof *c->terms);
    c->is_term = alloc_zeroed(set->count, sizeof *c->is_term);
    streams_init(&c->streams);
    entries_init(&c->entries);
    templates_init(&c->templates);
    map_init(&c->facts);
    c->incident.first_us = c->incident.last_us = TIMESTAMP_NONE;
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
        alloc_free(c->terms[i].times);
    }
    alloc_free(c->states);
    alloc_free(c->terms);
    alloc_free(c->is_term);
    streams_release(&c->streams);
    entries_release(&c->entries);
    templates_release(&c->templates);
    map_release(&c->facts);
    alloc_free(c->fact_values);
    arena_release(&c->arena);
    alloc_free(c);
}

bool correlate_wants(const struct correlate *c, const struct event *event)
{
    if (event->time_us == TIMESTAMP_NONE)
        return true;
    return (c->opts.since_us == TIMESTAMP_NONE || event->time_us >= c->opts.since_us)
           && (c->opts.until_us == TIMESTAMP_NONE || event->time_us <= c->opts.until_us);
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

/* Region and account of the first ARN in a text. Source: IAM User Guide, "Identify AWS resources
 * with ARNs": arn:partition:service:region:account-id:resource. */
static void facts_of_arn(struct correlate *c, struct slice text)
{
    size_t at = slice_find(text, SLICE("arn:aws"), 0);
    if (at == SLICE_NONE)
        return;
    struct slice rest = slice_from(text, at), field[5];
    for (size_t i = 0; i < 5; i++)
        if (!slice_next_field(&rest, ':', &field[i]))
            return;
    uint64_t account;
    if (field[3].len < 30)
        correlate_fact(c, SLICE("region"), field[3]);
    if (field[4].len == 12 && slice_to_u64(field[4], &account))
        correlate_fact(c, SLICE("account"), field[4]);
}

static void facts_of_event(struct correlate *c, const struct event *event)
{
    correlate_fact(c, SLICE("cluster"), event->cluster);
    correlate_fact(c, SLICE("service"), event->service);
    correlate_fact(c, SLICE("region"), event->region);
    correlate_fact(c, SLICE("log_group"), event->group);
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

static void note_stream(struct finding_state *f, uint32_t stream)
{
    if (stream == INCIDENT_NONE || f->stream_count >= INCIDENT_FINDING_STREAMS_MAX)
        return;
    for (uint32_t i = f->stream_count; i > 0; i--) /* newest first: repeats are mostly there */
        if (f->streams[i - 1] == stream)
            return;
    f->streams =
        alloc_grow(f->streams, &f->streams_capacity, f->stream_count + 1, sizeof *f->streams);
    f->streams[f->stream_count++] = stream;
}

static void add_occurrence(struct correlate *c, uint32_t sig, const struct occurrence *occ)
{
    struct finding_state *f = &c->states[sig];
    if (f->count++ == 0)
        f->first_us = f->last_us = TIMESTAMP_NONE;
    note_time(&f->first_us, &f->last_us, occ->time_us);
    samples_add(&f->samples, occ);
    note_stream(f, occ->stream);
    if (c->is_term[sig])
        term_times_add(&c->terms[sig], occ->time_us);
    if (c->set->items[sig].kind != SIG_NOISE)
        entries_add(&c->entries, sig, occ);
}

/* --- one cause inside another's trace ------------------------------------------------------------
 */

enum nesting { NEST_NONE, NEST_LATER_IS_INNER, NEST_EARLIER_IS_INNER };

/* What stands between two matches tells which one is the deeper cause. Sources: java.lang.Throwable
 * printStackTrace ("Caused by: "), Node.js util.inspect ("[cause]: "), System.Exception.ToString
 * (" ---> "), CPython Lib/traceback.py (the two sentences between chained tracebacks). */
static enum nesting nesting_between(struct slice between)
{
    static const struct {
        struct slice mark;
        enum nesting means;
    } marks[] = {
        { { "Caused by: ", 11 }, NEST_LATER_IS_INNER },
        { { "[cause]: ", 9 }, NEST_LATER_IS_INNER },
        { { " ---> ", 6 }, NEST_LATER_IS_INNER },
        { { "nested exception is ", 20 }, NEST_LATER_IS_INNER },
        { { "The above exception was the direct cause", 40 }, NEST_EARLIER_IS_INNER },
        { { "During handling of the above exception", 38 }, NEST_EARLIER_IS_INNER },
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_find(between, marks[i].mark, 0) != SLICE_NONE)
            return marks[i].means;
    return NEST_NONE;
}

static void note_wrapped(struct correlate *c, uint32_t outer, uint32_t inner)
{
    for (uint32_t i = 0; i < c->wrapped_count; i++)
        if (c->wrapped[i].outer == outer && c->wrapped[i].inner == inner) {
            c->wrapped[i].count++;
            return;
        }
    if (c->wrapped_count < INCIDENT_WRAPPED_MAX)
        c->wrapped[c->wrapped_count++] = (struct wrapped_pair){ outer, inner, 1 };
}

static void note_nesting(struct correlate *c, const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            if (hits[i].matched.ptr >= hits[k].matched.ptr)
                continue;
            const char *from = hits[i].matched.ptr;
            struct slice between = slice_make(from, (size_t)(hits[k].matched.ptr - from));
            /* The mark may open the very line that the later one matched. */
            between.len += hits[k].matched.len;
            enum nesting n = nesting_between(between);
            if (n == NEST_LATER_IS_INNER)
                note_wrapped(c, hits[i].sig, hits[k].sig);
            else if (n == NEST_EARLIER_IS_INNER)
                note_wrapped(c, hits[k].sig, hits[i].sig);
        }
}

/* --- events
 * --------------------------------------------------------------------------------------- */

void correlate_event(struct correlate *c, uint32_t source, const struct event *event,
                     const struct hit *hits, size_t hit_count)
{
    struct incident *inc = &c->incident;
    const uint32_t stream = streams_note(&c->streams, source, event);
    const uint64_t sequence = c->sequence++;
    inc->events++;
    inc->origin_events[event->origin]++;
    note_time(&inc->first_us, &inc->last_us, event->time_us);
    facts_of_event(c, event);
    for (size_t i = 0; i < hit_count; i++) {
        const struct occurrence occ = occurrence_of_hit(&hits[i], source, stream, sequence);
        add_occurrence(c, hits[i].sig, &occ);
        facts_of_arn(c, hits[i].line);
    }
    if (hit_count > 1)
        note_nesting(c, hits, hit_count);
    if (event->level < LEVEL_ERROR)
        return;
    inc->error_events++;
    if (hit_count > 0) {
        inc->error_events_matched++;
    } else {
        const struct occurrence occ = occurrence_of_event(event, source, stream, sequence);
        templates_add(&c->templates, &occ);
    }
}

/* --- the end
 * -------------------------------------------------------------------------------------- */

/* Occurrences of a composite are placed at the moment it was complete, and show the sample of a
 * term that is nearest to it. */
static void add_composite(struct correlate *c, uint32_t sig)
{
    const struct sig_composite *comp = &c->set->items[sig].composite;
    struct composite_window windows[COMPOSITE_WINDOWS_MAX];
    uint32_t n = composite_windows(comp, c->terms, windows, COMPOSITE_WINDOWS_MAX);
    const struct samples *shown = &c->states[comp->terms[comp->term_count - 1].sig].samples;
    for (uint32_t i = 0; i < n && shown->last_count > 0; i++) {
        const struct occurrence *nearest = &shown->last[shown->last_count - 1]->at;
        for (uint32_t k = shown->first_count; k > 0; k--)
            if (shown->first[k - 1]->at.time_us >= windows[i].to_us)
                nearest = &shown->first[k - 1]->at;
        struct occurrence occ = *nearest;
        occ.time_us = windows[i].to_us;
        c->states[sig].from_composite = true;
        add_occurrence(c, sig, &occ);
    }
}

static int finding_order(const void *pa, const void *pb)
{
    const struct finding *a = pa, *b = pb;
    int order = occurrence_order(&a->samples[0], &b->samples[0]);
    if (order != 0)
        return order;
    return (a->sig > b->sig) - (a->sig < b->sig);
}

static void collect_findings(struct correlate *c)
{
    struct incident *inc = &c->incident;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->set->count; i++)
        n += c->states[i].count > 0;
    inc->findings = arena_alloc(&c->arena, n * sizeof *inc->findings);
    for (uint32_t i = 0; i < c->set->count; i++) {
        const struct finding_state *s = &c->states[i];
        if (s->count == 0)
            continue;
        struct finding *f = &inc->findings[inc->finding_count++];
        *f = (struct finding){
            .sig = i,
            .count = s->count,
            .first_us = s->first_us,
            .last_us = s->last_us,
            .streams = s->streams,
            .stream_count = s->stream_count,
            .from_composite = s->from_composite,
        };
        f->samples = samples_list(&s->samples, &c->arena, &f->sample_count);
    }
    if (n)
        qsort(inc->findings, n, sizeof *inc->findings, finding_order);
}

static int fact_order(const void *pa, const void *pb)
{
    return slice_cmp(((const struct fact *)pa)->name, ((const struct fact *)pb)->name);
}

static void collect_facts(struct correlate *c)
{
    struct incident *inc = &c->incident;
    inc->facts = arena_alloc(&c->arena, c->facts.count * sizeof *inc->facts);
    inc->fact_count = c->facts.count;
    for (uint32_t i = 0; i < c->facts.count; i++)
        inc->facts[i] = (struct fact){ map_key(&c->facts, i), c->fact_values[i] };
    if (inc->fact_count)
        qsort(inc->facts, inc->fact_count, sizeof *inc->facts, fact_order);
}

const struct incident *correlate_finish(struct correlate *c)
{
    struct incident *inc = &c->incident;
    for (uint32_t i = 0; i < c->set->count; i++)
        if (c->set->items[i].composite.type != SIG_SIMPLE)
            add_composite(c, i);
    collect_findings(c);
    collect_facts(c);
    entries_sort(&c->entries);
    templates_sort(&c->templates);
    inc->timeline = c->entries.items;
    inc->timeline_count = c->entries.count;
    inc->timeline_dropped = c->entries.dropped;
    inc->streams = c->streams.items;
    inc->stream_count = c->streams.keys.count;
    inc->templates = c->templates.items;
    inc->template_count = c->templates.count;
    inc->template_events = c->templates.events;
    inc->wrapped = c->wrapped;
    inc->wrapped_count = c->wrapped_count;
    return inc;
}
