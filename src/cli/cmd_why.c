/* why: why a signature did or did not fire on some logs, and what its hypothesis is worth. */
#include "base/alloc.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/database.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/pipeline.h"
#include "infer/infer.h"
#include "match/confirm.h"
#include "match/matcher.h"
#include "report/redact.h"

#include <inttypes.h>
#include <stdio.h>

#define SOURCES_MAX 64
#define SAMPLES_MAX 3
#define WORDS_MAX 8
#define PRECISION_VAGUE 0.8 /* as inference sees it */
#define SAMPLE_TEXT_BYTES 200
#define MESSAGE_BYTES 1024

enum { OPT_COMPAT = 256 };

static const struct option_row rows[] = {
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 's', 's', "signatures", OPTION_REQUIRED, "PATH",
      "add signatures from a YAML file or folder (repeatable)" },
    { OPT_COMPAT, 0, "compat", OPTION_REQUIRED, "preq",
      "run CRE rules with the quirks of preq's engine" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

/* Events that came so far and no further, with the first of them. */
struct tally {
    uint64_t count;
    struct buf samples[SAMPLES_MAX]; /* "file:line: text", ready to print */
    uint32_t sample_count;
};

/* How far events got with one regex: a guard literal was there, the regex matched. */
struct regex_tally {
    struct confirm *confirm; /* NULL: could not be compiled */
    struct tally guarded, limited;
};

struct why {
    const struct sigset *set;
    const struct pipeline *pipeline;
    const struct sig *sig;
    uint32_t index;
    struct confirm_scratch *scratch;
    struct regex_tally *match;
    struct confirm **exclude;
    struct tally fired, vetoed, refined;
    uint32_t refined_by; /* the last signature that took precedence, or SIG_NONE */
    struct buf text;
};

/* --- watching events
 * ------------------------------------------------------------------------------- */

static void add_sample(struct why *w, struct tally *t, const char *source,
                       const struct event *event, struct slice at)
{
    if (t->count++ >= SAMPLES_MAX)
        return;
    const size_t offset = at.ptr ? (size_t)(at.ptr - event->message.ptr) : 0;
    size_t start = offset;
    while (start > 0 && event->message.ptr[start - 1] != '\n')
        start--;
    struct slice line = slice_from(event->message, start);
    line = slice_sub(line, 0, slice_find_byte(line, '\n', 0));
    struct buf *out = &t->samples[t->sample_count++];
    buf_reset(&w->text);
    redact_add(&w->text, slice_sub(line, 0, SAMPLE_TEXT_BYTES));
    text_add_display(out, slice_cstr(source), SLICE("?"));
    buf_printf(out, ":%" PRIu64 ": ", event_line_at(event, offset)->line);
    text_add_display(out, buf_slice(&w->text), SLICE(" "));
}

static struct slice guard_in(const struct sig_pattern *p, struct slice text)
{
    for (uint32_t i = 0; i < p->literals.count; i++) {
        const size_t at = slice_find_nocase(text, p->literals.items[i], 0);
        if (at != SLICE_NONE)
            return slice_sub(text, at, p->literals.items[i].len);
    }
    return slice_empty();
}

static bool is_vetoed(const struct why *w, struct slice text)
{
    struct slice matched;
    struct sig_capture capture;
    uint32_t count;
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        if (w->exclude[i]
            && confirm_search(w->exclude[i], w->scratch, text, &matched, &capture, 1, &count)
                   == CONFIRM_YES)
            return true;
    return false;
}

/* The hit that took precedence, or SIG_NONE. */
static uint32_t refining(const struct why *w, const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct sig *other = &w->set->items[hits[i].sig];
        for (uint32_t k = 0; k < other->refine_count; k++)
            if (other->refines[k] == w->index)
                return hits[i].sig;
    }
    return SIG_NONE;
}

