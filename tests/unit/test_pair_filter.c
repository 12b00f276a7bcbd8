/* The vector way and the plain way of the pair filter give the same, and neither misses a window
 * that was entered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/pair_filter.h"

#define ROUNDS 3000
#define SHORTS_MAX 4
#define LITERALS_MAX 40
#define LITERAL_MAX 12
#define TEXT_MAX (PAIR_BLOCK + PAIR_STEPS)

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static char random_byte(uint64_t *state)
{
    static const char few[] = "abAB0q9z -:[\n\0\x7f\x80\xff\xdf";
    return below(state, 4) ? few[below(state, sizeof few - 1)] : (char)below(state, 256);
}

/* Memory of exactly this length, so that a sanitizer sees a byte too far. */
static struct slice random_text(uint64_t *state, size_t length)
{
    char *text = alloc_bytes(length);
    for (size_t i = 0; i < length; i++)
        text[i] = random_byte(state);
    return slice_make(text, length);
}

static size_t length_of_text(uint64_t *state)
{
    switch (below(state, 4)) {
    case 0: return below(state, 9);
    case 1: return 60 + below(state, 80);
    case 2: return TEXT_MAX - below(state, 3);
    default: return below(state, TEXT_MAX);
    }
}

static void both_ways_agree(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    struct pair_filter fast, plain;
    uint16_t a[PAIR_HITS], b[PAIR_HITS];
    uint64_t found = 0;
    for (int round = 0; round < ROUNDS; round++) {
        pair_filter_init(&fast, false);
        pair_filter_init(&plain, true);
        struct slice text = random_text(&seed, length_of_text(&seed));
        size_t where[LITERALS_MAX], placed = 0;
        uint32_t entered = 0;
        struct gram_table windows = { .count = 0 };
        struct gram_entry shorts[SHORTS_MAX];
        size_t short_count = 0;
        for (uint32_t i = below(&seed, SHORTS_MAX); i > 0; i--) {
            struct slice literal = random_text(&seed, PAIR_WINDOW);
            pair_filter_add_short(&fast, slice_sub(literal, 0, PAIR_SHORT));
            pair_filter_add_short(&plain, slice_sub(literal, 0, PAIR_SHORT));
            shorts[short_count++].key = window_short(window_at(literal.ptr));
            alloc_free((char *)literal.ptr);
        }
        for (uint32_t i = below(&seed, LITERALS_MAX); i > 0; i--) {
            struct slice literal = random_text(&seed, PAIR_WINDOW + below(&seed, LITERAL_MAX));
            const size_t offset = pair_filter_add(&fast, literal, SIZE_MAX);
            assert_int_equal(offset, pair_filter_add(&plain, literal, SIZE_MAX));
            gram_table_add(&windows, (struct gram_entry){ .key = window_at(literal.ptr + offset),
                                                          .literal = entered++ % 2,
                                                          .check = window_at(literal.ptr),
                                                          .offset = (uint16_t)offset });
            if (literal.len <= text.len) {
                const size_t at = below(&seed, (uint32_t)(text.len - literal.len) + 1);
                memcpy((char *)text.ptr + at, literal.ptr, literal.len);
                placed = 0; /* the ones before may be overwritten */
                where[placed++] = at + offset;
            }
            alloc_free((char *)literal.ptr);
        }
        const size_t n = pair_filter_scan(&fast, text, a);
        assert_int_equal(n, pair_filter_scan(&plain, text, b));
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(a[i], b[i]);
            assert_true(i == 0 || a[i] > a[i - 1]);
            found += placed > 0 && a[i] == where[0];
        }
        struct window_set known;
        window_set_init(&known, &windows,
                        &(struct gram_table){ .entries = shorts, .count = short_count });
        gram_table_seal(&windows);
        static const bool loud[2] = { true, false };
        const struct window_index index = { &known, &windows, round % 2 ? loud : NULL };
        bool any[2], is_known = false;
        for (size_t i = 0; i < n; i++)
            is_known = is_known || window_index_has(&index, text, a[i]);
        pair_filter_any(&fast, &index, &text, 1, &any[0]);
        pair_filter_any(&plain, &index, &text, 1, &any[1]);
        assert_int_equal(any[0], is_known);
        assert_int_equal(any[1], is_known);
        window_set_release(&known);
        gram_table_release(&windows);
        if (placed > 0)
            assert_true(found-- > 0);
        alloc_free((char *)text.ptr);
    }
}

static void letter_case_does_not_matter(void **state)
{
    (void)state;
    struct pair_filter f;
    uint16_t hits[PAIR_HITS];
    pair_filter_init(&f, false);
    assert_int_equal(pair_filter_add(&f, SLICE("exec"), SIZE_MAX), 0);
    assert_int_equal(pair_filter_scan(&f, SLICE("an EXec format"), hits), 1);
    assert_int_equal(hits[0], 3);
    assert_int_equal(pair_filter_scan(&f, SLICE("an exe"), hits), 0);
    assert_int_equal(pair_filter_scan(&f, slice_empty(), hits), 0);
}

static void takes_the_rare_window(void **state)
{
    (void)state;
    struct pair_filter f;
    pair_filter_init(&f, false);
    static const char text[] = "errobkgzerro";
    const size_t at = pair_filter_add(&f, slice_cstr(text), SIZE_MAX);
    assert_in_range(at, 2, 7); /* a part of "bkgz", which no log holds, is in it */
    assert_int_equal(pair_filter_add(&f, SLICE("errorbkgz"), 1), 0); /* as far as it may go */
    /* What is entered already costs nothing more. */
    char again[] = "qxzv....";
    memcpy(again + PAIR_WINDOW, text + at, PAIR_WINDOW);
    assert_int_equal(pair_filter_add(&f, slice_cstr(again), SIZE_MAX), PAIR_WINDOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_agree),
        cmocka_unit_test(letter_case_does_not_matter),
        cmocka_unit_test(takes_the_rare_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
