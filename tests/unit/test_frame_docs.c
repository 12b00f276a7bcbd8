#include "frame/frame_docs.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/alloc.h"
#include "docs_fixture.h"

#define EVENT(ms, text)                                                                            \
    "{\"timestamp\": 17593299121" #ms ", \"message\": \"" text "\", \"ingestionTime\": 1}"

static void test_anything_around_documents(void **state)
{
    (void)state;
    docs_fixture_expect("$ aws logs get-log-events\n"
                        "{\"events\": [\n" EVENT(
                            23, "one") "\n]}\n"
                                       "An error occurred (ExpiredToken)\n"
                                       "{\"level\":\"warn\",\"msg\":\"own\"}\n" EVENT(24, "two")
                                           EVENT(25, "three") "\nbye\n",
                        "  log // : L1 | $ aws logs get-log-events\n"
                        "2025-10-01T14:45:12.123Z  log // : L3 | one\n"
                        "  log // : L5 | An error occurred (ExpiredToken)\n"
                        " warn log // : L6 | own / {\"level\":\"warn\",\"msg\":\"own\"}\n"
                        "2025-10-01T14:45:12.124Z  log // : L7 | two\n"
                        "2025-10-01T14:45:12.125Z  log // : L7 | three\n"
                        "  log // : L8 | bye\n");
}

static void test_fragments(void **state)
{
    (void)state;
    docs_fixture_expect("},\n" EVENT(23, "one") ",\n" EVENT(24, "two") "\n], \"searched\": []\n}\n",
                        "2025-10-01T14:45:12.123Z  log // : L2 | one\n"
                        "2025-10-01T14:45:12.124Z  log // : L3 | two\n");
    docs_fixture_expect("\"events\": [\n" EVENT(23, "one") "\n],\n\"nextToken\": null\n}\n",
                        "2025-10-01T14:45:12.123Z  log // : L2 | one\n");
}

static void test_damage(void **state)
{
    (void)state;
    docs_fixture_expect("{\"events\": [\n{\n\"timestamp\": 1759329912123,\n\"message\": \"cut\n},\n"
                        "{\n\"timestamp\": 1759329912124,\n\"message\": \"cut too\n"
                        "\"ingestionTime\": 1\n}\n]}\n",
                        "2025-10-01T14:45:12.123Z  log // : L4 | cut\n"
                        "2025-10-01T14:45:12.124Z  log // : L8 | cut too\n");
    docs_fixture_expect("{\"events\": [\n" EVENT(23, "one") ",\n",
                        "2025-10-01T14:45:12.123Z  log // : L2 | one\n"
                        "warning 3: the JSON ends before its last bracket is closed; what came "
                        "before has been read\n");
    docs_fixture_expect("{\"events\": [\n" EVENT(23, "one") ",\n{\"timestamp\": 17593",
                        "2025-10-01T14:45:12.123Z  log // : L2 | one\n"
                        "warning 3: the JSON ends inside a record that began at line 3; what came "
                        "before has been read\n");
    docs_fixture_expect("{\"events\": [\n" EVENT(23, "one") ",\n2025-10-01 14:45:13 INFO on\n",
                        "2025-10-01T14:45:12.123Z  log // : L2 | one\n"
                        "2025-10-01T14:45:13.000Z info log // : L3 | 2025-10-01 14:45:13 INFO on\n"
                        "warning 3: the JSON breaks off before its last bracket is closed; what "
                        "came before has been read\n");
    docs_fixture_expect(
        "{\"events\": [{\"timestamp\": 1759329912123, \"message\" \"x\"},\n"
        "{\"timestamp\": 1759329912123, \"message\": \"x\" \"y\"}]}\n" EVENT(24, "on"),
        "2025-10-01T14:45:12.124Z  log // : L3 | on\n"
        "warning 2: a record is no valid JSON and was skipped: '}' expected near "
        "'\"y\"'\n");
}

static void test_unknown_documents_are_text(void **state)
{
    (void)state;
    docs_fixture_expect("{\"tasks\": [], \"failures\": []}\n",
                        "  log // : L1 | {\"tasks\": [], \"failures\": []}\n");
    docs_fixture_expect("{\"events\": []}", "  log // : L1 | {\"events\": []}\n");
}

