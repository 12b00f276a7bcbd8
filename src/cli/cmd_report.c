#include "cli/command.h"

#include "base/buf.h"
#include "cli/database.h"
#include "cli/inputs.h"
#include "cli/option_time.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "infer/infer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define EXTRA_MAX 64
#define BASELINES_MAX 64
#define FACTS_MAX 64
#define CHECK_DEFAULT 0.5

enum {
    OPT_SINCE = 256,
    OPT_UNTIL,
    OPT_TOP,
    OPT_SET,
    OPT_TZ,
    OPT_COLOR,
    OPT_NO_REDACT,
    OPT_REDACT,
    OPT_INPUT_FORMAT,
    OPT_CHECK,
    OPT_FULL,
    OPT_BASELINE,
};

static const struct option_row rows[] = {
    { 'o', 'o', "output", OPTION_REQUIRED, "FORMAT",
      "text (default), json, jsonl, markdown or html" },
    { OPT_SINCE, 0, "since", OPTION_REQUIRED, "TIME",
      "only events from then on: RFC 3339, epoch seconds or\n"
      "milliseconds, or 15m, 2h, 3d before now" },
    { OPT_UNTIL, 0, "until", OPTION_REQUIRED, "TIME", "only events up to then" },
    { OPT_BASELINE, 0, "baseline", OPTION_REQUIRED, "PATH",
      "a known-good log or folder: what it shows, too, is\n"
      "discounted, and what is new is marked (repeatable)" },
    { OPT_TOP, 0, "top", OPTION_REQUIRED, "N", "at most N hypotheses (default 10)" },
    { OPT_FULL, 0, "full", OPTION_PLAIN, NULL, "text: the whole timeline" },
    { OPT_CHECK, 0, "check", OPTION_OPTIONAL, "CONFIDENCE",
      "exit with 1 when the first hypothesis reaches\n"
      "CONFIDENCE (0 to 1, default 0.5)" },
    { 's', 's', "signatures", OPTION_REQUIRED, "PATH",
      "add signatures from a YAML file or folder (repeatable)" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { OPT_SET, 0, "set", OPTION_REQUIRED, "NAME=VALUE",
      "a fact for the commands in the report: cluster,\n"
      "service, region, log_group … (repeatable)" },
    { OPT_INPUT_FORMAT, 0, "input-format", OPTION_REQUIRED, "NAME",
      "read all inputs as this format (see 'culprit formats')" },
    { OPT_TZ, 0, "tz", OPTION_REQUIRED, "OFFSET",
      "zone of local times in logs and of clock times in the\n"
      "text report: UTC (default) or an offset such as +02:00" },
    { OPT_COLOR, 0, "color", OPTION_OPTIONAL, "WHEN", "auto (default), always or never" },
    { OPT_REDACT, 0, "redact", OPTION_REQUIRED, "LEVEL",
      "mask secrets (default), strict: e-mail addresses as\n"
      "well, or none" },
    { OPT_NO_REDACT, 0, "no-redact", OPTION_PLAIN, NULL, "the same as --redact=none" },
    { 'q', 'q', "quiet", OPTION_PLAIN, NULL, "no warnings and no progress on standard error" },
    { 'V', 'V', "version", OPTION_PLAIN, NULL, "print the version" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct settings {
    const struct report_format *format;
    struct pipeline_options pipeline;
    struct infer_options infer;
    struct report_style style;
    enum color_when color;
    const char *database;
    const char *extra[EXTRA_MAX];
    size_t extra_count;
    char *baselines[BASELINES_MAX];
    int baseline_count;
    struct slice fact_names[FACTS_MAX], fact_values[FACTS_MAX];
    size_t fact_count;
    bool check, quiet;
    double check_limit;
};

static int usage_error(const char *what, const char *value)
{
    fprintf(stderr, "culprit: %s: '%s'\nTry 'culprit --help'.\n", what, value);
    return EXIT_STATUS_USAGE;
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

static bool parse_fact(struct settings *set, const char *value)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || set->fact_count == FACTS_MAX)
        return false;
    set->fact_names[set->fact_count] = slice_make(value, (size_t)(equals - value));
    set->fact_values[set->fact_count++] = slice_cstr(equals + 1);
    return true;
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
    case 'o':
        set->format = report_format_find(value);
        if (!set->format)
            return 1 + usage_error("unknown output format (see culprit --help)", value);
        return 0;
    case OPT_SINCE: late->since = value; return 0;
    case OPT_UNTIL: late->until = value; return 0;
    case OPT_TOP:
        if (!slice_to_u64(slice_cstr(value), &n) || n == 0 || n > 1000)
            return 1 + usage_error("--top takes a number from 1 to 1000", value);
        set->infer.top = (uint32_t)n;
        return 0;
    case OPT_FULL: set->style.full = true; return 0;
    case OPT_CHECK:
        set->check = true;
        if (value && !parse_confidence(value, &set->check_limit))
            return 1 + usage_error("--check takes a number from 0 to 1", value);
        return 0;
    case 's':
        if (set->extra_count == EXTRA_MAX)
            return 1 + usage_error("too many --signatures", value);
        set->extra[set->extra_count++] = value;
        return 0;
    case OPT_BASELINE:
        if (set->baseline_count == BASELINES_MAX)
            return 1 + usage_error("too many --baseline", value);
        set->baselines[set->baseline_count++] = (char *)value;
        return 0;
    case 'd': set->database = value; return 0;
    case OPT_SET:
        return parse_fact(set, value) ? 0 : 1 + usage_error("--set takes NAME=VALUE", value);
    case OPT_INPUT_FORMAT:
        if (!framer_knows_format(value))
            return 1 + usage_error("unknown input format (see 'culprit formats')", value);
        set->pipeline.framer.input_format = value;
        return 0;
    case OPT_TZ:
        if (!timestamp_parse_zone(slice_cstr(value), &set->style.zone_s))
            return 1 + usage_error("--tz takes UTC or an offset such as +02:00", value);
        set->pipeline.framer.zone_s = set->style.zone_s;
        return 0;
    case OPT_COLOR:
        if (!terminal_color_parse(value ? value : "always", &set->color))
            return 1 + usage_error("--color takes auto, always or never", value);
        return 0;
    case OPT_NO_REDACT: set->style.redact = REDACT_NONE; return 0;
    case OPT_REDACT:
        if (!redact_parse(value, &set->style.redact))
            return 1 + usage_error("--redact takes secrets, strict or none", value);
        return 0;
    case 'q': set->quiet = true; return 0;
    case 'V': puts("culprit " CULPRIT_VERSION); return 1 + EXIT_STATUS_OK;
    case 'h': print_help(); return 1 + EXIT_STATUS_OK;
    }
    return 0;
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
    if (late.since && !option_time_parse(late.since, set->style.zone_s, &c->since_us))
        return 1 + usage_error("--since: no time or duration", late.since);
    if (late.until && !option_time_parse(late.until, set->style.zone_s, &c->until_us))
        return 1 + usage_error("--until: no time or duration", late.until);
    *first_operand = p.index;
    return 0;
}

static void warn(const struct settings *set, const struct err *err)
{
    char text[ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 64];
    if (set->quiet)
        return;
    err_format(err, text, sizeof text);
    fprintf(stderr, "culprit: %s\n", text);
}

static void warn_of_sources(const struct settings *set, const struct report *r)
{
    for (uint32_t i = 0; i < r->source_count; i++) {
        const struct report_source *s = &r->sources[i];
        for (uint32_t k = 0; k < s->warning_count; k++)
            warn(set, &s->warnings[k]);
        if (s->warnings_total > s->warning_count && !set->quiet)
            fprintf(stderr, "culprit: %s: %" PRIu64 " more warnings\n", s->name,
                    s->warnings_total - s->warning_count);
    }
}

static void read_inputs(struct pipeline *p, const struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        struct err err;
        err_init(&err);
        const int fd = inputs_open(in->names[i], &err);
        if (fd < 0)
            pipeline_unreadable(p, in->names[i], &err);
        else
            pipeline_read(p, fd, in->names[i]);
    }
}

