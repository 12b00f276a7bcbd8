#include "cli/pipeline.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "cli/part_lines.h"
#include "cli/progress.h"
#include "cli/quiet_runs.h"
#include "frame/level.h"
#include "match/matcher.h"
#include "read/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* 2024-01-01: a clock that is before this was never set. */
#define CLOCK_SET_US 1704067200000000LL

struct pipeline {
    const struct sigset *set;
    struct pipeline_options opts;
    int64_t last_us; /* of the events so far; TIMESTAMP_NONE: none had a time */
    struct matcher *matcher;
    struct correlate *correlate;
    struct part_lines parts;
    struct arena arena;
    struct report_source *sources;
    size_t capacity;
    uint32_t count;
    bool damaged, opened;
    uint64_t bytes, raw_bytes, events; /* of the sources that are read to their end */
    uint32_t warnings;                 /* kept, of all sources */
    bool *found;                       /* per signature */
    uint64_t findings;
    uint64_t *limit_hits; /* per signature, as far as reported */
};

struct pipeline *pipeline_new(const struct sigset *set, const struct pipeline_options *opts)
{
    struct pipeline *p = alloc_zeroed(1, sizeof *p);
    p->set = set;
    p->opts = *opts;
    p->last_us = TIMESTAMP_NONE;
    p->matcher = matcher_new(set, level_alarms);
    matcher_clock(p->matcher, opts->clock_ns);
    p->correlate = correlate_new(set, &opts->correlate);
    p->limit_hits = alloc_zeroed(set->count, sizeof *p->limit_hits);
    p->found = alloc_zeroed(set->count, sizeof *p->found);
    part_lines_init(&p->parts, set);
    arena_init(&p->arena);
    return p;
}

void pipeline_free(struct pipeline *p)
{
    if (!p)
        return;
    matcher_free(p->matcher);
    part_lines_release(&p->parts);
    correlate_free(p->correlate);
    arena_release(&p->arena);
    alloc_free(p->sources);
    alloc_free(p->limit_hits);
    alloc_free(p->found);
    alloc_free(p);
}

void pipeline_fact(struct pipeline *p, struct slice name, struct slice value)
{
    correlate_fact(p->correlate, name, value);
}

static struct report_source *add_source(struct pipeline *p, const char *name)
{
    p->sources = alloc_grow(p->sources, &p->capacity, p->count + 1, sizeof *p->sources);
    struct report_source *s = &p->sources[p->count++];
    *s = (struct report_source){ .name = name, .format = "", .encoding = "" };
    return s;
}

/* Room for warnings of a source; *count is cut down to what there is. */
static struct err *warnings_new(struct pipeline *p, uint32_t *count)
{
    const uint32_t left = PIPELINE_WARNINGS_MAX - p->warnings;
    if (*count > left)
        *count = left;
    p->warnings += *count;
    return arena_zeroed(&p->arena, *count, sizeof(struct err));
}

void pipeline_unreadable(struct pipeline *p, const char *name, const struct err *err)
{
    struct report_source *s = add_source(p, name);
    s->warning_count = 1;
    struct err *kept = warnings_new(p, &s->warning_count);
    if (s->warning_count > 0) {
        *kept = *err;
        err_in(kept, name);
    }
    s->warnings = kept;
    s->warnings_total = 1;
    p->damaged = true;
}

/* Names the signatures whose regexes gave up on some event of this source. */
static void warn_of_limits(struct pipeline *p, struct source *src)
{
    for (uint32_t i = 0; i < p->set->count; i++) {
        const struct matcher_stats *stats = matcher_stats(p->matcher, i);
        if (stats->limit_hits == p->limit_hits[i])
            continue;
        struct err err;
        err_init(&err);
        err_set(&err, "signature %.*s gave up on %" PRIu64 " event(s): match limit reached",
                SLICE_ARG(p->set->items[i].id), stats->limit_hits - p->limit_hits[i]);
        p->limit_hits[i] = stats->limit_hits;
        source_warn(src, &err, false);
    }
}

/* An executable, an image: whatever it is, silence about it is not health. */
static void warn_of_binary(struct source *src)
{
    struct err err;
    if (strcmp(source_encoding(src), "binary") != 0)
        return;
    err_init(&err);
    err_set(&err, "this looks like binary data, not like a log; read as text all the same");
    source_warn(src, &err, true);
}

