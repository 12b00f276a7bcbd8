#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <stdalign.h>

static void aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char *before = NULL;
    size_t total = 0;
    for (size_t size = 0; size < 2000; size++) {
        char *p = arena_alloc(&arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        memset(p, (int)size, size);
        if (before && size > 1)
            assert_int_equal((unsigned char)before[size - 2], (unsigned char)(size - 1));
        before = p;
        total += size;
    }
    assert_int_equal(arena.used_bytes, total);
    arena_release(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_null(arena.head);
}

static void giants(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char *small = arena_alloc(&arena, 10);
    memset(small, 's', 10);
    char *giant = arena_alloc(&arena, 1 << 20);
    memset(giant, 'g', 1 << 20);
    char *after = arena_alloc(&arena, 10);
    memset(after, 'a', 10);
    assert_int_equal(small[9], 's');
    assert_int_equal(giant[(1 << 20) - 1], 'g');
    arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    memset(arena_alloc(&arena, 1 << 20), 'h', 1 << 20);
    arena_reset(&arena); /* the newest chunk is a giant: not kept */
    assert_null(arena.head);
    arena_reset(&arena);
    arena_release(&arena);
}

static void reset_uses_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char *first = arena_alloc(&arena, 100);
    for (int i = 0; i < 1000; i++) {
        arena_reset(&arena);
        assert_ptr_equal(arena_alloc(&arena, 100), first);
    }
    arena_release(&arena);
}

static void zeroed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    memset(arena_alloc(&arena, 4096), 0xff, 4096);
    arena_reset(&arena);
    const char *p = arena_zeroed(&arena, 64, 64);
    for (size_t i = 0; i < 4096; i++)
        assert_int_equal(p[i], 0);
    assert_non_null(arena_zeroed(&arena, 0, 8));
    arena_release(&arena);
}

static void copies(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char text[] = "ab\0c";
    struct slice s = arena_copy(&arena, slice_make(text, 4));
    char *z = arena_cstr(&arena, slice_make(text, 2));
    memset(text, 'x', sizeof text);
    assert_true(slice_eq(s, SLICE("ab\0c")));
    assert_string_equal(z, "ab");
    assert_int_equal(arena_copy(&arena, slice_empty()).len, 0);
    assert_string_equal(arena_cstr(&arena, slice_empty()), "");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aligned_and_apart),
        cmocka_unit_test(giants),
        cmocka_unit_test(reset_uses_memory_again),
        cmocka_unit_test(zeroed),
        cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
