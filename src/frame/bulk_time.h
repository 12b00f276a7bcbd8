/* bulk_time: times at the start of lines that are written alike, read without looking at what did
 * not change since the line before. Internal to frame/. */
#ifndef FRAME_BULK_TIME_H
#define FRAME_BULK_TIME_H

#include "base/timestamp.h"

/* "YYYY-MM-DDThh:mm", and the longest form: seconds, nine digits of fraction, a zone. */
#define BULK_TIME_MINUTE 16
#define BULK_TIME_SECONDS 19
#define BULK_TIME_MAX 40

struct bulk_time {
    size_t len;               /* of the whole time */
    size_t digits;            /* of the fraction; its separator stands before them */
    char separator;           /* '.' or ',' */
    char zone[BULK_TIME_MAX]; /* what is behind the fraction … */
    size_t zone_len;
    char minute[BULK_TIME_MINUTE]; /* of the line read last … */
    int64_t minute_us;             /* … and its time; NONE: there was none */
    int32_t zone_s;
};

/* Learns the form of the time at the start of a line, in which it ends at `len`. False if it is not
 * of the forms that are read here. */
bool bulk_time_learn(struct bulk_time *t, struct slice line, size_t len, int32_t zone_s);

/* The time at the start of a line, as timestamp_parse reads it; false if it is not of this form. */
bool bulk_time_read(struct bulk_time *t, struct slice line, int64_t *us);

#endif
