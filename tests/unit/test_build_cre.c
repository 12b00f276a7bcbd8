#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build_cre.h"

#include <stdio.h>

static const char rules[] =
    "rules:\n"
    "  - metadata: {id: a, kind: prequel, gen: 1, odd: 1}\n"
    "    cre:\n"
    "      id: CRE-2099-0001\n"
    "      severity: 0\n"
    "      title: Broker out of memory\n"
    "      category: memory-problem\n"
    "      author: Somebody\n"
    "      cause: |\n        Heap too\n        small.\n"
    "      impact: Writes fail.\n"
    "      mitigation: |\n        - Raise the heap\n          of the broker\n        - Restart\n"
    "      references: ['https://example.org/a']\n"
    "    rule:\n"
    "      set:\n"
    "        event: {source: cre.log.broker}\n"
    "        match: [{regex: 'java\\.lang\\.OutOfMemoryError: Java heap space$'}]\n"
    "  - cre: {id: CRE-2099-0002, severity: 2, title: T, odd: 1}\n"
    "    rule:\n"
    "      sequence:\n"
    "        window: 1m30s\n"
    "        event: {source: x}\n"
    "        order: [named, named, 'third thing happened']\n"
    "        negate:\n"
    "          - {value: all is well again, slide: -1.5s, window: 500ms, anchor: 2, absolute: "
    "true}\n"
    "  - cre: {id: CRE-2099-0003, severity: 1, title: T}\n"
    "    rule: {set: {event: {source: x}, match: [{value: '401'}]}}\n"
    "  - cre: {id: CRE-2099-0004, severity: 1, title: T}\n"
    "    rule: {set: {event: {source: x}, match: [{promql: {expr: up}}]}}\n"
    "terms:\n"
    "  named: {regex: 'first .* happened', count: 2}\n"
    "---\n"
    "section: version\n"
    "---\n"
    "rules:\n"
    "  - cre: {id: CRE-2099-0005, severity: 3, title: T}\n"
    "    rule: {set: {event: {source: x}, match: [{value: 'a sentence that nobody else "
    "prints'}]}}\n";

static const struct sig *find(const struct build *b, const char *id)
{
    const struct sigset *set = build_signatures(b);
    const uint32_t i = sigset_find(set, slice_cstr(id));
    return i == SIG_NONE ? NULL : &set->items[i];
}

static void assert_slice(struct slice s, const char *want)
{
    if (!slice_eq(s, slice_cstr(want)))
        fail_msg("'%.*s', not '%s'", SLICE_ARG(s), want);
}

