#include "frame/line_places.h"

void line_place(struct join_line *line, const struct line_places *at, struct event_line *breaks)
{
    const struct slice chunk = line->text;
    line->breaks = breaks;
    line->break_count = 0;
    line->skip = 0;
    if (at->text.len == 0 || chunk.ptr < at->text.ptr || chunk.ptr > at->text.ptr + at->text.len)
        return;
    size_t start = (size_t)(chunk.ptr - at->text.ptr);
    if (at->count < 2) {
        line->skip = start;
        return;
    }
    for (size_t i = 0; i < at->count && at->pieces[i].start <= start + chunk.len; i++) {
        struct event_line piece = at->pieces[i];
        if (piece.start <= start) {
            line->line = piece.line;
            line->offset = piece.offset;
        } else {
            piece.start -= (uint32_t)start;
            breaks[line->break_count++] = piece;
        }
    }
}
