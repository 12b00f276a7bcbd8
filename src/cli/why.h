/* why: what became of a signature on some logs (culprit why): how far events got with each of its
 * regexes, and the answer in words.
 *
 *     struct why w;
 *     why_init(&w, set, index);
 *     ... why_watch as the observer of a pipeline (pipeline_options.observe) ...
 *     w.pipeline = p;
 *     why_print(&w, incident, diagnosis, &near);
 *     why_release(&w); */
#ifndef CLI_WHY_H
#define CLI_WHY_H

#include "cli/pipeline.h"
#include "infer/infer.h"
#include "match/confirm.h"

#define WHY_SAMPLES_MAX 3

/* Events that came so far and no further, with the first of them. */
struct why_tally {
    uint64_t count;
    struct buf samples[WHY_SAMPLES_MAX]; /* "file:line: text", ready to print */
    uint32_t sample_count;
};

/* How far events got with one regex: a guard literal was there, the regex matched. */
struct why_regex {
    struct confirm *confirm; /* NULL: could not be compiled */
    struct why_tally guarded, limited;
};

struct why {
    const struct sigset *set;
    const struct pipeline *pipeline; /* set by the caller before printing */
    const struct sig *sig;
    uint32_t index;
    struct confirm_scratch *scratch;
    struct why_regex *match;
    struct confirm **exclude;
    struct why_tally fired, vetoed, refined;
    uint32_t refined_by; /* the last signature that took precedence, or SIG_NONE */
    struct buf text;
};

/* index: SIG_NONE for the cause that no signature names. Borrows set. */
void why_init(struct why *w, const struct sigset *set, uint32_t index);
void why_release(struct why *w);

/* self: the struct why, of a signature. */
void why_watch(void *self, const char *source, const struct event *event, const struct hit *hits,
               size_t hit_count);

/* Was the signature found? Noise is, too, in lines of no error level, of which it makes no finding.
 */
bool why_has_fired(const struct why *w, const struct incident *inc);

/* To standard output. near: of a composite, how near its terms came. */
void why_print(const struct why *w, const struct incident *inc, const struct diagnosis *d,
               const struct correlate_near *near);
/* The same about the cause that no signature names. */
void why_print_unknown(const struct incident *inc, const struct diagnosis *d);

#endif
