#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build.h"

/* Two first lines of most signatures here. */
#define HEAD "- id: a.b\n  kind: cause\n  domain: network\n  title: T\n"
#define WHOLE HEAD "  match: ['some text']\n"

static const struct {
    const char *yaml;
    uint64_t line;
    const char *says;
} refused[] = {
    { "a: b\n", 1, "is a list" },
    { "- text\n", 1, "is a text here" },
    { "- kind: cause\n", 1, "without id" },
    { "- id: redis\n", 1, "no id" },
    { "- id: Redis.x\n", 1, "no id" },
    { "- id: redis.\n", 1, "no id" },
    { "- id: redis..x\n", 1, "no id" },
    { "- id: -a.x\n", 1, "no id" },
    { "- id: [a]\n", 1, "'id' is a list" },
    { "- id: a.b\n  match: ['xyz w']\n", 1, "no kind" },
    { "- id: a.b\n  kind: cause\n  match: ['xyz w']\n", 1, "no domain" },
    { "- id: a.b\n  kind: cause\n  domain: network\n  match: ['xyz w']\n", 1, "no title" },
    { "- id: a.b\n  kind: reason\n", 2, "'kind' must be" },
    { "- id: a.b\n  domain: net\n", 2, "'domain' must be" },
    { "- id: a.b\n  severity: bad\n", 2, "'severity' must be" },
    { HEAD, 1, "no single way to be found" },
    { HEAD "  latent: true\n  match: ['some text']\n", 1, "no single way" },
    { HEAD "  match: []\n", 1, "usable regex" },
    { HEAD "  match: some text\n", 5, "'match' is a text here; write a list" },
    { HEAD "  match:\n    - |\n      some text\n", 6, "line feed" },
    { HEAD "  match: ['']\n", 5, "1 to" },
    { WHOLE "  mtach: x\n", 6, "unknown key 'mtach'" },
    { WHOLE "  unguarded: yes\n", 6, "true or false" },
    { WHOLE "  prior: 2\n", 6, "from 0 to 1" },
    { WHOLE "  prior: -0.1\n", 6, "from 0 to 1" },
    { WHOLE "  prior: 1e-3\n", 6, "from 0 to 1" },
    { WHOLE "  precision: ''\n", 6, "from 0 to 1" },
    { WHOLE "  fix: 'one'\n", 6, "write a list" },
    { WHOLE "  fix: ['']\n", 6, "empty text" },
    { WHOLE "  rollback: ['perhaps']\n", 6, "yes, no or maybe" },
    { WHOLE "  rollback: []\n", 6, "yes, no or maybe" },
    { WHOLE "  recovers: ['a.*']\n", 6, "kind: recovery only" },
    { WHOLE "  causes: [{strength: 0.5}]\n", 6, "without id" },
    { WHOLE "  causes: [{id: c.d, weight: 1}]\n", 6, "unknown key 'weight'" },
    { WHOLE "  causes: [{id: c.d, strength: 7}]\n", 6, "from 0 to 1" },
    { WHOLE "  causes: [[c.d]]\n", 6, "is a list here" },
    { WHOLE "  examples: [{txt: a}]\n", 6, "unknown key 'txt'" },
    { WHOLE "  examples: [{source: a}]\n", 6, "without text" },
    { WHOLE "  examples: ['']\n", 6, "without text" },
    { WHOLE "  counterexamples: [{text: a, captures: {b: c}}]\n", 6, "unknown key 'captures'" },
    { WHOLE WHOLE, 6, "in use already (t.yaml:1)" },
    { HEAD "  composite: {type: bag, window: 1m, terms: [a.c]}\n", 5, "set or sequence" },
    { HEAD "  composite: {type: set, window: soon, terms: [a.c]}\n", 5, "'window' must be" },
    { HEAD "  composite: {type: set, window: 1m}\n", 5, "needs type" },
    { HEAD "  composite: {type: set, window: 1m, terms: [{id: a.c, count: 0}]}\n", 5, "'count'" },
    { HEAD "  composite: {type: set, window: 1m, terms: [{count: 1}]}\n", 5, "without id" },
    { HEAD "  composite: {typ: set}\n", 5, "unknown key 'typ'" },
    { HEAD "  composite: {type: set, window: 1m, terms: [a.c], absent: [{id: a.d, slide: -1s}]}\n",
      5, "need arrival: true" },
    { HEAD "  composite: {type: set, window: 1m, terms: [a.c], arrival: true,\n"
           "              absent: [{id: a.d, anchor: 1}]}\n",
      5, "'anchor' is out of range" },
    { HEAD "  composite: {type: set, window: 1m, terms: [a.c], absent: [{slide: 1s}]}\n", 5,
      "without id" },
    { HEAD "  composite: {type: set, window: 1m, terms: [a.c], absent: [{id: a.d, odd: 1}]}\n", 5,
      "unknown key 'odd'" },
    { "- 'open\n", 2, "not YAML" },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct build *b = build_new();
        struct err err;
        err_init(&err);
        assert_int_equal(build_add_yaml(b, slice_cstr(refused[i].yaml), "t.yaml", &err),
                         STATUS_FAIL);
        uint32_t count;
        const struct build_problem *p = build_problems(b, &count);
        bool is_found = false;
        for (uint32_t k = 0; k < count; k++)
            is_found |= strstr(p[k].err.text, refused[i].says) && p[k].err.line == refused[i].line;
        if (!is_found)
            fail_msg("%s\nwanted line %u with '%s', got line %u: %s", refused[i].yaml,
                     (unsigned)refused[i].line, refused[i].says, (unsigned)err.line, err.text);
        assert_string_equal(err.source, "t.yaml");
        build_free(b);
    }
}

