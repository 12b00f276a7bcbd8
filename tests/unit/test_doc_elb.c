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

static void test_target_health(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n"
        "    \"TargetHealthDescriptions\": [\n"
        "        {\n"
        "            \"Target\": { \"Id\": \"10.0.1.23\", \"Port\": 8080 },\n"
        "            \"HealthCheckPort\": \"8080\",\n"
        "            \"TargetHealth\": {\n"
        "                \"State\": \"unhealthy\",\n"
        "                \"Reason\": \"Target.ResponseCodeMismatch\",\n"
        "                \"Description\": \"Health checks failed with these codes: [503]\"\n"
        "            }\n"
        "        },\n"
        "        { \"Target\": { \"Id\": \"i-1\" }, \"TargetHealth\": { \"State\": \"healthy\" } "
        "}\n"
        "    ]\n"
        "}\n",
        "now error elb // : L3 | target 10.0.1.23:8080 is unhealthy: Target.ResponseCodeMismatch: "
        "Health checks failed with these codes: [503]\n"
        "now info elb // : L12 | target i-1 is healthy\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_target_health),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
