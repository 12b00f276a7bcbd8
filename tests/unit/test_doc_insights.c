#include "frame/doc_shapes.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "docs_fixture.h"

#define NO_ROWS(line)                                                                              \
    "warning " line ": rows of Logs Insights without @message (a stats query?) are no log events " \
    "and were left out; query 'fields @timestamp, @message, @logStream, @log'\n"

static void test_rows(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n"
        "    \"queryLanguage\": \"CWLI\",\n"
        "    \"results\": [\n"
        "        [\n"
        "            {\n"
        "                \"field\": \"@timestamp\",\n"
        "                \"value\": \"2025-10-01 14:45:12.123\"\n"
        "            },\n"
        "            {\n"
        "                \"field\": \"@message\",\n"
        "                \"value\": \"ERROR: boom\"\n"
        "            },\n"
        "            {\n"
        "                \"field\": \"@log\",\n"
        "                \"value\": \"123456789012:/ecs/api\"\n"
        "            },\n"
        "            {\n"
        "                \"field\": \"@logStream\",\n"
        "                \"value\": \"s\"\n"
        "            }\n"
        "        ],\n"
        "        [\n"
        "            {\n"
        "                \"field\": \"count\",\n"
        "                \"value\": \"7\"\n"
        "            }\n"
        "        ]\n"
        "    ],\n"
        "    \"status\": \"Complete\"\n"
        "}\n",
        "2025-10-01T14:45:12.123Z error log // /ecs/api:s L4 | ERROR: boom\n" NO_ROWS("22"));
}

/* A table of numbers; told once. */
static void test_stats_query(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"results\":[[{\"field\":\"count()\",\"value\":\"3\"}],[{\"field\":\"count()\","
        "\"value\":\"4\"}]],\"statistics\":{\"recordsMatched\":1.0},\"status\":\"Complete\"}\n",
        NO_ROWS("1"));
}

static void test_unfinished_query(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"2025-10-01 14:45:12.123\"},"
        "{\"field\":\"@message\",\"value\":\"boom\"}]],\"statistics\":{\"recordsMatched\":1.0},"
        "\"status\":\"Running\"}\n",
        "2025-10-01T14:45:12.123Z  log // : L1 | boom\n"
        "warning 1: the status of this query is Running: rows are missing; fetch the results "
        "again\n");
}

static void test_console_json(void **state)
{
    (void)state;
    docs_fixture_expect("[\n"
                        "    {\n"
                        "        \"@timestamp\": \"2025-10-01 14:45:12.123\",\n"
                        "        \"@message\": {\n"
                        "            \"level\": \"error\",\n"
                        "            \"msg\": \"boom\"\n"
                        "        },\n"
                        "        \"@logStream\": \"s\"\n"
                        "    },\n"
                        "    {\n"
                        "        \"@timestamp\": \"2025-10-01 14:45:11.900\",\n"
                        "        \"@message\": \"plain\"\n"
                        "    },\n"
                        "    {\n"
                        "        \"@timestamp\": \"2025-10-01 14:45:11.900\",\n"
                        "        \"@message\": \"\"\n"
                        "    }\n"
                        "]\n",
                        "2025-10-01T14:45:11.900Z  log // : L12 | plain\n"
                        "2025-10-01T14:45:12.123Z error log // :s L4 | boom "
                        "/ {\"level\":\"error\",\"msg\":\"boom\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_stats_query),
        cmocka_unit_test(test_unfinished_query),
        cmocka_unit_test(test_console_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
