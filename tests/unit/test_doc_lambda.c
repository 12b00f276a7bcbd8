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
    docs_fixture_expect("{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.report\","
                        "\"record\":{\"requestId\":\"8f3c\",\"metrics\":{\"durationMs\":3000.5,"
                        "\"billedDurationMs\":3001,\"memorySizeMB\":128,\"maxMemoryUsedMB\":94,"
                        "\"initDurationMs\":130.49},\"status\":\"timeout\"}}\n",
                        "2025-10-01T14:45:12.766Z error log // : L1 | REPORT RequestId: "
                        "8f3c\tDuration: 3000.50 ms\tBilled Duration: 3001 ms\tMemory Size: 128 "
                        "MB\tMax Memory Used: 94 MB\tInit Duration: 130.49 ms\tStatus: timeout\n");
    docs_fixture_expect(
        "{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.start\",\"record\":{"
        "\"requestId\":\"8f3c\",\"version\":\"$LATEST\"}}\n",
        "2025-10-01T14:45:12.766Z info log // : L1 | START RequestId: 8f3c\tVersion: $LATEST\n");
    docs_fixture_expect("{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.runtimeDone\","
                        "\"record\":{\"requestId\":\"8f3c\",\"status\":\"success\"}}\n",
                        "2025-10-01T14:45:12.766Z info log // : L1 | END RequestId: 8f3c\n");
    docs_fixture_expect(
        "{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.initReport\",\"record\":{"
        "\"initializationType\":\"on-demand\",\"status\":\"error\",\"phase\":\"init\",\"metrics\":{"
        "\"durationMs\":9999.79},\"errorType\":\"Runtime.ExitError\"}}\n",
        "2025-10-01T14:45:12.766Z error log // : L1 | INIT_REPORT Init Duration: 9999.79 "
        "ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n");
    docs_fixture_expect(
        "{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.fault\",\"record\":\"RequestId:"
        " 8f3c Process exited before completing request\"}\n",
        "2025-10-01T14:45:12.766Z error log // : L1 | RequestId: 8f3c Process exited before "
        "completing request\n");
    docs_fixture_expect("{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.logsDropped\","
                        "\"record\":{\"reason\":\"slow\",\"droppedRecords\":12}}\n",
                        "2025-10-01T14:45:12.766Z info log // : L1 | platform.logsDropped: "
                        "{\"reason\":\"slow\",\"droppedRecords\":12}\n");
}

static void test_not_a_platform_record(void **state)
{
    (void)state;
    docs_fixture_expect(
        "{\"time\":\"2025-10-01T14:45:12Z\",\"type\":\"order\",\"record\":{\"id\":1}}\n",
        "2025-10-01T14:45:12.000Z  log // : L1 | type=order / record.id=1 / "
        "{\"time\":\"2025-10-01T14:45:12Z\",\"type\":\"order\",\"record\":{\"id\":1}}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_not_a_platform_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
