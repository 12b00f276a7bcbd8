/* event: one log event, what framing hands to matching.
 *
 * All slices borrow from the framer and are valid until its next call. */
#ifndef FRAME_EVENT_H
#define FRAME_EVENT_H

#include "base/slice.h"
#include "base/timestamp.h"

/* Longest message kept of one event, and most lines joined into one. What is over is
 * counted, warned about, and not matched. */
#define EVENT_BYTES_MAX (256 * 1024)
#define EVENT_LINES_MAX 500

/* Longest name of a group, stream, container … kept. Source: Amazon CloudWatch Logs API Reference,
 * CreateLogGroup and CreateLogStream: at most 512 characters. */
#define EVENT_NAME_MAX 512

enum level {
    LEVEL_NONE, /* the event does not say */
    LEVEL_TRACE,
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_WARN,
    LEVEL_ERROR,
    LEVEL_FATAL,
};

/* What kind of record the event was made from. */
enum event_origin {
    ORIGIN_LOG,        /* a log line or record of a program */
    ORIGIN_ECS,        /* ECS API document or event: service events, tasks, deployments */
    ORIGIN_ELB,        /* load balancer: target health */
    ORIGIN_STACK,      /* CloudFormation stack event */
    ORIGIN_TRAIL,      /* CloudTrail record */
    ORIGIN_ELB_ACCESS, /* load balancer: access log */
};

/* Where one line of the message stood in the source. */
struct event_line {
    uint32_t start;  /* byte in message where the line starts */
    uint64_t line;   /* 1-based line of the source */
    uint64_t offset; /* of its first byte in the (decoded) source; where escapes, colour codes or
                        folds were undone, of the line or value that it was made from */
};

/* One thing that a task definition says. Two revisions are compared fact by fact. */
struct event_fact {
    struct slice part;  /* container; empty: the task as a whole */
    struct slice name;  /* "image", "memory", "environment DB_HOST", "secret DB_PASSWORD" */
    struct slice value; /* for people; empty where it may be a secret */
    uint64_t hash;      /* of the value, also of one that is not shown */
};

/* Longest value of a fact, most facts of a definition; what is over is left out. */
#define EVENT_FACT_BYTES_MAX 160
#define EVENT_FACTS_MAX 512

/* A revision of a task definition. */
struct event_definition {
    struct slice family;
    int64_t revision; /* 0: the document does not say */
    const struct event_fact *facts;
    size_t fact_count;
};

struct event {
    int64_t time_us;        /* of the transport, else of the message, else TIMESTAMP_NONE */
    struct slice group;     /* log group; empty slices mean: not known */
    struct slice stream;    /* log stream; for files without streams: empty */
    struct slice task;      /* ECS task id */
    struct slice container; /* container name */
    struct slice service;   /* ECS or compose service */
    struct slice cluster;
    struct slice region;
    struct slice message; /* what is matched: unescaped, no ANSI codes, lines ended by LF
                             between them, no LF at the end */
    struct slice lead; /* what stood before the message in its first line: time, host, tag … as it
                          was written, without ANSI codes; empty if that is not known */
    uint64_t id; /* from the id that CloudWatch Logs gave it, of all events that were joined; 0: it
                    is not known. The same event in another export has the same id. */
    struct slice json; /* the message as it stood, if it was a JSON object and message tells it
                          as plain text (structured.h); else empty */
    enum level level;
    enum event_origin origin;
    bool is_lines;    /* the lines of the source at lines[].offset are the event as it stood; false
                         for records of documents and tables */
    bool in_snapshot; /* no time of its own by nature (target health): a state, not a moment */
    uint64_t offset, length;        /* of the whole event in the (decoded) source, bytes */
    const struct event_line *lines; /* per line of message, at least one */
    size_t line_count;
    const struct event_definition *definition; /* if the event is one; else NULL */
};

/* Cuts names that are too long: what keeps events may count on the bound. */
void event_clip(struct event *event);

/* Line and offset in the source of byte `at` of the message. */
const struct event_line *event_line_at(const struct event *event, size_t at);

const char *level_name(enum level level); /* "error" …; "" for LEVEL_NONE */

#endif
