#include "frame/framer.h"

#include "base/alloc.h"
#include "frame/doc.h"
#include "frame/export_names.h"
#include "frame/frame_docs.h"
#include "frame/frame_lines.h"
#include "frame/line.h"
#include "frame/line_parts.h"

#include <inttypes.h>

/* Lines without any prefix. */
static const struct {
    const char *name, *help;
} plain_rows[] = {
    { "json-lines", "structured log lines: one JSON object per line" },
    { "text", "plain text, one event per line, stack traces joined" },
};

struct framer {
    struct source *src;
    struct frame_lines *lines;
    struct frame_docs *docs;
    bool in_docs;
    int64_t latest_us;          /* a later time is none */
    struct export_names names;  /* from the path of an export */
    uint64_t bad_times;         /* events whose time is out of range … */
    struct event_line bad_line; /* … and where the first of them stands */
    bool told;
};

static const struct doc_shape *find_doc(const char *name)
{
    for (size_t i = 0; doc_shape_table[i]; i++)
        if (strcmp(doc_shape_table[i]->name, name) == 0)
            return doc_shape_table[i];
    return NULL;
}

struct framer *framer_open(struct source *src, const struct framer_options *opts)
{
    static const struct framer_options none = { .zone_s = 0 };
    const struct framer_options *o = opts ? opts : &none;
    struct framer *f = alloc_zeroed(1, sizeof *f);
    f->src = src;
    f->latest_us = TIMESTAMP_LATEST_US;
    if (o->now_us > 0 && o->now_us < TIMESTAMP_LATEST_US - FRAMER_AHEAD_US)
        f->latest_us = o->now_us + FRAMER_AHEAD_US;
    f->lines = frame_lines_new(src, o, f->latest_us);
    f->docs = frame_docs_new(src, o);
    f->names = export_names_of(slice_cstr(source_name(src)));
    f->in_docs = o->input_format && find_doc(o->input_format);
    return f;
}

void framer_close(struct framer *f)
{
    if (!f)
        return;
    frame_lines_free(f->lines);
    frame_docs_free(f->docs);
    alloc_free(f);
}

/* A clock that was never set, a number that is no time: the event keeps its place, but has no
 * time. */
static void check_time(struct framer *f, struct event *event)
{
    if (event->time_us == TIMESTAMP_NONE
        || (event->time_us >= TIMESTAMP_EARLIEST_US && event->time_us <= f->latest_us))
        return;
    event->time_us = TIMESTAMP_NONE;
    if (f->bad_times++ == 0)
        f->bad_line = event->lines[0];
}

/* An export of CloudWatch Logs to S3 names the stream in its path only. */
static void take_path_names(struct framer *f, struct event *event)
{
    uint64_t events;
    if (f->names.task.len == 0 || f->in_docs || event->stream.len > 0 || event->task.len > 0
        || strcmp(frame_lines_format(f->lines, &events), line_s3_export.name) != 0)
        return;
    event->stream = f->names.stream;
    event->task = f->names.task;
    if (event->container.len == 0)
        event->container = f->names.container;
}

static void finish(struct framer *f, struct event *event)
{
    check_time(f, event);
    take_path_names(f, event);
}

static void warn_of_times(struct framer *f)
{
    struct err err;
    if (f->bad_times == 0 || f->told)
        return;
    f->told = true;
    err_init(&err);
    err_set(&err,
            "%" PRIu64 " event%s with a time before 1990 or in the future: taken as without time",
            f->bad_times, f->bad_times == 1 ? "" : "s");
    err_at(&err, f->bad_line.line, f->bad_line.offset);
    source_warn(f->src, &err, false);
}

/* The two halves take turns: each gives STATUS_END where the other is to go on. */
enum status framer_next(struct framer *f, struct event *event)
{
    for (;;) {
        const enum status st =
            f->in_docs ? frame_docs_next(f->docs, event) : frame_lines_next(f->lines, event);
        if (st == STATUS_OK) {
            finish(f, event);
            event_clip(event);
        }
        if (st != STATUS_END)
            return st;
        if (source_peek(f->src, 1).len == 0) {
            warn_of_times(f);
            return STATUS_END;
        }
        f->in_docs = !f->in_docs;
        if (f->in_docs)
            frame_lines_rest(f->lines);
    }
}

