#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "match/finder.h"

static uint32_t next_number(uint32_t *seed, uint32_t below)
{
    *seed = (*seed * 140157u + 4194301u) % 16777216u;
    return (uint32_t)((uint64_t)*seed * below / 16777216u);
}

/* Every occurrence, at every length and alignment, against the plain search. */
static void check(struct slice literal, struct slice text, bool nocase)
{
    struct finder f;
    finder_init(&f, literal, nocase);
    for (size_t from = 0; from <= text.len + 1; from++) {
        const size_t want =
            nocase ? slice_find_nocase(text, literal, from) : slice_find(text, literal, from);
        for (size_t i = 0; (f.next = finder_way(i)) != NULL; i++) {
            const size_t got = finder_next(&f, text, from);
            if (got != want)
                fail_msg("'%.*s' from %zu, way %zu: got %zu, want %zu", SLICE_ARG(literal), from, i,
                         got, want);
        }
    }
}

static void test_random(void **state)
{
    (void)state;
    static const char alphabet[] = "aAbB_@`[{zZ0 ";
    uint32_t seed = 1;
    for (int round = 0; round < 400; round++) {
        char text[260], literal[24];
        const size_t len = next_number(&seed, sizeof text);
        const size_t size = 1 + next_number(&seed, 1 + (uint32_t)round % 20);
        const uint32_t letters = 2 + next_number(&seed, sizeof alphabet - 3);
        for (size_t i = 0; i < len; i++)
            text[i] = alphabet[next_number(&seed, letters)];
        for (size_t i = 0; i < size; i++)
            literal[i] = alphabet[next_number(&seed, letters)];
        check(slice_make(literal, size), slice_make(text, len), false);
        for (size_t i = 0; i < size; i++)
            literal[i] = ascii_lower(literal[i]);
        check(slice_make(literal, size), slice_make(text, len), true);
    }
}

static void test_long(void **state)
{
    (void)state;
    struct buf text;
    struct finder f;
    buf_init(&text);
    for (int i = 0; i < 2000; i++)
        buf_add_cstr(&text, "INFO request took 12 ms\n");
    buf_add_cstr(&text, "Connection refused");
    finder_init(&f, SLICE("Connection refused"), false);
    assert_int_equal(finder_next(&f, buf_slice(&text), 0), text.len - 18);
    finder_init(&f, SLICE("connection refused"), true);
    assert_int_equal(finder_next(&f, buf_slice(&text), 5), text.len - 18);
    assert_int_equal(finder_next(&f, slice_empty(), 0), SLICE_NONE);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
