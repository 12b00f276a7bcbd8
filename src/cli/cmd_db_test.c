/* db test: does each signature match its own examples, and not its counterexamples? The regexes
 * are tried alone, as the matcher would after its prefilter; a guard that does not hold for a match
 * is reported, because the matcher would miss that line. */
#include "base/alloc.h"
#include "base/text.h"
#include "cli/cmd_db.h"
#include "cli/command.h"
#include "cli/db_work.h"
#include "cli/options.h"
#include "match/confirm.h"
#include "match/matcher.h"

#include <stdio.h>

#define EXAMPLES_WANTED_DEFAULT 1
#define EXAMPLES_WANTED_MAX 100

enum {
    OPTION_ALONE = 256,
    OPTION_FOREIGN,
    OPTION_LENIENT,
    OPTION_REQUIRE,
};

static const struct option_row rows[] = {
    { OPTION_FOREIGN, 0, "foreign", OPTION_PLAIN, NULL,
      "also tell which unrelated signatures match an example" },
    { OPTION_REQUIRE, 0, "require", OPTION_REQUIRED, "N",
      "name signatures with fewer than N examples (default 1)" },
    { OPTION_LENIENT, 0, "lenient", OPTION_PLAIN, NULL, "ids that no signature has are no errors" },
    { OPTION_ALONE, 0, "alone", OPTION_PLAIN, NULL, "without the built-in signatures" },
    { 'd', 'd', "database", OPTION_REQUIRED, "FILE",
      "use a compiled database instead of the built-in one" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct tester {
    const struct db_work *work;
    const struct sigset *set;
    struct confirm_scratch *scratch;
    struct matcher *matcher; /* for foreign hits; NULL if not asked for */
    uint32_t sig;            /* the one at work, and its compiled regexes */
    struct confirm **match, **exclude;
    uint32_t signatures, passed, failed, few;
    uint32_t require;
};

static const struct sig *current(const struct tester *t)
{
    return &t->set->items[t->sig];
}

static void print_place(const struct tester *t, const char *what)
{
    const struct sig *sig = current(t);
    printf("%s: %.*s:%u: %.*s: ", what, SLICE_ARG(sig->origin_file), sig->origin_line,
           SLICE_ARG(sig->id));
}

static void print_text(struct slice text)
{
    struct buf safe;
    buf_init(&safe);
    text_add_display(&safe, text, SLICE("\\n"));
    printf("    %s\n", buf_cstr(&safe));
    buf_release(&safe);
}

static bool holds_guard(const struct sig_pattern *p, struct slice text)
{
    for (uint32_t i = 0; i < p->literals.count; i++)
        if (slice_find_nocase(text, p->literals.items[i], 0) != SLICE_NONE)
            return true;
    return p->literals.count == 0;
}

struct outcome {
    enum { OUTCOME_NO, OUTCOME_YES, OUTCOME_VETOED, OUTCOME_LIMIT, OUTCOME_UNGUARDED } what;
    uint32_t pattern; /* that matched first */
    struct sig_capture captures[HIT_CAPTURES_MAX];
    uint32_t capture_count;
};

static struct outcome try_text(const struct tester *t, struct slice text)
{
    const struct sig *sig = current(t);
    struct outcome o = { .what = OUTCOME_NO };
    struct slice matched;
    for (uint32_t i = 0; i < sig->match_count && o.what == OUTCOME_NO; i++) {
        enum confirm_result result = confirm_search(t->match[i], t->scratch, text, &matched,
                                                    o.captures, HIT_CAPTURES_MAX, &o.capture_count);
        o.pattern = i;
        if (result == CONFIRM_LIMIT)
            o.what = OUTCOME_LIMIT;
        else if (result == CONFIRM_YES)
            o.what = holds_guard(&sig->match[i], text) ? OUTCOME_YES : OUTCOME_UNGUARDED;
    }
    struct sig_capture ignored[HIT_CAPTURES_MAX];
    uint32_t ignored_count;
    for (uint32_t i = 0; i < sig->exclude_count && o.what == OUTCOME_YES; i++)
        if (confirm_search(t->exclude[i], t->scratch, text, &matched, ignored, HIT_CAPTURES_MAX,
                           &ignored_count)
            == CONFIRM_YES)
            o.what = OUTCOME_VETOED;
    return o;
}

static bool check_captures(struct tester *t, const struct sig_example *example,
                           const struct outcome *o)
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
        print_place(t, "failed");
        printf("capture '%.*s' of regex %u is %s, wanted:\n", SLICE_ARG(wanted->name),
               o->pattern + 1, got ? "different" : "missing");
        print_text(wanted->value);
        if (got) {
            puts("  got:");
            print_text(got->value);
        }
    }
    return is_good;
}

