#include "cli/grep_options.h"

#include "base/alloc.h"
#include "cli/command.h"
#include "cli/option_time.h"
#include "cli/options.h"
#include "frame/level.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

/* Bytes of a file of patterns, and events of context. */
#define PATTERN_FILE_BYTES_MAX (64 * 1024 * 1024)
#define CONTEXT_MAX 100000
#define AROUND_DAYS_MAX 366

enum {
    OPT_SINCE = 256,
    OPT_UNTIL,
    OPT_STREAM,
    OPT_GROUP,
    OPT_TASK,
    OPT_LEVEL,
    OPT_SIGNATURE,
    OPT_KIND,
    OPT_FIELD,
    OPT_AROUND,
    OPT_REPLACE,
    OPT_FORMAT,
    OPT_COUNT_BY,
    OPT_COUNT_MATCHES,
    OPT_JSON,
    OPT_STATS,
    OPT_COLOR,
    OPT_LINE_BUFFERED,
    OPT_INPUT_FORMAT,
    OPT_TZ,
    OPT_SIGNATURES,
    OPT_HELP,
};

static const struct option_row rows[] = {
    { 'e', 'e', "regexp", OPTION_REQUIRED, "PATTERN",
      "a pattern; several are alternatives, as are the lines of\n"
      "one" },
    { 'f', 'f', "file", OPTION_REQUIRED, "FILE", "patterns from a file, one a line" },
    { 'F', 'F', "fixed-strings", OPTION_PLAIN, NULL, "patterns are texts, not regexes" },
    { 'E', 'E', "extended-regexp", OPTION_PLAIN, NULL, "as without it: patterns are PCRE2" },
    { 'P', 'P', "perl-regexp", OPTION_PLAIN, NULL, "the same" },
    { 'i', 'i', "ignore-case", OPTION_PLAIN, NULL, "capital letters equal small ones" },
    { 'S', 'S', "smart-case", OPTION_PLAIN, NULL,
      "the same, unless a pattern has a capital letter" },
    { 'w', 'w', "word-regexp", OPTION_PLAIN, NULL, "whole words only" },
    { 'x', 'x', "line-regexp", OPTION_PLAIN, NULL, "whole lines only" },
    { 'v', 'v', "invert-match", OPTION_PLAIN, NULL, "select the events that do not match" },
    { OPT_SINCE, 0, "since", OPTION_REQUIRED, "TIME",
      "only events from then on: RFC 3339, epoch seconds or\n"
      "milliseconds, or 15m, 2h, 3d before now" },
    { OPT_UNTIL, 0, "until", OPTION_REQUIRED, "TIME", "only events up to then" },
    { OPT_STREAM, 0, "stream", OPTION_REQUIRED, "GLOB",
      "only this log stream; without * and ?, also a part of its\n"
      "name between slashes (repeatable, as all of these)" },
    { OPT_GROUP, 0, "group", OPTION_REQUIRED, "GLOB", "only this log group" },
    { OPT_TASK, 0, "task", OPTION_REQUIRED, "ID",
      "only this ECS task: its id, the start of it, or its ARN" },
    { OPT_LEVEL, 0, "level", OPTION_REQUIRED, "LEVEL",
      "only events of this level or above: error, warn …" },
    { OPT_SIGNATURE, 0, "signature", OPTION_REQUIRED, "GLOB",
      "only events that show a known failure of this id, such\n"
      "as 'redis.*'" },
    { OPT_KIND, 0, "kind", OPTION_REQUIRED, "KIND",
      "… of this kind: cause, symptom, change, recovery, noise" },
    { OPT_FIELD, 0, "field", OPTION_REQUIRED, "NAME=VALUE",
      "only events with this field; NAME~REGEX for a regex.\n"
      "NAME is the path of a JSON member (err.code) or the name\n"
      "of a name=value pair in the message" },
    { OPT_AROUND, 0, "around", OPTION_REQUIRED, "DURATION",
      "with what happened within so long of a match, in all\n"
      "inputs, in order of time" },
    { 'A', 'A', "after-context", OPTION_REQUIRED, "N", "with N events behind each" },
    { 'B', 'B', "before-context", OPTION_REQUIRED, "N", "with N events before each" },
    { 'C', 'C', "context", OPTION_REQUIRED, "N", "with N events before and behind" },
    { 'c', 'c', "count", OPTION_PLAIN, NULL, "only the number of events per input" },
    { OPT_COUNT_MATCHES, 0, "count-matches", OPTION_PLAIN, NULL,
      "only the number of matches per input" },
    { OPT_COUNT_BY, 0, "count-by", OPTION_REQUIRED, "WHAT",
      "only how many there are of each second, minute, hour,\n"
      "day, stream, group, task, container, service, level,\n"
      "source, signature, template, capture:NAME, field:NAME" },
    { 'l', 'l', "files-with-matches", OPTION_PLAIN, NULL, "only the names of inputs with a match" },
    { 'L', 'L', "files-without-match", OPTION_PLAIN, NULL, "… without one" },
    { 'm', 'm', "max-count", OPTION_REQUIRED, "N", "at most N events per input" },
    { 'o', 'o', "only-matching", OPTION_PLAIN, NULL, "only the matches, each on a line" },
    { OPT_REPLACE, 0, "replace", OPTION_REQUIRED, "TEMPLATE",
      "each match replaced, as by 'user {1}'" },
    { OPT_FORMAT, 0, "format", OPTION_REQUIRED, "TEMPLATE",
      "a line per event, as by '{time} {stream} {1}'; with -o a\n"
      "line per match" },
    { OPT_JSON, 0, "json", OPTION_PLAIN, NULL,
      "a JSON object per event, with the offsets of matches" },
    { 'q', 'q', "quiet", OPTION_PLAIN, NULL, "print nothing, stop at the first match" },
    { 's', 's', "no-messages", OPTION_PLAIN, NULL, "no word about inputs that cannot be read" },
    { 'n', 'n', "line-number", OPTION_PLAIN, NULL, "with the number of the line in the input" },
    { 'b', 'b', "byte-offset", OPTION_PLAIN, NULL,
      "with the place of the line in the input, in bytes" },
    { 'H', 'H', "with-filename", OPTION_PLAIN, NULL, "with the name of the input" },
    { 'h', 'h', "no-filename", OPTION_PLAIN, NULL, "without it" },
    { 'Z', 'Z', "null", OPTION_PLAIN, NULL, "a NUL byte behind names of inputs" },
    { OPT_COLOR, 0, "color", OPTION_OPTIONAL, "WHEN", "auto (default), always or never" },
    { OPT_LINE_BUFFERED, 0, "line-buffered", OPTION_PLAIN, NULL, "write every event at once" },
    { OPT_STATS, 0, "stats", OPTION_PLAIN, NULL, "what was searched and found, on standard error" },
    { 'a', 'a', "text", OPTION_PLAIN, NULL, "as without it: all inputs are text" },
    { 'r', 'r', "recursive", OPTION_PLAIN, NULL, "as without it: folders are walked" },
    { 'z', 'z', "search-zip", OPTION_PLAIN, NULL,
      "as without it: compressed inputs are decompressed" },
    { OPT_INPUT_FORMAT, 0, "input-format", OPTION_REQUIRED, "NAME",
      "read all inputs as this format (see 'culprit formats')" },
    { OPT_TZ, 0, "tz", OPTION_REQUIRED, "OFFSET",
      "zone of local times in logs and options: UTC (default)\n"
      "or an offset such as +02:00" },
    { OPT_SIGNATURES, 0, "signatures", OPTION_REQUIRED, "PATH",
      "add signatures from a YAML file or folder (repeatable)" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 'V', 'V', "version", OPTION_PLAIN, NULL, "print the version" },
    { OPT_HELP, 0, "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

static void print_help(void)
{
    puts("Usage: culprit grep [OPTION]... PATTERN [FILE|FOLDER|-]...\n"
         "       culprit grep [OPTION]... -e PATTERN|--level=…|--signature=…|… [FILE|FOLDER|-]...\n"
         "Searches log events. The unit is the event: a stack trace matches and prints as one, "
         "JSON\n"
         "is searched unescaped, all formats of 'culprit formats' are read, compressed or not.\n"
         "\n"
         "  culprit grep -i 'timed? ?out' api.log\n"
         "  culprit grep --level=error --since=1h --count-by=template incident/\n"
         "  culprit grep --signature='redis.*' --around=30s api.log.gz services.json\n"
         "\n"
         "Options:");
    option_print_help(rows, stdout);
    puts("\nExit status: 0 something was found; 1 nothing; 2 an error, or input that could not be\n"
         "searched in full.");
}

static int usage_error(const char *what, const char *value)
{
    fprintf(stderr, "culprit: grep: %s: '%s'\nTry 'culprit grep --help'.\n", what, value);
    return 1 + EXIT_STATUS_USAGE;
}

/* --- patterns -------------------------------------------------------------------------- */

/* Each line is one. */
static void add_texts(struct grep_options *o, struct slice lines)
{
    struct slice line;
    do {
        line = slice_empty();
        slice_next_field(&lines, '\n', &line);
        o->texts = alloc_grow(o->texts, &o->text_capacity, o->text_count + 1, sizeof *o->texts);
        o->texts[o->text_count++] = line;
    } while (lines.len > 0 && o->text_count < PATTERNS_MAX);
}

static int add_file(struct grep_options *o, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    struct buf bytes;
    size_t got = 0;
    if (!file) {
        fprintf(stderr, "culprit: grep: %s: %s\n", path, strerror(errno));
        return 1 + EXIT_STATUS_USAGE;
    }
    buf_init(&bytes);
    do {
        got = fread(buf_reserve(&bytes, BUFSIZ), 1, BUFSIZ, file);
        bytes.len += got;
    } while (got > 0 && bytes.len <= PATTERN_FILE_BYTES_MAX);
    const bool failed = ferror(file) != 0;
    if (file != stdin)
        fclose(file);
    struct slice kept = arena_copy(&o->arena, buf_slice(&bytes));
    buf_release(&bytes);
    if (failed || kept.len > PATTERN_FILE_BYTES_MAX) {
        fprintf(stderr, "culprit: grep: %s: cannot be read, or is too long\n", path);
        return 1 + EXIT_STATUS_USAGE;
    }
    if (kept.len > 0 && kept.ptr[kept.len - 1] == '\n')
        kept.len--;
    else if (kept.len == 0)
        return 0; /* no pattern, so nothing is found */
    add_texts(o, kept);
    return 0;
}

/* --- options --------------------------------------------------------------------------- */

struct late {
    const char *since, *until;
    bool has_pattern;  /* -e or -f */
    bool has_matching; /* the options that take or show parts of matches */
};

static int take_number(const char *value, const char *what, uint64_t max, uint64_t *out)
{
    if (slice_to_u64(slice_cstr(value), out) && *out <= max)
        return 0;
    return usage_error(what, value);
}

static int take_context(struct grep_options *o, int id, const char *value)
{
    uint64_t n = 0;
    const int done = take_number(value, "-A, -B and -C take a number of events, at most 100000",
                                 CONTEXT_MAX, &n);
    o->after_given = o->after_given || id == 'A';
    o->before_given = o->before_given || id == 'B';
    if (id == 'A' || (id == 'C' && !o->after_given))
        o->search.after = (size_t)n;
    if (id == 'B' || (id == 'C' && !o->before_given))
        o->search.before = (size_t)n;
    o->search.has_context = true;
    return done;
}

static int take_level(struct grep_options *o, const char *value)
{
    o->select.level = level_word(slice_cstr(value));
    if (o->select.level == LEVEL_NONE)
        return usage_error("--level takes trace, debug, info, warn, error or fatal", value);
    return 0;
}

static int take_kind(struct grep_options *o, const char *value)
{
    enum sig_kind kind;
    if (!sig_kind_parse(slice_cstr(value), &kind))
        return usage_error("--kind takes cause, symptom, change, recovery or noise", value);
    o->select.kinds[kind] = true;
    o->select.any_kind = false;
    return 0;
}

static int take_field(struct grep_options *o, const char *value)
{
    struct err err;
    err_init(&err);
    if (select_add_field(&o->select, slice_cstr(value), &err) == STATUS_OK)
        return 0;
    return usage_error(err.text, value);
}

static int take_list(struct select_list *list, const char *value)
{
    return select_add(list, slice_cstr(value))
               ? 0
               : usage_error("too many options of this name", value);
}

static int take_template(struct fill *fill, const char *value)
{
    struct err err;
    err_init(&err);
    fill_release(fill);
    if (fill_init(fill, slice_cstr(value), &err) == STATUS_OK)
        return 0;
    return usage_error(err.text, value);
}

static int take_around(struct grep_options *o, const char *value)
{
    if (timestamp_parse_duration(slice_cstr(value), &o->around_us) && o->around_us > 0
        && o->around_us <= AROUND_DAYS_MAX * TIMESTAMP_US_PER_DAY)
        return 0;
    return usage_error("--around takes a duration such as 500ms, 30s, 5m or 1h", value);
}

static int take_tally(struct grep_options *o, const char *value)
{
    if (o->has_tally)
        tally_release(&o->tally);
    o->has_tally = true;
    o->search.mode = SEARCH_TALLY;
    if (tally_init(&o->tally, slice_cstr(value)))
        return 0;
    return usage_error("--count-by does not know this (see --help)", value);
}

/* Options that choose events. */
static int take_selection(struct grep_options *o, struct late *late, int id, const char *value)
{
    switch (id) {
    case OPT_SINCE: late->since = value; return 0;
    case OPT_UNTIL: late->until = value; return 0;
    case OPT_STREAM: return take_list(&o->select.streams, value);
    case OPT_GROUP: return take_list(&o->select.groups, value);
    case OPT_TASK: return take_list(&o->select.tasks, value);
    case OPT_SIGNATURE: return take_list(&o->select.ids, value);
    case OPT_LEVEL: return take_level(o, value);
    case OPT_KIND: return take_kind(o, value);
    case OPT_FIELD: return take_field(o, value);
    case OPT_AROUND: return take_around(o, value);
    case 'd': o->database = value; return 0;
    case OPT_SIGNATURES:
        if (o->extra_count == GREP_EXTRA_MAX)
            return usage_error("too many --signatures", value);
        o->extra[o->extra_count++] = value;
        return 0;
    case OPT_INPUT_FORMAT:
        if (!framer_knows_format(value))
            return usage_error("unknown input format (see 'culprit formats')", value);
        o->framer.input_format = value;
        return 0;
    case OPT_TZ:
        if (!timestamp_parse_zone(slice_cstr(value), &o->framer.zone_s))
            return usage_error("--tz takes UTC or an offset such as +02:00", value);
        return 0;
    }
    return 0;
}

/* Options that say how to match. */
static int take_matching(struct grep_options *o, struct late *late, int id, const char *value)
{
    switch (id) {
    case 'e':
        late->has_pattern = true;
        add_texts(o, slice_cstr(value));
        return 0;
    case 'f': late->has_pattern = true; return add_file(o, value);
    case 'F': o->patterns.fixed = true; return 0;
    case 'E':
    case 'P': o->patterns.fixed = false; return 0;
    case 'i': o->patterns.caseless = true; return 0;
    case 'S': o->patterns.smart_case = true; return 0;
    case 'w': o->patterns.word = true; return 0;
    case 'x': o->patterns.line = true; return 0;
    case 'v': o->search.print.invert = true; return 0;
    default: return take_selection(o, late, id, value);
    }
}

/* Quiet is stronger than a list, a list than a count. */
static void take_mode(struct grep_options *o, int id)
{
    const enum search_mode mode = o->search.mode;
    const bool is_list = mode == SEARCH_LIST || mode == SEARCH_LIST_WITHOUT;
    if (mode == SEARCH_QUIET || (is_list && (id == 'c' || id == OPT_COUNT_MATCHES)))
        return;
    switch (id) {
    case 'c': o->search.mode = SEARCH_COUNT; break;
    case 'l': o->search.mode = SEARCH_LIST; break;
    case 'L': o->search.mode = SEARCH_LIST_WITHOUT; break;
    case 'q': o->search.mode = SEARCH_QUIET; break;
    case OPT_COUNT_MATCHES: o->search.mode = SEARCH_COUNT_MATCHES; break;
    }
}

/* Options that say what is printed. */
static int take_printing(struct grep_options *o, int id, const char *value)
{
    struct print_options *print = &o->search.print;
    switch (id) {
    case 'c':
    case 'l':
    case 'L':
    case 'q':
    case OPT_COUNT_MATCHES: take_mode(o, id); return 0;
    case OPT_COUNT_BY: return take_tally(o, value);
    case 'm': return take_number(value, "-m takes a number", UINT64_MAX - 1, &o->search.max_count);
    case 'A':
    case 'B':
    case 'C': return take_context(o, id, value);
    case 'o': print->only_matching = true; return 0;
    case 'n': print->with_line = true; return 0;
    case 'b': print->with_offset = true; return 0;
    case 'H':
    case 'h':
        o->name_given = true;
        print->with_name = id == 'H';
        return 0;
    case 'Z': print->null = true; return 0;
    case OPT_JSON: print->json = true; return 0;
    case OPT_FORMAT: return take_template(&o->format, value);
    case OPT_REPLACE: return take_template(&o->replace, value);
    case OPT_COLOR:
        if (!terminal_color_parse(value ? value : "auto", &o->color))
            return usage_error("--color takes auto, always or never", value);
        return 0;
    case 's': o->quiet_files = true; return 0;
    case OPT_LINE_BUFFERED: o->line_buffered = true; return 0;
    case OPT_STATS: o->stats = true; return 0;
    }
    return -1;
}

/* --- operands -------------------------------------------------------------------------- */

static bool exists(const char *path)
{
    struct stat st;
    return strcmp(path, "-") == 0 || stat(path, &st) == 0;
}

/* The first operand is the pattern, unless -e or -f gave one. Where other options say what to look
 * for no pattern is needed, so that an operand that is there is an input then; but "." alone among
 * several is a pattern. */
static int take_operands(struct grep_options *o, const struct late *late, char *const *operands,
                         int count)
{
    const bool needed = !late->has_pattern && select_is_empty(&o->select);
    if (needed && count == 0) {
        fputs(
            "culprit: grep: what to look for? Give a pattern, or an option such as --level=error\n"
            "Try 'culprit grep --help'.\n",
            stderr);
        return 1 + EXIT_STATUS_USAGE;
    }
    const bool any = count > 1 && strcmp(operands[0], ".") == 0;
    const bool given = count > 0 && !late->has_pattern && (needed || any || !exists(operands[0]));
    if (given)
        add_texts(o, slice_cstr(operands[0]));
    else if (!late->has_pattern)
        add_texts(o, slice_empty());
    o->operands = operands + given;
    o->operand_count = count - given;
    return 0;
}

static int take_late(struct grep_options *o, const struct late *late)
{
    if (late->since && !option_time_parse(late->since, o->framer.zone_s, &o->select.since_us))
        return usage_error("--since: no time or duration", late->since);
    if (late->until && !option_time_parse(late->until, o->framer.zone_s, &o->select.until_us))
        return usage_error("--until: no time or duration", late->until);
    if (o->around_us > 0 && (o->search.mode != SEARCH_PRINT || o->search.has_context)) {
        fputs("culprit: grep: --around goes with no other context, count or list\n", stderr);
        return 1 + EXIT_STATUS_USAGE;
    }
    const struct slice signature = SLICE("signature");
    o->select.names_only = fill_names(&o->format, signature) || fill_names(&o->replace, signature)
                           || (o->has_tally && o->tally.by == TALLY_SIGNATURE);
    if (o->format.count > 0)
        o->search.print.format = &o->format;
    if (o->replace.count > 0)
        o->search.print.replace = &o->replace;
    return 0;
}

int grep_options_parse(struct grep_options *o, int argc, char **argv)
{
    struct option_parser p;
    struct late late = { 0 };
    int id;
    *o = (struct grep_options){ .search.max_count = UINT64_MAX };
    arena_init(&o->arena);
    select_init(&o->select);
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        if (id == OPT_HELP) {
            print_help();
            return 1 + EXIT_STATUS_OK;
        }
        if (id == 'V') {
            puts("culprit " CULPRIT_VERSION);
            return 1 + EXIT_STATUS_OK;
        }
        int done = take_printing(o, id, p.value);
        if (done < 0)
            done = take_matching(o, &late, id, p.value);
        if (done > 0)
            return done;
    }
    if (id < 0)
        return 1 + EXIT_STATUS_USAGE;
    const int done = take_late(o, &late);
    return done ? done : take_operands(o, &late, argv + p.index, argc - p.index);
}

void grep_options_release(struct grep_options *o)
{
    fill_release(&o->format);
    fill_release(&o->replace);
    if (o->has_tally)
        tally_release(&o->tally);
    select_release(&o->select);
    alloc_free(o->texts);
    arena_release(&o->arena);
}
