/* Line shapes of hosting platforms. */
#include "frame/level.h"
#include "frame/line_parts.h"

/* "2025-10-01T14:45:12Z app[148ed127c74e89] iad [info]message", also runner[…], proxy[…]; a blank
 * behind the level in some versions. Source: transcripts of `fly logs` in public repositories, 2021
 * to 2026. */
static bool parse_fly(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (line_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone || line_byte(line, at) != ' ')
        return false;
    struct slice unit = line_word(line, at + 1);
    size_t open = slice_find_byte(unit, '[', 0);
    at += 1 + unit.len;
    struct slice region = line_word(line, at + 1);
    at += 1 + region.len + 1;
    if (open == SLICE_NONE || open == 0 || unit.ptr[unit.len - 1] != ']' || region.len != 3
        || line_byte(line, at) != '[')
        return false;
    size_t close = slice_find_byte(line, ']', at);
    if (close == SLICE_NONE || close - at > 10)
        return false;
    out->level = level_word(slice_sub(line, at + 1, close - at - 1));
    out->time_us = t.us;
    out->stream = unit;
    out->rest = slice_from(line, close + 1);
    if (line_byte(out->rest, 0) == ' ')
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
    if (line_byte(line, 10) != 'T')
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
