#include "frame/line_parts.h"

#define UUID_BYTES 36
#define TASK_ID_BYTES 32

size_t line_time(struct slice line, size_t at, int32_t zone_s, struct timestamp *out)
{
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    size_t n = timestamp_parse(slice_from(line, at), &ctx, out);
    return n ? at + n : 0;
}

char line_byte(struct slice line, size_t at)
{
    return at < line.len ? line.ptr[at] : '\0';
}

size_t line_digits(struct slice line, size_t at)
{
    size_t n = 0;
    while (ascii_is_digit(line_byte(line, at + n)))
        n++;
    return n;
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
