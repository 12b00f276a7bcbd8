/* ECS services: their events, deployments and state.
 *
 * Source: service model ecs/2014-11-13 (ServiceEvent, Deployment, Service, ServiceDeployment,
 * Failure); ECS Developer Guide, "Amazon ECS service event messages".
 *
 * Sentences (signatures match these; […] is left out when the document does not say):
 *   service event      the message unchanged: (service api) has reached a steady state.
 *   deployment         deployment ecs-svc/1 (PRIMARY) of task definition api:42 started
 *                      deployment ecs-svc/1 (PRIMARY) of task definition api:42 has 3 failed tasks
 *                      deployment ecs-svc/1 (PRIMARY) of task definition api:42 rolloutState
 *                          FAILED|COMPLETED[: reason]              (on one line)
 *   service            service api: running 0 of desired 2[, pending 1][, status INACTIVE]
 *   serviceDeployment  service deployment ID of service api started
 *                      service deployment ID of service api STATUS[: reason]
 *                      service deployment ID of service api circuit breaker TRIGGERED: 3 of 3
 *                          failures                                (on one line)
 *                      service deployment ID of service api rolled back[: reason]
 *   failure            ecs failure for ARN: MISSING[: detail] */
#include "frame/doc_shapes.h"

static const char *const end_times[] = { "finishedAt", "stoppedAt", "updatedAt", "createdAt",
                                         NULL };
static const char *const start_times[] = { "startedAt", "createdAt", NULL };
static const char *const change_times[] = { "updatedAt", "createdAt", NULL };

/* "(service api) …", "(service api, taskSet …) …", "service api …", "service (api) …". */
static struct slice service_in_message(struct slice message)
{
    static const char *const openings[] = { "(service ", "service (", "service " };
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        const struct slice opening = slice_cstr(openings[i]);
        if (!slice_starts(message, opening))
            continue;
        const struct slice rest = slice_from(message, opening.len);
        size_t len = 0;
        while (len < rest.len
               && (ascii_is_alnum(rest.ptr[len]) || rest.ptr[len] == '-' || rest.ptr[len] == '_'))
            len++;
        return slice_sub(rest, 0, len);
    }
    return slice_empty();
}

static bool emit_service_event(const json_t *object, const struct doc_sink *sink)
{
    const struct slice message = doc_string(object, "message");
    struct event event = doc_event(ORIGIN_ECS, LEVEL_NONE);
    event.service = service_in_message(message);
    if (event.service.len == 0)
        return false;
    event.time_us = doc_time(object, "createdAt", sink->zone_s);
    event.message = message;
    sink->event(sink->self, &event);
    return true;
}

const struct doc_shape doc_ecs_service_event = {
    .name = "describe-services",
    .help = "aws ecs describe-services, update-service: events, deployments, counts",
    .required = { "id", "createdAt", "message" },
    .emit = emit_service_event,
};

/* "deployment ID (STATUS) of task definition NAME" */
static void add_deployment(struct buf *text, const json_t *object)
{
    const struct slice definition = doc_arn_name(doc_string(object, "taskDefinition"));
    buf_add_cstr(text, "deployment ");
    buf_add(text, doc_string(object, "id"));
    buf_add_cstr(text, " (");
    buf_add(text, doc_string(object, "status"));
    buf_add_cstr(text, ") of task definition ");
    buf_add(text, definition);
}

