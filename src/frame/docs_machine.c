#include "frame/docs_machine.h"

/* An object that has given records is held only up to this size: the ECS service around its at
 * most 100 events is smaller, the list around a million log events is let go early. */
#define HOLDER_BYTES_MAX (512 * 1024)

/* Shortest text of an unknown document that is worth an event: not "{}" or "[]". */
#define UNKNOWN_BYTES_MIN 3

void docs_machine_warn(struct frame_docs *f, struct err *err, uint64_t line, uint64_t offset,
                       bool damaged)
{
    err_at(err, line, offset);
    source_warn(f->src, err, damaged);
    f->skipped = true;
}

/* --- the ledger ------------------------------------------------------------------------------ */

uint64_t docs_machine_counted(const struct frame_docs *f)
{
    return f->ledger.events + f->ledger.rejected + f->ledger.over_limit;
}

void docs_machine_count(struct frame_docs *f, uint64_t start, uint64_t before, uint64_t *account)
{
    *account += f->scan.offset - start - (docs_machine_counted(f) - before);
}

/* A record gave events. What was cut off its messages is taken from the end of it: how many bytes
 * that were before they were unescaped, nobody knows. */
static void count_events(struct frame_docs *f, uint64_t start, uint64_t before)
{
    const uint64_t had = f->ledger.events, cut = f->events.queue.cut_bytes;
    docs_machine_count(f, start, before, &f->ledger.events);
    const uint64_t size = f->ledger.events - had, over = cut < size ? cut : size;
    f->ledger.events -= over;
    f->ledger.over_limit += over;
}

/* --- the window ------------------------------------------------------------------------------ */

/* The bounds are on what has been read, not on what is buffered: nothing may depend on the size of
 * the blocks. What is out of bounds once stays so. */
bool docs_machine_holds(const struct frame_docs *f, const struct docs_frame *frame)
{
    const uint64_t size = f->scan.offset - frame->start;
    return frame->candidate && size <= FRAME_DOCS_RECORD_MAX
           && (!frame->has_record || size <= HOLDER_BYTES_MAX);
}

bool docs_machine_holds_string(const struct frame_docs *f)
{
    return f->scan.offset - f->scan.token_offset <= FRAME_DOCS_RECORD_MAX;
}

static uint64_t hold_offset(const struct frame_docs *f)
{
    for (size_t i = 0; i < f->depth; i++)
        if (docs_machine_holds(f, &f->frames[i]))
            return f->frames[i].start;
    if (jsonscan_in_string(&f->scan) && docs_machine_holds_string(f))
        return f->scan.token_offset;
    return f->scan.offset;
}

void docs_machine_give_back(struct frame_docs *f, uint64_t offset)
{
    const size_t size = (size_t)(offset - f->base);
    if (offset == f->scan.offset) /* the scanner has counted */
        source_consume_lines(f->src, size, f->scan.line - source_line(f->src));
    else
        source_consume(f->src, size);
    f->given_back += offset - f->base;
    f->base = offset;
    f->window = slice_empty();
}

void docs_machine_refill(struct frame_docs *f, size_t want)
{
    docs_machine_give_back(f, hold_offset(f));
    const size_t held = (size_t)(f->scan.offset - f->base);
    f->window = source_peek(f->src, held + want);
    f->at_end = source_at_end(f->src);
}

/* Source bytes [start, end), which must be held. */
static struct slice bytes_of(const struct frame_docs *f, uint64_t start, uint64_t end)
{
    return slice_sub(f->window, (size_t)(start - f->base), (size_t)(end - start));
}

/* --- records --------------------------------------------------------------------------------- */

void docs_machine_mark(struct frame_docs *f)
{
    f->has_record = true;
    for (size_t i = 0; i < f->depth; i++)
        f->frames[i].has_record = true;
}

static struct docs_record record_of(const struct frame_docs *f, const struct docs_frame *frame)
{
    return (struct docs_record){
        .text = bytes_of(f, frame->start, f->scan.offset),
        .offset = frame->start,
        .where = { .line = frame->place_line, .offset = frame->place_offset },
        .keys = frame->keys,
        .kind = !frame->is_array     ? DOC_OBJECT
                : frame->objects > 0 ? DOC_ROW
                                     : DOC_PAIR,
    };
}

