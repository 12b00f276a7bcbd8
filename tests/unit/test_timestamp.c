#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/timestamp.h"

#define S TIMESTAMP_US_PER_S
#define OCT_1 1759329662LL /* 2025-10-01 14:41:02 UTC */
#define HINT (OCT_1 * S)

static const struct timestamp_context utc = { .zone_s = 0, .hint_us = HINT };

struct shape {
    const char *text; /* what is taken, without `rest` */
    const char *rest;
    int64_t us;
    bool has_zone, has_year;
    uint8_t fraction;
    char sep;
};

static const struct shape shapes[] = {
    /* ISO 8601 */
    { "2025-10-01T14:41:02", "", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01t14:41:02", "", OCT_1 *S, false, true, 0, 't' },
    { "2025-10-01 14:41:02", " INFO", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01T14:41:02Z", "", OCT_1 *S, true, true, 0, 'T' },
    { "2025-10-01T14:41:02.120Z", " x", OCT_1 *S + 120000, true, true, 3, 'T' },
    { "2025-10-01 14:41:02,120", " x", OCT_1 *S + 120000, false, true, 3, ' ' },
    { "2025-10-01T14:41:02.1", "", OCT_1 *S + 100000, false, true, 1, 'T' },
    { "2025-10-01T14:41:02.123456", "", OCT_1 *S + 123456, false, true, 6, 'T' },
    { "2025-10-01T14:41:02.123456789Z", "", OCT_1 *S + 123456, true, true, 9, 'T' },
    { "2025-10-01T14:41:02", ".", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01T14:41:02", ",x", OCT_1 *S, false, true, 0, 'T' },
    /* Zones */
    { "2025-10-01T14:41:02+02:00", "", (OCT_1 - 7200) * S, true, true, 0, 'T' },
    { "2025-10-01T14:41:02-0730", "]", (OCT_1 + 27000) * S, true, true, 0, 'T' },
    { "2025-10-01T14:41:02+02", " x", (OCT_1 - 7200) * S, true, true, 0, 'T' },
    { "2025-10-01T14:41:02.5+05:45", "", (OCT_1 - 20700) * S + 500000, true, true, 1, 'T' },
    { "2025-10-01 14:41:02 +0000", " x", OCT_1 *S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02 UTC", " [1]", OCT_1 *S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02.120 +02:00", "", (OCT_1 - 7200) * S + 120000, true, true, 3, ' ' },
    { "2025-10-01 14:41:02", " -12 degrees", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01 14:41:02", " - INFO", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01 14:41:02", " Z", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01T14:41:02", "+15:00", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01T14:41:02", "+021", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01T14:41:02", "+02:61", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01T14:41:02", "+02000", OCT_1 *S, false, true, 0, 'T' },
    { "2025-10-01T14:41:02", "+2", OCT_1 *S, false, true, 0, 'T' },
    /* Other orders */
    { "2025/10/01 14:41:02", " [error]", OCT_1 *S, false, true, 0, ' ' },
    { "01/Oct/2025:14:41:02 +0000", "]", OCT_1 *S, true, true, 0, ':' },
    { "01/Oct/2025:14:41:02 -0500", "]", (OCT_1 + 18000) * S, true, true, 0, ':' },
    { "01-Oct-2025 14:41:02", "", OCT_1 *S, false, true, 0, ' ' },
    { "01-oct-2025 14:41:02.120", "", OCT_1 *S + 120000, false, true, 3, ' ' },
    { "Oct 01 14:41:02", " host", OCT_1 *S, false, false, 0, ' ' },
    { "Oct  1 14:41:02", " host", OCT_1 *S, false, false, 0, ' ' },
    { "Oct 1 14:41:02", " host", OCT_1 *S, false, false, 0, ' ' },
    { "Oct 01, 2025 2:41:02 PM", " com.x.App", OCT_1 *S, false, true, 0, ' ' },
    { "Oct 1, 2025 02:41:02 PM", "", OCT_1 *S, false, true, 0, ' ' },
    { "Oct 1, 2025 2:41:02\xE2\x80\xAFPM", "", OCT_1 *S, false, true, 0, ' ' },
    { "Oct 1 02:41:02 PM", "  ==>", OCT_1 *S, false, false, 0, ' ' },
    { "Oct 1 14:41:02", " PMX", OCT_1 *S, false, false, 0, ' ' },
    { "Oct 1 14:41:02", " PM", OCT_1 *S, false, false, 0, ' ' }, /* no hour of twelve */
    { "2025-10-01 12:00:00 AM", "", (OCT_1 - 52862) * S, false, true, 0, ' ' },
    { "2025-10-01 12:41:02.5 PM", "", (OCT_1 - 7200) * S + 500000, false, true, 1, ' ' },
    { "Wed Oct 01 14:41:02 2025", "] [error]", OCT_1 *S, false, true, 0, ' ' },
    { "Wed Oct  1 14:41:02.120000 2025", "]", OCT_1 *S + 120000, false, true, 6, ' ' },
    { "Wed Oct  1 14:41:02 UTC 2025", "", OCT_1 *S, true, true, 0, ' ' },
    { "Wed Oct  1 14:41:02", " 20255", OCT_1 *S, false, false, 0, ' ' },
    /* Names of zones */
    { "2025-10-01 14:41:02 CEST", " [42]", (OCT_1 - 7200) * S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02.120 EST", ":x", (OCT_1 + 18000) * S + 120000, true, true, 3, ' ' },
    { "2025-10-01 14:41:02 Europe/Berlin", "]", (OCT_1 - 7200) * S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02 GMT+02:00", " x", (OCT_1 - 7200) * S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02 UTC", ":", OCT_1 *S, true, true, 0, ' ' },
    { "Wed Oct  1 14:41:02 CEST 2025", " x", (OCT_1 - 7200) * S, true, true, 0, ' ' },
    { "2025-10-01 14:41:02", " CESTA", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01 14:41:02", " GET /", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01 14:41:02", " est", OCT_1 *S, false, true, 0, ' ' },
    { "2025-10-01 14:41:02 IST", " [42]", OCT_1 *S, false, true, 0, ' ' }, /* of several zones */
    /* Calendar */
    { "1970-01-01T00:00:00Z", "", 0, true, true, 0, 'T' },
    { "1969-12-31T23:59:59Z", "", -S, true, true, 0, 'T' },
    { "2024-02-29T00:00:00Z", "", 1709164800 * (int64_t)S, true, true, 0, 'T' },
    { "2000-02-29T00:00:00Z", "", 951782400 * (int64_t)S, true, true, 0, 'T' },
    { "2023-12-31T23:59:59Z", "", 1704067199 * (int64_t)S, true, true, 0, 'T' },
    { "2016-12-31T23:59:60Z", "", 1483228800 * (int64_t)S, true, true, 0, 'T' }, /* leap second */
    { "9999-12-31T23:59:59Z", "", 253402300799 * S, true, true, 0, 'T' },
};

static void reads_every_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *t = &shapes[i];
        char text[100];
        int n = snprintf(text, sizeof text, "%s%s", t->text, t->rest);
        struct timestamp got;
        size_t taken = timestamp_parse(slice_make(text, (size_t)n), &utc, &got);
        if (taken != strlen(t->text) || got.us != t->us)
            fail_msg("'%s': took %zu bytes, %lld us; want %zu, %lld", text, taken,
                     (long long)got.us, strlen(t->text), (long long)t->us);
        assert_int_equal(got.has_zone, t->has_zone);
        assert_int_equal(got.has_year, t->has_year);
        assert_true(got.has_date);
        assert_int_equal(got.fraction, t->fraction);
        assert_int_equal(got.date_time_sep, t->sep);
    }
}

static void refuses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "x",
        " 2025-10-01T14:41:02",
        "2025-10-01",
        "2025-10-01T",
        "2025-10-01T14:41",
        "2025-10-01T14:41:",
        "2025-10-01T14:41:0",
        "2025-10-01_14:41:02",
        "2025-10/01T14:41:02",
        "2025-1-01T14:41:02",
        "25-10-01T14:41:02",
        "2025-10-01T4:41:02",
        "2025-10-01T14-41-02",
        "2025-00-01T14:41:02",
        "2025-13-01T14:41:02",
        "2025-10-00T14:41:02",
        "2025-10-32T14:41:02",
        "2025-10-01T24:00:00",
        "2025-10-01T14:60:02",
        "2025-10-01T14:41:61",
        "2025-02-29T14:41:02",
        "2025-02-30T14:41:02",
        "2024-02-30T14:41:02",
        "1900-02-29T14:41:02",
        "2025-04-31T14:41:02",
        "2025-06-31T14:41:02",
        "2025-09-31T14:41:02",
        "2025-11-31T14:41:02",
        "01/Okt/2025:14:41:02",
        "01/10/2025:14:41:02",
        "01/Oct-2025:14:41:02",
        "01/Oct/25:14:41:02",
        "01/Oct/2025T14:41:02",
        "31-Apr-2025 14:41:02",
        "Oct 32 14:41:02",
        "Oct 0 14:41:02",
        "Feb 30 14:41:02",
        "Oct  14:41:02",
        "October 1 14:41:02",
        "Oct 1, 14:41:02",
        "Oct",
        "Oct ",
        "Oct 1",
        "Oct 01",
        "Oct  ",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct timestamp got;
        if (timestamp_parse(slice_cstr(texts[i]), &utc, &got) != 0)
            fail_msg("'%s' was taken", texts[i]);
    }
}

