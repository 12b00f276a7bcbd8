#include "cli/command.h"

#include "cli/conclusion.h"
#include "cli/inputs.h"
#include "cli/option_time.h"
#include "cli/prefetch.h"
#include "cli/profile.h"
#include "cli/progress.h"

#include <stdlib.h>
#include <unistd.h>

#define BASELINES_MAX 64
#define CHECK_DEFAULT 0.5
#define THREADS_MAX 64

enum {
    OPT_SINCE = COMMON_END,
    OPT_UNTIL,
    OPT_CHECK,
    OPT_BASELINE,
    OPT_PROFILE,
};

static const struct option_row rows[] = {
    { 'o', 'o', "output", OPTION_REQUIRED, "FORMAT",
      "text (default), json, jsonl, markdown or html" },
    { OPT_SINCE, 0, "since", OPTION_REQUIRED, "TIME",
      "only events from then on: RFC 3339, epoch seconds or\n"
      "milliseconds, or 15m, 2h, 3d before now" },
    { OPT_UNTIL, 0, "until", OPTION_REQUIRED, "TIME", "only events up to then" },
    { 'j', 'j', "threads", OPTION_REQUIRED, "N",
      "read and decode ahead with up to N threads, 1: none\n"
      "(default: as many as processors); same report" },
    { OPT_BASELINE, 0, "baseline", OPTION_REQUIRED, "PATH",
      "a known-good log or folder: what it shows, too, is\n"
      "discounted, and what is new is marked (repeatable)" },
    COMMON_ROWS_SHOWN,
    { OPT_CHECK, 0, "check", OPTION_OPTIONAL, "CONFIDENCE",
      "exit with 1 when the first hypothesis reaches\n"
      "CONFIDENCE (0 to 1, default 0.5)" },
    { OPT_PROFILE, 0, "profile", OPTION_PLAIN, NULL,
      "tell on standard error what each signature cost" },
    COMMON_ROWS,
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct settings {
    struct common_options common;
    struct pipeline_options pipeline;
    char *baselines[BASELINES_MAX];
    int baseline_count;
    unsigned threads;
    bool check;
    double check_limit;
};

static int usage_error(const char *what, const char *value)
{
    return common_options_refuse("culprit", what, value);
}

static void print_help(void)
{
    puts("Usage: culprit [report] [OPTION]... [FILE|FOLDER|-]...\n"
         "Reads CloudWatch / ECS log exports and prints what happened, in what order, and\n"
         "what most likely caused it. Without FILE, or where FILE is -, reads standard input.\n"
         "\n"
         "  aws logs tail /ecs/api --since 1h | culprit\n"
         "  culprit api.log services.json            several inputs become one timeline\n"
         "  culprit -o json incident/ | jq '.hypotheses[0].id'\n"
         "\n"
         "Options:");
    option_print_help(rows, stdout);
    puts("\n"
         "Other commands (each has --help):\n"
         "  watch         the timeline as it happens, the report at the end\n"
         "  explain ID    what a signature means, what it causes, how to confirm and fix it\n"
         "  why ID        why a signature did or did not fire on these logs\n"
         "  verify        check the evidence of a JSON report against the logs\n"
         "  grep PATTERN  search events: as grep does, and by time, level, known failure …\n"
         "  formats       the input formats that are recognised\n"
         "  db            list, check, test and compile signatures\n"
         "\n"
         "Exit status: 0 done; 1 --check and a hypothesis reached the limit; 2 wrong usage or\n"
         "nothing to read; 3 done, but some input was damaged or unreadable.");
}

static bool parse_confidence(const char *value, double *out)
{
    char *end;
    *out = strtod(value, &end);
    return *value && !*end && *out >= 0 && *out <= 1;
}

/* Times are parsed after all options, when --tz is known. */
struct late {
    const char *since, *until;
};

/* Returns 0 to go on, or an exit status + 1. */
static int take_option(struct settings *set, struct late *late, int id, const char *value)
{
    uint64_t n;
    switch (id) {
    case OPT_SINCE: late->since = value; return 0;
    case OPT_UNTIL: late->until = value; return 0;
    case OPT_CHECK:
        set->check = true;
        if (value && !parse_confidence(value, &set->check_limit))
            return 1 + usage_error("--check takes a number from 0 to 1", value);
        return 0;
    case OPT_PROFILE: set->pipeline.clock_ns = profile_clock; return 0;
    case 'j':
        if (!slice_to_u64(slice_cstr(value), &n) || n == 0 || n > THREADS_MAX)
            return 1 + usage_error("--threads takes a number from 1 to 64", value);
        set->threads = (unsigned)n;
        return 0;
    case OPT_BASELINE:
        if (set->baseline_count == BASELINES_MAX)
            return 1 + usage_error("too many --baseline", value);
        set->baselines[set->baseline_count++] = (char *)value;
        return 0;
    case 'h': print_help(); return 1 + EXIT_STATUS_OK;
    default: return common_options_take(&set->common, "culprit", id, value);
    }
}

static int parse_arguments(struct settings *set, int argc, char **argv, int *first_operand)
{
    struct option_parser p;
    struct late late = { 0 };
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        const int done = take_option(set, &late, id, p.value);
        if (done)
            return done;
    }
    if (id < 0)
        return 1 + EXIT_STATUS_USAGE;
    struct correlate_options *c = &set->pipeline.correlate;
    if (late.since && !option_time_parse(late.since, set->common.style.zone_s, &c->since_us))
        return 1 + usage_error("--since: no time or duration", late.since);
    if (late.until && !option_time_parse(late.until, set->common.style.zone_s, &c->until_us))
        return 1 + usage_error("--until: no time or duration", late.until);
    *first_operand = p.index;
    return 0;
}