/* Once per source: a table of a million rows would say it a million times. */
static void report_note(struct frame_docs *f, const struct docs_frame *frame)
{
    const char *note = f->events.queue.note;
    f->events.queue.note = NULL;
    for (size_t i = 0; i < f->note_count; i++)
        if (f->notes[i] == note)
            return;
    if (!note || f->note_count == DOCS_NOTES_MAX)
        return;
    struct err err;
    err_init(&err);
    err_set(&err, "%s", note);
    f->notes[f->note_count++] = note;
    docs_machine_warn(f, &err, frame->line, frame->start, false);
}

static void report_queue(struct frame_docs *f, const struct docs_frame *frame)
{
    struct err err;
    err_init(&err);
    if (f->events.queue.dropped > 0)
        err_set(&err, "a record gave more than %d events; %llu were dropped", DOCS_QUEUE_MAX,
                (unsigned long long)f->events.queue.dropped);
    else if (f->events.queue.cut > 0)
        err_set(&err, "a message is longer than %d bytes; the rest was not read",
                (int)EVENT_BYTES_MAX);
    f->events.queue.dropped = f->events.queue.cut = f->events.queue.cut_bytes = 0;
    if (err.set)
        docs_machine_warn(f, &err, frame->line, frame->start, true);
    report_note(f, frame);
}

void docs_machine_read_record(struct frame_docs *f, const struct docs_frame *frame)
{
    struct err err;
    err_init(&err);
    const struct docs_record record = record_of(f, frame);
    size_t shape = 0;
    const enum status st = docs_record_read(&record, &f->shapes, &f->contexts, f->zone_s,
                                            &f->events.queue, &shape, &err);
    if (st == STATUS_OK) {
        f->counts[shape]++;
        count_events(f, frame->start, frame->counted_before);
    }
    if (st == STATUS_SKIP) {
        docs_machine_warn(f, &err, frame->line, frame->start, true);
        docs_machine_count(f, frame->start, frame->counted_before, &f->ledger.rejected);
    }
    if (st != STATUS_END)
        docs_machine_mark(f);
    report_queue(f, frame);
}

/* Its text is told as structured.h does; the place is where the object begins. */
static void read_text(struct frame_docs *f, const struct docs_frame *frame)
{
    struct docs_record record = record_of(f, frame);
    record.where = (struct event_line){ .line = frame->line, .offset = frame->start };
    docs_record_text(&record, false, f->zone_s, &f->events.queue);
    count_events(f, frame->start, frame->counted_before);
    f->texts++;
    report_queue(f, frame);
}

void docs_machine_read_log(struct frame_docs *f, const struct docs_frame *frame)
{
    read_text(f, frame);
    docs_machine_mark(f);
}

void docs_machine_read_unknown(struct frame_docs *f, const struct docs_frame *frame)
{
    const uint64_t size = f->scan.offset - frame->start;
    if (f->has_record || size < UNKNOWN_BYTES_MIN)
        return;
    if (!docs_machine_holds(f, frame)) {
        struct err err;
        err_init(&err);
        err_set(&err, "a JSON value of %llu bytes holds no record that is known and was skipped",
                (unsigned long long)size);
        docs_machine_warn(f, &err, frame->line, frame->start, true);
        docs_machine_count(f, frame->start, frame->counted_before, &f->ledger.over_limit);
        return;
    }
    read_text(f, frame);
}

void docs_machine_warn_long_string(struct frame_docs *f)
{
    struct err err;
    err_init(&err);
    err_set(&err, "a string of %llu bytes is larger than %d bytes and was skipped",
            (unsigned long long)(f->scan.offset - f->scan.token_offset), FRAME_DOCS_RECORD_MAX);
    docs_machine_warn(f, &err, f->scan.token_line, f->scan.token_offset, true);
    docs_machine_count(f, f->scan.token_offset, docs_machine_counted(f), &f->ledger.over_limit);
}

void docs_machine_read_string(struct frame_docs *f, const struct docs_frame *frame)
{
    if (!docs_machine_holds_string(f)) {
        docs_machine_warn_long_string(f);
        return;
    }
    struct docs_record record = record_of(f, frame);
    record.offset = f->scan.token_offset;
    record.text = slice_trim_right(bytes_of(f, f->scan.token_offset, f->scan.offset));
    record.where = (struct event_line){ .line = f->scan.token_line, .offset = record.offset };
    docs_record_text(&record, true, f->zone_s, &f->events.queue);
    count_events(f, record.offset, docs_machine_counted(f));
    f->texts++;
    docs_machine_mark(f);
    report_queue(f, frame);
}
