#include "frame/docs_record.h"

#include "frame/doc_shapes.h"
#include "frame/jsonscan.h"

void docs_context_put(struct docs_contexts *contexts, enum docs_context kind, size_t depth,
                      struct slice text)
{
    if (contexts->count >= DOCS_CONTEXT_MAX || text.len == 0 || text.len > DOCS_CONTEXT_BYTES)
        return;
    struct docs_context_entry *entry = &contexts->entries[contexts->count++];
    entry->kind = kind;
    entry->depth = depth;
    entry->len = text.len;
    memcpy(entry->text, text.ptr, text.len);
}

void docs_context_leave(struct docs_contexts *contexts, size_t depth)
{
    while (contexts->count > 0 && contexts->entries[contexts->count - 1].depth > depth)
        contexts->count--;
}

struct slice docs_context_find(const struct docs_contexts *contexts, enum docs_context kind)
{
    for (size_t i = contexts ? contexts->count : 0; i-- > 0;)
        if (contexts->entries[i].kind == kind)
            return slice_make(contexts->entries[i].text, contexts->entries[i].len);
    return slice_empty();
}

struct collector {
    const struct docs_record *record;
    const struct docs_contexts *contexts;
    struct docs_queue *queue;
};

static void fill(struct slice *field, struct slice value)
{
    if (field->len == 0)
        *field = value;
}

/* The sink of the shapes: adds what stood around the record. */
static void collect(void *self, struct event *event)
{
    const struct collector *c = self;
    struct event full = *event;
    full.offset = c->record->offset;
    full.length = c->record->text.len;
    if (full.origin == ORIGIN_LOG) {
        fill(&full.group, docs_context_find(c->contexts, DOCS_CONTEXT_GROUP));
        fill(&full.stream, docs_context_find(c->contexts, DOCS_CONTEXT_STREAM));
    }
    if (full.origin == ORIGIN_ECS) {
        const struct slice arn = docs_context_find(c->contexts, DOCS_CONTEXT_CLUSTER);
        fill(&full.cluster, doc_arn_name(arn));
        fill(&full.region, doc_arn_region(arn));
        fill(&full.service, docs_context_find(c->contexts, DOCS_CONTEXT_SERVICE));
    }
    docs_queue_add(c->queue, &full, &c->record->where);
}

static json_t *parse(struct slice text, struct err *err)
{
    const size_t flags = JSON_ALLOW_NUL | JSON_DECODE_ANY;
    json_error_t error;
    if (!jsonscan_tree_fits(text)) {
        err_set(err, "a record of %zu bytes holds too many values and was skipped", text.len);
        return NULL;
    }
    json_t *value = json_loadb(text.ptr, text.len, flags, NULL);
    if (value)
        return value;
    struct buf fixed;
    buf_init(&fixed);
    jsonscan_repair(text, &fixed);
    value = json_loadb(fixed.ptr ? fixed.ptr : "", fixed.len, flags, &error);
    buf_release(&fixed);
    if (!value)
        err_set(err, "a record is no valid JSON and was skipped: %s", error.text);
    return value;
}

enum status docs_record_read(const struct docs_record *record, const struct docs_shapes *shapes,
                             const struct docs_contexts *contexts, int32_t zone_s,
                             struct docs_queue *queue, size_t *shape, struct err *err)
{
    size_t i = docs_shapes_match(shapes, &record->keys, record->kind, 0);
    if (i >= shapes->count)
        return STATUS_END;
    struct collector collector = { record, contexts, queue };
    const struct doc_sink sink = {
        .event = collect, .self = &collector, .note = &queue->note, .zone_s = zone_s
    };
    *shape = i;
    if (doc_shape_table[i]->emit_text && doc_shape_table[i]->emit_text(record->text, &sink))
        return STATUS_OK;
    json_t *value = parse(record->text, err);
    if (!value)
        return STATUS_SKIP;
    while (i < shapes->count && !doc_shape_table[i]->emit(value, &sink))
        i = docs_shapes_match(shapes, &record->keys, record->kind, i + 1);
    json_decref(value);
    *shape = i;
    return i < shapes->count ? STATUS_OK : STATUS_END;
}

void docs_record_text(const struct docs_record *record, bool is_string, int32_t zone_s,
                      struct docs_queue *queue)
{
    struct collector collector = { record, NULL, queue };
    const struct doc_sink sink = { .event = collect, .self = &collector, .zone_s = zone_s };
    struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
    if (!is_string) {
        event.message = record->text;
        collect(&collector, &event);
        return;
    }
    json_t *value = parse(record->text, NULL);
    if (json_is_string(value))
        doc_cwl_message(&event, slice_make(json_string_value(value), json_string_length(value)),
                        &sink);
    json_decref(value);
}
