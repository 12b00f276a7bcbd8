#include "cli/command.h"

#include "base/alloc.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = { &cmd_report, &cmd_watch, &cmd_explain, &cmd_why,
                                                  &cmd_verify, &cmd_grep,  &cmd_formats, &cmd_db };

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Did the reader of standard output go away, as `head` does? */
static bool is_closed_pipe(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* What commands print with stdio is checked once, at the end: a full disk is an error, a closed
 * pipe is none. */
static int close_stdout(int status)
{
    if ((fflush(stdout) == 0 && !ferror(stdout)) || is_closed_pipe())
        return status;
    perror("culprit: standard output");
    return EXIT_STATUS_USAGE;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen at write */
    json_object_seed(1);      /* same input, same bytes: no random hash seed */
    json_set_alloc_funcs(alloc_bytes, alloc_free);
    const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
    if (command) {
        argc--;
        argv++;
    } else {
        command = &cmd_report;
    }
    char name[] = "culprit"; /* getopt puts argv[0] before its messages */
    argv[0] = name;
    return close_stdout(command->run(argc, argv));
}
