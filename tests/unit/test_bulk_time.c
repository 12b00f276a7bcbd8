#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "frame/bulk_time.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int64_t parse(struct slice s, size_t len, int32_t zone_s)
{
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    struct timestamp t;
    return timestamp_parse(slice_sub(s, 0, len), &ctx, &t) == len ? t.us : TIMESTAMP_NONE;
}

/* Whatever is read is what timestamp_parse reads; times of the learned form are read. */
static void reads_as_timestamp_parse(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "2025-10-01T14:41:02.120000+00:00", "2025-10-01T14:41:02+00:00",
        "2025-10-01T14:41:02.120Z",         "2025-10-01 14:41:02,985",
        "2025-10-01T14:41:02.123456789Z",   "2025-10-01T14:41:02",
        "2025-10-01T14:41:02.5-08:00",
    };
    static const char *const changes[] = { "2", "59", "00", "60", "9", ":", "T", "x", " ", "\xff" };
    for (size_t f = 0; f < COUNT(forms); f++) {
        const size_t len = strlen(forms[f]);
        struct bulk_time t;
        assert_true(bulk_time_learn(&t, slice_cstr(forms[f]), len, 3600));
        int64_t us;
        assert_true(bulk_time_read(&t, slice_cstr(forms[f]), &us));
        assert_int_equal(us, parse(slice_cstr(forms[f]), len, 3600));
        size_t read = 0;
        for (size_t at = 0; at < len; at++)
            for (size_t c = 0; c < COUNT(changes); c++) {
                char text[BULK_TIME_MAX + 8];
                snprintf(text, sizeof text, "%s", forms[f]);
                memcpy(text + at, changes[c], strlen(changes[c]));
                const struct slice s = slice_make(text, len);
                if (!bulk_time_read(&t, s, &us))
                    continue;
                read++;
                if (us != parse(s, len, 3600))
                    fail_msg("'%.*s' is not %lld", SLICE_ARG(s), (long long)us);
            }
        assert_true(read > 30);
        assert_false(bulk_time_read(&t, slice_make(forms[f], len - 1), &us));
    }
}

static void other_forms_are_not_learned(void **state)
{
    (void)state;
    static const char *const others[] = { "Oct  1 14:41:02", "2025/10/01 14:41:02",
                                          "20251001T144102Z", "1759329662120" };
    struct bulk_time t;
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(bulk_time_learn(&t, slice_cstr(others[i]), strlen(others[i]), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_as_timestamp_parse),
        cmocka_unit_test(other_forms_are_not_learned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
