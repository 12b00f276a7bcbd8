/* Line shapes of servers and of Lambda, whose lines stay as they are. */
#include "frame/level.h"
#include "frame/line_parts.h"

/* "2025/10/01 14:45:12 [error] 7#7: *1 message". Source: nginx, src/core/ngx_log.c. */
static bool parse_nginx(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t at = slice_byte(line, 4) == '/' ? line_time(line, 0, zone_s, &t) : 0;
    if (at == 0 || slice_byte(line, at) != ' ' || slice_byte(line, at + 1) != '[')
        return false;
    const size_t close = slice_find_byte(slice_sub(line, 0, at + 12), ']', at);
    if (close == SLICE_NONE)
        return false;
    const size_t pid = slice_digits(line, close + 2), hash = close + 2 + pid;
    out->level = level_word(slice_sub(line, at + 2, close - at - 2));
    out->rest = line;
    return out->level != LEVEL_NONE && pid > 0 && slice_byte(line, hash) == '#'
           && slice_digits(line, hash + 1) > 0;
}

const struct line_shape line_nginx = {
    .name = "nginx-error",
    .help = "nginx's error log",
    .first = LINE_DIGITS,
    .specificity = 114,
    .parse = parse_nginx,
    .flags = LINE_WEAK,
};

/* HOST IDENT USER [01/Oct/2025:14:45:12 +0000] "REQUEST" STATUS BYTES. Source: Apache HTTP Server,
 * mod_log_config, "Common Log Format". */
static bool parse_access(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    size_t at = 0;
    for (int i = 0; i < 3; i++) {
        const size_t blank = slice_find_byte(line, ' ', at);
        if (blank == SLICE_NONE || blank == at)
            return false;
        at = blank + 1;
    }
    const size_t end = slice_byte(line, at) == '[' && slice_byte(line, at + 3) == '/'
                           ? line_time(line, at + 1, zone_s, &t)
                           : 0;
    out->rest = line;
    if (end == 0 || !slice_starts(slice_from(line, end), SLICE("] \"")))
        return false;
    out->time_us = t.us;
    return true;
}

const struct line_shape line_access = {
    .name = "access-log",
    .help = "access log of nginx, Apache and others: common or combined log format",
    .first = LINE_DIGITS "abcdefABCDEF:-",
    .specificity = 112,
    .parse = parse_access,
    .flags = LINE_WEAK,
};

/* "[Sun Dec 04 04:47:44.123456 2005] [mod:error] [pid 7] message". Source: Apache HTTP Server,
 * core, ErrorLogFormat (defaults). */
static bool parse_apache(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t at = slice_byte(line, 0) == '[' && ascii_is_alpha(slice_byte(line, 1))
                          ? line_time(line, 1, zone_s, &t)
                          : 0;
    if (at == 0 || !t.has_year || !slice_starts(slice_from(line, at), SLICE("] [")))
        return false;
    const struct slice rest = slice_from(line, at + 3);
    const struct slice word = slice_sub(rest, 0, slice_find_byte(rest, ']', 0));
    const size_t colon = slice_find_byte(word, ':', 0);
    out->time_us = t.us;
    out->level = level_word(colon == SLICE_NONE ? word : slice_from(word, colon + 1));
    out->rest = line;
    return true;
}

const struct line_shape line_apache = {
    .name = "apache-error",
    .help = "Apache's error log",
    .first = "[",
    .specificity = 113,
    .parse = parse_apache,
    .flags = LINE_WEAK,
};

/* Severities of PostgreSQL, and the lines that add to the one before. Source: PostgreSQL,
 * src/backend/utils/error/elog.c (send_message_to_server_log, error_severity). */
