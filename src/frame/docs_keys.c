#include "frame/docs_keys.h"

#include <assert.h>

/* In byte order. Every key of a shape must be here. */
static const struct docs_key keys[] = {
    /* clang-format off */
    { "@l", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "@level", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "@log", 0, DOCS_CONTEXT_NONE },
    { "@logStream", 0, DOCS_CONTEXT_NONE },
    { "@m", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "@message", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "@mt", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "@ptr", 0, DOCS_CONTEXT_NONE },
    { "@timestamp", 0, DOCS_CONTEXT_NONE },
    { "@version", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "CloudTrailEvent", 0, DOCS_CONTEXT_NONE },
    { "Data", 0, DOCS_CONTEXT_NONE },
    { "EventType", 0, DOCS_CONTEXT_NONE },
    { "Events", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "Id", 0, DOCS_CONTEXT_NONE },
    { "LogicalResourceId", 0, DOCS_CONTEXT_NONE },
    { "MESSAGE", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "OOMKilled", DOCS_KEY_SURE, DOCS_CONTEXT_NONE },
    { "OperationEvents", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "OperationType", 0, DOCS_CONTEXT_NONE },
    { "PartitionKey", 0, DOCS_CONTEXT_NONE },
    { "Records", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "ResourceStatus", 0, DOCS_CONTEXT_NONE },
    { "ResourceStatusReason", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "ResourceType", 0, DOCS_CONTEXT_NONE },
    { "RestartCount", 0, DOCS_CONTEXT_NONE },
    { "StackEvents", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "StackId", 0, DOCS_CONTEXT_NONE },
    { "StackName", 0, DOCS_CONTEXT_NONE },
    { "State", 0, DOCS_CONTEXT_NONE },
    { "Target", 0, DOCS_CONTEXT_NONE },
    { "TargetHealth", 0, DOCS_CONTEXT_NONE },
    { "TargetHealthDescriptions", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "Timestamp", 0, DOCS_CONTEXT_NONE },
    { "apiVersion", 0, DOCS_CONTEXT_NONE },
    { "arn", 0, DOCS_CONTEXT_NONE },
    { "awslogs", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "clusterArn", 0, DOCS_CONTEXT_CLUSTER },
    { "containerDefinitions", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "containerStatuses", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "containers", 0, DOCS_CONTEXT_NONE },
    { "createdAt", 0, DOCS_CONTEXT_NONE },
    { "data", 0, DOCS_CONTEXT_NONE },
    { "deployments", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "desiredCount", 0, DOCS_CONTEXT_NONE },
    { "detail", DOCS_KEY_INSIDE, DOCS_CONTEXT_NONE },
    { "detail-type", DOCS_KEY_STRONG | DOCS_KEY_SURE, DOCS_CONTEXT_NONE },
    { "errorMessage", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "eventId", 0, DOCS_CONTEXT_NONE },
    { "eventName", 0, DOCS_CONTEXT_NONE },
    { "eventSource", 0, DOCS_CONTEXT_NONE },
    { "eventTime", 0, DOCS_CONTEXT_NONE },
    { "events", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "failedTasks", 0, DOCS_CONTEXT_NONE },
    { "failures", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "family", 0, DOCS_CONTEXT_NONE },
    { "field", 0, DOCS_CONTEXT_NONE },
    { "id", 0, DOCS_CONTEXT_NONE },
    { "image", 0, DOCS_CONTEXT_NONE },
    { "ingestionTime", 0, DOCS_CONTEXT_NONE },
    { "involvedObject", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "items", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "kind", 0, DOCS_CONTEXT_NONE },
    { "kinesis", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "lastStatus", 0, DOCS_CONTEXT_NONE },
    { "level", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "levelname", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "log", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "log.level", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "logEvents", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "logGroup", 0, DOCS_CONTEXT_GROUP },
    { "logGroupName", 0, DOCS_CONTEXT_GROUP },
    { "logLevel", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "logStream", 0, DOCS_CONTEXT_STREAM },
    { "logStreamName", 0, DOCS_CONTEXT_NONE },
    { "lvl", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "message", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "metadata", 0, DOCS_CONTEXT_NONE },
    { "msg", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "reason", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "record", DOCS_KEY_INSIDE, DOCS_CONTEXT_NONE },
    { "requestParameters", DOCS_KEY_INSIDE, DOCS_CONTEXT_NONE },
    { "responseElements", DOCS_KEY_INSIDE, DOCS_CONTEXT_NONE },
    { "restartCount", 0, DOCS_CONTEXT_NONE },
    { "results", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "rolloutState", 0, DOCS_CONTEXT_NONE },
    { "rolloutStateReason", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "service", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "serviceArn", 0, DOCS_CONTEXT_NONE },
    { "serviceDeploymentArn", 0, DOCS_CONTEXT_NONE },
    { "serviceDeployments", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "serviceName", 0, DOCS_CONTEXT_SERVICE },
    { "services", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "severity", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "short_message", DOCS_KEY_LOG, DOCS_CONTEXT_NONE },
    { "spec", 0, DOCS_CONTEXT_NONE },
    { "state", 0, DOCS_CONTEXT_NONE },
    { "statistics", 0, DOCS_CONTEXT_NONE },
    { "status", 0, DOCS_CONTEXT_STATUS },
    { "statusReason", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "stoppedReason", DOCS_KEY_PLACE, DOCS_CONTEXT_NONE },
    { "taskArn", 0, DOCS_CONTEXT_NONE },
    { "taskDefinition", DOCS_KEY_STRONG, DOCS_CONTEXT_NONE },
    { "tasks", DOCS_KEY_WEAK, DOCS_CONTEXT_NONE },
    { "time", 0, DOCS_CONTEXT_NONE },
    { "timestamp", 0, DOCS_CONTEXT_NONE },
    { "type", 0, DOCS_CONTEXT_NONE },
    { "value", 0, DOCS_CONTEXT_NONE },
    /* clang-format on */
};

