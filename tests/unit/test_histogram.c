#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"

#define S TIMESTAMP_US_PER_S

static uint64_t total(const struct histogram *h)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < h->used; i++) {
        const struct histogram_bucket *b = &h->buckets[i];
        n += b->count;
        if (b->count == 0)
            continue;
        assert_true(b->first_us >= (h->index + i) * h->width_us);
        assert_true(b->last_us < (h->index + i + 1) * h->width_us);
        assert_true(b->first_us <= b->last_us);
    }
    return n;
}

static void test_empty_and_undated(void **state)
{
    (void)state;
    struct histogram h;
    histogram_init(&h, S);
    histogram_add(&h, TIMESTAMP_NONE);
    assert_int_equal(h.used, 0);
    assert_int_equal(histogram_within(&h, 0, INT64_MAX), 0);
}

static void test_fits_without_widening(void **state)
{
    (void)state;
    struct histogram h;
    histogram_init(&h, S);
    for (int64_t i = 0; i < HISTOGRAM_BUCKETS_MAX; i++)
        histogram_add(&h, 1000 * S + i * S + S / 2);
    assert_true(h.width_us == S);
    assert_int_equal(h.used, HISTOGRAM_BUCKETS_MAX);
    assert_int_equal(total(&h), HISTOGRAM_BUCKETS_MAX);
    assert_int_equal(histogram_within(&h, 1000 * S + S / 2, 1003 * S + S / 2), 2);
    histogram_add(&h, 1000 * S + HISTOGRAM_BUCKETS_MAX * S);
    assert_true(h.width_us == 2 * S);
    assert_int_equal(total(&h), HISTOGRAM_BUCKETS_MAX + 1);
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    static const int64_t spans[] = { S / 7, 3 * S, 977 * S, 86400LL * 365 * S };
    enum { N = 500 };
    for (size_t k = 0; k < sizeof spans / sizeof *spans; k++) {
        struct histogram forward, backward, mixed;
        histogram_init(&forward, S);
        histogram_init(&backward, S);
        histogram_init(&mixed, S);
        for (int64_t i = 0; i < N; i++) {
            histogram_add(&forward, (i - N / 2) * spans[k]); /* also before 1970 */
            histogram_add(&backward, (N - 1 - i - N / 2) * spans[k]);
            histogram_add(&mixed, (i * 211 % N - N / 2) * spans[k]);
        }
        assert_int_equal(total(&forward), N);
        assert_true(forward.used <= HISTOGRAM_BUCKETS_MAX);
        forward.near = backward.near = mixed.near = 0; /* what came last, and nothing else */
        assert_memory_equal(&forward, &backward, sizeof forward);
        assert_memory_equal(&forward, &mixed, sizeof forward);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_and_undated),
        cmocka_unit_test(test_fits_without_widening),
        cmocka_unit_test(test_order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
