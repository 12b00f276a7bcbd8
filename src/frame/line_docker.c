/* Line shapes of container runtimes. */
#include "frame/level.h"
#include "frame/line_parts.h"

static bool is_name_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* "checkout |  3/12 | 4:47:40 PM | UPDATE_FAILED | …" and "10 | source" are no service names.
 * Source of the first: aws/aws-cdk-cli, toolkit-lib activity-printer/history.ts. */
static bool is_column(struct slice name, struct slice rest)
{
    if (slice_digits(name, 0) == name.len)
        return true;
    /* "ERROR    | app.jobs:run:97 - …" is what loguru leaves of a line without its time. */
    if (name.ptr[0] >= 'A' && name.ptr[0] <= 'Z' && level_word(name) != LEVEL_NONE)
        return true;
    rest = slice_trim(rest);
    size_t n = slice_digits(rest, 0);
    size_t m = n && slice_byte(rest, n) == '/' ? slice_digits(rest, n + 1) : 0;
    if (m && slice_starts(slice_trim(slice_from(rest, n + 1 + m)), SLICE("|")))
        return true;
    return n && slice_byte(rest, n) == ':' && slice_digits(rest, n + 1) == 2
           && (slice_find(rest, SLICE("M | "), 0) != SLICE_NONE);
}

/* Name without the number of the replica: "api-1", "app_api_1". */
static struct slice service_of(struct slice name)
{
    size_t n = name.len;
    while (n > 0 && ascii_is_digit(name.ptr[n - 1]))
        n--;
    bool numbered = n < name.len && n > 1 && (name.ptr[n - 1] == '-' || name.ptr[n - 1] == '_');
    return numbered ? slice_sub(name, 0, n - 1) : name;
}

/* Does a time with a T stand there? */
static bool begins_with_time(struct slice rest, int32_t zone_s)
{
    struct timestamp t;
    return slice_byte(rest, 10) == 'T' && line_time(rest, 0, zone_s, &t) > 0;
}

/* NAME, padding, bar, blank. Source: docker/compose, cmd/formatter/logs.go ("%-*s  | "); compose
 * v1, compose/cli/log_printer.py. "airflow standalone" prints the same with names that fill the
 * column ("dag-processor | 2026-…"): one blank is enough before a time. */
static bool parse_compose(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    size_t n = 0;
    while (is_name_byte(slice_byte(line, n)))
        n++;
    size_t bar = n;
    while (slice_byte(line, bar) == ' ')
        bar++;
    struct slice name = slice_sub(line, 0, n);
    if (n == 0 || slice_byte(line, bar) != '|' || bar == n || !line_rest(line, bar + 1, &out->rest))
        return false;
    struct slice service = service_of(name);
    if (bar - n < 2 && service.len == name.len && !begins_with_time(out->rest, zone_s))
        return false;
    if (is_column(name, out->rest))
        return false;
    out->container = name;
    out->service = service;
    return true;
}

const struct line_shape line_compose = {
    .name = "docker-compose",
    .help = "docker compose logs or up: NAME  | message",
    .specificity = 100,
    .parse = parse_compose,
};

/* CLOCK, NAME.N, padding, bar. Source: nickstenning/honcho, printer.py; ddollar/foreman,
 * engine/cli.rb. */
static bool parse_procfile(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    const size_t clock = 9; /* "20:01:04 " */
    for (size_t i = 0; i < clock; i++) {
        const char c = slice_byte(line, i);
        if (i % 3 == 2 ? c != (i == clock - 1 ? ' ' : ':') : !ascii_is_digit(c))
            return false;
    }
    size_t n = clock;
    while (is_name_byte(slice_byte(line, n)))
        n++;
    size_t dot = n;
    while (dot > clock && ascii_is_digit(slice_byte(line, dot - 1)))
        dot--;
    size_t bar = n;
    while (slice_byte(line, bar) == ' ')
        bar++;
    if (dot == n || dot < clock + 2 || slice_byte(line, dot - 1) != '.' || bar == n
        || slice_byte(line, bar) != '|' || !line_rest(line, bar + 1, &out->rest))
        return false;
    out->container = slice_sub(line, clock, n - clock);
    out->service = slice_sub(line, clock, dot - 1 - clock);
    return true;
}

