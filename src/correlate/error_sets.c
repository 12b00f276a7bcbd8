#include "base/alloc.h"
#include "correlate/parts.h"

/* Signatures of one event that are looked at. */
#define SET_SIGS_MAX 16

/* From 16 down to one: INCIDENT_ERROR_SETS_MAX holds for more than one signature; sets of one
 * cannot be more than there are signatures. */
void error_sets_init(struct error_sets *e)
{
    *e = (struct error_sets){ .longest = SET_SIGS_MAX };
    map_init(&e->keys);
}

void error_sets_release(struct error_sets *e)
{
    map_release(&e->keys);
    alloc_free(e->counts);
}

/* Causes first, so that they stay where sets are cut; then by index. */
static bool comes_before(const struct sigset *set, uint32_t a, uint32_t b)
{
    const enum sig_kind ka = set->items[a].kind, kb = set->items[b].kind;
    return ka != kb ? ka < kb : a < b;
}

/* Inserts into a short sorted list without repeats; what is over its end falls out. */
static size_t insert(const struct sigset *set, uint32_t *sigs, size_t count, uint32_t sig)
{
    size_t at = count;
    while (at > 0 && comes_before(set, sig, sigs[at - 1]))
        at--;
    if ((at > 0 && sigs[at - 1] == sig) || at == SET_SIGS_MAX)
        return count;
    if (count == SET_SIGS_MAX)
        count--;
    memmove(&sigs[at + 1], &sigs[at], (count - at) * sizeof *sigs);
    sigs[at] = sig;
    return count + 1;
}

static struct slice key_of(const struct error_sets *e, const uint32_t *sigs, size_t count)
{
    const size_t kept = count < e->longest ? count : e->longest;
    return slice_make((const char *)sigs, kept * sizeof *sigs);
}

static void add(struct error_sets *e, struct slice key, uint64_t count)
{
    bool is_new;
    const uint32_t at = map_put(&e->keys, key, &is_new);
    e->counts = alloc_grow(e->counts, &e->capacity, at + 1, sizeof *e->counts);
    e->counts[at] = (is_new ? 0 : e->counts[at]) + count;
}

static void shorten(struct error_sets *e)
{
    struct error_sets shorter = { .longest = e->longest / 2 };
    map_init(&shorter.keys);
    for (uint32_t i = 0; i < e->keys.count; i++) {
        const struct slice key = map_key(&e->keys, i);
        add(&shorter, slice_sub(key, 0, shorter.longest * sizeof(uint32_t)), e->counts[i]);
    }
    error_sets_release(e);
    *e = shorter;
}

void error_sets_add(struct error_sets *e, const struct sigset *set, const struct hit *hits,
                    size_t hit_count)
{
    uint32_t sigs[SET_SIGS_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < hit_count; i++)
        n = insert(set, sigs, n, hits[i].sig);
    while (e->longest > 1 && e->keys.count >= INCIDENT_ERROR_SETS_MAX
           && map_get(&e->keys, key_of(e, sigs, n)) == MAP_NONE)
        shorten(e);
    add(e, key_of(e, sigs, n), 1);
}

struct error_set *error_sets_list(const struct error_sets *e, struct arena *arena, uint32_t *count)
{
    struct error_set *out = arena_alloc(arena, e->keys.count * sizeof *out);
    for (uint32_t i = 0; i < e->keys.count; i++) {
        const struct slice key = map_key(&e->keys, i);
        const size_t n = key.len / sizeof(uint32_t);
        uint32_t *sigs = arena_alloc(arena, key.len);
        memcpy(sigs, key.ptr, key.len);
        out[i] = (struct error_set){ sigs, (uint32_t)n, e->counts[i] };
    }
    *count = e->keys.count;
    return out;
}
