/* docs_queue: events that one record gave and that the caller has not taken yet.
 * Internal to frame/. */
#ifndef FRAME_DOCS_QUEUE_H
#define FRAME_DOCS_QUEUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "frame/event.h"

/* Most events that one record may give. */
#define DOCS_QUEUE_MAX 16384

struct docs_queue {
    struct arena arena; /* all bytes of the waiting events */
    struct event *events;
    size_t capacity, count, next;
    uint64_t dropped, cut; /* events over the maximum, messages over EVENT_BYTES_MAX … */
    uint64_t cut_bytes;    /* … and what they were too long by */
    const char *note;      /* the last one of a shape (doc.h); NULL: none */
    struct buf plain, clean;
};

void docs_queue_init(struct docs_queue *queue);
void docs_queue_release(struct docs_queue *queue);

/* Keeps a copy of the event. Its message is cleaned: no ANSI codes, line ends as LF, none at the
 * end; an empty one is not kept. All its lines are said to stand at `where`. */
void docs_queue_add(struct docs_queue *queue, const struct event *event,
                    const struct event_line *where);

/* What is kept of a message: borrows from it or from one of the buffers. */
struct slice docs_queue_clean(struct slice message, struct buf *clean, struct buf *plain);

static inline bool docs_queue_is_empty(const struct docs_queue *queue)
{
    return queue->next == queue->count;
}

/* Takes the oldest event, valid until the next add. False: there is none. */
bool docs_queue_take(struct docs_queue *queue, struct event *event);

#endif
