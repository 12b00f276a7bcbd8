/* db check: what the compiler refuses or remarks, and what a signature should have but has not. */
#include "cli/cmd_db.h"
#include "cli/command.h"
#include "cli/db_cross.h"
#include "cli/db_work.h"
#include "cli/options.h"
#include "patdb/build_literals.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

/* Guards shorter than this need the prefilter's slower pass. */
#define SHORT_LITERAL_BYTES 7

enum { OPTION_ALLOW = 256, OPTION_ALONE, OPTION_LENIENT, OPTION_STRICT };

static const struct option_row rows[] = {
    { 'v', 'v', "verbose", OPTION_PLAIN, NULL, "show the literals that guard each regex" },
    { OPTION_STRICT, 0, "strict", OPTION_PLAIN, NULL, "exit status 1 for warnings, too" },
    { OPTION_ALLOW, 0, "allow", OPTION_REQUIRED, "FILE",
      "a list of warnings that are accepted, with reasons" },
    { OPTION_LENIENT, 0, "lenient", OPTION_PLAIN, NULL, "ids that no signature has are no errors" },
    { OPTION_ALONE, 0, "alone", OPTION_PLAIN, NULL, "without the built-in signatures" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct check {
    struct db_work work;
    const char *const *globs; /* ids to show; none: all that are own */
    size_t glob_count;
    bool is_verbose;
    uint32_t signatures, patterns, literals, short_literals, unguarded;
};

/* The names of the checks below and of the build, for --allow. */
static const char *const check_names[] = {
    "no-explain",  "no-confirm",  "no-fix",      "no-rollback",  "no-source",
    "no-examples", "title-place", "closes-none", "latent-alone", "twin",
    "shadowed",    "slow-regex",  "weak-guard",  "weak-rule",    NULL,
};

static void warn(struct check *c, const char *check, uint32_t sig, const char *text)
{
    db_work_warn(&c->work, check, sig, slice_empty(), "%s", text);
}

static void check_advice(struct check *c, uint32_t index)
{
    const struct sig *sig = &c->work.set->items[index];
    bool is_cause = sig->kind == SIG_CAUSE;
    if (sig->explain.len == 0 && sig->kind != SIG_NOISE)
        warn(c, "no-explain", index, "has no 'explain'");
    if (is_cause && sig->confirm.count == 0)
        warn(c, "no-confirm", index, "a cause without 'confirm': how can one make sure?");
    if (is_cause && sig->fix.count == 0)
        warn(c, "no-fix", index, "a cause without 'fix': what helps?");
    if (is_cause && sig->rollback.count == 0)
        warn(c, "no-rollback", index, "a cause without 'rollback': does going back help?");
    if (is_cause && sig->match_count && sig->source.len == 0)
        warn(c, "no-source", index, "a cause without 'source': who prints this?");
    if (sig->match_count && sig->example_count == 0)
        warn(c, "no-examples", index, "has no examples");
    if (sig->kind == SIG_RECOVERY && sig->recover_count == 0)
        warn(c, "closes-none", index, "a recovery that closes nothing; write 'recovers'");
    if (sig->latent && sig->cause_count == 0)
        warn(c, "latent-alone", index, "latent and without effects: nothing can hint at it");
}

static bool is_captured(const struct sig *sig, struct slice name)
{
    for (uint32_t i = 0; i < sig->capture_names.count; i++)
        if (slice_eq(sig->capture_names.items[i], name))
            return true;
    return false;
}

/* Places in a title are filled from captures alone. */
static void check_title(struct check *c, uint32_t index)
{
    const struct sig *sig = &c->work.set->items[index];
    size_t from = 0, open;
    while ((open = slice_find_byte(sig->title, '{', from)) != SLICE_NONE) {
        size_t close = slice_find_byte(sig->title, '}', open);
        if (close == SLICE_NONE)
            return;
        struct slice name = slice_sub(sig->title, open + 1, close - open - 1);
        if (!is_captured(sig, name))
            db_work_warn(&c->work, "title-place", index, name,
                         "the title has a place {%.*s}, but no regex captures it", SLICE_ARG(name));
        from = close;
    }
}

static void count_guards(struct check *c, const struct sig *sig)
{
    for (uint32_t k = 0; k < sig->match_count; k++) {
        const struct sig_list *literals = &sig->match[k].literals;
        c->patterns++;
        c->literals += literals->count;
        c->unguarded += literals->count == 0;
        for (uint32_t i = 0; i < literals->count; i++)
            c->short_literals += literals->items[i].len < SHORT_LITERAL_BYTES;
    }
}

/* How often the guard may stand in other text, and PCRE2 be asked for nothing: a guess from how
 * rare its bytes and words are (build_literals.h). */
static void show_cost(const struct sig_list *literals)
{
    double chance = 0;
    for (uint32_t i = 0; i < literals->count; i++)
        chance += pow(2, -literals_bits(literals->items[i]));
    const double per_gb = chance * 1e9;
    if (per_gb < 1)
        puts("    cost: next to nothing where it does not match");
    else
        printf("    cost: tried in vain some %.2g times in a GB of logs\n", per_gb);
}

static void show_guard(const struct sig_pattern *pattern, uint32_t i)
{
    printf("%s '%.*s'", i ? "," : "", SLICE_ARG(pattern->literals.items[i]));
    if (pattern->also[i].len > 0)
        printf(" with '%.*s'", SLICE_ARG(pattern->also[i]));
}

static void show_patterns(const char *what, const struct sig_pattern *patterns, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        printf("  %s %u: %.*s\n    guard:", what, k + 1, SLICE_ARG(patterns[k].regex));
        for (uint32_t i = 0; i < patterns[k].literals.count; i++)
            show_guard(&patterns[k], i);
        puts(patterns[k].literals.count ? "" : " none, tried on every event");
        if (patterns[k].literals.count > 0)
            show_cost(&patterns[k].literals);
    }
}

static void show(const struct sig *sig)
{
    printf("%.*s\n", SLICE_ARG(sig->id));
    show_patterns("regex", sig->match, sig->match_count);
    show_patterns("exclude", sig->exclude, sig->exclude_count);
}

static bool is_wanted(const struct check *c, uint32_t sig)
{
    if (c->glob_count == 0)
        return db_work_is_own(&c->work, sig);
    for (size_t i = 0; i < c->glob_count; i++)
        if (slice_glob(slice_cstr(c->globs[i]), c->work.set->items[sig].id))
            return true;
    return false;
}

static void check_all(struct check *c)
{
    for (uint32_t i = 0; i < c->work.set->count; i++) {
        const struct sig *sig = &c->work.set->items[i];
        if (!is_wanted(c, i))
            continue;
        c->signatures++;
        count_guards(c, sig);
        check_advice(c, i);
        check_title(c, i);
        if (c->is_verbose || c->glob_count)
            show(sig);
    }
    if (c->glob_count)
        return;
    if (c->work.db) {
        db_cross_twins(&c->work);
        db_cross_shadowed(&c->work);
    }
    db_work_check_allowed(&c->work, check_names);
}

static int finish(struct check *c, bool is_strict)
{
    if (c->glob_count && c->signatures == 0) {
        struct err err;
        err_init(&err);
        err_set(&err, "'%s' is neither a file nor the id of a signature", c->globs[0]);
        return cmd_db_fail(&err);
    }
    printf("%u signatures, %u errors, %u warnings", c->signatures, c->work.error_count,
           c->work.warning_count);
    if (c->work.accepted_count)
        printf(", %u accepted", c->work.accepted_count);
    printf("; %u regexes, %u literals (%u short), %u unguarded\n", c->patterns, c->literals,
           c->short_literals, c->unguarded);
    bool is_bad = c->work.error_count || (is_strict && c->work.warning_count);
    return is_bad ? EXIT_STATUS_FOUND : EXIT_STATUS_OK;
}

static bool is_path(const char *operand)
{
    struct stat st;
    struct slice s = slice_cstr(operand);
    return stat(operand, &st) == 0 || slice_find_byte(s, '/', 0) != SLICE_NONE
           || slice_ends(s, SLICE(".yaml")) || slice_ends(s, SLICE(".yml"));
}

/* Paths to the front, in their order. Returns how many there are. */
static size_t sort_operands(const char **operands, size_t count)
{
    size_t paths = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_path(operands[i]))
            continue;
        const char *path = operands[i];
        for (size_t k = i; k > paths; k--)
            operands[k] = operands[k - 1];
        operands[paths++] = path;
    }
    return paths;
}

