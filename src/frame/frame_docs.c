/* The machine that walks a document.
 *
 * It keeps a stack of open containers. Bytes are held from the start of the oldest container that
 * may still be a record (a "candidate"); everything before is given back to the source. A container
 * stops to be a candidate when it gets too large, or when it is an array of something else than
 * what rows are made of; the containers inside it stay candidates. */
#include "frame/frame_docs.h"

#include "base/alloc.h"
#include "frame/docs_machine.h"

struct frame_docs *frame_docs_new(struct source *src, const struct framer_options *opts)
{
    struct frame_docs *f = alloc_zeroed(1, sizeof *f);
    f->src = src;
    f->zone_s = opts->zone_s;
    for (size_t i = 0; opts->input_format && doc_shape_table[i]; i++)
        f->forced |= strcmp(doc_shape_table[i]->name, opts->input_format) == 0;
    docs_shapes_init(&f->shapes);
    docs_events_init(&f->events, f->zone_s);
    f->bulk = docs_bulk_new(&opts->asker);
    return f;
}

void frame_docs_free(struct frame_docs *f)
{
    if (!f)
        return;
    docs_events_release(&f->events);
    docs_bulk_free(f->bulk);
    alloc_free(f);
}

static struct docs_frame *top(struct frame_docs *f)
{
    return f->depth > 0 ? &f->frames[f->depth - 1] : NULL;
}

static bool fits(const struct frame_docs *f, const struct docs_frame *frame)
{
    enum doc_kind kind = DOC_OBJECT;
    if (frame->is_array) {
        const struct docs_frame *outer = frame > f->frames ? frame - 1 : NULL;
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
    struct docs_frame *outer = top(f);
    f->opened = true;
    if (f->depth == 0)
        f->has_record = false;
    if (f->depth >= DOCS_DEPTH_MAX) {
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
    f->frames[f->depth++] = (struct docs_frame){
        .start = f->scan.token_offset,
        .line = f->scan.token_line,
        .place_offset = f->scan.token_offset,
        .place_line = f->scan.token_line,
        .is_array = is_array,
        .is_inside = is_inside,
        .candidate = true,
        .counted_before = docs_machine_counted(f),
    };
}

/* An element of a list at the top that a logger wrote. */
static bool is_log(const struct frame_docs *f, const struct docs_frame *frame)
{
    return !frame->is_array && f->depth == 2 && f->frames[0].is_array && !frame->has_record
           && docs_mask_has_flag(&frame->keys, DOCS_KEY_LOG);
}

/* The answer of get-query-results says behind the rows whether they are all. Source: service model
 * logs/2014-03-28, QueryStatus. */
static void check_query(struct frame_docs *f, const struct docs_frame *frame)
{
    static const char *const partial[] = { "Scheduled", "Running", "Failed", "Cancelled",
                                           "Timeout" };
    const struct docs_key *keys[] = { docs_key_find(SLICE("results")),
                                      docs_key_find(SLICE("statistics")) };
    if (!docs_mask_has(&frame->keys, keys[0]) || !docs_mask_has(&frame->keys, keys[1]))
        return;
    const struct slice status = docs_context_find(&f->contexts, DOCS_CONTEXT_STATUS);
    for (size_t i = 0; i < sizeof partial / sizeof *partial; i++) {
        struct err err;
        if (!slice_eq(status, slice_cstr(partial[i])))
            continue;
        err_init(&err);
        err_set(&err, "the status of this query is %s: rows are missing; fetch the results again",
                partial[i]);
        docs_machine_warn(f, &err, frame->line, frame->start, false);
    }
}

static void close_top(struct frame_docs *f)
{
    const struct docs_frame *frame = top(f);
    if (!frame->is_inside && fits(f, frame)) {
        if (docs_machine_holds(f, frame)) {
            docs_machine_read_record(f, frame);
        } else if (!frame->has_record && !frame->is_array) {
            struct err err;
            err_init(&err);
            err_set(&err, "a record of %llu bytes is larger than %d bytes and was skipped",
                    (unsigned long long)(f->scan.offset - frame->start), FRAME_DOCS_RECORD_MAX);
            docs_machine_warn(f, &err, frame->line, frame->start, true);
            docs_machine_count(f, frame->start, frame->counted_before, &f->ledger.over_limit);
            docs_machine_mark(f);
        }
    }
    if (is_log(f, frame) && docs_machine_holds(f, frame))
        docs_machine_read_log(f, frame);
    if (f->depth == 1)
        check_query(f, frame);
    if (f->depth == 1 && !f->is_fragment)
        docs_machine_read_unknown(f, frame);
    f->depth--;
    docs_context_leave(&f->contexts, f->depth);
    struct docs_frame *outer = top(f);
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
            docs_machine_warn(f, &err, f->scan.token_line, f->scan.token_offset, true);
            docs_machine_count(f, f->segment_start, f->segment_counted, &f->ledger.rejected);
        }
        return;
    }
    if (match < f->depth)
        docs_machine_count(f, f->frames[match].start, f->frames[match].counted_before,
                           &f->ledger.rejected);
    f->depth = match;
    close_top(f);
}