/* Every prefix of every shape, each in a block of its own size, so that a sanitizer sees a byte
 * too far; what is taken is never more than there is. */
static void reads_no_further_than_the_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (size_t n = 0; n <= strlen(shapes[i].text); n++) {
            char *exact = alloc_bytes(n);
            memcpy(exact, shapes[i].text, n);
            struct slice s = slice_make(exact, n);
            struct timestamp got;
            int64_t us;
            int32_t zone;
            assert_true(timestamp_parse(s, &utc, &got) <= n);
            (void)timestamp_parse_any(s, &utc, &us);
            (void)timestamp_parse_zone(s, &zone);
            (void)timestamp_parse_duration(s, &us);
            alloc_free(exact);
        }
}

static void uses_the_zone_of_the_context(void **state)
{
    (void)state;
    const struct timestamp_context east = { .zone_s = 7200, .hint_us = HINT };
    struct timestamp got;
    assert_int_not_equal(timestamp_parse(SLICE("2025-10-01 14:41:02"), &east, &got), 0);
    assert_int_equal(got.us, (OCT_1 - 7200) * S);
    assert_false(got.has_zone);
    assert_int_not_equal(timestamp_parse(SLICE("2025-10-01 14:41:02Z"), &east, &got), 0);
    assert_int_equal(got.us, OCT_1 * S);
}

