#include "frame/line_reader.h"

#include "frame/event.h"

#include <inttypes.h>

/* Longest line kept, with its end. What is over is dropped and warned about. */
#define LINE_BYTES_MAX EVENT_BYTES_MAX

static void strip_end(struct raw_line *out)
{
    struct slice *s = &out->text;
    if (s->len > 0 && s->ptr[s->len - 1] == '\n')
        s->len--;
    while (s->len > 0 && s->ptr[s->len - 1] == '\r')
        s->len--;
    /* A mark in mid-stream, after `cat a b`. */
    if (slice_starts(*s, SLICE("\xEF\xBB\xBF")))
        *s = slice_from(*s, 3);
}

bool line_reader_peek(struct line_reader *r, struct raw_line *out)
{
    size_t seen = 0;
    struct slice w = source_peek(r->src, 1);
    if (w.len == 0)
        return false;
    for (;;) {
        size_t end = slice_find_byte(w, '\n', seen);
        if (end != SLICE_NONE && end < LINE_BYTES_MAX) {
            r->size = end + 1;
            r->cut = false;
            break;
        }
        if (w.len >= LINE_BYTES_MAX) {
            r->size = LINE_BYTES_MAX;
            r->cut = true;
            break;
        }
        seen = w.len;
        w = source_peek(r->src, seen + 1);
        if (w.len == seen) { /* the last line has no LF */
            r->size = seen;
            r->cut = false;
            break;
        }
    }
    out->text = slice_sub(w, 0, r->size);
    out->line = source_line(r->src);
    out->offset = source_offset(r->src);
    strip_end(out);
    return true;
}

/* Drops the rest of a line that was cut. */
static void drop_rest(struct line_reader *r, uint64_t line, uint64_t offset)
{
    uint64_t dropped = 0;
    for (;;) {
        struct slice w = source_peek(r->src, 1);
        size_t end = slice_find_byte(w, '\n', 0);
        size_t count = end == SLICE_NONE ? w.len : end + 1;
        dropped += end == SLICE_NONE ? count : end;
        source_consume(r->src, count);
        if (end != SLICE_NONE || count == 0)
            break;
    }
    if (r->told || dropped == 0)
        return;
    r->told = true;
    struct err err;
    err_init(&err);
    err_set(&err, "line longer than %d KiB: kept the first %d KiB, dropped %" PRIu64 " bytes",
            LINE_BYTES_MAX / 1024, LINE_BYTES_MAX / 1024, dropped);
    err_at(&err, line, offset);
    source_warn(r->src, &err, true);
}

uint64_t line_reader_take(struct line_reader *r)
{
    uint64_t line = source_line(r->src), offset = source_offset(r->src);
    source_consume(r->src, r->size);
    if (r->cut)
        drop_rest(r, line, offset);
    r->size = 0;
    r->cut = false;
    return source_offset(r->src);
}
