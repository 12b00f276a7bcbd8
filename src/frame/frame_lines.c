#include "frame/frame_lines.h"

#include "base/alloc.h"
#include "base/text.h"
#include "frame/frame_docs.h"
#include "frame/frame_lines_parts.h"
#include "frame/level.h"
#include "frame/line_look.h"
#include "frame/line_parts.h"
#include "frame/line_split.h"

struct frame_lines *frame_lines_new(struct source *src, const struct framer_options *opts,
                                    int64_t latest_us)
{
    struct frame_lines *f = alloc_zeroed(1, sizeof *f);
    f->src = src;
    f->reader.src = src;
    f->zone_s = opts->zone_s;
    f->next_us = TIMESTAMP_NONE;
    f->records_tag = -1;
    f->join = join_new(f->zone_s);
    if (opts->hint_us != 0)
        join_hint(f->join, opts->hint_us);
    f->unwrap = unwrap_new();
    f->reverse = reverse_new();
    f->structured = structured_new(f->zone_s);
    f->relay = docs_relay_new(f->zone_s);
    peel_init(&f->peel, opts->input_format, f->zone_s, f->structured);
    const struct bulk_options bulk = { opts->asker, latest_us };
    f->bulk = bulk_new(src, &f->peel, &bulk);
    f->counts = alloc_zeroed(f->peel.shape_count + 2, sizeof *f->counts);
    return f;
}

void frame_lines_free(struct frame_lines *f)
{
    if (!f)
        return;
    join_free(f->join);
    unwrap_free(f->unwrap);
    reverse_free(f->reverse);
    structured_free(f->structured);
    docs_relay_free(f->relay);
    bulk_free(f->bulk);
    buf_release(&f->plain);
    buf_release(&f->text);
    buf_release(&f->record);
    alloc_free(f->counts);
    alloc_free(f);
}

/* --- documents ------------------------------------------------------------------------- */

static bool begins_doc(struct frame_lines *f, struct slice line)
{
    return !f->peel.only && !f->peel.no_shapes
           && frame_docs_may_begin(line, f->peel.state.lines == 0)
           && !(f->bare_continues && join_wants_body(f->join)) && frame_docs_begins(f->src);
}

/* The same before the end of the line is there: waits for the byte behind the bracket only, by
 * which frame_docs_may_begin decides. */
static bool begins_doc_early(struct frame_lines *f)
{
    struct slice w = source_peek(f->src, 1);
    const bool is_first = f->peel.state.lines == 0;
    for (;;) {
        const struct slice body = is_first ? slice_trim(w) : w;
        if (w.len == 0 || (body.len > 0 && body.ptr[0] != '{' && body.ptr[0] != '[')
            || slice_find_byte(slice_sub(w, 0, FRAME_DOCS_BEGIN_BYTES), '\n', 0) != SLICE_NONE)
            return false;
        if (slice_trim(body).len > 1)
            return begins_doc(f, w);
        const size_t had = w.len;
        w = source_peek(f->src, had + 1);
        if (w.len == had)
            return false;
    }
}

/* --- pushing --------------------------------------------------------------------------- */

/* Where the next byte c is in a text of which `gone` bytes before were taken off, the last one
 * found at `at`: looks no further than once at each byte. */
static size_t end_behind(struct slice text, char c, size_t at, size_t gone)
{
    if (at == SLICE_NONE)
        return at;
    return at >= gone ? at - gone : slice_find_byte(text, c, 0);
}

void frame_lines_push_text(struct frame_lines *f, struct peeled *p, const struct line_places *at,
                           bool first)
{
    struct event_line breaks[UNWRAP_LINES_MAX];
    struct slice text = p->rest;
    size_t lf = slice_find_byte(text, '\n', 0), cr = slice_find_byte(text, '\r', 0);
    bool partial = p->line.partial;
    p->line.lead = first ? peel_lead(p) : slice_empty();
    p->line.meta = p->outer || f->records.kind != RECORDS_NONE ? &p->meta : NULL;
    for (;;) {
        const size_t end = lf < cr ? lf : cr;
        bool more = end < text.len;
        p->line.text = slice_sub(text, 0, end);
        p->line.partial = partial && !more;
        p->line.forced = !first;
        line_place(&p->line, at, breaks);
        bool skip = more && end == 0 && text.ptr[0] == '\r';
        if (!skip) {
            if (!join_push(f->join, &p->line))
                f->bare_continues = false;
            first = false;
        }
        if (!more)
            return;
        text = slice_from(text, end + 1);
        lf = end_behind(text, '\n', lf, end + 1);
        cr = end_behind(text, '\r', cr, end + 1);
    }
}

