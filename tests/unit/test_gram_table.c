#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/gram_table.h"

/* How many entries with this key and literal number are found. */
static unsigned found(const struct gram_table *t, uint32_t key, uint32_t literal)
{
    unsigned n = 0;
    const struct gram_entry *end;
    for (const struct gram_entry *e = gram_table_find(t, key, &end); e < end; e++)
        n += e->key == key && e->literal == literal;
    return n;
}

static void finds_what_was_added(void **state)
{
    (void)state;
    static const uint32_t counts[] = { 1, 2, 7, 100, 70000 };
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        struct gram_table t = { 0 };
        for (uint32_t i = 0; i < counts[c]; i++)
            gram_table_add(&t, (struct gram_entry){ .key = i / 2 * 2654435769u, .literal = i });
        gram_table_seal(&t);
        for (uint32_t i = 0; i < counts[c]; i++)
            assert_int_equal(found(&t, i / 2 * 2654435769u, i), 1);
        assert_int_equal(found(&t, 12345, 0), 0);
        gram_table_release(&t);
        assert_int_equal(t.count, 0);
    }
}

static void equal_keys_keep_their_order(void **state)
{
    (void)state;
    struct gram_table t = { 0 };
    for (uint32_t i = 0; i < 50; i++)
        gram_table_add(&t, (struct gram_entry){ .key = 7, .literal = i });
    gram_table_seal(&t);
    uint32_t next = 0;
    const struct gram_entry *end;
    for (const struct gram_entry *e = gram_table_find(&t, 7, &end); e < end; e++)
        assert_int_equal(e->literal, next++);
    assert_int_equal(next, 50);
    gram_table_release(&t);
}

static void empty_table_is_sealed_and_released(void **state)
{
    (void)state;
    struct gram_table t = { 0 };
    gram_table_seal(&t);
    assert_null(t.starts);
    gram_table_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(equal_keys_keep_their_order),
        cmocka_unit_test(empty_table_is_sealed_and_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
