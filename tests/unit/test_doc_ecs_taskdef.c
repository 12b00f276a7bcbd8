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

static void test_names_only(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"taskDefinition\": {\"taskDefinitionArn\": "
        "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\", \"family\": \"api\", \"revision\": "
        "42, \"cpu\": \"256\", \"memory\": \"512\", \"registeredAt\": "
        "\"2025-10-01T16:39:55.669000+02:00\", \"containerDefinitions\": [{\"name\": \"app\", "
        "\"image\": \"api:1\", \"cpu\": 0, \"memoryReservation\": 128, \"environment\": "
        "[{\"name\": \"DB_HOST\", \"value\": \"hunter2\"}, {\"name\": \"B\", \"value\": "
        "\"hunter2\"}], \"secrets\": [{\"name\": \"DB_PASSWORD\", \"valueFrom\": "
        "\"arn:hunter2\"}], \"healthCheck\": {\"command\": [\"CMD-SHELL\", \"curl -f "
        "http://localhost/\"]}, \"command\": [\"node\", \"server.js\"]}, {\"name\": \"side\"}]}, "
        "\"tags\": []}\n",
        "2025-10-01T14:39:55.669Z info ecs // : L1 | task definition api:42 registered: cpu 256, "
        "memory 512 / container app: image api:1, cpu 0, memoryReservation 128, environment names "
        "DB_HOST, B, secrets names DB_PASSWORD, health check CMD-SHELL curl -f http://localhost/, "
        "command node server.js / container side\n");
}

static void test_bare(void **state)
{
    (void)state;
    docs_fixture_expect("{\"family\": \"api\", \"containerDefinitions\": []}\n",
                        "now info ecs // : L1 | task definition api registered\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_only),
        cmocka_unit_test(test_bare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