/* The head of a table is counted as any line, and is no event. */
static void count_head(struct frame_lines *f, const struct peeled *p)
{
    const uint64_t size = p->line.end - p->line.offset;
    if (size > EVENT_BYTES_MAX) /* its end is over the limit, and counted there */
        return;
    f->reader.ledger.events -= size;
    f->reader.ledger.framing += size;
}

/* Does a line without prefix belong to the one before? */
static void take_bare(struct frame_lines *f, struct peeled *p)
{
    if (!p->outer) {
        p->line.bare = f->bare_continues && peel_column(p, f->column);
        return;
    }
    const bool indent = (p->outer->flags & LINE_INDENT_CONTINUES) != 0;
    const size_t column = peel_lead(p).len;
    f->bare_continues = indent || (p->outer->flags & LINE_BARE_CONTINUES) != 0;
    f->column = !indent ? 0 : column > 0 && p->rest.len > 0 ? column : SIZE_MAX;
}

/* What the console added to the events is none. */
static bool take_console(struct frame_lines *f, const struct peeled *p)
{
    if (console_copy_is_banner(p->rest)) {
        f->console.seen = true;
        f->bare_continues = false;
    } else if (!console_copy_repeats(&f->console, p->rest)) {
        return false;
    }
    count_head(f, p);
    return true;
}

/* A line may be only the time of the next one. True: this one is. */
static bool take_next_time(struct frame_lines *f, struct peeled *p)
{
    if (p->outer == &line_time_only) {
        f->next_us = p->line.time_us;
        f->bare_continues = false;
        console_copy_time(&f->console);
        return true;
    }
    if (p->outer && (p->outer->flags & LINE_QUICK))
        f->console.open = false;
    if (p->line.time_us == TIMESTAMP_NONE && p->rest.len > 0)
        p->line.time_us = f->next_us;
    if (p->rest.len > 0)
        f->next_us = TIMESTAMP_NONE;
    return false;
}

void frame_lines_take_line(struct frame_lines *f, struct peeled *p, const struct line_places *at,
                           size_t raw_bytes)
{
    f->peel.state.lines++;
    if (take_console(f, p))
        return;
    const size_t codes = raw_bytes > p->rest.len ? raw_bytes - p->rest.len : 0;
    const struct slice line = p->rest;
    p->in_message = f->bare_continues && f->column == 0;
    p->hint_us = join_last_time(f->join);
    const struct line_shape *table = peel_line(&f->peel, p);
    if (table) {
        records_begin(&f->records, table, line);
        count_head(f, p);
        f->records_tag = p->line.tag;
        f->bare_continues = false;
        return;
    }
    if (take_next_time(f, p))
        return;
    take_bare(f, p);
    if (!p->outer)
        line_warn_output(&f->warn, f->src, p->rest, p->line.line, p->line.offset);
    p->line.raw_bytes = p->rest.len + codes;
    struct slice unsplit = line_unsplit(p->rest, &f->record, &f->inserted);
    p->rest = unsplit;
    /* FireLens and json-file records hold text that may have colours, too. */
    p->rest = text_strip_ansi(p->rest, unsplit.ptr == f->record.ptr ? &f->text : &f->record);
    line_warn_zone(&f->warn, f->src, p->open_zone, f->zone_s, p->line.line, p->line.offset);
    frame_lines_push_text(f, p, at, true);
    const struct join_zone *zone = join_open_zone(f->join);
    line_warn_zone(&f->warn, f->src, slice_cstr(zone->name), f->zone_s, zone->line, zone->offset);
}

/* --- the loop -------------------------------------------------------------------------- */

static void take_raw(struct frame_lines *f, struct raw_line *raw)
{
    const size_t raw_bytes = raw->text.len;
    raw->text = text_strip_ansi(raw->text, &f->plain);
    uint64_t end = raw->offset + f->reader.size;
    const bool cut = f->reader.cut;
    if (cut) { /* its rest is dropped first, which moves the window */
        if (raw->text.ptr != f->plain.ptr)
            buf_add(&f->plain, raw->text);
        raw->text = buf_slice(&f->plain);
        end = line_reader_take(&f->reader);
    }
    struct peeled p = peel_start(&f->peel, raw->text, raw->line, raw->offset, end);
    /* Where colour codes were taken out, places in the text are not those in the source. */
    const struct slice same = raw->text.len == raw_bytes ? raw->text : slice_empty();
    frame_lines_take_line(f, &p, &(struct line_places){ .text = same }, raw_bytes);
    if (!cut)
        line_reader_take(&f->reader);
}

