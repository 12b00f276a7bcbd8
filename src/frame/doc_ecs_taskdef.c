/* ECS task definitions.
 *
 * Source: service model ecs/2014-11-13 (TaskDefinition, ContainerDefinition).
 *
 * One event of several lines, at registeredAt (without it: a state without time):
 *   task definition api:42 registered: cpu 256, memory 512
 *   container app: image IMAGE, cpu 0, memory 512, environment names A, B, secrets names C,
 *       health check CMD-SHELL curl -f http://…, command node server.js        (on one line)
 * Parts that are absent are left out. Values of the environment and where secrets come from are
 * never given: they are what must not leave the machine. With the event goes its definition, so
 * that revisions can be compared (doc_ecs_facts.h). */
#include "frame/doc_ecs_facts.h"
#include "frame/doc_shapes.h"

/* Separates the first part of a list from the others. */
static void add_part(struct buf *text, bool *any, const char *label)
{
    buf_add_cstr(text, *any ? ", " : ": ");
    buf_add_cstr(text, label);
    *any = true;
}

/* cpu and memory are strings in task definitions and numbers in containers. */
static void add_size(struct buf *text, bool *any, const json_t *object, const char *key)
{
    const struct slice word = doc_string(object, key);
    int64_t number = 0;
    if (word.len > 0) {
        add_part(text, any, key);
        buf_add_byte(text, ' ');
        buf_add(text, word);
    } else if (doc_integer(object, key, &number)) {
        add_part(text, any, key);
        buf_printf(text, " %lld", (long long)number);
    }
}

static void add_names(struct buf *text, bool *any, const char *label, const json_t *items)
{
    size_t i;
    json_t *item;
    bool first = true;
    json_array_foreach(items, i, item)
    {
        const struct slice name = doc_string(item, "name");
        if (name.len == 0)
            continue;
        if (first)
            add_part(text, any, label);
        buf_add_cstr(text, first ? " " : ", ");
        buf_add(text, name);
        first = false;
    }
}

static void add_words(struct buf *text, bool *any, const char *label, const json_t *words)
{
    size_t i;
    json_t *word;
    if (json_array_size(words) > 0)
        add_part(text, any, label);
    json_array_foreach(words, i, word)
    {
        if (!json_is_string(word))
            continue;
        buf_add_byte(text, ' ');
        buf_add(text, slice_make(json_string_value(word), json_string_length(word)));
    }
}

static void add_container(struct buf *text, const json_t *container)
{
    bool any = false;
    buf_add_cstr(text, "\ncontainer ");
    buf_add(text, doc_string(container, "name"));
    const struct slice image = doc_string(container, "image");
    if (image.len > 0) {
        add_part(text, &any, "image ");
        buf_add(text, image);
    }
    add_size(text, &any, container, "cpu");
    add_size(text, &any, container, "memory");
    add_size(text, &any, container, "memoryReservation");
    add_names(text, &any, "environment names", json_object_get(container, "environment"));
    add_names(text, &any, "secrets names", json_object_get(container, "secrets"));
    add_words(text, &any, "health check",
              json_object_get(doc_object(container, "healthCheck"), "command"));
    add_words(text, &any, "entry point", json_object_get(container, "entryPoint"));
    add_words(text, &any, "command", json_object_get(container, "command"));
}

static bool emit(const json_t *object, const struct doc_sink *sink)
{
    const json_t *containers = json_object_get(object, "containerDefinitions");
    if (!json_is_array(containers))
        return false;
    struct event event = doc_event(ORIGIN_ECS, LEVEL_INFO);
    event.region = doc_arn_region(doc_string(object, "taskDefinitionArn"));
    event.time_us = doc_time(object, "registeredAt", sink->zone_s);
    event.in_snapshot = event.time_us == TIMESTAMP_NONE;
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "task definition ");
    buf_add(&text, doc_string(object, "family"));
    struct event_definition definition = { .family = doc_string(object, "family") };
    if (doc_integer(object, "revision", &definition.revision))
        buf_printf(&text, ":%lld", (long long)definition.revision);
    buf_add_cstr(&text, " registered");
    bool any = false;
    add_size(&text, &any, object, "cpu");
    add_size(&text, &any, object, "memory");
    size_t i;
    json_t *container;
    json_array_foreach(containers, i, container) add_container(&text, container);
    struct doc_ecs_facts facts;
    doc_ecs_facts_init(&facts);
    doc_ecs_facts_read(&facts, object);
    definition.facts = facts.items;
    definition.fact_count = facts.count;
    event.definition = &definition;
    doc_say(sink, &event, &text);
    doc_ecs_facts_release(&facts);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_taskdef = {
    .name = "describe-task-definition",
    .help = "aws ecs describe-task-definition, register-task-definition",
    .required = { "family", "containerDefinitions" },
    .emit = emit,
};
