/* pipeline: the loop, the only file that sees every stage from bytes to findings. */
#ifndef CLI_PIPELINE_H
#define CLI_PIPELINE_H

#include "correlate/correlate.h"
#include "frame/framer.h"
#include "match/matcher.h"
#include "report/report.h"

/* Warnings of sources kept over all of them; more are counted only. */
#define PIPELINE_WARNINGS_MAX 1000

struct pipeline;
struct progress;

struct pipeline_options {
    struct framer_options framer;
    struct correlate_options correlate;
    struct source_options source;
    struct progress *progress; /* told of every event; NULL: none */
    /* Sees every event with its hits, but not again what was shown before; NULL: nobody does. name
     * is that of the input. */
    void (*observe)(void *observer, const char *name, const struct event *event,
                    const struct hit *hits, size_t hit_count);
    void *observer;
    uint64_t (*clock_ns)(void); /* for the times in pipeline_stats; NULL: they are not taken */
};

/* Borrows set until pipeline_free. */
struct pipeline *pipeline_new(const struct sigset *set, const struct pipeline_options *opts);
void pipeline_free(struct pipeline *p);

/* A fact for advice, from --set. Before the first input. */
void pipeline_fact(struct pipeline *p, struct slice name, struct slice value);

/* Reads one input to its end; fd is owned from now on. name is borrowed until pipeline_free. */
void pipeline_read(struct pipeline *p, int fd, const char *name);

/* The same for a source that is open; it is owned from now on. */
void pipeline_read_source(struct pipeline *p, struct source *src, const char *name);

/* The same in steps, so that several inputs are read at once, and inputs that are waited for.
 *
 *     r = pipeline_open(p, fd, name, &waiter);      // waiter: source.h; NULL: read() blocks
 *     while (pipeline_step(r)) …                    // an event or a run of them
 *     pipeline_close(r);
 *
 * While the waiter waits inside pipeline_step:
 *   pipeline_begun     the i-th event, from 0, that is begun but may go on: its message so far,
 *                      offset and length; is_lines false: what documents hold, as one, of which
 *                      only the length is known, which grows with each byte read. False past the
 *                      last.
 *   pipeline_may_show  may such an event show something?
 *   pipeline_settle    takes those that are wanted as they stand. Only in a copy of the process,
 *                      for what comes later would be cut off from them. */
struct pipeline_reading;
struct pipeline_reading *pipeline_open(struct pipeline *p, int fd, const char *name,
                                       const struct source_waiter *waiter);
bool pipeline_step(struct pipeline_reading *r);
void pipeline_close(struct pipeline_reading *r);
bool pipeline_begun(const struct pipeline_reading *r, size_t i, struct event *event);
bool pipeline_may_show(const struct pipeline_reading *r, const struct event *begun);
void pipeline_settle(struct pipeline_reading *r,
                     bool (*wanted)(const void *self, const struct event *event), const void *self);

/* Events so far, of all inputs; of these, those that the options leave out. */
uint64_t pipeline_events(const struct pipeline *p);
uint64_t pipeline_left_out(const struct pipeline *p);

/* Notes an input that could not be opened. name is borrowed until pipeline_free. */
void pipeline_unreadable(struct pipeline *p, const char *name, const struct err *err);

/* After the last input. Valid until pipeline_free. */
const struct incident *pipeline_finish(struct pipeline *p);
uint64_t pipeline_seen(const struct pipeline *p, uint32_t sig);
void pipeline_near(const struct pipeline *p, uint32_t sig, struct correlate_near *out);

/* What a signature cost so far. */
const struct matcher_stats *pipeline_stats(const struct pipeline *p, uint32_t sig);
const struct report_source *pipeline_sources(const struct pipeline *p, uint32_t *count);

/* Was some input damaged, truncated or unreadable? Could none be opened, or were all empty? */
bool pipeline_damaged(const struct pipeline *p);
bool pipeline_read_nothing(const struct pipeline *p);

#endif