static void read_input(struct pipeline *p, const char *name)
{
    struct err err;
    err_init(&err);
    const int fd = inputs_open(name, &err);
    if (fd < 0)
        pipeline_unreadable(p, name, &err);
    else
        pipeline_read(p, fd, name);
}

static void read_inputs(const struct settings *set, struct pipeline *p, const struct inputs *in)
{
    struct prefetch prefetch;
    prefetch_init(&prefetch, in, &set->pipeline.source, set->threads);
    for (size_t i = 0; i < in->count; i++) {
        struct source *src = prefetch_take(&prefetch, i);
        if (src)
            pipeline_read_source(p, src, in->names[i]);
        else
            read_input(p, in->names[i]);
    }
    prefetch_release(&prefetch);
}

/* A known-good log that was read, to compare with. */
struct known_good {
    struct inputs inputs;
    struct pipeline *pipeline;
    const struct incident *incident; /* NULL: none was given */
    bool damaged;
};

/* --since and --until are about the incident, --set is about its commands: not for this. */
static void read_known_good(const struct settings *set, struct database *db, struct known_good *k)
{
    *k = (struct known_good){ 0 };
    if (set->baseline_count == 0)
        return;
    struct pipeline_options opts = set->pipeline;
    opts.correlate.since_us = opts.correlate.until_us = TIMESTAMP_NONE;
    opts.progress = NULL;
    inputs_init(&k->inputs, set->baselines, set->baseline_count);
    opts.correlate.several_sources = k->inputs.count > 1;
    k->pipeline = pipeline_new(database_signatures(db), &opts);
    read_inputs(set, k->pipeline, &k->inputs);
    k->incident = pipeline_finish(k->pipeline);
    k->damaged = pipeline_damaged(k->pipeline) || k->inputs.error_count > 0;
    struct report about = { .warnings = k->inputs.errors,
                            .warning_count = (uint32_t)k->inputs.error_count };
    about.sources = pipeline_sources(k->pipeline, &about.source_count);
    conclusion_warn(&set->common, &about);
}

static void known_good_release(struct known_good *k)
{
    if (!k->pipeline)
        return;
    inputs_release(&k->inputs);
    pipeline_free(k->pipeline);
}

/* From finished pipeline to printed report. */
static int print_report(const struct settings *set, struct database *db, struct pipeline *p,
                        const struct inputs *in, const struct known_good *known_good)
{
    const struct conclusion_inputs about = { .errors = in->errors,
                                             .error_count = in->error_count,
                                             .baseline = known_good->incident };
    struct conclusion c;
    conclusion_make(&c, &set->common, db, p, &about);
    int status = conclusion_status(&set->common, p, in->error_count);
    const struct diagnosis *d = &c.diagnosis;
    if (status != EXIT_STATUS_USAGE && set->check && d->hypothesis_count
        && d->hypotheses[0].confidence >= set->check_limit)
        status = EXIT_STATUS_FOUND;
    else if (status == EXIT_STATUS_OK && known_good->damaged)
        status = EXIT_STATUS_DAMAGED;
    conclusion_print(&c, &set->common, &status);
    conclusion_release(&c);
    return status;
}

static unsigned threads_default(void)
{
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online < THREADS_MAX ? (unsigned)online : THREADS_MAX;
}

static int run_report(int argc, char **argv)
{
    struct settings set = {
        .pipeline.correlate = { .since_us = TIMESTAMP_NONE, .until_us = TIMESTAMP_NONE },
        .check_limit = CHECK_DEFAULT,
        .threads = threads_default(),
    };
    common_options_init(&set.common);
    int first = 0;
    const int done = parse_arguments(&set, argc, argv, &first);
    if (done)
        return done - 1;
    if (first == argc && isatty(STDIN_FILENO)) {
        fputs("culprit: standard input is a terminal: pipe logs in or name files, for example\n"
              "  aws logs tail /ecs/api --since 1h | culprit\nTry 'culprit --help'.\n",
              stderr);
        return EXIT_STATUS_USAGE;
    }
    common_options_finish(&set.common);
    set.pipeline.framer = set.common.framer;
    set.pipeline.correlate.compat_preq = set.common.compat_preq;

    struct database *db;
    if (!common_options_open(&set.common, &db))
        return EXIT_STATUS_USAGE;
    set.pipeline.source.ahead_blocks = set.threads > 1 ? SOURCE_AHEAD_BLOCKS : 0;
    struct inputs in;
    inputs_init(&in, argv + first, argc - first);
    set.pipeline.correlate.several_sources = in.count > 1;
    struct progress progress;
    const uint32_t columns = set.common.quiet ? 0 : terminal_progress_width();
    if (columns > 0) {
        progress_init(&progress, STDERR_FILENO, columns, inputs_total_bytes(&in));
        set.pipeline.progress = &progress;
    }
    struct pipeline *p = pipeline_new(database_signatures(db), &set.pipeline);
    common_options_facts(&set.common, p);
    read_inputs(&set, p, &in);
    if (set.pipeline.progress)
        progress_clear(&progress);
    struct known_good known_good;
    read_known_good(&set, db, &known_good);
    const int status = print_report(&set, db, p, &in, &known_good);
    if (set.pipeline.clock_ns)
        profile_print(p, database_signatures(db));
    known_good_release(&known_good);
    inputs_release(&in);
    pipeline_free(p);
    database_close(db);
    return status;
}

const struct command cmd_report = { "report", "timeline and ranked root causes", run_report };
