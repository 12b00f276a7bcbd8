/* changes: what is different between the revisions of a task definition.
 *
 *     changes_note(&changes, event->definition, &occurrence);  // each one seen, in any order
 *     changes_each(&changes, emit, self);                      // at the end
 *
 * Values that may be secret are not here: facts carry only their hash (frame/event.h). */
#ifndef CORRELATE_CHANGES_H
#define CORRELATE_CHANGES_H

#include "base/arena.h"
#include "base/map.h"
#include "correlate/incident.h"

/* Revisions kept, over all families; more are counted only. */
#define CHANGES_REVISIONS_MAX 256

struct changes_revision;

struct changes {
    struct arena arena;
    struct map seen; /* "family:revision" */
    struct changes_revision *items;
    size_t capacity;
    uint32_t count;
    uint64_t dropped;
};

void changes_init(struct changes *changes);
void changes_release(struct changes *changes);

/* Keeps a copy. A revision that is known already is not taken again. where: its event. */
void changes_note(struct changes *changes, const struct event_definition *definition,
                  const struct occurrence *where);

/* Calls emit once for each revision that differs from the one before it in its family: revisions
 * in order of their numbers, those without number behind them in order of time. The occurrence is
 * that of the newer one; its text is
 *     task definition api:43 vs api:42: image 1.41 → 1.42; secret TOKEN added; memory 512 → 1024
 * and its captures are resource (api:43) and value (behind the colon). It is valid during the
 * call. */
void changes_each(struct changes *changes,
                  void (*emit)(void *self, const struct occurrence *occurrence), void *self);

#endif
