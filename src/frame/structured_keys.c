#include "frame/structured_keys.h"

#include "frame/level.h"

#include <inttypes.h>
#include <stdio.h>

/* Sources of the key names: pinojs/pino, trentm/node-bunyan, winstonjs/winston, nhairs/python-
 * json-logger, hynek/structlog, uber-go/zap (zapcore and config.go: "L", "T", "M" of its
 * development encoder), rs/zerolog, sirupsen/logrus, serilog-formatting-compact, serilog
 * (JsonFormatter), hashicorp/go-hclog (Terraform, Nomad, Vault), aws-powertools,
 * logstash-logback-encoder, elastic/ecs-logging, systemd JOURNAL_EXPORT_FORMATS, Graylog GELF 1.1,
 * OpenTelemetry's log data model, the log stream of Vercel's REST API, Lambda's JSON log format. In
 * order of preference. */
static const char *const message_keys[] = {
    "msg",
    "message",
    "@m",
    "@mt",
    "event",
    "log",
    "textPayload",
    "errorMessage",
    "MESSAGE",
    "Message",
    "short_message",
    "error_message",
    "@message",
    "RenderedMessage",
    "MessageTemplate",
    "body",
    "Body",
    "M",
};
static const char *const level_keys[] = {
    "level",        "severity",     "levelname",     "log.level", "@l",    "LogLevel", "logLevel",
    "lvl",          "loglevel",     "log_level",     "levelno",   "Level", "PRIORITY", "@level",
    "severityText", "SeverityText", "severity_text", "L",
};
static const char *const time_keys[] = {
    "time",          "timestamp", "@timestamp", "ts",       "@t",   "asctime",
    "Timestamp",     "eventTime", "timeMillis", "datetime", "date", "__REALTIME_TIMESTAMP",
    "timestampInMs", "T",
};

/* A time that is the member of a member. Sources: Amazon CloudWatch User Guide, "Specification:
 * Embedded metric format"; MongoDB manual, "Log Messages", "Structured Logging". */
static const struct {
    const char *outer, *inner;
} nested_times[] = {
    { "_aws", "Timestamp" },
    { "t", "$date" },
};

/* … in two members, seconds and nanoseconds. Sources: Log4j manual, "JSON Template Layout"; Google
 * Cloud Logging, "Structured logging" (special fields). */
static const struct {
    const char *outer, *seconds, *nanos;
} split_times[] = {
    { "instant", "epochSecond", "nanoOfSecond" },
    { "time", "seconds", "nanos" },
    { "timestamp", "seconds", "nanos" },
};
static const char *const trace_keys[] = {
    "stack",
    "stack_trace",
    "stackTrace",
    "stacktrace",
    "exception",
    "exc_info",
    "traceback",
    "@x",
    "Exception",
    "error.stack_trace",
    "error.stack",
    "exc_text",
    "extendedStackTrace",
    "trace_back",
    "full_message",
};

/* Year 2286: ten digits. */
#define EPOCH_SECONDS_MAX 9999999999LL

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct slice key_text(const json_t *value)
{
    return json_is_string(value) ? slice_make(json_string_value(value), json_string_length(value))
                                 : slice_empty();
}

bool key_is_trace(const char *key)
{
    for (size_t i = 0; i < COUNT(trace_keys); i++)
        if (strcmp(key, trace_keys[i]) == 0)
            return true;
    return false;
}

/* Numbers of pino and bunyan; of Python if the key says so; of syslog if they are small. */
static enum level level_of_number(json_int_t n, bool python, bool syslog)
{
    if (syslog)
        return n >= 0 && n <= 7 ? level_of_severity((unsigned)n) : LEVEL_NONE;
    if (python) /* Source: Python, Lib/logging/__init__.py */
        return n >= 50   ? LEVEL_FATAL
               : n >= 40 ? LEVEL_ERROR
               : n >= 30 ? LEVEL_WARN
               : n >= 20 ? LEVEL_INFO
               : n >= 10 ? LEVEL_DEBUG
                         : LEVEL_NONE;
    return n >= 60   ? LEVEL_FATAL
           : n >= 50 ? LEVEL_ERROR
           : n >= 40 ? LEVEL_WARN
           : n >= 30 ? LEVEL_INFO
           : n >= 20 ? LEVEL_DEBUG
           : n >= 10 ? LEVEL_TRACE
                     : LEVEL_NONE;
}

static enum level level_of(json_t *object, const char *key, const json_t *value)
{
    bool syslog = strcmp(key, "PRIORITY") == 0 || json_object_get(object, "short_message");
    bool python = strcmp(key, "levelno") == 0 || json_object_get(object, "levelname");
    if (json_is_integer(value))
        return level_of_number(json_integer_value(value), python, syslog);
    struct slice text = slice_trim(key_text(value));
    uint64_t n;
    if (slice_to_u64(text, &n))
        return n < 100 ? level_of_number((json_int_t)n, python, syslog) : LEVEL_NONE;
    return level_word(text);
}