static void test_example(struct tester *t, const struct sig_example *example)
{
    static const char *const complaints[] = {
        [OUTCOME_NO] = "the example does not match",
        [OUTCOME_YES] = "",
        [OUTCOME_VETOED] = "the example matches, but 'exclude' vetoes it",
        [OUTCOME_LIMIT] = "a regex needs too many steps on the example",
        [OUTCOME_UNGUARDED] = "the example matches, but does not hold the regex's guard (a bug)",
    };
    struct outcome o = try_text(t, example->text);
    if (o.what == OUTCOME_YES && check_captures(t, example, &o)) {
        t->passed++;
        return;
    }
    t->failed++;
    if (o.what == OUTCOME_YES)
        return;
    print_place(t, "failed");
    printf("%s:\n", complaints[o.what]);
    print_text(example->text);
}

static void test_counterexample(struct tester *t, const struct sig_example *example)
{
    struct outcome o = try_text(t, example->text);
    if (o.what == OUTCOME_NO || o.what == OUTCOME_VETOED) {
        t->passed++;
        return;
    }
    t->failed++;
    print_place(t, "failed");
    printf("the counterexample matches regex %u:\n", o.pattern + 1);
    print_text(example->text);
}

/* Can `to` follow from `from` along causes? The graph has no circles; depth is bounded anyway. */
static bool leads_to(const struct sigset *set, uint32_t from, uint32_t to, unsigned depth)
{
    const struct sig *sig = &set->items[from];
    for (uint32_t i = 0; i < sig->cause_count; i++)
        if (sig->causes[i].effect == to
            || (depth && leads_to(set, sig->causes[i].effect, to, depth - 1)))
            return true;
    return false;
}

static bool refines(const struct sigset *set, uint32_t from, uint32_t to)
{
    const struct sig *sig = &set->items[from];
    for (uint32_t i = 0; i < sig->refine_count; i++)
        if (sig->refines[i] == to)
            return true;
    return false;
}

#define LEADS_DEPTH_MAX 6

static bool are_related(const struct sigset *set, uint32_t a, uint32_t b)
{
    return slice_eq(sig_component(set->items[a].id), sig_component(set->items[b].id))
           || refines(set, a, b) || refines(set, b, a) || leads_to(set, a, b, LEADS_DEPTH_MAX)
           || leads_to(set, b, a, LEADS_DEPTH_MAX);
}

static void find_foreign(struct tester *t, const struct sig_example *example)
{
    const struct event_line line = { .line = 1 };
    const struct event event = { .time_us = TIMESTAMP_NONE,
                                 .message = example->text,
                                 .length = example->text.len,
                                 .lines = &line,
                                 .line_count = 1 };
    const struct hit *hits;
    size_t count = matcher_event(t->matcher, &event, &hits);
    bool is_told = false; /* by the signature itself, or by one that says more */
    for (size_t i = 0; i < count; i++) {
        is_told |= hits[i].sig == t->sig || refines(t->set, hits[i].sig, t->sig);
        if (hits[i].sig == t->sig || are_related(t->set, t->sig, hits[i].sig))
            continue;
        print_place(t, "foreign");
        printf("an example also matches %.*s:\n", SLICE_ARG(t->set->items[hits[i].sig].id));
        print_text(example->text);
    }
    if (!is_told) {
        print_place(t, "foreign");
        puts("an example is lost among all signatures: neither this one is found, nor one that "
             "refines it:");
        print_text(example->text);
    }
}

