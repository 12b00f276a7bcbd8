#include "frame/survey.h"

#include "base/buf.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#define TAIL "2025-10-01T14:45:12.123000+00:00 ecs/app/1 "

static const struct survey_bid *bid_of(const struct survey *survey, const char *name)
{
    for (size_t i = 0; i < survey->count; i++)
        if (strcmp(survey->bids[i].name, name) == 0)
            return &survey->bids[i];
    return NULL;
}

static void test_nothing(void **state)
{
    (void)state;
    struct survey survey;
    survey_init(&survey, slice_empty(), true, 0);
    assert_int_equal(survey.lines, 0);
    assert_int_equal(survey.count, 0);
    survey_release(&survey);
    survey_init(&survey, SLICE("\n \nhello\n"), true, 0);
    assert_int_equal(survey.lines, 1);
    assert_int_equal(survey.count, 0);
    survey_release(&survey);
}

static void test_bids(void **state)
{
    (void)state;
    struct survey survey;
    survey_init(&survey,
                SLICE("\n" TAIL "one\n\x1b[32m" TAIL "two\x1b[0m\nhello\n"
                      "api-1  | " TAIL "three\n" TAIL "four"),
                true, 0);
    assert_int_equal(survey.lines, 5);
    assert_true(survey.count >= 2);
    assert_string_equal(survey.bids[0].name, "aws-logs-tail");
    const struct survey_bid *tail = bid_of(&survey, "aws-logs-tail");
    const struct survey_bid *compose = bid_of(&survey, "docker-compose");
    assert_non_null(tail);
    assert_non_null(compose);
    assert_int_equal(tail->lines, 3);
    assert_int_equal(tail->broke, 4);
    assert_true(slice_eq(tail->broke_text, SLICE("hello")));
    assert_int_equal(compose->lines, 1);
    assert_int_equal(compose->broke, 2);
    survey_release(&survey);
}

/* The end of a sample is no end of a line. */
static void test_sample(void **state)
{
    (void)state;
    struct survey survey;
    struct buf text;
    buf_init(&text);
    survey_init(&survey, SLICE(TAIL "one\n2025-10-0"), false, 0);
    assert_int_equal(survey.lines, 1);
    survey_release(&survey);
    while (text.len < 2 * SURVEY_BYTES)
        buf_add_cstr(&text, TAIL "line\n");
    survey_init(&survey, buf_slice(&text), true, 0);
    assert_int_equal(survey.lines, SURVEY_LINES_MAX);
    assert_int_equal(survey.bids[0].lines, SURVEY_LINES_MAX);
    assert_int_equal(survey.bids[0].broke, 0);
    survey_release(&survey);
    buf_reset(&text);
    buf_add_fill(&text, 'x', 2 * SURVEY_BYTES);
    survey_init(&survey, buf_slice(&text), true, 0);
    assert_int_equal(survey.lines, 1);
    survey_release(&survey);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_bids),
        cmocka_unit_test(test_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
