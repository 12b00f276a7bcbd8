/* alloc: the only callers of malloc.
 *
 * Running out of memory is the one failure that is not a status. Every table in
 * culprit is bounded by a named constant and the bounds add up to tens of MiB,
 * so a refused allocation means that the machine itself is out; the process then
 * says so on standard error and exits with ALLOC_EXIT_STATUS at once. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

#define ALLOC_EXIT_STATUS 2

/* All return memory that the caller owns and gives to alloc_free. A size of 0
 * gives a valid pointer. count * size is checked for overflow. */
void *alloc_bytes(size_t size) __attribute__((malloc, returns_nonnull));
void *alloc_zeroed(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *alloc_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *alloc_string(const char *s) __attribute__((malloc, returns_nonnull));

/* NULL is allowed. */
void alloc_free(void *ptr);

/* Grows *items (elements of `size` bytes) so that `need` fit; *capacity is kept.
 * Use: array = alloc_grow(array, &capacity, count + 1, sizeof *array); */
void *alloc_grow(void *items, size_t *capacity, size_t need, size_t size)
    __attribute__((returns_nonnull));

#endif
