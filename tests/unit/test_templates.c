#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"
#include "scene.h"

static void test_unknown_errors_become_templates(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, a, 0, "known")->level = LEVEL_ERROR;
    for (int i = 0; i < 3; i++)
        scene_hit(&s, SIG_NONE, i, i == 0 ? "job 17 failed" : "job 4711 failed")->level =
            LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 9, "disk odd")->level = LEVEL_FATAL;
    scene_hit(&s, SIG_NONE, 9, "all is well")->level = LEVEL_INFO;
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->error_events, 5);
    assert_int_equal(s.incident->error_events_matched, 1);
    assert_int_equal(s.incident->template_events, 4);
    assert_int_equal(s.incident->template_count, 2);
    assert_true(slice_eq(s.incident->templates[0].text, SLICE("job <*> failed")));
    assert_int_equal(s.incident->templates[0].count, 3);
    assert_true(slice_eq(s.incident->templates[0].example.text, SLICE("job 17 failed")));
    scene_release(&s);
}

static void test_template_masks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mask;
    } rows[] = {
        { "plain words stay", "plain words stay" },
        { "took 42 ms", "took <*> ms" },
        { "at 2025-10-01 12:30:01,123 it broke", "at <*> it broke" },
        { "2025-10-01T14:00:03Z ERROR cache miss 17", "<*> ERROR cache miss <*>" },
        { "key 9c1f4e0b-7d2a-4c58-b1e6-f3a09d74c215 lost", "key <*> lost" },
        { "cannot open /app/data/7/x.db: denied", "cannot open <*>: denied" },
        { "GET /health failed", "GET /health failed" },
        { "GET https://db.internal/v1/x?q=1 failed", "GET https:<*> failed" },
        { "open C:\\app\\x.ini.", "open <*>." },
        { "relation \"users\" does not exist", "relation \"<*>\" does not exist" },
        { "can't read property 'id' of undefined", "can't read property '<*>' of undefined" },
        { "{\"msg\": \"boom 12\"}", "{\"msg\": \"boom <*>\"}" },
        { "pointer 0xdeadbeef", "pointer <*>" },
        { "user Ab12Cd34Ef56Gh78Ij", "user <*>" },
        { "quote \" alone", "quote \" alone" },
        { "from 10.0.1.23:41522 port", "from <*> port" },
        { "task 9c1f4e0b7d2a4c58b1e6f3a09d74c215 died", "task <*> died" },
        { "  indented first", "indented first" },
        { "\n\nsecond line", "second line" },
        { "utf8 ipv4 sha256", "utf8 ipv4 <*>" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out);
        mask_line(slice_cstr(rows[i].text), &out);
        assert_string_equal(buf_cstr(&out), rows[i].mask);
        buf_release(&out);
    }
}

static void add(struct templates *t, const char *text, int64_t second)
{
    const struct occurrence occ = { .time_us = SCENE_START_US + second * TIMESTAMP_US_PER_S,
                                    .text = slice_cstr(text) };
    templates_add(t, &occ, occ.text);
}

/* "error of <word> <word>", where words are letters only, so that no mask makes them the same. */
static void add_odd(struct templates *t, uint32_t n)
{
    char text[64];
    snprintf(text, sizeof text, "rare error of the kind %c%c%c%c", 'a' + n / 17576 % 26,
             'a' + n / 676 % 26, 'a' + n / 26 % 26, 'a' + n % 26);
    add(t, text, n);
}

static void test_frequent_errors_outlive_rare_ones(void **state)
{
    (void)state;
    enum { RARE = 3 * TEMPLATES_KEPT_MAX, FREQUENT = 500 };
    for (int late = 0; late < 2; late++) {
        const struct incident inc = { .first_us = SCENE_START_US,
                                      .last_us =
                                          SCENE_START_US + RARE * (int64_t)TIMESTAMP_US_PER_S };
        struct templates t;
        templates_init(&t);
        for (int i = 0; late == 0 && i < FREQUENT; i++)
            add(&t, "connection lost", i);
        for (uint32_t i = 0; i < RARE; i++)
            add_odd(&t, late ? RARE - 1 - i : i);
        for (int i = 0; late == 1 && i < FREQUENT; i++)
            add(&t, "connection lost", FREQUENT - 1 - i);
        const uint32_t shown = templates_sort(&t, &inc, NULL);
        assert_true(shown <= INCIDENT_TEMPLATES_MAX);
        uint64_t sum = 0;
        bool found = false;
        for (uint32_t i = 0; i < t.count; i++) {
            sum += t.items[i].count;
            if (!slice_starts(t.items[i].text, SLICE("connection lost")))
                continue;
            found = true;
            assert_int_equal(t.items[i].count, FREQUENT);
            assert_true(t.items[i].first_us == SCENE_START_US);
            assert_true(t.items[i].example.time_us == SCENE_START_US);
        }
        assert_true(found);
        assert_int_equal(sum, RARE + FREQUENT);
        assert_int_equal(t.events, RARE + FREQUENT);
        templates_release(&t);
    }
}

