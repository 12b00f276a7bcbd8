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

static void test_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Task State "
        "Change\",\"source\":\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-"
        "1\",\"resources\":[\"arn:aws:ecs:eu-west-1:1:task/prod/"
        "3f1c\"],\"detail\":{\"taskArn\":\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", "
        "\"taskDefinitionArn\":\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", "
        "\"clusterArn\":\"arn:aws:ecs:eu-west-1:1:cluster/prod\", "
        "\"group\":\"service:api\",\"lastStatus\":\"STOPPED\",\"stoppedAt\":\"2025-10-01T14:45:40."
        "696Z\",\"stopCode\":\"TaskFailedToStart\",\"containers\":[]}}\n"
        "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Deployment State "
        "Change\",\"source\":\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-"
        "1\",\"resources\":[\"arn:aws:ecs:eu-west-1:1:service/prod/"
        "api\"],\"detail\":{\"eventType\":\"ERROR\",\"eventName\":\"SERVICE_DEPLOYMENT_FAILED\","
        "\"deploymentId\":\"ecs-svc/"
        "1\",\"updatedAt\":\"2025-10-01T14:45:52.148Z\",\"reason\":\"ECS deployment circuit "
        "breaker: tasks failed to start.\"}}\n"
        "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Service "
        "Action\",\"source\":\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-"
        "1\",\"resources\":[\"arn:aws:ecs:eu-west-1:1:service/prod/"
        "api\"],\"detail\":{\"eventType\":\"WARN\",\"eventName\":\"SERVICE_TASK_START_IMPAIRED\","
        "\"clusterArn\":\"arn:aws:ecs:eu-west-1:1:cluster/"
        "prod\",\"createdAt\":\"2025-10-01T14:46:10.087Z\"}}\n"
        "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Container Instance State "
        "Change\",\"source\":\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-"
        "1\",\"resources\":[\"arn:aws:ecs:eu-west-1:1:container-instance/prod/"
        "i1\"],\"detail\":{\"agentConnected\":false,\"containerInstanceArn\":\"arn:aws:ecs:eu-west-"
        "1:1:container-instance/prod/i1\",\"status\":\"ACTIVE\"}}\n"
        "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"Other\",\"source\":\"aws.ecs\",\"time\":"
        "\"2025-10-01T14:45:41Z\",\"region\":\"eu-west-1\",\"resources\":[\"arn:aws:ecs:eu-west-1:"
        "1:x\"],\"detail\":{\"a\":1}}\n",
        "2025-10-01T14:45:40.696Z error ecs api/3f1c/ : L1 | task 3f1c (api:42) stopped: "
        "TaskFailedToStart\n"
        "2025-10-01T14:45:52.148Z error ecs api// : L2 | deployment ecs-svc/1 "
        "SERVICE_DEPLOYMENT_FAILED: ECS deployment circuit breaker: tasks failed to start.\n"
        "2025-10-01T14:46:10.087Z warn ecs api// : L3 | service api: SERVICE_TASK_START_IMPAIRED\n"
        "2025-10-01T14:45:41.000Z warn ecs // : L4 | container instance i1: status ACTIVE, agent "
        "disconnected\n"
        "2025-10-01T14:45:41.000Z info ecs // : L5 | aws.ecs Other: {\"a\":1}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