static void test_wrong_brackets(void **state)
{
    (void)state;
    docs_fixture_expect("{\"events\": [" EVENT(23, "one") "}\n" EVENT(24, "two"),
                        "2025-10-01T14:45:12.123Z  log // : L1 | one\n"
                        "2025-10-01T14:45:12.124Z  log // : L2 | two\n");
}

/* Nesting beyond any limit, and a record beyond its limit, lose only themselves. */
static void test_bounds(void **state)
{
    (void)state;
    struct buf text, out;
    buf_init(&text);
    buf_init(&out);
    buf_add_cstr(&text, "{\"events\": ");
    buf_add_fill(&text, '[', 1000);
    buf_add_fill(&text, ']', 1000);
    buf_add_cstr(&text, ", \"events\": [{\"timestamp\": 1759329912123, \"message\": \"");
    buf_add_fill(&text, 'x', FRAME_DOCS_RECORD_MAX + 1);
    buf_add_cstr(&text, "\"}, " EVENT(24, "on") "]}");
    docs_fixture_read(buf_slice(&text), 0, &out);
    const struct slice told = buf_slice(&out);
    assert_true(slice_starts(told, SLICE("2025-10-01T14:45:12.124Z  log // : L1 | on\nwarning")));
    assert_true(slice_find(told, SLICE("is larger than 2097152 bytes"), 0) != SLICE_NONE);
    buf_release(&text);
    buf_release(&out);
}

static const char sample[] =
    "{\n  \"services\": [\n    {\n      \"serviceArn\": "
    "\"arn:aws:ecs:eu-west-1:1:service/p/api\",\n"
    "      \"serviceName\": \"api\", \"desiredCount\": 2, \"runningCount\": 1,\n"
    "      \"events\": [\n        {\"id\": \"1\", \"createdAt\": 1759329912.5, \"message\": "
    "\"(service api) has \\\"x\\\" \\u00e9\"}\n      ]\n    }\n  ]\n}\n"
    "noise { [ \" \n"
    "[[{\"field\": \"@message\", \"value\": \"a\"}, {\"field\": \"@ptr\", \"value\": \"b\"}]]\n"
    "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"/g\",\"logStream\":\"s\",\"logEvents\":[{"
    "\"id\":\"1\",\"timestamp\":1759329912123,\"message\":\"m\\n\"}]}\n";

/* Cut anywhere, byte by byte or in one block: the same events, and no crash. */
static void test_every_truncation(void **state)
{
    (void)state;
    struct buf whole, bytes;
    buf_init(&whole);
    buf_init(&bytes);
    for (size_t end = 0; end < sizeof sample; end++) {
        buf_reset(&whole);
        buf_reset(&bytes);
        docs_fixture_read(slice_make(sample, end), 0, &whole);
        docs_fixture_read(slice_make(sample, end), 1, &bytes);
        assert_string_equal(buf_cstr(&whole), buf_cstr(&bytes));
        buf_reset(&whole);
        docs_fixture_read(slice_make(sample + end, sizeof sample - 1 - end), 0, &whole);
    }
    buf_release(&whole);
    buf_release(&bytes);
}

/* Bytes changed at random (fixed seed): the same events for all block sizes, and no crash. */
static void test_random_damage(void **state)
{
    (void)state;
    static const char junk[] = "{}[]\",:\\\n 1x\x80";
    uint32_t seed = 12345;
    struct buf whole, bytes;
    char text[sizeof sample];
    buf_init(&whole);
    buf_init(&bytes);
    for (int round = 0; round < 2000; round++) {
        memcpy(text, sample, sizeof sample);
        for (int i = 0; i < 1 + round % 5; i++) {
            seed = seed * 1664525u + 1013904223u;
            const size_t at = (seed >> 8) % (sizeof sample - 1);
            text[at] = junk[(seed >> 3) % (sizeof junk - 1)];
        }
        buf_reset(&whole);
        buf_reset(&bytes);
        docs_fixture_read(slice_make(text, sizeof text - 1), 0, &whole);
        docs_fixture_read(slice_make(text, sizeof text - 1), 1 + (size_t)round % 9, &bytes);
        assert_string_equal(buf_cstr(&whole), buf_cstr(&bytes));
    }
    buf_release(&whole);
    buf_release(&bytes);
}

