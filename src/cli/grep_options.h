/* grep_options: the command line of `culprit grep`. */
#ifndef CLI_GREP_OPTIONS_H
#define CLI_GREP_OPTIONS_H

#include "base/arena.h"
#include "cli/terminal.h"
#include "frame/framer.h"
#include "search/search.h"

#define GREP_EXTRA_MAX 64

struct grep_options {
    struct arena arena; /* of what is read from -f */
    struct slice *texts;
    size_t text_count, text_capacity;
    struct patterns_options patterns;
    struct search_options search;
    struct select select;
    struct fill format, replace;
    struct tally tally;
    struct framer_options framer;
    int64_t around_us; /* 0: no --around */
    enum color_when color;
    const char *database;
    const char *extra[GREP_EXTRA_MAX];
    size_t extra_count;
    bool quiet_files; /* -s */
    bool line_buffered, stats, has_tally;
    bool after_given, before_given; /* -A, -B: stronger than -C */
    bool name_given;                /* -H or -h: else names are for several inputs */
    char *const *operands;
    int operand_count;
};

/* Returns 0 to go on, or an exit status + 1; messages are printed. The options own what they hold
 * until grep_options_release, also after a failure. */
int grep_options_parse(struct grep_options *o, int argc, char **argv);
void grep_options_release(struct grep_options *o);

#endif
