/* survey: how the first lines of a source look to each line shape: for people who want to know why
 * a file is read as it is. It takes no part in reading. */
#ifndef FRAME_SURVEY_H
#define FRAME_SURVEY_H

#include "base/arena.h"
#include "base/slice.h"

/* What is looked at: at most so many bytes and lines with something on them. */
#define SURVEY_BYTES (256 * 1024)
#define SURVEY_LINES_MAX 1000

/* A line that did not match is kept up to this length. */
#define SURVEY_TEXT_BYTES 160

struct survey_bid {
    const char *name; /* of the line shape */
    uint32_t place;   /* in line_shape_table: most specific first */
    uint32_t lines;   /* that match, of survey.lines */
    uint64_t broke;   /* number of the first line that does not match; 0: there is none */
    struct slice broke_text;
};

struct survey {
    struct arena arena;
    struct survey_bid *bids; /* those that match a line at all, most lines first */
    size_t count;
    uint32_t lines; /* looked at */
};

/* head: the first bytes of the source, at most SURVEY_BYTES of which are used; whole: nothing comes
 * behind it. zone_s as in framer_options. */
void survey_init(struct survey *survey, struct slice head, bool whole, int32_t zone_s);
void survey_release(struct survey *survey);

#endif
