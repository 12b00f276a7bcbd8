/* Line shapes of what reads CloudWatch Logs from a shell. */
#include "frame/level.h"
#include "frame/line_parts.h"

/* Is a word the name of a log stream, where an application's own line could have any word too? */
static bool is_stream(struct slice word, const struct timestamp *t)
{
    if (word.len == 0 || memchr("[\"'({<", word.ptr[0], 6) || word.ptr[word.len - 1] == ':'
        || level_word(word) != LEVEL_NONE)
        return false;
    if (slice_find_byte(word, '/', 0) != SLICE_NONE || line_is_task_id(word))
        return slice_find_byte(word, '=', 0) == SLICE_NONE;
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_alnum(word.ptr[i]) && !memchr("._-$#", word.ptr[i], 5))
            return false;
    return t->fraction == 6;
}

/* TIMESTAMP STREAM MESSAGE. Source: aws/aws-cli v2, awscli/customizations/logs/tail.py: UTC as
 * "+00:00", six digits of fraction, or none where it is zero (--format json, CLI before 2.6.0). */
static bool parse_tail(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T')
        return false;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 || (t.fraction != 0 && t.fraction != 6) || slice_byte(line, at) != ' '
        || !slice_ends(slice_sub(line, 0, at), SLICE("+00:00")))
        return false;
    struct slice stream = line_word(line, at + 1);
    if (!is_stream(stream, &t) || !line_rest(line, at + 1 + stream.len, &out->rest))
        return false;
    out->time_us = t.us;
    out->stream = stream;
    /* --format json ends the head of a JSON message with a blank; other lines never end so. */
    out->head = out->rest.len == 0 && slice_byte(line, line.len - 1) == ' ';
    return true;
}

const struct line_shape line_aws_tail = {
    .name = "aws-logs-tail",
    .help = "aws logs tail, --format detailed or json",
    .first = LINE_DIGITS,
    .specificity = 260,
    .parse = parse_tail,
    .flags = LINE_BARE_CONTINUES | LINE_QUICK,
};

/* TIMESTAMP MESSAGE, UTC without saying so. Source: the same file, ShortLogEventsFormatter. */
static bool parse_short(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    (void)zone_s;
    if (slice_byte(line, 10) != 'T' || line_time(line, 0, 0, &t) != 19 || t.has_zone)
        return false;
    out->time_us = t.us;
    return line_rest(line, 19, &out->rest);
}

const struct line_shape line_aws_tail_short = {
    .name = "aws-logs-tail-short",
    .help = "aws logs tail --format short",
    .first = LINE_DIGITS,
    .specificity = 150,
    .parse = parse_short,
    .flags = LINE_BARE_CONTINUES | LINE_UNSURE,
};

/* TIMESTAMP MESSAGE with three digits of fraction and Z. Source: CloudWatch Logs User Guide,
 * "Exporting log data to Amazon S3"; the same form is awslogs' --timestamp column. */
static bool parse_s3(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    if (slice_byte(line, 10) != 'T' || slice_byte(line, 19) != '.' || slice_byte(line, 23) != 'Z'
        || line_time(line, 0, zone_s, &t) != 24)
        return false;
    out->time_us = t.us;
    return line_rest(line, 24, &out->rest);
}

const struct line_shape line_s3_export = {
    .name = "s3-export",
    .help = "CloudWatch Logs export to S3",
    .first = LINE_DIGITS,
    .specificity = 192,
    .parse = parse_s3,
    .flags = LINE_BARE_CONTINUES,
};

/* STREAM TIMESTAMP MESSAGE, six digits, no zone. Source: public transcripts of `sam logs`. */
static bool parse_sam(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct slice stream = line_word(line, 0);
    struct timestamp t;
    if (stream.len < 3 || stream.len == line.len || slice_find_byte(stream, '/', 0) == SLICE_NONE)
        return false;
    size_t from = stream.len + 1, at = line_time(line, from, 0, &t);
    if (at != from + 26 || t.fraction != 6 || t.has_zone || slice_byte(line, from + 10) != 'T')
        return false;
    out->time_us = t.us;
    out->stream = stream;
    return line_rest(line, at, &out->rest);
}

