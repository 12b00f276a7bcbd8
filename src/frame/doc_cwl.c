/* CloudWatch Logs events as the API prints them.
 *
 * Source: service model logs/2014-03-28 (FilteredLogEvent, OutputLogEvent); CloudWatch Logs User
 * Guide, "Log group-level subscription filters" (payload); Lambda Developer Guide, "Using Lambda
 * with CloudWatch Logs" (awslogs.data = base64 of gzip).
 *
 *   {timestamp, message, eventId | logStreamName}     filter-log-events
 *   {id, timestamp, message}                          logEvents[] of a subscription payload
 *   {timestamp, message, ingestionTime}               get-log-events
 *   {timestamp, message}                              any --query of them
 *   [timestamp, message]                              --query 'events[].[timestamp,message]'
 *   {data} under "awslogs", {Data, PartitionKey}      a payload, packed
 *
 * timestamp is always epoch ms (a plain long), which tells these from a structured log line. The
 * message is handed on as it is; if it is itself a JSON record of another shape (EventBridge and
 * CloudTrail deliver to log groups), the sentences of that shape are given in its place. */
#include "frame/doc_cwl_direct.h"
#include "frame/doc_shapes.h"
#include "frame/jsonscan.h"
#include "read/source.h"

/* A probe that CloudWatch Logs sends to check a destination. */
#define CONTROL_MESSAGE "CWL CONTROL MESSAGE:"

/* Keys of which one stands in every JSON record that may be the message of a log event. */
static const char *const record_keys[] = { "\"detail-type\"", "\"eventSource\"",
                                           "\"taskArn\"",     "\"StackId\"",
                                           "\"platform.",     "\"involvedObject\"" };

/* What base64 of a gzip member begins with: 1f 8b 08. Source: RFC 1952, section 2.3. */
#define PACKED "H4sI"

struct relay {
    const struct doc_sink *outer;
    const struct event *base;
};

static void relay_event(void *self, struct event *event)
{
    const struct relay *relay = self;
    if (event->time_us == TIMESTAMP_NONE && !event->in_snapshot)
        event->time_us = relay->base->time_us;
    if (event->group.len == 0)
        event->group = relay->base->group;
    if (event->origin == ORIGIN_LOG && event->stream.len == 0) {
        event->stream = relay->base->stream;
        event->task = relay->base->task;
    }
    relay->outer->event(relay->outer->self, event);
}

static bool emit_packed(struct slice text, const struct doc_sink *sink);

static bool may_be_record(struct slice message)
{
    message = slice_trim(message);
    if (message.len < 2 || message.ptr[0] != '{')
        return false;
    for (size_t i = 0; i < sizeof record_keys / sizeof record_keys[0]; i++)
        if (slice_find(message, slice_cstr(record_keys[i]), 0) != SLICE_NONE)
            return true;
    return false;
}

bool doc_cwl_record(const struct event *base, struct slice message, const struct doc_sink *sink)
{
    if (slice_starts(message, SLICE(CONTROL_MESSAGE)))
        return true;
    const bool is_packed = sink->depth == 0 && slice_starts(message, SLICE(PACKED));
    if (!is_packed && !may_be_record(message))
        return false;
    struct relay relay = { sink, base };
    struct doc_sink inner = *sink;
    inner.event = relay_event;
    inner.self = &relay;
    if (!is_packed)
        return doc_emit_text(message, &inner);
    inner.depth++;
    return emit_packed(message, &inner);
}

void doc_cwl_message(const struct event *base, struct slice message, const struct doc_sink *sink)
{
    if (doc_cwl_record(base, message, sink))
        return;
    struct event event = *base;
    event.message = message;
    sink->event(sink->self, &event);
}

uint64_t doc_cwl_id(struct slice event_id, struct slice id)
{
    const struct slice known = event_id.len > 0 ? event_id : id;
    return known.len > 0 ? slice_hash(known) : 0;
}

static bool emit_event(const json_t *object, const struct doc_sink *sink)
{
    if (!json_is_string(json_object_get(object, "message")))
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
    int64_t ms;
    if (!doc_integer(object, "timestamp", &ms))
        return false;
    event.time_us = doc_time(object, "timestamp", sink->zone_s);
    event.stream = doc_string(object, "logStreamName");
    event.group = doc_string(object, "logGroupName");
    event.id = doc_cwl_id(doc_string(object, "eventId"), doc_string(object, "id"));
    doc_cwl_message(&event, doc_string(object, "message"), sink);
    return true;
}

