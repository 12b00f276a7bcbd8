#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "infer/model.h"

static void test_grows_with_the_posterior(void **state)
{
    (void)state;
    for (int i = 1; i <= 100; i++)
        for (uint32_t sig = 0; sig < 2; sig++)
            assert_true(model_calibrate(sig ? SIG_NONE : 0, i / 100.0)
                        >= model_calibrate(sig ? SIG_NONE : 0, (i - 1) / 100.0));
}

static void test_bounds(void **state)
{
    (void)state;
    assert_true(model_calibrate(0, 0) == 0);
    assert_true(model_calibrate(0, 1) == MODEL_CONFIDENCE_MAX);
    assert_true(model_calibrate(SIG_NONE, 1) < 0.5);
}

/* What adds up to one before does not add up to more behind. */
static void test_sums_stay_below_one(void **state)
{
    (void)state;
    for (int i = 0; i <= 100; i++)
        for (int k = 0; i + k <= 100; k++) {
            const double a = i / 100.0, b = k / 100.0, c = 1 - a - b;
            assert_true(model_calibrate(0, a) + model_calibrate(0, b)
                            + model_calibrate(0, c > 0 ? c : 0)
                        <= 1.000001);
        }
}

static void test_sharpens(void **state)
{
    (void)state;
    assert_true(model_calibrate(0, 0.7) > 0.7);
    assert_true(model_calibrate(0, 0.3) < 0.3);
    const double half = model_calibrate(0, 0.5);
    assert_true(half > 0.4999 && half < 0.5001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows_with_the_posterior),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_sums_stay_below_one),
        cmocka_unit_test(test_sharpens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
