/* docs_relay: log messages that are records themselves. EventBridge, CloudTrail and Lambda deliver
 * to log groups; read with `aws logs tail`, such a record stands behind a prefix. Internal to
 * frame/. */
#ifndef FRAME_DOCS_RELAY_H
#define FRAME_DOCS_RELAY_H

#include "frame/event.h"

struct docs_relay;

struct docs_relay *docs_relay_new(int32_t zone_s);
void docs_relay_free(struct docs_relay *relay);

/* Is the message of the event a record? Then its events wait for docs_relay_next; it may be none.
 * All that was told before must have been taken. */
bool docs_relay_put(struct docs_relay *relay, const struct event *event);

/* Are there events that docs_relay_next has not given? */
bool docs_relay_holds(const struct docs_relay *relay);

/* The next event of the record, valid until the next call; they have the place of the message. */
bool docs_relay_next(struct docs_relay *relay, struct event *event);

#endif
