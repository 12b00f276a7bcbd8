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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_of_a_source),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
