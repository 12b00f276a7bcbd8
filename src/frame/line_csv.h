/* line_csv: tables of log events as the CloudWatch consoles export them.
 *
 * A record may span lines, so these are no line shapes like the others: the head of the table is
 * one, and the line framer then reads records until one does not fit. */
#ifndef FRAME_LINE_CSV_H
#define FRAME_LINE_CSV_H

#include "base/buf.h"
#include "frame/line_records.h"

#define CSV_COLUMNS_MAX 32

/* Is the line the head of such a table? */
bool csv_head(struct slice line, struct csv_layout *out);

/* How far into a record the scan has come; zero it for each record. */
struct csv_scan {
    size_t at;
    bool quoted;
};

/* Length of the record at the start of the window, with its line end; 0 if its end is not there.
 * May be called again with a longer window. Source: RFC 4180, section 2. */
size_t csv_record_end(struct csv_scan *scan, struct slice window);

/* Takes a record apart; the text goes to buf. False if it does not fit the layout. */
bool csv_parse(struct slice record, const struct csv_layout *layout, struct buf *buf,
               struct line_record *out);

#endif
