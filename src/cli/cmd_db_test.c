/* db test: does each signature match its own examples, and not its counterexamples? The regexes
 * are tried alone, as the matcher would after its prefilter; a guard that does not hold for a match
 * is reported, because the matcher would miss that line. On request: each signature on the examples
 * of all others, examples with spoilt guards, and lines of healthy programs. */
#include "cli/cmd_db.h"
#include "cli/command.h"
#include "cli/db_benign.h"
#include "cli/db_branches.h"
#include "cli/db_cross.h"
#include "cli/db_mutate.h"
#include "cli/db_trial.h"
#include "cli/db_work.h"
#include "cli/options.h"
#include "match/matcher.h"

#include <stdio.h>

#define EXAMPLES_WANTED_DEFAULT 1
#define EXAMPLES_WANTED_MAX 100

enum {
    OPTION_ALLOW = 256,
    OPTION_ALONE,
    OPTION_BENIGN,
    OPTION_BRANCHES,
    OPTION_FOREIGN,
    OPTION_LENIENT,
    OPTION_MUTATE,
    OPTION_REQUIRE,
    OPTION_STRICT,
};

static const struct option_row rows[] = {
    { OPTION_FOREIGN, 0, "foreign", OPTION_PLAIN, NULL,
      "also tell which unrelated signatures match an example" },
    { OPTION_MUTATE, 0, "mutate", OPTION_PLAIN, NULL,
      "also spoil the guards in the examples, which must then not match" },
    { OPTION_BRANCHES, 0, "branches", OPTION_PLAIN, NULL,
      "also count the alternatives of regexes that no example needs,\nand tell which regexes match "
      "no example" },
    { OPTION_BENIGN, 0, "benign", OPTION_REQUIRED, "PATH",
      "also read lines of healthy programs, on which no cause or\nsymptom may be found" },
    { OPTION_REQUIRE, 0, "require", OPTION_REQUIRED, "N",
      "name signatures with fewer than N examples (default 1)" },
    { OPTION_STRICT, 0, "strict", OPTION_PLAIN, NULL, "exit status 1 for warnings, too" },
    { OPTION_ALLOW, 0, "allow", OPTION_REQUIRED, "FILE",
      "a list of warnings that are accepted, with reasons" },
    { 'v', 'v', "verbose", OPTION_PLAIN, NULL,
      "with --benign: tell for each component what the lines challenge;\n"
      "with --branches: list the alternatives" },
    { OPTION_LENIENT, 0, "lenient", OPTION_PLAIN, NULL, "ids that no signature has are no errors" },
    { OPTION_ALONE, 0, "alone", OPTION_PLAIN, NULL, "without the built-in signatures" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct test_options {
    struct db_work_options work;
    const char *benign; /* path, or NULL */
    bool branches, foreign, mutate, strict, verbose;
    uint64_t require;
};

struct tester {
    const struct test_options *opts;
    struct db_work *work;
    struct confirm_scratch *scratch;
    uint32_t sig; /* the one at work, and its regexes */
    struct db_trial trial;
    uint32_t signatures, passed, failed, mutants;
    struct db_branch_count branches;
};

static void print_failure(const struct tester *t)
{
    const struct sig *sig = t->trial.sig;
    printf("failed: %.*s:%u: %.*s: ", SLICE_ARG(sig->origin_file), sig->origin_line,
           SLICE_ARG(sig->id));
}

static bool check_captures(struct tester *t, const struct sig_example *example,
                           const struct db_outcome *o)
{
    bool is_good = true;
    for (uint32_t i = 0; i < example->capture_count; i++) {
        const struct sig_capture *wanted = &example->captures[i], *got = NULL;
        for (uint32_t k = 0; k < o->capture_count && !got; k++)
            if (slice_eq(o->captures[k].name, wanted->name))
                got = &o->captures[k];
        if (got && slice_eq(got->value, wanted->value))
            continue;
        is_good = false;
        print_failure(t);
        printf("capture '%.*s' of regex %u is %s, wanted:\n", SLICE_ARG(wanted->name),
               o->pattern + 1, got ? "different" : "missing");
        db_work_print_text(wanted->value);
        if (got) {
            puts("  got:");
            db_work_print_text(got->value);
        }
    }
    return is_good;
}

static void test_example(struct tester *t, const struct sig_example *example)
{
    static const char *const complaints[] = {
        [DB_OUTCOME_NO] = "the example does not match",
        [DB_OUTCOME_YES] = "",
        [DB_OUTCOME_VETOED] = "the example matches, but 'exclude' vetoes it",
        [DB_OUTCOME_LIMIT] = "a regex needs too many steps on the example",
        [DB_OUTCOME_UNGUARDED] = "the example matches, but does not hold the regex's guard (a bug)",
    };
    struct db_outcome o = db_trial_text(&t->trial, example->text);
    if (o.what == DB_OUTCOME_YES && check_captures(t, example, &o)) {
        t->passed++;
        return;
    }
    t->failed++;
    if (o.what == DB_OUTCOME_YES)
        return;
    print_failure(t);
    printf("%s:\n", complaints[o.what]);
    db_work_print_text(example->text);
}

static void test_counterexample(struct tester *t, const struct sig_example *example)
{
    struct db_outcome o = db_trial_text(&t->trial, example->text);
    if (o.what == DB_OUTCOME_NO || o.what == DB_OUTCOME_VETOED) {
        t->passed++;
        return;
    }
    t->failed++;
    print_failure(t);
    printf("the counterexample matches regex %u:\n", o.pattern + 1);
    db_work_print_text(example->text);
}

static void test_signature(struct tester *t)
{
    const struct sig *sig = &t->work->set->items[t->sig];
    struct err err;
    err_init(&err);
    t->signatures++;
    if (sig->match_count && sig->example_count < t->opts->require)
        db_work_warn(t->work, "few-examples", t->sig, slice_empty(), "has %u of %u examples",
                     sig->example_count, (uint32_t)t->opts->require);
    if (db_trial_init(&t->trial, sig, t->scratch, &err) != STATUS_OK) {
        t->failed++;
        print_failure(t);
        puts(err.text);
    }
    for (uint32_t i = 0; i < sig->example_count && !err.set; i++)
        test_example(t, &sig->examples[i]);
    for (uint32_t i = 0; i < sig->counterexample_count && !err.set; i++)
        test_counterexample(t, &sig->counterexamples[i]);
    if (t->opts->mutate && !err.set)
        t->mutants += db_mutate_signature(t->work, &t->trial, t->sig);
    if (t->opts->branches && !err.set)
        db_branches_signature(t->work, &t->trial, t->sig, t->opts->verbose, &t->branches);
    db_trial_release(&t->trial);
}

/* Examples first, so that their failures are on top of what follows from them. */
static enum status test_all(struct tester *t, struct err *err)
{
    struct db_work *w = t->work;
    struct db_benign_result benign;
    for (t->sig = 0; t->sig < w->set->count; t->sig++)
        if (db_work_is_own(w, t->sig))
            test_signature(t);
    if (t->opts->foreign)
        db_cross_foreign(w);
    if (t->opts->benign) {
        if (db_benign(w, t->opts->benign, t->opts->verbose, &benign, err) != STATUS_OK)
            return STATUS_FAIL;
        t->failed += benign.alarms;
    }
    return STATUS_OK;
}

/* Entries of --allow for tests that were not made are not looked at. */
static void check_allowed(const struct tester *t)
{
    const char *checks[6] = { "few-examples" };
    size_t n = 1;
    if (t->opts->foreign) {
        checks[n++] = "foreign";
        checks[n++] = "lost";
    }
    if (t->opts->mutate)
        checks[n++] = "mutant";
    if (t->opts->branches)
        checks[n++] = "idle-regex";
    db_work_check_allowed(t->work, checks);
}

static void print_summary(const struct tester *t)
{
    const struct db_work *w = t->work;
    printf("%u signatures, %u examples passed, %u failed", t->signatures, t->passed, t->failed);
    if (t->opts->mutate)
        printf(", %u mutants tried", t->mutants);
    if (t->opts->branches)
        printf(", %u alternatives, %u without an example", t->branches.tried, t->branches.idle);
    if (w->warning_count)
        printf(", %u warnings", w->warning_count);
    if (w->accepted_count)
        printf(", %u accepted", w->accepted_count);
    if (w->error_count)
        printf(", %u errors in the sources: examples were not run", w->error_count);
    putchar('\n');
}

static int test(const struct test_options *opts)
{
    struct db_work work;
    struct err err;
    err_init(&err);
    if (db_work_open(&work, &opts->work, &err) != STATUS_OK)
        return cmd_db_fail(&err);
    db_work_print_problems(&work, false);
    struct tester t = { .opts = opts, .work = &work };
    enum status status = STATUS_OK;
    if (work.db) {
        t.scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
        status = test_all(&t, &err);
        confirm_scratch_free(t.scratch);
        check_allowed(&t);
    }
    print_summary(&t);
    bool is_good = work.db && !t.failed && !(opts->strict && work.warning_count);
    db_work_close(&work);
    if (status != STATUS_OK)
        return cmd_db_fail(&err);
    return is_good ? EXIT_STATUS_OK : EXIT_STATUS_FOUND;
}

static void print_usage(void)
{
    puts("Usage: culprit db test [OPTION]... [PATH]...\n"
         "Runs the examples, captures and counterexamples of the signatures in PATH (YAML\n"
         "files or folders; their relations may name built-in signatures), or of all in\n"
         "use. Exit status 1 if one fails.\n"
         "\nOptions:");
    option_print_help(rows, stdout);
}

/* False after a message. */
static bool set_option(struct test_options *opts, int id, const char *value)
{
    switch (id) {
    case 'd': opts->work.db_path = value; break;
    case 'v': opts->verbose = true; break;
    case OPTION_ALLOW: opts->work.allow_path = value; break;
    case OPTION_ALONE: opts->work.is_alone = true; break;
    case OPTION_BENIGN: opts->benign = value; break;
    case OPTION_BRANCHES: opts->branches = true; break;
    case OPTION_FOREIGN: opts->foreign = true; break;
    case OPTION_LENIENT: opts->work.is_lenient = true; break;
    case OPTION_MUTATE: opts->mutate = true; break;
    case OPTION_STRICT: opts->strict = true; break;
    default:
        if (slice_to_u64(slice_cstr(value), &opts->require) && opts->require <= EXAMPLES_WANTED_MAX)
            break;
        fprintf(stderr, "culprit: db: --require needs a number up to %d: '%s'\n",
                EXAMPLES_WANTED_MAX, value);
        return false;
    }
    return true;
}

int cmd_db_test(int argc, char **argv)
{
    struct test_options opts = { .require = EXAMPLES_WANTED_DEFAULT };
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        if (id == 'h') {
            print_usage();
            return EXIT_STATUS_OK;
        }
        if (!set_option(&opts, id, p.value))
            return EXIT_STATUS_USAGE;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    opts.work.paths = (const char *const *)argv + p.index;
    opts.work.path_count = (size_t)(argc - p.index);
    return test(&opts);
}