const struct doc_shape doc_cwl_filter = {
    .name = "filter-log-events",
    .help = "aws logs filter-log-events, JSON",
    .required = { "timestamp", "message" },
    .any_of = { "eventId", "logStreamName" },
    .emit = emit_event,
    .emit_text = doc_cwl_direct,
};

const struct doc_shape doc_cwl_subscription = {
    .name = "cloudwatch-subscription",
    .help = "CloudWatch Logs subscription payload (Firehose, Kinesis, Lambda)",
    .required = { "id", "timestamp", "message" },
    .emit = emit_event,
    .emit_text = doc_cwl_direct,
};

const struct doc_shape doc_cwl_get = {
    .name = "get-log-events",
    .help = "aws logs get-log-events, JSON",
    .required = { "timestamp", "message", "ingestionTime" },
    .emit = emit_event,
    .emit_text = doc_cwl_direct,
};

const struct doc_shape doc_cwl_query = {
    .name = "cloudwatch-query",
    .help = "--query result of CloudWatch log events, JSON",
    .required = { "timestamp", "message" },
    .emit = emit_event,
    .emit_text = doc_cwl_direct,
};

static bool emit_pair(const json_t *pair, const struct doc_sink *sink)
{
    const json_t *text = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_string(text))
        return false;
    json_t *object = json_object();
    json_object_set(object, "time", json_array_get(pair, 0));
    struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
    event.time_us = doc_time(object, "time", sink->zone_s);
    json_decref(object);
    if (event.time_us == TIMESTAMP_NONE)
        return false;
    const struct slice message = slice_make(json_string_value(text), json_string_length(text));
    if (slice_starts(message, SLICE("(service ")))
        event.origin = ORIGIN_ECS;
    doc_cwl_message(&event, message, sink);
    return true;
}

const struct doc_shape doc_cwl_pair = {
    .name = "cloudwatch-query",
    .help = "--query result of CloudWatch log events, JSON",
    .emit = emit_pair,
    .kind = DOC_PAIR,
};

/* --- packed payloads ------------------------------------------------------------------------ */

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/* RFC 4648, both alphabets; stops at the padding. */
static bool base64_decode(struct slice text, struct buf *out)
{
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        const int value = base64_value(text.ptr[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_add_byte(out, (char)(unsigned char)(bits >> have & 0xff));
        }
    }
    return true;
}

static bool emit_payload(const json_t *payload, const struct doc_sink *sink)
{
    const json_t *events = json_object_get(payload, "logEvents");
    if (!json_is_array(events))
        return false;
    size_t i;
    json_t *item;
    json_array_foreach(events, i, item)
    {
        struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
        event.group = doc_string(payload, "logGroup");
        event.stream = doc_string(payload, "logStream");
        event.time_us = doc_time(item, "timestamp", sink->zone_s);
        doc_cwl_message(&event, doc_string(item, "message"), sink);
    }
    return true;
}

/* Largest unpacked payload: what one look at a source can hold. */
static bool emit_packed(struct slice text, const struct doc_sink *sink)
{
    struct buf bytes;
    buf_init(&bytes);
    bool done = false;
    if (slice_starts(text, SLICE(PACKED)) && base64_decode(text, &bytes)) {
        struct source *src = source_open_memory(buf_slice(&bytes), "awslogs.data", NULL);
        const struct slice plain = source_peek(src, SOURCE_WINDOW_MAX);
        json_t *payload = NULL;
        if (plain.len > 0 && jsonscan_tree_fits(plain))
            payload = json_loadb(plain.ptr, plain.len, JSON_ALLOW_NUL, NULL);
        done = payload && emit_payload(payload, sink);
        json_decref(payload);
        source_close(src);
    }
    buf_release(&bytes);
    return done;
}

static bool emit_lambda(const json_t *object, const struct doc_sink *sink)
{
    return emit_packed(doc_string(object, "data"), sink);
}

static bool emit_kinesis(const json_t *object, const struct doc_sink *sink)
{
    return emit_packed(doc_string(object, "Data"), sink);
}

/* Also the "kinesis" member of a Lambda event, which has a partitionKey. */
const struct doc_shape doc_cwl_lambda = {
    .name = "cloudwatch-subscription",
    .help = "CloudWatch Logs subscription payload (Firehose, Kinesis, Lambda)",
    .required = { "data" },
    .emit = emit_lambda,
    .is_weak = true,
};

const struct doc_shape doc_cwl_kinesis = {
    .name = "cloudwatch-subscription",
    .help = "CloudWatch Logs subscription payload (Firehose, Kinesis, Lambda)",
    .required = { "Data", "PartitionKey" },
    .emit = emit_kinesis,
};