bool framer_settle(struct framer *f, struct event *event)
{
    if (!frame_docs_settle(f->docs, event) && !frame_lines_settle(f->lines, event))
        return false;
    finish(f, event);
    event_clip(event);
    return true;
}

bool framer_open_event(const struct framer *f, size_t i, struct event *event)
{
    return frame_lines_open_event(f->lines, i, event);
}

bool framer_holds_records(const struct framer *f)
{
    return frame_docs_holds(f->docs);
}

bool framer_bulk(struct framer *f, struct event_bulk *bulk)
{
    return f->in_docs ? frame_docs_bulk(f->docs, f->latest_us, bulk)
                      : frame_lines_bulk(f->lines, bulk);
}

void framer_bulk_event(const struct framer *f, const struct event_bulk *bulk, size_t i,
                       struct event_line *place, struct event *event)
{
    if (f->in_docs)
        frame_docs_bulk_event(f->docs, bulk, i, place, event);
    else
        frame_lines_bulk_event(f->lines, bulk, i, place, event);
}

uint64_t framer_bulk_id(const struct framer *f, const struct event_bulk *bulk, size_t i)
{
    return f->in_docs ? frame_docs_bulk_id(f->docs, bulk, i) : 0;
}

void framer_bulk_leave(struct framer *f)
{
    frame_lines_bulk_leave(f->lines);
}

bool framer_is_loose(const struct framer *f)
{
    return !f->in_docs && frame_lines_are_loose(f->lines);
}

static bool check_event(struct framer *f, struct event *event, bool got)
{
    if (!got)
        return false;
    finish(f, event);
    event_clip(event);
    return true;
}

bool framer_next_before(struct framer *f, uint64_t offset, struct event *event)
{
    return !f->in_docs && check_event(f, event, frame_lines_next_before(f->lines, offset, event));
}

bool framer_drain(struct framer *f, struct event *event)
{
    return !f->in_docs && check_event(f, event, frame_lines_drain(f->lines, event));
}

void framer_look(struct framer *f, struct slice line, struct framer_look *look)
{
    frame_lines_look(f->lines, line, look);
}

const char *framer_format(const struct framer *f)
{
    uint64_t docs = 0, lines = 0;
    const char *doc_name = frame_docs_format(f->docs, &docs);
    const char *line_name = frame_lines_format(f->lines, &lines);
    return docs > 0 && docs >= lines ? doc_name : line_name;
}

struct framer_counts framer_count(const struct framer *f)
{
    struct framer_counts counts = frame_lines_counts(f->lines);
    counts.bad_times = f->bad_times;
    return counts;
}

struct framer_ledger framer_ledger(const struct framer *f)
{
    const struct framer_ledger lines = frame_lines_ledger(f->lines);
    const struct framer_ledger docs = frame_docs_ledger(f->docs);
    return (struct framer_ledger){
        .events = lines.events + docs.events,
        .framing = lines.framing + docs.framing,
        .rejected = lines.rejected + docs.rejected,
        .over_limit = lines.over_limit + docs.over_limit,
    };
}

bool framer_record_row(const struct framer *f, size_t i, const char **name, uint64_t *records)
{
    return frame_docs_row(f->docs, i, name, records);
}

bool framer_knows_format(const char *name)
{
    const char *row, *help;
    for (size_t i = 0; framer_format_row(i, &row, &help); i++)
        if (strcmp(row, name) == 0)
            return true;
    return false;
}

/* Several shapes of one document share a name; the first of them is the row. */
bool framer_format_row(size_t i, const char **name, const char **help)
{
    for (size_t k = 0; doc_shape_table[k]; k++) {
        if (find_doc(doc_shape_table[k]->name) != doc_shape_table[k] || i-- > 0)
            continue;
        *name = doc_shape_table[k]->name;
        *help = doc_shape_table[k]->help;
        return true;
    }
    for (size_t k = 0; line_shape_table[k]; k++) {
        if (i-- > 0)
            continue;
        *name = line_shape_table[k]->name;
        *help = line_shape_table[k]->help;
        return true;
    }
    for (size_t k = 0; k < sizeof plain_rows / sizeof plain_rows[0]; k++) {
        if (i-- > 0)
            continue;
        *name = plain_rows[k].name;
        *help = plain_rows[k].help;
        return true;
    }
    return false;
}
