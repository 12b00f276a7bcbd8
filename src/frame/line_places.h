/* line_places: where the text of a line stands in the source. Internal to frame_lines.c. */
#ifndef FRAME_LINE_PLACES_H
#define FRAME_LINE_PLACES_H

#include "frame/join.h"

/* What a line knows besides its text. */
struct line_places {
    const struct event_line *pieces; /* of a line that was unwrapped, and where in text; without any
                                        the text is what stands in the source, or empty */
    size_t count;
    struct slice text; /* the starts of the pieces are within it */
};

/* Places line->text, a chunk of the line: at the piece in which it starts, and the later ones
 * within it. breaks has room for UNWRAP_LINES_MAX places and is borrowed. */
void line_place(struct join_line *line, const struct line_places *at, struct event_line *breaks);

#endif
