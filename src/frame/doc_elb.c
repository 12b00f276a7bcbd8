/* Target health of a load balancer.
 *
 * Source: service model elbv2/2015-12-01 (TargetHealthDescription).
 *
 *   target 10.0.1.23:8080 is unhealthy: Target.ResponseCodeMismatch[: description]
 *   target 10.0.1.23:8080 is healthy
 * The answer carries no time: it is a state, not a moment. */
#include "frame/doc_shapes.h"

static bool emit(const json_t *object, const struct doc_sink *sink)
{
    const json_t *target = doc_object(object, "Target");
    const json_t *health = doc_object(object, "TargetHealth");
    const struct slice state = doc_string(health, "State");
    if (!target || state.len == 0)
        return false;
    struct event event = doc_event(ORIGIN_ELB, LEVEL_INFO);
    event.in_snapshot = true;
    if (slice_starts(state, SLICE("unhealthy")))
        event.level = LEVEL_ERROR;
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "target ");
    buf_add(&text, doc_string(target, "Id"));
    int64_t port = 0;
    if (doc_integer(target, "Port", &port))
        buf_printf(&text, ":%lld", (long long)port);
    buf_add_cstr(&text, " is ");
    buf_add(&text, state);
    doc_add_reason(&text, doc_string(health, "Reason"));
    doc_add_reason(&text, doc_string(health, "Description"));
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_elb_target = {
    .name = "describe-target-health",
    .help = "aws elbv2 describe-target-health",
    .required = { "Target", "TargetHealth" },
    .emit = emit,
};
