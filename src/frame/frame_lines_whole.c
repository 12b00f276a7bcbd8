#include "base/text.h"
#include "frame/frame_lines_parts.h"
#include "frame/level.h"

/* Its lines are an event after all. */
static void count_whole(struct frame_lines *f, const struct unwrap_line *whole)
{
    const uint64_t size = whole->end - whole->pieces[0].offset;
    if (slice_trim(whole->text).len == 0)
        return;
    f->undecided -= size;
    f->reader.ledger.events += size;
}

void frame_lines_take_whole(struct frame_lines *f, const struct unwrap_line *whole)
{
    struct event_line pieces[UNWRAP_LINES_MAX];
    for (size_t i = 0; i < whole->piece_count; i++) {
        pieces[i] = whole->pieces[i];
        struct slice before = slice_sub(whole->text, 0, pieces[i].start);
        pieces[i].start = (uint32_t)text_strip_ansi(before, &f->plain).len;
    }
    struct slice text = text_strip_ansi(whole->text, &f->plain);
    const bool same = whole->piece_count > 1 || text.len == whole->text.len;
    struct line_places at = { pieces, whole->piece_count, same ? text : slice_empty() };
    count_whole(f, whole);
    struct peeled p = peel_start(&f->peel, text, pieces[0].line, pieces[0].offset, whole->end);
    frame_lines_take_line(f, &p, &at, whole->text.len);
}

/* Does the line begin a record of its own, so that no line before it goes on in it? */
static bool is_fresh(struct frame_lines *f, struct slice text)
{
    if (peel_has_prefix(&f->peel, text, f->peel.certain))
        return true;
    struct level_facts facts;
    level_scan(text, f->zone_s, TIMESTAMP_NONE, &facts);
    return facts.is_log_line;
}

bool frame_lines_wants_unwrap(struct frame_lines *f, struct raw_line *raw)
{
    switch (unwrap_ask(f->unwrap, raw->text)) {
    case UNWRAP_PASS: return false;
    case UNWRAP_TAKE: return true;
    case UNWRAP_PEEK: break;
    }
    struct slice next;
    /* A record of its own is not held back for its next line: a pipe may be slow. */
    if (f->reader.cut || is_fresh(f, text_strip_ansi(raw->text, &f->plain))
        || !line_reader_peek_next(&f->reader, raw, &next))
        return false;
    return unwrap_ask_pair(f->unwrap, raw->text, next);
}

void frame_lines_push_unwrap(struct frame_lines *f, const struct raw_line *raw)
{
    bool fresh = is_fresh(f, text_strip_ansi(raw->text, &f->plain));
    unwrap_push(f->unwrap, raw, raw->offset + f->reader.size, fresh);
    f->undecided += f->reader.size;
    line_reader_take_later(&f->reader);
}
