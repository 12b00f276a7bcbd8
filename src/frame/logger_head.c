#include "frame/logger_head.h"

#include <stdio.h>

/* How far a head may reach. */
#define HEAD_BYTES_MAX 240

/* "01-Oct-2025 14:45:12.123" of a head whose time has its parts in another order; text as of
 * snprintf. False if it is none. */
static bool read_time(const char *text, int len, const struct timestamp_context *ctx, int64_t *us)
{
    struct timestamp t;
    if (len < 0 || timestamp_parse(slice_make(text, (size_t)len), ctx, &t) != (size_t)len)
        return false;
    *us = t.us;
    return true;
}

/* The date of klog, MMDD, YYYYMMDD or (CockroachDB, util/log) YYMMDD, and the clock behind it,
 * rewritten to a shape that timestamp_parse knows. False if it is none. */
static bool klog_time(struct slice date, struct slice clock, const struct timestamp_context *ctx,
                      int64_t *us)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const struct slice day = slice_from(date, date.len - 2),
                       month = slice_sub(date, date.len - 4, 2);
    uint64_t m;
    char text[40];
    if (!slice_to_u64(month, &m) || m < 1 || m > 12)
        return false;
    const char *name = months + 3 * (m - 1);
    const int year = date.len == 8 ? 4 : 2;
    const int len = date.len > 4
                        ? snprintf(text, sizeof text, "%.2s-%.3s-%s%.*s %.*s", day.ptr, name,
                                   year == 2 ? "20" : "", year, date.ptr, (int)clock.len, clock.ptr)
                        : snprintf(text, sizeof text, "%.3s %.2s %.*s", name, day.ptr,
                                   (int)clock.len, clock.ptr);
    return read_time(text, len, ctx, us);
}

/* What stands behind the seconds where there is no fraction: "     1 store.go:12] ". Source:
 * seaweedfs/seaweedfs weed/glog. */
static bool names_source(struct slice rest)
{
    const size_t close = slice_find(rest, SLICE("] "), 0);
    const size_t colon = close == SLICE_NONE ? SLICE_NONE : slice_find(rest, SLICE(".go:"), 0);
    return rest.ptr[0] == ' ' && colon != SLICE_NONE && colon < close;
}

size_t logger_head_klog(struct slice line, const struct timestamp_context *ctx,
                        struct level_facts *out)
{
    static const char letters[] = "IWEF";
    static const enum level levels[] = { LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR, LEVEL_FATAL };
    const struct slice s = slice_sub(line, 0, HEAD_BYTES_MAX);
    const char *letter = s.len > 20 ? memchr(letters, s.ptr[0], 4) : NULL;
    if (!letter)
        return 0;
    const size_t date = slice_digits(s, 1), clock = 1 + date + 1, fraction = clock + 9;
    if ((date != 4 && date != 6 && date != 8) || s.ptr[1 + date] != ' ')
        return 0;
    const bool is_fine = s.ptr[fraction - 1] == '.' && slice_digits(s, fraction) == 6;
    int64_t us;
    if ((!is_fine && !names_source(slice_from(s, fraction - 1)))
        || !klog_time(slice_sub(s, 1, date), slice_sub(s, clock, is_fine ? 15 : 8), ctx, &us))
        return 0;
    *out = (struct level_facts){ .time_us = us,
                                 .level = levels[letter - letters],
                                 .is_log_line = true };
    const size_t close = slice_find(s, SLICE("] "), fraction);
    return close == SLICE_NONE ? fraction + 6 : close + 2;
}

size_t logger_head_ruby(struct slice line, const struct timestamp_context *ctx,
                        struct level_facts *out)
{
    static const char letters[] = "DIWEFA";
    static const enum level levels[] = { LEVEL_DEBUG, LEVEL_INFO,  LEVEL_WARN,
                                         LEVEL_ERROR, LEVEL_FATAL, LEVEL_NONE };
    const struct slice s = slice_sub(line, 0, HEAD_BYTES_MAX);
    const char *letter = s.len > 5 ? memchr(letters, s.ptr[0], sizeof letters - 1) : NULL;
    struct timestamp t;
    if (!letter || !slice_starts(slice_from(s, 1), SLICE(", ["))
        || timestamp_parse(slice_from(s, 4), ctx, &t) == 0)
        return 0;
    const size_t dashes = slice_find(s, SLICE(" -- "), 4);
    const size_t colon = dashes == SLICE_NONE ? SLICE_NONE : slice_find_byte(s, ':', dashes + 4);
    if (colon == SLICE_NONE)
        return 0;
    *out = (struct level_facts){ .time_us = t.us,
                                 .level = levels[letter - letters],
                                 .is_log_line = true };
    return colon + 1 < line.len ? colon + 2 : colon + 1;
}

bool logger_head_redis(struct slice line, const struct timestamp_context *ctx,
                       struct level_facts *out)
{
    static const char signs[] = ".-*#";
    static const enum level levels[] = { LEVEL_DEBUG, LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN };
    const size_t role = slice_digits(slice_sub(line, 0, 10), 0) + 1, clock = role + 14;
    if (role < 2 || line.len < clock + 15 || line.ptr[role - 1] != ':'
        || !memchr("XCSM", line.ptr[role], 4) || line.ptr[role + 1] != ' '
        || line.ptr[clock + 12] != ' ')
        return false;
    const char *sign = memchr(signs, line.ptr[clock + 13], sizeof signs - 1);
    const char *date = line.ptr + role + 2;
    char text[40];
    int64_t us;
    const int len = snprintf(text, sizeof text, "%.2s-%.3s-%.4s %.12s", date, date + 3, date + 7,
                             line.ptr + clock);
    if (!sign || !read_time(text, len, ctx, &us))
        return false;
    *out =
        (struct level_facts){ .time_us = us, .level = levels[sign - signs], .is_log_line = true };
    return true;
}
