#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame/level.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define HINT 1759329912000000LL /* 2025-10-01T14:45:12Z */

static const struct {
    const char *line;
    enum level level;
    const char *time; /* "" for none */
} rows[] = {
    { "ERROR:root:boom", LEVEL_ERROR, "" },
    { "2025-10-01 14:45:12,123 - app - ERROR - boom", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "[2025-10-01 14:45:12,123] ERROR in app: boom", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "INFO:     Started server process [1]", LEVEL_INFO, "" },
    { "[2025-10-01 14:45:12 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)", LEVEL_FATAL,
      "2025-10-01T14:45:12.000Z" },
    { "2025-10-01T14:45:12.123Z ERROR 1 --- [checkout-api] [           main] o.s.boot.X : failed",
      LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "2025-10-01 14:45:12.123  WARN 1 --- [           main] o.s.x", LEVEL_WARN,
      "2025-10-01T14:45:12.123Z" },
    { "14:45:12.123 [main] ERROR com.x.App - boom", LEVEL_ERROR, "" },
    { "2025-10-01 14:45:12,123 ERROR [main] com.x.App - boom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "[2025-10-01 14:45:12,123: ERROR/ForkPoolWorker-1] Task app.x raised unexpected", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "Oct 01, 2025 2:45:12 PM com.x.App start", LEVEL_NONE, "2025-10-01T14:45:12.000Z" },
    { "Oct 1, 2025 12:05:12 AM com.x.App start", LEVEL_NONE, "2025-10-01T00:05:12.000Z" },
    { "SEVERE: boom", LEVEL_ERROR, "" },
    { "E1001 14:45:12.123456       1 reflector.go:147] boom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: boom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "A, [2025-10-01T14:45:12.123456 #1]   ANY -- : boom", LEVEL_NONE,
      "2025-10-01T14:45:12.123Z" },
    { "2025/10/01 14:45:12 [error] 7#7: *1 connect() failed", LEVEL_ERROR,
      "2025-10-01T14:45:12.000Z" },
    { "10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] \"GET /error HTTP/1.1\" 502 157", LEVEL_NONE,
      "2025-10-01T14:45:12.000Z" },
    { "fail: Microsoft.AspNetCore.Server.Kestrel[13]", LEVEL_ERROR, "" },
    { "crit: Microsoft.X[13]", LEVEL_FATAL, "" },
    { "[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: \"NOTICE: PHP message: "
      "PHP Fatal error:  Uncaught Error\"",
      LEVEL_FATAL, "2025-10-01T14:45:12.000Z" },
    { "PHP Fatal error:  Uncaught Error: x", LEVEL_FATAL, "" },
    { "PHP Warning:  Undefined variable", LEVEL_WARN, "" },
    { "2025/10/01 14:45:12 boom", LEVEL_NONE, "2025-10-01T14:45:12.000Z" },
    { "time=\"2025-10-01T14:45:12Z\" level=error msg=\"x\"", LEVEL_ERROR,
      "2025-10-01T14:45:12.000Z" },
    { "2025-10-01 14:45:12.000+0000 [id=29]\tINFO\tcom.acme.Store#load: boom", LEVEL_INFO,
      "2025-10-01T14:45:12.000Z" },
    { "[level=warn] boom", LEVEL_WARN, "" },
    { "tags=[a b] level=info boom", LEVEL_INFO, "" },
    { "level=info ts=2025-10-01T14:45:12.787135537Z caller=main.go:133 msg=\"Error: none\"",
      LEVEL_INFO, "2025-10-01T14:45:12.787Z" },
    { "E251001 14:45:12.123456 1 cli/error.go:229  [n?] boom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "[E 2025-10-01 14:45:12.123 ServerApp] boom", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "[I 2025-10-01 14:45:12.123 ServerApp] boom", LEVEL_INFO, "2025-10-01T14:45:12.123Z" },
    { "2025/10/01 14:45:12 [...s/routers/install.go:66 GlobalInit()] [E] Fail to x", LEVEL_ERROR,
      "2025-10-01T14:45:12.000Z" },
    { "2025/10/01 14:45:12 ...s/setting/setting.go:688:NewContext() [F] x", LEVEL_FATAL,
      "2025-10-01T14:45:12.000Z" },
    { "2025-10-01 14:45:12.123456 C | etcdmain: boom", LEVEL_FATAL, "2025-10-01T14:45:12.123Z" },
    { "doveconf: Fatal: Error in configuration file", LEVEL_FATAL, "" },
    { "dovecot: auth: Error: net_connect_unix() failed", LEVEL_ERROR, "" },
    { "[1541341007] unbound[1:0] error: Could not open logfile", LEVEL_ERROR, "" },
    { "Caused by: java.io.IOException: boom", LEVEL_ERROR, "" },
    { "Option [E] is for experts", LEVEL_NONE, "" },
    { "npm ERR! code ELIFECYCLE", LEVEL_ERROR, "" },
    { "Backend Server | Error: Database migration not found", LEVEL_ERROR, "" },
    { "Backend Server   | INFO:     Uvicorn running", LEVEL_INFO, "" },
    { "My Frontend App | java.lang.IllegalStateException: boom", LEVEL_ERROR, "" },
    { "Failed Tests | Error", LEVEL_NONE, "" }, /* a heading */
    { "Step name | errors | warnings", LEVEL_NONE, "" },
    { "a b c d | Error: boom", LEVEL_NONE, "" }, /* a sentence */
    { "22 июля 2026 г., 18:32:33 ERROR orders: boom", LEVEL_ERROR, "" },
    { "22 июл. 2026 18:32:32,767  INFO StartLogger - boom", LEVEL_INFO, "" },
    { "npm error code ENOENT", LEVEL_ERROR, "" },
    { "npm warn deprecated x", LEVEL_WARN, "" },
    { "2025-10-01 14:45:12.123 UTC [42] FATAL:  x", LEVEL_FATAL, "2025-10-01T14:45:12.123Z" },
    { "2025-10-01 14:45:12.123 UTC [42] LOG:  checkpoint starting", LEVEL_INFO,
      "2025-10-01T14:45:12.123Z" },
    { "2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:FATAL:  remaining", LEVEL_FATAL,
      "2025-10-01T14:45:12.000Z" },
    { "[ERROR]\t2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tboom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tERROR\tboom", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "ERROR 2025-10-01 14:45:12 boom", LEVEL_ERROR, "2025-10-01T14:45:12.000Z" },
    { "WARN[0000] the attribute `version` is obsolete", LEVEL_WARN, "" },
    { "error: Environment variable not found: DATABASE_URL.", LEVEL_ERROR, "" },
    { "Error response from daemon: pull access denied", LEVEL_ERROR, "" },
    { "panic: runtime error", LEVEL_FATAL, "" },
    { "fatal error: all goroutines are asleep", LEVEL_FATAL, "" },
    { "Traceback (most recent call last):", LEVEL_ERROR, "" },
    { "Unhandled exception. System.X: boom", LEVEL_FATAL, "" },
    { "KeyError: 'DB'", LEVEL_ERROR, "" },
    { "java.lang.IllegalStateException: boom", LEVEL_ERROR, "" },
    { "Oct  1 14:45:12 host app[1]: x", LEVEL_NONE, "2025-10-01T14:45:12.000Z" },
    /* a sign instead of a word, and what consoles make of it */
    { "[bot] \xe2\x9a\xa0\xef\xb8\x8f  Redis unavailable", LEVEL_WARN, "" },
    { "\xe2\x9a\xa0 ERROR in app", LEVEL_ERROR, "" },
    { "\xc3\x94\xc3\x9c\xc3\xa1\xc2\xb4\xc2\xa9\xc3\x85 Redis unavailable", LEVEL_WARN, "" },
    { "\xc3\x94\xc3\x9c x", LEVEL_NONE, "" },
    { "[14:45:12 INF] started", LEVEL_INFO, "" },
    { "2025-10-01 14:45:12.123 +00:00 [FTL] down", LEVEL_FATAL, "2025-10-01T14:45:12.123Z" },
    { "[2025-10-01T14:45:12.123456+00:00] app.ERROR: boom [] []", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "1:M 01 Oct 2025 14:45:12.123 # Fatal error loading the DB", LEVEL_WARN,
      "2025-10-01T14:45:12.123Z" },
    { "21:C 01 Oct 2025 14:45:12.123 * DB saved on disk", LEVEL_INFO, "2025-10-01T14:45:12.123Z" },
    { "error\tx/y.go:1\tboom", LEVEL_ERROR, "" },
    { "info\tstarted", LEVEL_INFO, "" },
    { "unexpected fault address 0x7f0000", LEVEL_FATAL, "" },
    { "SIGSEGV: segmentation violation", LEVEL_FATAL, "" },
    { "thread 'main' panicked at src/main.rs:1:1:", LEVEL_FATAL, "" },
    { "/app/x.rb:1:in `m': boom (RuntimeError)", LEVEL_ERROR, "" },
    { "  + Exception Group Traceback (most recent call last):", LEVEL_ERROR, "" },
    /* JSON behind text, and JSON that is cut off */
    { "2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tINFO\t{\"level\":\"error\"}",
      LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"level\": \"error\",\"msg\":\"cut", LEVEL_ERROR, "" },
    { "INFO sent {\"level\":\"error\"}", LEVEL_INFO, "" },
    { "answer {\"severity\":\"WARNING\"} came", LEVEL_WARN, "" },
    { "{\"level\":\"error\"}", LEVEL_NONE, "" }, /* structured.c reads it */
    { "{\"level\":", LEVEL_NONE, "" },
    { "{\"level\":\"", LEVEL_NONE, "" },
    { "{\"level\":\"error", LEVEL_NONE, "" }, /* no alarm: its end may be that of another word */
    /* no level position, no time of the event */
    { "1:M and more things that are not of Redis", LEVEL_NONE, "" },
    { "see x.rb:1 for more (of it)", LEVEL_NONE, "" },
    { "0 errors, 0 warnings", LEVEL_NONE, "" },
    { "GET /error 200", LEVEL_NONE, "" },
    { "error_log off;", LEVEL_NONE, "" },
    { "Log in at the console", LEVEL_NONE, "" },
    { "finished with no error", LEVEL_NONE, "" },
    { "certificate expired at 2024-01-01 00:00:00", LEVEL_NONE, "" },
    { "1970-01-01T00:00:00Z boom", LEVEL_NONE, "1970-01-01T00:00:00.000Z" },
    { "", LEVEL_NONE, "" },
    { "[", LEVEL_NONE, "" },
    { "level=", LEVEL_NONE, "" },
    { "time=\"", LEVEL_NONE, "" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct level_facts facts;
        level_scan(slice_cstr(rows[i].line), 0, HINT, &facts);
        char time[TIMESTAMP_TEXT_BYTES];
        timestamp_format(facts.time_us, time);
        if (facts.level != rows[i].level || strcmp(time, rows[i].time) != 0)
            fail_msg("%s: got level \"%s\", time \"%s\"", rows[i].line, level_name(facts.level),
                     time);
    }
}

/* Every prefix of every row: nothing is read past the end. */
static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = strlen(rows[i].line);
        for (size_t n = 0; n <= len; n++) {
            char *copy = test_malloc(n ? n : 1);
            memcpy(copy, rows[i].line, n);
            struct level_facts facts;
            level_scan(slice_make(copy, n), 3600, TIMESTAMP_NONE, &facts);
            assert_true(facts.level <= LEVEL_FATAL);
            test_free(copy);
        }
    }
}

static void test_log_line(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool is;
    } table[] = {
        { "INFO: x", true },     { "2025-10-01 14:45:12 x", true },
        { "[error] x", true },   { "Error connecting to x", false },
        { "plain text", false }, { "Description:", false },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct level_facts facts;
        level_scan(slice_cstr(table[i].line), 0, HINT, &facts);
        if (facts.is_log_line != table[i].is)
            fail_msg("%s", table[i].line);
    }
    assert_int_equal(level_of_severity(3), LEVEL_ERROR);
    assert_int_equal(level_of_severity(8), LEVEL_NONE);
    assert_int_equal(level_word(SLICE(" WARN")), LEVEL_WARN);
    assert_int_equal(level_word(SLICE("errors")), LEVEL_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_log_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
