#include "frame/line_parts.h"

#include "base/zone.h"

#define UUID_BYTES 36
#define TASK_ID_BYTES 32

size_t line_time(struct slice line, size_t at, int32_t zone_s, struct timestamp *out)
{
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    size_t n = timestamp_parse(slice_from(line, at), &ctx, out);
    return n ? at + n : 0;
}

size_t line_time_named(struct slice line, size_t at, int32_t zone_s, struct timestamp *out)
{
    const size_t end = line_time(line, at, zone_s, out);
    if (end == 0 || out->has_zone || out->open_zone.len > 0 || slice_byte(line, end) != ' ')
        return end;
    const char sign = slice_byte(line, end + 1);
    const size_t digits = slice_digits(line, end + 2);
    uint64_t hours;
    if ((sign == '+' || sign == '-') && digits == 2
        && slice_to_u64(slice_sub(line, end + 2, 2), &hours) && hours <= 14) {
        const int64_t east_s = (int64_t)hours * (sign == '-' ? -3600 : 3600);
        if (out->us != TIMESTAMP_NONE)
            out->us -= (east_s - zone_s) * TIMESTAMP_US_PER_S;
        out->has_zone = true;
        return end + 4;
    }
    const size_t len = zone_name_length(slice_from(line, end + 1));
    if (len == 0)
        return end;
    out->open_zone = slice_sub(line, end + 1, len);
    return end + 1 + len;
}

struct slice line_word(struct slice line, size_t at)
{
    size_t end = slice_find_byte(line, ' ', at);
    return slice_sub(line, at, end == SLICE_NONE ? SLICE_NONE : end - at);
}

bool line_rest(struct slice line, size_t at, struct slice *rest)
{
    if (at < line.len && line.ptr[at] != ' ')
        return false;
    *rest = slice_from(line, at + 1);
    return true;
}

bool line_is_task_id(struct slice s)
{
    if (s.len != TASK_ID_BYTES && s.len != UUID_BYTES)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = s.len == UUID_BYTES && (i == 8 || i == 13 || i == 18 || i == 23);
        if (dash ? s.ptr[i] != '-' : !ascii_is_hex(s.ptr[i]))
            return false;
    }
    return true;
}

void line_split_stream(struct slice stream, struct slice *container, struct slice *task)
{
    size_t last = slice_find_last_byte(stream, '/');
    if (last == SLICE_NONE || !line_is_task_id(slice_from(stream, last + 1)))
        return;
    *task = slice_from(stream, last + 1);
    struct slice head = slice_sub(stream, 0, last);
    size_t before = slice_find_last_byte(head, '/');
    if (before != SLICE_NONE)
        *container = slice_from(head, before + 1);
}
