/* The choice of the window that stands for a literal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/gram.h"
#include "patdb/window.h"

static void places_leave_room_for_the_word(void **state)
{
    (void)state;
    static const size_t cases[][2] = {
        { 0, 0 }, { 3, 0 }, { 4, 1 }, { 7, 4 }, { 8, 1 }, { 20, 13 }, { 100000, WINDOW_PLACES_MAX },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(window_places(cases[i][0]), cases[i][1]);
}

static size_t choose(const char *literal)
{
    struct window_choice *w = window_choice_new();
    const size_t at = window_choice_add(w, slice_cstr(literal));
    window_choice_free(w);
    return at;
}

static void rare_words_stand_for_a_literal(void **state)
{
    (void)state;
    assert_in_range(choose("connection error kzqgvbxj"), 14, 17); /* "kzqg" begins at 17 */
    assert_in_range(choose("kzqgvbxj connection error"), 0, 4);
    assert_int_equal(choose("infokzq"), 3);
    assert_int_equal(choose("exec"), 0);
    /* Common in real logs, though a chain of pairs does not say so. */
    assert_true(choose(" request qgzkwvbp") >= 5);
}

/* What is entered already lets no more text pass. */
static void pairs_are_shared(void **state)
{
    (void)state;
    struct window_choice *w = window_choice_new();
    window_choice_enter(w, SLICE("bkgztion"), 0);
    assert_int_equal(window_choice_add(w, SLICE("wvkqpmfybkgzfuwp")), 8);
    window_choice_free(w);
}

/* A word that many literals share is a long way to compare. */
static void crowds_are_avoided(void **state)
{
    (void)state;
    struct window_choice *w = window_choice_new();
    const size_t alone = window_choice_add(w, SLICE("failed to parse vqx"));
    for (int i = 0; i < 60000; i++)
        window_choice_enter(w, SLICE("failed to parse vqx"), alone);
    assert_true(window_choice_add(w, SLICE("failed to parse vqx")) != alone);
    window_choice_free(w);
}

static void common_windows_are_a_list(void **state)
{
    (void)state;
    size_t count = 0;
    for (size_t class = 0; class < WINDOW_CLASSES; class ++) {
        struct slice rest = slice_cstr(window_common[class]), line;
        while (slice_next_line(&rest, &line)) {
            assert_true(line.len >= WINDOW_BYTES);
            count += line.len - WINDOW_BYTES + 1;
            for (size_t i = 0; i < line.len; i++)
                assert_true(line.ptr[i] == ascii_lower(line.ptr[i])
                            && !ascii_is_digit(line.ptr[i]));
        }
    }
    assert_int_equal(count, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_leave_room_for_the_word),
        cmocka_unit_test(rare_words_stand_for_a_literal),
        cmocka_unit_test(pairs_are_shared),
        cmocka_unit_test(crowds_are_avoided),
        cmocka_unit_test(common_windows_are_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
