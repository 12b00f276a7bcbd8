/* timestamp: points in time as int64 microseconds since 1970-01-01 UTC.
 *
 * A missing time is TIMESTAMP_NONE and stays so: the wall clock is never put in
 * its place. Accepted shapes are those of the input formats we read: ISO 8601
 * with 'T' or blank, fraction after '.' or ',' of 1 to 9 digits, zone Z, ±hh:mm,
 * ±hhmm, ±hh, a name that zone.h knows, or none; YYYY/MM/DD hh:mm:ss; DD/Mon/YYYY:hh:mm:ss ±zzzz;
 * DD-Mon-YYYY hh:mm:ss; Mon DD, YYYY h:mm:ss AM; Www Mon DD hh:mm:ss YYYY;
 * Mon DD hh:mm:ss and MM-DD hh:mm:ss (no year), where a clock may be one of twelve hours with AM or
 * PM; epoch seconds, ms, us, ns. */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define TIMESTAMP_NONE INT64_MIN

#define TIMESTAMP_US_PER_MS 1000
#define TIMESTAMP_US_PER_S 1000000
#define TIMESTAMP_US_PER_MIN (60LL * TIMESTAMP_US_PER_S)
#define TIMESTAMP_US_PER_HOUR (3600LL * TIMESTAMP_US_PER_S)
#define TIMESTAMP_US_PER_DAY (86400LL * TIMESTAMP_US_PER_S)

/* Times before this are marked as out of range and not used (a clock that was
 * never set, a number that was no time): 1990-01-01. */
#define TIMESTAMP_EARLIEST_US 631152000000000LL

/* The end of the year 9000: no log is from later, and sums with times below it stay in int64. */
#define TIMESTAMP_LATEST_US 221876928000000000LL

struct timestamp {
    int64_t us;             /* UTC; local time minus the given zone if there was none */
    bool has_zone;          /* the text named its zone */
    bool has_year;          /* false: the year came from `hint_us` */
    bool has_date;          /* always true today */
    uint8_t fraction;       /* digits of the fraction, 0 to 9 */
    char date_time_sep;     /* 'T', ' ', ':' … as it stood in the text; 0 for epoch */
    struct slice open_zone; /* the name of a zone behind the time that several zones share: was
                               taken for none; borrows from the text; empty: there was none */
};

struct timestamp_context {
    int32_t zone_s;  /* for times without zone: seconds east of UTC */
    int64_t hint_us; /* for times without year: take the nearest; may be NONE */
};

/* Parses a time at the very start of s (no leading blanks). Returns the bytes
 * taken, zone included, or 0 when there is none. Does not read epoch numbers. */
size_t timestamp_parse(struct slice s, const struct timestamp_context *ctx, struct timestamp *out);

/* A whole slice that is an epoch number: 10 integer digits are s, 13 ms, 16 us,
 * 19 ns; a fraction of at least one digit is allowed; below 1 us it is dropped. */
bool timestamp_parse_epoch(struct slice s, int64_t *us);

/* From a JSON number or string in any of the shapes above. */
bool timestamp_parse_any(struct slice s, const struct timestamp_context *ctx, int64_t *us);

/* "2025-10-01T14:41:02.120Z" with ms; TIMESTAMP_NONE gives "". */
#define TIMESTAMP_TEXT_BYTES 40
void timestamp_format(int64_t us, char out[TIMESTAMP_TEXT_BYTES]);

/* "14:41:02" in the zone; with date "2025-10-01 14:41:02". */
void timestamp_format_clock(int64_t us, int32_t zone_s, bool with_date,
                            char out[TIMESTAMP_TEXT_BYTES]);

/* "90s", "15m", "2h", "3d", "500ms" as microseconds; false if it is no duration. */
bool timestamp_parse_duration(struct slice s, int64_t *us);

/* "41 s", "3 min", "2 h", "4 d" for people. */
void timestamp_format_duration(int64_t us, char out[TIMESTAMP_TEXT_BYTES]);

/* Zone from "+02:00", "-0700", "Z", "UTC"; false if it is none of these. */
bool timestamp_parse_zone(struct slice s, int32_t *zone_s);

#endif
