#include "frame/bulk_time.h"

#include "base/swar.h"

/* A fraction is read to the microsecond. */
#define FRACTION_DIGITS 6

#define UTC_BYTES 6

/* Two digits at a place, or a number above 99. */
static inline unsigned two_digits(const char *at)
{
    const unsigned tens = (unsigned char)at[0] - (unsigned)'0';
    const unsigned ones = (unsigned char)at[1] - (unsigned)'0';
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

bool bulk_time_learn(struct bulk_time *t, struct slice line, size_t len, int32_t zone_s)
{
    if (len < BULK_TIME_SECONDS || len > BULK_TIME_MAX || len > line.len || line.ptr[4] != '-'
        || line.ptr[7] != '-' || line.ptr[13] != ':' || line.ptr[16] != ':')
        return false;
    *t = (struct bulk_time){ .len = len, .minute_us = TIMESTAMP_NONE, .zone_s = zone_s };
    size_t at = BULK_TIME_SECONDS;
    if (at < len && (line.ptr[at] == '.' || line.ptr[at] == ',')) {
        t->separator = line.ptr[at++];
        while (at < len && ascii_is_digit(line.ptr[at])) {
            at++;
            t->digits++;
        }
    }
    t->zone_len = len - at;
    memcpy(t->zone, line.ptr + at, t->zone_len);
    int64_t us;
    return bulk_time_read(t, line, &us);
}

/* Six digits that stand behind two other bytes, the first one lowest in `bytes`; -1 if they are
 * none. */
static inline int64_t six_digits(uint64_t bytes)
{
    const uint64_t others = 0xffff, zeros = SWAR_EACH * '0' & others;
    uint64_t n;
    return swar_eight_digits((bytes & ~others) | zeros, &n) ? (int64_t)n : -1;
}

/* Microseconds of a fraction of `digits`, which two bytes more stand before; -1 if they are none.
 */
static inline int64_t fraction_of(const char *at, size_t digits)
{
    if (digits == FRACTION_DIGITS) /* most logs */
        return six_digits(swar_load(at + FRACTION_DIGITS - SWAR_BYTES));
    int64_t us = 0;
    for (size_t i = 0; i < digits; i++) {
        const unsigned digit = (unsigned char)at[i] - (unsigned)'0';
        if (digit > 9)
            return -1;
        if (i < FRACTION_DIGITS)
            us = us * 10 + digit;
    }
    for (size_t i = digits; i < FRACTION_DIGITS; i++)
        us *= 10;
    return us;
}

static inline bool has_zone(const struct bulk_time *t, const char *at)
{
    if (t->zone_len == UTC_BYTES) { /* "+00:00", most of the rest have one byte or none */
        uint32_t head[2], tail[2];
        memcpy(&head[0], at, sizeof *head);
        memcpy(&head[1], t->zone, sizeof *head);
        memcpy(&tail[0], at + UTC_BYTES - sizeof *tail, sizeof *tail);
        memcpy(&tail[1], t->zone + UTC_BYTES - sizeof *tail, sizeof *tail);
        return head[0] == head[1] && tail[0] == tail[1];
    }
    for (size_t i = 0; i < t->zone_len; i++)
        if (at[i] != t->zone[i])
            return false;
    return true;
}

/* Microseconds of seconds and fraction; -1 if they are not of the form. */
static inline int64_t within_minute(const struct bulk_time *t, const char *line)
{
    const unsigned seconds = two_digits(line + BULK_TIME_MINUTE + 1);
    if (line[BULK_TIME_MINUTE] != ':' || seconds > 59)
        return -1;
    size_t at = BULK_TIME_SECONDS;
    int64_t us = 0;
    if (t->separator) {
        us = line[at++] == t->separator ? fraction_of(line + at, t->digits) : -1;
        at += t->digits;
    }
    if (us < 0 || !has_zone(t, line + at))
        return -1;
    return (int64_t)seconds * TIMESTAMP_US_PER_S + us;
}

static bool read_minute(struct bulk_time *t, struct slice line, int64_t within)
{
    const struct timestamp_context ctx = { .zone_s = t->zone_s, .hint_us = TIMESTAMP_NONE };
    struct timestamp full;
    t->minute_us = TIMESTAMP_NONE;
    if (timestamp_parse(slice_sub(line, 0, t->len), &ctx, &full) != t->len
        || full.us == TIMESTAMP_NONE)
        return false;
    memcpy(t->minute, line.ptr, BULK_TIME_MINUTE);
    t->minute_us = full.us - within;
    return true;
}

bool bulk_time_read(struct bulk_time *t, struct slice line, int64_t *us)
{
    if (line.len < t->len)
        return false;
    const int64_t within = within_minute(t, line.ptr);
    if (within < 0)
        return false;
    const bool known =
        t->minute_us != TIMESTAMP_NONE && memcmp(line.ptr, t->minute, BULK_TIME_MINUTE) == 0;
    if (!known && !read_minute(t, line, within))
        return false;
    *us = t->minute_us + within;
    return true;
}
