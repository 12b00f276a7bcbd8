#include "cli/command.h"

#include "cli/formats_file.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/output.h"
#include "frame/framer.h"

#include <stdio.h>
#include <unistd.h>

static const struct option_row rows[] = {
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

static void print_help(void)
{
    puts("Usage: culprit formats [FILE|FOLDER|-]...\n"
         "Lists the input formats that are recognised. Detection is automatic, line by line and\n"
         "record by record; --input-format=NAME of 'culprit report' overrides it.\n"
         "With files, says how each of them would be read, and why: the encoding, the format that\n"
         "won, events and their times, how many of the first lines other formats match and which\n"
         "line broke them, the records found in JSON, and what was damaged.\n"
         "\nOptions:");
    option_print_help(rows, stdout);
}

static void list(struct buf *out)
{
    const char *name, *help;
    for (size_t i = 0; framer_format_row(i, &name, &help); i++)
        buf_printf(out, "%-28s %s\n", name, help);
}

/* Tells what it is as soon as it is known: an input may be slow. */
static enum status tell(const char *name, struct buf *out, bool *is_sound, struct err *err)
{
    struct err problem;
    err_init(&problem);
    const int fd = inputs_open(name, &problem);
    if (fd < 0) {
        fprintf(stderr, "culprit: %s: %s\n", name, problem.text);
        *is_sound = false;
        return STATUS_SKIP;
    }
    if (!formats_file_tell(out, fd, name, 0))
        *is_sound = false;
    const enum status st = output_write(STDOUT_FILENO, buf_slice(out), err);
    buf_reset(out);
    return st;
}

static enum status tell_all(const struct inputs *in, struct buf *out, bool *is_sound, size_t *read,
                            struct err *err)
{
    for (size_t i = 0; i < in->error_count; i++) {
        fprintf(stderr, "culprit: %s\n", in->errors[i].text);
        *is_sound = false;
    }
    for (size_t i = 0; i < in->count; i++) {
        if (*read > 0)
            buf_add_byte(out, '\n');
        const enum status st = tell(in->names[i], out, is_sound, err);
        if (st == STATUS_FAIL)
            return st;
        *read += st == STATUS_OK;
    }
    return STATUS_OK;
}

static int run_formats(int argc, char **argv)
{
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        print_help();
        return EXIT_STATUS_OK;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    struct buf out;
    struct err err;
    bool is_sound = true;
    size_t read = 0;
    buf_init(&out);
    err_init(&err);
    enum status st;
    if (p.index == argc) {
        list(&out);
        st = output_write(STDOUT_FILENO, buf_slice(&out), &err);
        read = 1;
    } else {
        struct inputs in;
        inputs_init(&in, argv + p.index, argc - p.index);
        st = tell_all(&in, &out, &is_sound, &read, &err);
        inputs_release(&in);
    }
    buf_release(&out);
    if (st != STATUS_OK)
        fprintf(stderr, "culprit: %s\n", err.text);
    if (st != STATUS_OK || read == 0)
        return EXIT_STATUS_USAGE;
    return is_sound ? EXIT_STATUS_OK : EXIT_STATUS_DAMAGED;
}

const struct command cmd_formats = { "formats",
                                     "input formats that are recognised, and how a file is read",
                                     run_formats };
