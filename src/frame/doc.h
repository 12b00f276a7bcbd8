/* doc: JSON objects that are records wherever they stand in a document.
 *
 * The document framer tokenises the stream and, when an object closes, asks which shape has
 * all of its required keys among the object's own keys. So the same record is found in a
 * pretty-printed CLI answer, in NDJSON, in a --query result, or in half a file, and a document
 * of any size is read in bounded memory. Shapes must be disjoint: the innermost object that
 * fits is the record; of two shapes that fit, the first in the table is taken. */
#ifndef FRAME_DOC_H
#define FRAME_DOC_H

#include "base/buf.h"
#include "frame/event.h"

#include <jansson.h>

#define DOC_KEYS_MAX 6

/* Largest JSON text inside a string of a record that is read as a document of its own. */
#define DOC_TEXT_BYTES_MAX (1024 * 1024)

/* Given to a shape's emit function to hand out events (one object can make several). */
struct doc_sink {
    /* Fields of *event that are borrowed must live until the call returns. lines, offset and
     * length are filled by the framer. */
    void (*event)(void *self, struct event *event);
    void *self;
    const char **note; /* NULL, or for a static text: what the shape left out, and what to do */
    int32_t zone_s;
    int depth; /* 1 inside a JSON text that was the message of another record */
};

enum doc_kind {
    DOC_OBJECT, /* an object with the required keys */
    DOC_ROW,    /* an array of objects that all have the required keys and no others */
    DOC_PAIR,   /* an array of a time and a string */
};

struct doc_shape {
    const char *name; /* the format name in reports: "filter-log-events" */
    const char *help;
    const char *required[DOC_KEYS_MAX]; /* direct keys of the object, NULL-ended */
    const char *any_of[DOC_KEYS_MAX];   /* at least one of these too, if not empty */
    /* Called with the parsed object (or array). False: it was no such record after all. */
    bool (*emit)(const json_t *object, const struct doc_sink *sink);
    /* Optional: the same from the bytes, without parsing them into a tree first. False, and
     * nothing handed out: this text is not for it, emit must look. */
    bool (*emit_text)(struct slice text, const struct doc_sink *sink);
    enum doc_kind kind;
    bool is_weak; /* its keys are too common to tell that a document begins */
};

/* All shapes, ended by NULL. */
extern const struct doc_shape *const doc_shape_table[];

/* Hands the events of a parsed object to the sink. The shape that took it, or NULL. */
const struct doc_shape *doc_emit(const json_t *object, const struct doc_sink *sink);

/* Parses a JSON text and, if it is a record, hands its events to the sink. False: it is none.
 * Nothing that is emitted from there is parsed again (sink->depth). */
bool doc_emit_text(struct slice text, const struct doc_sink *sink);

/* --- helpers for shapes; all slices borrow from the object ---------------------------------- */

/* A string member; empty if it is absent or no string. */
struct slice doc_string(const json_t *object, const char *key);

/* An object member, or NULL (which all helpers take for an empty object). */
const json_t *doc_object(const json_t *object, const char *key);

/* An integer member; false if it is absent or no integer. */
bool doc_integer(const json_t *object, const char *key, int64_t *out);

/* An epoch number (s, ms, us or ns by its size); TIMESTAMP_NONE out of range. */
int64_t doc_epoch_us(double number);

/* A time member in any shape that AWS prints (ISO text, epoch number); TIMESTAMP_NONE if none. */
int64_t doc_time(const json_t *object, const char *key, int32_t zone_s);

/* The first of several members that has a time; keys is NULL-ended. */
int64_t doc_first_time(const json_t *object, const char *const *keys, int32_t zone_s);

/* Parts of an ARN. doc_arn_name gives what is behind the last '/' (or the whole of what is no
 * ARN): "api:42" of a task definition, the id of a task. doc_arn_region is empty without ARN.
 * doc_arn_cluster is the middle of "service/CLUSTER/NAME" and "task/CLUSTER/ID", if it is there.
 * Source: AWS General Reference, "ARN format"; ECS guide, "ARNs and IDs" (long format). */
struct slice doc_arn_name(struct slice arn);
struct slice doc_arn_region(struct slice arn);
struct slice doc_arn_cluster(struct slice arn);

/* An event with no time, of this origin and level. */
struct event doc_event(enum event_origin origin, enum level level);

/* Tells the user, once per source, that something was left out; the text is static. */
void doc_note(const struct doc_sink *sink, const char *text);

/* Appends ": reason" if there is a reason. */
void doc_add_reason(struct buf *text, struct slice reason);

/* Appends the value as compact JSON. */
void doc_add_json(struct buf *text, const json_t *value);

/* Hands out *event with this text as its message, and empties the text. */
void doc_say(const struct doc_sink *sink, struct event *event, struct buf *text);

#endif
