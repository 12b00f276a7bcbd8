#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/matcher.h"

#define SIGS_MAX 16
#define PATTERNS_MAX 3

/* A signature in short; what is NULL or 0 is left out. */
struct spec {
    const char *regex[PATTERNS_MAX], *literal[PATTERNS_MAX];
    const char *exclude;
    uint32_t refines[2]; /* index + 1 */
    enum sig_composite_type type;
};

struct fixture {
    struct sig sigs[SIGS_MAX];
    struct sig_pattern match[SIGS_MAX][PATTERNS_MAX], exclude[SIGS_MAX];
    struct slice literals[SIGS_MAX][PATTERNS_MAX];
    uint32_t refines[SIGS_MAX][2];
    struct sigset set;
    struct matcher *matcher;
    struct event event; /* hits point to it until the next call */
};

static void fill_sig(struct fixture *f, uint32_t i, const struct spec *spec)
{
    struct sig *sig = &f->sigs[i];
    sig->composite.type = spec->type;
    sig->match = f->match[i];
    sig->exclude = &f->exclude[i];
    sig->refines = f->refines[i];
    for (; sig->match_count < PATTERNS_MAX && spec->regex[sig->match_count]; sig->match_count++) {
        uint32_t k = sig->match_count;
        f->literals[i][k] = slice_cstr(spec->literal[k]);
        f->match[i][k].regex = slice_cstr(spec->regex[k]);
        f->match[i][k].literals = (struct sig_list){ &f->literals[i][k], spec->literal[k] ? 1 : 0 };
    }
    if (spec->exclude) {
        f->exclude[i].regex = slice_cstr(spec->exclude);
        sig->exclude_count = 1;
    }
    for (; sig->refine_count < 2 && spec->refines[sig->refine_count]; sig->refine_count++)
        f->refines[i][sig->refine_count] = spec->refines[sig->refine_count] - 1;
}

static struct fixture *setup(const struct spec *specs, uint32_t count)
{
    struct fixture *f = alloc_zeroed(1, sizeof *f);
    for (uint32_t i = 0; i < count; i++)
        fill_sig(f, i, &specs[i]);
    f->set = (struct sigset){ f->sigs, count };
    f->matcher = matcher_new(&f->set, NULL);
    return f;
}

static void teardown(struct fixture *f)
{
    matcher_free(f->matcher);
    alloc_free(f);
}

static const struct event_line first_line = { .start = 0, .line = 7, .offset = 1000 };

static size_t run(struct fixture *f, struct slice message, const struct hit **hits)
{
    f->event = (struct event){ .message = message, .lines = &first_line, .line_count = 1 };
    return matcher_event(f->matcher, &f->event, hits);
}

/* The indexes of the signatures hit, as "0 2". */
static void expect(struct fixture *f, struct slice message, const char *want)
{
    char got[100] = "";
    size_t used = 0;
    const struct hit *hits;
    size_t n = run(f, message, &hits);
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%u", i ? " " : "", hits[i].sig);
    assert_string_equal(got, want);
}

static void assert_slice(struct slice got, const char *want)
{
    if (!slice_eq(got, slice_cstr(want)))
        fail_msg("got '%.*s', want '%s'", SLICE_ARG(got), want);
}

static void first_matching_pattern_counts(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .regex = { "refused by (?<host>\\w+)", "(?<port>\\d+) refused" },
          .literal = { "refused by", "refused" } },
        { .regex = { "code=\\d", "code=(?<code>\\w+)" }, .literal = { "code=", "code=" } },
    };
    struct fixture *f = setup(specs, 2);
    const struct hit *hits;
    assert_int_equal(run(f, SLICE("5432 refused by db, code=x9"), &hits), 2);
    assert_int_equal(hits[0].sig, 0);
    assert_int_equal(hits[0].pattern, 0);
    assert_slice(hits[0].matched, "refused by db");
    assert_int_equal(hits[0].capture_count, 1);
    assert_slice(hits[0].captures[0].name, "host");
    assert_slice(hits[0].captures[0].value, "db");
    assert_int_equal(hits[1].pattern, 1);
    assert_slice(hits[1].captures[0].value, "x9");
    assert_int_equal(run(f, SLICE("5432 refused"), &hits), 1);
    assert_int_equal(hits[0].pattern, 1);
    assert_slice(hits[0].captures[0].value, "5432");
    expect(f, SLICE("refused"), "");
    expect(f, slice_empty(), "");
    assert_int_equal(matcher_stats(f->matcher, 0)->candidates, 1 + 1 + 1);
    assert_int_equal(matcher_stats(f->matcher, 0)->hits, 2);
    assert_int_equal(matcher_stats(f->matcher, 1)->candidates, 2);
    assert_int_equal(matcher_stats(f->matcher, 1)->limit_hits, 0);
    teardown(f);
    matcher_free(NULL);
}