static const char full[] =
    "- id: redis.url-scheme\n"
    "  kind: cause\n"
    "  domain: configuration\n"
    "  severity: critical\n"
    "  title: \"Redis URL {value} has no scheme\"\n"
    "  explain: >\n    One.\n    Two.\n"
    "  match:\n    - 'schemes of (?<value>\\w+)'\n"
    "  exclude: ['test_redis_url']\n"
    "  refines: ['net.*']\n"
    "  causes: [redis.unavailable, {id: net.down, strength: 0.25}]\n"
    "  prior: 0.125\n"
    "  precision: 1\n"
    "  confirm: ['aws x']\n"
    "  fix: ['do it']\n"
    "  rollback: ['no', 'why']\n"
    "  examples: ['schemes of a', {text: 'schemes of b', captures: {value: b}, source: s}]\n"
    "  counterexamples: ['schemes', {text: 'c', source: d}]\n"
    "  source: 'redis-py'\n"
    "- {id: redis.unavailable, kind: symptom, domain: dependency, title: T, latent: true}\n"
    "- {id: net.down, kind: symptom, domain: network, title: T, match: ['x'], unguarded: true}\n"
    "- {id: net.up, kind: recovery, domain: network, title: T, match: ['net up'],\n"
    "   recovers: [net.down, 'redis.*']}\n"
    "- id: net.flap\n  kind: symptom\n  domain: network\n  title: T\n"
    "  composite: {type: sequence, window: 90s, terms: [net.down, {id: net.up, count: 3}],\n"
    "              absent: [redis.unavailable]}\n";

static void test_full(void **state)
{
    (void)state;
    struct build *b = build_new();
    struct buf out;
    struct err err;
    buf_init(&out);
    err_init(&err);
    assert_int_equal(build_add_yaml(b, SLICE(full), "t.yaml", &err), STATUS_OK);
    if (build_finish(b, &out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    const struct sigset *set = build_signatures(b);
    assert_int_equal(set->count, 5);
    const struct sig *s = &set->items[sigset_find(set, SLICE("redis.url-scheme"))];
    assert_int_equal(s->kind, SIG_CAUSE);
    assert_int_equal(s->severity, SIG_CRITICAL);
    assert_true(slice_eq(s->explain, SLICE("One. Two.")));
    assert_int_equal(s->match_count, 1);
    assert_int_equal(s->match[0].literals.count, 1);
    assert_true(slice_eq(s->match[0].literals.items[0], SLICE("schemes of ")));
    assert_int_equal(s->capture_names.count, 1);
    assert_true(slice_eq(s->capture_names.items[0], SLICE("value")));
    assert_int_equal(s->cause_count, 2);
    assert_true(s->causes[0].strength == SIG_STRENGTH_DEFAULT);
    assert_true(s->causes[1].strength == 0.25);
    assert_int_equal(s->causes[1].effect, sigset_find(set, SLICE("net.down")));
    assert_int_equal(s->refine_count, 3);
    assert_true(s->prior == 0.125 && s->precision == 1);
    assert_int_equal(s->example_count, 2);
    assert_int_equal(s->examples[1].capture_count, 1);
    assert_true(slice_eq(s->examples[1].captures[0].value, SLICE("b")));
    assert_true(slice_eq(s->counterexamples[1].source, SLICE("d")));
    assert_int_equal(s->rollback.count, 2);
    assert_int_equal(s->origin_line, 1);
    const struct sig *down = &set->items[sigset_find(set, SLICE("net.down"))];
    assert_true(down->unguarded && down->match[0].literals.count == 0);
    assert_int_equal(down->severity, SIG_ERROR);
    const struct sig *up = &set->items[sigset_find(set, SLICE("net.up"))];
    assert_int_equal(up->severity, SIG_INFO);
    assert_int_equal(up->recover_count, 3);
    const struct sig *flap = &set->items[sigset_find(set, SLICE("net.flap"))];
    assert_int_equal(flap->composite.type, SIG_SEQUENCE);
    assert_true(flap->composite.window_us == 90 * 1000000LL);
    assert_int_equal(flap->composite.terms[0].count, 1);
    assert_int_equal(flap->composite.terms[1].count, 3);
    assert_int_equal(flap->composite.absences[0].sig, sigset_find(set, SLICE("redis.unavailable")));
    assert_true(set->items[sigset_find(set, SLICE("redis.unavailable"))].latent);
    buf_release(&out);
    build_free(b);
}

/* One bad signature does not hide the problems of the next. */
static void test_all_problems(void **state)
{
    (void)state;
    struct build *b = build_new();
    struct err err;
    uint32_t count;
    err_init(&err);
    const struct slice yaml = SLICE("- id: a.b\n  kind: x\n  kond: y\n- id: A\n- {id: c.d}\n");
    assert_int_equal(build_add_yaml(b, yaml, "t.yaml", &err), STATUS_FAIL);
    build_problems(b, &count);
    assert_true(count >= 5);
    assert_int_equal(err.line, 2);
    build_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_all_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
