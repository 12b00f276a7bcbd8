#include "base/timestamp.h"
#include "cli/why.h"

#include <inttypes.h>
#include <stdio.h>

#define WORDS_MAX 8
#define PRECISION_VAGUE 0.8 /* as inference sees it */

static void print_samples(const struct why_tally *t)
{
    for (uint32_t i = 0; i < t->sample_count; i++)
        printf("      %.*s\n", SLICE_ARG(buf_slice(&t->samples[i])));
    if (t->count > t->sample_count)
        printf("      and %" PRIu64 " more\n", t->count - t->sample_count);
}

/* What a part of a rule looks for: its id says no more than its number. */
static void print_part(const struct why *w, uint32_t sig)
{
    if (w->set->items[sig].is_part)
        printf("      %.*s\n", SLICE_ARG(w->set->items[sig].match[0].regex));
}

static void print_composite(const struct why *w)
{
    const struct sig_composite *c = &w->sig->composite;
    char window[TIMESTAMP_TEXT_BYTES];
    timestamp_format_duration(c->window_us, window);
    printf("  It is made of others, all within %s%s:\n", window,
           c->type == SIG_SEQUENCE ? ", in this order" : "");
    for (uint32_t i = 0; i < c->term_count; i++) {
        const uint64_t seen = pipeline_seen(w->pipeline, c->terms[i].sig);
        printf("    %-34.*s needs %u, seen %" PRIu64 "%s\n", SLICE_ARG(c->terms[i].id),
               c->terms[i].count, seen, seen < c->terms[i].count ? "  <- missing" : "");
        print_part(w, c->terms[i].sig);
    }
    for (uint32_t i = 0; i < c->absence_count; i++) {
        printf("    %-34.*s must be absent, seen %" PRIu64 "\n", SLICE_ARG(c->absences[i].id),
               pipeline_seen(w->pipeline, c->absences[i].sig));
        print_part(w, c->absences[i].sig);
    }
}

/* Counts were reached, but did it all come together, and undisturbed? */
static void print_near(const struct why *w, const struct correlate_near *near)
{
    const struct sig_composite *c = &w->sig->composite;
    char text[TIMESTAMP_TEXT_BYTES], window[TIMESTAMP_TEXT_BYTES];
    if (!near->is_whole) {
        printf("  These did not come often enough%s.\n",
               c->type == SIG_SEQUENCE ? " in this order" : "");
        return;
    }
    timestamp_format(near->from_us, text);
    printf("  They come nearest to each other at %s", text);
    timestamp_format_duration(near->span_us, text);
    timestamp_format_duration(c->window_us, window);
    printf(", within %s; the window is %s", text, window);
    if (near->span_us > c->window_us) {
        timestamp_format_duration(near->span_us - c->window_us, text);
        printf(": %s too far apart", text);
    }
    puts(".");
    if (near->blocked_by != SIG_NONE) {
        timestamp_format(near->blocked_us, text);
        printf("  Against it: %.*s at %s.\n", SLICE_ARG(w->set->items[near->blocked_by].id), text);
    }
}

static void print_words(const struct sig *sig)
{
    uint32_t shown = 0;
    printf("  No event holds a word that its regexes look for:");
    for (uint32_t i = 0; i < sig->match_count; i++)
        for (uint32_t k = 0; k < sig->match[i].literals.count; k++) {
            if (shown++ < WORDS_MAX)
                printf("%s \"%.*s\"", shown > 1 ? "," : "",
                       SLICE_ARG(sig->match[i].literals.items[k]));
        }
    if (shown > WORDS_MAX)
        printf(" and %u more", shown - WORDS_MAX);
    puts("");
}

static void print_regexes(const struct why *w)
{
    bool any = false;
    for (uint32_t i = 0; i < w->sig->match_count; i++) {
        const struct why_regex *r = &w->match[i];
        if (r->guarded.count == 0 && r->limited.count == 0)
            continue;
        any = true;
        printf("  %" PRIu64 " events hold a word of this regex, but not the rest:\n    %.*s\n",
               r->guarded.count, SLICE_ARG(w->sig->match[i].regex));
        print_samples(&r->guarded);
        if (r->limited.count)
            printf("    on %" PRIu64 " events it gave up: match limit reached\n", r->limited.count);
    }
    if (!any && w->sig->match_count)
        print_words(w->sig);
}

static void print_reasons(const struct hypothesis *h, uint32_t rank)
{
    printf("  As a hypothesis it has rank %u and confidence %.2f.\n", rank, h->confidence);
    for (uint32_t k = 0; k < h->support_count; k++)
        printf("    for:     %.*s\n", SLICE_ARG(h->supports[k].text));
    for (uint32_t k = 0; k < h->against_count; k++)
        printf("    against: %.*s\n", SLICE_ARG(h->against[k].text));
    for (uint32_t k = 0; k < h->missing_count; k++)
        printf("    missing: %.*s\n", SLICE_ARG(h->missing[k].text));
}

/* One that leads to this cause explains it, too. */
static void print_explained_by(const struct why *w, const struct diagnosis *d)
{
    for (uint32_t i = 0; i < d->hypothesis_count; i++) {
        const struct hypothesis *h = &d->hypotheses[i];
        for (uint32_t k = 1; k < h->chain_count; k++)
            if (h->chain[k] == w->index)
                printf("    against: it follows from %.*s (rank %u, confidence %.2f)\n",
                       SLICE_ARG(h->id), i + 1, h->confidence);
    }
}

static void print_wrappers(const struct why *w, const struct incident *inc)
{
    for (uint32_t i = 0; i < inc->wrapped_count; i++)
        if (inc->wrapped[i].outer == w->index)
            printf("    against: in %" PRIu64 " events it only wraps %.*s\n", inc->wrapped[i].count,
                   SLICE_ARG(w->set->items[inc->wrapped[i].inner].id));
}