static void excludes_veto(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .regex = { "ERROR" }, .literal = { "error" }, .exclude = "ERROR[ \\t]*: 0" },
        { .regex = { "E.*R" }, .literal = { NULL } },
    };
    struct fixture *f = setup(specs, 2);
    expect(f, SLICE("ERROR: 5"), "0 1");
    expect(f, SLICE("ERROR : 0"), "1");
    expect(f, SLICE("no error"), "");
    teardown(f);
}

static void refined_hits_go(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .regex = { "a" } },                      /* 0: refined by 1 */
        { .regex = { "b" }, .refines = { 1 } },    /* 1 */
        { .regex = { "c" }, .refines = { 3, 4 } }, /* 2: itself, and 3, as a glob may say */
        { .regex = { "d" }, .refines = { 3, 2 } }, /* 3: mutual with 2; and 1 */
        { .regex = { "e" }, .refines = { 9 } },    /* 4: an index that is none */
    };
    static const struct {
        struct slice message;
        const char *want;
    } cases[] = {
        { { "a", 1 }, "0" },    { { "ab", 2 }, "1" }, { { "c", 1 }, "2" },
        { { "cd", 2 }, "2 3" }, { { "bd", 2 }, "3" }, { { "abd", 3 }, "3" },
        { { "ad", 2 }, "0 3" }, { { "e", 1 }, "4" },  { { "ea", 2 }, "0 4" },
    };
    struct fixture *f = setup(specs, 5);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(f, cases[i].message, cases[i].want);
    assert_int_equal(matcher_stats(f->matcher, 0)->hits, 3); /* not the refined ones */
    teardown(f);
}

static void composites_are_skipped(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .type = SIG_SET }, { .regex = { "x" } }, { .regex = { NULL } }, { .type = SIG_SET }
    };
    struct fixture *f = setup(specs, 4);
    expect(f, SLICE("x"), "1");
    teardown(f);
    f = setup(NULL, 0);
    expect(f, SLICE("x"), "");
    teardown(f);
}

static void place_of_a_hit(void **state)
{
    (void)state;
    static const struct spec specs[] = { { .regex = { "needle" }, .literal = { "needle" } } };
    static const struct event_line lines[] = {
        { 0, 10, 500 },
        { 6, 11, 540 },
        { 30, 20, 900 },
    };
    static const struct {
        const char *message;
        size_t line_count;
        const char *line;
        uint64_t source_line, source_offset;
    } cases[] = {
        { "needle", 3, "needle", 10, 500 },
        { "a needle", 1, "a needle", 10, 502 },
        { "first\na needle b\nthird", 3, "a needle b", 11, 542 },
        { "first\na needle b", 2, "a needle b", 11, 542 },
        { "first\nneedle\n", 2, "needle", 11, 540 },
        /* One source line made both: its offset is the nearest that is known. */
        { "first\na needle b", 1, "a needle b", 10, 500 },
        { "first\nsecond\na needle b", 2, "a needle b", 11, 540 },
    };
    struct fixture *f = setup(specs, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event event = { .message = slice_cstr(cases[i].message),
                               .lines = lines,
                               .line_count = cases[i].line_count };
        const struct hit *hits;
        assert_int_equal(matcher_event(f->matcher, &event, &hits), 1);
        assert_ptr_equal(hits[0].event, &event);
        assert_slice(hits[0].line, cases[i].line);
        assert_int_equal(hits[0].source_line, cases[i].source_line);
        assert_int_equal(hits[0].source_offset, cases[i].source_offset);
    }
    teardown(f);
}