static struct confirm **compile(const struct sig_pattern *patterns, uint32_t count, struct err *err)
{
    struct confirm **all = alloc_zeroed(count, sizeof(struct confirm *));
    for (uint32_t i = 0; i < count; i++)
        if (confirm_new(&all[i], patterns[i].regex, err) != STATUS_OK)
            break;
    return all;
}

static void release(struct confirm **all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (all[i])
            confirm_free(all[i]);
    alloc_free(all);
}

static void test_signature(struct tester *t)
{
    const struct sig *sig = current(t);
    struct err err;
    err_init(&err);
    t->signatures++;
    if (sig->match_count && sig->example_count < t->require) {
        t->few++;
        print_place(t, "note");
        printf("has %u of %u examples\n", sig->example_count, t->require);
    }
    t->match = compile(sig->match, sig->match_count, &err);
    t->exclude = compile(sig->exclude, sig->exclude_count, &err);
    if (err.set) {
        t->failed++;
        print_place(t, "failed");
        printf("%s\n", err.text);
    }
    for (uint32_t i = 0; i < sig->example_count && !err.set; i++) {
        test_example(t, &sig->examples[i]);
        if (t->matcher)
            find_foreign(t, &sig->examples[i]);
    }
    for (uint32_t i = 0; i < sig->counterexample_count && !err.set; i++)
        test_counterexample(t, &sig->counterexamples[i]);
    release(t->match, sig->match_count);
    release(t->exclude, sig->exclude_count);
}

static int test(const struct db_work_options *opts, bool foreign, uint32_t require)
{
    struct db_work work;
    struct err err;
    err_init(&err);
    if (db_work_open(&work, opts, &err) != STATUS_OK)
        return cmd_db_fail(&err);
    db_work_print_problems(&work, false);
    struct tester t = { .work = &work, .set = work.set, .require = require };
    if (work.db) {
        t.scratch = confirm_scratch_new(MATCHER_STEP_LIMIT, MATCHER_HEAP_LIMIT_KIB);
        t.matcher = foreign ? matcher_new(work.set) : NULL;
        for (t.sig = 0; t.sig < work.set->count; t.sig++)
            if (db_work_is_own(&work, t.sig))
                test_signature(&t);
        confirm_scratch_free(t.scratch);
        if (t.matcher)
            matcher_free(t.matcher);
    }
    printf("%u signatures, %u examples passed, %u failed", t.signatures, t.passed, t.failed);
    if (t.few)
        printf(", %u with too few examples", t.few);
    if (work.error_count)
        printf(", %u errors in the sources: examples were not run", work.error_count);
    putchar('\n');
    bool is_good = work.db && !t.failed;
    db_work_close(&work);
    return is_good ? EXIT_STATUS_OK : EXIT_STATUS_FOUND;
}

int cmd_db_test(int argc, char **argv)
{
    struct db_work_options opts = { 0 };
    bool foreign = false;
    uint64_t require = EXAMPLES_WANTED_DEFAULT;
    struct option_parser p;
    int id;
    option_parser_init(&p, rows, argc, argv);
    while ((id = option_next(&p)) > 0) {
        switch (id) {
        case 'd': opts.db_path = p.value; break;
        case OPTION_ALONE: opts.is_alone = true; break;
        case OPTION_LENIENT: opts.is_lenient = true; break;
        case OPTION_FOREIGN: foreign = true; break;
        case OPTION_REQUIRE:
            if (!slice_to_u64(slice_cstr(p.value), &require) || require > EXAMPLES_WANTED_MAX) {
                fprintf(stderr, "culprit: db: --require needs a number up to %d: '%s'\n",
                        EXAMPLES_WANTED_MAX, p.value);
                return EXIT_STATUS_USAGE;
            }
            break;
        default:
            puts("Usage: culprit db test [OPTION]... [PATH]...\n"
                 "Runs the examples, captures and counterexamples of the signatures in PATH (YAML\n"
                 "files or folders; their relations may name built-in signatures), or of all in\n"
                 "use. Exit status 1 if one fails.\n"
                 "\nOptions:");
            option_print_help(rows, stdout);
            return EXIT_STATUS_OK;
        }
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    opts.paths = (const char *const *)argv + p.index;
    opts.path_count = (size_t)(argc - p.index);
    return test(&opts, foreign, (uint32_t)require);
}
