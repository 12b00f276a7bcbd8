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

static void test_pods(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"apiVersion\": \"v1\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\", "
        "\"metadata\": {\"name\": \"api-7d9c\", \"namespace\": \"default\"}, \"status\": "
        "{\"containerStatuses\": [{\"containerID\": \"containerd://1\", \"image\": \"api:1\", "
        "\"imageID\": \"x\", \"lastState\": {\"terminated\": {\"containerID\": \"containerd://1\", "
        "\"exitCode\": 137, \"finishedAt\": \"2025-10-01T14:45:12Z\", \"reason\": \"OOMKilled\", "
        "\"startedAt\": \"2025-10-01T14:44:12Z\"}}, \"name\": \"api\", \"ready\": false, "
        "\"restartCount\": 4, \"state\": {\"waiting\": {\"message\": \"back-off 1m20s restarting "
        "failed container=api pod=api-7d9c_default(1)\", \"reason\": \"CrashLoopBackOff\"}}}]}}], "
        "\"kind\": \"List\"}\n",
        "2025-10-01T14:45:12.000Z error log //api : L1 | api exited with code 137 / Reason: "
        "OOMKilled\n error log //api : L1 | container api waiting: CrashLoopBackOff: back-off "
        "1m20s restarting failed container=api pod=api-7d9c_default(1)\n");
    docs_fixture_expect(
        "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n            \"apiVersion\": "
        "\"v1\",\n            \"kind\": \"Pod\",\n            \"metadata\": {\n                "
        "\"name\": \"api-7d9c\",\n                \"namespace\": \"default\"\n            },\n     "
        "       \"status\": {\n                \"containerStatuses\": [\n                    {\n   "
        "                     \"containerID\": \"containerd://1\",\n                        "
        "\"image\": \"api:1\",\n                        \"imageID\": \"x\",\n                      "
        "  \"lastState\": {},\n                        \"name\": \"api\",\n                        "
        "\"ready\": false,\n                        \"restartCount\": 4,\n                        "
        "\"state\": {\n                            \"waiting\": {\n                                "
        "\"reason\": \"ContainerCreating\"\n                            }\n                        "
        "}\n                    }\n                ]\n            }\n        }\n    ],\n    "
        "\"kind\": \"List\"\n}\n",
        " info log //api : L13 | container api waiting: ContainerCreating\n");
}

/* An object as a whole, behind what its parts tell. */
static void test_objects(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"apiVersion\": \"v1\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\", "
        "\"metadata\": {\"name\": \"api-7d9c\", \"namespace\": \"shop\"}, \"spec\": {}, "
        "\"status\": {\"containerStatuses\": [{\"image\": \"api:1\", \"name\": \"api\", "
        "\"restartCount\": 4, \"state\": {\"waiting\": {\"reason\": \"CrashLoopBackOff\"}}}]}}, "
        "{\"apiVersion\": \"v1\", \"kind\": \"PersistentVolume\", \"metadata\": {\"name\": "
        "\"data\"}, \"spec\": {}, \"timestamp\": \"2025-05-25T22:16:07Z\"}], \"kind\": "
        "\"List\"}\n",
        " error log //api : L1 | container api waiting: CrashLoopBackOff\n"
        "now  log // : L1 | Pod shop/api-7d9c\n"
        "2025-05-25T22:16:07.000Z  log // : L1 | PersistentVolume data\n");
}

static void test_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n            \"apiVersion\": "
        "\"v1\",\n            \"count\": 6,\n            \"eventTime\": null,\n            "
        "\"firstTimestamp\": \"2025-10-01T14:40:12Z\",\n            \"involvedObject\": {\n        "
        "        \"kind\": \"Pod\",\n                \"name\": \"api-7d9c\",\n                "
        "\"namespace\": \"default\"\n            },\n            \"kind\": \"Event\",\n            "
        "\"lastTimestamp\": \"2025-10-01T14:45:12Z\",\n            \"message\": \"Back-off pulling "
        "image \\\"acme/api:9\\\"\",\n            \"metadata\": {\n                \"name\": "
        "\"api.1\"\n            },\n            \"reason\": \"BackOff\",\n            \"type\": "
        "\"Normal\"\n        }\n    ],\n    \"kind\": \"List\"\n}\n",
        "2025-10-01T14:45:12.000Z info log // : L20 | BackOff: Back-off pulling image "
        "\"acme/api:9\" (pod/api-7d9c)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pods),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