static void watch_event(void *self, const char *source, const struct event *event,
                        const struct hit *hits, size_t hit_count)
{
    struct why *w = self;
    for (size_t i = 0; i < hit_count; i++)
        if (hits[i].sig == w->index) {
            add_sample(w, &w->fired, source, event, hits[i].matched);
            return;
        }
    for (uint32_t i = 0; i < w->sig->match_count; i++) {
        struct regex_tally *r = &w->match[i];
        const struct slice guard = guard_in(&w->sig->match[i], event->message);
        if (!r->confirm || (guard.len == 0 && w->sig->match[i].literals.count > 0))
            continue;
        struct slice matched;
        struct sig_capture capture;
        uint32_t count;
        switch (
            confirm_search(r->confirm, w->scratch, event->message, &matched, &capture, 1, &count)) {
        case CONFIRM_NO: add_sample(w, &r->guarded, source, event, guard); break;
        case CONFIRM_LIMIT: add_sample(w, &r->limited, source, event, guard); break;
        case CONFIRM_YES: {
            const uint32_t by = refining(w, hits, hit_count);
            if (is_vetoed(w, event->message)) {
                add_sample(w, &w->vetoed, source, event, matched);
            } else if (by != SIG_NONE) {
                w->refined_by = by;
                add_sample(w, &w->refined, source, event, matched);
            }
            return;
        }
        }
    }
}

/* --- what to print
 * --------------------------------------------------------------------------------- */

static void print_samples(const struct tally *t)
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
        const struct regex_tally *r = &w->match[i];
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
static void print_unknown(const struct incident *inc, const struct diagnosis *d)
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

static void print_answer(const struct why *w, const struct incident *inc, const struct diagnosis *d,
                         const struct correlate_near *near)
{
    const struct finding *f = incident_finding(inc, w->index);
    printf("%.*s %s\n", SLICE_ARG(w->sig->id), f ? "fired" : "did not fire");
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
    } else if (!f) {
        print_regexes(w);
    }
    if (f || w->sig->latent)
        print_hypothesis(w, inc, d);
}

/* --- the run
 * --------------------------------------------------------------------------------------- */

static void why_init(struct why *w, const struct sigset *set, uint32_t index)
{
    *w = (struct why){ .set = set, .index = index };
    w->refined_by = SIG_NONE;
    if (index == SIG_NONE)
        return;
    w->sig = &set->items[index];
    w->scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
    w->match = alloc_zeroed(w->sig->match_count, sizeof *w->match);
    w->exclude = alloc_zeroed(w->sig->exclude_count, sizeof *w->exclude);
    for (uint32_t i = 0; i < w->sig->match_count; i++)
        if (w->sig->match[i].is_jq
            || confirm_new(&w->match[i].confirm, w->sig->match[i].regex, NULL) != STATUS_OK)
            w->match[i].confirm = NULL;
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        if (confirm_new(&w->exclude[i], w->sig->exclude[i].regex, NULL) != STATUS_OK)
            w->exclude[i] = NULL;
}

static void tally_release(struct tally *t)
{
    for (uint32_t i = 0; i < SAMPLES_MAX; i++)
        buf_release(&t->samples[i]);
}

static void why_release(struct why *w)
{
    if (!w->sig)
        return;
    for (uint32_t i = 0; i < w->sig->match_count; i++) {
        confirm_free(w->match[i].confirm);
        tally_release(&w->match[i].guarded);
        tally_release(&w->match[i].limited);
    }
    for (uint32_t i = 0; i < w->sig->exclude_count; i++)
        confirm_free(w->exclude[i]);
    tally_release(&w->fired);
    tally_release(&w->vetoed);
    tally_release(&w->refined);
    alloc_free(w->match);
    alloc_free(w->exclude);
    confirm_scratch_free(w->scratch);
    buf_release(&w->text);
}

static bool has_fired(const struct incident *inc, const struct diagnosis *d, uint32_t index)
{
    for (uint32_t i = 0; i < d->hypothesis_count; i++)
        if (d->hypotheses[i].sig == index)
            return true;
    return index != SIG_NONE && incident_finding(inc, index);
}