static void guesses_the_year(void **state)
{
    (void)state;
    static const struct {
        const char *hint, *text, *want;
    } cases[] = {
        { "2025-01-01T00:10:00Z", "Dec 31 23:59:00", "2024-12-31T23:59:00.000Z" },
        { "2024-12-31T23:59:00Z", "Jan  1 00:10:00", "2025-01-01T00:10:00.000Z" },
        { "2025-06-30T00:00:00Z", "Jan  1 00:00:00", "2025-01-01T00:00:00.000Z" },
        { "2025-06-30T00:00:00Z", "Dec 31 00:00:00", "2024-12-31T00:00:00.000Z" },
        { "2025-10-01T00:00:00Z", "Oct  1 00:00:00", "2025-10-01T00:00:00.000Z" },
        { "2024-03-01T00:00:00Z", "Feb 29 12:00:00", "2024-02-29T12:00:00.000Z" },
        { "2025-03-01T00:00:00Z", "Feb 29 12:00:00", "2024-02-29T12:00:00.000Z" },
        { "2027-03-01T00:00:00Z", "Feb 29 12:00:00", "2028-02-29T12:00:00.000Z" },
        { "2100-04-01T00:00:00Z", "Feb 29 12:00:00", "2104-02-29T12:00:00.000Z" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timestamp_context ctx = { 0 };
        struct timestamp got;
        assert_true(timestamp_parse_any(slice_cstr(cases[i].hint), &utc, &ctx.hint_us));
        assert_int_not_equal(timestamp_parse(slice_cstr(cases[i].text), &ctx, &got), 0);
        char text[TIMESTAMP_TEXT_BYTES];
        timestamp_format(got.us, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void without_a_hint_the_time_is_none(void **state)
{
    (void)state;
    static const int64_t hints[] = { TIMESTAMP_NONE,     INT64_MIN + 1, INT64_MAX, -1, 0,
                                     TIMESTAMP_LATEST_US };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        const struct timestamp_context ctx = { .hint_us = hints[i] };
        struct timestamp got;
        assert_int_equal(timestamp_parse(SLICE("Oct  1 14:41:02 x"), &ctx, &got), 15);
        assert_true(got.us == TIMESTAMP_NONE);
        assert_false(got.has_year);
        int64_t us = 5;
        assert_false(timestamp_parse_any(SLICE("Oct  1 14:41:02"), &ctx, &us));
        assert_int_equal(us, 5);
    }
}

static void reads_epoch_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t us;
    } cases[] = {
        { "1759329662", true, OCT_1 * S },
        { "1759329662.12", true, OCT_1 * S + 120000 },
        { "1759329662.123456789", true, OCT_1 * S + 123456 },
        { "1759329662120", true, OCT_1 * S + 120000 },
        { "1759329662120.5", true, OCT_1 * S + 120500 },
        { "1759329662120.12345", true, OCT_1 * S + 120123 },
        { "1759329662123456", true, OCT_1 * S + 123456 },
        { "1759329662123456.9", true, OCT_1 * S + 123456 },
        { "1759329662123456789", true, OCT_1 * S + 123456 },
        { "9999999999", true, 9999999999 * S },
        { "9999999999999999999", true, 9999999999999999 },
        { "0000000000", true, 0 },
        { "1759329662.", false, 0 },
        { "1759329662.x", false, 0 },
        { "1759329662.1.2", false, 0 },
        { "-1759329662", false, 0 },
        { " 1759329662", false, 0 },
        { "1.759329662e9", false, 0 },
        { "175932966", false, 0 },
        { "17593296620", false, 0 },
        { "17593296621234567890", false, 0 },
        { "99999999999999999999999", false, 0 },
        { ".5", false, 0 },
        { "", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us = 0;
        bool ok = timestamp_parse_epoch(slice_cstr(cases[i].text), &us);
        if (ok != cases[i].ok || (ok && us != cases[i].us))
            fail_msg("'%s': got %d, %lld", cases[i].text, ok, (long long)us);
    }
}

static void reads_any_shape(void **state)
{
    (void)state;
    static const char *const texts[] = { "1759329662", "1759329662000", "2025-10-01T14:41:02Z",
                                         "2025-10-01 16:41:02+02:00", "Oct  1 14:41:02" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t us = 0;
        assert_true(timestamp_parse_any(slice_cstr(texts[i]), &utc, &us));
        assert_int_equal(us, OCT_1 * S);
    }
    int64_t us;
    assert_false(timestamp_parse_any(SLICE("yesterday"), &utc, &us));
    assert_false(timestamp_parse_any(slice_empty(), &utc, &us));
}

static void formats(void **state)
{
    (void)state;
    static const struct {
        int64_t us;
        const char *want;
    } cases[] = {
        { OCT_1 * S + 120999, "2025-10-01T14:41:02.120Z" },
        { 0, "1970-01-01T00:00:00.000Z" },
        { -1, "1969-12-31T23:59:59.999Z" },
        { TIMESTAMP_EARLIEST_US, "1990-01-01T00:00:00.000Z" },
        { TIMESTAMP_LATEST_US - 1, "9000-12-31T23:59:59.999Z" },
        { TIMESTAMP_NONE, "" },
        { INT64_MAX, "294247-01-10T04:00:54.775Z" },
        { INT64_MIN + 1, "-290308-12-21T19:59:05.224Z" },
    };
    char text[TIMESTAMP_TEXT_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        timestamp_format(cases[i].us, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void formats_clocks(void **state)
{
    (void)state;
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format_clock(OCT_1 * S, 0, false, text);
    assert_string_equal(text, "14:41:02");
    timestamp_format_clock(OCT_1 * S, 10 * 3600, true, text);
    assert_string_equal(text, "2025-10-02 00:41:02");
    timestamp_format_clock(OCT_1 * S, -15 * 3600, true, text);
    assert_string_equal(text, "2025-09-30 23:41:02");
    timestamp_format_clock(TIMESTAMP_NONE, 0, false, text);
    assert_string_equal(text, "--:--:--");
    timestamp_format_clock(TIMESTAMP_NONE, 0, true, text);
    assert_string_equal(text, "-");
    timestamp_format_clock(INT64_MAX, 3600, true, text);
    assert_string_equal(text, "294247-01-10 04:00:54");
    timestamp_format_clock(INT64_MIN + 1, -3600, false, text);
    assert_string_equal(text, "19:59:05");
}

static void days_round_trip(void **state)
{
    (void)state;
    const struct timestamp_context none = { 0 };
    for (int64_t day = -30000; day < 60000; day++) { /* 1887 to 2134 */
        int64_t us = day * TIMESTAMP_US_PER_DAY + 45296789000, back = 0;
        char text[TIMESTAMP_TEXT_BYTES];
        timestamp_format(us, text);
        assert_true(timestamp_parse_any(slice_cstr(text), &none, &back));
        assert_int_equal(back, us);
    }
}

static void reads_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us; /* -1: refused */
    } cases[] = {
        { "500ms", 500000 },
        { "90s", 90 * (int64_t)S },
        { "15m", 900 * (int64_t)S },
        { "15min", 900 * (int64_t)S },
        { "2h", 7200 * (int64_t)S },
        { "3d", 3 * TIMESTAMP_US_PER_DAY },
        { "1w", 7 * TIMESTAMP_US_PER_DAY },
        { "0s", 0 },
        { "1000000000s", 1000000000 * (int64_t)S },
        { "1000000001s", -1 },
        { "1000000000w", -1 }, /* beyond int64 */
        { "15", -1 },
        { "m", -1 },
        { "", -1 },
        { "-5m", -1 },
        { "5 m", -1 },
        { "5mm", -1 },
        { "1.5h", -1 },
        { "99999999999999999999999s", -1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us = -1;
        if (!timestamp_parse_duration(slice_cstr(cases[i].text), &us))
            us = -1;
        if (us != cases[i].us)
            fail_msg("'%s': got %lld", cases[i].text, (long long)us);
    }
}

static void formats_durations(void **state)
{
    (void)state;
    static const struct {
        int64_t us;
        const char *want;
    } cases[] = {
        { 0, "0.0 s" },
        { 1500000, "1.5 s" },
        { 10 * (int64_t)S, "10 s" },
        { 119 * (int64_t)S, "119 s" },
        { 120 * (int64_t)S, "2 min" },
        { 7199 * (int64_t)S, "119 min" },
        { 7200 * (int64_t)S, "2 h" },
        { 2 * TIMESTAMP_US_PER_DAY - 1, "47 h" },
        { 2 * TIMESTAMP_US_PER_DAY, "2 d" },
    };
    char text[TIMESTAMP_TEXT_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        timestamp_format_duration(cases[i].us, text);
        assert_string_equal(text, cases[i].want);
    }
}

static void reads_zones(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int32_t zone_s;
    } cases[] = {
        { "Z", true, 0 },           { "utc", true, 0 },        { "+00:00", true, 0 },
        { "+02:00", true, 7200 },   { "-0700", true, -25200 }, { "+05", true, 18000 },
        { "-03:30", true, -12600 }, { "+14:00", true, 50400 }, { "+15:00", false, 0 },
        { "", false, 0 },           { " +02:00", false, 0 },   { " UTC", false, 0 },
        { "02:00", false, 0 },      { "+02:00x", false, 0 },   { "+2", false, 0 },
        { "+02:0", false, 0 },      { "CET", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t zone = 0;
        bool ok = timestamp_parse_zone(slice_cstr(cases[i].text), &zone);
        if (ok != cases[i].ok || (ok && zone != cases[i].zone_s))
            fail_msg("'%s': got %d, %d", cases[i].text, ok, zone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_shape),
        cmocka_unit_test(refuses),
        cmocka_unit_test(reads_no_further_than_the_text),
        cmocka_unit_test(uses_the_zone_of_the_context),
        cmocka_unit_test(guesses_the_year),
        cmocka_unit_test(without_a_hint_the_time_is_none),
        cmocka_unit_test(reads_epoch_numbers),
        cmocka_unit_test(reads_any_shape),
        cmocka_unit_test(formats),
        cmocka_unit_test(formats_clocks),
        cmocka_unit_test(days_round_trip),
        cmocka_unit_test(reads_durations),
        cmocka_unit_test(formats_durations),
        cmocka_unit_test(reads_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