static void on_key(struct frame_docs *f)
{
    struct docs_frame *frame = top(f);
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

static bool is_time(struct slice text)
{
    const struct timestamp_context ctx = { .zone_s = 0, .hint_us = TIMESTAMP_NONE };
    struct timestamp time;
    return timestamp_parse(text, &ctx, &time) == text.len && text.len > 0;
}

static void on_string(struct frame_docs *f)
{
    const struct slice text = jsonscan_text(&f->scan);
    struct docs_frame *frame = top(f);
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
        docs_machine_read_string(f, frame);
}

/* --- segments -------------------------------------------------------------------------------- */

static void begin_segment(struct frame_docs *f)
{
    f->active = true;
    f->base = f->segment_start = source_offset(f->src);
    f->segment_counted = docs_machine_counted(f);
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
    if (f->depth > 0 && !f->is_fragment && docs_machine_holds(f, &f->frames[0]))
        docs_machine_read_unknown(f, &f->frames[0]);
}

/* Where is the record that the end of the input cuts? The outermost object around the end that is
 * an element of a list, or the whole document. */
static const struct docs_frame *cut_record(const struct frame_docs *f)
{
    size_t i = f->depth;
    if (i == 0 || f->frames[i - 1].is_array)
        return NULL;
    while (i > 1 && !f->frames[i - 2].is_array)
        i--;
    return f->frames[i - 1].has_record ? NULL : &f->frames[i - 1];
}

/* Without what it gave before: as text, or records inside. */
static void count_cut(struct frame_docs *f)
{
    const struct docs_frame *record = cut_record(f);
    if (record)
        docs_machine_count(f, record->start, record->counted_before, &f->ledger.rejected);
}

/* The segment ends before the last token; the line framer goes on there. */
static void end_segment(struct frame_docs *f)
{
    f->scan.offset = f->scan.token_offset;
    give_rest(f);
    count_cut(f);
    docs_machine_give_back(f, f->scan.offset);
    f->ended = true;
}

static void warn_cut(struct frame_docs *f, const char *what)
{
    struct err err;
    err_init(&err);
    const struct docs_frame *record = cut_record(f);
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
    docs_machine_warn(f, &err, f->scan.line, f->scan.offset, true);
}

static void finish(struct frame_docs *f)
{
    if (f->depth == 0 && jsonscan_in_string(&f->scan) && docs_machine_holds_string(f)
        && f->scan.token_offset > f->segment_start) {
        end_segment(f); /* a quote behind the document, which begins no string */
        return;
    }
    if (f->depth > 0 || jsonscan_in_string(&f->scan)) {
        give_rest(f);
        count_cut(f);
        warn_cut(f, "ends");
    }
    docs_machine_give_back(f, f->scan.offset);
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
        docs_machine_give_back(f, f->scan.token_offset);
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
        if (f->last != JSONSCAN_KEY && docs_machine_holds_string(f))
            return true;
        if (!docs_machine_holds_string(f))
            docs_machine_warn_long_string(f);
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
            docs_machine_refill(f, f->scan.want);
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

bool frame_docs_settle(struct frame_docs *f, struct event *event)
{
    docs_events_flush(&f->events);
    return docs_events_next(&f->events, event);
}

bool frame_docs_holds(const struct frame_docs *f)
{
    return docs_events_holds(&f->events);
}

/* Behind a record of a list, of which the event has gone to join? */
static bool may_run(const struct frame_docs *f)
{
    const struct docs_frame *list = f->depth > 0 ? &f->frames[f->depth - 1] : NULL;
    return f->active && !f->ended && !f->skipped && list && list->is_array && !list->is_inside
           && f->excess == 0 && f->last == JSONSCAN_CLOSE_OBJECT && docs_events_may_run(&f->events);
}

bool frame_docs_bulk(struct frame_docs *f, int64_t latest_us, struct event_bulk *out)
{
    if (!may_run(f))
        return false;
    const size_t count = docs_bulk_look(f->bulk, f, latest_us);
    if (count == 0 || !docs_events_settle(&f->events))
        return false;
    docs_bulk_take(f->bulk, f, count, out);
    docs_machine_mark(f);
    if (f->depth > 1 && !fits(f, top(f)))
        top(f)->candidate = false;
    return true;
}

void frame_docs_bulk_event(const struct frame_docs *f, const struct event_bulk *bulk, size_t i,
                           struct event_line *place, struct event *event)
{
    docs_bulk_event(f->bulk, f->zone_s, bulk, i, place, event);
}

uint64_t frame_docs_bulk_id(const struct frame_docs *f, const struct event_bulk *bulk, size_t i)
{
    return docs_bulk_id(f->bulk, bulk, i);
}

struct framer_ledger frame_docs_ledger(const struct frame_docs *f)
{
    struct framer_ledger ledger = f->ledger;
    const uint64_t counted = docs_machine_counted(f);
    ledger.framing = f->given_back > counted ? f->given_back - counted : 0;
    return ledger;
}

/* Records of all shapes that share the name of shape i; 0 unless it is the first of them. */
static uint64_t named(const struct frame_docs *f, size_t i)
{
    const char *name = doc_shape_table[i]->name;
    uint64_t sum = 0;
    for (size_t k = 0; k < f->shapes.count; k++) {
        if (strcmp(doc_shape_table[k]->name, name) != 0)
            continue;
        if (k < i)
            return 0;
        sum += f->counts[k];
    }
    return sum;
}

bool frame_docs_row(const struct frame_docs *f, size_t i, const char **name, uint64_t *records)
{
    for (size_t k = 0; k < f->shapes.count; k++) {
        *records = named(f, k);
        *name = doc_shape_table[k]->name;
        if (*records > 0 && i-- == 0)
            return true;
    }
    *name = "json";
    *records = f->texts;
    return i == 0 && f->texts > 0;
}

const char *frame_docs_format(const struct frame_docs *f, uint64_t *events)
{
    const char *best = "json";
    uint64_t most = f->texts;
    for (size_t i = 0; i < f->shapes.count; i++) {
        const uint64_t sum = named(f, i);
        if (sum > most) {
            most = sum;
            best = doc_shape_table[i]->name;
        }
    }
    *events = most;
    return best;
}
