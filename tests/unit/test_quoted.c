/* Lines of plans and diffs, and what only looks like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/quoted.h"

static void test_plans(void **state)
{
    (void)state;
    assert_true(quoted_is(SLICE("      ~ status_reason = \"Error: x\" -> (known after apply)")));
    assert_true(quoted_is(SLICE("      - last_error    = \"connect ECONNREFUSED\" -> null")));
    assert_true(quoted_is(SLICE("  + message = \"no such host\"")));
    assert_true(quoted_is(SLICE("    ~ statusReason: \"Error: x\" => \"\"")));
    assert_false(quoted_is(SLICE("    id = \"a\"")));
    assert_false(quoted_is(SLICE("  - name: api")));
}

static void test_diffs(void **state)
{
    (void)state;
    assert_true(quoted_is(SLICE("-    raise TimeoutError(\"timed out\")")));
    assert_true(quoted_is(SLICE("+\treturn err // connection refused")));
    assert_true(quoted_is(SLICE("-ModuleNotFoundError: No module named 'celery'")));
    assert_true(quoted_is(SLICE("+# connection refused")));
    assert_false(quoted_is(SLICE("+ npm ci")));
    assert_false(quoted_is(SLICE("++ docker build .")));
    assert_false(quoted_is(SLICE("- Error: connect ECONNREFUSED 127.0.0.1:5432")));
    assert_false(quoted_is(SLICE("--- FAIL: TestStore (0.01s)")));
    assert_false(quoted_is(SLICE("-DENIED Redis is running in protected mode")));
    assert_false(quoted_is(SLICE("-bash: npm: command not found")));
    assert_false(quoted_is(SLICE("   -  one of a list")));
}

static void test_passed(void **state)
{
    (void)state;
    assert_true(quoted_is(SLICE("     ✓ applies styling for RateLimitError 2ms")));
    assert_true(quoted_is(SLICE("√ says ECONNREFUSED (3 ms)")));
    assert_true(quoted_is(SLICE("--- PASS: TestConnectionRefused (0.01s)")));
    assert_true(quoted_is(SLICE("test store::connection_refused ... ok")));
    assert_true(quoted_is(SLICE("tests/test_db.py::test_timed_out PASSED")));
    assert_true(quoted_is(SLICE("tests/test_db.py::test_timed_out PASSED          [ 40%]")));
    assert_false(quoted_is(SLICE("tests/test_db.py::test_timed_out FAILED          [ 40%]")));
    assert_false(quoted_is(SLICE("  ✗ says ECONNREFUSED")));
    assert_false(quoted_is(SLICE("disk is full [100%]")));
    assert_false(quoted_is(SLICE("test store::connection_refused ... FAILED")));
}

static void test_short_lines(void **state)
{
    (void)state;
    assert_false(quoted_is(SLICE("")));
    assert_false(quoted_is(SLICE("-")));
    assert_false(quoted_is(SLICE("- ")));
    assert_false(quoted_is(SLICE("~ a")));
    assert_false(quoted_is(SLICE("- a =")));
}

static void test_echoes(void **state)
{
    (void)state;
    assert_true(quoted_by_echo(SLICE("until nc -z db 5432; do echo ")));
    assert_true(quoted_by_echo(SLICE("test -n \"$DB_HOST\" || echo \"DB_HOST ")));
    assert_true(quoted_by_echo(SLICE("+ echo 'Failed: ")));
    assert_true(quoted_by_echo(SLICE("if ! pg_isready; then echo no; else echo ")));
    assert_false(quoted_by_echo(SLICE("the echo request: ")));
    assert_false(quoted_by_echo(SLICE("echo: ")));
    assert_false(quoted_by_echo(SLICE("")));
}

static void test_echoes_that_are_over(void **state)
{
    (void)state;
    assert_false(quoted_by_echo(SLICE("a && echo \"no file\" && exit 1; fi")));
    assert_false(quoted_by_echo(SLICE("(echo one; echo two) ")));
    assert_false(
        quoted_by_echo(SLICE("process \"/bin/sh -c cd /app && echo \\\"a; b\\\" && npm ci")));
    assert_false(quoted_by_echo(SLICE("process \"/bin/sh -c cd /app && echo done\" did ")));
    assert_false(quoted_by_echo(SLICE("command '/bin/sh -c cd /app && echo done' returned ")));
    assert_true(quoted_by_echo(SLICE("a && echo \"one; two && ")));
    assert_true(quoted_by_echo(SLICE("a; echo 'one; two' and ")));
    assert_true(quoted_by_echo(SLICE("\"sh -c cd /app && echo \\\"one; ")));
    assert_true(quoted_by_echo(SLICE("a && echo one && echo two ")));
    assert_true(quoted_by_echo(SLICE("a && echo one\\")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),  cmocka_unit_test(test_diffs),
        cmocka_unit_test(test_passed), cmocka_unit_test(test_short_lines),
        cmocka_unit_test(test_echoes), cmocka_unit_test(test_echoes_that_are_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
