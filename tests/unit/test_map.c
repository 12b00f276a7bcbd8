#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/map.h"

static void empty_map(void **state)
{
    (void)state;
    struct map map;
    map_init(&map);
    assert_int_equal(map_get(&map, SLICE("x")), MAP_NONE);
    assert_int_equal(map_get(&map, slice_empty()), MAP_NONE);
    map_release(&map);
}

static void keys_of_any_bytes(void **state)
{
    (void)state;
    static const struct slice keys[] = {
        { "", 0 }, { "a", 1 }, { "a\0", 2 }, { "a\0b", 3 }, { "A", 1 }, { "\xff", 1 },
    };
    struct map map;
    map_init(&map);
    for (uint32_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool is_new = false;
        assert_int_equal(map_put(&map, keys[i], &is_new), i);
        assert_true(is_new);
    }
    for (uint32_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool is_new = true;
        assert_int_equal(map_put(&map, keys[i], &is_new), i);
        assert_false(is_new);
        assert_int_equal(map_put(&map, keys[i], NULL), i);
        assert_int_equal(map_get(&map, keys[i]), i);
        assert_true(slice_eq(map_key(&map, i), keys[i]));
    }
    assert_int_equal(map.count, sizeof keys / sizeof *keys);
    assert_int_equal(map_get(&map, SLICE("b")), MAP_NONE);
    map_release(&map);
    assert_int_equal(map.count, 0);
}

static struct slice number(char *text, size_t size, uint32_t i)
{
    return slice_make(text, (size_t)snprintf(text, size, "key-%u", i * 7919));
}

static void order_of_insertion_survives_growth(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    struct map map;
    map_init(&map);
    char text[32]; /* keys are copied: one buffer for all */
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(map_put(&map, number(text, sizeof text, i), NULL), i);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct slice key = number(text, sizeof text, i);
        assert_int_equal(map_get(&map, key), i);
        assert_true(slice_eq(map_key(&map, i), key));
    }
    assert_int_equal(map.count, COUNT);
    map_release(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_map),
        cmocka_unit_test(keys_of_any_bytes),
        cmocka_unit_test(order_of_insertion_survives_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
