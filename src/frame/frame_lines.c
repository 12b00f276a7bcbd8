#include "frame/frame_lines.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/text.h"
#include "frame/frame_docs.h"
#include "frame/join.h"
#include "frame/line_csv.h"
#include "frame/line_parts.h"
#include "frame/line_reader.h"
#include "frame/structured.h"

#include <inttypes.h>

/* Prefixes that may stand one behind the other. */
#define PREFIX_DEPTH_MAX 3

/* Bytes that frame_docs_begin looks at. */
#define DOC_HEAD_BYTES 4096

#define FNV_PRIME 0x100000001b3u

struct frame_lines {
    struct source *src;
    struct line_reader reader;
    int32_t zone_s;
    struct join *join;
    struct structured *structured;
    struct buf plain, csv;
    const struct line_shape *only; /* forced by the options; NULL: all */
    bool no_shapes;                /* "text" is forced */
    bool bare_continues;           /* lines without prefix belong to the one before */
    uint64_t lines, unsure;        /* read; with a shape that is LINE_UNSURE */
    bool in_table;
    struct csv_layout table;
    int table_tag;
    size_t shape_count;
    uint64_t *counts; /* events per shape, then of text, then of JSON lines */
};

/* One line on its way through the prefixes. */
struct peeled {
    struct join_line line;
    struct event meta;
    struct slice rest;
    const struct line_shape *outer; /* NULL if there was no prefix */
};

struct frame_lines *frame_lines_new(struct source *src, const struct framer_options *opts)
{
    struct frame_lines *f = alloc_zeroed(1, sizeof *f);
    f->src = src;
    f->reader.src = src;
    f->zone_s = opts ? opts->zone_s : 0;
    f->join = join_new(f->zone_s);
    f->structured = structured_new(f->zone_s);
    const char *name = opts ? opts->input_format : NULL;
    f->no_shapes = name && (strcmp(name, "text") == 0 || strcmp(name, "json-lines") == 0);
    for (; line_shape_table[f->shape_count]; f->shape_count++)
        if (name && strcmp(line_shape_table[f->shape_count]->name, name) == 0)
            f->only = line_shape_table[f->shape_count];
    f->counts = alloc_zeroed(f->shape_count + 2, sizeof *f->counts);
    return f;
}

void frame_lines_free(struct frame_lines *f)
{
    if (!f)
        return;
    join_free(f->join);
    structured_free(f->structured);
    buf_release(&f->plain);
    buf_release(&f->csv);
    alloc_free(f->counts);
    alloc_free(f);
}

/* --- documents ------------------------------------------------------------------------- */

/* Cheap: could the line begin a JSON document, or go on in one whose head is cut off? */
static bool may_begin_doc(struct slice s, bool first)
{
    struct slice body = first ? slice_trim(s) : s;
    if (body.len == 0)
        return false;
    if (first && memchr("\"}]", body.ptr[0], 3))
        return true;
    if (body.ptr[0] != '{' && body.ptr[0] != '[')
        return false;
    struct slice next = slice_trim(slice_from(body, 1));
    return next.len == 0 || next.ptr[0] == '"' || next.ptr[0] == '}'
           || (body.ptr[0] == '['
               && (next.ptr[0] == '{' || next.ptr[0] == '[' || ascii_is_digit(next.ptr[0])));
}

static bool begins_doc(struct frame_lines *f, const struct raw_line *raw)
{
    if (f->only || f->no_shapes || !may_begin_doc(raw->text, f->lines == 0)
        || (f->bare_continues && join_wants_body(f->join)))
        return false;
    /* A line that is closed tells enough; else more is needed, and may have to be waited for. */
    char last = raw->text.ptr[raw->text.len - 1];
    bool closed = raw->text.len > 2 && (last == '}' || last == ']');
    struct slice head = closed ? raw->text : source_peek(f->src, DOC_HEAD_BYTES);
    return frame_docs_begin(slice_sub(head, 0, DOC_HEAD_BYTES));
}

/* --- prefixes -------------------------------------------------------------------------- */

static bool is_believed(struct frame_lines *f, const struct line_shape *shape)
{
    if (!(shape->flags & LINE_UNSURE) || f->only == shape)
        return true;
    f->unsure++;
    return f->unsure * 2 >= f->lines;
}

static const struct line_shape *find_shape(struct frame_lines *f, struct slice text, int depth,
                                           struct line_prefix *out, size_t *index)
{
    for (size_t i = 0; i < f->shape_count; i++) {
        const struct line_shape *shape = line_shape_table[i];
        if (depth > 0 ? !(shape->flags & LINE_INNER) : f->only && f->only != shape)
            continue;
        line_prefix_init(out);
        if (shape->parse(text, f->zone_s, out) && is_believed(f, shape)) {
            *index = i;
            return shape;
        }
    }
    return NULL;
}