/* Returns an exit status: was the signature found, or is it a hypothesis? */
static int answer(const struct sigset *set, uint32_t index, bool compat_preq, char *const *files,
                  int count)
{
    struct why w;
    why_init(&w, set, index);
    struct inputs in;
    inputs_init(&in, files, count);
    const struct pipeline_options opts = {
        .correlate = { .since_us = TIMESTAMP_NONE,
                       .until_us = TIMESTAMP_NONE,
                       .several_sources = in.count > 1,
                       .compat_preq = compat_preq },
        .observe = w.sig ? watch_event : NULL,
        .observer = &w,
    };
    struct pipeline *p = pipeline_new(set, &opts);
    w.pipeline = p;
    for (size_t i = 0; i < in.count; i++) {
        struct err err;
        err_init(&err);
        const int fd = inputs_open(in.names[i], &err);
        if (fd >= 0)
            pipeline_read(p, fd, in.names[i]);
        else
            fprintf(stderr, "culprit: why: %s: %s\n", in.names[i], err.text);
    }
    struct arena arena;
    struct diagnosis diagnosis;
    arena_init(&arena);
    const struct incident *inc = pipeline_finish(p);
    infer(inc, set, NULL, &arena, &diagnosis);
    int status = has_fired(inc, &diagnosis, index) ? EXIT_STATUS_OK : EXIT_STATUS_FOUND;
    if (pipeline_read_nothing(p)) {
        fputs("culprit: why: nothing to read\n", stderr);
        status = EXIT_STATUS_USAGE;
    } else {
        struct correlate_near near = { .blocked_by = SIG_NONE };
        if (w.sig && w.sig->composite.type != SIG_SIMPLE)
            pipeline_near(p, index, &near);
        if (w.sig)
            print_answer(&w, inc, &diagnosis, &near);
        else
            print_unknown(inc, &diagnosis);
    }
    arena_release(&arena);
    inputs_release(&in);
    pipeline_free(p);
    why_release(&w);
    return status;
}

static void print_help(void)
{
    puts(
        "Usage: culprit why [OPTION]... ID [FILE|FOLDER|-]...\n"
        "Tells why a signature did or did not fire on these logs: which of its words were seen,\n"
        "what stood in the way, what a composite lacks or how far its terms are apart, and what\n"
        "speaks for and against its hypothesis, also if that lost. ID may be 'unknown', the cause\n"
        "that no signature names. Exit status 0 if it fired, 1 if not.\n"
        "\nOptions:");
    option_print_help(rows, stdout);
}

static int run_why(int argc, char **argv)
{
    struct option_parser parser;
    const char *database_path = NULL, *extra[SOURCES_MAX];
    size_t extra_count = 0;
    bool compat_preq = false;
    int id;
    option_parser_init(&parser, rows, argc, argv);
    while ((id = option_next(&parser)) > 0) {
        if (id == 'h') {
            print_help();
            return EXIT_STATUS_OK;
        }
        if (id == OPT_COMPAT) {
            compat_preq = strcmp(parser.value, "preq") == 0;
            if (!compat_preq)
                return common_options_refuse("culprit why", "--compat takes preq", parser.value);
        } else if (id == 'd')
            database_path = parser.value;
        else if (extra_count < SOURCES_MAX)
            extra[extra_count++] = parser.value;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (parser.index == argc) {
        fputs("culprit: why: which signature? 'culprit db list' names them all\n", stderr);
        return EXIT_STATUS_USAGE;
    }
    struct err err;
    struct database *db;
    err_init(&err);
    if (database_open(&db, database_path, extra, extra_count, true, &err) != STATUS_OK) {
        char text[MESSAGE_BYTES];
        err_format(&err, text, sizeof text);
        fprintf(stderr, "culprit: why: %s\n", text);
        return EXIT_STATUS_USAGE;
    }
    const struct sigset *set = database_signatures(db);
    const char *name = argv[parser.index];
    const uint32_t index = sigset_find(set, slice_cstr(name));
    int status = EXIT_STATUS_USAGE;
    if (index == SIG_NONE && strcmp(name, "unknown") != 0) {
        database_print_notices(db, stderr); /* it may be one that was left out */
        fprintf(stderr, "culprit: why: no signature '%s'; 'culprit db list' names them all\n",
                name);
    } else
        status = answer(set, index, compat_preq, argv + parser.index + 1, argc - parser.index - 1);
    database_close(db);
    return status;
}

const struct command cmd_why = { "why", "why a signature did or did not fire", run_why };
