#include "patdb/build_tree.h"

#include <yaml.h>

struct builder {
    struct arena *arena;
    struct tree *open[TREE_DEPTH_MAX]; /* lists and maps not ended yet, outermost first */
    struct slice key;                  /* read, its value not yet */
    bool has_key;
    unsigned depth, nodes;
    struct tree *root, *last;
    struct err *err;
};

static enum status refuse(struct builder *b, size_t line, const char *text)
{
    err_set(b->err, "%s", text);
    err_at(b->err, line, 0);
    return STATUS_FAIL;
}

static struct tree *add_node(struct builder *b, enum tree_kind kind, size_t line)
{
    struct tree *node = arena_zeroed(b->arena, 1, sizeof *node);
    node->kind = kind;
    node->line = (uint32_t)line;
    if (b->depth == 0) {
        if (b->last)
            b->last->next = node;
        else
            b->root = node;
        b->last = node;
        return node;
    }
    struct tree *parent = b->open[b->depth - 1];
    if (parent->kind == TREE_MAP) {
        node->key = b->key;
        b->has_key = false;
    }
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
    return node;
}

static bool wants_key(const struct builder *b)
{
    return b->depth && b->open[b->depth - 1]->kind == TREE_MAP && !b->has_key;
}

static bool has_child(const struct tree *map, struct slice key)
{
    for (const struct tree *child = map->first; child; child = child->next)
        if (slice_eq(child->key, key))
            return true;
    return false;
}

static enum status take_scalar(struct builder *b, const yaml_event_t *event, size_t line)
{
    struct slice text =
        slice_make((const char *)event->data.scalar.value, event->data.scalar.length);
    if (event->data.scalar.anchor)
        return refuse(b, line, "anchors (&name) are not allowed; write the value out");
    if (event->data.scalar.tag)
        return refuse(b, line, "tags (!name) are not allowed; write the plain value");
    text = arena_copy(b->arena, text);
    if (!wants_key(b)) {
        add_node(b, TREE_TEXT, line)->text = text;
        return STATUS_OK;
    }
    if (has_child(b->open[b->depth - 1], text)) {
        err_set(b->err, "the key '%.*s' is there twice; keep one", SLICE_ARG(text));
        err_at(b->err, line, 0);
        return STATUS_FAIL;
    }
    b->key = text;
    b->has_key = true;
    return STATUS_OK;
}

static enum status take_start(struct builder *b, enum tree_kind kind, bool is_marked, size_t line)
{
    if (is_marked)
        return refuse(b, line, "anchors and tags are not allowed; write the value out");
    if (wants_key(b))
        return refuse(b, line, "a key must be text, not a list or a map");
    if (b->depth == TREE_DEPTH_MAX)
        return refuse(b, line, "nested too deep; a signature needs no more than six levels");
    struct tree *node = add_node(b, kind, line);
    b->open[b->depth++] = node;
    return STATUS_OK;
}

static enum status take(struct builder *b, const yaml_event_t *event)
{
    size_t line = event->start_mark.line + 1;
    if (++b->nodes > TREE_NODES_MAX)
        return refuse(b, line, "too many values in one file; split it");
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return refuse(b, line,
                      "aliases (*name) are not allowed; write the value out, or quote a "
                      "text that starts with '*'");
    case YAML_SCALAR_EVENT: return take_scalar(b, event, line);
    case YAML_SEQUENCE_START_EVENT:
        return take_start(b, TREE_LIST,
                          event->data.sequence_start.anchor || event->data.sequence_start.tag,
                          line);
    case YAML_MAPPING_START_EVENT:
        return take_start(b, TREE_MAP,
                          event->data.mapping_start.anchor || event->data.mapping_start.tag, line);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: b->depth--; return STATUS_OK;
    case YAML_NO_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: return STATUS_OK;
    }
    return STATUS_OK;
}

static enum status fail_syntax(const yaml_parser_t *parser, struct err *err)
{
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    if (parser->context)
        err_set(err,
                "not YAML: %s (%s that started in line %zu); quote texts with ': ', '#', '{' "
                "or '['",
                problem, parser->context, parser->context_mark.line + 1);
    else
        err_set(err, "not YAML: %s; quote texts with ': ', '#', '{' or '['", problem);
    err_at(err, parser->problem_mark.line + 1, 0);
    return STATUS_FAIL;
}

enum status tree_parse(struct arena *arena, struct slice yaml, struct tree **root, struct err *err)
{
    *root = NULL;
    if (yaml.len > TREE_BYTES_MAX) {
        err_set(err, "larger than %d MiB; split the file", TREE_BYTES_MAX >> 20);
        return STATUS_FAIL;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        err_set(err, "the YAML reader could not start");
        return STATUS_FAIL;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)(yaml.ptr ? yaml.ptr : ""),
                                 yaml.len);
    struct builder b = { .arena = arena, .err = err };
    enum status status = STATUS_OK;
    bool is_done = false;
    while (status == STATUS_OK && !is_done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = fail_syntax(&parser, err);
            break;
        }
        is_done = event.type == YAML_STREAM_END_EVENT;
        status = take(&b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (status == STATUS_OK)
        *root = b.root;
    return status;
}
