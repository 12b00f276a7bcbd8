#include "cli/common_options.h"

#include "cli/command.h"

#include <string.h>

void common_options_init(struct common_options *set)
{
    *set = (struct common_options){
        .format = report_format_find("text"),
        .style = { .redact = REDACT_SECRETS },
    };
}

int common_options_refuse(const char *command, const char *what, const char *value)
{
    fprintf(stderr, "culprit: %s: '%s'\nTry '%s --help'.\n", what, value, command);
    return EXIT_STATUS_USAGE;
}

static bool parse_fact(struct common_options *set, const char *value)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || set->fact_count == COMMON_FACTS_MAX)
        return false;
    set->fact_names[set->fact_count] = slice_make(value, (size_t)(equals - value));
    set->fact_values[set->fact_count++] = slice_cstr(equals + 1);
    return true;
}

/* What is wrong with the value of an option, or NULL. */
static const char *take_value(struct common_options *set, int id, const char *value)
{
    uint64_t n;
    switch (id) {
    case 'o':
        set->format = report_format_find(value);
        return set->format ? NULL : "unknown output format (see culprit --help)";
    case COMMON_TOP:
        if (!slice_to_u64(slice_cstr(value), &n) || n == 0 || n > 1000)
            return "--top takes a number from 1 to 1000";
        set->infer.top = (uint32_t)n;
        return NULL;
    case 's':
        if (set->extra_count == COMMON_EXTRA_MAX)
            return "too many --signatures";
        set->extra[set->extra_count++] = value;
        return NULL;
    case COMMON_SET: return parse_fact(set, value) ? NULL : "--set takes NAME=VALUE";
    case COMMON_INPUT_FORMAT:
        set->framer.input_format = value;
        return framer_knows_format(value) ? NULL : "unknown input format (see 'culprit formats')";
    case COMMON_TZ:
        if (!timestamp_parse_zone(slice_cstr(value), &set->style.zone_s))
            return "--tz takes UTC or an offset such as +02:00";
        set->framer.zone_s = set->style.zone_s;
        return NULL;
    case COMMON_COMPAT:
        set->compat_preq = strcmp(value, "preq") == 0;
        return set->compat_preq ? NULL : "--compat takes preq";
    case COMMON_COLOR:
        return terminal_color_parse(value ? value : "always", &set->color)
                   ? NULL
                   : "--color takes auto, always or never";
    case COMMON_REDACT:
        return redact_parse(value, &set->style.redact) ? NULL
                                                       : "--redact takes secrets, strict or none";
    default: return NULL;
    }
}

int common_options_take(struct common_options *set, const char *command, int id, const char *value)
{
    switch (id) {
    case 'd': set->database = value; return 0;
    case COMMON_FULL: set->style.full = true; return 0;
    case COMMON_NO_REDACT: set->style.redact = REDACT_NONE; return 0;
    case 'q': set->quiet = true; return 0;
    case 'V': puts("culprit " CULPRIT_VERSION); return 1 + EXIT_STATUS_OK;
    case 'o':
    case 's':
    case COMMON_TOP:
    case COMMON_SET:
    case COMMON_INPUT_FORMAT:
    case COMMON_COMPAT:
    case COMMON_TZ:
    case COMMON_COLOR:
    case COMMON_REDACT: break;
    default: return -1;
    }
    const char *wrong = take_value(set, id, value);
    return wrong ? 1 + common_options_refuse(command, wrong, value) : 0;
}

void common_options_finish(struct common_options *set)
{
    set->style.color = terminal_color(set->color);
    set->style.unicode = terminal_unicode();
    set->style.width = terminal_width();
}

static void print_error(const struct err *err)
{
    char text[ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 64];
    err_format(err, text, sizeof text);
    fprintf(stderr, "culprit: %s\n", text);
}

bool common_options_open(const struct common_options *set, struct database **db)
{
    struct err err;
    err_init(&err);
    if (database_open(db, set->database, set->extra, set->extra_count, true, &err) == STATUS_OK) {
        if (!set->quiet)
            database_print_notices(*db, stderr);
        return true;
    }
    print_error(&err);
    return false;
}

void common_options_facts(const struct common_options *set, struct pipeline *p)
{
    for (size_t i = 0; i < set->fact_count; i++)
        pipeline_fact(p, set->fact_names[i], set->fact_values[i]);
}

void common_options_warn(const struct common_options *set, const struct err *err)
{
    if (!set->quiet)
        print_error(err);
}
