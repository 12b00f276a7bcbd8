/* line_insights: rows of `aws logs get-query-results --output text`: a line per cell,
 *
 *     RESULTS<TAB>@timestamp<TAB>2025-10-01 14:45:12.123
 *     RESULTS<TAB>@message<TAB>ERROR: boom
 *
 * where messages keep their line ends and tabs. A row begins with the name that the first one began
 * with. Source: aws/aws-cli v2, awscli/text.py; output of version 2.9. Internal to frame/. */
#ifndef FRAME_LINE_INSIGHTS_H
#define FRAME_LINE_INSIGHTS_H

#include "frame/line_records.h"

/* Does the line begin a row, or stand before the first one? */
bool insights_begins(struct slice line);

/* Where the row at the start of the window ends, or 0; last: no more bytes come. */
size_t insights_row_end(struct slice window, bool last);

/* False if it is no row, or one without @message. */
bool insights_parse(struct slice row, struct line_record *out);

/* Is the first line of the text one that stands around the rows? */
bool insights_is_frame(struct slice text);

#endif
