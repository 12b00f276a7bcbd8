#include "cli/pipeline.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "match/matcher.h"
#include "read/source.h"

#include <inttypes.h>
#include <stdio.h>

struct pipeline {
    const struct sigset *set;
    struct pipeline_options opts;
    struct matcher *matcher;
    struct correlate *correlate;
    struct arena arena;
    struct report_source *sources;
    size_t capacity;
    uint32_t count;
    bool damaged, opened;
    uint64_t bytes;
    uint64_t *limit_hits; /* per signature, as far as reported */
};

struct pipeline *pipeline_new(const struct sigset *set, const struct pipeline_options *opts)
{
    struct pipeline *p = alloc_zeroed(1, sizeof *p);
    p->set = set;
    p->opts = *opts;
    p->matcher = matcher_new(set);
    p->correlate = correlate_new(set, &opts->correlate);
    p->limit_hits = alloc_zeroed(set->count, sizeof *p->limit_hits);
    arena_init(&p->arena);
    return p;
}

void pipeline_free(struct pipeline *p)
{
    if (!p)
        return;
    matcher_free(p->matcher);
    correlate_free(p->correlate);
    arena_release(&p->arena);
    alloc_free(p->sources);
    alloc_free(p->limit_hits);
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
    *s = (struct report_source){ .name = arena_cstr(&p->arena, slice_cstr(name)),
                                 .format = "",
                                 .encoding = "" };
    return s;
}

void pipeline_unreadable(struct pipeline *p, const char *name, const struct err *err)
{
    struct report_source *s = add_source(p, name);
    struct err *copy = arena_alloc(&p->arena, sizeof *copy);
    *copy = *err;
    err_in(copy, name);
    s->warnings = copy;
    s->warning_count = 1;
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
        return arena_cstr(&p->arena, slice_cstr(enc));
    char both[64];
    snprintf(both, sizeof both, "%s+%s", zip, enc);
    return arena_cstr(&p->arena, slice_cstr(both));
}

static void keep_warnings(struct pipeline *p, const struct source *src, struct report_source *s)
{
    struct err *kept = arena_zeroed(&p->arena, SOURCE_WARNINGS_MAX, sizeof *kept);
    uint32_t n = 0;
    for (const struct err *w; n < SOURCE_WARNINGS_MAX && (w = source_warning(src, n)); n++) {
        kept[n] = *w;
        err_in(&kept[n], s->name);
    }
    s->warnings = kept;
    s->warning_count = n;
    s->warnings_total = source_warning_count(src);
}

void pipeline_read(struct pipeline *p, int fd, const char *name)
{
    const uint32_t number = p->count;
    struct report_source *s = add_source(p, name);
    struct source *src = source_open_fd(fd, name, &p->opts.source);
    struct framer *framer = framer_open(src, &p->opts.framer);
    struct event event;
    enum status st;
    while ((st = framer_next(framer, &event)) != STATUS_END) {
        if (st != STATUS_OK)
            continue;
        s->events++;
        if (!correlate_wants(p->correlate, &event))
            continue;
        const struct hit *hits;
        const size_t n = matcher_event(p->matcher, &event, &hits);
        correlate_event(p->correlate, number, &event, hits, n);
    }
    warn_of_limits(p, src);
    warn_of_binary(src);
    s->format = arena_cstr(&p->arena, slice_cstr(framer_format(framer)));
    s->encoding = encoding_of(p, src);
    s->bytes = source_offset(src);
    keep_warnings(p, src, s);
    p->opened = true;
    p->bytes += s->bytes;
    p->damaged = p->damaged || source_damaged(src);
    framer_close(framer);
    source_close(src);
}

const struct incident *pipeline_finish(struct pipeline *p)
{
    return correlate_finish(p->correlate);
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
