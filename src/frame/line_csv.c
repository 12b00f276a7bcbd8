#include "frame/line_csv.h"

#include "frame/line_parts.h"

struct field {
    size_t at, len; /* in the buf */
};

/* Splits a record; quotes are removed, doubled quotes halved. Returns the count of columns, more
 * than CSV_COLUMNS_MAX if there are too many. */
static size_t split(struct slice record, struct buf *buf, struct field fields[CSV_COLUMNS_MAX])
{
    size_t count = 0, at = 0;
    buf_reset(buf);
    buf_reserve(buf, record.len + 1); /* never moves: the text gets no longer */
    for (;;) {
        size_t start = buf->len;
        bool quoted = at < record.len && record.ptr[at] == '"';
        at += quoted;
        while (at < record.len && (quoted || record.ptr[at] != ',')) {
            char c = record.ptr[at++];
            if (quoted && c == '"') {
                if (at >= record.len || record.ptr[at] != '"') {
                    quoted = false;
                    continue;
                }
                at++;
            }
            buf_add_byte(buf, c);
        }
        if (count < CSV_COLUMNS_MAX)
            fields[count] = (struct field){ start, buf->len - start };
        count++;
        if (at >= record.len)
            return count;
        at++; /* the comma */
    }
}

bool csv_head(struct slice line, struct csv_layout *out)
{
    bool classic = slice_starts_nocase(line, SLICE("timestamp,message"))
                   || slice_starts_nocase(line, SLICE("\"timestamp\",\"message\""));
    if (!classic && slice_find(slice_sub(line, 0, 512), SLICE("@timestamp"), 0) == SLICE_NONE)
        return false;
    struct buf buf;
    struct field fields[CSV_COLUMNS_MAX];
    buf_init(&buf);
    *out = (struct csv_layout){ 0, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, !classic };
    out->columns = split(slice_trim_right(line), &buf, fields);
    for (size_t i = 0; i < out->columns && i < CSV_COLUMNS_MAX; i++) {
        struct slice name = slice_make(buf.ptr + fields[i].at, fields[i].len);
        if (name.len > 0 && name.ptr[0] == '@')
            name = slice_from(name, 1);
        if (slice_eq_nocase(name, SLICE("timestamp")))
            out->time = i;
        else if (slice_eq_nocase(name, SLICE("message")))
            out->message = i;
        else if (slice_eq_nocase(name, SLICE("logStreamName"))
                 || slice_eq_nocase(name, SLICE("logStream")))
            out->stream = i;
        else if (slice_eq_nocase(name, SLICE("log")))
            out->group = i;
    }
    buf_release(&buf);
    return out->columns <= CSV_COLUMNS_MAX && out->time != SIZE_MAX && out->message != SIZE_MAX;
}

size_t csv_record_end(struct csv_scan *scan, struct slice window)
{
    for (; scan->at < window.len; scan->at++) {
        char c = window.ptr[scan->at];
        if (c == '"')
            scan->quoted = !scan->quoted; /* a doubled quote closes and opens */
        else if (c == '\n' && !scan->quoted)
            return scan->at + 1;
    }
    return 0;
}

bool csv_parse(struct slice record, const struct csv_layout *layout, struct buf *buf,
               struct line_record *out)
{
    struct field fields[CSV_COLUMNS_MAX];
    *out = (struct line_record){ .time_us = TIMESTAMP_NONE, .lines_match = true };
    record = slice_trim_right(record);
    if (split(record, buf, fields) != layout->columns)
        return false;
    struct slice texts[4] = { { NULL, 0 } };
    const size_t columns[4] = { layout->time, layout->message, layout->stream, layout->group };
    for (size_t i = 0; i < 4; i++)
        if (columns[i] < layout->columns)
            texts[i] = slice_make(buf->ptr + fields[columns[i]].at, fields[columns[i]].len);
    /* The console exports epoch ms, Insights UTC without a mark. Source: CloudWatch Logs User
     * Guide, "Export query results"; exports in public repositories. */
    const struct timestamp_context ctx = { .zone_s = 0, .hint_us = TIMESTAMP_NONE };
    if (!timestamp_parse_any(texts[0], &ctx, &out->time_us))
        return false;
    out->message = slice_trim_right(texts[1]);
    out->stream = texts[2];
    size_t colon = slice_find_byte(texts[3], ':', 0); /* account:group */
    out->group = colon == SLICE_NONE ? texts[3] : slice_from(texts[3], colon + 1);
    return true;
}

static bool parse_head(struct slice line, bool insights, struct line_prefix *out)
{
    struct csv_layout layout;
    out->rest = line;
    return csv_head(line, &layout) && layout.insights == insights;
}

static bool parse_cloudwatch(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    return parse_head(line, false, out);
}

static bool parse_insights(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    return parse_head(line, true, out);
}

const struct line_shape line_cloudwatch_csv = {
    .name = "cloudwatch-csv",
    .help = "CloudWatch console: timestamp,message[,logStreamName]",
    .first = "tT\"",
    .specificity = 200,
    .parse = parse_cloudwatch,
    .flags = LINE_TABLE,
};

const struct line_shape line_insights_csv = {
    .name = "insights-csv",
    .help = "Logs Insights results as CSV: @timestamp,@message…",
    .specificity = 210,
    .parse = parse_insights,
    .flags = LINE_TABLE,
};
