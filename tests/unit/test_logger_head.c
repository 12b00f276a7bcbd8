#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame/logger_head.h"

#define HINT 1759329912000000 /* 2025-10-01T14:45:12Z */

static const struct {
    const char *line;
    size_t klog, ruby; /* length of the head */
    enum level level;
    const char *time;
} rows[] = {
    { "E1001 14:45:12.123456       1 a.go:147] boom", 40, 0, LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "W20240229 14:45:12.123456 7 a.cc:1] x", 36, 0, LEVEL_WARN, "2024-02-29T14:45:12.123Z" },
    { "F1001 14:45:12.123456", 21, 0, LEVEL_FATAL, "2025-10-01T14:45:12.123Z" },
    { "E1001 14:45:12     1 raft_server.go:252] boom", 41, 0, LEVEL_ERROR,
      "2025-10-01T14:45:12.000Z" },
    { "E1001 14:45:12 and more than twenty bytes", 0, 0, LEVEL_NONE, "" },
    { "I1001 14:45:12.123", 0, 0, LEVEL_NONE, "" },
    { "I1301 14:45:12.123456 1 a.go:1] x", 0, 0, LEVEL_NONE, "" },
    { "I0230 25:45:12.123456 1 a.go:1] x", 0, 0, LEVEL_NONE, "" },
    { "X1001 14:45:12.123456 1 a.go:1] x", 0, 0, LEVEL_NONE, "" },
    { "I10011 14:45:12.123456 1 a.go:1] x", 0, 0, LEVEL_NONE, "" },
    { "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: boom", 0, 49, LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "A, [2025-10-01T14:45:12.123456 #1]   ANY -- : x", 0, 46, LEVEL_NONE,
      "2025-10-01T14:45:12.123Z" },
    { "I, [2025-10-01T14:45:12.123456 #1]  INFO -- :", 0, 45, LEVEL_INFO,
      "2025-10-01T14:45:12.123Z" },
    { "I, [2025-10-01T14:45:12.123456 #1]  INFO", 0, 0, LEVEL_NONE, "" },
    { "E, [time] ERROR -- : x", 0, 0, LEVEL_NONE, "" },
    { "", 0, 0, LEVEL_NONE, "" },
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_rows(void **state)
{
    (void)state;
    const struct timestamp_context ctx = { .hint_us = HINT };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct level_facts facts = { .time_us = TIMESTAMP_NONE };
        const struct slice line = slice_cstr(rows[i].line);
        const size_t klog = logger_head_klog(line, &ctx, &facts);
        const size_t ruby = logger_head_ruby(line, &ctx, &facts);
        char time[TIMESTAMP_TEXT_BYTES];
        timestamp_format(facts.time_us, time);
        if (klog != rows[i].klog || ruby != rows[i].ruby || facts.level != rows[i].level
            || strcmp(time, rows[i].time) != 0)
            fail_msg("%s: klog %zu, ruby %zu, level %s, time %s", rows[i].line, klog, ruby,
                     level_name(facts.level), time);
        assert_true(facts.is_log_line == (klog + ruby > 0));
    }
}

/* Every prefix, in a block of its exact size: nothing is read past the end. */
static void test_prefixes(void **state)
{
    (void)state;
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t n = 0; n <= strlen(rows[i].line); n++) {
            char *copy = test_malloc(n ? n : 1);
            memcpy(copy, rows[i].line, n);
            struct level_facts facts;
            assert_true(logger_head_klog(slice_make(copy, n), &ctx, &facts) <= n);
            assert_true(logger_head_ruby(slice_make(copy, n), &ctx, &facts) <= n);
            test_free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
