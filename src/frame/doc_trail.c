/* CloudTrail records.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents"; CloudTrail API, LookupEvents.
 *
 *   ecs.amazonaws.com UpdateService by ARN[ (cluster prod, service api, task definition api:42)]
 *       [: AccessDenied[: message]]                                       (on one line)
 * In parenthesis: those request parameters of a small list that are strings. Without an ARN, the
 * user is the userName, principalId, invokedBy or type of the identity. */
#include "frame/doc_shapes.h"

static const struct {
    const char *key, *label;
} parameters[] = {
    { "cluster", "cluster" },
    { "service", "service" },
    { "taskDefinition", "task definition" },
    { "roleName", "role" },
    { "policyArn", "policy" },
    { "secretId", "secret" },
    { "stackName", "stack" },
    { "functionName", "function" },
    { "bucketName", "bucket" },
    { "name", "name" },
};

static struct slice who(const json_t *record)
{
    static const char *const keys[] = { "arn", "userName", "principalId", "invokedBy", "type" };
    const json_t *identity = doc_object(record, "userIdentity");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct slice name = doc_string(identity, keys[i]);
        if (name.len > 0)
            return name;
    }
    return SLICE("unknown");
}

static void add_parameters(struct buf *text, const json_t *request)
{
    bool any = false;
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        const struct slice value = doc_string(request, parameters[i].key);
        if (value.len == 0)
            continue;
        buf_printf(text, "%s%s ", any ? ", " : " (", parameters[i].label);
        buf_add(text, slice_starts(value, SLICE("arn:aws:ecs:")) ? doc_arn_name(value) : value);
        any = true;
    }
    if (any)
        buf_add_byte(text, ')');
}

static bool emit_record(const json_t *record, const struct doc_sink *sink)
{
    const struct slice source = doc_string(record, "eventSource");
    const struct slice name = doc_string(record, "eventName");
    if (source.len == 0 || name.len == 0)
        return false;
    const struct slice error = doc_string(record, "errorCode");
    const json_t *request = doc_object(record, "requestParameters");
    struct event event = doc_event(ORIGIN_TRAIL, error.len > 0 ? LEVEL_ERROR : LEVEL_INFO);
    event.time_us = doc_time(record, "eventTime", sink->zone_s);
    event.region = doc_string(record, "awsRegion");
    if (slice_eq(source, SLICE("ecs.amazonaws.com"))) {
        event.service = doc_arn_name(doc_string(request, "service"));
        event.cluster = doc_arn_name(doc_string(request, "cluster"));
    }
    struct buf text;
    buf_init(&text);
    buf_add(&text, source);
    buf_add_byte(&text, ' ');
    buf_add(&text, name);
    buf_add_cstr(&text, " by ");
    buf_add(&text, who(record));
    add_parameters(&text, request);
    doc_add_reason(&text, error);
    doc_add_reason(&text, doc_string(record, "errorMessage"));
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_trail_record = {
    .name = "cloudtrail",
    .help = "CloudTrail log files",
    .required = { "eventSource", "eventName", "eventTime" },
    .emit = emit_record,
};

static bool emit_lookup(const json_t *object, const struct doc_sink *sink)
{
    return doc_emit_text(doc_string(object, "CloudTrailEvent"), sink);
}

const struct doc_shape doc_trail_lookup = {
    .name = "cloudtrail-lookup-events",
    .help = "aws cloudtrail lookup-events",
    .required = { "CloudTrailEvent" },
    .emit = emit_lookup,
};
