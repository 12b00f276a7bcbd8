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
}

/* A log that is cut to nothing while a program goes on writing to it begins with a hole of NULs,
 * which may be longer than any line. */
static struct slice skip_nuls(struct line_reader *r)
{
    struct slice w = source_peek(r->src, 1);
    while (w.len > 0 && w.ptr[0] == '\0') {
        size_t count = 1;
        while (count < w.len && w.ptr[count] == '\0')
            count++;
        r->ledger.framing += count;
        source_consume(r->src, count);
        w = source_peek(r->src, 1);
    }
    return w;
}

bool line_reader_peek(struct line_reader *r, struct raw_line *out)
{
    struct slice w = skip_nuls(r);
    const uint64_t at = source_offset(r->src);
    size_t seen = r->clear_to > at ? (size_t)(r->clear_to - at) : 0;
    r->gap = 0;
    if (w.len == 0)
        return false;
    for (;;) {
        size_t end = slice_find_byte(w, '\n', seen);
        r->clear_to = at + (end != SLICE_NONE ? end : w.len > seen ? w.len : seen);
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

void line_reader_shorten(struct line_reader *r, struct raw_line *out, size_t size)
{
    const struct slice record = slice_trim_right(slice_sub(out->text, 0, size));
    r->size = size;
    r->gap = size - record.len;
    r->cut = false;
    out->text = record;
}

bool line_reader_peek_next(struct line_reader *r, struct raw_line *out, struct slice *next)
{
    const size_t size = r->size, limit = size + LINE_NEXT_BYTES;
    struct slice w = source_peek(r->src, size);
    size_t end;
    while ((end = slice_find_byte(slice_sub(w, 0, limit), '\n', size)) == SLICE_NONE) {
        const size_t had = w.len;
        if (had >= limit)
            break;
        w = source_peek(r->src, had + 1);
        if (w.len == had) {
            end = had;
            break;
        }
    }
    out->text = slice_sub(w, 0, size - r->gap);
    strip_end(out);
    if (end == SLICE_NONE || end == size)
        return false;
    struct raw_line line = { .text = slice_sub(w, size, end - size) };
    strip_end(&line);
    *next = line.text;
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
        r->ledger.over_limit += count;
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
    const struct slice line = slice_sub(source_peek(r->src, r->size), 0, r->size);
    *(slice_trim(line).len > 0 ? &r->ledger.events : &r->ledger.framing) += r->size;
    return line_reader_take_later(r);
}

uint64_t line_reader_take_later(struct line_reader *r)
{
    uint64_t line = source_line(r->src), offset = source_offset(r->src);
    source_consume(r->src, r->size);
    if (r->cut)
        drop_rest(r, line, offset);
    r->size = 0;
    r->cut = false;
    return source_offset(r->src);
}
