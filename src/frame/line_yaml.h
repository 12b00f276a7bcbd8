/* line_yaml: events as the AWS CLI prints them with --output yaml and yaml-stream.
 *
 *     events:
 *     - eventId: '3923…'
 *       message: "ERROR: boom\nTraceback (most recent call last):\n  File \"/app/m.py\",
 *         line 3, in <module>\nKeyError: 'DB'\n"
 *       timestamp: 1759329912123
 *
 * Only what that program writes is understood: keys sorted, scalars plain, in single or in double
 * quotes, folded at about 80 columns. Source: aws/aws-cli v2, awscli/formatter.py (YAMLFormatter,
 * StreamedYAMLFormatter); YAML 1.2.2, sections 7.3 and 5.7. */
#ifndef FRAME_LINE_YAML_H
#define FRAME_LINE_YAML_H

#include "frame/line_records.h"

/* Length of the item at the start of the window, or of a line that is none; 0 if its end is not
 * there yet. last: the window reaches to the end of the source. */
size_t line_yaml_end(struct slice window, bool last);

/* A line of the document around the items. */
bool line_yaml_is_frame(struct slice line);

/* Takes an item apart; texts go to buf. False if it is no event. */
bool line_yaml_parse(struct slice item, struct buf *buf, struct line_record *out);

/* Appends the value of a scalar to buf, undone of quotes, escapes and folding. */
void line_yaml_add_scalar(struct buf *buf, struct slice scalar);

#endif
