#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "culprit: out of memory: the system refused an allocation\n";
    ssize_t n = write(STDERR_FILENO, text, sizeof text - 1);
    (void)n;
    _exit(ALLOC_EXIT_STATUS);
}

void *alloc_bytes(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *alloc_zeroed(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *alloc_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        out_of_memory();
    return p;
}

char *alloc_string(const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(alloc_bytes(n), s, n);
}

void alloc_free(void *ptr)
{
    free(ptr);
}

void *alloc_grow(void *items, size_t *capacity, size_t need, size_t size)
{
    if (items && need <= *capacity)
        return items;
    size_t bigger = *capacity < 8 ? 8 : *capacity;
    while (bigger < need) {
        if (bigger > SIZE_MAX / 2)
            out_of_memory();
        bigger *= 2;
    }
    items = alloc_resize(items, bigger, size);
    *capacity = bigger;
    return items;
}
