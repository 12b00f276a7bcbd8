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

static void test_records(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\","
        "\"arn\":\"arn:aws:sts::1:assumed-role/deploy/"
        "ci\"},\"eventTime\":\"2025-10-01T14:40:02Z\",\"eventSource\":\"ecs.amazonaws.com\","
        "\"eventName\":\"UpdateService\",\"awsRegion\":\"eu-west-1\",\"errorCode\":"
        "\"AccessDenied\",\"errorMessage\":\"User: x is not "
        "authorized\",\"requestParameters\":{\"cluster\":\"prod\",\"service\":\"api\","
        "\"taskDefinition\":\"arn:aws:ecs:eu-west-1:1:task-definition/"
        "api:42\"},\"responseElements\":null},{\"userIdentity\":{\"type\":\"AWSService\"},"
        "\"eventTime\":\"2025-10-01T14:40:03Z\",\"eventSource\":\"ecs.amazonaws.com\","
        "\"eventName\":\"UpdateService\",\"responseElements\":{\"service\":{\"serviceArn\":\"a\","
        "\"serviceName\":\"api\",\"desiredCount\":1,\"runningCount\":0,\"events\":[{\"id\":\"1\","
        "\"createdAt\":1,\"message\":\"(service api) x\"}]}}}]}",
        "2025-10-01T14:40:02.000Z error trail api// : L1 | ecs.amazonaws.com UpdateService by "
        "arn:aws:sts::1:assumed-role/deploy/ci (cluster prod, service api, task definition "
        "api:42): AccessDenied: User: x is not authorized\n"
        "2025-10-01T14:40:03.000Z info trail // : L1 | ecs.amazonaws.com UpdateService by "
        "AWSService\n");
}

static void test_lookup_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"Events\": [{\"EventId\": \"1\", \"EventName\": \"UpdateService\", \"CloudTrailEvent\": "
        "\"{\\\"eventVersion\\\":\\\"1.08\\\",\\\"userIdentity\\\":{\\\"type\\\":"
        "\\\"AssumedRole\\\",\\\"arn\\\":\\\"arn:aws:sts::1:assumed-role/deploy/"
        "ci\\\"},\\\"eventTime\\\":\\\"2025-10-01T14:40:02Z\\\",\\\"eventSource\\\":\\\"ecs."
        "amazonaws.com\\\",\\\"eventName\\\":\\\"UpdateService\\\",\\\"awsRegion\\\":\\\"eu-west-"
        "1\\\",\\\"errorCode\\\":\\\"AccessDenied\\\",\\\"errorMessage\\\":\\\"User: x is not "
        "authorized\\\",\\\"requestParameters\\\":{\\\"cluster\\\":\\\"prod\\\",\\\"service\\\":"
        "\\\"api\\\",\\\"taskDefinition\\\":\\\"arn:aws:ecs:eu-west-1:1:task-definition/"
        "api:42\\\"},\\\"responseElements\\\":null}\"}]}\n",
        "2025-10-01T14:40:02.000Z error trail api// : L1 | ecs.amazonaws.com UpdateService by "
        "arn:aws:sts::1:assumed-role/deploy/ci (cluster prod, service api, task definition "
        "api:42): AccessDenied: User: x is not authorized\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_lookup_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
