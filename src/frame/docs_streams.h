/* docs_streams: the log streams that records of a document have come from, known again by their
 * names. Internal to frame/docs_bulk.c. */
#ifndef FRAME_DOCS_STREAMS_H
#define FRAME_DOCS_STREAMS_H

#include "frame/bulk.h"

#define DOCS_STREAMS_SLOTS 256 /* power of two, twice BULK_PREFIXES_MAX; indices + 1 fit a byte */

struct docs_stream;

struct docs_streams {
    struct docs_stream *items;        /* what metas borrow */
    struct event *metas;              /* group, stream, container, task */
    uint64_t keys[BULK_PREFIXES_MAX]; /* as docs_events pushes them to join */
    size_t count;
    uint8_t slots[DOCS_STREAMS_SLOTS]; /* index + 1 */
};

void docs_streams_init(struct docs_streams *streams);
void docs_streams_release(struct docs_streams *streams);

/* The index of the stream of this name and group, which is added if it is new. False: no room. */
bool docs_streams_find(struct docs_streams *streams, struct slice stream, struct slice group,
                       uint16_t *index);

#endif
