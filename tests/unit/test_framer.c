#include "frame/framer.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "docs_fixture.h"

static void expect_format(const char *text, const char *forced, const char *name)
{
    const struct framer_options options = { .input_format = forced };
    struct source *src = source_open_memory(slice_cstr(text), "test", NULL);
    struct framer *framer = framer_open(src, &options);
    struct event event;
    while (framer_next(framer, &event) != STATUS_END)
        ;
    assert_string_equal(framer_format(framer), name);
    framer_close(framer);
    source_close(src);
}

static void test_format_of_a_source(void **state)
{
    (void)state;
    expect_format("", NULL, "text");
    expect_format("hello\n", NULL, "text");
    expect_format("{\"timestamp\":1759329912123,\"message\":\"x\",\"eventId\":\"1\"}\n", NULL,
                  "filter-log-events");
    expect_format("{\"timestamp\":1759329912123,\"message\":\"x\"}\nnoise\n", NULL,
                  "cloudwatch-query");
    expect_format("{\"timestamp\":1759329912123,\"message\":\"x\",\"level\":1}\n",
                  "cloudwatch-query", "cloudwatch-query");
    expect_format("{\"a\":1}\n{\"a\":2}\n", NULL, "json-lines");
}

static void test_rows(void **state)
{
    (void)state;
    const char *name, *help, *other;
    size_t count = 0;
    while (framer_format_row(count, &name, &help)) {
        assert_true(strlen(name) > 0 && strlen(help) > 0);
        assert_true(framer_knows_format(name));
        for (size_t i = 0; i < count; i++) {
            assert_true(framer_format_row(i, &other, &help));
            assert_string_not_equal(name, other);
        }
        count++;
    }
    assert_true(count > 20);
    assert_true(framer_knows_format("text"));
    assert_true(framer_knows_format("describe-services"));
    assert_false(framer_knows_format("nonsense"));
    assert_false(framer_knows_format(""));
}

static void test_segments(void **state)
{
    (void)state;
    docs_fixture_expect("one\n{\"timestamp\":1759329912123,\"message\":\"two\"}\nthree",
                        "  log // : L1 | one\n"
                        "2025-10-01T14:45:12.123Z  log // : L2 | two\n"
                        "  log // : L3 | three\n");
    docs_fixture_expect("", "");
    docs_fixture_expect("\n\n", "");
}

/* Times before 1990 and ahead of the clock are counted, told once, and not used. */
static void test_bad_times(void **state)
{
    (void)state;
    const int64_t now = 1759329912000000; /* 2025-10-01T14:45:12Z */
    const struct framer_options options = { .now_us = now };
    struct source *src =
        source_open_memory(SLICE("1970-01-01T00:00:01.000Z never set\n2025-10-01T14:45:12.123Z ok\n"
                                 "2025-10-02T14:00:00.000Z a wrong zone\n"
                                 "2038-01-19T03:14:07.000Z far ahead\n"),
                           "test", NULL);
    struct framer *framer = framer_open(src, &options);
    struct event event;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(framer_next(framer, &event), STATUS_OK);
        assert_true((event.time_us == TIMESTAMP_NONE) == (i == 0 || i == 3));
    }
    assert_int_equal(framer_next(framer, &event), STATUS_END);
    assert_int_equal(framer_next(framer, &event), STATUS_END);
    assert_int_equal(framer_count(framer).bad_times, 2);
    assert_int_equal(source_warning_count(src), 1);
    assert_int_equal(source_warning(src, 0)->line, 1);
    assert_false(source_damaged(src));
    framer_close(framer);
    source_close(src);
}

/* A date without year is near the hint, and near dates with a year once there are some. */
static void test_year(void **state)
{
    (void)state;
    const struct framer_options options = { .hint_us = 1704067200000000 }; /* 2024-01-01 */
    struct source *src = source_open_memory(SLICE("Dec 31 23:59:59 host app[1]: one\n"
                                                  "2021-01-01T00:00:00.000Z two\n"
                                                  "Dec 31 23:59:59 host app[1]: three\n"),
                                            "test", NULL);
    static const char *const want[] = { "2023-12-31T23:59:59.000Z", "2021-01-01T00:00:00.000Z",
                                        "2020-12-31T23:59:59.000Z" };
    struct framer *framer = framer_open(src, &options);
    struct event event;
    for (int i = 0; i < 3; i++) {
        char time[TIMESTAMP_TEXT_BYTES];
        assert_int_equal(framer_next(framer, &event), STATUS_OK);
        timestamp_format(event.time_us, time);
        assert_string_equal(time, want[i]);
    }
    framer_close(framer);
    source_close(src);
}

/* The path of an export names the stream; a stream that a line names wins. */
static void test_names_of_path(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *stream, *task, *container;
    } table[] = {
#define ID "3f1c0d2e4b5a69788796a5b4c3d2e1f0"
#define LINE "2025-10-01T14:45:12.123Z boom\n"
        { "logs/x/ecs-app-" ID "/000000.gz", LINE, "ecs-app-" ID, ID, "app" },
        { "ecs-my-app-" ID "/000000.gz", LINE, "ecs-my-app-" ID, ID, "" },
        { "ecs-app-" ID, LINE, "", "", "" },
        { "logs/ecs-app-3f1c/000000.gz", LINE, "", "", "" },
        { "logs/ecs-app-" ID "/a.log", "plain text\n", "", "", "" },
        { "logs/ecs-app-" ID "/a.log",
          "2025-10-01T14:45:12.123000+00:00 ecs/web/4f1c0d2e4b5a69788796a5b4c3d2e1f0 boom\n",
          "ecs/web/4f1c0d2e4b5a69788796a5b4c3d2e1f0", "4f1c0d2e4b5a69788796a5b4c3d2e1f0", "web" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct source *src = source_open_memory(slice_cstr(table[i].text), table[i].path, NULL);
        struct framer *f = framer_open(src, NULL);
        struct event event;
        assert_int_equal(framer_next(f, &event), STATUS_OK);
        if (!slice_eq(event.stream, slice_cstr(table[i].stream))
            || !slice_eq(event.task, slice_cstr(table[i].task))
            || !slice_eq(event.container, slice_cstr(table[i].container)))
            fail_msg("%s: %.*s, %.*s, %.*s", table[i].path, SLICE_ARG(event.stream),
                     SLICE_ARG(event.task), SLICE_ARG(event.container));
        framer_close(f);
        source_close(src);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_path), cmocka_unit_test(test_format_of_a_source),
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_segments),
        cmocka_unit_test(test_bad_times),     cmocka_unit_test(test_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
