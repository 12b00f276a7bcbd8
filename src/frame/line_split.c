#include "frame/line_split.h"

#include "frame/level.h"

/* Less behind a time is no message. */
#define MESSAGE_BYTES_MIN 4

/* Fields looked at until one that begins as the first one does: more are parts of one message. */
#define FIELDS_MAX 64

/* Behind the object that the text begins with, or 0. */
static size_t object_end(struct slice s)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

static size_t split_objects(struct slice line)
{
    if (slice_find(line, SLICE("}{\""), 0) == SLICE_NONE
        && slice_find(line, SLICE("} {\""), 0) == SLICE_NONE)
        return 0;
    size_t at = object_end(line);
    if (at == 0)
        return 0;
    while (at < line.len && line.ptr[at] == ' ')
        at++;
    return slice_starts(slice_from(line, at), SLICE("{\"")) ? at : 0;
}

/* How a logger's line begins. */
enum head {
    HEAD_NONE,
    HEAD_TIME,  /* with a time, and more behind it */
    HEAD_LEVEL, /* with "ERROR:" */
};

static enum head head_of(struct slice field)
{
    const size_t bracket = field.len > 0 && field.ptr[0] == '[';
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    struct timestamp t;
    const size_t time = timestamp_parse(slice_from(field, bracket), &ctx, &t);
    if (time > 0)
        return t.has_year && field.len > bracket + time + MESSAGE_BYTES_MIN ? HEAD_TIME : HEAD_NONE;
    size_t n = 0;
    while (n < field.len && field.ptr[n] >= 'A' && field.ptr[n] <= 'Z')
        n++;
    const bool named =
        n < field.len && field.ptr[n] == ':' && level_word(slice_sub(field, 0, n)) != LEVEL_NONE;
    return named ? HEAD_LEVEL : HEAD_NONE;
}

static size_t split_fields(struct slice line)
{
    size_t tab = slice_find_byte(line, '\t', 0);
    if (tab == SLICE_NONE)
        return 0;
    const enum head first = head_of(slice_sub(line, 0, tab));
    for (int i = 0; i < FIELDS_MAX && first != HEAD_NONE && tab != SLICE_NONE; i++) {
        const size_t end = slice_find_byte(line, '\t', tab + 1);
        if (head_of(slice_sub(line, tab + 1, (end == SLICE_NONE ? line.len : end) - tab - 1))
            == first)
            return tab + 1;
        tab = end;
    }
    return 0;
}

size_t line_split(struct slice line)
{
    if (line.len == 0 || line.ptr[0] == '\t')
        return 0;
    return line.ptr[0] == '{' ? split_objects(line) : split_fields(line);
}
