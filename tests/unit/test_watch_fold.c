#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/timestamp.h"
#include "cli/watch_fold.h"

#define T0 1759329600000000LL
#define FOLD_US (5 * TIMESTAMP_US_PER_MIN)

static int setup(void **state)
{
    *state = alloc_zeroed(1, sizeof(struct watch_fold));
    return 0;
}

static int teardown(void **state)
{
    alloc_free(*state);
    return 0;
}

static void test_powers_of_ten(void **state)
{
    uint64_t count, shown = 0;
    for (int i = 1; i <= 1000; i++) {
        const bool show = watch_fold_note(*state, 7, T0 + i, FOLD_US, &count);
        assert_int_equal(count, i);
        assert_int_equal(show, i == 1 || i == 10 || i == 100 || i == 1000);
        shown += show;
    }
    assert_int_equal(shown, 4);
    assert_true(watch_fold_note(*state, 8, T0, FOLD_US, &count)); /* another thing */
}

static void test_after_a_pause_it_is_new(void **state)
{
    uint64_t count;
    assert_true(watch_fold_note(*state, 7, T0, FOLD_US, &count));
    assert_false(watch_fold_note(*state, 7, T0 + FOLD_US, FOLD_US, &count));
    assert_false(
        watch_fold_note(*state, 7, T0 + 2 * FOLD_US, FOLD_US, &count)); /* since the last */
    assert_int_equal(count, 3);
    assert_true(watch_fold_note(*state, 7, T0 + 3 * FOLD_US + 1, FOLD_US, &count));
    assert_int_equal(count, 1);
}

static void test_times(void **state)
{
    uint64_t count;
    assert_true(watch_fold_note(*state, 7, T0, FOLD_US, &count));
    assert_false(watch_fold_note(*state, 7, TIMESTAMP_NONE, FOLD_US, &count));
    assert_false(watch_fold_note(*state, 7, T0 - 10 * FOLD_US, FOLD_US, &count)); /* it came late */
    assert_true(watch_fold_note(*state, 7, T0 + FOLD_US + 1, FOLD_US, &count));
    assert_true(watch_fold_note(*state, 9, T0, -1, &count));
    assert_false(watch_fold_note(*state, 9, T0 + 100 * FOLD_US, -1, &count)); /* for ever */
}

/* What was not seen for longest is forgotten, and is new again; what is seen often is not. */
static void test_bounded(void **state)
{
    uint64_t count;
    const uint64_t often = 5;
    for (uint64_t key = 1; key < 40 * WATCH_FOLD_SETS * WATCH_FOLD_WAYS; key += 2) {
        (void)watch_fold_note(*state, key << 20, T0, -1, &count);
        if (key % 64 == 1)
            (void)watch_fold_note(*state, often, T0, -1, &count);
    }
    (void)watch_fold_note(*state, often, T0, -1, &count);
    assert_true(count > 1);
    assert_true(watch_fold_note(*state, UINT64_C(1) << 20, T0, -1, &count));
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_powers_of_ten, setup, teardown),
        cmocka_unit_test_setup_teardown(test_after_a_pause_it_is_new, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounded, setup, teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