static bool emit_deployment(const json_t *object, const struct doc_sink *sink)
{
    if (!slice_starts(doc_string(object, "id"), SLICE("ecs-svc/")))
        return false;
    struct buf text;
    buf_init(&text);
    struct event event = doc_event(ORIGIN_ECS, LEVEL_INFO);
    event.region = doc_arn_region(doc_string(object, "taskDefinition"));
    event.time_us = doc_time(object, "createdAt", sink->zone_s);
    add_deployment(&text, object);
    buf_add_cstr(&text, " started");
    doc_say(sink, &event, &text);

    event.time_us = doc_first_time(object, change_times, sink->zone_s);
    int64_t failed = 0;
    if (doc_integer(object, "failedTasks", &failed) && failed > 0) {
        event.level = LEVEL_ERROR;
        add_deployment(&text, object);
        buf_printf(&text, " has %lld failed tasks", (long long)failed);
        doc_say(sink, &event, &text);
    }
    const struct slice state = doc_string(object, "rolloutState");
    const bool is_failed = slice_eq(state, SLICE("FAILED"));
    if (is_failed || slice_eq(state, SLICE("COMPLETED"))) {
        event.level = is_failed ? LEVEL_ERROR : LEVEL_INFO;
        add_deployment(&text, object);
        buf_add_cstr(&text, " rolloutState ");
        buf_add(&text, state);
        doc_add_reason(&text, doc_string(object, "rolloutStateReason"));
        doc_say(sink, &event, &text);
    }
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_service_deployment = {
    .name = "describe-services",
    .help = "aws ecs describe-services, update-service: events, deployments, counts",
    .required = { "id", "status", "taskDefinition" },
    .any_of = { "rolloutState", "desiredCount", "failedTasks" },
    .emit = emit_deployment,
};

/* Only the service's own scalars: its events and deployments are records of their own. */
static bool emit_state(const json_t *object, const struct doc_sink *sink)
{
    const struct slice arn = doc_string(object, "serviceArn");
    int64_t desired = 0, running = 0, pending = 0;
    if (!doc_integer(object, "desiredCount", &desired)
        || !doc_integer(object, "runningCount", &running))
        return false;
    struct event event = doc_event(ORIGIN_ECS, running < desired ? LEVEL_WARN : LEVEL_INFO);
    event.in_snapshot = true;
    event.service = doc_string(object, "serviceName");
    event.cluster = doc_arn_name(doc_string(object, "clusterArn"));
    event.region = doc_arn_region(arn);
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "service ");
    buf_add(&text, event.service);
    buf_printf(&text, ": running %lld of desired %lld", (long long)running, (long long)desired);
    if (doc_integer(object, "pendingCount", &pending) && pending > 0)
        buf_printf(&text, ", pending %lld", (long long)pending);
    const struct slice status = doc_string(object, "status");
    if (status.len > 0 && !slice_eq(status, SLICE("ACTIVE"))) {
        buf_add_cstr(&text, ", status ");
        buf_add(&text, status);
    }
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_service_state = {
    .name = "describe-services",
    .help = "aws ecs describe-services, update-service: events, deployments, counts",
    .required = { "serviceArn", "serviceName", "desiredCount" },
    .emit = emit_state,
};

/* --- service deployments -------------------------------------------------------------------- */

static void add_rollout(struct buf *text, const json_t *object, struct slice service)
{
    buf_add_cstr(text, "service deployment ");
    buf_add(text, doc_arn_name(doc_string(object, "serviceDeploymentArn")));
    buf_add_cstr(text, " of service ");
    buf_add(text, service);
    buf_add_byte(text, ' ');
}

static enum level rollout_level(struct slice status)
{
    if (slice_eq(status, SLICE("SUCCESSFUL")))
        return LEVEL_INFO;
    return slice_find(status, SLICE("FAILED"), 0) != SLICE_NONE ? LEVEL_ERROR : LEVEL_WARN;
}

static void say_breaker(const json_t *object, struct event *event, struct buf *text,
                        const struct doc_sink *sink)
{
    const json_t *breaker = doc_object(object, "deploymentCircuitBreaker");
    int64_t failures = 0, threshold = 0;
    if (!slice_eq(doc_string(breaker, "status"), SLICE("TRIGGERED")))
        return;
    add_rollout(text, object, event->service);
    buf_add_cstr(text, "circuit breaker TRIGGERED");
    if (doc_integer(breaker, "failureCount", &failures)
        && doc_integer(breaker, "threshold", &threshold))
        buf_printf(text, ": %lld of %lld failures", (long long)failures, (long long)threshold);
    event->level = LEVEL_ERROR;
    doc_say(sink, event, text);
}

static bool emit_rollout(const json_t *object, const struct doc_sink *sink)
{
    struct buf text;
    buf_init(&text);
    struct event event = doc_event(ORIGIN_ECS, LEVEL_INFO);
    const struct slice service_arn = doc_string(object, "serviceArn");
    const struct slice status = doc_string(object, "status");
    event.service = doc_arn_name(service_arn);
    event.cluster = doc_arn_name(doc_string(object, "clusterArn"));
    event.region = doc_arn_region(service_arn);
    event.time_us = doc_first_time(object, start_times, sink->zone_s);
    add_rollout(&text, object, event.service);
    buf_add_cstr(&text, "started");
    doc_say(sink, &event, &text);

    event.time_us = doc_first_time(object, end_times, sink->zone_s);
    say_breaker(object, &event, &text, sink);
    if (!slice_eq(status, SLICE("PENDING")) && !slice_eq(status, SLICE("IN_PROGRESS"))) {
        event.level = rollout_level(status);
        add_rollout(&text, object, event.service);
        buf_add(&text, status);
        doc_add_reason(&text, doc_string(object, "statusReason"));
        doc_say(sink, &event, &text);
    }
    const json_t *rollback = doc_object(object, "rollback");
    if (rollback) {
        static const char *const rollback_times[] = { "startedAt", NULL };
        const int64_t us = doc_first_time(rollback, rollback_times, sink->zone_s);
        event.time_us = us == TIMESTAMP_NONE ? event.time_us : us;
        event.level = LEVEL_WARN;
        add_rollout(&text, object, event.service);
        buf_add_cstr(&text, "rolled back");
        doc_add_reason(&text, doc_string(rollback, "reason"));
        doc_say(sink, &event, &text);
    }
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_service_rollout = {
    .name = "describe-service-deployments",
    .help = "aws ecs describe-service-deployments",
    .required = { "serviceDeploymentArn", "serviceArn", "status" },
    .emit = emit_rollout,
};

static bool emit_failure(const json_t *object, const struct doc_sink *sink)
{
    const struct slice arn = doc_string(object, "arn"), reason = doc_string(object, "reason");
    if (!slice_starts(arn, SLICE("arn:")) || reason.len == 0)
        return false;
    struct event event = doc_event(ORIGIN_ECS, LEVEL_WARN);
    event.in_snapshot = true;
    event.region = doc_arn_region(arn);
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "ecs failure for ");
    buf_add(&text, arn);
    doc_add_reason(&text, reason);
    doc_add_reason(&text, doc_string(object, "detail"));
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_ecs_service_failure = {
    .name = "describe-services",
    .help = "aws ecs describe-services, update-service: events, deployments, counts",
    .required = { "arn", "reason" },
    .emit = emit_failure,
    .is_weak = true,
};