const struct line_shape line_sam_logs = {
    .name = "sam-logs",
    .help = "sam logs",
    .specificity = 240,
    .parse = parse_sam,
    .flags = LINE_BARE_CONTINUES,
};

/* Names that nothing else begins a line with: PREFIX/CONTAINER/TASKID or a Lambda stream. */
static bool is_sure_stream(struct slice word)
{
    struct slice container = slice_empty(), task = slice_empty();
    line_split_stream(word, &container, &task);
    return task.len > 0 || slice_find(word, SLICE("/[$LATEST]"), 0) != SLICE_NONE;
}

/* GROUP STREAM [TIMESTAMP] MESSAGE, the stream padded. Source: jorgebastida/awslogs, core.py. */
static bool parse_awslogs(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct slice group = line_word(line, 0);
    if (group.len < 2 || group.ptr[0] != '/' || group.len == line.len)
        return false;
    struct slice stream = line_word(line, group.len + 1);
    size_t at = group.len + 1 + stream.len;
    if (!line_rest(line, at, &out->rest))
        return false;
    out->group = group;
    out->stream = stream;
    struct line_prefix timed;
    line_prefix_init(&timed);
    struct slice trimmed = slice_trim(out->rest);
    if (!parse_s3(trimmed, zone_s, &timed))
        return is_sure_stream(stream);
    out->time_us = timed.time_us;
    out->rest = timed.rest;
    return true;
}

const struct line_shape line_awslogs = {
    .name = "awslogs",
    .help = "awslogs get GROUP (the Python tool)",
    .first = "/",
    .specificity = 250,
    .parse = parse_awslogs,
    .flags = LINE_BARE_CONTINUES,
};

static bool parse_ms(struct slice s, int64_t *us)
{
    return s.len == 13 && timestamp_parse_epoch(s, us) && *us >= TIMESTAMP_EARLIEST_US;
}

bool line_late_time(struct slice line, struct slice *before, int64_t *us)
{
    const bool is_row = slice_ends(line, SLICE("||"));
    const struct slice text = is_row ? slice_sub(line, 0, line.len - 2) : line;
    const size_t last = slice_find_last_byte(text, is_row ? '|' : '\t');
    struct slice cell = last == SLICE_NONE ? slice_empty() : slice_from(text, last + 1);
    if (!parse_ms(is_row ? slice_trim(cell) : cell, us))
        return false;
    *before = slice_sub(text, 0, last);
    if (is_row)
        *before = slice_trim_right(*before);
    if (slice_eq(*before, SLICE("||  timestamp"))) /* of a narrow table: a row of its own */
        *before = slice_empty();
    return true;
}

/* What stands around the events: the tokens of get-log-events on the first line, "b/DIGITS" and
 * "f/DIGITS", and the streams that were searched, which are none since 2020. */
static bool is_aws_text_frame(struct slice line)
{
    const char first = slice_byte(line, 0);
    const bool is_token = (first == 'b' || first == 'f') && slice_byte(line, 1) == '/';
    const size_t n = is_token ? slice_digits(line, 2) : 0;
    return (n >= 40 && (slice_byte(line, 2 + n) == '\t' || slice_byte(line, 2 + n) == '/'))
           || slice_starts(line, SLICE("SEARCHEDLOGSTREAMS\t"))
           || slice_starts(line, SLICE("NEXTTOKEN\t"));
}

/* "EVENTS" and tab-separated members in alphabetical order: [eventId] ingestionTime [logStreamName]
 * message timestamp. The last one is on this line only if the message has one line. Source:
 * aws/aws-cli v2, awscli/text.py; botocore model logs, FilteredLogEvent and OutputLogEvent. */
static bool parse_aws_text(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct slice rest = line, field;
    if (is_aws_text_frame(line)) {
        out->rest = slice_empty();
        return true;
    }
    if (!slice_next_field(&rest, '\t', &field) || !slice_eq(field, SLICE("EVENTS"))
        || !slice_next_field(&rest, '\t', &field))
        return false;
    bool filtered = !parse_ms(field, &out->time_us);
    if (filtered
        && (!slice_next_field(&rest, '\t', &field) || !parse_ms(field, &out->time_us)
            || !slice_next_field(&rest, '\t', &out->stream)))
        return false;
    out->open = !line_late_time(rest, &rest, &out->time_us);
    out->rest = rest;
    return true;
}