/* Ends the line behind its first record, if it holds several. A line that runs may take (bulk.h) is
 * left as it is: they do not look into it. */
static void split_raw(struct frame_lines *f, struct raw_line *raw)
{
    const size_t size = line_split(raw->text);
    if (size > 0 && !peel_has_prefix(&f->peel, raw->text, f->peel.quick))
        line_reader_shorten(&f->reader, raw, size);
}

/* Reads on. False at the end, and where a document begins. */
static bool step(struct frame_lines *f)
{
    struct unwrap_line whole;
    if (unwrap_next(f->unwrap, &whole)) {
        frame_lines_take_whole(f, &whole);
        return true;
    }
    if (f->records.kind != RECORDS_NONE && !unwrap_holds(f->unwrap) && frame_lines_take_record(f))
        return true;
    struct raw_line raw;
    if (begins_doc_early(f) || !line_reader_peek(&f->reader, &raw) || begins_doc(f, raw.text)) {
        bool holds = unwrap_holds(f->unwrap);
        unwrap_flush(f->unwrap);
        return holds;
    }
    /* begins_doc may have moved the window. */
    if (!line_reader_peek(&f->reader, &raw))
        return false;
    split_raw(f, &raw);
    if (frame_lines_begins_rows(f, &raw)
        && (frame_lines_take_rows(f) || !line_reader_peek(&f->reader, &raw)))
        return true;
    if (!frame_lines_wants_unwrap(f, &raw))
        take_raw(f, &raw);
    else if (!peel_has_prefix(&f->peel, raw.text, f->peel.table))
        frame_lines_push_unwrap(f, &raw);
    else if (unwrap_holds(f->unwrap))
        unwrap_flush(f->unwrap);
    else
        take_raw(f, &raw);
    return true;
}

/* False: nothing is to be given, for the message was a record without events. */
static bool give(struct frame_lines *f, struct event *event, int tag)
{
    size_t i = (size_t)tag;
    if (docs_relay_put(f->relay, event)) {
        f->counts[i]++;
        return docs_relay_next(f->relay, event);
    }
    bool json = event->message.len > 1 && event->message.ptr[0] == '{'
                && structured_message(f->structured, event);
    event->is_lines = tag != f->records_tag;
    if (json && i == f->peel.shape_count)
        i++;
    f->counts[i]++;
    return true;
}

void frame_lines_bulk_leave(struct frame_lines *f)
{
    bulk_leave(f->bulk);
}

enum status frame_lines_next(struct frame_lines *f, struct event *event)
{
    int tag;
    frame_lines_bulk_leave(f);
    if (docs_relay_next(f->relay, event))
        return STATUS_OK;
    for (;;) {
        if (join_next(f->join, event, &tag)) {
            if (give(f, event, tag))
                return STATUS_OK;
            continue;
        }
        if (step(f))
            continue;
        join_flush(f->join);
        if (!join_next(f->join, event, &tag))
            return STATUS_END;
        if (give(f, event, tag))
            return STATUS_OK;
    }
}

bool frame_lines_settle(struct frame_lines *f, struct event *event)
{
    int tag;
    if (docs_relay_next(f->relay, event))
        return true;
    join_flush(f->join);
    while (join_next(f->join, event, &tag))
        if (give(f, event, tag))
            return true;
    return false;
}

bool frame_lines_open_event(const struct frame_lines *f, size_t i, struct event *event)
{
    return join_open_event(f->join, i, event);
}

/* --- runs ------------------------------------------------------------------------------ */

/* Is there nothing but events of which lines are joined, and that the next line would close? */
static bool may_run(const struct frame_lines *f)
{
    const bool is_long = f->reader.clear_to > source_offset(f->src) + BULK_LINE_BYTES_MAX;
    return !is_long && f->peel.state.lines > 0 && f->records.kind == RECORDS_NONE
           && f->next_us == TIMESTAMP_NONE && !f->console.open && unwrap_is_off(f->unwrap)
           && !docs_relay_holds(f->relay) && !join_holds(f->join);
}

