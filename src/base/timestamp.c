#include "base/timestamp.h"

#include "base/zone.h"

#include <inttypes.h>
#include <stdio.h>

/* Days since 1970-01-01 of a proleptic Gregorian date, and back.
 * Source: Howard Hinnant, "chrono-compatible low-level date algorithms",
 * days_from_civil and civil_from_days. */
static int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    y -= m <= 2;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t yoe = y - era * 400;
    const int64_t doy = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + (int64_t)d - 1;
    const int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_from_days(int64_t z, int64_t *y, unsigned *m, unsigned *d)
{
    z += 719468;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t doe = z - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int64_t mp = (5 * doy + 2) / 153;
    *d = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *m = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *y = yoe + era * 400 + (*m <= 2);
}

/* A cursor over the text; every read checks the length. */
struct cursor {
    struct slice s;
    size_t at;
};

static bool take_byte(struct cursor *c, char want)
{
    if (c->at >= c->s.len || c->s.ptr[c->at] != want)
        return false;
    c->at++;
    return true;
}

static bool take_digits(struct cursor *c, size_t count, unsigned *out)
{
    if (c->s.len - c->at < count)
        return false;
    unsigned v = 0;
    for (size_t i = 0; i < count; i++) {
        char ch = c->s.ptr[c->at + i];
        if (!ascii_is_digit(ch))
            return false;
        v = v * 10 + (unsigned)(ch - '0');
    }
    c->at += count;
    *out = v;
    return true;
}

static bool take_month(struct cursor *c, unsigned *month)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (c->s.len - c->at < 3)
        return false;
    struct slice word = slice_sub(c->s, c->at, 3);
    for (unsigned m = 0; m < 12; m++)
        if (slice_eq_nocase(word, slice_make(names + 3 * m, 3))) {
            c->at += 3;
            *month = m + 1;
            return true;
        }
    return false;
}

/* "Sun " of C's ctime, if a month follows. */
static bool take_weekday(struct cursor *c)
{
    static const char names[] = "sunmontuewedthufrisat";
    struct cursor month = { c->s, c->at + 4 };
    unsigned m;
    if (c->s.len - c->at < 8 || c->s.ptr[c->at + 3] != ' ' || !take_month(&month, &m))
        return false;
    for (unsigned d = 0; d < 7; d++)
        if (slice_eq_nocase(slice_sub(c->s, c->at, 3), slice_make(names + 3 * d, 3))) {
            c->at += 4;
            return true;
        }
    return false;
}

struct civil {
    unsigned year, month, day, hour, minute, second, us;
};

/* Is there such a day? A date that has no year yet may be 29 February. */
static bool day_exists(const struct civil *t, bool has_year)
{
    static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > days[t->month - 1])
        return false;
    bool is_leap = t->year % 4 == 0 && (t->year % 100 != 0 || t->year % 400 == 0);
    return !has_year || is_leap || t->month != 2 || t->day < 29;
}

static bool in_range(const struct civil *t, bool has_year)
{
    return day_exists(t, has_year) && t->hour <= 23 && t->minute <= 59 && t->second <= 60;
}

static int64_t civil_us(const struct civil *t)
{
    int64_t s = days_from_civil(t->year, t->month, t->day) * 86400 + t->hour * 3600LL
                + t->minute * 60LL + t->second;
    return s * TIMESTAMP_US_PER_S + t->us;
}

/* AM or PM behind a clock of twelve hours, and a blank or U+202F (CLDR 42, 2022) between. */
static bool take_half_day(struct cursor *c, struct civil *t)
{
    struct slice rest = slice_from(c->s, c->at);
    const size_t gap = slice_starts(rest, SLICE(" ")) ? 1 : 3;
    if (gap == 3 && !slice_starts(rest, SLICE("\xE2\x80\xAF")))
        return false;
    rest = slice_from(rest, gap);
    const bool is_pm = slice_starts(rest, SLICE("PM"));
    if ((!is_pm && !slice_starts(rest, SLICE("AM"))) || t->hour < 1 || t->hour > 12
        || (rest.len > 2 && ascii_is_alnum(rest.ptr[2])))
        return false;
    t->hour = t->hour % 12 + (is_pm ? 12 : 0);
    c->at += gap + 2;
    return true;
}

