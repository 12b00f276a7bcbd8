/* why: why a signature did or did not fire on some logs, and what its hypothesis is worth. */
#include "cli/command.h"
#include "cli/common_options.h"
#include "cli/database.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/why.h"

#include <stdio.h>

#define SOURCES_MAX 64
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

static bool is_found(const struct why *w, const struct incident *inc, const struct diagnosis *d)
{
    for (uint32_t i = 0; i < d->hypothesis_count; i++)
        if (d->hypotheses[i].sig == w->index)
            return true;
    return w->sig && why_has_fired(w, inc);
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
        .observe = w.sig ? why_watch : NULL,
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
    int status = is_found(&w, inc, &diagnosis) ? EXIT_STATUS_OK : EXIT_STATUS_FOUND;
    if (pipeline_read_nothing(p)) {
        fputs("culprit: why: nothing to read\n", stderr);
        status = EXIT_STATUS_USAGE;
    } else {
        struct correlate_near near = { .blocked_by = SIG_NONE };
        if (w.sig && w.sig->composite.type != SIG_SIMPLE)
            pipeline_near(p, index, &near);
        if (w.sig)
            why_print(&w, inc, &diagnosis, &near);
        else
            why_print_unknown(inc, &diagnosis);
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