static void limits_are_counted(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .regex = { "(a+)+$", "b" }, .literal = { "aaa", "b" } },
        { .regex = { "b$" }, .exclude = "(a+)+$" }, /* a veto that cannot be ruled out stands */
        { .regex = { "b(" } },                      /* does not compile */
        { .regex = { "b" } },
    };
    struct fixture *f = setup(specs, 4);
    struct slice bad = SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    expect(f, bad, "0 3");
    expect(f, bad, "0 3");
    assert_int_equal(matcher_stats(f->matcher, 0)->limit_hits, 2);
    assert_int_equal(matcher_stats(f->matcher, 1)->limit_hits, 2);
    assert_int_equal(matcher_stats(f->matcher, 2)->limit_hits, 2);
    assert_int_equal(matcher_stats(f->matcher, 3)->limit_hits, 0);
    expect(f, SLICE("b"), "0 1 3");
    teardown(f);
}

/* All signatures at once, on the longest event: order, and that nothing is quadratic. */
static void longest_event(void **state)
{
    (void)state;
    static const struct spec specs[] = {
        { .regex = { "foo[^\\n]*?bar" }, .literal = { "foo" } },
        { .regex = { "last\\d" }, .literal = { "last" } },
        { .regex = { "(?i)foo.*(?:xxx|yyy)" }, .literal = { "foo" } },
    };
    struct fixture *f = setup(specs, 3);
    char *text = alloc_bytes(EVENT_BYTES_MAX);
    for (size_t i = 0; i < EVENT_BYTES_MAX; i++)
        text[i] = "foor "[i % 5];
    memcpy(text + EVENT_BYTES_MAX - 5, "last1", 5);
    expect(f, slice_make(text, EVENT_BYTES_MAX), "1");
    alloc_free(text);
    teardown(f);
}

/* Rules that see the whole entry: not the time that it begins with. */
static void entries_without_their_time(void **state)
{
    (void)state;
    const struct spec specs[] = { { .regex = { "401" }, .literal = { "401" } },
                                  { .regex = { "^\\d{4}-.* store: lost" },
                                    .literal = { "lost" } } };
    struct fixture *f = setup(specs, 2);
    const struct hit *hits;
    f->sigs[0].on_entry = f->sigs[1].on_entry = true;
    matcher_free(f->matcher);
    f->matcher = matcher_new(&f->set, NULL);
    assert_true(matcher_wants_leads(f->matcher));
    f->event = (struct event){ .message = SLICE("lost an index"),
                               .lead = SLICE("2025-10-01T12:00:00.401Z store: "),
                               .lines = &first_line,
                               .line_count = 1 };
    assert_int_equal(matcher_event(f->matcher, &f->event, &hits), 1);
    assert_int_equal(hits[0].sig, 1);
    f->event.lead = SLICE("2025-10-01T12:00:00.402Z host401 store: ");
    assert_int_equal(matcher_event(f->matcher, &f->event, &hits), 2);
    assert_true(matcher_lead_is_quiet(f->matcher, SLICE(" store: ")));
    assert_false(matcher_lead_is_quiet(f->matcher, SLICE(" host401 store: ")));
    assert_true(matcher_lead_is_quiet(f->matcher, SLICE(" port 40")));
    assert_false(matcher_is_quiet(f->matcher, SLICE(" 401")));
    teardown(f);
}

/* A byte that every match holds is not there: the guard alone tells nothing, wherever the two
 * stand. */