/* Takes the run into account, as take_line and give do line by line. */
static void count_run(struct frame_lines *f, const struct event_bulk *run)
{
    const struct bulk_line *last = &run->lines[run->count - 1];
    bulk_count(f->bulk, run, f->counts);
    f->peel.state.lines += run->count;
    f->reader.ledger.events += last->end + 1 - run->lines[0].start;
    f->bare_continues =
        (line_shape_table[bulk_shape(f->bulk, last->prefix)]->flags & LINE_BARE_CONTINUES) != 0;
    join_hint(f->join, last->time_us);
}

void frame_lines_rest(struct frame_lines *f)
{
    bulk_rest(f->bulk);
}

bool frame_lines_bulk(struct frame_lines *f, struct event_bulk *out)
{
    frame_lines_bulk_leave(f);
    const struct bulk_state state = { f->join, f->bare_continues };
    if (!may_run(f))
        return false;
    const size_t count = bulk_look(f->bulk, &state);
    if (count == 0)
        return false;
    join_flush(f->join);
    if (join_holds(f->join)) /* they are given first */
        return false;
    bulk_take(f->bulk, count, out);
    count_run(f, out);
    return true;
}

void frame_lines_bulk_event(const struct frame_lines *f, const struct event_bulk *bulk, size_t i,
                            struct event_line *place, struct event *event)
{
    const struct bulk_line *line = &bulk->lines[i];
    bulk_event(bulk, i, f->zone_s, place, event);
    event->lead = slice_sub(event_bulk_line(bulk, i), 0, line->message - line->start);
    event->is_lines = (int)bulk_shape(f->bulk, line->prefix) != f->records_tag;
}

/* --- parts that are stepped over --------------------------------------------------------- */

bool frame_lines_are_loose(const struct frame_lines *f)
{
    return f->records.kind == RECORDS_NONE && !f->console.seen && !unwrap_holds(f->unwrap)
           && unwrap_count(f->unwrap) == 0;
}

bool frame_lines_next_before(struct frame_lines *f, uint64_t offset, struct event *event)
{
    int tag;
    if (docs_relay_next(f->relay, event))
        return true;
    for (;;) {
        if (join_next(f->join, event, &tag)) {
            if (give(f, event, tag))
                return true;
        } else if (source_offset(f->src) >= offset || !step(f)) {
            return false;
        }
    }
}

bool frame_lines_drain(struct frame_lines *f, struct event *event)
{
    struct unwrap_line whole;
    int tag;
    if (docs_relay_next(f->relay, event))
        return true;
    for (bool flushed = false;;) {
        if (join_next(f->join, event, &tag)) {
            if (give(f, event, tag))
                return true;
        } else if (unwrap_next(f->unwrap, &whole)) {
            frame_lines_take_whole(f, &whole);
        } else if (unwrap_holds(f->unwrap)) {
            unwrap_flush(f->unwrap);
        } else if (!flushed) {
            join_flush(f->join);
            flushed = true;
        } else {
            return false;
        }
    }
}

void frame_lines_look(struct frame_lines *f, struct slice line, struct framer_look *look)
{
    const struct line_looker looker = { .peel = &f->peel,
                                        .bulk = f->bulk,
                                        .join = f->join,
                                        .bare_continues = f->bare_continues,
                                        .in_message = f->bare_continues && f->column == 0 };
    line_look(&looker, line, look);
}

struct framer_ledger frame_lines_ledger(const struct frame_lines *f)
{
    struct framer_ledger ledger = f->reader.ledger;
    ledger.framing += f->undecided;
    return ledger;
}

struct framer_counts frame_lines_counts(const struct frame_lines *f)
{
    const struct join_counts joined = join_counted(f->join);
    return (struct framer_counts){ .rejoined = joined.rejoined + f->inserted,
                                   .unrejoinable = joined.unrejoinable,
                                   .wrapped_lines = unwrap_count(f->unwrap) };
}

const char *frame_lines_format(const struct frame_lines *f, uint64_t *events)
{
    const size_t text = f->peel.shape_count;
    size_t best = text;
    for (size_t i = 0; i < text + 2; i++) {
        bool even = best == text && f->counts[i] > 0;
        if (f->counts[i] > f->counts[best] || (even && f->counts[i] == f->counts[best]))
            best = i;
    }
    *events = f->counts[best];
    if (best == text)
        return "text";
    return best > text ? "json-lines" : line_shape_table[best]->name;
}
