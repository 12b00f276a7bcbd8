#include "frame/bulk_reach.h"

/* Runs shorter than this are not worth ending what is open. */
#define RUN_MIN 4

struct reach {
    size_t cut;   /* lines from here on are not part of the run */
    size_t ended; /* the line that ended it, SIZE_MAX: none */
};

static void cut_at(struct reach *r, size_t cut, size_t by)
{
    if (cut < r->cut)
        r->cut = cut;
    if (r->ended == SIZE_MAX)
        r->ended = by;
}

static size_t reach_before(const struct bulk_ahead *a, size_t i)
{
    return i - a->next < JOIN_REACH ? a->next : i - JOIN_REACH;
}

/* Where the event begins that a tied line may belong to. Other prefixes may have its key: the same
 * stream, told in another way. */
static size_t event_before(const struct bulk_ahead *a, size_t i)
{
    const uint64_t key = a->keys[a->lines[i].prefix];
    const size_t first = reach_before(a, i);
    for (size_t k = i; k-- > first;)
        if (a->lines[k].kind <= BULK_TIED && a->keys[a->lines[k].prefix] == key)
            return k;
    return first == a->next && join_has_open(a->join, key) ? first : i;
}

/* Follows the lines ahead, until JOIN_REACH behind the first one that ends the run. */
static void follow(const struct bulk_ahead *a, struct reach *r)
{
    size_t end = a->count;
    *r = (struct reach){ .cut = SIZE_MAX, .ended = SIZE_MAX };
    for (size_t i = a->next; i < end; i++) {
        if (a->lines[i].kind == BULK_WHOLE)
            continue;
        switch (a->lines[i].kind) {
        case BULK_TIED: cut_at(r, event_before(a, i), i); break;
        case BULK_BARE: cut_at(r, i > a->next ? i - 1 : i, i); break;
        default: cut_at(r, reach_before(a, i), i); break;
        }
        if (end - r->ended > JOIN_REACH + 1)
            end = r->ended + JOIN_REACH + 1;
    }
    /* What is behind the last line that we know may tie lines, too. */
    if (!a->all)
        cut_at(r, reach_before(a, a->count), a->count);
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
