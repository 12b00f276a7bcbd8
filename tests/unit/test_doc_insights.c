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

static void test_rows(void **state)
{
    (void)state;
    docs_fixture_expect("{\n"
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
                        "2025-10-01T14:45:12.123Z error log // /ecs/api:s L4 | ERROR: boom\n");
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
                        "2025-10-01T14:45:12.123Z error log // :s L4 | boom "
                        "/ {\"level\":\"error\",\"msg\":\"boom\"}\n"
                        "2025-10-01T14:45:11.900Z  log // : L12 | plain\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_console_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
