#include "base/map.h"

#include "base/alloc.h"

#include <assert.h>

#define MAP_FIRST_SLOTS 64

void map_init(struct map *map)
{
    *map = (struct map){ 0 };
    arena_init(&map->arena);
}

void map_release(struct map *map)
{
    arena_release(&map->arena);
    alloc_free(map->keys);
    alloc_free(map->slots);
    map_init(map);
}

/* The slot that holds key, or the free one where it belongs. */
static uint32_t find_slot(const struct map *map, struct slice key)
{
    uint32_t mask = map->slot_count - 1;
    uint32_t at = (uint32_t)slice_hash(key) & mask;
    while (map->slots[at] && !slice_eq(map->keys[map->slots[at] - 1], key))
        at = (at + 1) & mask;
    return at;
}

static void grow_slots(struct map *map)
{
    alloc_free(map->slots);
    map->slot_count = map->slot_count ? map->slot_count * 2 : MAP_FIRST_SLOTS;
    map->slots = alloc_zeroed(map->slot_count, sizeof *map->slots);
    for (uint32_t i = 0; i < map->count; i++)
        map->slots[find_slot(map, map->keys[i])] = i + 1;
}

uint32_t map_put(struct map *map, struct slice key, bool *is_new)
{
    if (map->count >= map->slot_count / 2)
        grow_slots(map);
    uint32_t at = find_slot(map, key);
    if (is_new)
        *is_new = map->slots[at] == 0;
    if (map->slots[at])
        return map->slots[at] - 1;
    map->keys = alloc_grow(map->keys, &map->keys_capacity, map->count + 1, sizeof *map->keys);
    map->keys[map->count] = arena_copy(&map->arena, key);
    map->slots[at] = ++map->count;
    return map->count - 1;
}

uint32_t map_get(const struct map *map, struct slice key)
{
    if (map->slot_count == 0)
        return MAP_NONE;
    uint32_t at = find_slot(map, key);
    return map->slots[at] ? map->slots[at] - 1 : MAP_NONE;
}

struct slice map_key(const struct map *map, uint32_t index)
{
    assert(index < map->count);
    return map->keys[index];
}
