/* Which lines stand alone, by how they start: each start that ties a line, and what looks like it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "frame/trace.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const tied[] = {
    "\"}",
    "\"]",
    "\")",
    "\",",
    "\";",
    "(Background on this error",
    "(most recent call last)",
    "+ Exception Group",
    "--- End of",
    "---> System.Exception",
    "- /app/a.js",
    "- C:\\app",
    "... 2 more",
    "APPLICATION FAILED TO START",
    "Caused by: x",
    "CONTEXT:  x",
    "During handling of",
    "DETAIL:  x",
    "Emitted 'error' event",
    "E   assert x",
    "File \"/app/a.py\"",
    "HINT:  x",
    "LINE 1: x",
    "Node.js v20.1.0",
    "PHP Fatal error",
    "PC=0x1",
    "Require stack:",
    "Suppressed: x",
    "Stack trace:",
    "STATEMENT:  x",
    "SIGSEGV: x",
    "Traceback (most recent",
    "The above exception",
    "Wrapped by: x",
    "[cause]: x",
    "[errors]: x",
    "[SQL: select 1]",
    "[parameters: x]",
    "[signal SIGBUS]",
    "[originating from x]",
    "[stacktrace]",
    "[previous exception]",
    "at f (a.js:1:2)",
    "caused by: x",
    "created by main.f",
    "exit status 2",
    "from /app/a.rb:1",
    "fatal error: x",
    "goroutine 1 [running]:",
    "nested exception",
    "note: x",
    "panic: x",
    "runtime stack:",
    "signal arrived during",
    "stack backtrace:",
    "thrown in /app/a.php",
    "thread 'main' panicked",
    "unexpected fault address",
    "\xC2\xA0 x",
    "\xE2\x86\x92 10 x",
    " x",
    "\tx",
    "# x",
    "}",
    "]",
    ")",
    ", x",
    ";",
    "^",
    "~~~",
    "*** x",
};

static const char *const alone[] = {
    "Completed 3 of 4",
    "DEBUG x",
    "Caching x",
    "INFO: request 12 took 8 ms",
    "the above",
    "[info] x",
    "Starting x",
    "panel",
    "The",
    "a",
    "gone",
    "nestled in",
    "2025-10-01 14:40 x",
    "(x) found",
    "x: Exceptional",
    "level=info msg=x",
};

/* A name of an exception, of every length around sixteen bytes, alone and before a message. */
static const char *const exceptions[] = {
    "a.b.Exception",      "a.bc.Exception",      "a.bcd.Exception",
    "a.bcde.Exception",   "java.lang.Exception", "java.io.IOException: closed",
    "a.Error: x y z a b", "a.Throwable: x y z",  "a.Exception: x y z",
};

static void check(const char *text, bool want)
{
    if (trace_stands_alone(slice_cstr(text)) != want)
        fail_msg("'%s': want %d", text, want);
}

static void test_starts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(tied); i++)
        check(tied[i], false);
    for (size_t i = 0; i < COUNT(alone); i++)
        check(alone[i], true);
    for (size_t i = 0; i < COUNT(exceptions); i++)
        check(exceptions[i], false);
    check("a.Problem: x y z a b c", true);
    assert_false(trace_stands_alone(slice_empty()));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_starts) };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