static int64_t time_of(const json_t *value, int32_t zone_s)
{
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    char number[48];
    struct slice text = key_text(value);
    if (json_is_number(value)) {
        double v = json_number_value(value);
        bool ms = json_is_real(value) && v >= 1e12 && v < 1e14;
        int len = json_is_integer(value) ? snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
                                                    json_integer_value(value))
                                         : snprintf(number, sizeof number, ms ? "%.0f" : "%.6f", v);
        if (len < 0 || (size_t)len >= sizeof number)
            return TIMESTAMP_NONE;
        text = slice_make(number, (size_t)len);
    }
    int64_t us;
    if (!timestamp_parse_any(text, &ctx, &us) || us < TIMESTAMP_EARLIEST_US)
        return TIMESTAMP_NONE;
    return us;
}

static int64_t split_time(const json_t *s, const json_t *ns)
{
    if (!json_is_integer(s) || json_integer_value(s) < 0
        || json_integer_value(s) > EPOCH_SECONDS_MAX)
        return TIMESTAMP_NONE;
    int64_t us = (int64_t)json_integer_value(s) * TIMESTAMP_US_PER_S;
    return json_is_integer(ns) ? us + (int64_t)json_integer_value(ns) / 1000 % TIMESTAMP_US_PER_S
                               : us;
}

/* What is not a member with the time alone. */
static void find_other_time(json_t *object, int32_t zone_s, struct key_roles *out)
{
    for (size_t i = 0; i < COUNT(split_times) && out->time_us == TIMESTAMP_NONE; i++) {
        out->time_value = json_object_get(object, split_times[i].outer);
        out->time_us = split_time(json_object_get(out->time_value, split_times[i].seconds),
                                  json_object_get(out->time_value, split_times[i].nanos));
    }
    for (size_t i = 0; i < COUNT(nested_times) && out->time_us == TIMESTAMP_NONE; i++) {
        out->time_value = json_object_get(object, nested_times[i].outer);
        const json_t *value = json_object_get(out->time_value, nested_times[i].inner);
        out->time_us = value ? time_of(value, zone_s) : TIMESTAMP_NONE;
    }
    /* Python's time of a log record; of other things "created" is the age. Source: Python,
     * Lib/logging/__init__.py; python-json-logger. */
    json_t *created = json_object_get(object, "created");
    const bool python = json_object_get(object, "levelname") || json_object_get(object, "levelno");
    if (out->time_us == TIMESTAMP_NONE && python && json_is_number(created)) {
        out->time_value = created;
        out->time_us = time_of(created, zone_s);
    }
    if (out->time_us == TIMESTAMP_NONE)
        out->time_value = NULL;
}

/* Levels that no member names. Serilog leaves out Information; MongoDB has a letter. Sources:
 * serilog-formatting-compact, README ("@l"); MongoDB manual, "Log Messages", "Severity Levels". */
static enum level other_level(const json_t *object)
{
    if (json_object_get(object, "@t")
        && (json_object_get(object, "@m") || json_object_get(object, "@mt")))
        return LEVEL_INFO;
    const struct slice letter = key_text(json_object_get(object, "s"));
    if (letter.len == 0 || !json_object_get(object, "c") || !json_object_get(object, "ctx"))
        return LEVEL_NONE;
    switch (letter.ptr[0]) {
    case 'F': return LEVEL_FATAL;
    case 'E': return LEVEL_ERROR;
    case 'W': return LEVEL_WARN;
    case 'I': return LEVEL_INFO;
    case 'D': return LEVEL_DEBUG;
    default: return LEVEL_NONE;
    }
}

static bool is_message(const json_t *value)
{
    return (json_is_string(value) && json_string_length(value) > 0) || json_is_object(value)
           || (json_is_array(value) && json_is_integer(json_array_get(value, 0)));
}

void key_roles_find(json_t *object, int32_t zone_s, struct key_roles *out)
{
    *out = (struct key_roles){ .time_us = TIMESTAMP_NONE };
    for (size_t i = 0; i < COUNT(message_keys) && !out->message; i++) {
        json_t *value = json_object_get(object, message_keys[i]);
        /* "log":{"level":…} of Elastic, "event":{"dataset":…} are no messages. */
        bool plain = !json_is_object(value) || i < 2;
        if (is_message(value) && plain)
            out->message = value;
    }
    for (size_t i = 0; i < COUNT(level_keys) && out->level == LEVEL_NONE; i++) {
        out->level_value = json_object_get(object, level_keys[i]);
        if (out->level_value)
            out->level = level_of(object, level_keys[i], out->level_value);
    }
    json_t *log = json_object_get(object, "log");
    if (out->level == LEVEL_NONE && json_is_object(log))
        out->level = level_word(key_text(json_object_get(log, "level")));
    if (out->level == LEVEL_NONE)
        out->level = other_level(object);
    for (size_t i = 0; i < COUNT(time_keys) && out->time_us == TIMESTAMP_NONE; i++) {
        json_t *value = json_object_get(object, time_keys[i]);
        out->time_us = value ? time_of(value, zone_s) : TIMESTAMP_NONE;
        out->time_value = out->time_us == TIMESTAMP_NONE ? NULL : value;
    }
    if (out->time_us == TIMESTAMP_NONE)
        find_other_time(object, zone_s, out);
    out->error_message = json_object_get(object, "errorMessage");
    out->error_type = json_string_value(json_object_get(object, "errorType"));
}