#define KEY_COUNT (sizeof keys / sizeof keys[0])

_Static_assert(KEY_COUNT <= DOCS_KEYS_MAX, "docs_mask is too small");

/* As slice_cmp; the first byte decides nearly always. */
static int order_of(struct slice name, const char *key)
{
    const int first = name.len > 0 ? (unsigned char)name.ptr[0] : 0;
    if (first != (unsigned char)key[0])
        return first - (unsigned char)key[0];
    return slice_cmp(name, slice_cstr(key));
}

const struct docs_key *docs_key_find(struct slice name)
{
    size_t low = 0, high = KEY_COUNT;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int order = order_of(name, keys[mid].name);
        if (order == 0)
            return &keys[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

void docs_mask_add(struct docs_mask *mask, const struct docs_key *key)
{
    const size_t index = (size_t)(key - keys);
    mask->bits[index / 64] |= 1ull << (index % 64);
}

bool docs_mask_has(const struct docs_mask *mask, const struct docs_key *key)
{
    const size_t index = (size_t)(key - keys);
    return mask->bits[index / 64] >> (index % 64) & 1;
}

bool docs_mask_has_flag(const struct docs_mask *mask, unsigned flags)
{
    for (size_t i = 0; i < KEY_COUNT; i++)
        if ((keys[i].flags & flags) && docs_mask_has(mask, &keys[i]))
            return true;
    return false;
}

void docs_mask_keep(struct docs_mask *mask, const struct docs_mask *other)
{
    for (size_t i = 0; i < DOCS_KEYS_MAX / 64; i++)
        mask->bits[i] &= other->bits[i];
}

static bool covers(const struct docs_mask *mask, const struct docs_mask *part)
{
    for (size_t i = 0; i < DOCS_KEYS_MAX / 64; i++)
        if (part->bits[i] & ~mask->bits[i])
            return false;
    return true;
}

static bool meets(const struct docs_mask *a, const struct docs_mask *b)
{
    for (size_t i = 0; i < DOCS_KEYS_MAX / 64; i++)
        if (a->bits[i] & b->bits[i])
            return true;
    return false;
}

static void add_names(struct docs_mask *mask, const char *const names[DOC_KEYS_MAX])
{
    for (size_t i = 0; i < DOC_KEYS_MAX && names[i]; i++) {
        const struct docs_key *key = docs_key_find(slice_cstr(names[i]));
        assert(key);
        docs_mask_add(mask, key);
    }
}

void docs_shapes_init(struct docs_shapes *shapes)
{
    *shapes = (struct docs_shapes){ .count = 0 };
    for (size_t i = 0; doc_shape_table[i]; i++) {
        assert(i < DOCS_SHAPES_MAX);
        add_names(&shapes->shapes[i].required, doc_shape_table[i]->required);
        add_names(&shapes->shapes[i].any_of, doc_shape_table[i]->any_of);
        shapes->shapes[i].has_any_of = doc_shape_table[i]->any_of[0] != NULL;
        shapes->count = i + 1;
    }
}

size_t docs_shapes_match(const struct docs_shapes *shapes, const struct docs_mask *mask,
                         enum doc_kind kind, size_t from)
{
    for (size_t i = from; i < shapes->count; i++)
        if (doc_shape_table[i]->kind == kind && covers(mask, &shapes->shapes[i].required)
            && (!shapes->shapes[i].has_any_of || meets(mask, &shapes->shapes[i].any_of)))
            return i;
    return shapes->count;
}
