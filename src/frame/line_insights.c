#include "frame/line_insights.h"

#include "frame/line_parts.h"

#define CELL "RESULTS\t"

/* The cell at the start: its name, and where its value starts. */
static bool cell_at(struct slice s, struct slice *name, size_t *value)
{
    if (!slice_starts(s, SLICE(CELL)))
        return false;
    const size_t start = sizeof CELL - 1;
    size_t tab = start;
    while (tab < s.len && s.ptr[tab] != '\t' && s.ptr[tab] != '\n')
        tab++;
    if (tab >= s.len || s.ptr[tab] != '\t' || tab == start)
        return false;
    *name = slice_sub(s, start, tab - start);
    *value = tab + 1;
    return true;
}

/* The first line of `aws logs get-query-results --output text`: its members that are no lists, in
 * the order of their names: [encryptionKey] queryLanguage status. Source: botocore model logs,
 * GetQueryResultsResponse, QueryLanguage, QueryStatus. */
static bool is_query_status(struct slice line)
{
    static const struct slice names[] = { { "CWLI", 4 }, { "SQL", 3 }, { "PPL", 3 } };
    static const struct slice statuses[] = { { "Complete", 8 },  { "Running", 7 },
                                             { "Failed", 6 },    { "Scheduled", 9 },
                                             { "Cancelled", 9 }, { "Timeout", 7 },
                                             { "Unknown", 7 } };
    const size_t tab = slice_find_byte(line, '\t', 0), last = slice_find_last_byte(line, '\t');
    bool named = false;
    if (tab == SLICE_NONE)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        named = named || slice_eq(slice_sub(line, 0, tab), names[i]);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (named && slice_eq(slice_from(line, last + 1), statuses[i]))
            return true;
    return false;
}

bool insights_begins(struct slice line)
{
    struct slice name;
    size_t value;
    return cell_at(line, &name, &value) || is_query_status(line);
}

bool insights_is_frame(struct slice text)
{
    struct slice line = text;
    return slice_starts(text, SLICE("STATISTICS\t"))
           || (slice_next_line(&text, &line) && is_query_status(line));
}

/* Behind the LF of the line that starts at `at`; 0 if it is not there. */
static size_t next_line(struct slice s, size_t at)
{
    const size_t lf = slice_find_byte(s, '\n', at);
    return lf == SLICE_NONE ? 0 : lf + 1;
}

size_t insights_row_end(struct slice window, bool last)
{
    struct slice first, name;
    size_t value, at = 0;
    if (insights_is_frame(window) && (at = next_line(window, 0)) > 0)
        return at;
    if (!cell_at(window, &first, &value))
        return last ? window.len : 0;
    while ((at = next_line(window, at)) > 0 && at < window.len) {
        const struct slice rest = slice_from(window, at);
        if (insights_is_frame(rest) || (cell_at(rest, &name, &value) && slice_eq(name, first)))
            return at;
    }
    return last ? window.len : 0;
}

static void take_cell(struct slice name, struct slice value, size_t at, struct line_record *out)
{
    const struct timestamp_context utc = { .hint_us = TIMESTAMP_NONE };
    value = slice_trim_right(value);
    if (slice_eq(name, SLICE("@timestamp"))) {
        if (!timestamp_parse_any(value, &utc, &out->time_us))
            out->time_us = TIMESTAMP_NONE;
    } else if (slice_eq(name, SLICE("@message"))) {
        out->message = value;
        out->message_at = at;
        out->lines_match = true;
    } else if (slice_eq(name, SLICE("@logStream"))) {
        out->stream = value;
    } else if (slice_eq(name, SLICE("@log"))) {
        const size_t colon = slice_find_byte(value, ':', 0);
        out->group = colon == SLICE_NONE ? value : slice_from(value, colon + 1);
    }
}

bool insights_parse(struct slice row, struct line_record *out)
{
    size_t at = 0, value;
    struct slice name;
    *out = (struct line_record){ .time_us = TIMESTAMP_NONE };
    while (at < row.len && cell_at(slice_from(row, at), &name, &value)) {
        const size_t start = at + value;
        struct slice next;
        size_t end = start, next_value;
        do {
            const size_t line = next_line(row, end);
            end = line > 0 ? line : row.len;
        } while (end < row.len && !cell_at(slice_from(row, end), &next, &next_value));
        take_cell(name, slice_sub(row, start, end - start), start, out);
        at = end;
    }
    return out->message.len > 0;
}

static bool parse_row(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    out->rest = slice_empty();
    return slice_starts(line, SLICE(CELL "@"));
}

const struct line_shape line_insights_text = {
    .name = "insights-text",
    .help = "aws logs get-query-results --output text",
    .first = "R",
    .specificity = 275,
    .parse = parse_row,
    .flags = LINE_TABLE | LINE_FIRST_ROW,
};
