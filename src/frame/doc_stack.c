/* CloudFormation stack events.
 *
 * Source: CloudFormation API reference, StackEvent and OperationEvent.
 *
 *   AWS::ECS::Service ApiService UPDATE_FAILED[: reason]
 * describe-events adds, each on a line of its own, when present:
 *   VALIDATION_ERROR NAME_CONFLICT_VALIDATION FAILED[: reason]
 *   hook TYPE STATUS[: reason]
 * The stream is the name of the stack. ResourceProperties is left out: it may hold secrets. */
#include "frame/doc_shapes.h"

static enum level level_of(struct slice status)
{
    if (slice_ends(status, SLICE("_FAILED")) || slice_eq(status, SLICE("FAILED")))
        return LEVEL_ERROR;
    return slice_find(status, SLICE("ROLLBACK"), 0) != SLICE_NONE ? LEVEL_WARN : LEVEL_INFO;
}

static void add_word(struct buf *text, struct slice word)
{
    if (word.len == 0)
        return;
    if (text->len > 0 && text->ptr[text->len - 1] != '\n')
        buf_add_byte(text, ' ');
    buf_add(text, word);
}

static struct event stack_event(const json_t *object, const struct doc_sink *sink)
{
    struct event event = doc_event(ORIGIN_STACK, level_of(doc_string(object, "ResourceStatus")));
    const struct slice id = doc_string(object, "StackId");
    event.time_us = doc_time(object, "Timestamp", sink->zone_s);
    event.stream = doc_string(object, "StackName");
    if (event.stream.len == 0)
        event.stream = doc_arn_cluster(id); /* arn:…:stack/NAME/ID */
    event.region = doc_arn_region(id);
    return event;
}

static void add_resource(struct buf *text, const json_t *object)
{
    add_word(text, doc_string(object, "ResourceType"));
    add_word(text, doc_string(object, "LogicalResourceId"));
    add_word(text, doc_string(object, "ResourceStatus"));
    doc_add_reason(text, doc_string(object, "ResourceStatusReason"));
}

static void add_hook(struct buf *text, const json_t *object)
{
    const struct slice hook = doc_string(object, "HookType");
    if (hook.len == 0)
        return;
    buf_add_cstr(text, text->len > 0 ? "\nhook" : "hook");
    add_word(text, hook);
    add_word(text, doc_string(object, "HookStatus"));
    doc_add_reason(text, doc_string(object, "HookStatusReason"));
}

static bool emit_event(const json_t *object, const struct doc_sink *sink)
{
    struct event event = stack_event(object, sink);
    struct buf text;
    buf_init(&text);
    add_resource(&text, object);
    add_hook(&text, object);
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_stack_event = {
    .name = "describe-stack-events",
    .help = "aws cloudformation describe-stack-events",
    .required = { "Timestamp", "ResourceStatus", "LogicalResourceId" },
    .any_of = { "StackId", "StackName", "ResourceType" },
    .emit = emit_event,
};

static bool emit_operation(const json_t *object, const struct doc_sink *sink)
{
    struct event event = stack_event(object, sink);
    const struct slice check = doc_string(object, "ValidationStatus");
    struct buf text;
    buf_init(&text);
    add_resource(&text, object);
    if (check.len > 0 || text.len == 0) {
        if (text.len > 0)
            buf_add_byte(&text, '\n');
        add_word(&text, doc_string(object, "EventType"));
        add_word(&text, doc_string(object, "ValidationName"));
        add_word(&text, check);
        add_word(&text, doc_string(object, "OperationStatus"));
        doc_add_reason(&text, doc_string(object, "ValidationStatusReason"));
        if (level_of(check) == LEVEL_ERROR)
            event.level = LEVEL_ERROR;
    }
    add_hook(&text, object);
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_stack_operation = {
    .name = "describe-events",
    .help = "aws cloudformation describe-events",
    .required = { "EventType", "OperationType", "StackId" },
    .emit = emit_operation,
};