/* hh:mm:ss with an optional fraction; digits beyond microseconds are dropped. An hour of one digit
 * must have AM or PM behind it. */
static bool take_clock(struct cursor *c, struct civil *t, uint8_t *fraction)
{
    const bool has_two = take_digits(c, 2, &t->hour);
    if ((!has_two && !take_digits(c, 1, &t->hour)) || !take_byte(c, ':')
        || !take_digits(c, 2, &t->minute) || !take_byte(c, ':') || !take_digits(c, 2, &t->second))
        return false;
    if (c->at + 1 < c->s.len && (c->s.ptr[c->at] == '.' || c->s.ptr[c->at] == ',')
        && ascii_is_digit(c->s.ptr[c->at + 1])) {
        unsigned scale = 100000;
        uint8_t n = 0;
        size_t at = c->at + 1;
        for (; at < c->s.len && ascii_is_digit(c->s.ptr[at]) && n < 9; at++, n++) {
            t->us += (unsigned)(c->s.ptr[at] - '0') * scale;
            scale /= 10;
        }
        c->at = at;
        *fraction = n;
    }
    return take_half_day(c, t) || has_two;
}

/* Zone directly behind the clock, or behind one blank. */
static bool take_zone(struct cursor *c, int32_t *zone_s)
{
    size_t at = c->at;
    bool blank = at < c->s.len && c->s.ptr[at] == ' ';
    if (blank)
        at++;
    if (at >= c->s.len)
        return false;
    char ch = c->s.ptr[at];
    if (ch == 'Z' && !blank) {
        c->at = at + 1;
        *zone_s = 0;
        return true;
    }
    if (ch != '+' && ch != '-')
        return false;
    struct cursor z = { c->s, at + 1 };
    unsigned hh, mm = 0;
    if (!take_digits(&z, 2, &hh) || hh > 14)
        return false;
    size_t before_minutes = z.at;
    bool colon = take_byte(&z, ':');
    if (!take_digits(&z, 2, &mm) || mm > 59) {
        if (colon || blank) /* "12:00:00 -12 …" is no zone */
            return false;
        z.at = before_minutes;
        mm = 0;
    }
    if (z.at < c->s.len && ascii_is_digit(c->s.ptr[z.at]))
        return false;
    c->at = z.at;
    *zone_s = (int32_t)(hh * 3600 + mm * 60) * (ch == '-' ? -1 : 1);
    return true;
}

/* The name of a zone behind one blank: "14:45:12 CEST", "14:45:12 GMT+02:00". What is none is left
 * where it is. */
static bool take_zone_name(struct cursor *c, const struct civil *t, int32_t *zone_s,
                           struct slice *open)
{
    if (c->at + 3 >= c->s.len || c->s.ptr[c->at] != ' ' || !ascii_is_upper(c->s.ptr[c->at + 1]))
        return false;
    const struct slice rest = slice_from(c->s, c->at + 1);
    const struct slice name = slice_sub(rest, 0, zone_name_length(rest));
    if (slice_starts(name, SLICE("GMT")) || slice_starts(name, SLICE("UTC"))) {
        struct cursor z = { c->s, c->at + 4 };
        if (name.len > 3 && !take_zone(&z, zone_s))
            return false;
        *zone_s = name.len > 3 ? *zone_s : 0;
        c->at = z.at;
        return true;
    }
    /* Only places have rules. */
    const int64_t local_s =
        slice_find_byte(name, '/', 0) != SLICE_NONE ? civil_us(t) / TIMESTAMP_US_PER_S : 0;
    const enum zone_known known = zone_offset(name, local_s, zone_s);
    if (known == ZONE_UNKNOWN)
        return false;
    c->at += 1 + name.len;
    if (known == ZONE_AMBIGUOUS)
        *open = name;
    return known == ZONE_KNOWN;
}