static int exit_status(const struct settings *set, const struct pipeline *p,
                       const struct inputs *in, const struct diagnosis *d)
{
    if (pipeline_read_nothing(p)) {
        if (!set->quiet)
            fputs("culprit: nothing to read: the input is empty (an AWS CLI command whose session "
                  "has expired prints nothing)\n",
                  stderr);
        return EXIT_STATUS_USAGE;
    }
    if (set->check && d->hypothesis_count && d->hypotheses[0].confidence >= set->check_limit)
        return EXIT_STATUS_FOUND;
    return pipeline_damaged(p) || in->error_count ? EXIT_STATUS_DAMAGED : EXIT_STATUS_OK;
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
    opts.correlate = (struct correlate_options){ TIMESTAMP_NONE, TIMESTAMP_NONE, false };
    opts.progress = NULL;
    inputs_init(&k->inputs, set->baselines, set->baseline_count);
    opts.correlate.several_sources = k->inputs.count > 1;
    k->pipeline = pipeline_new(database_signatures(db), &opts);
    read_inputs(k->pipeline, &k->inputs);
    k->incident = pipeline_finish(k->pipeline);
    k->damaged = pipeline_damaged(k->pipeline) || k->inputs.error_count > 0;
    struct report sources = { 0 };
    sources.sources = pipeline_sources(k->pipeline, &sources.source_count);
    warn_of_sources(set, &sources);
    for (size_t i = 0; i < k->inputs.error_count; i++)
        warn(set, &k->inputs.errors[i]);
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
    struct arena arena;
    struct diagnosis diagnosis;
    struct report report = {
        .version = CULPRIT_VERSION,
        .database_hash = database_hash(db),
        .signature_count = database_signatures(db)->count,
        .set = database_signatures(db),
        .incident = pipeline_finish(p),
        .diagnosis = &diagnosis,
        .warnings = in->errors,
        .warning_count = (uint32_t)in->error_count,
    };
    arena_init(&arena);
    struct infer_options opts = set->infer;
    opts.input_damaged = pipeline_damaged(p) || in->error_count > 0;
    opts.baseline = known_good->incident;
    infer(report.incident, report.set, &opts, &arena, &diagnosis);
    report.sources = pipeline_sources(p, &report.source_count);
    struct buf out;
    buf_init(&out);
    set->format->write(&report, &set->style, &out);
    int status = exit_status(set, p, in, &diagnosis);
    if (status == EXIT_STATUS_OK && known_good->damaged)
        status = EXIT_STATUS_DAMAGED;
    warn_of_sources(set, &report);
    for (size_t i = 0; i < in->error_count; i++)
        warn(set, &in->errors[i]);
    struct err err;
    err_init(&err);
    if (output_write(STDOUT_FILENO, buf_slice(&out), &err) != STATUS_OK) {
        struct settings loud = *set;
        loud.quiet = false;
        warn(&loud, &err);
        status = EXIT_STATUS_USAGE;
    }
    buf_release(&out);
    arena_release(&arena);
    return status;
}

