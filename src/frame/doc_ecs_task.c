/* ECS tasks and their containers, from describe-tasks and from EventBridge.
 *
 * Source: service model ecs/2014-11-13 (Task, Container, TaskStopCode); ECS Developer Guide,
 * "Viewing stopped tasks errors".
 *
 * Sentences (ID is the last part of taskArn):
 *   task ID (api:42) started                                             at startedAt
 *   task ID (api:42) is PENDING               at createdAt, while it has neither started nor
 * stopped task ID (api:42) stopped[: stopCode][: stoppedReason]                at stoppedAt task ID
 * (api:42) stopping[: stopCode][: stoppedReason]               while it is not yet STOPPED task ID
 * (api:42) is UNHEALTHY container app of task ID exited with code 137[: reason] (image IMAGE)
 *   container app of task ID stopped without exit code[: reason] (image IMAGE)     it never ran
 *   container app of task ID is UNHEALTHY (image IMAGE)
 * Containers come before the stop of their task: they are why it stopped. */
#include "frame/doc_shapes.h"

static const char *const stop_times[] = { "stoppedAt", "executionStoppedAt", "stoppingAt", NULL };
static const char *const any_times[] = { "stoppedAt", "executionStoppedAt", "stoppingAt",
                                         "updatedAt", "startedAt",          "createdAt",
                                         NULL };

static void add_task(struct buf *text, const struct event *event, struct slice definition)
{
    buf_add_cstr(text, "task ");
    buf_add(text, event->task);
    if (definition.len > 0) {
        buf_add_cstr(text, " (");
        buf_add(text, definition);
        buf_add_byte(text, ')');
    }
}

static void say_container(const json_t *container, struct event *event, struct buf *text,
                          const struct doc_sink *sink)
{
    int64_t code = 0;
    const bool has_code = doc_integer(container, "exitCode", &code);
    const bool is_stopped = slice_eq(doc_string(container, "lastStatus"), SLICE("STOPPED"));
    const bool is_sick = slice_eq(doc_string(container, "healthStatus"), SLICE("UNHEALTHY"));
    const struct slice reason = doc_string(container, "reason");
    if (!has_code && !is_sick && !(is_stopped && reason.len > 0))
        return;
    event->container = doc_string(container, "name");
    const struct slice image = doc_string(container, "image");
    for (int sick = 0; sick < 2; sick++) {
        if (sick ? !is_sick : !has_code && !(is_stopped && reason.len > 0))
            continue;
        buf_add_cstr(text, "container ");
        buf_add(text, event->container);
        buf_add_cstr(text, " of task ");
        buf_add(text, event->task);
        event->level = LEVEL_ERROR;
        if (sick) {
            buf_add_cstr(text, " is UNHEALTHY");
        } else if (has_code) {
            buf_printf(text, " exited with code %lld", (long long)code);
            event->level = code == 0 ? LEVEL_INFO : LEVEL_ERROR;
        } else {
            buf_add_cstr(text, " stopped without exit code");
        }
        if (!sick)
            doc_add_reason(text, reason);
        if (image.len > 0) {
            buf_add_cstr(text, " (image ");
            buf_add(text, image);
            buf_add_byte(text, ')');
        }
        doc_say(sink, event, text);
    }
    event->container = slice_empty();
}

/* A person or the scheduler ended it: no fault by itself. */
static bool is_planned(struct slice stop_code)
{
    return slice_eq(stop_code, SLICE("UserInitiated"))
           || slice_eq(stop_code, SLICE("ServiceSchedulerInitiated"));
}

static void say_stop(const json_t *task, struct event *event, struct slice definition,
                     struct buf *text, const struct doc_sink *sink)
{
    const struct slice code = doc_string(task, "stopCode");
    const bool is_stopped = slice_eq(doc_string(task, "lastStatus"), SLICE("STOPPED"));
    event->time_us = doc_first_time(task, is_stopped ? any_times : stop_times, sink->zone_s);
    event->level = is_planned(code) ? LEVEL_INFO : LEVEL_ERROR;
    add_task(text, event, definition);
    buf_add_cstr(text, is_stopped ? " stopped" : " stopping");
    doc_add_reason(text, code);
    doc_add_reason(text, doc_string(task, "stoppedReason"));
    doc_say(sink, event, text);
}

static void say_containers(const json_t *task, struct event *event, struct buf *text,
                           const struct doc_sink *sink)
{
    size_t i;
    json_t *container;
    event->time_us = doc_first_time(task, any_times, sink->zone_s);
    json_array_foreach(json_object_get(task, "containers"), i, container)
        say_container(container, event, text, sink);
}

static struct event task_event(const json_t *task)
{
    struct event event = doc_event(ORIGIN_ECS, LEVEL_INFO);
    const struct slice arn = doc_string(task, "taskArn"), group = doc_string(task, "group");
    event.task = doc_arn_name(arn);
    event.cluster = doc_arn_name(doc_string(task, "clusterArn"));
    event.region = doc_arn_region(arn);
    if (slice_starts(group, SLICE("service:")))
        event.service = slice_from(group, strlen("service:"));
    return event;
}

bool doc_ecs_task_emit(const json_t *task, const struct doc_sink *sink)
{
    const struct slice status = doc_string(task, "lastStatus");
    if (status.len == 0 || doc_string(task, "taskArn").len == 0)
        return false;
    const struct slice definition = doc_arn_name(doc_string(task, "taskDefinitionArn"));
    const bool has_stop = slice_eq(status, SLICE("STOPPED"))
                          || doc_first_time(task, stop_times, sink->zone_s) != TIMESTAMP_NONE;
    struct event event = task_event(task);
    struct buf text;
    buf_init(&text);
    event.time_us = doc_time(task, "startedAt", sink->zone_s);
    if (event.time_us != TIMESTAMP_NONE) {
        add_task(&text, &event, definition);
        buf_add_cstr(&text, " started");
        doc_say(sink, &event, &text);
    } else if (!has_stop) {
        event.time_us = doc_time(task, "createdAt", sink->zone_s);
        add_task(&text, &event, definition);
        buf_add_cstr(&text, " is ");
        buf_add(&text, status);
        doc_say(sink, &event, &text);
    }
    say_containers(task, &event, &text, sink);
    if (slice_eq(doc_string(task, "healthStatus"), SLICE("UNHEALTHY"))) {
        event.time_us = doc_first_time(task, any_times, sink->zone_s);
        event.level = LEVEL_ERROR;
        add_task(&text, &event, definition);
        buf_add_cstr(&text, " is UNHEALTHY");
        doc_say(sink, &event, &text);
    }
    if (has_stop)
        say_stop(task, &event, definition, &text, sink);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_task = {
    .name = "describe-tasks",
    .help = "aws ecs describe-tasks",
    .required = { "taskArn", "lastStatus", "containers" },
    .emit = doc_ecs_task_emit,
};
