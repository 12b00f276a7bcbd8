/* options: one table per command gives parsing (by getopt_long) and --help at once.
 *
 *     struct option_parser p;
 *     option_parser_init(&p, rows, argc, argv);
 *     while ((id = option_next(&p)) > 0) switch (id) { … p.value … }
 *     if (id < 0) return EXIT_STATUS_USAGE;      // a message has been printed
 *     argv[p.index] … are the operands
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#define OPTION_ROWS_MAX 64

enum option_value { OPTION_PLAIN, OPTION_REQUIRED, OPTION_OPTIONAL };

struct option_row {
    int id;           /* what option_next returns, > 0; the letter where there is one */
    char letter;      /* 0: none */
    const char *name; /* long name without dashes */
    enum option_value takes;
    const char *value; /* name of the value in help */
    const char *help;  /* may hold line feeds */
};

struct option_parser {
    const struct option_row *rows; /* ended by id 0 */
    int argc;
    char **argv;
    char letters[3 * OPTION_ROWS_MAX + 1];
    struct option longs[OPTION_ROWS_MAX + 1];
    int index;         /* after the end: the first operand */
    const char *value; /* of the option just returned, or NULL */
};

void option_parser_init(struct option_parser *p, const struct option_row *rows, int argc,
                        char **argv);

/* The id of the next option; 0 at the end (operands have been moved behind options, "--" ends
 * options); -1 on a wrong one, after a message on standard error. */
int option_next(struct option_parser *p);

/* The table as text for --help. */
void option_print_help(const struct option_row *rows, FILE *out);

#endif
