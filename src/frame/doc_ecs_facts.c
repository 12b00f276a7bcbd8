/* Facts of a task definition.
 *
 * Source: service model ecs/2014-11-13 (TaskDefinition, ContainerDefinition, PortMapping,
 * HealthCheck, Secret, LogConfiguration). Only what changes how a task starts and is judged is
 * taken: the rest (tags, proxies, ulimits …) would drown it. */
#include "frame/doc_ecs_facts.h"

#include "base/alloc.h"

/* arn:partition:service:region:account:resource */
#define ARN_RESOURCE_FIELD 5

/* cpu and memory are strings in task definitions and numbers in containers. */
static const char *const task_keys[] = { "cpu", "memory", "networkMode", "taskRoleArn",
                                         "executionRoleArn" };
static const char *const platform_keys[] = { "cpuArchitecture", "operatingSystemFamily" };
static const char *const image_keys[] = { "image" };
static const char *const container_keys[] = { "command",           "entryPoint", "memory",
                                              "memoryReservation", "cpu",        "user",
                                              "workingDirectory",  "essential" };
static const char *const log_keys[] = { "logDriver" };
static const char *const health_keys[] = { "command", "interval", "timeout", "retries",
                                           "startPeriod" };

#define COUNT(a) (sizeof(a) / sizeof *(a))

void doc_ecs_facts_init(struct doc_ecs_facts *facts)
{
    *facts = (struct doc_ecs_facts){ .count = 0 };
    arena_init(&facts->arena);
}

void doc_ecs_facts_release(struct doc_ecs_facts *facts)
{
    arena_release(&facts->arena);
    alloc_free(facts->items);
    facts->items = NULL;
}

static struct slice keep(struct doc_ecs_facts *facts, struct slice s)
{
    return arena_copy(&facts->arena, slice_sub(s, 0, EVENT_FACT_BYTES_MAX));
}

/* shown: what people may see of the value. */
static void add(struct doc_ecs_facts *facts, struct slice part, const char *label,
                struct slice name, struct slice value, struct slice shown)
{
    if (facts->count >= EVENT_FACTS_MAX)
        return;
    struct buf full;
    buf_init(&full);
    buf_add_cstr(&full, label);
    if (label[0] && name.len > 0)
        buf_add_byte(&full, ' ');
    buf_add(&full, name);
    facts->items =
        alloc_grow(facts->items, &facts->capacity, facts->count + 1, sizeof *facts->items);
    facts->items[facts->count++] = (struct event_fact){
        .part = part,
        .name = keep(facts, buf_slice(&full)),
        .value = keep(facts, shown),
        .hash = slice_hash(value),
    };
    buf_release(&full);
}

/* A string, number or boolean as it is; words of a command with blanks between them. */
static void add_text(struct buf *text, const json_t *value)
{
    size_t i;
    json_t *word;
    if (json_is_string(value))
        buf_add(text, slice_make(json_string_value(value), json_string_length(value)));
    else if (!json_is_array(value))
        doc_add_json(text, value);
    json_array_foreach(value, i, word)
    {
        if (i > 0)
            buf_add_byte(text, ' ');
        add_text(text, json_is_array(word) ? NULL : word);
    }
}

static void add_members(struct doc_ecs_facts *facts, struct slice part, const char *label,
                        const json_t *object, const char *const *keys, size_t count)
{
    struct buf text;
    buf_init(&text);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(object, keys[i]);
        if (!value || json_is_null(value))
            continue;
        buf_reset(&text);
        add_text(&text, value);
        add(facts, part, label, slice_cstr(keys[i]), buf_slice(&text), buf_slice(&text));
    }
    buf_release(&text);
}

/* "db-AbCdEf:password::" or "parameter/db" of an ARN. What is no ARN may be anything. */
static struct slice secret_source(struct slice from)
{
    struct slice field;
    if (!slice_starts(from, SLICE("arn:")))
        return slice_empty();
    for (int i = 0; i < ARN_RESOURCE_FIELD; i++)
        if (!slice_next_field(&from, ':', &field))
            return slice_empty();
    return slice_starts(from, SLICE("secret:")) ? slice_from(from, strlen("secret:")) : from;
}

static void add_secrets(struct doc_ecs_facts *facts, struct slice part, const json_t *secrets)
{
    size_t i;
    json_t *item;
    json_array_foreach(secrets, i, item)
    {
        const struct slice from = doc_string(item, "valueFrom");
        add(facts, part, "secret", doc_string(item, "name"), from, secret_source(from));
    }
}

static void add_environment(struct doc_ecs_facts *facts, struct slice part, const json_t *variables)
{
    size_t i;
    json_t *item;
    json_array_foreach(variables, i, item) add(facts, part, "environment", doc_string(item, "name"),
                                               doc_string(item, "value"), slice_empty());
}

/* "8080/tcp, 9090" */
static void add_ports(struct doc_ecs_facts *facts, struct slice part, const json_t *container)
{
    size_t i;
    json_t *item;
    struct buf text;
    buf_init(&text);
    json_array_foreach(json_object_get(container, "portMappings"), i, item)
    {
        int64_t inner = 0, outer = 0;
        doc_integer(item, "containerPort", &inner);
        buf_printf(&text, "%s%lld", i > 0 ? ", " : "", (long long)inner);
        if (doc_integer(item, "hostPort", &outer) && outer != inner && outer != 0)
            buf_printf(&text, " on %lld", (long long)outer);
        const struct slice protocol = doc_string(item, "protocol");
        if (protocol.len > 0 && !slice_eq(protocol, SLICE("tcp"))) {
            buf_add_byte(&text, '/');
            buf_add(&text, protocol);
        }
    }
    if (text.len > 0)
        add(facts, part, "ports", slice_empty(), buf_slice(&text), buf_slice(&text));
    buf_release(&text);
}

/* In order of how often a change of it breaks a deployment: the report may cut the list. */
static void add_container(struct doc_ecs_facts *facts, const json_t *container)
{
    const struct slice part = keep(facts, doc_string(container, "name"));
    add(facts, part, "container", slice_empty(), slice_empty(), slice_empty());
    add_members(facts, part, "", container, image_keys, COUNT(image_keys));
    add_secrets(facts, part, json_object_get(container, "secrets"));
    add_environment(facts, part, json_object_get(container, "environment"));
    add_ports(facts, part, container);
    add_members(facts, part, "health check", doc_object(container, "healthCheck"), health_keys,
                COUNT(health_keys));
    add_members(facts, part, "", container, container_keys, COUNT(container_keys));
    add_members(facts, part, "", doc_object(container, "logConfiguration"), log_keys,
                COUNT(log_keys));
}

void doc_ecs_facts_read(struct doc_ecs_facts *facts, const json_t *definition)
{
    size_t i;
    json_t *container;
    json_array_foreach(json_object_get(definition, "containerDefinitions"), i, container)
        add_container(facts, container);
    add_members(facts, slice_empty(), "", definition, task_keys, COUNT(task_keys));
    add_members(facts, slice_empty(), "", doc_object(definition, "runtimePlatform"), platform_keys,
                COUNT(platform_keys));
}
