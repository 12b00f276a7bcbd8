#include "frame/docs_relay.h"

#include "base/alloc.h"
#include "frame/doc_shapes.h"
#include "frame/docs_queue.h"

struct docs_relay {
    struct docs_queue queue;
    const struct event *from; /* during a put */
    int32_t zone_s;
};

struct docs_relay *docs_relay_new(int32_t zone_s)
{
    struct docs_relay *relay = alloc_zeroed(1, sizeof *relay);
    relay->zone_s = zone_s;
    docs_queue_init(&relay->queue);
    return relay;
}

void docs_relay_free(struct docs_relay *relay)
{
    if (!relay)
        return;
    docs_queue_release(&relay->queue);
    alloc_free(relay);
}

static void collect(void *self, struct event *event)
{
    struct docs_relay *relay = self;
    struct event full = *event;
    full.offset = relay->from->offset;
    full.length = relay->from->length;
    docs_queue_add(&relay->queue, &full, &relay->from->lines[0]);
}

bool docs_relay_put(struct docs_relay *relay, const struct event *event)
{
    const struct doc_sink sink = { .event = collect, .self = relay, .zone_s = relay->zone_s };
    relay->from = event;
    return doc_cwl_record(event, event->message, &sink);
}

bool docs_relay_next(struct docs_relay *relay, struct event *event)
{
    return docs_queue_take(&relay->queue, event);
}

bool docs_relay_holds(const struct docs_relay *relay)
{
    return !docs_queue_is_empty(&relay->queue);
}
