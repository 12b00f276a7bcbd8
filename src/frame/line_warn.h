/* line_warn: what is said about lines that cannot be read as what they are. Once per source each.
 * Internal to frame_lines.c. */
#ifndef FRAME_LINE_WARN_H
#define FRAME_LINE_WARN_H

#include "read/source.h"

struct line_warn {
    bool told_output, told_zone;
};

/* A line without prefix: warns if it is output of the AWS CLI in a form whose records cannot be
 * told apart. Its text is matched as it stands, but times and streams are lost. */
void line_warn_output(struct line_warn *w, struct source *src, struct slice text, uint64_t line,
                      uint64_t offset);

/* A time that names a zone which is not known (name is empty if there is none), and was read as if
 * it named none: in zone_s. */
void line_warn_zone(struct line_warn *w, struct source *src, struct slice name, int32_t zone_s,
                    uint64_t line, uint64_t offset);

#endif
