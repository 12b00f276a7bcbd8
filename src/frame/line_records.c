#include "frame/line_records.h"

#include "frame/line_csv.h"
#include "frame/line_export.h"
#include "frame/line_insights.h"
#include "frame/line_parts.h"
#include "frame/line_yaml.h"

void records_begin(struct records *r, const struct line_shape *shape, struct slice line)
{
    *r = (struct records){ .kind = RECORDS_CSV };
    if (shape == &line_aws_yaml)
        r->kind = RECORDS_YAML;
    else if (shape == &line_journal_export)
        r->kind = RECORDS_EXPORT;
    else if (shape == &line_insights_text)
        r->kind = RECORDS_INSIGHTS;
    else if (!csv_head(line, &r->csv))
        r->kind = RECORDS_NONE;
}

/* Where the record at the start of the window ends, or 0; last: no more bytes come. */
static size_t find_end(const struct records *r, struct csv_scan *csv, struct slice window,
                       bool last)
{
    size_t end = 0;
    switch (r->kind) {
    case RECORDS_NONE: break;
    case RECORDS_CSV:
        end = csv_record_end(csv, window);
        return end == 0 && last && !csv->quoted ? window.len : end;
    case RECORDS_YAML: return line_yaml_end(window, last);
    case RECORDS_INSIGHTS: return insights_row_end(window, last);
    case RECORDS_EXPORT:
        end = export_record_end(window);
        return end == 0 && last ? window.len : end;
    }
    return 0;
}

static bool parse(const struct records *r, struct slice raw, struct buf *buf,
                  struct line_record *out)
{
    switch (r->kind) {
    case RECORDS_NONE: return false;
    case RECORDS_CSV: return csv_parse(raw, &r->csv, buf, out);
    case RECORDS_YAML: return line_yaml_parse(raw, buf, out);
    case RECORDS_EXPORT: return export_parse(raw, out);
    case RECORDS_INSIGHTS: return insights_parse(raw, out);
    }
    return false;
}

/* What stands between the records of a document. */
static bool is_between(const struct records *r, struct slice raw)
{
    if (slice_trim(raw).len == 0) /* between tables behind each other */
        return true;
    return (r->kind == RECORDS_YAML && line_yaml_is_frame(raw))
           || (r->kind == RECORDS_INSIGHTS && insights_is_frame(raw));
}

enum records_result records_next(struct records *r, struct source *src, struct buf *buf,
                                 struct line_record *out)
{
    struct csv_scan csv = { 0 };
    struct slice w = source_peek(src, 1);
    size_t end = 0;
    bool last = w.len == 0;
    while (!last && (end = find_end(r, &csv, w, false)) == 0) {
        size_t had = w.len;
        if (had >= RECORD_BYTES_MAX)
            return RECORDS_END;
        w = source_peek(src, had + 1);
        last = w.len == had;
    }
    if (last)
        end = find_end(r, &csv, w, true);
    struct slice raw = slice_sub(w, 0, end);
    if (end == 0 || end > RECORD_BYTES_MAX)
        return RECORDS_END;
    *out = (struct line_record){ .time_us = TIMESTAMP_NONE };
    enum records_result result = RECORDS_SKIP;
    if (!is_between(r, raw))
        result = parse(r, raw, buf, out) ? RECORDS_GOT : RECORDS_END;
    out->raw = raw;
    return result;
}