/* A recovery that came after its last occurrence. */
static void print_recoveries(const struct why *w, const struct incident *inc)
{
    const struct finding *own = incident_finding(inc, w->index);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        const struct sig *sig = &w->set->items[f->sig];
        for (uint32_t k = 0; k < sig->recover_count; k++) {
            const struct occurrence *last = &f->samples[f->sample_count - 1];
            char text[TIMESTAMP_TEXT_BYTES];
            if (sig->recovers[k] != w->index
                || occurrence_order(last, &own->samples[own->sample_count - 1]) <= 0)
                continue;
            timestamp_format(last->time_us, text);
            printf("    against: %.*s came after it%s%s\n", SLICE_ARG(sig->id),
                   text[0] ? ", at " : "", text);
        }
    }
}

static void print_stopped(const struct why *w, const struct incident *inc,
                          const struct diagnosis *d)
{
    const struct finding *own = incident_finding(inc, w->index);
    const struct finding *best = incident_finding(inc, d->hypotheses[0].sig);
    char text[TIMESTAMP_TEXT_BYTES], best_text[TIMESTAMP_TEXT_BYTES];
    if (!best || own->last_us == TIMESTAMP_NONE || best->last_us == TIMESTAMP_NONE
        || own->last_us >= best->last_us)
        return;
    timestamp_format(own->last_us, text);
    timestamp_format(best->last_us, best_text);
    printf("    against: seen last at %s, %.*s at %s\n", text, SLICE_ARG(d->hypotheses[0].id),
           best_text);
}

static void print_hypothesis(const struct why *w, const struct incident *inc,
                             const struct diagnosis *d)
{
    for (uint32_t i = 0; i < d->hypothesis_count; i++)
        if (d->hypotheses[i].sig == w->index) {
            print_reasons(&d->hypotheses[i], i + 1);
            return;
        }
    if (w->sig->kind != SIG_CAUSE) {
        printf("  It is a %s, so it is never a root cause.\n", sig_kind_name(w->sig->kind));
        return;
    }
    if (d->hypothesis_count == 0)
        return;
    printf("  It is no hypothesis: %.*s explains the logs better (confidence %.2f).\n",
           SLICE_ARG(d->hypotheses[0].id), d->hypotheses[0].confidence);
    print_explained_by(w, d);
    if (!incident_finding(inc, w->index))
        return;
    print_wrappers(w, inc);
    print_recoveries(w, inc);
    print_stopped(w, inc, d);
    if (w->sig->precision < PRECISION_VAGUE)
        printf("    against: its wording is vague, other conditions print the same\n");
}

/* A latent condition shows no line of its own. */
static void print_effects(const struct why *w, const struct incident *inc)
{
    puts("  No line shows it: it is inferred when two of its effects are seen.");
    for (uint32_t i = 0; i < w->sig->cause_count; i++) {
        const struct finding *f = incident_finding(inc, w->sig->causes[i].effect);
        printf("    %-34.*s seen %" PRIu64 "\n",
               SLICE_ARG(w->set->items[w->sig->causes[i].effect].id), f ? f->count : 0);
    }
}

/* The cause that no signature names: it competes wherever something is wrong. */
void why_print_unknown(const struct incident *inc, const struct diagnosis *d)
{
    const struct hypothesis *h = NULL;
    uint32_t rank = 0;
    for (uint32_t i = 0; i < d->hypothesis_count; i++)
        if (d->hypotheses[i].sig == SIG_NONE) {
            h = &d->hypotheses[i];
            rank = i + 1;
        }
    printf("unknown %s\n", h ? "is a hypothesis" : "is no hypothesis");
    printf("  No signature claims %" PRIu64 " error event%s of %u kind%s.\n", inc->template_events,
           inc->template_events == 1 ? "" : "s", inc->template_kinds,
           inc->template_kinds == 1 ? "" : "s");
    if (h)
        print_reasons(h, rank);
    else if (d->hypothesis_count)
        printf("  against: %.*s explains the logs (confidence %.2f).\n",
               SLICE_ARG(d->hypotheses[0].id), d->hypotheses[0].confidence);
    else
        puts("  against: nothing asks for a cause.");
}

bool why_has_fired(const struct why *w, const struct incident *inc)
{
    return incident_finding(inc, w->index) || (w->sig->kind == SIG_NOISE && w->fired.count > 0);
}

void why_print(const struct why *w, const struct incident *inc, const struct diagnosis *d,
               const struct correlate_near *near)
{
    const struct finding *f = incident_finding(inc, w->index);
    printf("%.*s %s\n", SLICE_ARG(w->sig->id), why_has_fired(w, inc) ? "fired" : "did not fire");
    if (w->fired.count) {
        printf("  %" PRIu64 " events matched:\n", w->fired.count);
        print_samples(&w->fired);
    }
    if (w->vetoed.count) {
        printf("  %" PRIu64 " events matched, but an `exclude` vetoed them:\n", w->vetoed.count);
        print_samples(&w->vetoed);
    }
    if (w->refined.count) {
        printf("  %" PRIu64 " events matched, but %.*s says more and took its place:\n",
               w->refined.count, SLICE_ARG(w->set->items[w->refined_by].id));
        print_samples(&w->refined);
    }
    if (w->sig->composite.type != SIG_SIMPLE) {
        print_composite(w);
        if (!f)
            print_near(w, near);
    } else if (w->sig->latent) {
        print_effects(w, inc);
    } else if (!why_has_fired(w, inc)) {
        print_regexes(w);
    }
    if (f || w->sig->latent)
        print_hypothesis(w, inc, d);
}
