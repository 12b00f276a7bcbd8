/* line_split: several records on one line. Internal to frame/.
 *
 * - JSON objects with nothing between them: Firehose concatenates records, and messages that it
 *   extracts, without a delimiter unless AppendDelimiterToRecord is on. Source: Amazon Data
 * Firehose Developer Guide, "Understand data delivery in Amazon Data Firehose", "Extract message
 * after decompression of CloudWatch Logs"; API Reference, Processor.
 * - Messages with tabs between them: `aws logs … --query 'events[].message' --output text` prints a
 *   list of strings as one row. Source: aws/aws-cli v2, awscli/formatter.py and text.py. */
#ifndef FRAME_LINE_SPLIT_H
#define FRAME_LINE_SPLIT_H

#include "base/slice.h"

/* Bytes of the first record and of what parts it from the next one; 0: the line is one record, as
 * far as one can tell. Text whose records begin in no way that can be told stays together. */
size_t line_split(struct slice line);

#endif
