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

static void test_stopped(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"tasks\": [{\"taskArn\": \"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", "
        "\"taskDefinitionArn\": \"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", "
        "\"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"group\": \"service:api\", "
        "\"lastStatus\": \"STOPPED\", \"startedAt\": \"2025-10-01T14:45:01Z\", \"stoppedAt\": "
        "\"2025-10-01T14:45:40Z\", \"stopCode\": \"EssentialContainerExited\", \"stoppedReason\": "
        "\"Essential container in task exited\", \"containers\": [{\"name\": \"app\", \"image\": "
        "\"api:1\", \"lastStatus\": \"STOPPED\", \"exitCode\": 137, \"reason\": "
        "\"OutOfMemoryError: Container killed due to memory usage\"}, {\"name\": \"log\", "
        "\"lastStatus\": \"STOPPED\", \"exitCode\": 0}]}], \"failures\": []}\n",
        "2025-10-01T14:45:01.000Z info ecs api/3f1c/ : L1 | task 3f1c (api:42) started\n"
        "2025-10-01T14:45:40.000Z error ecs api/3f1c/app : L1 | container app of task 3f1c exited "
        "with code 137: OutOfMemoryError: Container killed due to memory usage (image api:1)\n"
        "2025-10-01T14:45:40.000Z info ecs api/3f1c/log : L1 | container log of task 3f1c exited "
        "with code 0\n"
        "2025-10-01T14:45:40.000Z error ecs api/3f1c/ : L1 | task 3f1c (api:42) stopped: "
        "EssentialContainerExited: Essential container in task exited\n");
}

static void test_never_started(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"tasks\": [{\"taskArn\": \"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", "
        "\"taskDefinitionArn\": \"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", "
        "\"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"group\": \"service:api\", "
        "\"lastStatus\": \"STOPPED\", \"createdAt\": \"2025-10-01T14:45:01Z\", \"stoppedAt\": "
        "\"2025-10-01T14:45:40Z\", \"stopCode\": \"TaskFailedToStart\", \"stoppedReason\": "
        "\"CannotPullContainerError: x\", \"containers\": [{\"name\": \"app\", \"lastStatus\": "
        "\"STOPPED\", \"reason\": \"CannotPullContainerError: x\"}]}]}\n",
        "2025-10-01T14:45:40.000Z error ecs api/3f1c/app : L1 | container app of task 3f1c stopped "
        "without exit code: CannotPullContainerError: x\n"
        "2025-10-01T14:45:40.000Z error ecs api/3f1c/ : L1 | task 3f1c (api:42) stopped: "
        "TaskFailedToStart: CannotPullContainerError: x\n");
}

static void test_running(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"tasks\": [{\"taskArn\": \"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", "
        "\"taskDefinitionArn\": \"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", "
        "\"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"group\": \"service:api\", "
        "\"lastStatus\": \"RUNNING\", \"startedAt\": \"2025-10-01T14:45:01Z\", \"healthStatus\": "
        "\"UNHEALTHY\", \"containers\": [{\"name\": \"app\", \"lastStatus\": \"RUNNING\", "
        "\"healthStatus\": \"UNHEALTHY\"}]}, {\"taskArn\": "
        "\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", \"taskDefinitionArn\": "
        "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", \"clusterArn\": "
        "\"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"group\": \"service:api\", \"lastStatus\": "
        "\"PENDING\", \"createdAt\": \"2025-10-01T14:45:02Z\", \"containers\": []}, {\"taskArn\": "
        "\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\", \"taskDefinitionArn\": "
        "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", \"clusterArn\": "
        "\"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"group\": \"service:api\", \"lastStatus\": "
        "\"DEACTIVATING\", \"startedAt\": \"2025-10-01T14:45:01Z\", \"stoppingAt\": "
        "\"2025-10-01T14:46:00Z\", \"stopCode\": \"ServiceSchedulerInitiated\", \"containers\": "
        "[]}]}\n",
        "2025-10-01T14:45:01.000Z info ecs api/3f1c/ : L1 | task 3f1c (api:42) started\n"
        "2025-10-01T14:45:01.000Z error ecs api/3f1c/app : L1 | container app of task 3f1c is "
        "UNHEALTHY\n"
        "2025-10-01T14:45:01.000Z error ecs api/3f1c/ : L1 | task 3f1c (api:42) is UNHEALTHY\n"
        "2025-10-01T14:45:02.000Z info ecs api/3f1c/ : L1 | task 3f1c (api:42) is PENDING\n"
        "2025-10-01T14:45:01.000Z info ecs api/3f1c/ : L1 | task 3f1c (api:42) started\n"
        "2025-10-01T14:46:00.000Z info ecs api/3f1c/ : L1 | task 3f1c (api:42) stopping: "
        "ServiceSchedulerInitiated\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_never_started),
        cmocka_unit_test(test_running),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
