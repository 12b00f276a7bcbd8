/* System log records of Lambda in JSON format.
 *
 * Source: Lambda Developer Guide, "Lambda Telemetry API Event schema reference" and "Configuring
 * advanced logging controls"; Logs API schema (platform.fault, whose record is a string).
 *
 * They are told in the words of the text format, which everybody knows:
 *   platform.initStart     INIT_START[ Runtime Version: ARN]
 *   platform.start         START RequestId: ID[ Version: V]
 *   platform.runtimeDone   END RequestId: ID[ Status: S][ Error Type: T]
 *   platform.report        REPORT RequestId: ID Duration: 26.73 ms Billed Duration: 27 ms Memory
 * Size: 128 MB Max Memory Used: 75 MB[ Init Duration: 130.49 ms][ Status: S] [ Error Type: T]
 * (separated by TABs) platform.initReport    INIT_REPORT Init Duration: 9999.79 ms[ Phase: init][
 * Status: S][ …] platform.fault         its text any other              platform.extension: the
 * record as compact JSON */
#include "frame/doc_shapes.h"

static const struct {
    const char *type, *opening;
} openings[] = {
    { "platform.initStart", "INIT_START" },   { "platform.start", "START" },
    { "platform.runtimeDone", "END" },        { "platform.report", "REPORT" },
    { "platform.initReport", "INIT_REPORT" },
};

static const struct {
    const char *key, *label, *unit;
} metrics[] = {
    { "durationMs", "Duration", "ms" },          { "billedDurationMs", "Billed Duration", "ms" },
    { "memorySizeMB", "Memory Size", "MB" },     { "maxMemoryUsedMB", "Max Memory Used", "MB" },
    { "initDurationMs", "Init Duration", "ms" },
};

/* The first field stands behind a blank, the others behind TABs. */
static void add_gap(struct buf *text)
{
    buf_add_byte(text, slice_find_byte(buf_slice(text), ':', 0) == SLICE_NONE ? ' ' : '\t');
}

static void add_field(struct buf *text, const char *label, struct slice value)
{
    if (value.len == 0)
        return;
    add_gap(text);
    buf_add_cstr(text, label);
    buf_add_cstr(text, ": ");
    buf_add(text, value);
}

static void add_metrics(struct buf *text, const json_t *values, bool is_init)
{
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        const json_t *value = json_object_get(values, metrics[i].key);
        if (!json_is_number(value))
            continue;
        const bool is_whole = metrics[i].unit[0] == 'M' || json_is_integer(value);
        add_gap(text);
        buf_printf(text, "%s%s: %.*f %s", is_init && i == 0 ? "Init " : "", metrics[i].label,
                   is_whole ? 0 : 2, json_number_value(value), metrics[i].unit);
    }
}

static enum level level_of(const json_t *record)
{
    const struct slice status = doc_string(record, "status");
    return status.len == 0 || slice_eq(status, SLICE("success")) ? LEVEL_INFO : LEVEL_ERROR;
}

static void tell(struct buf *text, struct slice type, const json_t *record)
{
    const char *opening = NULL;
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++)
        if (slice_eq(type, slice_cstr(openings[i].type)))
            opening = openings[i].opening;
    if (!opening) {
        buf_add(text, type);
        buf_add_cstr(text, ": ");
        doc_add_json(text, record);
        return;
    }
    buf_add_cstr(text, opening);
    add_field(text, "RequestId", doc_string(record, "requestId"));
    add_field(text, "Version", doc_string(record, "version"));
    add_field(text, "Runtime Version", doc_string(record, "runtimeVersion"));
    if (!slice_eq(type, SLICE("platform.runtimeDone")))
        add_metrics(text, doc_object(record, "metrics"),
                    slice_eq(type, SLICE("platform.initReport")));
    add_field(text, "Phase", doc_string(record, "phase"));
    const struct slice status = doc_string(record, "status");
    if (!slice_eq(status, SLICE("success")))
        add_field(text, "Status", status);
    add_field(text, "Error Type", doc_string(record, "errorType"));
}

static bool emit(const json_t *object, const struct doc_sink *sink)
{
    const struct slice type = doc_string(object, "type");
    const json_t *record = json_object_get(object, "record");
    if (!slice_starts(type, SLICE("platform.")))
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_INFO);
    event.time_us = doc_time(object, "time", sink->zone_s);
    struct buf text;
    buf_init(&text);
    if (json_is_string(record)) {
        buf_add(&text, doc_string(object, "record"));
        event.level = slice_eq(type, SLICE("platform.fault")) ? LEVEL_ERROR : LEVEL_INFO;
    } else {
        tell(&text, type, record);
        event.level = level_of(record);
    }
    doc_say(sink, &event, &text);
    buf_release(&text);
    return true;
}

const struct doc_shape doc_lambda_platform = {
    .name = "lambda-platform",
    .help = "system log records of Lambda, JSON format",
    .required = { "time", "type", "record" },
    .emit = emit,
};