/* "-17 " behind the month of a date without year. */
static bool take_month_day(struct cursor *c, struct civil *t)
{
    struct cursor at = *c;
    const unsigned month = t->day;
    unsigned day;
    if (!take_byte(&at, '-') || !take_digits(&at, 2, &day) || !take_byte(&at, ' '))
        return false;
    t->month = month;
    t->day = day;
    *c = at;
    return true;
}

/* What every form of a date has: a dash behind two or four digits, or a blank behind the three
 * letters of a weekday or a month. Most texts that are asked about have none. */
static bool may_be_date(struct slice s)
{
    if (s.len < 5)
        return false;
    if (!ascii_is_digit(s.ptr[0]))
        return ascii_is_alpha(s.ptr[0]) && s.ptr[3] == ' ';
    return s.ptr[2] == '-' || s.ptr[2] == '/' || s.ptr[4] == '-' || s.ptr[4] == '/';
}

/* The date forms; each leaves the cursor at the first digit of the hour. */
static bool take_date(struct cursor *c, struct civil *t, char *sep, bool *has_year)
{
    struct cursor start = *c;
    *has_year = true;
    if (take_digits(c, 4, &t->year)) {
        char dash = c->at < c->s.len ? c->s.ptr[c->at] : 0;
        if ((dash != '-' && dash != '/') || !take_byte(c, dash) || !take_digits(c, 2, &t->month)
            || !take_byte(c, dash) || !take_digits(c, 2, &t->day))
            return false;
        *sep = c->at < c->s.len ? c->s.ptr[c->at] : 0;
        c->at++;
        return *sep == 'T' || *sep == ' ' || *sep == 't';
    }
    *c = start;
    if (take_digits(c, 2, &t->day)) {
        char dash = c->at < c->s.len ? c->s.ptr[c->at] : 0;
        if (dash == '-' && take_month_day(c, t)) {
            *has_year = false;
            *sep = ' ';
            return true;
        }
        if ((dash != '-' && dash != '/') || !take_byte(c, dash) || !take_month(c, &t->month)
            || !take_byte(c, dash) || !take_digits(c, 4, &t->year))
            return false;
        *sep = c->at < c->s.len ? c->s.ptr[c->at] : 0;
        c->at++;
        return *sep == ':' || *sep == ' ';
    }
    *c = start;
    *has_year = false;
    if (!take_month(c, &t->month) || !take_byte(c, ' '))
        return false;
    if (take_byte(c, ' ')) {
        if (!take_digits(c, 1, &t->day))
            return false;
    } else if (!take_digits(c, 2, &t->day)) {
        if (!take_digits(c, 1, &t->day))
            return false;
    }
    *sep = ' ';
    if (take_byte(c, ',')) /* "Oct 01, 2025 " */
        *has_year = take_byte(c, ' ') && take_digits(c, 4, &t->year);
    return take_byte(c, ' ');
}

/* " 2005" behind the clock of C's ctime. */
static bool take_year_behind(struct cursor *c, unsigned *year)
{
    struct cursor at = *c;
    if (!take_byte(&at, ' ') || !take_digits(&at, 4, year)
        || (at.at < at.s.len && ascii_is_digit(at.s.ptr[at.at])))
        return false;
    *c = at;
    return true;
}

/* Years to look at around the hint: 29 February may be eight years away (1896, 1904). */
#define GUESS_YEARS 8

/* Gives a year-less date the year in which it exists and is nearest to the hint. False if the
 * hint is no time that a log could have. */
