#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "correlate/parts.h"

static void add(struct samples *s, uint64_t n)
{
    char text[32];
    snprintf(text, sizeof text, "line %u", (unsigned)n);
    struct occurrence occ = {
        .time_us = (int64_t)n * 1000, .sequence = n, .text = slice_cstr(text), .capture_count = 1
    };
    occ.captures[0] = (struct sig_capture){ SLICE("n"), slice_from(slice_cstr(text), 5) };
    samples_add(s, &occ);
}

static void test_first_and_last_in_any_order(void **state)
{
    (void)state;
    enum { N = 1009 };
    static const uint64_t strides[] = { 1, N - 1, 7, 500 };
    for (size_t k = 0; k < sizeof strides / sizeof *strides; k++) {
        struct samples s = { 0 };
        struct arena arena;
        arena_init(&arena);
        for (uint64_t i = 0; i < N; i++)
            add(&s, i * strides[k] % N);
        uint32_t count;
        const struct occurrence *list = samples_list(&s, &arena, &count);
        assert_int_equal(count, INCIDENT_SAMPLES_FIRST + INCIDENT_SAMPLES_LAST);
        for (uint32_t i = 0; i < count; i++) {
            const uint64_t n = i < INCIDENT_SAMPLES_FIRST ? i : N - count + i;
            char text[32];
            snprintf(text, sizeof text, "line %u", (unsigned)n);
            assert_int_equal(list[i].sequence, n);
            assert_true(slice_eq(list[i].text, slice_cstr(text)));
            assert_true(slice_eq(list[i].captures[0].value, slice_cstr(text + 5)));
        }
        samples_release(&s);
        arena_release(&arena);
    }
}

static void test_few_have_no_repeats(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 20; n++) {
        struct samples s = { 0 };
        struct arena arena;
        arena_init(&arena);
        for (uint64_t i = 0; i < n; i++)
            add(&s, i * 23 % n);
        uint32_t count;
        const struct occurrence *list = samples_list(&s, &arena, &count);
        assert_int_equal(count, n < 16 ? n : 16);
        for (uint32_t i = 1; i < count; i++)
            assert_true(occurrence_order(&list[i - 1], &list[i]) < 0);
        samples_release(&s);
        arena_release(&arena);
    }
}

/* Time, then the name of the source, then the place in it; what has no time stands by its
 * neighbour. Whatever is compared, there is no circle. */
static void test_order(void **state)
{
    (void)state;
    const struct occurrence rows[] = {
        { .time_us = TIMESTAMP_NONE, .near_us = TIMESTAMP_NONE, .sequence = 1 },
        { .time_us = 5, .source = 1, .source_name = "a.log", .sequence = 9 },
        { .time_us = 5, .source = 0, .source_name = "b.log", .sequence = 3 },
        { .time_us = TIMESTAMP_NONE, .near_us = 5, .source_name = "b.log", .sequence = 4 },
        { .time_us = 5, .source = 0, .source_name = "b.log", .sequence = 5, .line = 1 },
        { .time_us = 5, .source = 0, .source_name = "b.log", .sequence = 5, .line = 2 },
        { .time_us = 6, .source = 0, .source_name = "b.log", .sequence = 0 },
        { .time_us = TIMESTAMP_NONE, .near_us = INT64_MAX, .sequence = 0 },
    };
    enum { N = sizeof rows / sizeof *rows };
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) {
            const int order = occurrence_order(&rows[i], &rows[k]);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_and_last_in_any_order),
        cmocka_unit_test(test_few_have_no_repeats),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
