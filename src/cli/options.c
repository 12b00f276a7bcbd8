#include "cli/options.h"

#include <assert.h>
#include <string.h>

/* Values that getopt_long returns for rows: above all letters. */
#define LONG_BASE 256

void option_parser_init(struct option_parser *p, const struct option_row *rows, int argc,
                        char **argv)
{
    *p = (struct option_parser){ .rows = rows, .argc = argc, .argv = argv };
    size_t at = 0;
    for (int i = 0; rows[i].id; i++) {
        const struct option_row *r = &rows[i];
        assert(i < OPTION_ROWS_MAX);
        p->longs[i] = (struct option){ r->name, (int)r->takes, NULL, LONG_BASE + i };
        if (!r->letter)
            continue;
        p->letters[at++] = r->letter;
        for (int k = 0; k < (int)r->takes; k++) /* ":" required, "::" optional */
            p->letters[at++] = ':';
    }
    optind = 1; /* getopt keeps its place in a global: start anew for this command */
}

int option_next(struct option_parser *p)
{
    const int got = getopt_long(p->argc, p->argv, p->letters, p->longs, NULL);
    p->index = optind;
    p->value = optarg;
    if (got == -1)
        return 0;
    if (got >= LONG_BASE)
        return p->rows[got - LONG_BASE].id;
    for (const struct option_row *r = p->rows; r->id; r++)
        if (r->letter == got && r->letter)
            return r->id;
    fputs("Try 'culprit --help'.\n", stderr); /* getopt_long has named the option */
    return -1;
}

#define HELP_COLUMN 28

static void print_wrapped(const char *help, FILE *out)
{
    for (;;) {
        const size_t n = strcspn(help, "\n");
        fprintf(out, "%.*s\n", (int)n, help);
        help += n;
        if (!*help)
            return;
        help++;
        fprintf(out, "%*s", HELP_COLUMN, "");
    }
}

void option_print_help(const struct option_row *rows, FILE *out)
{
    for (const struct option_row *r = rows; r->id; r++) {
        char letter[8] = "    ", value[40] = "", left[96];
        if (r->letter)
            snprintf(letter, sizeof letter, "-%c, ", r->letter);
        if (r->takes == OPTION_REQUIRED)
            snprintf(value, sizeof value, "=%s", r->value);
        else if (r->takes == OPTION_OPTIONAL)
            snprintf(value, sizeof value, "[=%s]", r->value);
        snprintf(left, sizeof left, "  %s--%s%s", letter, r->name, value);
        if (strlen(left) >= HELP_COLUMN)
            fprintf(out, "%s\n%*s", left, HELP_COLUMN, "");
        else
            fprintf(out, "%-*s", HELP_COLUMN, left);
        print_wrapped(r->help, out);
    }
}
