#include "frame/docs_bulk.h"

#include "base/alloc.h"
#include "base/swar.h"
#include "frame/bulk_head.h"
#include "frame/bulk_reach.h"
#include "frame/doc_shapes.h"
#include "frame/docs_machine.h"
#include "frame/docs_skeleton.h"
#include "frame/docs_streams.h"
#include "frame/json_text.h"
#include "frame/level.h"
#include "frame/trace.h"

/* Bytes looked at ahead, and the longest record, at most. */
#define LOOK_BYTES (256 * 1024)
#define LOOK_RECORD_BYTES (64 * 1024)

/* Skeletons known at a time: members may be left out. */
#define SKELETONS_MAX 4

/* Epoch numbers that are milliseconds, of which a double holds the microseconds (doc_epoch_us). */
#define MS_MIN 100000000000
#define MS_MAX 9000000000000

/* What else is known of a record that is known ahead. */
struct record {
    uint64_t place_line, end_line;
    uint32_t open, id, id_len; /* the bracket; the id that doc_cwl_id would take */
    uint8_t skeleton;
};

struct docs_bulk {
    struct bulk_asker asker;
    struct docs_skeleton skeletons[SKELETONS_MAX];
    size_t skeleton_count, skeleton; /* the one that fitted last */
    struct docs_streams streams;
    struct bulk_heads heads;
    struct bulk_line *lines; /* known ahead; their bytes count from `base` */
    struct record *records;  /* of the same index */
    struct buf texts;        /* their messages that have escapes */
    struct buf clean, plain;
    size_t count;
    size_t next;      /* the one behind the scanner */
    uint64_t base;    /* offset in the source, of the scanner where we looked last */
    uint64_t wall;    /* offset of a record that cannot be read here; 0: none is known */
    uint64_t vain_to; /* offset up to which looking is in vain */
    size_t taken;     /* the first record of the run that is given */
};

struct docs_bulk *docs_bulk_new(const struct bulk_asker *asker)
{
    struct docs_bulk *b = alloc_zeroed(1, sizeof *b);
    b->asker = *asker;
    docs_streams_init(&b->streams);
    return b;
}

void docs_bulk_free(struct docs_bulk *b)
{
    if (!b)
        return;
    docs_streams_release(&b->streams);
    buf_release(&b->texts);
    buf_release(&b->clean);
    buf_release(&b->plain);
    alloc_free(b->lines);
    alloc_free(b->records);
    alloc_free(b);
}

/* --- what a record is ------------------------------------------------------------------ */

static int64_t time_of(int64_t timestamp)
{
    if (timestamp >= MS_MIN && timestamp < MS_MAX)
        return timestamp * TIMESTAMP_US_PER_MS;
    return doc_epoch_us((double)timestamp);
}

/* Messages that may be records themselves (doc_cwl_record), or are told otherwise (structured.h).
 */
static bool is_special(struct slice message)
{
    return bulk_is_payload(message) || slice_starts(slice_trim(message), SLICE("{"));
}

