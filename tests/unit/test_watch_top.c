#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/watch_top.h"
#include "report_fixture.h"

#define STEADY SLICE("ecs.steady-state")

static struct watch_top top_of(const struct fixture *f, struct slice until)
{
    struct watch_top top;
    watch_top_make(&top, &f->report, &f->style, until);
    return top;
}

static void test_failing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const struct watch_top top = top_of(&f, STEADY);
    assert_int_equal(top.status, VERDICT_FAILING);
    assert_true(top.has_hypothesis && top.is_cause);
    assert_true(top.confidence > 0.9);
    assert_int_equal(top.change_us, FIXTURE_START_US);
    assert_int_equal(top.recovery_us, TIMESTAMP_NONE);
    assert_int_equal(top.now_us, f.incident.last_us);
    assert_int_equal(top.last_us, f.findings[2].last_us); /* its latest evidence */
    assert_int_equal(top.streams, 1);
    assert_non_null(strstr(top.text, "Redis URL has no scheme"));
}

static void test_recovery(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_make_healthy(&f);
    const struct watch_top top = top_of(&f, STEADY);
    assert_false(top.has_hypothesis || top.is_cause);
    assert_int_equal(top.recovery_us, f.findings[0].last_us);
    assert_int_equal(top_of(&f, SLICE("ecs.*")).recovery_us, f.findings[0].last_us);
    assert_int_equal(top_of(&f, SLICE("ecs.deployment-completed")).recovery_us, TIMESTAMP_NONE);
    /* Only recoveries are waited for. */
    fixture_init(&f);
    assert_int_equal(top_of(&f, SLICE("*")).recovery_us, TIMESTAMP_NONE);
}

static void test_no_cause(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.sigs[FIXTURE_SCHEME].kind = SIG_SYMPTOM;
    assert_false(top_of(&f, STEADY).is_cause);
    fixture_make_unknown(&f);
    assert_false(top_of(&f, STEADY).is_cause);
    assert_true(top_of(&f, STEADY).has_hypothesis);
}

/* A block is shown when this changes. */
static void test_key(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const uint64_t key = top_of(&f, STEADY).key;
    f.hypotheses[0].confidence = 0.9; /* still very likely */
    assert_int_equal(top_of(&f, STEADY).key, key);
    f.hypotheses[0].confidence = 0.96;
    assert_int_not_equal(top_of(&f, STEADY).key, key);
    f.hypotheses[0].confidence = 0.94;
    f.hypotheses[0].id = SLICE("redis.other");
    assert_int_not_equal(top_of(&f, STEADY).key, key);
    fixture_make_healthy(&f);
    const uint64_t healthy = top_of(&f, STEADY).key;
    assert_int_not_equal(healthy, key);
    f.diagnosis.verdict.status = VERDICT_RECOVERED;
    assert_int_not_equal(top_of(&f, STEADY).key, healthy);
}

/* It goes over a pipe as bytes: cut within no character, with an end, and safe to show. */
static void test_text(void **state)
{
    (void)state;
    struct fixture f;
    char title[600];
    fixture_init(&f);
    for (size_t i = 0; i + 2 < sizeof title; i += 2)
        memcpy(title + i, "\xC3\xA9", 2);
    f.hypotheses[0].title = slice_make(title, sizeof title - 1);
    const struct watch_top top = top_of(&f, STEADY);
    const size_t len = strlen(top.text);
    assert_true(len >= WATCH_TOP_TEXT_BYTES - 2);
    assert_true(len < WATCH_TOP_TEXT_BYTES);
    assert_int_equal((unsigned char)top.text[len - 1], 0xA9);
    f.hypotheses[0].title = SLICE("\033[31mred " FIXTURE_SECRET);
    assert_null(strchr(top_of(&f, STEADY).text, '\033'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing),  cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_no_cause), cmocka_unit_test(test_key),
        cmocka_unit_test(test_text),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