static const char *encoding_of(struct pipeline *p, const struct source *src)
{
    const char *zip = source_compression(src), *enc = source_encoding(src);
    if (!zip[0])
        return enc;
    char both[64];
    snprintf(both, sizeof both, "%s+%s", zip, enc);
    return arena_cstr(&p->arena, slice_cstr(both));
}

static void keep_warnings(struct pipeline *p, const struct source *src, struct report_source *s)
{
    s->warnings_total = source_warning_count(src);
    while (source_warning(src, s->warning_count))
        s->warning_count++;
    struct err *kept = warnings_new(p, &s->warning_count);
    for (uint32_t i = 0; i < s->warning_count; i++) {
        kept[i] = *source_warning(src, i);
        err_in(&kept[i], s->name);
    }
    s->warnings = kept;
}

static void keep_ledger(struct report_source *s, const struct framer *framer)
{
    const struct framer_ledger ledger = framer_ledger(framer);
    s->ledger =
        (struct report_bytes){ ledger.events, ledger.framing, ledger.rejected, ledger.over_limit };
    const struct framer_counts counts = framer_count(framer);
    s->rejoined = counts.rejoined;
    s->unrejoinable = counts.unrejoinable;
    s->wrapped_lines = counts.wrapped_lines;
}

static void ask_matcher(void *self, const struct slice *texts, size_t count, bool *may_tell)
{
    const struct pipeline *p = self;
    matcher_may_tell(p->matcher, texts, count, may_tell);
}

/* A lead that is quiet says nothing but where it goes over into the message. */
static size_t ask_lead(void *self, struct slice lead)
{
    struct pipeline *p = self;
    if (!matcher_wants_leads(p->matcher))
        return 0;
    return matcher_lead_is_quiet(p->matcher, lead) ? MATCHER_OVERLAP : lead.len;
}

/* Dates without year are near those of the inputs before: neither the clock nor the age of a file
 * may decide what a report says. The clock only tells which times lie in the future. */
static struct framer_options framer_options_for(struct pipeline *p)
{
    struct framer_options opts = p->opts.framer;
    const int64_t now_us = (int64_t)time(NULL) * TIMESTAMP_US_PER_S;
    if (now_us > CLOCK_SET_US) /* the clock of this machine may be wrong, too */
        opts.now_us = now_us;
    if (p->last_us != TIMESTAMP_NONE)
        opts.hint_us = p->last_us;
    if (!p->opts.observe)
        opts.asker = (struct bulk_asker){ ask_matcher, ask_lead, p };
    return opts;
}

static void count_findings(struct pipeline *p, const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t sig = hits[i].sig;
        if (!p->found[sig] && p->set->items[sig].kind != SIG_NOISE)
            p->findings++;
        p->found[sig] = true;
    }
}

static void tell_progress(struct pipeline *p, const struct source *src, uint64_t events)
{
    const struct progress_state state = {
        .bytes = p->bytes + source_offset(src),
        .raw_bytes = p->raw_bytes + source_raw_bytes(src),
        .events = p->events + events,
        .findings = p->findings,
    };
    progress_tick(p->opts.progress, &state);
}

/* Takes an event into account that is framed. looked_at: the matcher was just asked if it is quiet.
 */
static void take_event(struct pipeline *p, uint32_t number, const char *name,
                       const struct event *event, bool looked_at)
{
    const struct hit *hits;
    const size_t n = looked_at ? matcher_event_looked_at(p->matcher, event, &hits)
                               : matcher_event(p->matcher, event, &hits);
    count_findings(p, hits, n);
    if (correlate_event(p->correlate, number, event, hits, n) && p->opts.observe)
        p->opts.observe(p->opts.observer, name, event, hits, n);
}

/* Was an event that shows nothing shown before? */
static bool repeats(struct pipeline *p, uint32_t number, const struct framer *framer,
                    const struct event_bulk *bulk, size_t i)
{
    struct event event = bulk->metas[bulk->lines[i].prefix];
    event.time_us = bulk->lines[i].time_us;
    event.message = event_bulk_message(bulk, i);
    event.id = framer_bulk_id(framer, bulk, i);
    return correlate_repeats(p->correlate, number, &event);
}

static bool wants_all(const struct pipeline *p)
{
    return p->opts.correlate.since_us == TIMESTAMP_NONE
           && p->opts.correlate.until_us == TIMESTAMP_NONE;
}

