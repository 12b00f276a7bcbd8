/* The machine that walks a document.
 *
 * It keeps a stack of open containers. Bytes are held from the start of the oldest container that
 * may still be a record (a "candidate"); everything before is given back to the source. A container
 * stops to be a candidate when it gets too large, or when it is an array of something else than
 * what rows are made of; the containers inside it stay candidates. */
#include "frame/frame_docs.h"

#include "base/alloc.h"
#include "frame/docs_events.h"
#include "frame/docs_record.h"
#include "frame/jsonscan.h"

/* Containers deeper than this are not looked into. AWS answers nest less than 12 deep. */
#define DEPTH_MAX 64

/* An object that has given records is held only up to this size: the ECS service around its at
 * most 100 events is smaller, the list around a million log events is let go early. */
#define HOLDER_BYTES_MAX (512 * 1024)

/* Shortest text of an unknown document that is worth an event: not "{}" or "[]". */
#define UNKNOWN_BYTES_MIN 3

struct frame {
    uint64_t start, line; /* of the opening bracket */
    uint64_t place_offset, place_line;
    struct docs_mask keys; /* an array has those that all of its objects have */
    bool is_array, is_inside, candidate, has_record;
    size_t strings, scalars, objects; /* directly inside an array */
};

struct frame_docs {
    struct source *src;
    int32_t zone_s;
    bool forced;
    struct jsonscan scan;
    struct docs_shapes shapes;
    struct frame frames[DEPTH_MAX];
    size_t depth, excess;       /* excess: open containers over DEPTH_MAX */
    const struct docs_key *key; /* the known key whose value comes next */
    struct docs_contexts contexts;
    struct docs_events events;
    struct slice window; /* of the source, at base; valid until the next peek */
    uint64_t base;
    bool at_end, active, ended, has_record, skipped;
    bool is_fragment, opened; /* the segment began inside a document; a container has opened */
    enum jsonscan_token last;
    uint64_t segment_start;
    uint64_t counts[DOCS_SHAPES_MAX], texts;
};

struct frame_docs *frame_docs_new(struct source *src, const struct framer_options *opts)
{
    struct frame_docs *f = alloc_zeroed(1, sizeof *f);
    f->src = src;
    f->zone_s = opts ? opts->zone_s : 0;
    for (size_t i = 0; opts && opts->input_format && doc_shape_table[i]; i++)
        f->forced |= strcmp(doc_shape_table[i]->name, opts->input_format) == 0;
    docs_shapes_init(&f->shapes);
    docs_events_init(&f->events, f->zone_s);
    return f;
}

void frame_docs_free(struct frame_docs *f)
{
    if (!f)
        return;
    docs_events_release(&f->events);
    alloc_free(f);
}

static void warn_at(struct frame_docs *f, struct err *err, uint64_t line, uint64_t offset)
{
    err_at(err, line, offset);
    source_warn(f->src, err, true);
    f->skipped = true;
}

static struct frame *top(struct frame_docs *f)
{
    return f->depth > 0 ? &f->frames[f->depth - 1] : NULL;
}

/* --- the window ------------------------------------------------------------------------------ */

/* The bounds are on what has been read, not on what is buffered: nothing may depend on the size of
 * the blocks. What is out of bounds once stays so. */
static bool is_held(const struct frame_docs *f, const struct frame *frame)
{
    const uint64_t size = f->scan.offset - frame->start;
    return frame->candidate && size <= FRAME_DOCS_RECORD_MAX
           && (!frame->has_record || size <= HOLDER_BYTES_MAX);
}

static bool is_string_held(const struct frame_docs *f)
{
    return f->scan.offset - f->scan.token_offset <= FRAME_DOCS_RECORD_MAX;
}

static uint64_t hold_offset(const struct frame_docs *f)
{
    for (size_t i = 0; i < f->depth; i++)
        if (is_held(f, &f->frames[i]))
            return f->frames[i].start;
    if (jsonscan_in_string(&f->scan) && is_string_held(f))
        return f->scan.token_offset;
    return f->scan.offset;
}

