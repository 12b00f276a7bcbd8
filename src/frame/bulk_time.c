#include "frame/bulk_time.h"

/* A fraction is read to the microsecond. */
#define FRACTION_DIGITS 6

#define TENS_OF_SECONDS 1 /* places behind the minute: ":ss.ffffff" */
#define SEPARATOR (BULK_TIME_SECONDS - BULK_TIME_MINUTE)
#define FRACTION 4

/* Behind the time, any byte may stand. */
static void learn_rest(struct bulk_time *t, size_t from)
{
    for (size_t i = from; i < BULK_TIME_WITHIN; i++) {
        t->lowest[i] = 0;
        t->above[i] = UINT8_MAX;
    }
}

static void learn_digits(struct bulk_time *t, size_t from, size_t to)
{
    static const int16_t weights[FRACTION_DIGITS] = { 1000, 100, 10, 1, 10, 1 };
    for (size_t i = from; i < to; i++) {
        t->lowest[i] = '0';
        t->above[i] = 9;
        t->form[BULK_TIME_MINUTE + i] = '0';
        if (i >= FRACTION && i - FRACTION < FRACTION_DIGITS)
            t->weights[i] = weights[i - FRACTION];
    }
}

bool bulk_time_learn(struct bulk_time *t, struct slice line, size_t len, int32_t zone_s)
{
    if (len < BULK_TIME_SECONDS || len > BULK_TIME_MAX || len > line.len || line.ptr[4] != '-'
        || line.ptr[7] != '-' || line.ptr[13] != ':' || line.ptr[16] != ':')
        return false;
    *t = (struct bulk_time){ .len = len, .minute_us = TIMESTAMP_NONE, .zone_s = zone_s };
    memcpy(t->form, line.ptr, len);
    memset(t->form, 0, BULK_TIME_MINUTE);
    for (size_t i = 0; i < BULK_TIME_WITHIN && BULK_TIME_MINUTE + i < len; i++)
        t->lowest[i] = (uint8_t)line.ptr[BULK_TIME_MINUTE + i];
    learn_digits(t, TENS_OF_SECONDS, SEPARATOR);
    t->above[TENS_OF_SECONDS] = 5;
    t->weights[TENS_OF_SECONDS] = 10;
    t->weights[TENS_OF_SECONDS + 1] = 1;
    const struct slice time = slice_sub(line, 0, len);
    const char separator = slice_byte(time, BULK_TIME_SECONDS);
    if (separator == '.' || separator == ',') {
        const size_t digits = slice_digits(time, BULK_TIME_SECONDS + 1);
        if (FRACTION + digits > BULK_TIME_WITHIN)
            return false;
        learn_digits(t, FRACTION, FRACTION + digits);
    }
    learn_rest(t, len - BULK_TIME_MINUTE);
    int64_t us;
    return bulk_time_read(t, line, &us);
}

bool bulk_time_is_alike(const struct bulk_time *a, const struct bulk_time *b)
{
    return a->len == b->len && memcmp(a->form, b->form, sizeof a->form) == 0;
}

static bool within_short_line(const struct bulk_time *t, struct slice line, int64_t *us)
{
    char bytes[BULK_TIME_WITHIN] = { 0 };
    memcpy(bytes, line.ptr + BULK_TIME_MINUTE, line.len - BULK_TIME_MINUTE);
    return bulk_time_within(t, bytes, us);
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
    int64_t within;
    if (line.len < t->len
        || !(line.len < BULK_TIME_READ ? within_short_line(t, line, &within)
                                       : bulk_time_within(t, line.ptr + BULK_TIME_MINUTE, &within))
        || (t->len > BULK_TIME_READ
            && memcmp(line.ptr + BULK_TIME_READ, t->form + BULK_TIME_READ, t->len - BULK_TIME_READ)
                   != 0))
        return false;
    const bool known =
        t->minute_us != TIMESTAMP_NONE && swar_same(line.ptr, t->minute, BULK_TIME_MINUTE);
    if (!known && !read_minute(t, line, within))
        return false;
    *us = t->minute_us + within;
    return true;
}
