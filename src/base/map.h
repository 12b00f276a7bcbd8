/* map: from byte keys to dense indexes 0, 1, 2 … in order of insertion.
 *
 * The caller keeps its values in an array of its own, indexed by the result.
 * Iteration by index is insertion order, so nothing depends on hash order.
 * Keys are copied and owned by the map. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/slice.h"

#define MAP_NONE UINT32_MAX

struct map {
    struct arena arena;
    struct slice *keys; /* by index */
    size_t keys_capacity;
    uint32_t *slots; /* index + 1, 0 = free; open addressing */
    uint32_t slot_count, count;
};

void map_init(struct map *map);
void map_release(struct map *map);

/* The index of key, which is added if it is new; *is_new (may be NULL) tells. */
uint32_t map_put(struct map *map, struct slice key, bool *is_new);

/* The index of key, or MAP_NONE. */
uint32_t map_get(const struct map *map, struct slice key);

/* The key at an index below map->count; valid as long as the map. */
struct slice map_key(const struct map *map, uint32_t index);

#endif