static bool has_controls(struct slice s)
{
    size_t i = 0;
    for (; s.len - i >= 2 * SWAR_BYTES; i += 2 * SWAR_BYTES)
        if (swar_has_controls16(s.ptr + i))
            return true;
    for (; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\t')
            return true;
    return false;
}

/* Reads the message as the long way does: unescaped, cleaned. False if it is no valid string.
 * *original: before it was cleaned. Valid until b->texts grows. */
static bool read_message(struct docs_bulk *b, const struct skeleton_record *record,
                         struct bulk_line *line, struct slice *original, struct slice *message)
{
    const struct slice raw = record->values[SKELETON_MESSAGE];
    size_t at = 0;
    *original = *message = raw;
    if (record->is_plain)
        return true;
    const size_t had = b->texts.len;
    const struct slice quoted = slice_make(raw.ptr - 1, raw.len + 2);
    if (!json_read_string(quoted, &at, &b->texts, original) || at != quoted.len) {
        b->texts.len = had;
        return false;
    }
    *message = *original;
    if (original->ptr == raw.ptr)
        return true;
    *message = docs_queue_clean(*original, &b->clean, &b->plain);
    if (message->ptr != original->ptr) { /* not only cut at its end */
        b->texts.len = had;
        buf_add(&b->texts, *message);
        *message = slice_from(buf_slice(&b->texts), had);
    }
    line->is_text = true;
    line->message = (uint32_t)had;
    line->message_end = (uint32_t)(had + message->len);
    return true;
}

/* A record that is not whole can only belong to events of its own stream. */
static enum bulk_kind kind_of(struct bulk_heads *heads, struct slice original, struct slice message,
                              bool *may_be_error)
{
    if (message.ptr == original.ptr && bulk_head_is_whole(heads, NULL, message, may_be_error))
        return BULK_WHOLE;
    *may_be_error = level_is_hidden(message);
    return !is_special(original) && trace_stands_alone(message) ? BULK_WHOLE : BULK_TIED;
}

/* --- reading ahead --------------------------------------------------------------------- */

/* Drops records that are behind the scanner; all of them, if it is not behind one of them. */
static void catch_up(struct docs_bulk *b, uint64_t at)
{
    uint64_t start = b->next > 0 ? b->base + b->lines[b->next - 1].end + 1 : b->base;
    while (b->next < b->count && start < at)
        start = b->base + b->lines[b->next++].end + 1;
    if (b->next == b->count || start != at)
        b->next = b->count = 0;
}

static void drop_texts(struct docs_bulk *b)
{
    size_t first = 0;
    while (first < b->count && !b->lines[first].is_text)
        first++;
    if (first == b->count) {
        buf_reset(&b->texts);
        return;
    }
    const uint32_t by = b->lines[first].message;
    b->texts.len -= by;
    memmove(b->texts.ptr, b->texts.ptr + by, b->texts.len);
    for (size_t i = first; i < b->count; i++)
        if (b->lines[i].is_text) {
            b->lines[i].message -= by;
            b->lines[i].message_end -= by;
        }
}

static void rebase(struct docs_bulk *b, uint64_t at)
{
    const uint32_t by = (uint32_t)(at - b->base);
    b->count -= b->next;
    memmove(b->lines, b->lines + b->next, b->count * sizeof *b->lines);
    memmove(b->records, b->records + b->next, b->count * sizeof *b->records);
    for (size_t i = 0; i < b->count; i++) {
        struct bulk_line *line = &b->lines[i];
        line->start -= by;
        line->end -= by;
        line->message -= line->is_text ? 0 : by;
        line->message_end -= line->is_text ? 0 : by;
        b->records[i].open -= by;
        b->records[i].id -= by;
    }
    b->next = 0;
    b->base = at;
    drop_texts(b);
}

/* Names and skeletons come and go. */
static void forget_full(struct docs_bulk *b)
{
    if (b->count > 0)
        return;
    if (b->streams.count == BULK_PREFIXES_MAX) {
        docs_streams_release(&b->streams);
        docs_streams_init(&b->streams);
    }
    if (b->skeleton_count == SKELETONS_MAX)
        b->skeleton_count = b->skeleton = 0;
}

/* Reads the record that the text begins with, learning its skeleton if it has none of those known.
 * What is too short to learn from may be cut off. */
static enum skeleton_result read_record(struct docs_bulk *b, const struct docs_shapes *shapes,
                                        struct slice text, bool at_end, struct skeleton_record *out)
{
    size_t i = b->skeleton;
    for (size_t k = 0; k < b->skeleton_count; k++, i = (i + 1) % b->skeleton_count) {
        *out = (struct skeleton_record){ .is_plain = true };
        const enum skeleton_result result = docs_skeleton_read(&b->skeletons[i], text, out);
        b->skeleton = i;
        if (result != SKELETON_DIFFERS)
            return result;
    }
    if (b->skeleton_count == SKELETONS_MAX)
        return SKELETON_DIFFERS;
    struct docs_skeleton *fresh = &b->skeletons[b->skeleton_count];
    const enum skeleton_result result = docs_skeleton_learn(text, shapes, fresh);
    if (result == SKELETON_DIFFERS && text.len < LOOK_RECORD_BYTES && !at_end)
        return SKELETON_NEEDS_MORE;
    if (result != SKELETON_READ)
        return result;
    b->skeleton = b->skeleton_count++;
    *out = (struct skeleton_record){ .is_plain = true };
    return docs_skeleton_read(fresh, text, out);
}

/* Adds the record read, which begins `from` bytes behind b->base at `bytes`. False: not here. */
static bool add_record(struct docs_bulk *b, const struct frame_docs *f,
                       const struct skeleton_record *read, const char *bytes, size_t from,
                       int64_t latest_us)
{
    const struct slice *values = read->values;
    const struct slice id =
        values[values[SKELETON_EVENT_ID].len > 0 ? SKELETON_EVENT_ID : SKELETON_ID];
    const struct docs_skeleton *skeleton = &b->skeletons[b->skeleton];
    const uint64_t line_number = b->count > 0 ? b->records[b->count - 1].end_line : f->scan.line;
    struct slice stream = values[SKELETON_STREAM], group = values[SKELETON_GROUP];
    if (stream.len == 0)
        stream = docs_context_find(&f->contexts, DOCS_CONTEXT_STREAM);
    if (group.len == 0)
        group = docs_context_find(&f->contexts, DOCS_CONTEXT_GROUP);
    struct bulk_line line = { .start = (uint32_t)(from + read->place),
                              .end = (uint32_t)(from + read->end - 1),
                              .message = (uint32_t)(values[SKELETON_MESSAGE].ptr - bytes),
                              .time_us = time_of(read->timestamp),
                              .may_tell = true };
    line.message_end = line.message + (uint32_t)values[SKELETON_MESSAGE].len;
    struct slice original, message;
    if (!docs_streams_find(&b->streams, stream, group, &line.prefix)
        || !read_message(b, read, &line, &original, &message))
        return false;
    if (message.len == 0 || message.len > BULK_LINE_BYTES_MAX
        || line.time_us < TIMESTAMP_EARLIEST_US || line.time_us > latest_us
        || (!read->is_plain && has_controls(message)))
        line.kind = BULK_TIED;
    else
        line.kind = (uint8_t)kind_of(&b->heads, original, message, &line.may_be_error);
    b->records[b->count] = (struct record){
        .place_line = line_number + skeleton->lines_to_place,
        .end_line = line_number + skeleton->lines,
        .open = (uint32_t)(from + read->open),
        .id = id.len > 0 ? (uint32_t)(id.ptr - bytes) : 0,
        .id_len = (uint32_t)id.len,
        .skeleton = (uint8_t)b->skeleton,
    };
    b->lines[b->count++] = line;
    return true;
}

static struct slice window_of(const struct frame_docs *f)
{
    return slice_from(f->window, (size_t)(f->scan.offset - f->base));
}

/* Looks at the records in the window, behind the first `known` bytes of it. True: more bytes would
 * tell more. */
static bool read_window(struct docs_bulk *b, const struct frame_docs *f, size_t known,
                        int64_t latest_us)
{
    const struct slice window = window_of(f);
    while (b->count < BULK_LINES_MAX && known < LOOK_BYTES) {
        struct skeleton_record read;
        const struct slice text = slice_sub(window, known, LOOK_RECORD_BYTES);
        const enum skeleton_result result = read_record(b, &f->shapes, text, f->at_end, &read);
        if (result == SKELETON_NEEDS_MORE && text.len < LOOK_RECORD_BYTES && !f->at_end)
            return true;
        if (result != SKELETON_READ || !add_record(b, f, &read, window.ptr, known, latest_us)) {
            b->wall = b->base + known;
            return false;
        }
        known += read.end;
    }
    return false;
}

static size_t known_bytes(const struct docs_bulk *b)
{
    return b->count > 0 ? b->lines[b->count - 1].end + 1 : 0;
}

/* Looks at more records. False if there are none, or no room. */
static bool read_ahead(struct docs_bulk *b, struct frame_docs *f, int64_t latest_us)
{
    if (!b->lines) {
        b->lines = alloc_zeroed(BULK_LINES_MAX, sizeof *b->lines);
        b->records = alloc_zeroed(BULK_LINES_MAX, sizeof *b->records);
    }
    rebase(b, f->scan.offset);
    forget_full(b);
    const size_t had = b->count, known = known_bytes(b);
    if (b->wall == b->base + known)
        return false;
    while (read_window(b, f, known_bytes(b), latest_us) && b->count == had
           && source_is_ready(f->src)) {
        const size_t size = window_of(f).len;
        docs_machine_refill(f, size + 1);
        if (window_of(f).len == size)
            break;
    }
    return b->count > had;
}

size_t docs_bulk_look(struct docs_bulk *b, struct frame_docs *f, int64_t latest_us)
{
    if (f->scan.offset < b->vain_to || !join_is_settled(f->events.join))
        return 0;
    catch_up(b, f->scan.offset);
    while (b->count - b->next <= 2 * JOIN_REACH && read_ahead(b, f, latest_us))
        ;
    const struct bulk_ahead ahead = { .lines = b->lines,
                                      .next = b->next,
                                      .count = b->count,
                                      .join = f->events.join,
                                      .keys = b->streams.keys };
    size_t ended;
    const size_t run = bulk_reach(&ahead, &ended);
    if (run == 0 && b->next < b->count && b->lines[b->next].kind == BULK_WHOLE)
        b->vain_to = b->base + b->lines[ended].end;
    return run;
}

/* --- runs ------------------------------------------------------------------------------ */

/* As the scanner stands behind the closing bracket of the record. */
static void step_over(struct frame_docs *f, uint64_t offset, uint64_t line)
{
    f->scan.offset = offset;
    f->scan.line = f->scan.token_line = line;
    f->scan.token_offset = offset - 1;
    f->scan.fresh = f->scan.cut = false;
}

void docs_bulk_take(struct docs_bulk *b, struct frame_docs *f, size_t count, struct event_bulk *out)
{
    const struct bulk_line *first = &b->lines[b->next];
    const size_t last = b->next + count - 1;
    struct docs_frame *list = &f->frames[f->depth - 1];
    *out = (struct event_bulk){ .bytes = f->window.ptr + (b->base + first->start - f->base),
                                .offset = b->base + first->start,
                                .line = b->records[b->next].place_line,
                                .lines = first,
                                .count = count,
                                .metas = b->streams.metas,
                                .meta_count = b->streams.count,
                                .texts = b->texts.ptr,
                                .are_records = true };
    for (size_t i = b->next; i <= last; i++) {
        const struct docs_skeleton *skeleton = &b->skeletons[b->records[i].skeleton];
        f->counts[skeleton->shape]++;
        f->ledger.events += b->lines[i].end + 1 - b->records[i].open;
        b->lines[i].number = (uint32_t)(b->records[i].place_line - out->line);
        docs_mask_keep(&list->keys, &skeleton->keys);
    }
    bulk_ask(&b->asker, &b->lines[b->next], count,
             slice_from(f->window, (size_t)(b->base - f->base)), out->texts);
    list->objects += count;
    step_over(f, b->base + b->lines[last].end + 1, b->records[last].end_line);
    join_hint(f->events.join, b->lines[last].time_us);
    b->taken = b->next;
    b->next += count;
}

uint64_t docs_bulk_id(const struct docs_bulk *b, const struct event_bulk *bulk, size_t i)
{
    const struct record *record = &b->records[b->taken + i];
    const char *id = bulk->bytes + ((int64_t)record->id - (int64_t)bulk->lines[0].start);
    return record->id_len > 0 ? doc_cwl_id(slice_make(id, record->id_len), slice_empty()) : 0;
}

void docs_bulk_event(const struct docs_bulk *b, int32_t zone_s, const struct event_bulk *bulk,
                     size_t i, struct event_line *place, struct event *event)
{
    bulk_event(bulk, i, zone_s, place, event);
    event->id = docs_bulk_id(b, bulk, i);
}
