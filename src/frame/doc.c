#include "frame/doc.h"

#include "frame/doc_shapes.h"
#include "frame/jsonscan.h"

#include <math.h>

/* Epoch numbers by magnitude: seconds have 10 integer digits until 2286, ms 13, us 16, ns 19. */
#define EPOCH_S_BELOW 1e11
#define EPOCH_MS_BELOW 1e14
#define EPOCH_US_BELOW 1e17

#define ARN_REGION_FIELD 3

const struct doc_shape *const doc_shape_table[] = {
    &doc_cwl_filter,
    &doc_cwl_subscription,
    &doc_cwl_get,
    &doc_cwl_query,
    &doc_cwl_pair,
    &doc_insights_row,
    &doc_insights_flat,
    &doc_ecs_service_event,
    &doc_ecs_service_deployment,
    &doc_ecs_service_state,
    &doc_ecs_service_rollout,
    &doc_ecs_service_failure,
    &doc_ecs_task,
    &doc_ecs_taskdef,
    &doc_eventbridge,
    &doc_stack_operation,
    &doc_stack_event,
    &doc_elb_target,
    &doc_trail_record,
    &doc_trail_lookup,
    &doc_lambda_platform,
    &doc_docker_inspect,
    &doc_kube_event,
    &doc_kube_container,
    &doc_kube_object,
    &doc_cwl_lambda,
    &doc_cwl_kinesis,
    NULL,
};

static bool has_keys(const json_t *object, const struct doc_shape *shape)
{
    for (size_t i = 0; i < DOC_KEYS_MAX && shape->required[i]; i++)
        if (!json_object_get(object, shape->required[i]))
            return false;
    if (!shape->any_of[0])
        return true;
    for (size_t i = 0; i < DOC_KEYS_MAX && shape->any_of[i]; i++)
        if (json_object_get(object, shape->any_of[i]))
            return true;
    return false;
}

const struct doc_shape *doc_emit(const json_t *object, const struct doc_sink *sink)
{
    for (size_t i = 0; json_is_object(object) && doc_shape_table[i]; i++) {
        const struct doc_shape *shape = doc_shape_table[i];
        if (shape->kind == DOC_OBJECT && has_keys(object, shape) && shape->emit(object, sink))
            return shape;
    }
    return NULL;
}

bool doc_emit_text(struct slice text, const struct doc_sink *sink)
{
    if (sink->depth > 0 || text.len > DOC_TEXT_BYTES_MAX || !jsonscan_tree_fits(text))
        return false;
    json_t *object = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, NULL);
    struct doc_sink inner = *sink;
    inner.depth++;
    const bool done = doc_emit(object, &inner) != NULL;
    json_decref(object);
    return done;
}

struct slice doc_string(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);
    if (!json_is_string(member))
        return slice_empty();
    return slice_make(json_string_value(member), json_string_length(member));
}

const json_t *doc_object(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);
    return json_is_object(member) ? member : NULL;
}

bool doc_integer(const json_t *object, const char *key, int64_t *out)
{
    const json_t *member = json_object_get(object, key);
    if (!json_is_integer(member))
        return false;
    *out = (int64_t)json_integer_value(member);
    return true;
}

int64_t doc_epoch_us(double number)
{
    const double size = fabs(number);
    double us = number;
    if (size < EPOCH_S_BELOW)
        us = number * TIMESTAMP_US_PER_S;
    else if (size < EPOCH_MS_BELOW)
        us = number * TIMESTAMP_US_PER_MS;
    else if (size >= EPOCH_US_BELOW)
        us = number / TIMESTAMP_US_PER_MS;
    if (!(us >= (double)TIMESTAMP_EARLIEST_US && us < 9e18))
        return TIMESTAMP_NONE;
    return (int64_t)llround(us);
}

int64_t doc_time(const json_t *object, const char *key, int32_t zone_s)
{
    const json_t *member = json_object_get(object, key);
    if (json_is_number(member))
        return doc_epoch_us(json_number_value(member));
    const struct slice text = doc_string(object, key);
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    int64_t us;
    if (text.len == 0 || !timestamp_parse_any(text, &ctx, &us))
        return TIMESTAMP_NONE;
    return us;
}

int64_t doc_first_time(const json_t *object, const char *const *keys, int32_t zone_s)
{
    int64_t us = TIMESTAMP_NONE;
    for (size_t i = 0; keys[i] && us == TIMESTAMP_NONE; i++)
        us = doc_time(object, keys[i], zone_s);
    return us;
}

struct slice doc_arn_name(struct slice arn)
{
    const size_t slash = slice_find_last_byte(arn, '/');
    return slash == SLICE_NONE ? arn : slice_from(arn, slash + 1);
}

struct slice doc_arn_region(struct slice arn)
{
    if (!slice_starts(arn, SLICE("arn:")))
        return slice_empty();
    struct slice field = slice_empty();
    for (int i = 0; i <= ARN_REGION_FIELD; i++)
        if (!slice_next_field(&arn, ':', &field))
            return slice_empty();
    return field;
}

struct slice doc_arn_cluster(struct slice arn)
{
    struct slice type, cluster;
    if (!slice_next_field(&arn, '/', &type) || !slice_next_field(&arn, '/', &cluster))
        return slice_empty();
    return arn.len > 0 ? cluster : slice_empty();
}

struct event doc_event(enum event_origin origin, enum level level)
{
    return (struct event){ .time_us = TIMESTAMP_NONE, .origin = origin, .level = level };
}

void doc_note(const struct doc_sink *sink, const char *text)
{
    if (sink->note)
        *sink->note = text;
}

void doc_add_reason(struct buf *text, struct slice reason)
{
    reason = slice_trim(reason);
    if (reason.len == 0)
        return;
    buf_add_cstr(text, ": ");
    buf_add(text, reason);
}

static int add_bytes(const char *bytes, size_t size, void *out)
{
    buf_add(out, slice_make(bytes, size));
    return 0;
}

void doc_add_json(struct buf *text, const json_t *value)
{
    if (value)
        json_dump_callback(value, add_bytes, text, JSON_COMPACT | JSON_ENCODE_ANY);
}

void doc_say(const struct doc_sink *sink, struct event *event, struct buf *text)
{
    event->message = buf_slice(text);
    sink->event(sink->self, event);
    event->message = slice_empty();
    buf_reset(text);
}
