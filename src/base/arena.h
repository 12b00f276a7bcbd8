/* arena: bump allocation with one release.
 *
 * Three lifetimes use one each: the database, a run, an event. Memory from an
 * arena is valid until the arena is reset or released. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *head;
    size_t used_bytes; /* handed out since the last reset */
};

void arena_init(struct arena *arena);

/* Aligned for any type; not zeroed / zeroed. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_zeroed(struct arena *arena, size_t count, size_t size);

/* A copy of the bytes, owned by the arena; arena_cstr adds a NUL. */
struct slice arena_copy(struct arena *arena, struct slice s);
char *arena_cstr(struct arena *arena, struct slice s);

/* Frees everything but one chunk, which is used again / frees everything. */
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);

#endif
