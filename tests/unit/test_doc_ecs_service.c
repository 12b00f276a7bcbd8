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

static void test_describe_services(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n"
        "    \"services\": [\n"
        "        {\n"
        "            \"serviceArn\": \"arn:aws:ecs:eu-west-1:1:service/prod/api\",\n"
        "            \"serviceName\": \"api\",\n"
        "            \"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/prod\",\n"
        "            \"status\": \"ACTIVE\",\n"
        "            \"desiredCount\": 2,\n"
        "            \"runningCount\": 0,\n"
        "            \"pendingCount\": 1,\n"
        "            \"deployments\": [\n"
        "                {\n"
        "                    \"id\": \"ecs-svc/123\",\n"
        "                    \"status\": \"PRIMARY\",\n"
        "                    \"taskDefinition\": "
        "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\",\n"
        "                    \"failedTasks\": 3,\n"
        "                    \"createdAt\": \"2025-10-01T16:40:02.511000+02:00\",\n"
        "                    \"updatedAt\": 1759329952.149,\n"
        "                    \"rolloutState\": \"FAILED\",\n"
        "                    \"rolloutStateReason\": \"ECS deployment circuit breaker: tasks "
        "failed to start.\"\n"
        "                },\n"
        "                {\n"
        "                    \"id\": \"ecs-svc/122\",\n"
        "                    \"status\": \"ACTIVE\",\n"
        "                    \"taskDefinition\": "
        "\"arn:aws:ecs:eu-west-1:1:task-definition/api:41\",\n"
        "                    \"desiredCount\": 2,\n"
        "                    \"createdAt\": \"2025-10-01T16:30:02+02:00\",\n"
        "                    \"updatedAt\": \"2025-10-01T16:31:02+02:00\",\n"
        "                    \"rolloutState\": \"COMPLETED\"\n"
        "                }\n"
        "            ],\n"
        "            \"events\": [\n"
        "                {\n"
        "                    \"id\": \"7f0e6b52\",\n"
        "                    \"createdAt\": \"2025-10-01T16:45:52.149000+02:00\",\n"
        "                    \"message\": \"(service api) rolling back to deployment "
        "ecs-svc/122.\"\n"
        "                }\n"
        "            ]\n"
        "        }\n"
        "    ],\n"
        "    \"failures\": [ { \"arn\": \"arn:aws:ecs:eu-west-1:1:service/prod/old\", \"reason\": "
        "\"MISSING\" } ]\n"
        "}\n",
        "2025-10-01T14:40:02.511Z info ecs api// : L20 | deployment ecs-svc/123 (PRIMARY) of task "
        "definition api:42 started\n"
        "2025-10-01T14:45:52.149Z error ecs api// : L20 | deployment ecs-svc/123 (PRIMARY) of task "
        "definition api:42 has 3 failed tasks\n"
        "2025-10-01T14:45:52.149Z error ecs api// : L20 | deployment ecs-svc/123 (PRIMARY) of task "
        "definition api:42 rolloutState FAILED: ECS deployment circuit breaker: tasks failed to "
        "start.\n"
        "2025-10-01T14:30:02.000Z info ecs api// : L22 | deployment ecs-svc/122 (ACTIVE) of task "
        "definition api:41 started\n"
        "2025-10-01T14:31:02.000Z info ecs api// : L22 | deployment ecs-svc/122 (ACTIVE) of task "
        "definition api:41 rolloutState COMPLETED\n"
        "2025-10-01T14:45:52.149Z  ecs api// : L36 | (service api) rolling back to deployment "
        "ecs-svc/122.\n"
        "now warn ecs api// : L3 | service api: running 0 of desired 2, pending 1\n"
        "now warn ecs // : L41 | ecs failure for arn:aws:ecs:eu-west-1:1:service/prod/old: "
        "MISSING\n");
}

static void test_service_deployments(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"serviceDeployments\": [{\"serviceDeploymentArn\": "
        "\"arn:aws:ecs:eu-west-1:1:service-deployment/prod/api/d1\", \"serviceArn\": "
        "\"arn:aws:ecs:eu-west-1:1:service/prod/api\", \"clusterArn\": "
        "\"arn:aws:ecs:eu-west-1:1:cluster/prod\", \"createdAt\": \"2025-10-01T14:40:00Z\", "
        "\"startedAt\": \"2025-10-01T14:40:01Z\", \"finishedAt\": \"2025-10-01T14:50:00Z\", "
        "\"status\": \"ROLLBACK_SUCCESSFUL\", \"statusReason\": \"rolled back\", "
        "\"deploymentCircuitBreaker\": {\"status\": \"TRIGGERED\", \"failureCount\": 3, "
        "\"threshold\": 3}, \"rollback\": {\"reason\": \"breaker\", \"startedAt\": "
        "\"2025-10-01T14:45:00Z\"}}]}\n",
        "2025-10-01T14:40:01.000Z info ecs api// : L1 | service deployment d1 of service api "
        "started\n"
        "2025-10-01T14:50:00.000Z error ecs api// : L1 | service deployment d1 of service api "
        "circuit breaker TRIGGERED: 3 of 3 failures\n"
        "2025-10-01T14:50:00.000Z warn ecs api// : L1 | service deployment d1 of service api "
        "ROLLBACK_SUCCESSFUL: rolled back\n"
        "2025-10-01T14:45:00.000Z warn ecs api// : L1 | service deployment d1 of service api "
        "rolled back: breaker\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_describe_services),
        cmocka_unit_test(test_service_deployments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
