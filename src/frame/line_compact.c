/* Line shapes of programs that write their times shorter than others do. */
#include "frame/level.h"
#include "frame/line_parts.h"

#include <stdio.h>

/* A time whose parts stand at these places of the line, as digits; the year has two or four. The
 * caller checks what stands between them. */
static bool time_of(struct slice line, size_t year_digits, size_t month, size_t day, size_t hour,
                    size_t minute, size_t second, int32_t zone_s, int64_t *us)
{
    char text[32];
    const char *p = line.ptr;
    struct timestamp t;
    const int len =
        snprintf(text, sizeof text, "%s%.*s-%.2s-%.2s %.2s:%.2s:%.2s", year_digits == 2 ? "20" : "",
                 (int)year_digits, p, p + month, p + day, p + hour, p + minute, p + second);
    if (len != 19 || line_time(slice_make(text, (size_t)len), 0, zone_s, &t) != (size_t)len)
        return false;
    *us = t.us;
    return true;
}

/* Behind "LEVEL CLASS: " or "LEVEL CLASS - " at the position? */
static bool take_logger(struct slice line, size_t at, enum level *level)
{
    const struct slice word = line_word(line, at);
    const struct slice class = line_word(line, at + word.len + 1);
    *level = level_word(word);
    return *level != LEVEL_NONE && class.len > 1 && class.ptr[class.len - 1] == ':';
}

/* "17/06/09 20:10:40 INFO storage.BlockManager: message" and "081109 203615 148 INFO
 * dfs.DataNode$PacketResponder: message", year first. Source: apache/spark,
 * conf/log4j.properties.template (up to 3.2); apache/hadoop, bin/hadoop-env and log4j.properties of
 * 0.x; log4j 1.2, PatternLayout. */
static bool parse_hadoop(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    out->rest = line;
    if (line.len < 20)
        return false;
    if (line.ptr[2] == '/')
        return line.ptr[5] == '/' && line.ptr[8] == ' ' && line.ptr[11] == ':'
               && line.ptr[14] == ':' && line.ptr[17] == ' ' && take_logger(line, 18, &out->level)
               && time_of(line, 2, 3, 6, 9, 12, 15, zone_s, &out->time_us);
    const size_t thread = slice_digits(line, 14);
    return slice_digits(line, 0) == 6 && line.ptr[6] == ' ' && slice_digits(line, 7) == 6
           && line.ptr[13] == ' ' && thread > 0 && slice_byte(line, 14 + thread) == ' '
           && take_logger(line, 14 + thread + 1, &out->level)
           && time_of(line, 2, 2, 4, 7, 9, 11, zone_s, &out->time_us);
}

const struct line_shape line_hadoop = {
    .name = "hadoop",
    .help = "Spark and Hadoop: yy/MM/dd hh:mm:ss or yyMMdd hhmmss THREAD, LEVEL CLASS: message",
    .first = LINE_DIGITS,
    .specificity = 94,
    .parse = parse_hadoop,
    .flags = LINE_WEAK,
};

static enum level logcat_level(char letter)
{
    switch (letter) {
    case 'V': return LEVEL_TRACE;
    case 'D': return LEVEL_DEBUG;
    case 'I': return LEVEL_INFO;
    case 'W': return LEVEL_WARN;
    case 'E': return LEVEL_ERROR;
    case 'F': return LEVEL_FATAL;
    default: return LEVEL_NONE;
    }
}

static size_t skip_blanks(struct slice line, size_t at)
{
    while (slice_byte(line, at) == ' ')
        at++;
    return at;
}

/* "03-17 16:13:38.811  1702  2395 D WindowManager: message" or "03-17 16:13:38.811 D/Tag( 1702): ":
 * no year. Source: Android, "logcat command-line tool", formats threadtime and time. */
static bool parse_logcat(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    size_t at = slice_byte(line, 2) == '-' && slice_byte(line, 5) == ' '
                    ? line_time(line, 0, zone_s, &t)
                    : 0;
    if (at == 0 || t.has_year || t.fraction != 3 || slice_byte(line, at) != ' ')
        return false;
    out->rest = line;
    out->yearless = slice_sub(line, 0, at);
    at = skip_blanks(line, at);
    if (slice_byte(line, at + 1) == '/') {
        out->level = logcat_level(slice_byte(line, at));
        return out->level != LEVEL_NONE && slice_find(line, SLICE("): "), at) != SLICE_NONE;
    }
    for (int i = 0; i < 2; i++) { /* process and thread */
        const size_t digits = slice_digits(line, at);
        if (digits == 0 || slice_byte(line, at + digits) != ' ')
            return false;
        at = skip_blanks(line, at + digits);
    }
    out->level = logcat_level(slice_byte(line, at));
    return out->level != LEVEL_NONE && slice_byte(line, at + 1) == ' ';
}

const struct line_shape line_logcat = {
    .name = "logcat",
    .help = "Android's logcat: MM-DD TIME PID TID LETTER TAG: message",
    .first = "01",
    .specificity = 93,
    .parse = parse_logcat,
    .flags = LINE_WEAK,
};

/* "20171223-22:15:29:606|Step_LSC|30002312|message". Source: logpai/loghub, HealthApp. */
static bool parse_device(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    const size_t digits = slice_digits(line, 18);
    out->rest = line;
    if (line.len < 24 || slice_digits(line, 0) != 8 || line.ptr[8] != '-' || line.ptr[11] != ':'
        || line.ptr[14] != ':' || line.ptr[17] != ':' || digits < 1 || digits > 3
        || line.ptr[18 + digits] != '|'
        || !time_of(line, 4, 4, 6, 9, 12, 15, zone_s, &out->time_us))
        return false;
    uint64_t ms;
    slice_to_u64(slice_sub(line, 18, digits), &ms);
    out->time_us += (int64_t)ms * TIMESTAMP_US_PER_MS;
    return true;
}

const struct line_shape line_device = {
    .name = "device",
    .help = "apps of devices: YYYYMMDD-hh:mm:ss:ms|COMPONENT|PID|message",
    .first = LINE_DIGITS,
    .specificity = 92,
    .parse = parse_device,
    .flags = LINE_WEAK,
};
