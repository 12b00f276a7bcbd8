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

static void test_exited(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n    {\n        \"Id\": "
        "\"3aed467e4e35a894200eee34ff08f6ae91ed91853c04e9a6ae3137f510d36ecf\",\n        "
        "\"Created\": \"2023-03-07T11:39:51.171590362Z\",\n        \"Path\": \"/bin/sh\",\n        "
        "\"State\": {\n            \"Status\": \"exited\",\n            \"Running\": false,\n      "
        "      \"Paused\": false,\n            \"Restarting\": false,\n            \"OOMKilled\": "
        "true,\n            \"Dead\": false,\n            \"Pid\": 0,\n            \"ExitCode\": "
        "137,\n            \"Error\": \"\",\n            \"StartedAt\": "
        "\"2023-03-07T11:39:51.465946492Z\",\n            \"FinishedAt\": "
        "\"2023-03-07T12:53:02.625390037Z\",\n            \"Health\": {\n                "
        "\"Status\": \"unhealthy\",\n                \"FailingStreak\": 1,\n                "
        "\"Log\": [\n                    {\n                        \"Start\": "
        "\"2023-03-07T12:52:59.465946492Z\",\n                        \"End\": "
        "\"2023-03-07T12:53:00.465946492Z\",\n                        \"ExitCode\": 7,\n           "
        "             \"Output\": \"curl: (7) Failed to connect to localhost port 8080: Connection "
        "refused\\n\"\n                    }\n                ]\n            }\n        },\n       "
        " \"Image\": \"sha256:74f2\",\n        \"Name\": \"/api\",\n        \"RestartCount\": 0,\n "
        "       \"Config\": {\n            \"Hostname\": \"x\",\n            \"Env\": [\n          "
        "      \"A=b\"\n            ]\n        }\n    }\n]\n",
        "2023-03-07T12:53:00.465Z error log //api : L2 | health check of container api failed with "
        "code 7: curl: (7) Failed to connect to localhost port 8080: Connection "
        "refused\n2023-03-07T12:53:02.625Z error log //api : L2 | api exited with code 137 / "
        "OOMKilled=true\n");
}

static void test_running(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n    {\n        \"Id\": "
        "\"3aed467e4e35a894200eee34ff08f6ae91ed91853c04e9a6ae3137f510d36ecf\",\n        "
        "\"Created\": \"2023-03-07T11:39:51.171590362Z\",\n        \"Path\": \"/bin/sh\",\n        "
        "\"State\": {\n            \"Status\": \"running\",\n            \"Running\": true,\n      "
        "      \"Paused\": false,\n            \"Restarting\": false,\n            \"OOMKilled\": "
        "false,\n            \"Dead\": false,\n            \"Pid\": 0,\n            \"ExitCode\": "
        "0,\n            \"Error\": \"\",\n            \"StartedAt\": "
        "\"2023-03-07T11:39:51.465946492Z\",\n            \"FinishedAt\": "
        "\"2023-03-07T12:53:02.625390037Z\",\n            \"Health\": {\n                "
        "\"Status\": \"unhealthy\",\n                \"FailingStreak\": 1,\n                "
        "\"Log\": []\n            }\n        },\n        \"Image\": \"sha256:74f2\",\n        "
        "\"Name\": \"/api\",\n        \"RestartCount\": 0,\n        \"Config\": {\n            "
        "\"Hostname\": \"x\",\n            \"Env\": [\n                \"A=b\"\n            ]\n    "
        "    }\n    }\n]\n",
        " error log //api : L2 | container api is unhealthy\n");
}

static void test_error_text(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n    {\n        \"Id\": "
        "\"3aed467e4e35a894200eee34ff08f6ae91ed91853c04e9a6ae3137f510d36ecf\",\n        "
        "\"Created\": \"2023-03-07T11:39:51.171590362Z\",\n        \"Path\": \"/bin/sh\",\n        "
        "\"State\": {\n            \"Status\": \"exited\",\n            \"Running\": false,\n      "
        "      \"Paused\": false,\n            \"Restarting\": false,\n            \"OOMKilled\": "
        "false,\n            \"Dead\": false,\n            \"Pid\": 0,\n            \"ExitCode\": "
        "127,\n            \"Error\": \"exec: \\\"gunicorn\\\": executable file not found in "
        "$PATH\",\n            \"StartedAt\": \"2023-03-07T11:39:51.465946492Z\",\n            "
        "\"FinishedAt\": \"2023-03-07T12:53:02.625390037Z\"\n        },\n        \"Image\": "
        "\"sha256:74f2\",\n        \"RestartCount\": 0,\n        \"Config\": {\n            "
        "\"Hostname\": \"x\",\n            \"Env\": [\n                \"A=b\"\n            ]\n    "
        "    }\n    }\n]\n",
        "2023-03-07T12:53:02.625Z error log //3aed467e4e35 : L2 | 3aed467e4e35 exited with code "
        "127 / Error: exec: \"gunicorn\": executable file not found in $PATH\n");
}

static void test_created(void **state)
{
    (void)state;
    docs_fixture_expect(
        "[\n    {\n        \"Id\": "
        "\"3aed467e4e35a894200eee34ff08f6ae91ed91853c04e9a6ae3137f510d36ecf\",\n        "
        "\"Created\": \"2023-03-07T11:39:51.171590362Z\",\n        \"Path\": \"/bin/sh\",\n        "
        "\"State\": {\n            \"Status\": \"created\",\n            \"Running\": false,\n     "
        "       \"Paused\": false,\n            \"Restarting\": false,\n            \"OOMKilled\": "
        "false,\n            \"Dead\": false,\n            \"Pid\": 0,\n            \"ExitCode\": "
        "0,\n            \"Error\": \"\",\n            \"StartedAt\": "
        "\"2023-03-07T11:39:51.465946492Z\",\n            \"FinishedAt\": "
        "\"2023-03-07T12:53:02.625390037Z\"\n        },\n        \"Image\": \"sha256:74f2\",\n     "
        "   \"Name\": \"/api\",\n        \"RestartCount\": 0,\n        \"Config\": {\n            "
        "\"Hostname\": \"x\",\n            \"Env\": [\n                \"A=b\"\n            ]\n    "
        "    }\n    }\n]\n",
        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exited),
        cmocka_unit_test(test_running),
        cmocka_unit_test(test_error_text),
        cmocka_unit_test(test_created),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
