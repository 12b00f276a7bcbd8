/* EventBridge events of ECS, from a target, a log group, or a file.
 *
 * Source: ECS Developer Guide, "Amazon ECS events" (task, container instance, deployment and
 * service action events).
 *
 *   ECS Task State Change                 the sentences of doc_ecs_task.c
 *   ECS Deployment State Change           deployment ecs-svc/1 SERVICE_DEPLOYMENT_FAILED[: reason]
 *   ECS Service Action                    service api: SERVICE_TASK_PLACEMENT_FAILURE[: reason]
 *   ECS Container Instance State Change   container instance ID: status ACTIVE, agent disconnected
 *   any other                             SOURCE DETAIL-TYPE: the detail as compact JSON */
#include "frame/doc_shapes.h"

static const char *const detail_times[] = { "updatedAt", "createdAt", NULL };

static enum level level_of(struct slice event_type)
{
    if (slice_eq(event_type, SLICE("ERROR")))
        return LEVEL_ERROR;
    return slice_eq(event_type, SLICE("WARN")) ? LEVEL_WARN : LEVEL_INFO;
}

static struct slice first_resource(const json_t *object)
{
    const json_t *arn = json_array_get(json_object_get(object, "resources"), 0);
    if (!json_is_string(arn))
        return slice_empty();
    return slice_make(json_string_value(arn), json_string_length(arn));
}

static void say_named(const json_t *detail, struct event *event, struct buf *text,
                      const struct doc_sink *sink)
{
    buf_add(text, doc_string(detail, "eventName"));
    doc_add_reason(text, doc_string(detail, "reason"));
    event->level = level_of(doc_string(detail, "eventType"));
    doc_say(sink, event, text);
}

static void say_instance(const json_t *detail, struct event *event, struct buf *text,
                         const struct doc_sink *sink)
{
    const json_t *agent = json_object_get(detail, "agentConnected");
    buf_add_cstr(text, "container instance ");
    buf_add(text, doc_arn_name(doc_string(detail, "containerInstanceArn")));
    buf_add_cstr(text, ": status ");
    buf_add(text, doc_string(detail, "status"));
    if (json_is_boolean(agent))
        buf_add_cstr(text, json_is_true(agent) ? ", agent connected" : ", agent disconnected");
    event->level = json_is_false(agent) ? LEVEL_WARN : LEVEL_INFO;
    doc_say(sink, event, text);
}

static bool emit(const json_t *object, const struct doc_sink *sink)
{
    const struct slice type = doc_string(object, "detail-type");
    const json_t *detail = doc_object(object, "detail");
    if (type.len == 0 || !detail)
        return false;
    if (slice_eq(type, SLICE("ECS Task State Change")))
        return doc_ecs_task_emit(detail, sink);

    struct event event = doc_event(ORIGIN_ECS, LEVEL_INFO);
    const struct slice resource = first_resource(object);
    const struct slice cluster = doc_arn_name(doc_string(detail, "clusterArn"));
    event.region = doc_string(object, "region");
    event.cluster = cluster.len > 0 ? cluster : doc_arn_cluster(resource);
    event.time_us = doc_first_time(detail, detail_times, sink->zone_s);
    if (event.time_us == TIMESTAMP_NONE)
        event.time_us = doc_time(object, "time", sink->zone_s);
    struct buf text;
    buf_init(&text);
    if (slice_eq(type, SLICE("ECS Deployment State Change"))) {
        event.service = doc_arn_name(resource);
        buf_add_cstr(&text, "deployment ");
        buf_add(&text, doc_string(detail, "deploymentId"));
        buf_add_byte(&text, ' ');
        say_named(detail, &event, &text, sink);
    } else if (slice_eq(type, SLICE("ECS Service Action"))) {
        event.service = doc_arn_name(resource);
        buf_add_cstr(&text, "service ");
        buf_add(&text, event.service);
        buf_add_cstr(&text, ": ");
        say_named(detail, &event, &text, sink);
    } else if (slice_eq(type, SLICE("ECS Container Instance State Change"))) {
        say_instance(detail, &event, &text, sink);
    } else {
        buf_add(&text, doc_string(object, "source"));
        buf_add_byte(&text, ' ');
        buf_add(&text, type);
        buf_add_cstr(&text, ": ");
        doc_add_json(&text, detail);
        event.origin =
            slice_starts(doc_string(object, "source"), SLICE("aws.ecs")) ? ORIGIN_ECS : ORIGIN_LOG;
        doc_say(sink, &event, &text);
    }
    buf_release(&text);
    return true;
}

const struct doc_shape doc_eventbridge = {
    .name = "eventbridge",
    .help = "EventBridge events of ECS",
    .required = { "detail-type", "detail" },
    .emit = emit,
};