static struct build *load(const char *yaml, struct buf *out)
{
    struct build *b = build_new();
    struct err err;
    err_init(&err);
    buf_init(out);
    if (build_add_yaml(b, slice_cstr(yaml), "t.yaml", &err) != STATUS_OK
        || build_finish(b, out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return b;
}

static void test_single(void **state)
{
    (void)state;
    struct buf out;
    struct build *b = load(rules, &out);
    const struct sig *sig = find(b, "CRE-2099-0001");
    assert_slice(sig->title, "Broker out of memory");
    assert_slice(sig->explain, "Heap too small. Impact: Writes fail.");
    assert_slice(sig->source, "CRE rule CRE-2099-0001 for logs of cre.log.broker, by Somebody");
    assert_int_equal(sig->kind, SIG_CAUSE);
    assert_int_equal(sig->severity, SIG_CRITICAL);
    assert_int_equal(sig->domain, SIG_CAPACITY);
    assert_int_equal(sig->fix.count, 3);
    assert_slice(sig->fix.items[0], "Raise the heap of the broker");
    assert_slice(sig->fix.items[1], "Restart");
    assert_slice(sig->fix.items[2], "See https://example.org/a");
    assert_int_equal(sig->match_count, 1);
    assert_true(sig->match[0].literals.count > 0 && sig->on_entry && !sig->is_part);
    buf_release(&out);
    build_free(b);
}

static void test_composite(void **state)
{
    (void)state;
    struct buf out;
    struct build *b = load(rules, &out);
    const struct sig_composite *c = &find(b, "CRE-2099-0002")->composite;
    assert_int_equal(c->type, SIG_SEQUENCE);
    assert_true(c->is_by_arrival && c->window_us == 90 * 1000000);
    assert_int_equal(c->term_count, 2); /* the named one, twice two times, and the third */
    assert_int_equal(c->terms[0].count, 4);
    assert_slice(c->terms[0].id, "CRE-2099-0002.1");
    assert_int_equal(c->absence_count, 1);
    assert_true(c->absences[0].slide_us == -1500000 && c->absences[0].window_us == 500000);
    assert_true(c->absences[0].anchor == 2 && c->absences[0].is_absolute);
    const struct sig *part = find(b, "CRE-2099-0002.3");
    assert_true(part->is_part && part->kind == SIG_NOISE);
    assert_slice(part->match[0].regex, "all is well again");
    buf_release(&out);
    build_free(b);
}

/* A word is believed less than a sentence, whatever severity its author gave it. */
static void test_weight(void **state)
{
    (void)state;
    struct buf out;
    struct build *b = load(rules, &out);
    const struct sig *word = find(b, "CRE-2099-0003"), *sentence = find(b, "CRE-2099-0005");
    assert_true(word->prior < 0.003 && word->precision < 0.1);
    assert_int_equal(word->severity, SIG_INFO);
    assert_true(sentence->precision > 0.5 && sentence->precision < 0.95);
    assert_true(find(b, "CRE-2099-0001")->prior > sentence->prior);
    buf_release(&out);
    build_free(b);
}

static void test_notices(void **state)
{
    (void)state;
    struct buf out;
    struct build *b = load(rules, &out);
    uint32_t count, notices = 0, odd = 0, weak = 0, left_out = 0;
    const struct build_problem *p = build_problems(b, &count);
    for (uint32_t i = 0; i < count; i++) {
        notices += p[i].is_notice;
        odd += strstr(p[i].err.text, "'odd'") != NULL;
        weak += p[i].check && strcmp(p[i].check, "weak-rule") == 0;
        left_out += strstr(p[i].err.text, "CRE-2099-0004 is not loaded") != NULL;
    }
    assert_int_equal(notices, 2);
    assert_int_equal(odd, 1); /* said once */
    assert_int_equal(left_out, 1);
    assert_int_equal(weak, 1);
    assert_null(find(b, "CRE-2099-0004"));
    buf_release(&out);
    build_free(b);
}

#define RULE(body) "rules:\n  - cre: {id: CRE-2099-0001, title: T}\n    rule: {" body "}\n"
#define EVENT "event: {source: x}"

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *says;
    } refused[] = {
        { "rules: 1\n", "must be a list" },
        { "rules: [{cre: {title: T}}]\n", "without id" },
        { "rules: [{cre: {id: CRE-2099-0001}}]\n", "no rule" },
        { RULE("set: {match: [abcdef]}"), "no event" },
        { RULE("set: {" EVENT "}"), "no condition" },
        { RULE("set: {" EVENT ", match: [abcdef, ghijkl]}"), "need a window" },
        { RULE("set: {" EVENT ", window: 5s, match: [abcdef]}"), "has no window" },
        { RULE("set: {" EVENT ", window: 5d, match: [abcdef, x]}"), "'window' must" },
        { RULE("sequence: {" EVENT ", window: 5s, order: [abcdef]}"), "two conditions" },
        { RULE("sequence: {" EVENT ", order: [abcdef, ghijkl]}"), "need a window" },
        { RULE("set: {" EVENT ", match: [{regex: 'a(?=b)'}]}"), "bad regex at byte" },
        { RULE("set: {" EVENT ", match: [{regex: a, value: b}]}"), "one of value" },
        { RULE("set: {" EVENT ", match: [{field: a}]}"), "one of value" },
        { RULE("set: {" EVENT ", match: [abcdef], negate: [{value: x, count: 2}]}"), "'count'" },
        { RULE("set: {" EVENT ", match: [abcdef], negate: [{value: x, anchor: 1}]}"), "'anchor'" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct build *b = build_new();
        struct err err;
        err_init(&err);
        if (build_add_yaml(b, slice_cstr(refused[i].yaml), "t.yaml", &err) == STATUS_OK)
            fail_msg("%zu was taken", i);
        if (!strstr(err.text, refused[i].says))
            fail_msg("%zu: %s", i, err.text);
        build_free(b);
    }
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } good[] = { { "30s", 30000000 }, { "1h30m", 5400000000 },
                 { "1.5s", 1500000 }, { "500ms", 500000 },
                 { "0", 0 },          { "-30s", -30000000 },
                 { "+1m", 60000000 }, { "2us", 2 },
                 { "1500ns", 1 },     { "1m0.5s", 60500000 } };
    static const char *const bad[] = { "", "5", "1d", "s", "1s2", "-", "1h-2m", "99999999999h" };
    int64_t us;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(cre_parse_duration(slice_cstr(good[i].text), &us));
        assert_true(us == good[i].us);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (cre_parse_duration(slice_cstr(bad[i]), &us))
            fail_msg("'%s' was taken", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single),  cmocka_unit_test(test_composite),
        cmocka_unit_test(test_weight),  cmocka_unit_test(test_notices),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
