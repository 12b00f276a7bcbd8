#include "base/text.h"
#include "frame/frame_lines_parts.h"
#include "frame/line_insights.h"
#include "frame/line_parts.h"

/* Looking for the end of a row may take RECORD_BYTES_MAX: this often, in vain, is enough. */
#define NO_ROWS_MAX 8

/* Pushes a record, with the place of each of its lines. */
static void push_record(struct frame_lines *f, const struct line_record *record, uint64_t line,
                        uint64_t offset)
{
    struct slice rest = record->message;
    const uint64_t end = offset + record->raw.len;
    bool first = true;
    size_t at = 0;
    for (size_t lf; (lf = slice_find_byte(slice_sub(record->raw, 0, record->message_at), '\n', at))
                    != SLICE_NONE;
         at = lf + 1)
        line++;
    f->peel.state.lines++;
    do {
        struct slice text = slice_empty();
        slice_next_line(&rest, &text);
        struct peeled p =
            peel_start(&f->peel, text_strip_ansi(text, &f->plain), line, offset + at, end);
        struct line_prefix prefix;
        line_prefix_init(&prefix);
        prefix.time_us = record->time_us;
        prefix.level = record->level;
        prefix.stream = record->stream;
        prefix.group = record->group;
        prefix.container = record->container;
        prefix.rest = p.rest;
        peel_prefix(&p, &prefix);
        p.line.tag = f->records_tag;
        frame_lines_push_text(f, &p, &(struct line_places){ .count = 0 }, first);
        first = false;
        size_t lf = record->lines_match ? slice_find_byte(record->raw, '\n', at) : SLICE_NONE;
        if (lf != SLICE_NONE && lf + 1 < record->raw.len) {
            at = lf + 1;
            line++;
        }
    } while (rest.len > 0);
}

static void push_turned(struct frame_lines *f)
{
    struct line_record record;
    uint64_t line, offset;
    while (reverse_next(f->reverse, &record, &line, &offset))
        push_record(f, &record, line, offset);
}

bool frame_lines_take_record(struct frame_lines *f)
{
    struct line_record record;
    const uint64_t line = source_line(f->src), offset = source_offset(f->src);
    enum records_result result = records_next(&f->records, f->src, &f->record, &record);
    if (result == RECORDS_END) {
        reverse_flush(f->reverse);
        push_turned(f);
        f->records.kind = RECORDS_NONE; /* what follows is read as lines */
        return false;
    }
    const size_t size = record.raw.len;
    const bool is_event = result == RECORDS_GOT && record.message.len > 0;
    *(is_event ? &f->reader.ledger.events : &f->reader.ledger.framing) += size;
    if (is_event) {
        if (f->records.kind == RECORDS_CSV || f->records.kind == RECORDS_INSIGHTS) {
            reverse_push(f->reverse, &record, line, offset);
            push_turned(f);
        } else {
            push_record(f, &record, line, offset);
        }
    }
    source_consume(f->src, size);
    return true;
}

bool frame_lines_begins_rows(struct frame_lines *f, const struct raw_line *raw)
{
    const struct line_shape *shape = &line_insights_text;
    if (!insights_begins(raw->text) || f->no_rows >= NO_ROWS_MAX || f->reader.cut
        || f->peel.no_shapes || (f->peel.only && f->peel.only != shape))
        return false;
    records_begin(&f->records, shape, raw->text);
    f->records_tag = 0;
    while (line_shape_table[f->records_tag] != shape)
        f->records_tag++;
    f->bare_continues = false;
    return true;
}

bool frame_lines_take_rows(struct frame_lines *f)
{
    if (unwrap_holds(f->unwrap)) {
        unwrap_flush(f->unwrap);
        return true;
    }
    const bool found = frame_lines_take_record(f);
    f->no_rows += !found;
    return found;
}
