/* line: the prefix that a transport puts before each line of a log. */
#ifndef FRAME_LINE_H
#define FRAME_LINE_H

#include "frame/event.h"

/* What a line shape understood of one line. Slices borrow from the line. */
struct line_prefix {
    int64_t time_us; /* TIMESTAMP_NONE if the shape carries none */
    struct slice group, stream, container, service;
    struct slice
        yearless; /* a time whose year must come from elsewhere, if it carries such a one */
    struct slice open_zone; /* the name of the time's zone, if it is not known which it is */
    struct slice writer;    /* what all lines of one writer have, to tell it from others that write
                               to the same stream; names no stream */
    struct slice rest;      /* the message part of the line */
    enum level level;       /* if the transport says (syslog); the message has the first word */
    enum event_origin origin;
    bool partial;   /* the message goes on in the next record of this stream */
    bool may_end;   /* … unless it is by chance as long as a piece */
    bool continues; /* the message goes on from the record before of this stream */
    bool block;     /* part of a frame around several lines, which are one event */
    bool head;      /* the message begins on the next line */
    bool open;      /* the time follows behind the last line of the message: line_late_time */
    bool ahead;     /* names of the next line of this shape that names none; no message */
    bool follows;   /* the line adds to the event before, though it has a prefix of its own */
};

enum line_flags {
    LINE_BARE_CONTINUES = 1, /* a message of several lines has the prefix on its first only */
    LINE_INNER = 2,      /* may stand behind another prefix; without `first`: only where the first
                            word of the line has a '@' */
    LINE_RECORD = 4,     /* rest is a JSON object that holds the message (structured.h) */
    LINE_TABLE = 8,      /* records follow that may span lines (line_records.h) */
    LINE_UNSURE = 16,    /* believed only while most lines of the source have it */
    LINE_WEAK = 32,      /* no prefix within a message of several lines */
    LINE_FIRST_ROW = 64, /* LINE_TABLE, and such a line is a record itself, not their head */
    LINE_QUICK = 128,    /* begins with a time; another line with the same bytes between that and
                            the message has this shape, too, unless its message has a bracket in
                            the first word */
    LINE_INDENT_CONTINUES = 256, /* the same, and the others stand in the column of the message */
};

#define LINE_DIGITS "0123456789"

/* Most beginnings that a shape lists. */
#define LINE_HEADS 2

struct line_shape {
    const char *name;   /* the format name in reports: "aws-logs-tail" */
    const char *help;   /* one line for `culprit formats` */
    const char *first;  /* the bytes that such a line can begin with; NULL: any */
    const char *second; /* … and that can be its second one */
    /* What all of its lines begin with, one or the other; '0' is any digit. None: not told. */
    const char *heads[LINE_HEADS];
    int specificity; /* higher is tried first; what verifies more bytes is higher */
    /* True if the line (no line end, no ANSI codes) has this shape; fills *out. Must check
     * every length. zone_s as in framer_options. */
    bool (*parse)(struct slice line, int32_t zone_s, struct line_prefix *out);
    unsigned flags; /* enum line_flags */
};

/* All shapes, most specific first, ended by NULL. */
extern const struct line_shape *const line_shape_table[];

#endif
