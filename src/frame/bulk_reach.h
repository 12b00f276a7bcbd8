/* bulk_reach: how far a run of whole events goes, in lines of a text or records of a document that
 * were looked at ahead. Internal to frame/. */
#ifndef FRAME_BULK_REACH_H
#define FRAME_BULK_REACH_H

#include "frame/bulk.h"

enum bulk_kind {
    BULK_WHOLE, /* prefix known, stands alone */
    BULK_TIED,  /* prefix known, may belong to the event before it of the same key */
    BULK_BARE,  /* no prefix: may belong to the line before */
    BULK_OTHER, /* anything: may belong to any event before */
};

struct bulk_ahead {
    const struct bulk_line *lines; /* the run begins with lines[next] */
    size_t next, count;
    bool all; /* no line is behind those */
    const struct join *join;
    const uint64_t *keys; /* of the streams, by prefix */
};

/* How many lines from `next` on are whole events; 0 if that is not worth ending what is open. Then,
 * if there is any line, *ended is the one before which looking again is in vain. */
size_t bulk_reach(const struct bulk_ahead *ahead, size_t *ended);

#endif
