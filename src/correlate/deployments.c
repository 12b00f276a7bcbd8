/* What was deployed when: from the sentences that ECS documents are told in (frame/doc_ecs_*.c):
 *
 *     deployment ecs-svc/1 (PRIMARY) of task definition api:42 started
 *     task 3f1c… (api:42) started
 */
#include "base/alloc.h"
#include "correlate/parts.h"

#include <stdlib.h>

#define NAME_BYTES_MAX 300 /* family (255), colon, revision */

void deployments_init(struct deployments *d)
{
    *d = (struct deployments){ 0 };
    map_init(&d->names);
}

void deployments_release(struct deployments *d)
{
    map_release(&d->names);
    alloc_free(d->items);
}

/* Takes what stands between two words, if the text has both. */
static struct slice between(struct slice text, struct slice from, struct slice to)
{
    const size_t start = slice_find(text, from, 0);
    if (start == SLICE_NONE)
        return slice_empty();
    const struct slice rest = slice_from(text, start + from.len);
    const size_t end = slice_find(rest, to, 0);
    return end == SLICE_NONE ? slice_empty() : slice_sub(rest, 0, end);
}

static struct slice definition_in(struct slice message)
{
    const struct slice line = slice_sub(message, 0, slice_find_byte(message, '\n', 0));
    struct slice name = slice_empty();
    if (slice_starts(line, SLICE("deployment ecs-svc/")) && slice_ends(line, SLICE(" started")))
        name = between(line, SLICE(" of task definition "), SLICE(" started"));
    else if (slice_starts(line, SLICE("task ")) && slice_ends(line, SLICE(" started")))
        name = between(line, SLICE(" ("), SLICE(") started"));
    return name.len <= NAME_BYTES_MAX && slice_find_byte(name, ' ', 0) == SLICE_NONE
               ? name
               : slice_empty();
}

static int deployment_order(const struct deployment *a, const struct deployment *b)
{
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    const int service = slice_cmp(a->service, b->service);
    return service != 0 ? service : slice_cmp(a->definition, b->definition);
}

/* Names are few; an interned one is kept for ever, so there is a bound for these, too. */
static bool intern(struct deployments *d, struct slice *name)
{
    if (name->len == 0)
        return true;
    uint32_t at = map_get(&d->names, *name);
    if (at == MAP_NONE && d->names.count >= INCIDENT_DEPLOYMENTS_MAX * 4)
        return false;
    if (at == MAP_NONE)
        at = map_put(&d->names, *name, NULL);
    *name = map_key(&d->names, at);
    return true;
}

/* The latest ones are kept, in order, whatever the order in which they come. */
void deployments_note(struct deployments *d, const struct event *event)
{
    struct deployment one = { event->time_us, slice_sub(event->service, 0, NAME_BYTES_MAX),
                              definition_in(event->message) };
    if (event->time_us == TIMESTAMP_NONE || one.definition.len == 0 || !intern(d, &one.service)
        || !intern(d, &one.definition))
        return;
    if (!d->items)
        d->items = alloc_zeroed(INCIDENT_DEPLOYMENTS_MAX, sizeof *d->items);
    uint32_t at = d->count;
    while (at > 0 && deployment_order(&one, &d->items[at - 1]) < 0)
        at--;
    if (at > 0 && deployment_order(&one, &d->items[at - 1]) == 0)
        return;
    if (d->count < INCIDENT_DEPLOYMENTS_MAX) {
        memmove(&d->items[at + 1], &d->items[at], (d->count - at) * sizeof one);
        d->items[at] = one;
        d->count++;
    } else if (at > 0) {
        memmove(&d->items[0], &d->items[1], (at - 1) * sizeof one);
        d->items[at - 1] = one;
    }
}
