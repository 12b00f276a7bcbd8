/* docs_record: from the bytes of one record to its events. Internal to frame/. */
#ifndef FRAME_DOCS_RECORD_H
#define FRAME_DOCS_RECORD_H

#include "base/err.h"
#include "frame/docs_keys.h"
#include "frame/docs_queue.h"

#define DOCS_CONTEXT_MAX 32
#define DOCS_CONTEXT_BYTES 512

/* A string that stands in an object around the record. */
struct docs_context_entry {
    enum docs_context kind;
    size_t depth; /* of the object */
    size_t len;
    char text[DOCS_CONTEXT_BYTES];
};

/* The innermost entry of a kind is the last one. */
struct docs_contexts {
    struct docs_context_entry entries[DOCS_CONTEXT_MAX];
    size_t count;
};

/* Too long or too many: not kept. */
void docs_context_put(struct docs_contexts *contexts, enum docs_context kind, size_t depth,
                      struct slice text);

/* The innermost entry of a kind; empty if there is none. contexts may be NULL. */
struct slice docs_context_find(const struct docs_contexts *contexts, enum docs_context kind);

/* Forgets what stood deeper than depth. */
void docs_context_leave(struct docs_contexts *contexts, size_t depth);

struct docs_record {
    struct slice text; /* the whole object or array */
    uint64_t offset;   /* of text in the source */
    struct event_line where;
    struct docs_mask keys;
    enum doc_kind kind;
};

/* Puts the events of the record into the queue. STATUS_OK: *shape is the index of the shape that
 * took it. STATUS_END: no shape takes it. STATUS_SKIP: it cannot be parsed, not even repaired; err
 * says why. */
enum status docs_record_read(const struct docs_record *record, const struct docs_shapes *shapes,
                             const struct docs_contexts *contexts, int32_t zone_s,
                             struct docs_queue *queue, size_t *shape, struct err *err);

/* Text that is no record: a string of a list (with its quotes), or a whole unknown document. */
void docs_record_text(const struct docs_record *record, bool is_string, int32_t zone_s,
                      struct docs_queue *queue);

#endif
