/* line_records: records that may span lines, behind a line that says so: the consoles' CSV, the
 * AWS CLI's YAML and rows of Logs Insights, the journal's export format. Internal to frame_lines.c.
 *
 *     records_begin(&r, shape, line);
 *     while (records_next(&r, src, &buf, &record) != RECORDS_END)
 *         … use record …, source_consume(src, record.raw.len) */
#ifndef FRAME_LINE_RECORDS_H
#define FRAME_LINE_RECORDS_H

#include "base/buf.h"
#include "frame/event.h"
#include "frame/line.h"
#include "read/source.h"

#define RECORD_BYTES_MAX (2 * EVENT_BYTES_MAX + 64 * 1024)

struct line_record {
    int64_t time_us;
    struct slice message, stream, group, container; /* in the buf, or in the source's window */
    enum level level;
    uint64_t id;       /* as in struct event */
    struct slice raw;  /* the record as it stands in the source's window */
    size_t message_at; /* where in raw the message starts */
    bool lines_match;  /* lines of the message are lines of raw, from message_at on */
};

struct csv_layout {
    size_t columns;
    size_t time, message, stream, group; /* column numbers; SIZE_MAX if there is none */
    bool insights;                       /* "@timestamp" and so on */
};

enum records_kind {
    RECORDS_NONE,
    RECORDS_CSV,
    RECORDS_YAML,
    RECORDS_EXPORT,
    RECORDS_INSIGHTS, /* line_insights.h */
};

struct records {
    enum records_kind kind;
    struct csv_layout csv;
};

enum records_result {
    RECORDS_END,  /* what follows is no record */
    RECORDS_SKIP, /* raw holds no event, and is to be stepped over */
    RECORDS_GOT,
};

/* The line has the shape, which is LINE_TABLE. */
void records_begin(struct records *r, const struct line_shape *shape, struct slice line);

/* Looks at the next record; *out is valid until the source is touched or buf changes. */
enum records_result records_next(struct records *r, struct source *src, struct buf *buf,
                                 struct line_record *out);

#endif
