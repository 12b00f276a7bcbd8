/* common_options: the options that `report` and `watch` share, and what becomes of them. */
#ifndef CLI_COMMON_OPTIONS_H
#define CLI_COMMON_OPTIONS_H

#include "cli/database.h"
#include "cli/options.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "infer/infer.h"

#define COMMON_EXTRA_MAX 64
#define COMMON_FACTS_MAX 64

struct common_options {
    const struct report_format *format;
    struct framer_options framer;
    struct infer_options infer;
    struct report_style style;
    enum color_when color;
    const char *database;
    const char *extra[COMMON_EXTRA_MAX];
    size_t extra_count;
    struct slice fact_names[COMMON_FACTS_MAX], fact_values[COMMON_FACTS_MAX];
    size_t fact_count;
    bool quiet, compat_preq;
};

/* Ids of a command's own options begin behind these. */
enum {
    COMMON_TOP = 256,
    COMMON_FULL,
    COMMON_SET,
    COMMON_TZ,
    COMMON_COLOR,
    COMMON_REDACT,
    COMMON_NO_REDACT,
    COMMON_INPUT_FORMAT,
    COMMON_COMPAT,
    COMMON_END
};

#define COMMON_ROWS_SHOWN                                                                          \
    { COMMON_TOP, 0, "top", OPTION_REQUIRED, "N", "at most N hypotheses (default 10)" },           \
    {                                                                                              \
        COMMON_FULL, 0, "full", OPTION_PLAIN, NULL, "text: the whole timeline"                     \
    }

#define COMMON_ROWS                                                                                 \
    { 's',                                                                                          \
      's',                                                                                          \
      "signatures",                                                                                 \
      OPTION_REQUIRED,                                                                              \
      "PATH",                                                                                       \
      "add signatures or CRE rules from a YAML file or folder\n"                                    \
      "(repeatable)" },                                                                             \
        { COMMON_COMPAT,   0,      "compat",                                                        \
          OPTION_REQUIRED, "preq", "run CRE rules with the quirks of preq's engine" },              \
        { 'd',        'd',                                                                          \
          "database", OPTION_REQUIRED,                                                              \
          "FILE",     "use a compiled database instead of the built-in one" },                      \
        { COMMON_SET,                                                                               \
          0,                                                                                        \
          "set",                                                                                    \
          OPTION_REQUIRED,                                                                          \
          "NAME=VALUE",                                                                             \
          "a fact for the commands in the report: cluster,\n"                                       \
          "service, region, log_group … (repeatable)" },                                            \
        { COMMON_INPUT_FORMAT, 0,      "input-format",                                              \
          OPTION_REQUIRED,     "NAME", "read all inputs as this format (see 'culprit formats')" },  \
        { COMMON_TZ,                                                                                \
          0,                                                                                        \
          "tz",                                                                                     \
          OPTION_REQUIRED,                                                                          \
          "OFFSET",                                                                                 \
          "zone of local times in logs and of clock times in the\n"                                 \
          "text report: UTC (default) or an offset such as +02:00" },                               \
        { COMMON_COLOR, 0, "color", OPTION_OPTIONAL, "WHEN", "auto (default), always or never" },   \
        { COMMON_REDACT,                                                                            \
          0,                                                                                        \
          "redact",                                                                                 \
          OPTION_REQUIRED,                                                                          \
          "LEVEL",                                                                                  \
          "mask secrets (default), strict: e-mail addresses as\n"                                   \
          "well, or none" },                                                                        \
        { COMMON_NO_REDACT, 0, "no-redact", OPTION_PLAIN, NULL, "the same as --redact=none" },      \
        { 'q', 'q', "quiet", OPTION_PLAIN, NULL, "no warnings and no progress on standard error" }, \
        { 'V', 'V', "version", OPTION_PLAIN, NULL, "print the version" },                           \
    {                                                                                               \
        'h', 'h', "help", OPTION_PLAIN, NULL, "print this help"                                     \
    }

void common_options_init(struct common_options *set);

/* Takes an option that is in COMMON_ROWS, COMMON_ROWS_SHOWN, or 'o'. -1: it is none of these; 0: go
 * on; else an exit status + 1. 'h' is the command's own. command: for messages, "culprit watch". */
int common_options_take(struct common_options *set, const char *command, int id, const char *value);

/* EXIT_STATUS_USAGE, after a message. */
int common_options_refuse(const char *command, const char *what, const char *value);

/* Colours, symbols and width, once all options are known. */
void common_options_finish(struct common_options *set);

/* The database with what -d and -s ask for; false after a message. */
bool common_options_open(const struct common_options *set, struct database **db);

/* Tells the pipeline the facts of --set. */
void common_options_facts(const struct common_options *set, struct pipeline *p);

/* Prints a message unless -q. */
void common_options_warn(const struct common_options *set, const struct err *err);

#endif
