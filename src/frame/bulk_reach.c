#include "frame/bulk_reach.h"

/* Runs shorter than this are not worth ending what is open. */
#define RUN_MIN 4

struct reach {
    size_t cut;                     /* lines from here on are not part of the run */
    size_t ended;                   /* the line that ended it, SIZE_MAX: none */
    size_t last[BULK_PREFIXES_MAX]; /* by prefix: its last line + 1 */
};

static void cut_at(struct reach *r, size_t cut, size_t by)
{
    if (cut < r->cut)
        r->cut = cut;
    if (r->ended == SIZE_MAX)
        r->ended = by;
}

/* Where the event begins that a tied line may belong to. Other prefixes may have its key: the same
 * stream, told in another way. */
static size_t event_before(const struct bulk_ahead *a, const struct reach *r, size_t i)
{
    const uint64_t key = a->keys[a->lines[i].prefix];
    size_t last = 0;
    for (size_t k = 0; k < a->key_count; k++)
        if (a->keys[k] == key && r->last[k] > last)
            last = r->last[k];
    if (last > 0)
        return i - (last - 1) <= JOIN_REACH ? last - 1 : i;
    return i - a->next <= JOIN_REACH && join_has_open(a->join, key) ? a->next : i;
}

/* Follows the lines ahead, until JOIN_REACH behind the first one that ends the run. */
static void follow(const struct bulk_ahead *a, struct reach *r)
{
    *r = (struct reach){ .cut = SIZE_MAX, .ended = SIZE_MAX };
    for (size_t i = a->next; i < a->count; i++) {
        const struct bulk_line *line = &a->lines[i];
        const size_t reach = i - a->next < JOIN_REACH ? a->next : i - JOIN_REACH;
        if (r->ended != SIZE_MAX && i - r->ended > JOIN_REACH)
            return;
        switch (line->kind) {
        case BULK_WHOLE: break;
        case BULK_TIED: cut_at(r, event_before(a, r, i), i); break;
        case BULK_BARE: cut_at(r, i > a->next ? i - 1 : i, i); break;
        default: cut_at(r, reach, i); break;
        }
        if (line->kind <= BULK_TIED)
            r->last[line->prefix] = i + 1;
    }
    /* What is behind the last line that we know may tie lines, too. */
    if (!a->all)
        cut_at(r, a->count - a->next < JOIN_REACH ? a->next : a->count - JOIN_REACH, a->count);
}

size_t bulk_reach(const struct bulk_ahead *ahead, size_t *ended)
{
    struct reach r;
    if (ahead->next == ahead->count || ahead->lines[ahead->next].kind != BULK_WHOLE) {
        *ended = ahead->next;
        return 0;
    }
    follow(ahead, &r);
    const size_t cut = r.cut < ahead->count ? r.cut : ahead->count;
    *ended = r.ended < ahead->count ? r.ended : ahead->count - 1;
    return cut - ahead->next >= RUN_MIN ? cut - ahead->next : 0;
}
