/* line_look: what a line says by itself, for readers that step over parts of a text (framer_look).
 * Internal to frame/. */
#ifndef FRAME_LINE_LOOK_H
#define FRAME_LINE_LOOK_H

#include "frame/bulk.h"
#include "frame/framer.h"
#include "frame/line_peel.h"

struct line_looker {
    struct peel *peel; /* as it was, in the end: what is only looked at is not counted */
    struct bulk *bulk;
    const struct join *join;
    bool bare_continues; /* lines without prefix belong to the one before */
    bool in_message;     /* as in struct peeled */
};

void line_look(const struct line_looker *looker, struct slice line, struct framer_look *look);

#endif