static void test_crash(void **state)
{
    (void)state;
    static const struct {
        const char *message, *exception, *frame;
    } rows[] = {
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 12, in run\n    f()\n "
          " File "
          "\"/usr/lib/python3/site-packages/x.py\", line 3, in f\n    g()\nacme.errors.QuotaError: "
          "none left",
          "acme.errors.QuotaError", "File \"/app/main.py\", line 12, in run" },
        { "TypeError: x is not a function\n    at node:internal/main.js:1:2\n    at run "
          "(/app/src/run.js:10:5)\n    at top (/app/src/top.js:1:1)",
          "TypeError", "at run (/app/src/run.js:10:5)" },
        { "java.lang.RuntimeException: outer\n\tat com.acme.Outer.go(Outer.java:1)\nCaused by: "
          "com.acme.QuotaException: none\n\tat java.base/x.Y.z(Y.java:1)\n\tat "
          "org.springframework.A.b(A.java:2)\n\tat com.acme.Inner.run(Inner.java:7)",
          "com.acme.QuotaException", "at com.acme.Inner.run(Inner.java:7)" },
        { "panic: odd\n\ngoroutine 1 [running]:\nmain.run()\n\t/app/main.go:42 +0x1d", "panic",
          "/app/main.go:42 +0x1d" },
        { "odd thing (RuntimeError)\n\tfrom /app/gems/x.rb:1:in `a'\n\tfrom /app/y.rb:2:in `b'",
          "RuntimeError", "from /app/y.rb:2:in `b'" },
        { "no trace at all", "", "" },
        { "", "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct slice message = slice_cstr(rows[i].message);
        const struct slice exception = crash_exception(headline_of(message));
        if (!slice_eq(exception, slice_cstr(rows[i].exception)))
            fail_msg("%zu: %.*s", i, SLICE_ARG(exception));
        const struct slice frame = crash_frame(message);
        if (!slice_eq(frame, slice_cstr(rows[i].frame)))
            fail_msg("%zu: %.*s", i, SLICE_ARG(frame));
    }
}

/* Those before the first symptom first, then the fastest growing, whatever their counts. */
static void test_order(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t symptom = scene_sig(&s, "a.symptom", SIG_SYMPTOM, SIG_ERROR);
    scene_hit(&s, SIG_NONE, 10, "early bird")->level = LEVEL_ERROR;
    scene_hit(&s, symptom, 20, "down");
    for (int i = 0; i < 60; i++)
        scene_hit(&s, SIG_NONE, 30 + i * 4, "all along")->level = LEVEL_ERROR;
    for (int i = 0; i < 20; i++)
        scene_hit(&s, SIG_NONE, 260 + i, "growing")->level = LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 300, "once late")->level = LEVEL_ERROR;
    scene_correlate(&s, NULL);
    static const struct {
        const char *text;
        enum trend trend;
    } want[] = { { "early bird", TREND_ONCE },
                 { "growing", TREND_NEW },
                 { "all along", TREND_STEADY },
                 { "once late", TREND_ONCE } };
    assert_int_equal(s.incident->template_count, 4);
    assert_int_equal(s.incident->template_kinds, 4);
    assert_int_equal(s.incident->template_cut, 0);
    for (size_t i = 0; i < 4; i++) {
        const struct error_template *t = &s.incident->templates[i];
        if (!slice_eq(t->text, slice_cstr(want[i].text)))
            fail_msg("%zu: %.*s", i, SLICE_ARG(t->text));
        assert_int_equal(t->trend, want[i].trend);
        assert_int_equal(t->before_symptoms, i == 0);
    }
    scene_release(&s);
}

static void test_innermost(void **state)
{
    (void)state;
    static const struct {
        const char *message, *inner;
    } rows[] = {
        { "A: x\n\tat a\nCaused by: B: y\n\tat b\nCaused by: C: z\n\t... 3 more",
          "Caused by: C: z" },
        { "Error: x\n    at a {\n  [cause]: Error: refused\n}", "  [cause]: Error: refused" },
        { "Unhandled exception. X: a\n ---> Y.SomeException: b\n   at c",
          " ---> Y.SomeException: b" },
        { "Step 1\n ---> Running in 0a1b\ndone", "" },
        { "Traceback (most recent call last):\n  File a\nKeyError: 'x'\n\nThe above exception was "
          "the "
          "direct cause of the following exception:\n\nTraceback (most recent call "
          "last):\nValueError: y",
          "KeyError: 'x'" },
        { "ValueError: y", "" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct slice inner = headline_innermost(slice_cstr(rows[i].message));
        if (!slice_eq(inner, slice_cstr(rows[i].inner)))
            fail_msg("%zu: %.*s", i, SLICE_ARG(inner));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_errors_become_templates),
        cmocka_unit_test(test_template_masks),
        cmocka_unit_test(test_frequent_errors_outlive_rare_ones),
        cmocka_unit_test(test_crash),
        cmocka_unit_test(test_innermost),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
