/* docs_bulk: records of a list of log events that are whole events by themselves, taken many at a
 * time: what bulk.h is for lines. Nearly every record of such a list has the skeleton of one before
 * it (docs_skeleton.h), and its event is its message. Records for which that is not certain are
 * left to the machine that walks the document. Internal to frame/. */
#ifndef FRAME_DOCS_BULK_H
#define FRAME_DOCS_BULK_H

#include "frame/bulk.h"
#include "frame/frame_docs.h"

struct docs_bulk;

struct docs_bulk *docs_bulk_new(const struct bulk_asker *asker);
void docs_bulk_free(struct docs_bulk *b);

/* How many records from the scanner on, which stands behind one of the list, are whole events. A
 * time later than latest_us is none. May move the window. */
size_t docs_bulk_look(struct docs_bulk *b, struct frame_docs *f, int64_t latest_us);

/* Makes a run of the next `count` records that docs_bulk_look has found, steps over them, and takes
 * them into account. Valid until the window moves. */
void docs_bulk_take(struct docs_bulk *b, struct frame_docs *f, size_t count,
                    struct event_bulk *out);

/* See framer.h. */
void docs_bulk_event(const struct docs_bulk *b, int32_t zone_s, const struct event_bulk *bulk,
                     size_t i, struct event_line *place, struct event *event);
uint64_t docs_bulk_id(const struct docs_bulk *b, const struct event_bulk *bulk, size_t i);

#endif
