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

static void test_stack_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\n"
        "    \"StackEvents\": [\n"
        "        {\n"
        "            \"StackId\": \"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0a8\", "
        "\"EventId\": \"e\", \"StackName\": \"checkout\",\n"
        "            \"LogicalResourceId\": \"ApiService\",\n"
        "            \"ResourceType\": \"AWS::ECS::Service\",\n"
        "            \"Timestamp\": \"2025-10-01T14:47:40.123000+00:00\",\n"
        "            \"ResourceStatus\": \"UPDATE_FAILED\",\n"
        "            \"ResourceStatusReason\": \"Resource handler returned message\",\n"
        "            \"ResourceProperties\": \"{\\\"Cluster\\\":\\\"prod\\\",\\\"cut\n"
        "        },\n"
        "        {\n"
        "            \"StackId\": \"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0a8\", "
        "\"EventId\": \"e\", \"StackName\": \"checkout\", \"LogicalResourceId\": \"checkout\", "
        "\"ResourceType\": \"AWS::CloudFormation::Stack\", \"Timestamp\": "
        "\"2025-10-01T14:46:40Z\", \"ResourceStatus\": \"UPDATE_ROLLBACK_IN_PROGRESS\"\n"
        "        },\n"
        "        {\n"
        "            \"StackId\": \"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0a8\", "
        "\"EventId\": \"e\", \"StackName\": \"checkout\",\n"
        "            \"ResourceStatus\": \"UPDA",
        "2025-10-01T14:47:40.123Z error stack // :checkout L9 | AWS::ECS::Service ApiService "
        "UPDATE_FAILED: Resource handler returned message\n"
        "2025-10-01T14:46:40.000Z warn stack // :checkout L12 | AWS::CloudFormation::Stack "
        "checkout UPDATE_ROLLBACK_IN_PROGRESS\n"
        "warning 17: the JSON ends inside a record that began at line 15; what came before has "
        "been read\n");
}

static void test_operation_events(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"OperationEvents\": [{\"EventId\": \"e\", \"StackId\": "
        "\"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0a8\", \"OperationType\": "
        "\"CREATE_CHANGESET\", \"EventType\": \"VALIDATION_ERROR\", \"LogicalResourceId\": \"B\", "
        "\"ResourceType\": \"AWS::S3::Bucket\", \"Timestamp\": \"2025-10-01T14:47:40Z\", "
        "\"ValidationName\": \"NAME_CONFLICT_VALIDATION\", \"ValidationStatus\": \"FAILED\", "
        "\"ValidationStatusReason\": \"exists\", \"HookType\": \"My::Hook\", \"HookStatus\": "
        "\"HOOK_FAILED\"}]}\n",
        "2025-10-01T14:47:40.000Z error stack // :checkout L1 | AWS::S3::Bucket B / "
        "VALIDATION_ERROR NAME_CONFLICT_VALIDATION FAILED: exists / hook My::Hook HOOK_FAILED\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stack_events),
        cmocka_unit_test(test_operation_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
