/* Kubernetes events, the state of containers in pods and whole objects, as `kubectl get … -o json`
 * prints them.
 *
 * Source: Kubernetes API reference, core/v1 Event, ContainerStatus, ContainerState.
 *
 *   REASON: MESSAGE (pod/api-7d9c)                                       an event
 *   api exited with code 137                                             state or lastState, at
 *   Reason: OOMKilled[: message]                                         finishedAt
 *   container api waiting: CrashLoopBackOff[: message]                   a state without time
 *   Pod shop/api-7d9c                                                    an object: rules may ask
 *                                                                        its JSON (event.json) */
#include "frame/doc_shapes.h"

static const char *const event_times[] = { "lastTimestamp", "eventTime", "firstTimestamp", NULL };

static bool emit_event(const json_t *object, const struct doc_sink *sink)
{
    const json_t *about = doc_object(object, "involvedObject");
    const struct slice message = doc_string(object, "message");
    if (!about)
        return false;
    const bool is_warning = slice_eq(doc_string(object, "type"), SLICE("Warning"));
    struct event event = doc_event(ORIGIN_LOG, is_warning ? LEVEL_WARN : LEVEL_INFO);
    event.time_us = doc_first_time(object, event_times, sink->zone_s);
    if (event.time_us == TIMESTAMP_NONE)
        event.time_us = doc_time(doc_object(object, "metadata"), "creationTimestamp", sink->zone_s);
    struct buf text;
    buf_init(&text);
    buf_add(&text, doc_string(object, "reason"));
    doc_add_reason(&text, message);
    const struct slice kind = doc_string(about, "kind");
    buf_add_cstr(&text, " (");
    for (size_t i = 0; i < kind.len; i++)
        buf_add_byte(&text, ascii_lower(kind.ptr[i]));
    buf_add_byte(&text, '/');
    buf_add(&text, doc_string(about, "name"));
    buf_add_byte(&text, ')');
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_kube_event = {
    .name = "kubectl-events",
    .help = "kubectl get events -o json",
    .required = { "involvedObject", "reason", "message" },
    .emit = emit_event,
};

static void say_terminated(const json_t *end, struct event *event, struct buf *text,
                           const struct doc_sink *sink)
{
    int64_t code = 0;
    if (!doc_integer(end, "exitCode", &code))
        return;
    event->time_us = doc_time(end, "finishedAt", sink->zone_s);
    event->level = code == 0 ? LEVEL_INFO : LEVEL_ERROR;
    buf_add(text, event->container);
    buf_printf(text, " exited with code %lld", (long long)code);
    const struct slice reason = doc_string(end, "reason");
    if (reason.len > 0) {
        buf_add_cstr(text, "\nReason: ");
        buf_add(text, reason);
    }
    doc_add_reason(text, doc_string(end, "message"));
    doc_say(sink, event, text);
}

static void say_waiting(const json_t *waiting, struct event *event, struct buf *text,
                        const struct doc_sink *sink)
{
    const struct slice reason = doc_string(waiting, "reason");
    if (reason.len == 0)
        return;
    const bool is_normal =
        slice_eq(reason, SLICE("ContainerCreating")) || slice_eq(reason, SLICE("PodInitializing"));
    event->time_us = TIMESTAMP_NONE;
    event->in_snapshot = true;
    event->level = is_normal ? LEVEL_INFO : LEVEL_ERROR;
    buf_add_cstr(text, "container ");
    buf_add(text, event->container);
    buf_add_cstr(text, " waiting: ");
    buf_add(text, reason);
    doc_add_reason(text, doc_string(waiting, "message"));
    doc_say(sink, event, text);
}

static bool emit_container(const json_t *object, const struct doc_sink *sink)
{
    const json_t *state = doc_object(object, "state");
    if (!state)
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_INFO);
    event.container = doc_string(object, "name");
    struct buf text;
    buf_init(&text);
    say_terminated(doc_object(doc_object(object, "lastState"), "terminated"), &event, &text, sink);
    say_terminated(doc_object(state, "terminated"), &event, &text, sink);
    say_waiting(doc_object(state, "waiting"), &event, &text, sink);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_kube_container = {
    .name = "kubectl-pods",
    .help = "kubectl get pods -o json: states of containers",
    .required = { "restartCount", "state", "image" },
    .emit = emit_container,
};

/* What it says in words is told of its parts; as a whole it is there for rules that ask JSON. */
static bool emit_object(const json_t *object, const struct doc_sink *sink)
{
    const json_t *metadata = doc_object(object, "metadata");
    const struct slice space = doc_string(metadata, "namespace");
    if (!metadata || !doc_object(object, "spec"))
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
    event.time_us = doc_time(object, "timestamp", sink->zone_s);
    event.in_snapshot = event.time_us == TIMESTAMP_NONE;
    struct buf text, json;
    buf_init(&text);
    buf_init(&json);
    buf_add(&text, doc_string(object, "kind"));
    buf_add_byte(&text, ' ');
    if (space.len > 0) {
        buf_add(&text, space);
        buf_add_byte(&text, '/');
    }
    buf_add(&text, doc_string(metadata, "name"));
    doc_add_json(&json, object);
    event.json = buf_slice(&json);
    doc_say(sink, &event, &text);
    buf_release(&json);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_kube_object = {
    .name = "kubectl-objects",
    .help = "kubectl get KIND -o json",
    .required = { "apiVersion", "kind", "metadata", "spec" },
    .emit = emit_object,
    .is_weak = true,
};
