/* console_copy: what stands around the events where a page of the CloudWatch console was copied.
 * Internal to frame_lines.c.
 *
 *     No older events at this moment.
 *     Retry
 *     2025-10-01T14:45:12.123+02:00
 *     ERROR<TAB>boom
 *     ERROR boom                                      again: the row that was opened, on one line
 *     No newer events at this moment. Auto retry paused. Resume
 *
 * Source: such copies in public repositories, of 2020 to 2026. */
#ifndef FRAME_CONSOLE_COPY_H
#define FRAME_CONSOLE_COPY_H

#include "base/slice.h"

struct console_copy {
    bool seen;     /* a sign of the console was seen */
    bool open;     /* behind a line that is only a time; what follows is counted: */
    uint64_t hash; /* of all that is no blank, and how much it is */
    size_t bytes;
};

/* Is the line one that the console adds? */
bool console_copy_is_banner(struct slice line);

/* A line was only a time: a new event begins. */
void console_copy_time(struct console_copy *c);

/* Is the line what the event has said already, but for blanks? Otherwise it is taken into account.
 */
bool console_copy_repeats(struct console_copy *c, struct slice line);

#endif