static bool wants_line(const struct pipeline *p, const struct event_bulk *bulk, size_t i)
{
    const struct bulk_line *line = &bulk->lines[i];
    if (wants_all(p))
        return true;
    struct event event = bulk->metas[line->prefix];
    event.time_us = line->time_us;
    return correlate_wants(p->correlate, &event);
}

/* Does a line show nothing? Parts of composites, which by themselves are nothing, are told at once
 * where nothing else is to be known of the line. */
static bool is_quiet(struct pipeline *p, uint32_t number, uint64_t first,
                     const struct event_bulk *bulk, size_t i)
{
    struct hit *hits;
    size_t count;
    const struct bulk_line *line = &bulk->lines[i];
    if (matcher_is_quiet(p->matcher, event_bulk_asked(bulk, i)))
        return true;
    switch (matcher_line(p->matcher, event_bulk_message(bulk, i), event_bulk_entry(bulk, i), &hits,
                         &count)) {
    case MATCHER_LINE_QUIET: return true;
    case MATCHER_LINE_SHOWS: return false;
    case MATCHER_LINE_PARTS: break;
    }
    if (bulk->are_records || p->opts.correlate.several_sources || line->may_be_error
        || bulk->metas[line->prefix].origin != ORIGIN_LOG)
        return false;
    part_lines_add(&p->parts, p->correlate, number, first, bulk, i, hits, count);
    return true;
}

/* Most lines show nothing: they are only counted. */
static void take_bulk(struct pipeline *p, uint32_t number, const char *name,
                      const struct framer *framer, const struct event_bulk *bulk)
{
    const bool may_repeat = bulk->are_records || p->opts.correlate.several_sources;
    /* May a line that shows nothing be left out, or be shown to someone? */
    const bool may_ask = may_repeat || p->opts.observe || !wants_all(p);
    struct quiet_runs runs;
    quiet_runs_begin(&runs, framer, bulk, p->correlate, number);
    size_t stepped = 0; /* lines that correlate knows of */
    for (size_t i = 0; i < bulk->count; i++) {
        const struct bulk_line *line = &bulk->lines[i];
        if (!may_ask && !line->may_tell && !line->may_be_error) { /* most */
            quiet_runs_add(&runs, i);
            continue;
        }
        if (!wants_line(p, bulk, i))
            continue;
        /* An observer wants to see all. */
        const bool wanted = p->opts.observe || line->may_be_error;
        const bool looked_at = line->may_tell && !p->opts.observe;
        const bool quiet = !looked_at || is_quiet(p, number, runs.number, bulk, i);
        if (quiet && !wanted) {
            if (!may_repeat || !correlate_asks(p->correlate)
                || !repeats(p, number, framer, bulk, i))
                quiet_runs_add(&runs, i);
            continue;
        }
        struct event event;
        struct event_line place;
        framer_bulk_event(framer, bulk, i, &place, &event);
        if (i > stepped)
            correlate_step(p->correlate, number, i - stepped, line->time_us);
        take_event(p, number, name, &event, looked_at);
        stepped = i + 1;
    }
    p->last_us = bulk->lines[bulk->count - 1].time_us;
    if (bulk->count > stepped)
        correlate_step(p->correlate, number, bulk->count - stepped, p->last_us);
    part_lines_end(&p->parts, p->correlate, number, runs.number, framer, bulk, p->matcher);
    quiet_runs_end(&runs);
}

struct pipeline_reading {
    struct pipeline *p;
    struct source *src;
    struct framer *framer;
    const char *name;
    uint32_t number; /* of the source; the array of them may move */
};

static struct pipeline_reading *begin(struct pipeline *p, struct source *src, const char *name)
{
    struct pipeline_reading *r = alloc_zeroed(1, sizeof *r);
    *r = (struct pipeline_reading){ .p = p, .src = src, .name = name, .number = p->count };
    add_source(p, name);
    correlate_source(p->correlate, r->number, name);
    const struct framer_options framer_opts = framer_options_for(p);
    r->framer = framer_open(r->src, &framer_opts);
    return r;
}

struct pipeline_reading *pipeline_open(struct pipeline *p, int fd, const char *name,
                                       const struct source_waiter *waiter)
{
    struct source_options opts = p->opts.source;
    if (waiter)
        opts.waiter = *waiter;
    return begin(p, source_open_fd(fd, name, &opts), name);
}

