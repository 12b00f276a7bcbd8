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

static void test_filter_log_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n"
        "    \"events\": [\n"
        "        {\n"
        "            \"logStreamName\": \"ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f0\",\n"
        "            \"timestamp\": 1759329912123,\n"
        "            \"message\": \"\\u001b[31mERROR\\u001b[0m: boom\\r\\nnext\\rlast\\n\",\n"
        "            \"ingestionTime\": 1759329914001,\n"
        "            \"eventId\": \"39234567890123456789012345678901234567890123456789012345\"\n"
        "        }\n"
        "    ],\n"
        "    \"searchedLogStreams\": []\n"
        "}\n",
        "2025-10-01T14:45:12.123Z error log /3f1c0d2e4b5a69788796a5b4c3d2e1f0/app "
        ":ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f0 L6 | ERROR: boom / next / last\n");
}

static void test_get_log_events_join_traces(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"events\": [\n"
        "{\"timestamp\": 1759329912123, \"message\": \"Traceback (most recent call last):\", "
        "\"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912123, \"message\": \"  File \\\"m.py\\\", line 3, in <module>\", "
        "\"ingestionTime\": 1},\n"
        "{\"timestamp\": 1759329912124, \"message\": \"KeyError: 'DB'\", \"ingestionTime\": 1}\n"
        "], \"nextForwardToken\": \"f/39/s\"}\n",
        "2025-10-01T14:45:12.123Z error log // : L2 | Traceback (most recent call last): /   File "
        "\"m.py\", line 3, in <module> / KeyError: 'DB'\n");
}

static void test_payloads_without_separator(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logGroup\":\"/ecs/"
        "api\",\"logStream\":\"s1\",\"logEvents\":[{\"id\":\"1\",\"timestamp\":1759329912123,"
        "\"message\":\"one\"}]}{\"messageType\":\"CONTROL_MESSAGE\",\"owner\":\"CloudwatchLogs\","
        "\"logGroup\":\"\",\"logStream\":\"\",\"subscriptionFilters\":[],\"logEvents\":[{\"id\":"
        "\"\",\"timestamp\":1759329900000,\"message\":\"CWL CONTROL MESSAGE: Checking health of "
        "destination "
        "Firehose.\"}]}{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logGroup\":\"/ecs/"
        "b\",\"logStream\":\"s2\",\"logEvents\":[{\"id\":\"2\",\"timestamp\":1759329912124,"
        "\"message\":\"two\"}]}",
        "2025-10-01T14:45:12.123Z  log // /ecs/api:s1 L1 | one\n"
        "2025-10-01T14:45:12.124Z  log // /ecs/b:s2 L1 | two\n");
}

static void test_query_results(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n"
        "    [\n"
        "        1759329912123,\n"
        "        \"first\"\n"
        "    ],\n"
        "    [\n"
        "        \"2025-10-01T16:45:13.149000+02:00\",\n"
        "        \"(service api) has reached a steady state.\"\n"
        "    ]\n"
        "]\n"
        "[\n"
        "    \"only text\",\n"
        "    \"more\"\n"
        "]\n"
        "{\"timestamp\":1759329912123,\"message\":\"as object\"}\n",
        "2025-10-01T14:45:12.123Z  log // : L2 | first\n"
        "2025-10-01T14:45:13.149Z  ecs // : L6 | (service api) has reached a steady state.\n"
        "  log // : L12 | only text\n"
        "  log // : L13 | more\n"
        "2025-10-01T14:45:12.123Z  log // : L15 | as object\n");
}

static void test_lambda_payload(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"awslogs\": {\"data\": \""
        "H4sIAAAAAAACA6tWyk0tLk5MTw2pLEhVslJycQxxjPd1DQ52dHdV0lHKyU93L8ovLQDK6KdD+MEl"
        "RamJuUCBYgjftSw1r6RYySq6WikzBShsCBQuyQSaWpKYC9RnaG5qaWxkaWloZGhkrAOzDaiuIDE5"
        "OzVFqTa2FgApaGMlhAAAAA=="
        "\"}}\n",
        "2025-10-01T14:45:12.123Z  log // /g:s L1 | packed\n");
}

static void test_kinesis_records(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"Records\": [{\"SequenceNumber\": \"1\", \"Data\": \""
        "H4sIAAAAAAACA6tWyk0tLk5MTw2pLEhVslJycQxxjPd1DQ52dHdV0lHKyU93L8ovLQDK6KdD+MEl"
        "RamJuUCBYgjftSw1r6RYySq6WikzBShsCBQuyQSaWpKYC9RnaG5qaWxkaWloZGhkrAOzDaiuIDE5"
        "OzVFqTa2FgApaGMlhAAAAA=="
        "\", \"PartitionKey\": \"k\"}]}\n",
        "2025-10-01T14:45:12.123Z  log // /g:s L1 | packed\n");
}

static void test_bad_payload_is_text(void **state)
{
    (void)state;
    docs_fixture_expect("{\"awslogs\": {\"data\": \"H4sI****\"}}\n",
                        "  log // : L1 | awslogs.data=H4sI**** "
                        "/ {\"awslogs\": {\"data\": \"H4sI****\"}}\n");
}

static void test_message_that_is_a_record(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"events\":[{\"timestamp\":1759329912123,\"ingestionTime\":1,\"message\":\"{\\\"detail-"
        "type\\\":\\\"ECS Service "
        "Action\\\",\\\"source\\\":\\\"aws.ecs\\\",\\\"region\\\":\\\"eu-west-1\\\","
        "\\\"resources\\\":[\\\"arn:aws:ecs:eu-west-1:1:service/prod/"
        "api\\\"],\\\"detail\\\":{\\\"eventType\\\":\\\"ERROR\\\",\\\"eventName\\\":\\\"SERVICE_"
        "TASK_PLACEMENT_FAILURE\\\",\\\"reason\\\":\\\"RESOURCE:FARGATE\\\"}}\"}]}\n",
        "2025-10-01T14:45:12.123Z error ecs api// : L1 | service api: "
        "SERVICE_TASK_PLACEMENT_FAILURE: RESOURCE:FARGATE\n");
}

static void test_json_message_is_told_as_text(void **state)
{
    (void)state;
    docs_fixture_expect("{\"events\":[{\"timestamp\":1759329912123,\"ingestionTime\":1,\"message\":"
                        "\"{\\\"level\\\":\\\"error\\\",\\\"msg\\\":\\\"boom\\\"}\"}]}\n",
                        "2025-10-01T14:45:12.123Z error log // : L1 | boom "
                        "/ {\"level\":\"error\",\"msg\":\"boom\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filter_log_events),
        cmocka_unit_test(test_get_log_events_join_traces),
        cmocka_unit_test(test_payloads_without_separator),
        cmocka_unit_test(test_query_results),
        cmocka_unit_test(test_lambda_payload),
        cmocka_unit_test(test_kinesis_records),
        cmocka_unit_test(test_bad_payload_is_text),
        cmocka_unit_test(test_message_that_is_a_record),
        cmocka_unit_test(test_json_message_is_told_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