static bool guess_year(struct civil *t, int64_t hint_us)
{
    if (hint_us < TIMESTAMP_EARLIEST_US || hint_us >= TIMESTAMP_LATEST_US)
        return false;
    int64_t year;
    unsigned m, d;
    civil_from_days(hint_us / TIMESTAMP_US_PER_DAY, &year, &m, &d);
    int64_t best = INT64_MAX;
    unsigned best_year = 0;
    for (int64_t k = year - GUESS_YEARS; k <= year + GUESS_YEARS; k++) {
        t->year = (unsigned)k;
        int64_t gap = civil_us(t) - hint_us;
        if (gap < 0)
            gap = -gap;
        if (day_exists(t, true) && gap < best) {
            best = gap;
            best_year = (unsigned)k;
        }
    }
    t->year = best_year;
    return true;
}

size_t timestamp_parse(struct slice s, const struct timestamp_context *ctx, struct timestamp *out)
{
    if (!may_be_date(s))
        return 0;
    struct cursor c = { s, 0 };
    struct civil t = { 0 };
    struct timestamp ts = { .us = TIMESTAMP_NONE, .has_date = true };
    const bool has_weekday = s.len > 0 && ascii_is_alpha(s.ptr[0]) && take_weekday(&c);
    if (!take_date(&c, &t, &ts.date_time_sep, &ts.has_year) || !take_clock(&c, &t, &ts.fraction))
        return 0;
    int32_t zone_s = ctx->zone_s;
    ts.has_zone = take_zone(&c, &zone_s) || take_zone_name(&c, &t, &zone_s, &ts.open_zone);
    if (has_weekday && !ts.has_year)
        ts.has_year = take_year_behind(&c, &t.year);
    if (!in_range(&t, ts.has_year))
        return 0;
    if (!ts.has_year && !guess_year(&t, ctx->hint_us)) { /* ordered, but of no known year */
        *out = ts;
        return c.at;
    }
    ts.us = civil_us(&t) - zone_s * (int64_t)TIMESTAMP_US_PER_S;
    *out = ts;
    return c.at;
}

bool timestamp_parse_epoch(struct slice s, int64_t *us)
{
    size_t dot = slice_find_byte(s, '.', 0);
    struct slice whole = slice_sub(s, 0, dot);
    uint64_t v;
    if (!slice_to_u64(whole, &v))
        return false;
    int64_t out;
    switch (whole.len) {
    case 10: out = (int64_t)v * TIMESTAMP_US_PER_S; break;
    case 13: out = (int64_t)v * TIMESTAMP_US_PER_MS; break;
    case 16: out = (int64_t)v; break;
    case 19: out = (int64_t)(v / 1000); break;
    default: return false;
    }
    if (dot != SLICE_NONE) {
        if (dot + 1 == s.len)
            return false;
        int64_t scale = whole.len == 10 ? 100000 : whole.len == 13 ? 100 : 0;
        for (size_t i = dot + 1; i < s.len; i++) {
            if (!ascii_is_digit(s.ptr[i]))
                return false;
            out += (s.ptr[i] - '0') * scale;
            scale /= 10;
        }
    }
    *us = out;
    return true;
}

bool timestamp_parse_any(struct slice s, const struct timestamp_context *ctx, int64_t *us)
{
    if (timestamp_parse_epoch(s, us))
        return true;
    struct timestamp t;
    if (timestamp_parse(s, ctx, &t) == 0 || t.us == TIMESTAMP_NONE)
        return false;
    *us = t.us;
    return true;
}

/* The day, and the microseconds into it; right for every int64. */
static int64_t split_day(int64_t us, int64_t *into)
{
    *into = us % TIMESTAMP_US_PER_DAY;
    if (*into < 0)
        *into += TIMESTAMP_US_PER_DAY;
    return us / TIMESTAMP_US_PER_DAY - (us % TIMESTAMP_US_PER_DAY < 0);
}

/* Reports hold thousands of times: by hand it takes a tenth of what printf does. */
static char *add_number(char *at, char before, unsigned n, unsigned digits)
{
    *at++ = before;
    for (unsigned i = digits; i > 0; i--, n /= 10)
        at[i - 1] = (char)('0' + n % 10);
    return at + digits;
}

