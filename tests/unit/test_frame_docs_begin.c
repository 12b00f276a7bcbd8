#include "frame/frame_docs.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static void test_begin(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool begins;
    } rows[] = {
        { "{\n    \"events\": [\n", true },
        { "{\"events\":[", true },
        { "{\"services\": [{", true },
        { "{\n  \"service\": {\n", true },
        { "{\n    \"StackEvents\": [\n", true },
        { "{\"TargetHealthDescriptions\": [", true },
        { "{\"Records\":[{\"eventVersion\":\"1.08\"", true },
        { "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logEvents\":[", true },
        { "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Task State Change\"", true },
        { "{\"awslogs\": {\"data\"", true },
        { "{\"queryLanguage\": \"CWLI\",\n \"results\": [", true },
        { "{\"timestamp\":1759329912123,\"message\":\"x\"}", true },
        { "{\"timestamp\":1759329912123,\"message\":\"half", true },
        { "{\"logStreamName\":\"s\",\"timestamp\":1759329912123,\"message\":\"x\",\"half", true },
        { "\"events\": [\n", true },
        { "},\n{\n \"timestamp\": 1759329912123,\n \"message\": \"x\"\n}", true },
        { "[\n    \"message one\",", true },
        { "[\n    [\n        1759329912123,\n        \"x\"\n    ]", true },
        { "[[{\"field\":\"@message\",\"value\":\"x\"}", true },
        { "", false },
        { "  \n", false },
        { "text", false },
        { "{", false },
        { "{}", false },
        { "}", false },
        { "}\nERROR: x\n{\"events\":[", false },
        { "\"quoted\" text", false },
        { "\"unknown\": [", false },
        { "[2025-10-01 14:45:12] ERROR", false },
        { "[\"a\",\"b\"]", false },
        { "[main] INFO x", false },
        { "{ code: 'ECONNREFUSED' }", false },
        { "{\"level\":30,\"time\":1759329912123,\"msg\":\"x\"}", false },
        { "{\"level\":\"info\",\"events\":[1]}", false },
        { "{\"timestamp\":1759329912123,\"message\":\"x\",\"level\":\"info\"}", false },
        { "{\"timestamp\":\"2025-10-01T14:45:12Z\",\"message\":\"x\"}", false },
        { "{\"log\":\"x\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12Z\"}", false },
        { "{\"container_id\":\"1\",\"source\":\"stderr\",\"log\":\"x\"}", false },
        { "{\"@timestamp\":\"x\",\"@version\":\"1\",\"message\":\"x\",\"level\":\"INFO\"}", false },
        { "{\"data\": \"x\"}", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (frame_docs_begin(slice_cstr(rows[i].text)) != rows[i].begins)
            fail_msg("wrong for: %s", rows[i].text);
}

static void test_short_windows_are_unsure(void **state)
{
    (void)state;
    const struct slice text = SLICE("{\n    \"events\": [\n        {\n");
    const size_t bracket = 16;
    for (size_t i = 0; i <= bracket; i++)
        assert_int_equal(frame_docs_begin_bid(slice_sub(text, 0, i), false, NULL),
                         FRAME_DOCS_UNSURE);
    assert_int_equal(frame_docs_begin_bid(slice_sub(text, 0, bracket + 1), false, NULL),
                     FRAME_DOCS_YES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_begin),
        cmocka_unit_test(test_short_windows_are_unsure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
