#include "report/human.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <math.h>

static void test_numbers(void **state)
{
    (void)state;
    char out[HUMAN_BYTES];
    static const struct {
        uint64_t n;
        const char *count, *size;
    } rows[] = {
        { 0, "0", "0 B" },
        { 999, "999", "999 B" },
        { 1000, "1,000", "1.0 kB" },
        { 1204, "1,204", "1.2 kB" },
        { 99949, "99,949", "99.9 kB" },
        { 99999, "99,999", "100 kB" },
        { 999999, "999,999", "1.0 MB" },
        { 12345678, "12,345,678", "12.3 MB" },
        { UINT64_MAX, "18,446,744,073,709,551,615", "18.4 EB" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        human_count(rows[i].n, out);
        assert_string_equal(out, rows[i].count);
        human_size(rows[i].n, out);
        assert_string_equal(out, rows[i].size);
    }
}

static void test_probabilities(void **state)
{
    (void)state;
    char out[HUMAN_BYTES];
    static const struct {
        double p;
        const char *percent, *words;
    } rows[] = {
        { 0, "1 %", "very unlikely" },
        { 0.004, "1 %", "very unlikely" },
        { 0.2, "20 %", "unlikely" },
        { 0.4, "40 %", "possible" },
        { 0.62, "62 %", "likely" },
        { 0.94, "94 %", "very likely" },
        { 0.984, "98 %", "almost certain" },
        { 1, "99 %", "almost certain" },
        { (double)NAN, "1 %", "very unlikely" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        human_percent(rows[i].p, out);
        assert_string_equal(out, rows[i].percent);
        assert_string_equal(human_likelihood(rows[i].p), rows[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_probabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
