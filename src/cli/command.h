/* command: one row per command of the program, and the exit statuses. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

/* Documented in man/culprit.1, EXIT STATUS. */
enum exit_status {
    EXIT_STATUS_OK = 0,
    EXIT_STATUS_FOUND = 1,     /* --check: a hypothesis reached the limit; db test: failures */
    EXIT_STATUS_USAGE = 2,     /* wrong usage, or nothing could be read */
    EXIT_STATUS_DAMAGED = 3,   /* finished, but some input was damaged or unreadable */
    EXIT_STATUS_UNDECIDED = 4, /* watch --gate: no verdict */
};

struct command {
    const char *name;
    const char *help; /* one line */
    /* argv[0] is the command's name. Returns an exit status. */
    int (*run)(int argc, char **argv);
};

extern const struct command cmd_report, cmd_explain, cmd_db, cmd_formats, cmd_why, cmd_verify,
    cmd_grep, cmd_watch;

#endif
