#include "frame/structured_keys.h"

#include "frame/level.h"

#include <inttypes.h>
#include <stdio.h>

/* Sources of the key names: pinojs/pino, trentm/node-bunyan, winstonjs/winston, nhairs/python-
 * json-logger, hynek/structlog, uber-go/zap, rs/zerolog, sirupsen/logrus, serilog-formatting-
 * compact, aws-powertools, logstash-logback-encoder, elastic/ecs-logging, systemd
 * JOURNAL_EXPORT_FORMATS, Graylog GELF 1.1, the log stream of Vercel's REST API, Lambda's JSON log
 * format. In order of preference. */
static const char *const message_keys[] = {
    "msg",         "message",      "@m",      "@mt",     "event",         "log",
    "textPayload", "errorMessage", "MESSAGE", "Message", "short_message", "error_message",
};
static const char *const level_keys[] = {
    "level", "severity", "levelname", "log.level", "@l",    "LogLevel",
    "lvl",   "loglevel", "log_level", "levelno",   "Level", "PRIORITY",
};
static const char *const time_keys[] = {
    "time",          "timestamp", "@timestamp", "ts",       "@t",   "asctime",
    "Timestamp",     "eventTime", "timeMillis", "datetime", "date", "__REALTIME_TIMESTAMP",
    "timestampInMs",
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

/* log4j2 "instant":{"epochSecond":…,"nanoOfSecond":…}. Source: Log4j manual, JSON Template Layout.
 */
static int64_t instant_of(const json_t *instant)
{
    const json_t *s = json_object_get(instant, "epochSecond");
    const json_t *ns = json_object_get(instant, "nanoOfSecond");
    if (!json_is_integer(s) || json_integer_value(s) < 0
        || json_integer_value(s) > EPOCH_SECONDS_MAX)
        return TIMESTAMP_NONE;
    int64_t us = (int64_t)json_integer_value(s) * TIMESTAMP_US_PER_S;
    return json_is_integer(ns) ? us + (int64_t)json_integer_value(ns) / 1000 % TIMESTAMP_US_PER_S
                               : us;
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
    for (size_t i = 0; i < COUNT(time_keys) && out->time_us == TIMESTAMP_NONE; i++) {
        json_t *value = json_object_get(object, time_keys[i]);
        out->time_us = value ? time_of(value, zone_s) : TIMESTAMP_NONE;
        out->time_value = out->time_us == TIMESTAMP_NONE ? NULL : value;
    }
    json_t *instant = json_object_get(object, "instant");
    if (out->time_us == TIMESTAMP_NONE && json_is_object(instant)) {
        out->time_us = instant_of(instant);
        out->time_value = instant;
    }
    out->error_message = json_object_get(object, "errorMessage");
    out->error_type = json_string_value(json_object_get(object, "errorType"));
}