void timestamp_format(int64_t us, char out[TIMESTAMP_TEXT_BYTES])
{
    if (us == TIMESTAMP_NONE) {
        out[0] = '\0';
        return;
    }
    int64_t into, y;
    unsigned m, d;
    civil_from_days(split_day(us, &into), &y, &m, &d);
    const unsigned ms = (unsigned)(into / TIMESTAMP_US_PER_MS);
    const int year = snprintf(out, TIMESTAMP_TEXT_BYTES, "%04" PRId64, y);
    char *at = out + year;
    at = add_number(at, '-', m, 2);
    at = add_number(at, '-', d, 2);
    at = add_number(at, 'T', ms / 3600000, 2);
    at = add_number(at, ':', ms / 60000 % 60, 2);
    at = add_number(at, ':', ms / 1000 % 60, 2);
    at = add_number(at, '.', ms % 1000, 3);
    memcpy(at, "Z", 2);
}

void timestamp_format_clock(int64_t us, int32_t zone_s, bool with_date,
                            char out[TIMESTAMP_TEXT_BYTES])
{
    if (us == TIMESTAMP_NONE) {
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%s", with_date ? "-" : "--:--:--");
        return;
    }
    int64_t local, into, y;
    if (__builtin_add_overflow(us, zone_s * (int64_t)TIMESTAMP_US_PER_S, &local))
        local = us;
    unsigned m, d;
    civil_from_days(split_day(local, &into), &y, &m, &d);
    int s = (int)(into / TIMESTAMP_US_PER_S);
    if (with_date)
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%04" PRId64 "-%02u-%02u %02d:%02d:%02d", y, m, d,
                 s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
}

bool timestamp_parse_duration(struct slice s, int64_t *us)
{
    size_t n = 0;
    while (n < s.len && ascii_is_digit(s.ptr[n]))
        n++;
    uint64_t v;
    if (!slice_to_u64(slice_sub(s, 0, n), &v) || v > 1000000000u)
        return false;
    static const struct {
        struct slice unit;
        int64_t us;
    } units[] = {
        { { "ms", 2 }, TIMESTAMP_US_PER_MS },     { { "s", 1 }, TIMESTAMP_US_PER_S },
        { { "m", 1 }, TIMESTAMP_US_PER_MIN },     { { "min", 3 }, TIMESTAMP_US_PER_MIN },
        { { "h", 1 }, TIMESTAMP_US_PER_HOUR },    { { "d", 1 }, TIMESTAMP_US_PER_DAY },
        { { "w", 1 }, 7 * TIMESTAMP_US_PER_DAY },
    };
    struct slice unit = slice_from(s, n);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (slice_eq(unit, units[i].unit))
            return !__builtin_mul_overflow((int64_t)v, units[i].us, us);
    return false;
}

void timestamp_format_duration(int64_t us, char out[TIMESTAMP_TEXT_BYTES])
{
    int64_t s = us / TIMESTAMP_US_PER_S;
    if (us < 10 * (int64_t)TIMESTAMP_US_PER_S)
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%.1f s", (double)us / TIMESTAMP_US_PER_S);
    else if (s < 120)
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%" PRId64 " s", s);
    else if (s < 7200)
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%" PRId64 " min", s / 60);
    else if (s < 2 * 86400)
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%" PRId64 " h", s / 3600);
    else
        snprintf(out, TIMESTAMP_TEXT_BYTES, "%" PRId64 " d", s / 86400);
}

bool timestamp_parse_zone(struct slice s, int32_t *zone_s)
{
    if (slice_eq_nocase(s, SLICE("utc")) || slice_eq_nocase(s, SLICE("z"))) {
        *zone_s = 0;
        return true;
    }
    struct cursor c = { s, 0 };
    return s.len > 0 && s.ptr[0] != ' ' && take_zone(&c, zone_s) && c.at == s.len;
}
