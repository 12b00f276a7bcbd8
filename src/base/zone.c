#include "base/zone.h"

#define HOUR_S 3600
#define DAY_S 86400
#define YEAR_FIRST 2008 /* all rules below hold from this year on */

size_t zone_name_length(struct slice s)
{
    size_t n = 0;
    while (n < s.len
           && (ascii_is_alpha(s.ptr[n])
               || (n > 0
                   && (s.ptr[n] == '/' || s.ptr[n] == '_' || s.ptr[n] == '-' || s.ptr[n] == '+'
                       || ascii_is_digit(s.ptr[n])))))
        n++;
    return n;
}

/* --- abbreviations ----------------------------------------------------------------------- */

/* Those that one zone of today's tz database has, or that PostgreSQL takes for the same zone by
 * default; of these, EST, MST and PST are also names of zones elsewhere (Australia before 2014, the
 * Philippines), whose logs are rare. Left open: CST (United States, China, Cuba), IST (India,
 * Israel, Ireland), AST (the Atlantic, and Arabia by usage), and MSK, Moscow's, which is also what
 * a message about Amazon's Kafka may begin with. Source: IANA tz database, northamerica, europe,
 * asia, australasia, africa; PostgreSQL, src/timezone/tznames/Default. */
static const struct {
    char name[5];
    int16_t minutes;
} abbreviations[] = {
    { "UTC", 0 },    { "GMT", 0 },     { "WET", 0 },     { "WEST", 60 },  { "BST", 60 },
    { "CET", 60 },   { "CEST", 120 },  { "EET", 120 },   { "EEST", 180 }, { "EST", -300 },
    { "EDT", -240 }, { "CDT", -300 },  { "MST", -420 },  { "MDT", -360 }, { "PST", -480 },
    { "PDT", -420 }, { "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 }, { "NST", -210 },
    { "NDT", -150 }, { "JST", 540 },   { "KST", 540 },   { "HKT", 480 },  { "PKT", 300 },
    { "WIB", 420 },  { "SAST", 120 },  { "AEST", 600 },  { "AEDT", 660 }, { "ACST", 570 },
    { "ACDT", 630 }, { "AWST", 480 },  { "NZST", 720 },  { "NZDT", 780 }, { "ADT", -180 },
};

static enum zone_known abbreviation(struct slice name, int32_t *offset_s)
{
    static const char open[][4] = { "CST", "IST", "AST", "MSK" };
    if (!memchr("TCBK", name.ptr[name.len - 1], 4)) /* the last letters of all of them */
        return ZONE_UNKNOWN;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (slice_eq(name, slice_cstr(open[i])))
            return ZONE_AMBIGUOUS;
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++)
        if (abbreviations[i].name[0] == name.ptr[0]
            && slice_eq(name, slice_cstr(abbreviations[i].name))) {
            *offset_s = abbreviations[i].minutes * 60;
            return ZONE_KNOWN;
        }
    return ZONE_UNKNOWN;
}

/* --- places ------------------------------------------------------------------------------ */

/* When clocks are set. EU: 01:00 UTC on the last Sundays of March and October. US: 02:00 local on
 * the second Sunday of March and the first of November. AU: 02:00 standard time on the first
 * Sundays of October and April. NZ: the same on the last of September and the first of April.
 * Source: IANA tz database, rules EU, US, AN, NZ. */
enum rule { RULE_NONE, RULE_EU, RULE_US, RULE_AU, RULE_NZ };

/* Since: the first whole year in which the rule holds. Left out: places that changed their rule
 * lately or do so from year to year. Source: as above. */
