#include "cli/cmd_db.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/db_work.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "report/style.h"
#include "report/wrap.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_BYTES 1024
#define LIST_ID_COLUMNS 36
#define LIST_NAME_COLUMNS 10
#define LIST_DOMAIN_COLUMNS 14
#define LIST_TITLE_MIN 12

int cmd_db_fail(const struct err *err)
{
    char text[MESSAGE_BYTES];
    err_format(err, text, sizeof text);
    fprintf(stderr, "culprit: db: %s\n", text);
    return EXIT_STATUS_USAGE;
}

/* compile */

static const struct option_row compile_rows[] = {
    { 'o', 'o', "output", OPTION_REQUIRED, "FILE", "write the database to this file" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

/* Writes beside the file first, so that a database in use is never half written. */
static enum status write_file(const char *path, struct slice bytes, struct err *err)
{
    struct buf part;
    buf_init(&part);
    buf_printf(&part, "%s.part", path);
    const char *part_path = buf_cstr(&part);
    FILE *file = fopen(part_path, "wb");
    bool is_good = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    if (file && fclose(file) != 0)
        is_good = false;
    is_good = is_good && rename(part_path, path) == 0;
    if (!is_good) {
        err_set(err, "cannot write: %s", strerror(errno));
        err_in(err, path);
        if (file)
            remove(part_path);
    }
    buf_release(&part);
    return is_good ? STATUS_OK : STATUS_FAIL;
}

static int compile(char **paths, int count, const char *output)
{
    struct build *b = build_new();
    struct buf bytes;
    struct err err;
    int status = EXIT_STATUS_OK;
    buf_init(&bytes);
    for (int i = 0; i < count; i++) {
        err_init(&err);
        if (build_add_path(b, paths[i], &err) != STATUS_OK)
            status = EXIT_STATUS_USAGE;
    }
    err_init(&err);
    if (build_finish(b, &bytes, &err) != STATUS_OK)
        status = EXIT_STATUS_USAGE;
    uint32_t problem_count;
    const struct build_problem *problems = build_problems(b, &problem_count);
    for (uint32_t i = 0; i < problem_count; i++)
        if (problems[i].is_error || problems[i].is_notice)
            cmd_db_fail(&problems[i].err); /* a notice is told in the same way, and fails nothing */
    err_init(&err);
    if (status == EXIT_STATUS_OK && write_file(output, buf_slice(&bytes), &err) != STATUS_OK)
        status = cmd_db_fail(&err);
    if (status == EXIT_STATUS_OK)
        printf("%s: %u signatures, %zu bytes\n", output, sigset_own_count(build_signatures(b)),
               bytes.len);
    buf_release(&bytes);
    build_free(b);
    return status;
}

static int run_compile(int argc, char **argv)
{
    const char *output = NULL;
    struct option_parser p;
    int id;
    option_parser_init(&p, compile_rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        if (id == 'o') {
            output = p.value;
            continue;
        }
        puts("Usage: culprit db compile -o FILE PATH...\n"
             "Compiles signature sources (YAML files, or folders of them) into one database file\n"
             "for 'culprit -d FILE'. The built-in signatures are not part of it.\n"
             "\nOptions:");
        option_print_help(compile_rows, stdout);
        return EXIT_STATUS_OK;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (!output || p.index == argc) {
        fputs("culprit: db: compile needs -o FILE and at least one source; see 'culprit db compile "
              "--help'\n",
              stderr);
        return EXIT_STATUS_USAGE;
    }
    return compile(argv + p.index, argc - p.index, output);
}

/* list */

static const struct option_row list_rows[] = {
    { 'c', 'c', "component", OPTION_REQUIRED, "NAME", "only ids NAME.*" },
    { 'k', 'k', "kind", OPTION_REQUIRED, "KIND", "only cause, symptom, change, recovery or noise" },
    { 'o', 'o', "output", OPTION_REQUIRED, "FORMAT", "text (the default) or json" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct list_options {
    struct slice component;
    bool has_kind, as_json;
    enum sig_kind kind;
    const char *db_path;
};

static bool is_listed(const struct list_options *opts, const struct sig *sig)
{
    return !(sig->is_part && sig->on_entry)
           && (!opts->component.len || slice_eq(sig_component(sig->id), opts->component))
           && (!opts->has_kind || sig->kind == opts->kind);
}

static void add_member(json_t *object, const char *key, struct slice value)
{
    struct buf text;
    buf_init(&text);
    text_add_utf8(&text, value);
    json_object_set_new(object, key, json_stringn(text.ptr ? text.ptr : "", text.len));
    buf_release(&text);
}

static void add_list(json_t *object, const char *key, const struct sig_list *list)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < list->count; i++) {
        struct buf text;
        buf_init(&text);
        text_add_utf8(&text, list->items[i]);
        json_array_append_new(array, json_stringn(text.ptr ? text.ptr : "", text.len));
        buf_release(&text);
    }
    json_object_set_new(object, key, array);
}

static json_t *signature_json(const struct sig *sig)
{
    json_t *object = json_object();
    add_member(object, "id", sig->id);
    add_member(object, "kind", slice_cstr(sig_kind_name(sig->kind)));
    add_member(object, "domain", slice_cstr(sig_domain_name(sig->domain)));
    add_member(object, "severity", slice_cstr(sig_severity_name(sig->severity)));
    add_member(object, "title", sig->title);
    add_member(object, "explain", sig->explain);
    json_t *causes = json_array();
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        json_t *edge = json_object();
        add_member(edge, "id", sig->causes[i].effect_id);
        json_object_set_new(edge, "strength", json_real(sig->causes[i].strength));
        json_array_append_new(causes, edge);
    }
    json_object_set_new(object, "causes", causes);
    add_list(object, "refines", &sig->refines_globs);
    add_list(object, "recovers", &sig->recovers_globs);
    add_list(object, "captures", &sig->capture_names);
    add_list(object, "confirm", &sig->confirm);
    add_list(object, "fix", &sig->fix);
    add_list(object, "rollback", &sig->rollback);
    json_object_set_new(object, "patterns", json_integer(sig->match_count));
    json_object_set_new(object, "examples", json_integer(sig->example_count));
    json_object_set_new(object, "latent", json_boolean(sig->latent));
    json_object_set_new(object, "composite", json_boolean(sig->composite.type != SIG_SIMPLE));
    return object;
}

static void list_json(const struct sigset *set, const struct list_options *opts)
{
    json_t *all = json_array();
    for (uint32_t i = 0; i < set->count; i++)
        if (is_listed(opts, &set->items[i]))
            json_array_append_new(all, signature_json(&set->items[i]));
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(all);
}

/* A cell in a tone; the blanks behind it are plain. */
static void add_cell(const struct report_style *style, enum tone tone, struct slice text,
                     size_t columns, struct buf *out)
{
    style_add(style, tone, text, out);
    const size_t used = text_width(text);
    buf_add_fill(out, ' ', used < columns ? columns - used + 1 : 1);
}

/* In the style of the text report; titles are cut on a terminal only. */
static void list_text(const struct sigset *set, const struct list_options *opts)
{
    const struct report_style style = { .color = terminal_color(COLOR_AUTO),
                                        .unicode = terminal_unicode(),
                                        .width = terminal_width() };
    const size_t taken = LIST_ID_COLUMNS + 2 * LIST_NAME_COLUMNS + LIST_DOMAIN_COLUMNS + 4;
    const bool cut = isatty(STDOUT_FILENO) && style.width > taken + LIST_TITLE_MIN;
    struct buf title, line;
    buf_init(&title);
    buf_init(&line);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct sig *sig = &set->items[i];
        if (!is_listed(opts, sig))
            continue;
        buf_reset(&title);
        buf_reset(&line);
        text_add_display(&title, sig->title, SLICE(" "));
        add_cell(&style, TONE_STRONG, sig->id, LIST_ID_COLUMNS, &line);
        add_cell(&style, style_kind_tone(sig->kind), slice_cstr(sig_kind_name(sig->kind)),
                 LIST_NAME_COLUMNS, &line);
        add_cell(&style, TONE_PLAIN, slice_cstr(sig_domain_name(sig->domain)), LIST_DOMAIN_COLUMNS,
                 &line);
        add_cell(&style, TONE_PLAIN, slice_cstr(sig_severity_name(sig->severity)),
                 LIST_NAME_COLUMNS, &line);
        wrap_add_cut(&style, buf_slice(&title), cut ? style.width - taken : SIZE_MAX, &line);
        puts(buf_cstr(&line));
    }
    buf_release(&title);
    buf_release(&line);
}

static int list(const struct list_options *opts)
{
    struct database *db;
    struct err err;
    err_init(&err);
    if (database_open(&db, opts->db_path, NULL, 0, true, &err) != STATUS_OK)
        return cmd_db_fail(&err);
    if (opts->as_json)
        list_json(database_signatures(db), opts);
    else
        list_text(database_signatures(db), opts);
    database_close(db);
    return EXIT_STATUS_OK;
}

/* False after a message. */
static bool set_list_option(struct list_options *opts, int id, const char *value)
{
    if (id == 'c') {
        opts->component = slice_cstr(value);
    } else if (id == 'd') {
        opts->db_path = value;
    } else if (id == 'k') {
        opts->has_kind = sig_kind_parse(slice_cstr(value), &opts->kind);
        if (!opts->has_kind)
            fprintf(
                stderr,
                "culprit: db: no kind '%s'; there are cause, symptom, change, recovery, noise\n",
                value);
        return opts->has_kind;
    } else {
        opts->as_json = strcmp(value, "json") == 0;
        if (!opts->as_json && strcmp(value, "text") != 0) {
            fprintf(stderr, "culprit: db: no format '%s'; there are text and json\n", value);
            return false;
        }
    }
    return true;
}

static int run_list(int argc, char **argv)
{
    struct list_options opts = { 0 };
    struct option_parser p;
    int id;
    option_parser_init(&p, list_rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        if (id == 'h') {
            puts("Usage: culprit db list [OPTION]...\n"
                 "Lists the signatures in use: id, kind, domain, severity, title.\n"
                 "\nOptions:");
            option_print_help(list_rows, stdout);
            return EXIT_STATUS_OK;
        }
        if (!set_list_option(&opts, id, p.value))
            return EXIT_STATUS_USAGE;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (p.index < argc) {
        fprintf(stderr, "culprit: db: list takes no operands: '%s'\n", argv[p.index]);
        return EXIT_STATUS_USAGE;
    }
    return list(&opts);
}

static const struct command sub_commands[] = {
    { "compile", "make a database file from signature sources", run_compile },
    { "list", "list the signatures in use", run_list },
    { "check", "look for mistakes in signatures; show what guards a regex", cmd_db_check },
    { "test", "run the examples and counterexamples of signatures", cmd_db_test },
};

static void print_help(FILE *out)
{
    fputs("Usage: culprit db COMMAND [OPTION]... [PATH]...\n"
          "Works on signatures and databases. 'culprit db COMMAND --help' tells more.\n"
          "\nCommands:\n",
          out);
    for (size_t i = 0; i < sizeof sub_commands / sizeof *sub_commands; i++)
        fprintf(out, "  %-10s %s\n", sub_commands[i].name, sub_commands[i].help);
}

static int run_db(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
        print_help(stdout);
        return EXIT_STATUS_OK;
    }
    for (size_t i = 0; argc > 1 && i < sizeof sub_commands / sizeof *sub_commands; i++) {
        if (strcmp(argv[1], sub_commands[i].name) != 0)
            continue;
        argv[1] = argv[0]; /* getopt puts it before its messages */
        return sub_commands[i].run(argc - 1, argv + 1);
    }
    if (argc > 1)
        fprintf(stderr, "culprit: db: no command '%s'\n", argv[1]);
    print_help(stderr);
    return EXIT_STATUS_USAGE;
}

const struct command cmd_db = { "db", "work on signatures and databases", run_db };
