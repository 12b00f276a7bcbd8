/* trace: does a line continue the event before it? The rules for stack traces and other records of
 * several lines, as the runtimes print them; no state but struct trace, no memory.
 *
 * A plain line without indent never continues: gluing unrelated lines is the worse mistake. */
#ifndef FRAME_TRACE_H
#define FRAME_TRACE_H

#include "frame/event.h"

enum trace_state {
    TRACE_NONE,
    TRACE_FRAMES,        /* Java, .NET, Node, Ruby: some frame was seen */
    TRACE_PYTHON,        /* within a traceback, before its last line */
    TRACE_PYTHON_END,    /* behind "Type: message" */
    TRACE_PYTHON_FIELDS, /* … of a pydantic ValidationError: field names follow */
    TRACE_PYTHON_CHAIN,  /* behind "During handling of …" */
    TRACE_NODE_HEAD,     /* source excerpt, caret, before "Error: …" */
    TRACE_GO,            /* behind "panic: …" */
    TRACE_MESSAGE, /* behind "thread 'main' panicked at …:" or the like: the message follows */
    TRACE_STARS,   /* a row of stars, which may begin Spring's failure report */
    TRACE_REPORT,  /* within that report */
    TRACE_JUL,     /* first line of a java.util.logging record */
    TRACE_JSON,    /* within pretty-printed JSON */
};

struct trace {
    enum trace_state state;
    unsigned lines; /* of the event so far */
    bool error;     /* the opener is a warning or worse */
    bool caret;     /* TRACE_NODE_HEAD: the caret line was seen */
    bool headless;  /* the opener is a frame: the excerpt begins within a trace */
    bool quiet;     /* the opener is for developers: level debug or trace */
    bool gap;       /* a blank line followed the opener, an error or quiet */
    bool open_end;  /* the opener ends with an opening bracket */
};

/* Starts anew with the first line of an event. */
void trace_open(struct trace *t, struct slice line, enum level level);

/* True if the line, which is not blank, belongs to the event; *t follows it. */
bool trace_continues(struct trace *t, struct slice line);

/* Does the event show an exception though its first line has no level: the last line of a
 * traceback, Node's excerpt of the source, frames whose head is cut off? */
bool trace_has_exception(const struct trace *t);

/* A blank line: may it stand inside the event? */
bool trace_blank(struct trace *t);

/* Is the line an event by itself, whatever is before and behind it? False if that is not certain:
 * the line, or the one behind it, must then go through trace_open and trace_continues. Holds only
 * beside events for which trace_is_settled. */
bool trace_stands_alone(struct slice line);

/* Does every line stand alone that begins like `head`, where a '0' is any digit, goes on behind it,
 * and has no odd end? False if that is not certain, as where the first word goes on behind the
 * head, which has TRACE_HEAD_BYTES or more. */
#define TRACE_HEAD_BYTES 16
bool trace_head_stands_alone(struct slice head);

/* May a line that ends in this byte be tied to others by that? Opening brackets, blanks, ':', '\''.
 */
extern const bool trace_odd_ends[256];
static inline bool trace_end_is_odd(char last)
{
    return trace_odd_ends[(unsigned char)last];
}

/* Does no line that stands alone continue the event? */
bool trace_is_settled(const struct trace *t);

/* Is there an event that the line, which is not blank, could continue? No means that it begins one,
 * whatever stands before it, unless one of the TRACE_TAKES_MAX lines before it takes_any. */
bool trace_may_continue(struct slice line);

/* May the event that the line opens go on with any line at all? The line may have a prefix. */
#define TRACE_TAKES_MAX 64
bool trace_takes_any(struct slice line);

#endif
