#include "cli/command.h"

#include "cli/options.h"
#include "frame/framer.h"

#include <stdio.h>

static const struct option_row rows[] = {
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

static int run_formats(int argc, char **argv)
{
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        puts("Usage: culprit formats\n"
             "Lists the input formats that are recognised. Detection is automatic, line by line "
             "and\n"
             "record by record; --input-format=NAME of 'culprit report' overrides it.\n"
             "\nOptions:");
        option_print_help(rows, stdout);
        return EXIT_STATUS_OK;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (p.index < argc) {
        fprintf(stderr, "culprit: formats: takes no operands: '%s'\n", argv[p.index]);
        return EXIT_STATUS_USAGE;
    }
    const char *name, *help;
    for (size_t i = 0; framer_format_row(i, &name, &help); i++)
        printf("%-28s %s\n", name, help);
    return EXIT_STATUS_OK;
}

const struct command cmd_formats = { "formats", "input formats that are recognised", run_formats };
