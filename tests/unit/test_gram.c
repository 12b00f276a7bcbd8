#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/gram.h"

static double of(const char *s)
{
    return gram_likelihood(slice_cstr(s));
}

static void is_a_chance(void **state)
{
    (void)state;
    double sum = 0;
    for (unsigned b = 0; b < 256; b++) {
        char c = (char)b;
        double chance = gram_likelihood(slice_make(&c, 1));
        assert_true(chance > 0);
        assert_true(chance < 1);
        sum += c >= 'A' && c <= 'Z' ? 0 : chance; /* counted with their lower case */
    }
    assert_true(sum > 0.5); /* kinds share roughly: no sum of exactly 1 */
    assert_true(sum < 4);
    assert_true(gram_likelihood(slice_empty()) == 1);
    assert_true(of("the error") < of("the "));
}

static void orders_common_before_rare(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "erro", "qxzj" },
        { "tion", "tqon" },
        { " the", "_jq_" },
        { "fail", "fq8z" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_true(of(pairs[i][0]) > of(pairs[i][1]));
}

static void ignores_case(void **state)
{
    (void)state;
    assert_true(of("ErRoR: 5") == of("error: 5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_chance),
        cmocka_unit_test(orders_common_before_rare),
        cmocka_unit_test(ignores_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