static void needed_bytes_count_with_the_guard(void **state)
{
    (void)state;
    const struct spec specs[] = { { .regex = { "^[^\\t]+\\t.*\\t127$" }, .literal = { "127" } },
                                  { .regex = { "exit 127" }, .literal = { "127" } } };
    struct fixture *f = setup(specs, 2);
    const struct hit *hits;
    f->sigs[0].on_entry = true;
    f->match[0][0].needs = '\t';
    matcher_free(f->matcher); /* it borrows the set as it is */
    f->set.count = 1;
    f->matcher = matcher_new(&f->set, NULL);
    const struct slice texts[] = { SLICE("took 127 ms"), SLICE("pod\tns/a\t127"), SLICE("127") };
    bool may[3];
    matcher_may_tell(f->matcher, texts, 3, may);
    assert_true(!may[0] && may[1] && !may[2]);
    assert_true(matcher_is_quiet(f->matcher, texts[0]));
    assert_false(matcher_is_quiet(f->matcher, texts[1]));
    /* One of the two in the lead. */
    assert_false(matcher_lead_is_quiet(f->matcher, SLICE("pod\tns/a\tx: ")));
    assert_false(matcher_lead_is_quiet(f->matcher, SLICE("host127: ")));
    assert_true(matcher_lead_is_quiet(f->matcher, SLICE("host128: ")));
    f->event = (struct event){ .message = SLICE("127"),
                               .lead = SLICE("2025-10-01T12:00:00Z\tpod\tns/a\t"),
                               .lines = &first_line,
                               .line_count = 1 };
    assert_int_equal(matcher_event(f->matcher, &f->event, &hits), 1);
    assert_int_equal(run(f, SLICE("took 127 ms"), &hits), 0);
    assert_int_equal(matcher_stats(f->matcher, 0)->candidates, 1);
    /* Where another one needs nothing, the guard tells something. */
    matcher_free(f->matcher);
    f->set.count = 2;
    f->matcher = matcher_new(&f->set, NULL);
    matcher_may_tell(f->matcher, texts, 3, may);
    assert_true(may[0] && may[1] && may[2]);
    assert_int_equal(run(f, SLICE("exit 127"), &hits), 1);
    teardown(f);
}

/* A guard is there, and what it guards is not. */
static void lines_are_looked_at_closely(void **state)
{
    (void)state;
    const struct spec specs[] = { { .regex = { "index \\d+ lost" }, .literal = { "lost" } },
                                  { .regex = { "lost\\." }, .literal = { "lost" } } };
    struct fixture *f = setup(specs, 2);
    struct hit *hits;
    size_t count;
    const struct slice no = SLICE("host: index of widgets lost"), yes = SLICE("host: index 7 lost");
    const struct slice part = SLICE("host: widgets lost."), both = SLICE("index 7 lost.");
    f->sigs[1].is_part = true;
    f->sigs[1].kind = SIG_NOISE;
    assert_false(matcher_is_quiet(f->matcher, no));
    assert_int_equal(matcher_line(f->matcher, slice_from(no, 6), no, &hits, &count),
                     MATCHER_LINE_QUIET);
    assert_int_equal(matcher_stats(f->matcher, 0)->candidates, 1);
    assert_false(matcher_is_quiet(f->matcher, yes));
    assert_int_equal(matcher_line(f->matcher, slice_from(yes, 6), yes, &hits, &count),
                     MATCHER_LINE_SHOWS);
    /* Only the entry has it, and the signature does not ask the entry. */
    assert_int_equal(matcher_line(f->matcher, slice_from(yes, 9), yes, &hits, &count),
                     MATCHER_LINE_QUIET);
    f->sigs[0].on_entry = true;
    assert_int_equal(matcher_line(f->matcher, slice_from(yes, 9), yes, &hits, &count),
                     MATCHER_LINE_SHOWS);
    assert_false(matcher_is_quiet(f->matcher, part));
    assert_int_equal(matcher_line(f->matcher, slice_from(part, 6), part, &hits, &count),
                     MATCHER_LINE_PARTS);
    assert_true(count == 1 && hits[0].sig == 1);
    f->event = (struct event){ .message = part, .lines = &first_line, .line_count = 1 };
    struct hit hit;
    assert_true(matcher_part(f->matcher, 1, &f->event, &hit));
    assert_int_equal(hit.matched.len, 5);
    assert_false(matcher_part(f->matcher, 0, &f->event, &hit));
    assert_false(matcher_is_quiet(f->matcher, both));
    assert_int_equal(matcher_line(f->matcher, both, both, &hits, &count), MATCHER_LINE_SHOWS);
    teardown(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_matching_pattern_counts),
        cmocka_unit_test(excludes_veto),
        cmocka_unit_test(refined_hits_go),
        cmocka_unit_test(composites_are_skipped),
        cmocka_unit_test(place_of_a_hit),
        cmocka_unit_test(limits_are_counted),
        cmocka_unit_test(longest_event),
        cmocka_unit_test(entries_without_their_time),
        cmocka_unit_test(needed_bytes_count_with_the_guard),
        cmocka_unit_test(lines_are_looked_at_closely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