static int check(const struct db_work_options *opts, struct check *c, bool is_strict)
{
    struct err err;
    err_init(&err);
    if (db_work_open(&c->work, opts, &err) != STATUS_OK)
        return cmd_db_fail(&err);
    if (c->glob_count == 0)
        db_work_print_problems(&c->work, true);
    check_all(c);
    int status = finish(c, is_strict);
    db_work_close(&c->work);
    return status;
}

int cmd_db_check(int argc, char **argv)
{
    struct db_work_options opts = { 0 };
    struct check c = { 0 };
    bool is_strict = false;
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        switch (id) {
        case 'v': c.is_verbose = true; break;
        case 'd': opts.db_path = p.value; break;
        case OPTION_ALLOW: opts.allow_path = p.value; break;
        case OPTION_STRICT: is_strict = true; break;
        case OPTION_LENIENT: opts.is_lenient = true; break;
        case OPTION_ALONE: opts.is_alone = true; break;
        default:
            puts("Usage: culprit db check [OPTION]... [PATH|ID]...\n"
                 "Looks for mistakes in the signatures of PATH (YAML files or folders), or in all\n"
                 "that are in use: unknown ids, circles, bad or slow regexes, missing guards,\n"
                 "signatures that say what others say, missing advice. With an ID (or a glob such "
                 "as 'redis.*') shows what guards its regexes.\n"
                 "Exit status 1 if there is an error.\n"
                 "\nOptions:");
            option_print_help(rows, stdout);
            return EXIT_STATUS_OK;
        }
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    const char **operands = (const char **)(argv + p.index);
    size_t count = (size_t)(argc - p.index);
    opts.path_count = sort_operands(operands, count);
    opts.paths = operands;
    c.globs = operands + opts.path_count;
    c.glob_count = count - opts.path_count;
    return check(&opts, &c, is_strict);
}