static int run_report(int argc, char **argv)
{
    struct settings set = {
        .format = report_format_find("text"),
        .pipeline.correlate = { TIMESTAMP_NONE, TIMESTAMP_NONE, false },
        .style = { .redact = REDACT_SECRETS },
        .check_limit = CHECK_DEFAULT,
    };
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
    set.style.color = terminal_color(set.color);
    set.style.unicode = terminal_unicode();
    set.style.width = terminal_width();

    struct database *db;
    struct err err;
    err_init(&err);
    if (database_open(&db, set.database, set.extra, set.extra_count, true, &err) != STATUS_OK) {
        set.quiet = false;
        warn(&set, &err);
        return EXIT_STATUS_USAGE;
    }
    struct inputs in;
    inputs_init(&in, argv + first, argc - first);
    set.pipeline.correlate.several_sources = in.count > 1;
    struct progress progress;
    const uint32_t columns = set.quiet ? 0 : terminal_progress_width();
    if (columns > 0) {
        progress_init(&progress, STDERR_FILENO, columns, inputs_total_bytes(&in));
        set.pipeline.progress = &progress;
    }
    struct pipeline *p = pipeline_new(database_signatures(db), &set.pipeline);
    for (size_t i = 0; i < set.fact_count; i++)
        pipeline_fact(p, set.fact_names[i], set.fact_values[i]);
    read_inputs(p, &in);
    if (set.pipeline.progress)
        progress_clear(&progress);
    struct known_good known_good;
    read_known_good(&set, db, &known_good);
    const int status = print_report(&set, db, p, &in, &known_good);
    known_good_release(&known_good);
    inputs_release(&in);
    pipeline_free(p);
    database_close(db);
    return status;
}

const struct command cmd_report = { "report", "timeline and ranked root causes", run_report };
