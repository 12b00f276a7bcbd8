/* Line shapes of hosting platforms. */
#include "frame/level.h"
#include "frame/line_parts.h"

/* "2025-10-01T14:45:12Z app[148ed127c74e89] iad [info]message", also runner[…], proxy[…]; a blank
 * behind the level in some versions. Source: transcripts of `fly logs` in public repositories, 2021
 * to 2026. */
static bool parse_fly(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone || slice_byte(line, at) != ' ')
        return false;
    struct slice unit = line_word(line, at + 1);
    size_t open = slice_find_byte(unit, '[', 0);
    at += 1 + unit.len;
    struct slice region = line_word(line, at + 1);
    at += 1 + region.len + 1;
    if (open == SLICE_NONE || open == 0 || unit.ptr[unit.len - 1] != ']' || region.len != 3
        || slice_byte(line, at) != '[')
        return false;
    size_t close = slice_find_byte(line, ']', at);
    if (close == SLICE_NONE || close - at > 10)
        return false;
    out->level = level_word(slice_sub(line, at + 1, close - at - 1));
    out->time_us = t.us;
    out->stream = unit;
    out->rest = slice_from(line, close + 1);
    if (slice_byte(out->rest, 0) == ' ')
        out->rest = slice_from(out->rest, 1);
    return out->level != LEVEL_NONE;
}

const struct line_shape line_fly = {
    .name = "fly",
    .help = "fly logs",
    .first = LINE_DIGITS,
    .specificity = 268,
    .parse = parse_fly,
};

/* "2025-11-28T20:26:34.395319528Z [inf]  message": the word only tells stdout and stderr apart,
 * unless the program writes JSON with a level. Source: logs downloaded from Railway, 2025 and 2026,
 * in public repositories. */
static bool parse_railway(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct {
        struct slice text;
        enum level level;
    } words[] = {
        { { " [inf]  ", 8 }, LEVEL_NONE },
        { { " [err]  ", 8 }, LEVEL_NONE },
        { { " [wrn]  ", 8 }, LEVEL_WARN },
        { { " [dbg]  ", 8 }, LEVEL_DEBUG },
    };
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone)
        return false;
    struct slice rest = slice_from(line, at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!slice_starts(rest, words[i].text))
            continue;
        out->time_us = t.us;
        out->level = words[i].level;
        out->rest = slice_from(rest, words[i].text.len);
        return true;
    }
    return false;
}

const struct line_shape line_railway = {
    .name = "railway",
    .help = "logs downloaded from Railway",
    .first = LINE_DIGITS,
    .specificity = 264,
    .parse = parse_railway,
};

/* Behind "11:47:15 PM ", or 0. */
static size_t skip_short_clock(struct slice line)
{
    const size_t hours = slice_digits(line, 0);
    const size_t at = hours + 1;
    if (hours < 1 || hours > 2 || slice_byte(line, hours) != ':' || slice_digits(line, at) != 2
        || slice_byte(line, at + 2) != ':' || slice_digits(line, at + 3) != 2)
        return 0;
    const struct slice half = slice_sub(line, at + 5, 4);
    return slice_eq(half, SLICE(" PM ")) || slice_eq(half, SLICE(" AM ")) ? at + 9 : 0;
}

/* "[gqjw9] text": the instance, which live logs of the dashboard have. */
static bool take_instance(struct slice line, size_t at, struct line_prefix *out)
{
    out->rest = slice_from(line, at);
    if (slice_starts(out->rest, SLICE("==> ")))
        return true;
    const size_t close = slice_byte(line, at) == '[' ? slice_find_byte(out->rest, ']', 0) : 0;
    if (close != 6)
        return false;
    for (size_t i = 1; i < close; i++)
        if (!ascii_is_alnum(out->rest.ptr[i]))
            return false;
    out->stream = slice_sub(out->rest, 1, close - 1);
    return line_rest(line, at + close + 1, &out->rest);
}

/* Render. Downloaded logs have RFC 3339 with nanoseconds, whose last zeros are left out; the
 * platform's own lines begin with "==> ". Copied from the dashboard: "Dec 9 03:03:10 PM  text", or
 * "11:47:15 PM [instance] text". Source: logs in public repositories and issues, 2022 to 2026. */
static bool parse_render(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t clock = skip_short_clock(line);
    if (clock > 0)
        return take_instance(line, clock, out);
    const size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0)
        return false;
    if (!t.has_year) {
        out->yearless = slice_sub(line, 0, at);
        out->rest = slice_from(line, at + 2);
        return slice_byte(line, at - 1) == 'M' && slice_starts(slice_from(line, at), SLICE("  "));
    }
    /* Three, six, seven and nine digits are what many others write. */
    const bool own = slice_starts(slice_from(line, at), SLICE(" ==> "));
    const bool nanos = t.fraction == 4 || t.fraction == 5 || t.fraction == 8;
    if (slice_byte(line, 10) != 'T' || slice_byte(line, at - 1) != 'Z' || (!own && !nanos))
        return false;
    out->time_us = t.us;
    return line_rest(line, at, &out->rest);
}

const struct line_shape line_render = {
    .name = "render",
    .help = "logs of Render, downloaded or copied from the dashboard",
    .first = LINE_DIGITS "JFMASOND",
    .specificity = 262,
    .parse = parse_render,
};

/* Columns that loggers part with bars: thread, level, logger. */
#define COLUMN_BYTES_MAX 60

/* Does a level stand first, as a column of its own? */
static bool names_level(struct slice s)
{
    size_t n = 0;
    while (ascii_is_alpha(slice_byte(s, n)))
        n++;
    return level_word(slice_sub(s, 0, n)) != LEVEL_NONE && slice_byte(s, n) != ':';
}

/* "2025-12-08 11:22:53.257 | Started": Docker Desktop, the log of one container. Loggers that part
 * their columns so (loguru, NLog) have the level in one of the next. */
static bool parse_dated(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != ' ' || slice_byte(line, 24) != '|'
        || line_time(line, 0, zone_s, &t) != 23 || !line_rest(line, 25, &out->rest))
        return false;
    const size_t bar = slice_find(out->rest, SLICE(" |"), 0);
    if (names_level(out->rest) || (bar != SLICE_NONE && bar < COLUMN_BYTES_MAX))
        return false;
    out->time_us = t.us;
    return true;
}

/* "[16:50:28.914] Vercel CLI 46.0.3", also without brackets. Loggers that print a clock only put
 * a thread or a level behind it, and stay text. Source: build logs in public repositories. */
static bool parse_clock(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    if (slice_byte(line, 4) == '-')
        return parse_dated(line, zone_s, out);
    const size_t open = slice_byte(line, 0) == '[', end = open + 12;
    if (slice_digits(line, open) != 2 || slice_byte(line, open + 2) != ':'
        || slice_digits(line, open + 3) != 2 || slice_byte(line, open + 5) != ':'
        || slice_digits(line, open + 6) != 2 || slice_byte(line, open + 8) != '.'
        || slice_digits(line, open + 9) != 3 || (open && slice_byte(line, end) != ']')
        || !line_rest(line, end + open, &out->rest))
        return false;
    return slice_byte(out->rest, 0) != '[' && !names_level(out->rest);
}

const struct line_shape line_clock = {
    .name = "clock",
    .help = "a time before each line: build logs of Vercel, Docker Desktop",
    .first = "[" LINE_DIGITS,
    .specificity = 60,
    .parse = parse_clock,
    .flags = LINE_UNSURE | LINE_WEAK,
};