static void take_name(struct slice *name, struct slice value, uint64_t *key)
{
    if (value.len == 0)
        return;
    *key = (*key ^ slice_hash(value)) * FNV_PRIME;
    if (name->len == 0)
        *name = value;
}

static void take_prefix(struct peeled *p, const struct line_prefix *prefix)
{
    if (p->line.time_us == TIMESTAMP_NONE && prefix->time_us >= TIMESTAMP_EARLIEST_US)
        p->line.time_us = prefix->time_us;
    if (p->line.level == LEVEL_NONE)
        p->line.level = prefix->level;
    take_name(&p->meta.group, prefix->group, &p->line.key);
    take_name(&p->meta.stream, prefix->stream, &p->line.key);
    take_name(&p->meta.container, prefix->container, &p->line.key);
    if (p->meta.service.len == 0)
        p->meta.service = prefix->service;
    line_split_stream(prefix->stream, &p->meta.container, &p->meta.task);
    p->line.partial = p->line.partial || prefix->partial;
    p->line.block = p->line.block || prefix->block;
    p->rest = prefix->rest;
}

/* A time without year is of the year that brings it nearest to the time before. */
static void take_yearless(const struct frame_lines *f, struct peeled *p, struct slice text)
{
    const struct timestamp_context ctx = { f->zone_s, join_last_time(f->join) };
    struct timestamp t;
    if (p->line.time_us == TIMESTAMP_NONE && text.len > 0 && timestamp_parse(text, &ctx, &t) > 0)
        p->line.time_us = t.us;
}

static bool take_record(struct frame_lines *f, struct peeled *p, struct slice json)
{
    struct structured_record r;
    if (!structured_record(f->structured, json, &r))
        return false;
    struct line_prefix prefix;
    line_prefix_init(&prefix);
    prefix.time_us = r.time_us;
    prefix.stream = r.stream;
    prefix.container = r.container;
    prefix.partial = r.partial;
    prefix.rest = r.text;
    take_prefix(p, &prefix);
    p->meta.cluster = r.cluster;
    if (p->meta.task.len == 0)
        p->meta.task = r.task;
    return true;
}

/* Takes the prefixes off p->rest. True if the line is the head of a table. */
static bool peel(struct frame_lines *f, struct peeled *p)
{
    for (int depth = 0; depth < PREFIX_DEPTH_MAX && !f->no_shapes; depth++) {
        struct line_prefix prefix;
        size_t index = 0;
        const struct line_shape *shape = find_shape(f, p->rest, depth, &prefix, &index);
        if (!shape)
            break;
        /* Behind a time, a second one is the application's own and stays. */
        if (shape == &line_docker_time && p->line.time_us != TIMESTAMP_NONE)
            break;
        if (shape->flags & LINE_RECORD) {
            if (!take_record(f, p, p->rest))
                break;
        } else {
            take_prefix(p, &prefix);
            take_yearless(f, p, prefix.yearless);
        }
        if (depth == 0) {
            p->outer = shape;
            p->line.tag = (int)index;
        }
        if (shape->flags & (LINE_RECORD | LINE_TABLE))
            return (shape->flags & LINE_TABLE) != 0;
    }
    return false;
}

/* --- pushing --------------------------------------------------------------------------- */

static struct peeled start_line(const struct frame_lines *f, struct slice text, uint64_t line,
                                uint64_t offset, uint64_t end)
{
    return (struct peeled){
        .line = { .time_us = TIMESTAMP_NONE,
                  .tag = (int)f->shape_count,
                  .line = line,
                  .offset = offset,
                  .end = end },
        .meta = { .time_us = TIMESTAMP_NONE },
        .rest = text,
    };
}

/* Pushes the rest as one line, or as several where it holds line ends (a lone CR is one: Lambda
 * writes inner line ends so, and progress bars go back to column 0). */
static void push_text(struct frame_lines *f, struct peeled *p, bool first)
{
    struct slice text = p->rest;
    bool partial = p->line.partial;
    p->line.meta = p->outer || f->in_table ? &p->meta : NULL;
    for (;;) {
        size_t end = 0;
        while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
            end++;
        bool more = end < text.len;
        p->line.text = slice_sub(text, 0, end);
        p->line.partial = partial && !more;
        p->line.forced = !first;
        bool skip = more && end == 0 && text.ptr[0] == '\r';
        if (!skip) {
            if (!join_push(f->join, &p->line))
                f->bare_continues = false;
            first = false;
        }
        if (!more)
            return;
        text = slice_from(text, end + 1);
    }
}

