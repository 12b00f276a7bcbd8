#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/zone.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Local seconds of UTC's calendar: 2025-03-30, 10-26, 03-09, 11-02, 04-06, 10-05, at 00:00. */
#define MAR_30 1743292800
#define OCT_26 1761436800
#define MAR_9 1741478400
#define NOV_2 1762041600
#define APR_6 1743897600
#define OCT_5 1759622400
#define JAN_1_2008 1199145600
#define H 3600

/* Source of the offsets: IANA tz database 2025b. */
static const struct {
    const char *name;
    int64_t local_s;
    enum zone_known known;
    int32_t offset_s;
} rows[] = {
    { "UTC", 0, ZONE_KNOWN, 0 },
    { "CEST", 0, ZONE_KNOWN, 2 * H },
    { "ACST", 0, ZONE_KNOWN, 9 * H + 1800 },
    { "PST", 0, ZONE_KNOWN, -8 * H },
    { "CST", 0, ZONE_AMBIGUOUS, 0 },
    { "IST", 0, ZONE_AMBIGUOUS, 0 },
    { "GET", 0, ZONE_UNKNOWN, 0 },
    { "cest", 0, ZONE_UNKNOWN, 0 },
    { "INFO", 0, ZONE_UNKNOWN, 0 },
    { "", 0, ZONE_UNKNOWN, 0 },
    { "E", 0, ZONE_UNKNOWN, 0 },
    { "Europe/Berlin", MAR_30 + 2 * H - 1, ZONE_KNOWN, H },
    { "Europe/Berlin", MAR_30 + 3 * H, ZONE_KNOWN, 2 * H },
    { "Europe/Berlin", OCT_26 + 3 * H - 1, ZONE_KNOWN, 2 * H }, /* comes twice: the first */
    { "Europe/Berlin", OCT_26 + 3 * H, ZONE_KNOWN, H },
    { "Europe/London", MAR_30 + H - 1, ZONE_KNOWN, 0 },
    { "Europe/London", OCT_26 + 2 * H - 1, ZONE_KNOWN, H },
    { "America/New_York", MAR_9 + 2 * H - 1, ZONE_KNOWN, -5 * H },
    { "America/New_York", MAR_9 + 3 * H, ZONE_KNOWN, -4 * H },
    { "America/New_York", NOV_2 + 2 * H - 1, ZONE_KNOWN, -4 * H },
    { "America/New_York", NOV_2 + 2 * H, ZONE_KNOWN, -5 * H },
    { "Australia/Sydney", APR_6 + 3 * H - 1, ZONE_KNOWN, 11 * H },
    { "Australia/Sydney", APR_6 + 3 * H, ZONE_KNOWN, 10 * H },
    { "Australia/Sydney", OCT_5 + 3 * H, ZONE_KNOWN, 11 * H },
    { "Asia/Kolkata", OCT_5, ZONE_KNOWN, 5 * H + 1800 },
    { "America/Sao_Paulo", OCT_5, ZONE_KNOWN, -3 * H },
    { "America/Sao_Paulo", JAN_1_2008, ZONE_UNKNOWN, 0 }, /* had another rule */
    { "Europe/Berlin", JAN_1_2008 - 1, ZONE_UNKNOWN, 0 },
    { "Europe/Berlin", -1, ZONE_UNKNOWN, 0 },
    { "Europe/Berlin", INT64_MAX / 1000000, ZONE_UNKNOWN, 0 },
    { "Africa/Cairo", OCT_5, ZONE_UNKNOWN, 0 },
};

static void knows_offsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t got = 0;
        const enum zone_known known = zone_offset(slice_cstr(rows[i].name), rows[i].local_s, &got);
        if (known != rows[i].known || (known == ZONE_KNOWN && got != rows[i].offset_s))
            fail_msg("%s at %lld: %d, %d s", rows[i].name, (long long)rows[i].local_s, known, got);
    }
}

static void measures_names(void **state)
{
    (void)state;
    assert_int_equal(zone_name_length(SLICE("CEST [42]")), 4);
    assert_int_equal(zone_name_length(SLICE("America/Argentina/Buenos_Aires]")), 30);
    assert_int_equal(zone_name_length(SLICE("UTC:10")), 3);
    assert_int_equal(zone_name_length(SLICE("+03")), 0);
    assert_int_equal(zone_name_length(SLICE("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_offsets),
        cmocka_unit_test(measures_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