const struct line_shape line_procfile = {
    .name = "procfile",
    .help = "foreman, honcho: HH:MM:SS NAME.N  | message",
    .first = LINE_DIGITS,
    .heads = { "00:00:00 " },
    .specificity = 98,
    .parse = parse_procfile,
    .flags = LINE_INNER,
};

/* Always nine digits of fraction. Source: moby/moby, daemon/logs.go and api RFC3339NanoFixed. */
static bool parse_docker_time(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T' || slice_byte(line, 29) != 'Z'
        || line_time(line, 0, zone_s, &t) != 30)
        return false;
    out->time_us = t.us;
    return line_rest(line, 30, &out->rest);
}

const struct line_shape line_docker_time = {
    .name = "docker-logs",
    .help = "docker logs -t, docker compose logs -t",
    .first = LINE_DIGITS,
    .specificity = 235,
    .parse = parse_docker_time,
    .flags = LINE_INNER,
};

/* Where the daemon cuts lines, and the length of a time with the blank behind it. Only the last
 * piece ends in LF, so that with times on the next one follows on the same line. Source: moby/moby,
 * daemon/logger/copier.go (defaultBufSize), loggertest (transformToExpected). */
#define PIECE_BYTES ((size_t)16 * 1024)
#define TIME_BYTES 31

struct slice line_unsplit(struct slice s, struct buf *buf, uint64_t *count)
{
    struct line_prefix prefix;
    size_t at = PIECE_BYTES;
    if (s.len < PIECE_BYTES + TIME_BYTES || !parse_docker_time(slice_from(s, at), 0, &prefix))
        return s;
    buf_reset(buf);
    buf_add(buf, slice_sub(s, 0, at));
    while (parse_docker_time(slice_from(s, at), 0, &prefix)) {
        at += TIME_BYTES;
        buf_add(buf, slice_sub(s, at, PIECE_BYTES));
        at = at + PIECE_BYTES < s.len ? at + PIECE_BYTES : s.len;
        ++*count;
    }
    buf_add(buf, slice_from(s, at));
    return buf_slice(buf);
}

/* TIME stdout|stderr F|P MESSAGE. Source: Kubernetes, design proposal "CRI logging"; fluent-bit,
 * src/multiline/flb_ml_parser_cri.c. */
static bool parse_cri(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_zone)
        return false;
    struct slice rest = slice_from(line, at);
    if (!slice_starts(rest, SLICE(" stdout ")) && !slice_starts(rest, SLICE(" stderr ")))
        return false;
    char tag = slice_byte(rest, 8);
    if ((tag != 'F' && tag != 'P') || !line_rest(rest, 9, &out->rest))
        return false;
    out->time_us = t.us;
    out->stream = slice_sub(rest, 1, 6);
    out->partial = tag == 'P';
    return true;
}

const struct line_shape line_cri = {
    .name = "cri",
    .help = "containerd and CRI-O log files",
    .first = LINE_DIGITS,
    .specificity = 290,
    .parse = parse_cri,
    .flags = LINE_QUICK,
};

static bool has(struct slice line, struct slice key)
{
    return slice_find(line, key, 0) != SLICE_NONE;
}

/* Only a first look: whether the line is such a record turns out when it is parsed. */
static bool parse_docker_json(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    if (slice_byte(line, 0) != '{' || line.ptr[line.len - 1] != '}' || !has(line, SLICE("\"log\":"))
        || !has(line, SLICE("\"time\":")) || !has(line, SLICE("\"stream\":")))
        return false;
    out->rest = line;
    return true;
}

/* Source: moby/moby, daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go. */
const struct line_shape line_docker_json = {
    .name = "docker-json-file",
    .help = "files of Docker's json-file driver",
    .first = "{",
    .specificity = 310,
    .parse = parse_docker_json,
    .flags = LINE_RECORD,
};

static bool parse_firelens(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    if (slice_byte(line, 0) != '{' || line.ptr[line.len - 1] != '}' || !has(line, SLICE("\"log\":"))
        || !has(line, SLICE("\"source\":")) || !has(line, SLICE("\"container_")))
        return false;
    out->rest = line;
    return true;
}

/* Source: moby/moby, daemon/logger/fluentd/fluentd.go. */
const struct line_shape line_firelens = {
    .name = "firelens",
    .help = "records of FireLens / Fluent Bit on ECS, also behind another prefix",
    .first = "{",
    .specificity = 300,
    .parse = parse_firelens,
    .flags = LINE_RECORD | LINE_INNER,
};
