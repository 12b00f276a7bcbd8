/* scene: small incidents for the tests of correlation and inference.
 *
 *     struct scene s;
 *     scene_init(&s);
 *     uint32_t a = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
 *     scene_cause(&s, a, b, 0.8);
 *     scene_hit(&s, a, 10, "text");             // at second 10 of the scene
 *     scene_diagnose(&s);                       // s.incident, s.diagnosis
 *     scene_release(&s);
 *
 * Signatures must be added in order of id. */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "correlate/correlate.h"
#include "infer/infer.h"

#include <stdio.h>
#include <stdlib.h>

#define SCENE_SIGS_MAX 1024
#define SCENE_HITS_MAX 4096
#define SCENE_START_US 1759329600000000LL

struct scene_hit {
    uint32_t sig;
    int64_t time_us;
    const char *text;
    const char *service;
    enum event_origin origin;
    enum level level;
    const char *task, *container, *stream; /* may be NULL */
    uint32_t source;
    struct sig_capture capture;
    bool shows_two; /* the same event shows second_sig, too */
    uint32_t second_sig;
};

struct scene {
    struct sig sigs[SCENE_SIGS_MAX];
    struct sigset set;
    struct scene_hit hits[SCENE_HITS_MAX];
    size_t hit_count;
    struct correlate *correlate;
    const struct incident *incident;
    struct arena arena;
    struct diagnosis diagnosis;
};

static inline void scene_init(struct scene *s)
{
    memset(s, 0, sizeof *s);
    s->set.items = s->sigs;
    arena_init(&s->arena);
}

static inline void scene_release(struct scene *s)
{
    for (uint32_t i = 0; i < s->set.count; i++) {
        free(s->sigs[i].causes);
        free(s->sigs[i].recovers);
    }
    correlate_free(s->correlate);
    arena_release(&s->arena);
}

static inline uint32_t scene_sig(struct scene *s, const char *id, enum sig_kind kind,
                                 enum sig_severity severity)
{
    s->sigs[s->set.count] = (struct sig){
        .id = slice_cstr(id),
        .title = slice_cstr(id),
        .kind = kind,
        .severity = severity,
        .precision = 0.95,
    };
    return s->set.count++;
}

static inline void scene_cause(struct scene *s, uint32_t cause, uint32_t effect, double strength)
{
    struct sig *sig = &s->sigs[cause];
    sig->causes = realloc(sig->causes, (sig->cause_count + 1) * sizeof *sig->causes);
    sig->causes[sig->cause_count++] = (struct sig_edge){ s->sigs[effect].id, effect, strength };
}

static inline void scene_recovers(struct scene *s, uint32_t recovery, uint32_t sig)
{
    struct sig *r = &s->sigs[recovery];
    r->recovers = realloc(r->recovers, (r->recover_count + 1) * sizeof *r->recovers);
    r->recovers[r->recover_count++] = sig;
}

static inline struct scene_hit *scene_hit(struct scene *s, uint32_t sig, int64_t second,
                                          const char *text)
{
    struct scene_hit *h = &s->hits[s->hit_count++];
    *h = (struct scene_hit){ .sig = sig,
                             .time_us = second == INT64_MIN
                                            ? TIMESTAMP_NONE
                                            : SCENE_START_US + second * TIMESTAMP_US_PER_S,
                             .text = text,
                             .service = "" };
    return h;
}

/* What the last hit captured. */
static inline void scene_capture(struct scene *s, const char *name, const char *value)
{
    s->hits[s->hit_count - 1].capture = (struct sig_capture){ slice_cstr(name), slice_cstr(value) };
}

/* Feeds one event; sig SIG_NONE: no signature matched. */
static inline void scene_feed(struct correlate *c, const struct scene_hit *h, uint64_t line)
{
    const struct event_line where = { 0, line, line * 100 };
    const struct event event = {
        .time_us = h->time_us,
        .message = slice_cstr(h->text),
        .service = slice_cstr(h->service),
        .task = slice_cstr(h->task),
        .container = slice_cstr(h->container),
        .stream = slice_cstr(h->stream),
        .level = h->level,
        .origin = h->origin,
        .lines = &where,
        .line_count = 1,
    };
    const struct hit hit = {
        .sig = h->sig,
        .event = &event,
        .matched = event.message,
        .line = slice_sub(event.message, 0, slice_find_byte(event.message, '\n', 0)),
        .source_line = line,
        .source_offset = line * 100,
        .captures = { h->capture },
        .capture_count = h->capture.name.len > 0,
    };
    struct hit hits[2] = { hit, hit };
    hits[1].sig = h->second_sig;
    if (correlate_wants(c, &event))
        correlate_event(c, h->source, &event, hits, h->sig == SIG_NONE ? 0 : h->shows_two ? 2 : 1);
}

static inline void scene_correlate(struct scene *s, const struct correlate_options *opts)
{
    s->correlate = correlate_new(&s->set, opts);
    for (size_t i = 0; i < s->hit_count; i++)
        scene_feed(s->correlate, &s->hits[i], i + 1);
    s->incident = correlate_finish(s->correlate);
}

static inline void scene_diagnose(struct scene *s)
{
    scene_correlate(s, NULL);
    infer(s->incident, &s->set, NULL, &s->arena, &s->diagnosis);
}

/* Posterior (before calibration, which has a ceiling) of a signature's hypothesis; 0 if it has
 * none. SIG_NONE: the unknown cause. */
static inline double scene_posterior(const struct scene *s, uint32_t sig)
{
    for (uint32_t i = 0; i < s->diagnosis.hypothesis_count; i++)
        if (s->diagnosis.hypotheses[i].sig == sig)
            return s->diagnosis.hypotheses[i].posterior;
    return 0;
}

#endif
