/* line_marks: where the lines of a block end, many bytes at a time. Internal to frame/. */
#ifndef FRAME_LINE_MARKS_H
#define FRAME_LINE_MARKS_H

#include "base/slice.h"

struct line_mark {
    uint32_t end;  /* offset of the LF */
    bool controls; /* the line holds control bytes other than tabs */
};

/* Marks of the lines that end in the block, at most max. Returns how many. The block has less than
 * 4 GiB. */
typedef size_t line_marks_fn(struct slice block, struct line_mark *marks, size_t max);

/* The fastest way that this machine has (i: 0), and, for tests, others that give the same; NULL
 * past the last one. */
line_marks_fn *line_marks_way(size_t i);

line_marks_fn line_marks_portable;

#endif
