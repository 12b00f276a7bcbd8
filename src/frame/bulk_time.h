/* bulk_time: times at the start of lines that are written alike, read without looking at what did
 * not change since the line before. Internal to frame/. */
#ifndef FRAME_BULK_TIME_H
#define FRAME_BULK_TIME_H

#include "base/swar.h"
#include "base/timestamp.h"

/* "YYYY-MM-DDThh:mm", what is read of the rest at once, and the longest form: seconds, twelve
 * digits of fraction, a zone. */
#define BULK_TIME_MINUTE 16
#define BULK_TIME_SECONDS 19
#define BULK_TIME_WITHIN 16
#define BULK_TIME_READ (BULK_TIME_MINUTE + BULK_TIME_WITHIN)
#define BULK_TIME_MAX 40

struct bulk_time {
    size_t len;               /* of the whole time */
    char form[BULK_TIME_MAX]; /* as it is written: NULs for the minute, '0' for later digits */
    /* By byte behind the minute, ":ss.ffffff…": the lowest one that may stand there, how far above
     * it one may be, and what one more means: in the first four bytes seconds, in the next four 100
     * microseconds, then microseconds. */
    uint8_t lowest[BULK_TIME_WITHIN], above[BULK_TIME_WITHIN];
    int16_t weights[BULK_TIME_WITHIN];
    char minute[BULK_TIME_MINUTE]; /* of the line read last … */
    int64_t minute_us;             /* … and its time; NONE: there was none */
    int32_t zone_s;
};

/* Learns the form of the time at the start of a line, in which it ends at `len`. False if it is not
 * of the forms that are read here. */
bool bulk_time_learn(struct bulk_time *t, struct slice line, size_t len, int32_t zone_s);

/* Are all times of one form those of the other? */
bool bulk_time_is_alike(const struct bulk_time *a, const struct bulk_time *b);

/* The time at the start of a line, as timestamp_parse reads it; false if it is not of this form. */
bool bulk_time_read(struct bulk_time *t, struct slice line, int64_t *us);

/* Microseconds of the BULK_TIME_WITHIN bytes behind the minute; false if they are not of the form.
 */
static inline bool bulk_time_within(const struct bulk_time *t, const char *at, int64_t *us)
{
    uint32_t sums[SWAR_SUMS];
    if (!swar_weigh16(at, t->lowest, t->above, t->weights, sums))
        return false;
    *us = (int64_t)sums[0] * TIMESTAMP_US_PER_S + sums[1] * 100 + sums[2];
    return true;
}

/* The same for most lines: long enough, and in the minute of the one before, so that all is said by
 * two comparisons. False of others. */
static inline bool bulk_time_read_quick(const struct bulk_time *t, struct slice line, int64_t *us)
{
    int64_t within;
    if (line.len < BULK_TIME_READ || t->len > BULK_TIME_READ || t->minute_us == TIMESTAMP_NONE
        || !swar_same(line.ptr, t->minute, BULK_TIME_MINUTE)
        || !bulk_time_within(t, line.ptr + BULK_TIME_MINUTE, &within))
        return false;
    *us = t->minute_us + within;
    return true;
}

#endif
