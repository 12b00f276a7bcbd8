#include "base/arena.h"

#include "base/alloc.h"

#include <stdalign.h>

#define ARENA_CHUNK_BYTES (64 * 1024)

struct arena_chunk {
    struct arena_chunk *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){ 0 };
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct arena_chunk *c = arena->head;
    size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;
    if (!c || at > c->size || c->size - at < size) {
        size_t room = size > ARENA_CHUNK_BYTES ? size : ARENA_CHUNK_BYTES;
        size_t bytes;
        if (__builtin_add_overflow(room, sizeof *c, &bytes))
            bytes = SIZE_MAX; /* refused by alloc */
        c = alloc_bytes(bytes);
        c->next = arena->head;
        c->size = room;
        arena->head = c;
        at = 0;
    }
    c->used = at + size;
    arena->used_bytes += size;
    return c->bytes + at;
}

void *arena_zeroed(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        bytes = SIZE_MAX;
    return memset(arena_alloc(arena, bytes), 0, bytes);
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
    if (s.len == 0)
        return slice_empty();
    char *p = arena_alloc(arena, s.len);
    memcpy(p, s.ptr, s.len);
    return slice_make(p, s.len);
}

char *arena_cstr(struct arena *arena, struct slice s)
{
    char *p = arena_alloc(arena, s.len + 1);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    p[s.len] = '\0';
    return p;
}

static void free_chunks(struct arena_chunk *c)
{
    while (c) {
        struct arena_chunk *next = c->next;
        alloc_free(c);
        c = next;
    }
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *keep = arena->head;
    if (keep) {
        free_chunks(keep->next);
        keep->next = NULL;
        keep->used = 0;
        if (keep->size > ARENA_CHUNK_BYTES) { /* do not hold on to a giant */
            alloc_free(keep);
            arena->head = NULL;
        }
    }
    arena->used_bytes = 0;
}

void arena_release(struct arena *arena)
{
    free_chunks(arena->head);
    arena_init(arena);
}
