#include "cli/option_time.h"

#include <time.h>

/* The clock is read here for durations only. */
bool option_time_parse(const char *value, int32_t zone_s, int64_t *us)
{
    const struct slice s = slice_cstr(value);
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    int64_t back;
    if (timestamp_parse_duration(s, &back)) {
        *us = (int64_t)time(NULL) * TIMESTAMP_US_PER_S - back;
        return true;
    }
    struct timestamp t;
    if (timestamp_parse_epoch(s, us))
        return true;
    if (timestamp_parse(s, &ctx, &t) == s.len && s.len > 0 && t.us != TIMESTAMP_NONE) {
        *us = t.us;
        return true;
    }
    return false;
}
