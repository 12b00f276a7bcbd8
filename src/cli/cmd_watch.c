#include "cli/command.h"

#include "cli/conclusion.h"
#include "cli/option_time.h"
#include "cli/watch.h"
#include "cli/watch_follow.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define GATE_DEFAULT 0.8
#define GATE_UNTIL "ecs.steady-state"

enum {
    OPT_GATE = COMMON_END,
    OPT_FOR,
    OPT_SINCE,
    OPT_UNTIL,
};

static const struct option_row rows[] = {
    { 'o', 'o', "output", OPTION_REQUIRED, "FORMAT",
      "text (default) or jsonl; json, markdown and html show\n"
      "nothing before the report at the end" },
    { OPT_GATE, 0, "gate", OPTION_OPTIONAL, "CONFIDENCE",
      "end with 1 as soon as a cause reaches CONFIDENCE (0 to\n"
      "1, default 0.8) or the deployment is given up, with 0\n"
      "at a recovery" },
    { OPT_FOR, 0, "for", OPTION_REQUIRED, "DURATION",
      "end after 30s, 10m …; with --gate this is status 4" },
    { OPT_SINCE, 0, "since", OPTION_REQUIRED, "TIME",
      "leave out what is older: a time, an epoch or a duration\n"
      "such as 15m; --gate: and tasks that are; by default\n"
      "its start" },
    { OPT_UNTIL, 0, "until", OPTION_REQUIRED, "ID",
      "the recovery that --gate waits for, * and ? as in file\n"
      "names (default ecs.steady-state)" },
    COMMON_ROWS_SHOWN,
    COMMON_ROWS,
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

static int usage_error(const char *what, const char *value)
{
    return common_options_refuse("culprit watch", what, value);
}

static void print_help(void)
{
    puts("Usage: culprit watch [OPTION]... [FILE|FOLDER|-]...\n"
         "Reads logs while they are written, shows each entry of the timeline as soon as it is\n"
         "known and the most likely cause when it changes, and prints the report at the end of\n"
         "the input or on Ctrl-C (a second Ctrl-C ends at once). Files are followed as they grow\n"
         "and rotate, folders for new files.\n"
         "\n"
         "  aws logs tail /ecs/api --follow | culprit watch\n"
         "  culprit watch /var/log/api/ proxy.log\n"
         "\n"
         "Options:");
    option_print_help(rows, stdout);
    puts("\n"
         "Exit status: 0 done, or --gate and a recovery was seen; 1 --gate and a cause was\n"
         "found, or the deployment given up; 2 wrong usage or nothing to read; 3 done, but\n"
         "some input was damaged; 4 --gate and no verdict.");
}

static bool parse_gate(struct watch_gate *gate, const char *value)
{
    char *end;
    gate->is_on = true;
    if (!value)
        return true;
    gate->limit = strtod(value, &end);
    return *value && !*end && gate->limit >= 0 && gate->limit <= 1;
}

struct watch_options {
    struct common_options common;
    struct watch_gate gate;
    const char *since; /* needs --tz, which may come behind it */
};

/* Returns 0 to go on, or an exit status + 1. */
static int take_option(struct watch_options *set, int id, const char *value)
{
    struct watch_gate *gate = &set->gate;
    switch (id) {
    case OPT_GATE:
        return parse_gate(gate, value)
                   ? 0
                   : 1 + usage_error("--gate takes a number from 0 to 1", value);
    case OPT_FOR:
        return timestamp_parse_duration(slice_cstr(value), &gate->for_us) && gate->for_us > 0
                   ? 0
                   : 1 + usage_error("--for takes a duration such as 30s or 10m", value);
    case OPT_SINCE: set->since = value; return 0;
    case OPT_UNTIL: gate->until = slice_cstr(value); return 0;
    case 'h': print_help(); return 1 + EXIT_STATUS_OK;
    default: return common_options_take(&set->common, "culprit watch", id, value);
    }
}

static int gate_status(const struct watch *w, int status)
{
    if (!w->gate.is_on || status == EXIT_STATUS_USAGE)
        return status;
    switch (w->gate.verdict) {
    case WATCH_FAILED: return EXIT_STATUS_FOUND;
    case WATCH_PASSED: return EXIT_STATUS_OK;
    case WATCH_OPEN:
    case WATCH_TIME_UP: break;
    }
    return EXIT_STATUS_UNDECIDED;
}

/* A gate judges what happens from its start on: what a tail or a poll tells of before is history.
 */
static bool take_since(struct watch_options *set)
{
    set->gate.since_us = TIMESTAMP_NONE;
    if (set->since)
        return option_time_parse(set->since, set->common.style.zone_s, &set->gate.since_us);
    if (set->gate.is_on)
        set->gate.since_us = (int64_t)time(NULL) * TIMESTAMP_US_PER_S;
    return true;
}

static void judge(struct watch *w, const struct conclusion *c)
{
    struct watch_top top;
    struct buf text;
    buf_init(&text);
    watch_top_make(&top, &c->report, &w->set->style, w->gate.until);
    watch_gate_end(&w->gate, &top);
    watch_gate_tell(&w->gate, &top, pipeline_left_out(w->pipeline), &text);
    if (!w->set->quiet)
        fprintf(stderr, "culprit: gate: %.*s\n", SLICE_ARG(buf_slice(&text)));
    buf_release(&text);
}

static int finish(struct watch *w)
{
    struct conclusion c;
    struct conclusion_inputs about = { .baseline = NULL };
    about.errors = watch_follow_errors(w->follow, &about.error_count);
    int status = conclusion_status(w->set, w->pipeline, about.error_count);
    conclusion_make(&c, w->set, w->db, w->pipeline, &about);
    conclusion_print(&c, w->set, &status);
    if (w->gate.is_on)
        judge(w, &c);
    status = gate_status(w, status);
    conclusion_release(&c);
    return status;
}

static int run(const struct common_options *set, const struct watch_gate *gate, char *const *names,
               int count)
{
    struct database *db;
    struct watch w;
    struct err err;
    err_init(&err);
    if (!common_options_open(set, &db))
        return EXIT_STATUS_USAGE;
    int status = EXIT_STATUS_USAGE;
    if (watch_init(&w, set, db, gate, names, count, &err) == STATUS_OK) {
        watch_run(&w);
        status = finish(&w);
    } else {
        common_options_warn(set, &err);
    }
    watch_release(&w);
    database_close(db);
    return status;
}

static int run_watch(int argc, char **argv)
{
    struct watch_options set = {
        .gate = { .limit = GATE_DEFAULT, .until = { GATE_UNTIL, sizeof GATE_UNTIL - 1 } },
    };
    struct option_parser p;
    int id;
    common_options_init(&set.common);
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        const int done = take_option(&set, id, p.value);
        if (done)
            return done - 1;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (p.index == argc && isatty(STDIN_FILENO)) {
        fputs("culprit: standard input is a terminal: pipe logs in or name files, for example\n"
              "  aws logs tail /ecs/api --follow | culprit watch\nTry 'culprit watch --help'.\n",
              stderr);
        return EXIT_STATUS_USAGE;
    }
    common_options_finish(&set.common);
    if (!take_since(&set))
        return usage_error("--since: no time or duration", set.since);
    return run(&set.common, &set.gate, argv + p.index, argc - p.index);
}

const struct command cmd_watch = { "watch", "entries as they happen, report at the end",
                                   run_watch };