static bool pg_word(struct slice word, bool *adds)
{
    static const struct slice severities[] = { { "LOG", 3 },    { "ERROR", 5 },   { "FATAL", 5 },
                                               { "PANIC", 5 },  { "WARNING", 7 }, { "NOTICE", 6 },
                                               { "INFO", 4 },   { "DEBUG", 5 },   { "DEBUG1", 6 },
                                               { "DEBUG2", 6 }, { "DEBUG3", 6 },  { "DEBUG5", 6 } };
    static const struct slice additions[] = { { "DETAIL", 6 },  { "HINT", 4 },  { "STATEMENT", 9 },
                                              { "CONTEXT", 7 }, { "QUERY", 5 }, { "LOCATION", 8 } };
    *adds = false;
    for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
        *adds = *adds || slice_eq(word, additions[i]);
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (slice_eq(word, severities[i]))
            return true;
    return *adds;
}

/* "2025-10-01 14:45:12.123 UTC [42] FATAL:  message", and on RDS "2025-10-01 14:45:12
 * UTC:10.0.3.17(48122):app@appdb:[11942]:FATAL:  message". Source: PostgreSQL, log_line_prefix;
 * Amazon RDS User Guide, "RDS for PostgreSQL database log files". */
static bool parse_postgres(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const struct slice head = slice_sub(line, 0, 240);
    /* The time, which costs most to read, comes last; there is no bracket in it. */
    const size_t open = slice_byte(line, 10) == ' ' ? slice_find_byte(head, '[', 0) : SLICE_NONE;
    if (open == SLICE_NONE || slice_digits(line, open + 1) == 0)
        return false;
    const size_t colon = slice_find(head, SLICE(":  "), open);
    if (colon == SLICE_NONE || line_time_named(line, 0, zone_s, &t) == 0)
        return false;
    size_t start = colon;
    while (start > open && ascii_is_alnum(line.ptr[start - 1]))
        start--;
    out->rest = line;
    out->time_us = t.us;
    out->open_zone = t.open_zone;
    return pg_word(slice_sub(line, start, colon - start), &out->follows);
}

const struct line_shape line_postgres = {
    .name = "postgresql",
    .help = "PostgreSQL, RDS and Aurora: TIME [PID] LEVEL:  message, with DETAIL, HINT, STATEMENT",
    .first = LINE_DIGITS,
    .heads = { "0000-00-00 00:00:00 ", "0000-00-00 00:00:00." },
    .specificity = 111,
    .parse = parse_postgres,
    .flags = LINE_WEAK | LINE_INNER,
};

/* "2025-10-01T14:45:12.123Z<TAB>ID<TAB>ERROR<TAB>boom" of Node, with the level first of Python, and
 * what the platform itself says. Source: AWS Lambda Developer Guide, "Working with Lambda function
 * logs"; aws-lambda-nodejs-runtime-interface-client, src/LogPatch.js. */
static bool parse_lambda(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct slice platform[] = {
        { "START RequestId: ", 17 }, { "END RequestId: ", 15 }, { "REPORT RequestId: ", 18 },
        { "INIT_START ", 11 },       { "INIT_REPORT ", 12 },    { "RESTORE_START ", 14 },
        { "RESTORE_REPORT ", 15 },   { "XRAY TraceId: ", 14 },
    };
    out->rest = line;
    for (size_t i = 0; i < sizeof platform / sizeof *platform; i++)
        if (slice_starts(line, platform[i]))
            return true;
    struct slice rest = line, field[3];
    for (size_t i = 0; i < 3; i++)
        if (!slice_next_field(&rest, '\t', &field[i]))
            return false;
    const bool level_first = slice_byte(line, 0) == '[';
    const struct slice time = field[level_first ? 1 : 0], id = field[level_first ? 2 : 1];
    struct timestamp t;
    if (!line_is_task_id(id) || line_time(time, 0, zone_s, &t) != time.len || time.len == 0)
        return false;
    const struct slice word =
        level_first ? slice_sub(field[0], 1, field[0].len - 2) : slice_trim(field[2]);
    out->time_us = t.us;
    out->level = level_word(word);
    return true;
}

const struct line_shape line_lambda = {
    .name = "lambda",
    .help = "Lambda: START, END, REPORT, and lines of the Node and Python runtimes",
    .first = "SERIX[" LINE_DIGITS,
    .specificity = 228,
    .parse = parse_lambda,
    .flags = LINE_WEAK,
};
