/* line_export: journalctl -o export. Source: systemd, docs/JOURNAL_EXPORT_FORMATS.md: entries of
 * lines FIELD=value with an empty line behind; a value with line ends or control bytes is FIELD,
 * LF, its length in 8 bytes little-endian, the bytes, LF. */
#ifndef FRAME_LINE_EXPORT_H
#define FRAME_LINE_EXPORT_H

#include "frame/line_records.h"

/* Length of the entry at the start of the window with its empty line; 0 if its end is not there. */
size_t export_record_end(struct slice window);

/* Takes an entry apart; the texts borrow from it. False if it is none. */
bool export_parse(struct slice entry, struct line_record *out);

#endif
