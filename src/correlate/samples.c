#include "correlate/parts.h"

#include "base/alloc.h"

/* Both arrays are sorted ascending. Occurrences arrive in any order (listings come newest first),
 * so each is an insertion sort of a handful of pointers; the common case, an occurrence behind all
 * others, moves nothing in `first` and shifts `last` by one, and writes over the slot that fell
 * out. */
static void insert_at(struct occurrence_slot **items, uint32_t count, uint32_t at,
                      struct occurrence_slot *slot)
{
    for (uint32_t i = count; i > at; i--)
        items[i] = items[i - 1];
    items[at] = slot;
}

static uint32_t position(struct occurrence_slot *const *items, uint32_t count,
                         const struct occurrence *occ)
{
    uint32_t at = count;
    while (at > 0 && occurrence_order(occ, &items[at - 1]->at) < 0)
        at--;
    return at;
}

void samples_add(struct samples *s, const struct occurrence *occ)
{
    uint32_t at = position(s->first, s->first_count, occ);
    if (at < INCIDENT_SAMPLES_FIRST) {
        struct occurrence_slot *slot = NULL;
        if (s->first_count == INCIDENT_SAMPLES_FIRST)
            slot = s->first[--s->first_count];
        insert_at(s->first, s->first_count++, at, occurrence_slot_set(slot, occ));
    }
    at = position(s->last, s->last_count, occ);
    if (s->last_count < INCIDENT_SAMPLES_LAST) {
        insert_at(s->last, s->last_count++, at, occurrence_slot_set(NULL, occ));
    } else if (at > 0) {
        struct occurrence_slot *slot = s->last[0];
        for (uint32_t i = 1; i < at; i++)
            s->last[i - 1] = s->last[i];
        s->last[at - 1] = occurrence_slot_set(slot, occ);
    }
}

bool samples_are_before(const struct samples *s, const struct occurrence *occ)
{
    return position(s->first, s->first_count, occ) < INCIDENT_SAMPLES_FIRST;
}

void samples_release(struct samples *s)
{
    for (uint32_t i = 0; i < s->first_count; i++)
        occurrence_slot_free(s->first[i]);
    for (uint32_t i = 0; i < s->last_count; i++)
        occurrence_slot_free(s->last[i]);
    *s = (struct samples){ 0 };
}

struct occurrence *samples_list(const struct samples *s, struct arena *arena, uint32_t *count)
{
    struct occurrence *out =
        arena_alloc(arena, (s->first_count + s->last_count) * sizeof(struct occurrence));
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->first_count; i++)
        out[n++] = s->first[i]->at;
    for (uint32_t i = 0; i < s->last_count; i++)
        if (n == 0 || occurrence_order(&out[n - 1], &s->last[i]->at) < 0)
            out[n++] = s->last[i]->at;
    *count = n;
    return out;
}
