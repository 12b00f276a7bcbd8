#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"

#define MINUTE TIMESTAMP_US_PER_MIN

struct run {
    struct entries entries;
    struct arena arena;
    struct incident incident;
    struct timeline_entry *items;
};

static void run_init(struct run *r)
{
    memset(r, 0, sizeof *r);
    entries_init(&r->entries);
    arena_init(&r->arena);
}

static void run_release(struct run *r)
{
    entries_release(&r->entries);
    arena_release(&r->arena);
}

static void add(struct run *r, uint32_t sig, uint32_t stream, int64_t time_us)
{
    const struct occurrence occ = { .time_us = time_us, .stream = stream };
    entries_add(&r->entries, sig, &occ);
}

static uint64_t finish(struct run *r, uint32_t max)
{
    r->items = entries_list(&r->entries, max, &r->arena, &r->incident);
    uint64_t sum = r->incident.timeline_dropped;
    for (uint32_t i = 0; i < r->incident.timeline_count; i++)
        sum += r->items[i].count;
    return sum;
}

static void test_repeats_fold(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    for (int64_t i = 0; i < 20; i++)
        add(&r, 1, 0, i * 4 * MINUTE); /* each within five minutes of the one before */
    add(&r, 1, 0, 20 * 4 * MINUTE + 2 * MINUTE);
    add(&r, 1, 1, 0); /* another stream */
    add(&r, 2, 0, 0); /* another signature */
    assert_int_equal(finish(&r, 100), 23);
    assert_int_equal(r.incident.timeline_count, 4);
    uint64_t most = 0;
    for (uint32_t i = 0; i < 4; i++)
        most = r.items[i].count > most ? r.items[i].count : most;
    assert_int_equal(most, 20);
    assert_int_equal(r.items[3].count, 1);
    run_release(&r);
}

/* The same occurrences in many orders give the same entries, also where the table overflows. */
static void same_in_any_order(uint32_t n, uint32_t sigs, uint32_t streams, int64_t step,
                              uint32_t max)
{
    struct run first;
    for (uint32_t k = 0; k < 4; k++) {
        static const uint32_t strides[] = { 1, 99991, 7919, 3 }; /* prime to n */
        struct run r;
        run_init(&r);
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t at = (uint32_t)((uint64_t)i * strides[k] % n);
            add(&r, at % sigs, at / sigs % streams, at * step);
        }
        assert_int_equal(finish(&r, max), n);
        assert_true(r.incident.timeline_count <= max);
        if (k == 0) {
            first = r;
            continue;
        }
        assert_int_equal(r.entries.level, first.entries.level);
        assert_int_equal(r.incident.timeline_count, first.incident.timeline_count);
        assert_memory_equal(r.items, first.items, r.incident.timeline_count * sizeof *r.items);
        run_release(&r);
    }
    run_release(&first);
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    same_in_any_order(1000, 3, 7, MINUTE, 4000);
    same_in_any_order(1000, 3, 7, 10 * MINUTE, 4000);
    same_in_any_order(1000, 3, 7, 10 * MINUTE, 50);
    same_in_any_order(40000, 3, 2, 60 * MINUTE, 4000);     /* many stretches */
    same_in_any_order(40000, 20, 2000, MINUTE / 20, 4000); /* many streams */
    same_in_any_order(40000, 5, 4000, 24 * 60 * MINUTE, 100);
}

static void test_more_signatures_than_cells(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    for (uint32_t i = 0; i < 20000; i++)
        add(&r, i, 0, i);
    assert_int_equal(finish(&r, 100), 20000); /* nothing is lost without being counted */
    assert_int_equal(r.incident.timeline_count, 100);
    run_release(&r);
}

static void test_undated_fold_apart(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    for (int i = 0; i < 5; i++) {
        add(&r, 1, 0, TIMESTAMP_NONE);
        add(&r, 1, 0, i * MINUTE);
    }
    assert_int_equal(finish(&r, 100), 10);
    assert_int_equal(r.incident.timeline_count, 2);
    run_release(&r);
}

static void test_renumbered_streams_are_found(void **state)
{
    (void)state;
    struct run r;
    run_init(&r);
    add(&r, 1, 0, 0);
    add(&r, 1, 1, 0);
    const uint32_t to[] = { 1, 0 };
    entries_renumber(&r.entries, to);
    add(&r, 1, 0, MINUTE);
    finish(&r, 100);
    assert_int_equal(r.incident.timeline_count, 2);
    assert_int_equal(r.items[0].count + r.items[1].count, 3);
    run_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeats_fold),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_more_signatures_than_cells),
        cmocka_unit_test(test_undated_fold_apart),
        cmocka_unit_test(test_renumbered_streams_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