/* A state that is polled again and again is that of the moment when it came, not of the end. */
static void take_framed(struct pipeline_reading *r, struct event *event)
{
    struct pipeline *p = r->p;
    if (event->in_snapshot && event->time_us == TIMESTAMP_NONE && p->opts.correlate.is_live)
        event->time_us = correlate_latest(p->correlate);
    if (event->time_us != TIMESTAMP_NONE)
        p->last_us = event->time_us;
    if (correlate_wants(p->correlate, event))
        take_event(p, r->number, r->name, event, false);
}

bool pipeline_step(struct pipeline_reading *r)
{
    struct pipeline *p = r->p;
    struct event_bulk bulk;
    struct event event;
    const bool is_bulk = framer_bulk(r->framer, &bulk);
    const enum status st = is_bulk ? STATUS_OK : framer_next(r->framer, &event);
    if (st != STATUS_OK)
        return st != STATUS_END;
    struct report_source *s = &p->sources[r->number];
    s->events += is_bulk ? bulk.count : 1;
    if (p->opts.progress)
        tell_progress(p, r->src, s->events);
    if (is_bulk)
        take_bulk(p, r->number, r->name, r->framer, &bulk);
    else
        take_framed(r, &event);
    return true;
}

uint64_t pipeline_left_out(const struct pipeline *p)
{
    return correlate_left_out(p->correlate);
}

uint64_t pipeline_events(const struct pipeline *p)
{
    uint64_t events = 0;
    for (uint32_t i = 0; i < p->count; i++)
        events += p->sources[i].events;
    return events;
}

bool pipeline_begun(const struct pipeline_reading *r, size_t i, struct event *event)
{
    if (framer_open_event(r->framer, i, event)) {
        event->is_lines = true;
        return true;
    }
    *event = (struct event){ .offset = UINT64_MAX, .length = source_raw_bytes(r->src) };
    return framer_holds_records(r->framer)
           && (i == 0 || framer_open_event(r->framer, i - 1, &(struct event){ 0 }));
}

bool pipeline_may_show(const struct pipeline_reading *r, const struct event *begun)
{
    return !begun->is_lines || level_is_hidden(begun->message)
           || !matcher_is_quiet(r->p->matcher, begun->message);
}

void pipeline_settle(struct pipeline_reading *r,
                     bool (*wanted)(const void *self, const struct event *event), const void *self)
{
    struct event event;
    while (framer_settle(r->framer, &event)) {
        if (!wanted(self, &event))
            continue;
        r->p->sources[r->number].events++;
        take_framed(r, &event);
    }
}

void pipeline_close(struct pipeline_reading *r)
{
    struct pipeline *p = r->p;
    struct report_source *s = &p->sources[r->number];
    warn_of_limits(p, r->src);
    warn_of_binary(r->src);
    s->format = framer_format(r->framer);
    s->encoding = encoding_of(p, r->src);
    s->bytes = source_offset(r->src);
    keep_ledger(s, r->framer);
    keep_warnings(p, r->src, s);
    p->opened = true;
    p->bytes += s->bytes;
    p->raw_bytes += source_raw_bytes(r->src);
    p->events += s->events;
    p->damaged = p->damaged || source_damaged(r->src);
    framer_close(r->framer);
    source_close(r->src);
    alloc_free(r);
}

void pipeline_read(struct pipeline *p, int fd, const char *name)
{
    pipeline_read_source(p, source_open_fd(fd, name, &p->opts.source), name);
}

void pipeline_read_source(struct pipeline *p, struct source *src, const char *name)
{
    struct pipeline_reading *r = begin(p, src, name);
    while (pipeline_step(r))
        ;
    pipeline_close(r);
}

const struct incident *pipeline_finish(struct pipeline *p)
{
    return correlate_finish(p->correlate);
}

uint64_t pipeline_seen(const struct pipeline *p, uint32_t sig)
{
    return correlate_seen(p->correlate, sig);
}

void pipeline_near(const struct pipeline *p, uint32_t sig, struct correlate_near *out)
{
    correlate_near(p->correlate, sig, out);
}

const struct matcher_stats *pipeline_stats(const struct pipeline *p, uint32_t sig)
{
    return matcher_stats(p->matcher, sig);
}

const struct report_source *pipeline_sources(const struct pipeline *p, uint32_t *count)
{
    *count = p->count;
    return p->sources;
}

bool pipeline_damaged(const struct pipeline *p)
{
    return p->damaged;
}

bool pipeline_read_nothing(const struct pipeline *p)
{
    return !p->opened || p->bytes == 0;
}