static const struct {
    struct slice name;
    int16_t minutes; /* standard time */
    uint8_t rule;
    uint16_t since;
} places[] = {
#define PLACE(text, minutes, rule, since)                                                          \
    {                                                                                              \
        { text, sizeof text - 1 }, minutes, rule, since                                            \
    }
    PLACE("Etc/UTC", 0, RULE_NONE, YEAR_FIRST),
    PLACE("Etc/GMT", 0, RULE_NONE, YEAR_FIRST),
    PLACE("Europe/London", 0, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Dublin", 0, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Lisbon", 0, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Amsterdam", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Belgrade", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Berlin", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Bratislava", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Brussels", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Budapest", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Copenhagen", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Ljubljana", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Luxembourg", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Madrid", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Oslo", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Paris", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Prague", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Rome", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Stockholm", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Vienna", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Warsaw", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Zagreb", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Zurich", 60, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Athens", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Bucharest", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Helsinki", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Kiev", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Kyiv", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Riga", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Sofia", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Tallinn", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Vilnius", 120, RULE_EU, YEAR_FIRST),
    PLACE("Europe/Moscow", 180, RULE_NONE, 2015),
    PLACE("Europe/Istanbul", 180, RULE_NONE, 2017),
    PLACE("America/Halifax", -240, RULE_US, YEAR_FIRST),
    PLACE("America/New_York", -300, RULE_US, YEAR_FIRST),
    PLACE("America/Toronto", -300, RULE_US, YEAR_FIRST),
    PLACE("America/Detroit", -300, RULE_US, YEAR_FIRST),
    PLACE("America/Chicago", -360, RULE_US, YEAR_FIRST),
    PLACE("America/Denver", -420, RULE_US, YEAR_FIRST),
    PLACE("America/Los_Angeles", -480, RULE_US, YEAR_FIRST),
    PLACE("America/Anchorage", -540, RULE_US, YEAR_FIRST),
    PLACE("America/Phoenix", -420, RULE_NONE, YEAR_FIRST),
    PLACE("America/Bogota", -300, RULE_NONE, YEAR_FIRST),
    PLACE("America/Lima", -300, RULE_NONE, YEAR_FIRST),
    PLACE("America/Mexico_City", -360, RULE_NONE, 2023),
    PLACE("America/Argentina/Buenos_Aires", -180, RULE_NONE, 2010),
    PLACE("America/Buenos_Aires", -180, RULE_NONE, 2010),
    PLACE("America/Sao_Paulo", -180, RULE_NONE, 2020),
    PLACE("Pacific/Honolulu", -600, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Dubai", 240, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Karachi", 300, RULE_NONE, 2010),
    PLACE("Asia/Kolkata", 330, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Calcutta", 330, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Dhaka", 360, RULE_NONE, 2010),
    PLACE("Asia/Bangkok", 420, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Ho_Chi_Minh", 420, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Saigon", 420, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Jakarta", 420, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Hong_Kong", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Kuala_Lumpur", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Manila", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Shanghai", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Singapore", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Taipei", 480, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Seoul", 540, RULE_NONE, YEAR_FIRST),
    PLACE("Asia/Tokyo", 540, RULE_NONE, YEAR_FIRST),
    PLACE("Africa/Lagos", 60, RULE_NONE, YEAR_FIRST),
    PLACE("Africa/Johannesburg", 120, RULE_NONE, YEAR_FIRST),
    PLACE("Africa/Nairobi", 180, RULE_NONE, YEAR_FIRST),
    PLACE("Australia/Perth", 480, RULE_NONE, 2010),
    PLACE("Australia/Brisbane", 600, RULE_NONE, YEAR_FIRST),
    PLACE("Australia/Adelaide", 570, RULE_AU, 2009),
    PLACE("Australia/Hobart", 600, RULE_AU, 2009),
    PLACE("Australia/Melbourne", 600, RULE_AU, 2009),
    PLACE("Australia/Sydney", 600, RULE_AU, 2009),
    PLACE("Pacific/Auckland", 720, RULE_NZ, 2009),
#undef PLACE
};

/* 1 January of a year, in days since 1970; for years from 1970 to 2099 (every fourth is a leap
 * year). */
static int64_t year_start(int64_t year)
{
    return (year - 1970) * 365 + (year - 1969) / 4;
}

/* The n-th Sunday from a day on, n from 0; 1970-01-01 was a Thursday. */
static int64_t sunday_from(int64_t day, int64_t n)
{
    return day + (6 + 7 - (day + 3) % 7) % 7 + 7 * n;
}

/* Days before a month of a year. */
static int64_t month_start(int64_t year, unsigned month)
{
    static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    return year_start(year) + before[month - 1] + (month > 2 && year % 4 == 0);
}

/* Local times, in seconds since 1970, at which clocks are set forward, as they stand before, and
 * back, as they stand after it. */
static void changes(enum rule rule, int64_t year, int32_t standard_s, int64_t *forward,
                    int64_t *back)
{
    int64_t on, off, on_s = 2 * HOUR_S, off_s = 2 * HOUR_S;
    switch (rule) {
    case RULE_EU:
        on = sunday_from(month_start(year, 4) - 7, 0);
        off = sunday_from(month_start(year, 11) - 7, 0);
        on_s = off_s = HOUR_S + standard_s;
        break;
    case RULE_US:
        on = sunday_from(month_start(year, 3), 1);
        off = sunday_from(month_start(year, 11), 0);
        off_s = HOUR_S;
        break;
    case RULE_AU:
        on = sunday_from(month_start(year, 10), 0);
        off = sunday_from(month_start(year, 4), 0);
        break;
    default:
        on = sunday_from(month_start(year, 10) - 7, 0);
        off = sunday_from(month_start(year, 4), 0);
        break;
    }
    *forward = on * DAY_S + on_s;
    *back = off * DAY_S + off_s;
}

/* Is it summer time? The hour that comes twice is, the first time. */
static bool is_summer(enum rule rule, int64_t year, int64_t local_s, int32_t standard_s)
{
    int64_t forward, back;
    if (rule == RULE_NONE)
        return false;
    changes(rule, year, standard_s, &forward, &back);
    back += HOUR_S; /* the first of the two */
    return forward < back ? local_s >= forward && local_s < back
                          : local_s >= forward || local_s < back;
}

enum zone_known zone_offset(struct slice name, int64_t local_s, int32_t *offset_s)
{
    if (name.len >= 3 && name.len <= 4)
        return abbreviation(name, offset_s);
    if (name.len < 7 || local_s < 0)
        return ZONE_UNKNOWN;
    int64_t year = 1970 + local_s / DAY_S / 366;
    while (year_start(year + 1) <= local_s / DAY_S)
        year++;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (slice_eq(name, places[i].name) && year >= places[i].since && year < 2100) {
            const int32_t standard_s = places[i].minutes * 60;
            const bool summer = is_summer((enum rule)places[i].rule, year, local_s, standard_s);
            *offset_s = standard_s + (summer ? HOUR_S : 0);
            return ZONE_KNOWN;
        }
    return ZONE_UNKNOWN;
}