static void take_line(struct frame_lines *f, const struct raw_line *raw, uint64_t end)
{
    f->lines++;
    struct peeled p = start_line(f, raw->text, raw->line, raw->offset, end);
    if (peel(f, &p)) {
        f->in_table = csv_head(raw->text, &f->table);
        f->table_tag = p.line.tag;
        f->bare_continues = false;
        return;
    }
    /* FireLens and json-file records hold text that may have colours, too. */
    p.rest = text_strip_ansi(p.rest, &f->csv);
    if (p.outer)
        f->bare_continues = (p.outer->flags & LINE_BARE_CONTINUES) != 0;
    else
        p.line.bare = f->bare_continues;
    push_text(f, &p, true);
}

/* --- tables ---------------------------------------------------------------------------- */

/* Pushes a record: its lines stand on the lines of the source. */
static void push_record(struct frame_lines *f, const struct csv_record *record, struct slice raw)
{
    uint64_t line = source_line(f->src), offset = source_offset(f->src), end = offset + raw.len;
    struct slice rest = record->message;
    bool first = true;
    size_t at = 0;
    do {
        struct slice text = slice_empty();
        slice_next_line(&rest, &text);
        struct peeled p = start_line(f, text_strip_ansi(text, &f->plain), line, offset + at, end);
        struct line_prefix prefix;
        line_prefix_init(&prefix);
        prefix.time_us = record->time_us;
        prefix.stream = record->stream;
        prefix.group = record->group;
        prefix.rest = p.rest;
        take_prefix(&p, &prefix);
        p.line.tag = f->table_tag;
        push_text(f, &p, first);
        first = false;
        size_t lf = slice_find_byte(raw, '\n', at);
        if (lf != SLICE_NONE) {
            at = lf + 1;
            line++;
        }
    } while (rest.len > 0);
}

/* Reads a record of the table. False if there is none, or the source is at its end. */
static bool take_row(struct frame_lines *f)
{
    struct csv_scan scan = { 0 };
    struct slice w = source_peek(f->src, 1);
    size_t end;
    while ((end = csv_record_end(&scan, w)) == 0) {
        size_t had = w.len;
        if (had >= CSV_RECORD_BYTES_MAX)
            return false;
        w = source_peek(f->src, had + 1);
        if (w.len == had) {
            end = scan.quoted ? 0 : had;
            break;
        }
    }
    struct csv_record record;
    struct slice raw = slice_sub(w, 0, end);
    if (end > 0 && slice_trim(raw).len == 0) { /* between tables behind each other */
        source_consume(f->src, end);
        return true;
    }
    if (end == 0 || end > CSV_RECORD_BYTES_MAX || !csv_parse(raw, &f->table, &f->csv, &record))
        return false;
    f->lines++;
    push_record(f, &record, raw);
    source_consume(f->src, end);
    return true;
}

/* --- the loop -------------------------------------------------------------------------- */

/* Reads on. False at the end, and where a document begins. */
static bool step(struct frame_lines *f)
{
    if (f->in_table) {
        if (take_row(f))
            return true;
        f->in_table = false; /* what follows is read as lines */
    }
    struct raw_line raw;
    if (!line_reader_peek(&f->reader, &raw) || begins_doc(f, &raw))
        return false;
    /* begins_doc may have moved the window. */
    if (!line_reader_peek(&f->reader, &raw))
        return false;
    raw.text = text_strip_ansi(raw.text, &f->plain);
    if (f->reader.cut) { /* its rest is dropped first, which moves the window */
        if (raw.text.ptr != f->plain.ptr)
            buf_add(&f->plain, raw.text);
        raw.text = buf_slice(&f->plain);
        uint64_t end = line_reader_take(&f->reader);
        take_line(f, &raw, end);
        return true;
    }
    take_line(f, &raw, raw.offset + f->reader.size);
    line_reader_take(&f->reader);
    return true;
}

static enum status give(struct frame_lines *f, struct event *event, int tag)
{
    bool json = event->message.len > 1 && event->message.ptr[0] == '{'
                && structured_message(f->structured, event);
    size_t i = (size_t)tag;
    if (json && i == f->shape_count)
        i++;
    f->counts[i]++;
    return STATUS_OK;
}

enum status frame_lines_next(struct frame_lines *f, struct event *event)
{
    int tag;
    for (;;) {
        if (join_next(f->join, event, &tag))
            return give(f, event, tag);
        if (step(f))
            continue;
        join_flush(f->join);
        if (!join_next(f->join, event, &tag))
            return STATUS_END;
        return give(f, event, tag);
    }
}

const char *frame_lines_format(const struct frame_lines *f, uint64_t *events)
{
    size_t best = f->shape_count;
    for (size_t i = 0; i < f->shape_count + 2; i++) {
        bool even = best == f->shape_count && f->counts[i] > 0;
        if (f->counts[i] > f->counts[best] || (even && f->counts[i] == f->counts[best]))
            best = i;
    }
    *events = f->counts[best];
    if (best == f->shape_count)
        return "text";
    return best > f->shape_count ? "json-lines" : line_shape_table[best]->name;
}