/* The console's default query sorts the newest first; so does get-log-events, page by page. */
static void test_newest_first(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"events\": [\n"
        "{\"timestamp\": 1759329912105, \"message\": \"INFO after\", \"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912104, \"message\": \"KeyError: 'DB'\", \"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912103, \"message\": \"    x()\", \"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912102, \"message\": \"  File \\\"/app/main.py\\\", line 12, in "
        "<module>\", \"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912101, \"message\": \"Traceback (most recent call last):\", "
        "\"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329902101, \"message\": \"ten seconds before\", \"ingestionTime\": "
        "1}\n"
        "]}\n",
        "2025-10-01T14:45:12.101Z error log // : L6 | Traceback (most recent call last): /   File "
        "\"/app/main.py\", line 12, in <module> /     x() / KeyError: 'DB'\n"
        "2025-10-01T14:45:12.105Z info log // : L2 | INFO after\n"
        "2025-10-01T14:45:02.101Z  log // : L7 | ten seconds before\n");
}

/* What loggers wrote, as jq -s and web consoles print it; docker's, journald's and ECS agent's
 * records too. */
static void test_lists_of_log_records(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n"
        "  {\n"
        "    \"log\": \"ERROR: boom\\n\",\n"
        "    \"stream\": \"stderr\",\n"
        "    \"time\": \"2025-10-01T14:45:12.123456789Z\"\n"
        "  },\n"
        "  {\"__REALTIME_TIMESTAMP\": \"1759329913000000\", \"PRIORITY\": \"3\", \"MESSAGE\": "
        "\"disk full\"},\n"
        "  {\"level\":\"critical\",\"time\":\"2025-10-01T14:45:14Z\",\"msg\":\"no "
        "agent\",\"module\":\"agent.go\"}\n"
        "]\n",
        "2025-10-01T14:45:12.123Z error log // : L2 | ERROR: boom / stream=stderr / { /     "
        "\"log\": \"ERROR: boom\\n\", /     \"stream\": \"stderr\", /     \"time\": "
        "\"2025-10-01T14:45:12.123456789Z\" /   }\n"
        "2025-10-01T14:45:13.000Z error log // : L7 | disk full / {\"__REALTIME_TIMESTAMP\": "
        "\"1759329913000000\", \"PRIORITY\": \"3\", \"MESSAGE\": \"disk full\"}\n"
        "2025-10-01T14:45:14.000Z fatal log // : L8 | no agent / module=agent.go / "
        "{\"level\":\"critical\",\"time\":\"2025-10-01T14:45:14Z\",\"msg\":\"no "
        "agent\",\"module\":\"agent.go\"}\n");
}

/* 2>&1 of a shell script with several commands. */
static void test_errors_of_the_cli(void **state)
{
    (void)state;
    docs_fixture_expect(
        "\n"
        "An error occurred (ExpiredTokenException) when calling the DescribeTasks operation: The "
        "security token included in the request is expired\n"
        "{\n    \"tasks\": [],\n    \"failures\": [\n        {\n            \"arn\": "
        "\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\",\n            \"reason\": \"MISSING\"\n"
        "        }\n    ]\n}\n"
        "\n"
        "aws: [ERROR]: An error occurred (AccessDeniedException) when calling the DescribeServices "
        "operation: not authorized\n",
        "  log // : L2 | An error occurred (ExpiredTokenException) when calling the DescribeTasks "
        "operation: The security token included in the request is expired\n"
        "now warn ecs // : L8 | ecs failure for arn:aws:ecs:eu-west-1:1:task/prod/3f1c: MISSING\n"
        " error log // : L13 | aws: [ERROR]: An error occurred (AccessDeniedException) when "
        "calling the "
        "DescribeServices operation: not authorized\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newest_first),
        cmocka_unit_test(test_lists_of_log_records),
        cmocka_unit_test(test_errors_of_the_cli),
        cmocka_unit_test(test_anything_around_documents),
        cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_unknown_documents_are_text),
        cmocka_unit_test(test_wrong_brackets),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
