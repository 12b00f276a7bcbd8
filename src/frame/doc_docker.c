/* State of containers, from docker inspect.
 *
 * Source: moby/moby api/types/container (State, Health, HealthcheckResult).
 *
 * One event, at FinishedAt, in the words of `docker compose up`, then what else is known:
 *   api exited with code 137
 *   OOMKilled=true
 *   Error: what Docker says
 * or, of a container that runs, a state without time: container api is running, or: is unhealthy
 * and for each health check that failed, at its end:
 *   health check of container api failed with code 7: its output */
#include "frame/doc_shapes.h"

static struct slice name_of(const json_t *object)
{
    const struct slice name = doc_string(object, "Name");
    if (name.len == 0)
        return slice_sub(doc_string(object, "Id"), 0, 12);
    return name.ptr[0] == '/' ? slice_from(name, 1) : name;
}

static void say_health(const json_t *health, struct event *event, struct buf *text,
                       const struct doc_sink *sink)
{
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(health, "Log"), i, check)
    {
        int64_t code = 0;
        if (!doc_integer(check, "ExitCode", &code) || code == 0)
            continue;
        event->time_us = doc_time(check, "End", sink->zone_s);
        event->level = LEVEL_ERROR;
        buf_add_cstr(text, "health check of container ");
        buf_add(text, event->container);
        buf_printf(text, " failed with code %lld", (long long)code);
        doc_add_reason(text, doc_string(check, "Output"));
        doc_say(sink, event, text);
    }
}

static void say_end(const json_t *state, struct event *event, struct buf *text,
                    const struct doc_sink *sink)
{
    const struct slice error = slice_trim(doc_string(state, "Error"));
    const bool is_oom = json_is_true(json_object_get(state, "OOMKilled"));
    int64_t code = 0;
    doc_integer(state, "ExitCode", &code);
    event->time_us = doc_time(state, "FinishedAt", sink->zone_s);
    event->level = code != 0 || is_oom || error.len > 0 ? LEVEL_ERROR : LEVEL_INFO;
    buf_add(text, event->container);
    buf_printf(text, " exited with code %lld", (long long)code);
    if (is_oom)
        buf_add_cstr(text, "\nOOMKilled=true");
    if (error.len > 0) {
        buf_add_cstr(text, "\nError: ");
        buf_add(text, error);
    }
    doc_say(sink, event, text);
}

static bool emit(const json_t *object, const struct doc_sink *sink)
{
    const json_t *state = doc_object(object, "State");
    const json_t *health = doc_object(state, "Health");
    const struct slice status = doc_string(state, "Status");
    if (!state || !json_object_get(state, "OOMKilled"))
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_INFO);
    struct buf text;
    buf_init(&text);
    event.container = name_of(object);
    say_health(health, &event, &text, sink);
    if (json_is_true(json_object_get(state, "Running"))
        && !json_is_true(json_object_get(state, "Restarting"))) {
        const bool is_sick = slice_eq(doc_string(health, "Status"), SLICE("unhealthy"));
        event.in_snapshot = true;
        event.time_us = TIMESTAMP_NONE;
        event.level = is_sick ? LEVEL_ERROR : LEVEL_INFO;
        buf_add_cstr(&text, "container ");
        buf_add(&text, event.container);
        buf_add_cstr(&text, is_sick ? " is unhealthy" : " is running");
        doc_say(sink, &event, &text);
    } else if (!slice_eq(status, SLICE("created"))
               || doc_string(state, "Error").len > 0) { /* created: it never ran */
        say_end(state, &event, &text, sink);
    }
    buf_release(&text);
    return true;
}

const struct doc_shape doc_docker_inspect = {
    .name = "docker-inspect",
    .help = "docker inspect CONTAINER: state and health checks",
    .required = { "State", "Id", "RestartCount" },
    .emit = emit,
};