const struct line_shape line_aws_text = {
    .name = "aws-text",
    .help = "aws logs filter-log-events or get-log-events --output text",
    .first = "ESNbf",
    .specificity = 280,
    .parse = parse_aws_text,
    .flags = LINE_BARE_CONTINUES,
};

/* A cell of a table, without the blanks around it. */
static bool next_cell(struct slice *rest, struct slice *cell)
{
    if (!slice_next_field(rest, '|', cell))
        return false;
    *cell = slice_trim(*cell);
    return true;
}

/* The box around the rows, their heads, and the streams that were searched. */
static bool is_table_frame(struct slice line)
{
    static const struct slice heads[] = { { "events", 6 },
                                          { "eventId", 7 },
                                          { "ingestionTime", 13 },
                                          { "searchedLogStreams", 18 },
                                          { "FilterLogEvents", 15 },
                                          { "GetLogEvents", 12 },
                                          { "searchedCompletely", 18 },
                                          { "nextForwardToken", 16 },
                                          { "nextBackwardToken", 17 } };
    if (slice_starts(line, SLICE("|+-")) && slice_ends(line, SLICE("-+|"))) {
        for (size_t i = 0; i < line.len; i++)
            if (!memchr("|+-", line.ptr[i], 3))
                return false;
        return true;
    }
    struct slice rest = slice_from(line, slice_byte(line, 1) == '|' ? 2 : 1), cell;
    if (!slice_ends(rest, SLICE("|")) || !next_cell(&rest, &cell))
        return false;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (slice_eq(cell, heads[i]))
            return true;
    return false;
}

/* In a table of less than the width of its rows each member has a row: "||  message   |  boom  ||",
 * the stream before it and the time behind it. A message of several lines leaves its box. */
static bool parse_narrow(struct slice name, struct slice value, struct line_prefix *out)
{
    if (slice_ends(value, SLICE("||")))
        value.len -= 2;
    value = slice_trim(value);
    if (slice_eq(name, SLICE("message"))) {
        out->open = true;
        out->rest = value;
        return true;
    }
    if (slice_find_byte(value, '|', 0) != SLICE_NONE) /* the heads of a wide table */
        return true;
    out->stream = value;
    out->ahead = true;
    return true;
}

/* "||  eventId|  ingestionTime|  logStreamName|  message  |  timestamp  ||", or without the first
 * and third; a message of several lines leaves its box. Source: output of version 2.9; aws/aws-cli
 * v2, awscli/table.py. */
static bool parse_aws_table(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct slice rest = slice_from(line, 2), cell;
    if (is_table_frame(line)) {
        out->rest = slice_empty();
        return true;
    }
    if (!slice_starts(line, SLICE("||")) || !next_cell(&rest, &cell))
        return false;
    if (slice_eq(cell, SLICE("message")) || slice_eq(cell, SLICE("logStreamName")))
        return parse_narrow(cell, rest, out);
    if (slice_eq(cell, SLICE("timestamp"))) /* line_late_time reads it */
        return false;
    if (!parse_ms(cell, &out->time_us)
        && (!next_cell(&rest, &cell) || !parse_ms(cell, &out->time_us)
            || !next_cell(&rest, &out->stream)))
        return false;
    out->open = !line_late_time(rest, &rest, &out->time_us);
    for (size_t i = 0; i < 2 && slice_byte(rest, 0) == ' '; i++) /* the margin */
        rest = slice_from(rest, 1);
    out->rest = rest;
    return true;
}

const struct line_shape line_aws_table = {
    .name = "aws-table",
    .help = "aws logs filter-log-events or get-log-events --output table",
    .first = "|",
    .specificity = 278,
    .parse = parse_aws_table,
    .flags = LINE_BARE_CONTINUES,
};