static void give_back(struct frame_docs *f, uint64_t offset)
{
    source_consume(f->src, (size_t)(offset - f->base));
    f->base = offset;
    f->window = slice_empty();
}

/* A window in which `want` bytes follow the scanner, if the source has them. */
static void refill(struct frame_docs *f, size_t want)
{
    give_back(f, hold_offset(f));
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

static void mark_record(struct frame_docs *f)
{
    f->has_record = true;
    for (size_t i = 0; i < f->depth; i++)
        f->frames[i].has_record = true;
}

static struct docs_record record_of(const struct frame_docs *f, const struct frame *frame)
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

static void report_queue(struct frame_docs *f, const struct frame *frame)
{
    struct err err;
    err_init(&err);
    if (f->events.queue.dropped > 0)
        err_set(&err, "a record gave more than %d events; %llu were dropped", DOCS_QUEUE_MAX,
                (unsigned long long)f->events.queue.dropped);
    else if (f->events.queue.cut > 0)
        err_set(&err, "a message is longer than %d bytes; the rest was not read",
                (int)EVENT_BYTES_MAX);
    f->events.queue.dropped = f->events.queue.cut = 0;
    if (err.set)
        warn_at(f, &err, frame->line, frame->start);
}

static void read_record(struct frame_docs *f, const struct frame *frame)
{
    struct err err;
    err_init(&err);
    const struct docs_record record = record_of(f, frame);
    size_t shape = 0;
    const enum status st = docs_record_read(&record, &f->shapes, &f->contexts, f->zone_s,
                                            &f->events.queue, &shape, &err);
    if (st == STATUS_OK)
        f->counts[shape]++;
    if (st == STATUS_SKIP)
        warn_at(f, &err, frame->line, frame->start);
    if (st != STATUS_END)
        mark_record(f);
    report_queue(f, frame);
}

/* A document in which no record was found is one event: its text. */
static void read_unknown(struct frame_docs *f, const struct frame *frame)
{
    const uint64_t size = f->scan.offset - frame->start;
    if (f->has_record || size < UNKNOWN_BYTES_MIN)
        return;
    if (!is_held(f, frame)) {
        struct err err;
        err_init(&err);
        err_set(&err, "a JSON value of %llu bytes holds no record that is known and was skipped",
                (unsigned long long)size);
        warn_at(f, &err, frame->line, frame->start);
        return;
    }
    struct docs_record record = record_of(f, frame);
    record.where = (struct event_line){ .line = frame->line, .offset = frame->start };
    docs_record_text(&record, false, f->zone_s, &f->events.queue);
    f->texts++;
    report_queue(f, frame);
}

static bool fits(const struct frame_docs *f, const struct frame *frame)
{
    enum doc_kind kind = DOC_OBJECT;
    if (frame->is_array) {
        const struct frame *outer = frame > f->frames ? frame - 1 : NULL;
        const size_t values = frame->strings + frame->scalars;
        kind = frame->objects > 0 ? DOC_ROW : DOC_PAIR;
        if (kind == DOC_PAIR ? values != 2 : values > 0)
            return false;
        if (outer && !outer->is_array)
            return false;
    }
    return docs_shapes_match(&f->shapes, &frame->keys, kind, 0) < f->shapes.count;
}

/* --- tokens ---------------------------------------------------------------------------------- */

static void open_container(struct frame_docs *f, bool is_array)
{
    struct frame *outer = top(f);
    f->opened = true;
    if (f->depth == 0)
        f->has_record = false;
    if (f->depth >= DEPTH_MAX) {
        f->excess++;
        return;
    }
    if (outer && outer->is_array) {
        outer->objects++;
        if (is_array && f->depth > 1) /* what holds arrays is no row */
            outer->candidate = false;
    }
    const bool is_inside =
        outer && (outer->is_inside || (f->key && (f->key->flags & DOCS_KEY_INSIDE)));
    f->frames[f->depth++] = (struct frame){
        .start = f->scan.token_offset,
        .line = f->scan.token_line,
        .place_offset = f->scan.token_offset,
        .place_line = f->scan.token_line,
        .is_array = is_array,
        .is_inside = is_inside,
        .candidate = true,
    };
}

static void close_top(struct frame_docs *f)
{
    const struct frame *frame = top(f);
    if (!frame->is_inside && fits(f, frame)) {
        if (is_held(f, frame)) {
            read_record(f, frame);
        } else if (!frame->has_record && !frame->is_array) {
            struct err err;
            err_init(&err);
            err_set(&err, "a record of %llu bytes is larger than %d bytes and was skipped",
                    (unsigned long long)(f->scan.offset - frame->start), FRAME_DOCS_RECORD_MAX);
            warn_at(f, &err, frame->line, frame->start);
            mark_record(f);
        }
    }
    if (f->depth == 1 && !f->is_fragment)
        read_unknown(f, frame);
    f->depth--;
    docs_context_leave(&f->contexts, f->depth);
    struct frame *outer = top(f);
    if (!outer || !outer->is_array || frame->is_array)
        return;
    if (outer->objects == 1)
        outer->keys = frame->keys;
    docs_mask_keep(&outer->keys, &frame->keys);
    if (f->depth > 1 && !fits(f, outer))
        outer->candidate = false;
}

/* A bracket that does not fit the innermost container closes the next outer one of its kind; what
 * was open inside is lost. Without one, it closes what began before the input did. */
static void close_container(struct frame_docs *f, bool is_array)
{
    if (f->excess > 0) {
        f->excess--;
        return;
    }
    size_t match = f->depth;
    while (match > 0 && f->frames[match - 1].is_array != is_array)
        match--;
    if (match == 0) {
        if (f->depth == 0 && !f->opened && !is_array && f->last != JSONSCAN_COMMA
            && f->last != JSONSCAN_MORE) {
            struct err err;
            err_init(&err);
            err_set(&err, "the JSON begins inside a record; that record was skipped");
            warn_at(f, &err, f->scan.token_line, f->scan.token_offset);
        }
        return;
    }
    f->depth = match;
    close_top(f);
}

static void on_key(struct frame_docs *f)
{
    struct frame *frame = top(f);
    f->key = docs_key_find(jsonscan_text(&f->scan));
    if (!f->key)
        return;
    if (f->key->context != DOCS_CONTEXT_NONE)
        f->scan.keep = DOCS_CONTEXT_BYTES;
    if (!frame || f->excess > 0)
        return;
    docs_mask_add(&frame->keys, f->key);
    if (f->key->flags & DOCS_KEY_PLACE) {
        frame->place_offset = f->scan.token_offset;
        frame->place_line = f->scan.token_line;
    }
}

static void warn_long_string(struct frame_docs *f)
{
    struct err err;
    err_init(&err);
    err_set(&err, "a string of %llu bytes is larger than %d bytes and was skipped",
            (unsigned long long)(f->scan.offset - f->scan.token_offset), FRAME_DOCS_RECORD_MAX);
    warn_at(f, &err, f->scan.token_line, f->scan.token_offset);
}

/* The string behind the scanner is an element of a list at the top: a message of its own. */
static void read_text(struct frame_docs *f, const struct frame *frame)
{
    if (!is_string_held(f)) {
        warn_long_string(f);
        return;
    }
    struct docs_record record = record_of(f, frame);
    record.offset = f->scan.token_offset;
    record.text = slice_trim_right(bytes_of(f, f->scan.token_offset, f->scan.offset));
    record.where = (struct event_line){ .line = f->scan.token_line, .offset = record.offset };
    docs_record_text(&record, true, f->zone_s, &f->events.queue);
    f->texts++;
    mark_record(f);
    report_queue(f, frame);
}

static bool is_time(struct slice text)
{
    const struct timestamp_context ctx = { .zone_s = 0, .hint_us = TIMESTAMP_NONE };
    struct timestamp time;
    return timestamp_parse(text, &ctx, &time) == text.len && text.len > 0;
}

static void on_string(struct frame_docs *f)
{
    const struct slice text = jsonscan_text(&f->scan);
    struct frame *frame = top(f);
    if (f->key && f->key->context != DOCS_CONTEXT_NONE && f->scan.text_whole)
        docs_context_put(&f->contexts, f->key->context, f->depth, text);
    if (!frame || !frame->is_array || f->excess > 0)
        return;
    if (f->scan.text_whole && is_time(text)) {
        frame->scalars++;
        return;
    }
    frame->strings++;
    if (f->depth == 1 && frame->scalars == 0 && frame->objects == 0)
        read_text(f, frame);
}

/* --- segments -------------------------------------------------------------------------------- */

static void begin_segment(struct frame_docs *f)
{
    f->active = true;
    f->base = f->segment_start = source_offset(f->src);
    jsonscan_init(&f->scan, f->base, source_line(f->src));
    f->window = slice_empty();
    f->at_end = f->has_record = f->is_fragment = f->opened = false;
    f->depth = f->excess = 0;
    f->contexts.count = 0;
    f->key = NULL;
    f->last = JSONSCAN_MORE;
}

/* What was read of a document that breaks off before any record came is not lost. */
static void give_rest(struct frame_docs *f)
{
    if (f->depth > 0 && !f->is_fragment && is_held(f, &f->frames[0]))
        read_unknown(f, &f->frames[0]);
}

/* The segment ends before the last token; the line framer goes on there. */
static void end_segment(struct frame_docs *f)
{
    f->scan.offset = f->scan.token_offset;
    give_rest(f);
    give_back(f, f->scan.offset);
    f->ended = true;
}

/* Where is the record that the end of the input cuts? The outermost object around the end that is
 * an element of a list, or the whole document. */
static const struct frame *cut_record(const struct frame_docs *f)
{
    size_t i = f->depth;
    if (i == 0 || f->frames[i - 1].is_array)
        return NULL;
    while (i > 1 && !f->frames[i - 2].is_array)
        i--;
    return f->frames[i - 1].has_record ? NULL : &f->frames[i - 1];
}

static void warn_cut(struct frame_docs *f, const char *what)
{
    struct err err;
    err_init(&err);
    const struct frame *record = cut_record(f);
    if (record)
        err_set(&err,
                "the JSON %s inside a record that began at line %llu; what came before has "
                "been read",
                what, (unsigned long long)record->line);
    else
        err_set(&err,
                "the JSON %s before its last bracket is closed; what came before has been "
                "read",
                what);
    warn_at(f, &err, f->scan.line, f->scan.offset);
}

static void finish(struct frame_docs *f)
{
    if (f->depth == 0 && jsonscan_in_string(&f->scan) && is_string_held(f)
        && f->scan.token_offset > f->segment_start) {
        end_segment(f); /* a quote behind the document, which begins no string */
        return;
    }
    if (f->depth > 0 || jsonscan_in_string(&f->scan)) {
        give_rest(f);
        warn_cut(f, "ends");
    }
    give_back(f, f->scan.offset);
    f->ended = true;
}

/* Is the container that just opened outside of all others still part of this segment? */
static bool goes_on(struct frame_docs *f)
{
    if (f->forced || f->last == JSONSCAN_MORE)
        return true;
    if (f->is_fragment || f->last == JSONSCAN_COMMA)
        return true;
    for (;;) {
        const struct slice rest = slice_from(f->window, (size_t)(f->scan.token_offset - f->base));
        const enum frame_docs_bid bid = frame_docs_begin_bid(rest, f->at_end, &f->shapes);
        if (bid != FRAME_DOCS_UNSURE)
            return bid == FRAME_DOCS_YES;
        give_back(f, f->scan.token_offset);
        f->window = source_peek(f->src, rest.len + 1);
        f->at_end = source_at_end(f->src);
    }
}

/* Outside of all containers: does the segment end before this token? */
static bool ends_outside(struct frame_docs *f, enum jsonscan_token token)
{
    if (f->scan.token_offset == f->segment_start && f->last == JSONSCAN_MORE) {
        f->is_fragment = token != JSONSCAN_OPEN_OBJECT && token != JSONSCAN_OPEN_ARRAY;
        return false; /* somebody said that a document begins here: take at least one token */
    }
    switch (token) {
    case JSONSCAN_OPEN_OBJECT:
    case JSONSCAN_OPEN_ARRAY: return !goes_on(f);
    case JSONSCAN_STRING:
        if (f->last != JSONSCAN_KEY && is_string_held(f))
            return true;
        if (!is_string_held(f))
            warn_long_string(f);
        return false;
    case JSONSCAN_SCALAR: return f->last != JSONSCAN_KEY;
    case JSONSCAN_GARBAGE: return true;
    case JSONSCAN_KEY:
    case JSONSCAN_COMMA:
    case JSONSCAN_CLOSE_OBJECT:
    case JSONSCAN_CLOSE_ARRAY:
    case JSONSCAN_MORE: break;
    }
    return false;
}

static void on_token(struct frame_docs *f, enum jsonscan_token token)
{
    switch (token) {
    case JSONSCAN_OPEN_OBJECT: open_container(f, false); break;
    case JSONSCAN_OPEN_ARRAY: open_container(f, true); break;
    case JSONSCAN_CLOSE_OBJECT: close_container(f, false); break;
    case JSONSCAN_CLOSE_ARRAY: close_container(f, true); break;
    case JSONSCAN_KEY: on_key(f); break;
    case JSONSCAN_STRING: on_string(f); break;
    case JSONSCAN_SCALAR:
        if (f->depth > 0)
            top(f)->scalars++;
        break;
    case JSONSCAN_GARBAGE:
    case JSONSCAN_COMMA:
    case JSONSCAN_MORE: break;
    }
    if (token != JSONSCAN_KEY)
        f->key = NULL;
    f->last = token;
}

static void step(struct frame_docs *f)
{
    const struct slice rest = slice_from(f->window, (size_t)(f->scan.offset - f->base));
    const enum jsonscan_token token = jsonscan_next(&f->scan, rest, f->at_end);
    if (token == JSONSCAN_MORE) {
        if (f->at_end)
            finish(f);
        else
            refill(f, f->scan.want);
        return;
    }
    if (f->depth == 0 && ends_outside(f, token)) {
        end_segment(f);
        return;
    }
    if (token == JSONSCAN_GARBAGE && f->depth > 0 && f->scan.line_start) {
        warn_cut(f, "breaks off");
        end_segment(f);
        return;
    }
    on_token(f, token);
}

enum status frame_docs_next(struct frame_docs *f, struct event *event)
{
    for (;;) {
        if (docs_events_next(&f->events, event))
            return STATUS_OK;
        if (f->skipped) {
            f->skipped = false;
            return STATUS_SKIP;
        }
        if (f->ended) {
            f->ended = f->active = false;
            return STATUS_END;
        }
        if (!f->active)
            begin_segment(f);
        while (!f->ended && !f->skipped && docs_queue_is_empty(&f->events.queue))
            step(f);
        if (f->ended)
            docs_events_flush(&f->events);
    }
}

const char *frame_docs_format(const struct frame_docs *f, uint64_t *events)
{
    const char *best = "json";
    uint64_t most = f->texts;
    for (size_t i = 0; i < f->shapes.count; i++) {
        const char *name = doc_shape_table[i]->name;
        uint64_t sum = 0;
        for (size_t k = 0; k < f->shapes.count; k++)
            sum += strcmp(doc_shape_table[k]->name, name) == 0 ? f->counts[k] : 0;
        if (sum > most) {
            most = sum;
            best = name;
        }
    }
    *events = most;
    return best;
}
