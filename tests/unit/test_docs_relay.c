#include "frame/docs_relay.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "docs_fixture.h"

#define TASK                                                                                       \
    "{\"version\":\"0\",\"detail-type\":\"ECS Task State Change\",\"source\":\"aws.ecs\","         \
    "\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-1\",\"detail\":{\"containers\":[{"     \
    "\"exitCode\":1,\"lastStatus\":\"STOPPED\",\"name\":\"app\"}],\"lastStatus\":\"STOPPED\","     \
    "\"stoppedAt\":\"2025-10-01T14:45:40.696Z\",\"stopCode\":\"EssentialContainerExited\","        \
    "\"taskArn\":\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\"}}"

/* Behind the prefix of `aws logs tail`, and as it prints JSON. */
static void test_behind_a_prefix(void **state)
{
    (void)state;
    docs_fixture_expect(
        "2025-10-01T14:45:42.123000+00:00 5f0c41e7-aa52-3be8 " TASK "\n"
        "2025-10-01T14:45:43.123000+00:00 ecs/app/1 plain\n"
        "2025-10-01T14:45:44.123000+00:00 ecs/app/1 \n"
        "{\n"
        "    \"time\": \"2025-10-01T14:45:44.000Z\",\n"
        "    \"type\": \"platform.start\",\n"
        "    \"record\": {\n"
        "        \"requestId\": \"8f3c\"\n"
        "    }\n"
        "}\n",
        "2025-10-01T14:45:43.123Z  log // :ecs/app/1 L2 | plain\n"
        "2025-10-01T14:45:40.696Z error ecs /3f1c/app : L1 | container app of task 3f1c exited "
        "with code 1\n"
        "2025-10-01T14:45:40.696Z error ecs /3f1c/ : L1 | task 3f1c stopped: "
        "EssentialContainerExited\n"
        "2025-10-01T14:45:44.000Z info log // :ecs/app/1 L4 | START RequestId: 8f3c\n");
}

/* base64 of gzip, as in awslogs.data; and what only looks like it. */
static void test_packed(void **state)
{
    (void)state;
    docs_fixture_expect(
        "H4sIAAAAAAACA3WNQQrCMBREryJ/XQhJFUl3AUNXIiTdqUjUTyk0TWiiKKV3NxIFN27fzJuZwGII"
        "psXm6REq2IhGnLZSa1FLKKB3bT26m08JwUsgxneZ6jiisQln6gnNXN5xiAGq/QTdNcVvHLv0EY1N"
        "K3S94iXjnDLKyuL7nXpSqZ2qFmfn7GGAufjo7L++/NUHfESYj/ML4zri088AAAA="
        "\n",
        "2025-10-01T14:45:12.123Z error log // /ecs/api:ecs/app/1 L1 | ERROR: boom\n"
        "2025-10-01T14:45:12.124Z  log // /ecs/api:ecs/app/1 L1 | next\n");
    docs_fixture_expect("H4sI is how it begins\n", "  log // : L1 | H4sI is how it begins\n");
}

static void test_a_record_without_events(void **state)
{
    (void)state;
    docs_fixture_expect("2025-10-01T14:45:42.123000+00:00 ecs/app/1 CWL CONTROL MESSAGE: Checking "
                        "health of destination Firehose.\n"
                        "2025-10-01T14:45:43.123000+00:00 ecs/app/1 plain\n",
                        "2025-10-01T14:45:43.123Z  log // :ecs/app/1 L2 | plain\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_behind_a_prefix),
        cmocka_unit_test(test_packed),
        cmocka_unit_test(test_a_record_without_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