/* TIMESTAMP and a tab or blank, in ms: --query 'events[].[timestamp,message]' --output text. */
static bool parse_epoch_ms(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    char sep = slice_byte(line, 13);
    if (slice_digits(line, 0) != 13 || (sep != '\t' && sep != ' ')
        || !parse_ms(slice_sub(line, 0, 13), &out->time_us))
        return false;
    out->rest = slice_from(line, 14);
    return true;
}

const struct line_shape line_epoch_ms = {
    .name = "epoch-ms",
    .help = "epoch milliseconds, tab, message (aws --query … --output text)",
    .first = LINE_DIGITS,
    .specificity = 110,
    .parse = parse_epoch_ms,
    .flags = LINE_BARE_CONTINUES,
};

/* Epoch seconds as zap writes them, "1.7593299121234567e+09"; the position behind them, or 0.
 * Source: uber-go/zap, zapcore/encoder.go (EpochTimeEncoder), console_encoder.go. */
static size_t zap_time(struct slice line, int64_t *us)
{
    const size_t digits = slice_digits(line, 2), end = 2 + digits + 4;
    if (slice_digits(line, 0) != 1 || slice_byte(line, 1) != '.' || digits == 0
        || !slice_starts(slice_from(line, 2 + digits), SLICE("e+09")))
        return 0;
    *us = line.ptr[0] - '0';
    for (size_t i = 0; i < 15; i++) /* a second has 10^6 us */
        *us = *us * 10 + (i < digits ? line.ptr[2 + i] - '0' : 0);
    return *us >= TIMESTAMP_EARLIEST_US ? end : 0;
}

/* TIME and a tab, with any zone: --query 'events[].[createdAt,message]' --output text, the
 * consoles' tables when they are copied, zap's console. */
static bool parse_iso_tab(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t = { .us = TIMESTAMP_NONE };
    const size_t at =
        slice_byte(line, 10) == 'T' ? line_time(line, 0, zone_s, &t) : zap_time(line, &t.us);
    if (at == 0 || slice_byte(line, at) != '\t')
        return false;
    out->time_us = t.us;
    out->rest = slice_from(line, at + 1);
    if (slice_starts(out->rest, SLICE("(service ")) || slice_starts(out->rest, SLICE("service (")))
        out->origin = ORIGIN_ECS;
    return true;
}

const struct line_shape line_iso_tab = {
    .name = "iso-tab",
    .help = "time, tab, message (aws --query … --output text, copied from a console)",
    .first = LINE_DIGITS,
    .specificity = 226,
    .parse = parse_iso_tab,
    .flags = LINE_BARE_CONTINUES,
};

/* A time alone on its line: the consoles' tables have it in a cell of its own, so that it comes on
 * a line of its own when they are copied. It is the time of what follows. (`aws logs tail --format
 * short` prints one without zone and fraction where the message is blank.) Behind a message of
 * nothing but blanks it is no such cell. */
#define CELL_BLANKS_MAX 8

static bool parse_time_only(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    struct slice s = slice_trim_right(line);
    size_t at = line_time(s, 0, zone_s, &t);
    if (at == 0 || at != s.len || !t.has_year || slice_byte(s, 4) != '-'
        || line.len > s.len + CELL_BLANKS_MAX)
        return false;
    if (slice_byte(s, 10) == 'T' && !t.has_zone && t.fraction == 0)
        return false;
    out->time_us = t.us;
    out->rest = slice_empty();
    return true;
}

const struct line_shape line_time_only = {
    .name = "console-copy",
    .help = "a line that is only a time, then the message (copied from a console)",
    .first = LINE_DIGITS,
    .specificity = 227,
    .parse = parse_time_only,
};

bool line_is_aws_table(struct slice line)
{
    static const struct slice titles[] = {
        { "GetQueryResults", 15 },      { "DescribeServices", 16 },
        { "DescribeTasks", 13 },        { "DescribeStackEvents", 19 },
        { "DescribeTargetHealth", 20 }, { "DescribeLogStreams", 18 },
        { "LookupEvents", 12 },         { "DescribeTaskDefinition", 22 },
    };
    if (line.len < 2 || line.ptr[0] != '|' || line.ptr[line.len - 1] != '|')
        return false;
    struct slice title = slice_trim(slice_sub(line, 1, line.len - 2));
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (slice_eq(title, titles[i]))
            return true;
    return false;
}
