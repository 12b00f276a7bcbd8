#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "correlate/parts.h"

#define T0 1759329600123000LL

static struct event event_of(const char *text, const char *stream, int64_t time_us)
{
    return (struct event){ .time_us = time_us,
                           .message = slice_cstr(text),
                           .stream = slice_cstr(stream) };
}

static bool note(struct duplicates *d, uint32_t source, const char *text, const char *stream,
                 int64_t time_us)
{
    const struct event e = event_of(text, stream, time_us);
    return duplicates_note(d, source, &e, true);
}

static void test_only_between_sources(void **state)
{
    (void)state;
    struct duplicates d;
    duplicates_init(&d);
    assert_false(note(&d, 0, "once", "a", T0));
    assert_false(note(&d, 0, "twice", "a", T0));
    assert_false(note(&d, 0, "twice", "a", T0)); /* the program said it twice */
    assert_true(note(&d, 1, "once", "a", T0));
    assert_false(note(&d, 1, "once", "a", T0)); /* one more than source 0 had */
    assert_true(note(&d, 1, "twice", "a", T0));
    assert_true(note(&d, 1, "twice", "a", T0));
    assert_false(note(&d, 1, "new", "a", T0));
    assert_false(note(&d, 1, "once", "a", T0 + 1000)); /* another moment */
    assert_false(note(&d, 1, "once", "b", T0));        /* another stream */
    assert_true(note(&d, 2, "once", "b", T0));
    duplicates_release(&d);
}

static void test_what_cannot_be_told(void **state)
{
    (void)state;
    struct duplicates d;
    duplicates_init(&d);
    const int64_t second = T0 / TIMESTAMP_US_PER_S * TIMESTAMP_US_PER_S;
    for (uint32_t source = 0; source < 3; source++) {
        assert_false(note(&d, source, "no time", "a", TIMESTAMP_NONE));
        assert_false(note(&d, source, "", "a", T0));
        /* Two replicas that say the same in the same second. */
        assert_false(note(&d, source, "connection refused", "", second));
        /* A stream with a name, or a time that is exact, is enough. */
        assert_int_equal(note(&d, source, "connection refused", "a", second), source > 0);
        assert_int_equal(note(&d, source, "exact", "", T0), source > 0);
    }
    /* An export without names of streams, next to one with them. */
    assert_false(note(&d, 0, "named", "a", T0));
    assert_true(note(&d, 1, "named", "", T0));
    assert_true(note(&d, 2, "named", "a", T0));
    duplicates_release(&d);
}

static void test_table_is_bounded(void **state)
{
    (void)state;
    enum { N = 1200000 };
    struct duplicates d;
    duplicates_init(&d);
    char text[32];
    for (uint32_t i = 0; i < N; i++) {
        snprintf(text, sizeof text, "line %u", i);
        const struct event e = event_of(text, "a", T0 + i);
        assert_false(duplicates_note(&d, 0, &e, i % 100 == 0));
    }
    assert_true(d.unchecked > 0);
    uint32_t found = 0;
    for (uint32_t i = 0; i < N; i += 100) {
        snprintf(text, sizeof text, "line %u", i);
        const struct event e = event_of(text, "a", T0 + i);
        found += duplicates_note(&d, 1, &e, true);
    }
    assert_int_equal(found, N / 100); /* what matters is still compared */
    duplicates_release(&d);
}

/* An id is given once, so that the same event may be known within a source, too. */
static void test_ids(void **state)
{
    (void)state;
    struct duplicates d;
    duplicates_init(&d);
    struct event e = event_of("boom", "a", T0);
    e.id = 7;
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 0, &e, true));
    e.id = 8; /* the program said it twice */
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 1, &e, true));
    /* Numbers of a test server: another event has the same. */
    struct event other = event_of("other", "a", T0);
    other.id = 7;
    assert_false(duplicates_note(&d, 0, &other, true));
    /* An export without ids shows both. */
    assert_true(note(&d, 2, "boom", "a", T0));
    assert_true(note(&d, 2, "boom", "a", T0));
    assert_false(note(&d, 2, "boom", "a", T0));
    duplicates_release(&d);
    duplicates_init(&d);
    d.only_ids = true;
    e.id = 9;
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 0, &e, true));
    e.id = 0;
    assert_false(duplicates_note(&d, 1, &e, true));
    /* What does not matter is compared only while the table is small. */
    for (uint64_t id = 100; id < 50000; id++) {
        e.id = id;
        assert_false(duplicates_note(&d, 0, &e, false));
    }
    assert_false(duplicates_note(&d, 0, &e, false));
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 0, &e, true));
    e.id = 100;
    assert_true(duplicates_note(&d, 0, &e, true));
    duplicates_release(&d);
}

/* A tail that was cut off comes back a while before. */
static void test_a_source_that_comes_back(void **state)
{
    (void)state;
    struct duplicates d;
    duplicates_init(&d);
    duplicates_go_live(&d);
    for (int64_t time_us = 0; time_us < 3; time_us++) {
        assert_false(note(&d, 0, "a", "s", T0 + time_us));
        assert_false(note(&d, 0, "b", "s", T0 + time_us));
        assert_false(note(&d, 0, "b", "s", T0 + time_us)); /* the program said it twice */
    }
    for (int again = 0; again < 3; again++) {
        assert_true(note(&d, 0, "a", "s", T0 + 1));
        assert_true(note(&d, 0, "b", "s", T0 + 1));
        assert_true(note(&d, 0, "b", "s", T0 + 1));
        assert_true(note(&d, 0, "a", "s", T0 + 2));
        assert_true(note(&d, 0, "b", "s", T0 + 2));
        assert_true(note(&d, 0, "b", "s", T0 + 2));
    }
    assert_false(note(&d, 0, "b", "s", T0 + 2)); /* one more: it was cut off within that time */
    assert_false(note(&d, 0, "a", "s", T0 + 3));
    assert_false(note(&d, 0, "a", "s", T0 + 3));
    assert_true(note(&d, 0, "a", "s", T0)); /* from further back */
    assert_true(note(&d, 0, "a", "s", T0 + 3));
    duplicates_release(&d);
}

/* What comes late, but was not shown before, begins no round. */
static void test_late_lines(void **state)
{
    (void)state;
    struct duplicates d;
    duplicates_init(&d);
    duplicates_go_live(&d);
    assert_false(note(&d, 0, "a", "s", T0 + 2));
    assert_false(note(&d, 0, "late", "s", T0 + 1));
    assert_false(note(&d, 0, "a", "s", T0 + 2));
    /* Another stream is elsewhere. */
    assert_false(note(&d, 0, "a", "other", T0 + 1));
    assert_false(note(&d, 0, "a", "other", T0 + 1));
    duplicates_release(&d);
}

static void test_polled_states(void **state)
{
    (void)state;
    struct duplicates d;
    struct event e = { .time_us = TIMESTAMP_NONE,
                       .message = SLICE("service api: running 0 of desired 2"),
                       .in_snapshot = true };
    duplicates_init(&d);
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_false(duplicates_note(&d, 0, &e, true));
    duplicates_go_live(&d);
    assert_false(duplicates_note(&d, 0, &e, true));
    assert_true(duplicates_note(&d, 0, &e, true));
    e.message = SLICE("service api: running 2 of desired 2");
    assert_false(duplicates_note(&d, 0, &e, true));
    duplicates_release(&d);
}

/* The last ones are known, in bounded memory, however long it goes on. */
static void test_live_forgets_the_oldest(void **state)
{
    (void)state;
    enum { N = 2000000, LAST = 100000 };
    struct duplicates d;
    duplicates_init(&d);
    duplicates_go_live(&d);
    char text[32];
    for (uint32_t i = 0; i < N; i++) {
        snprintf(text, sizeof text, "line %u", i);
        assert_false(note(&d, 0, text, "s", T0 + i));
        assert_true(d.table.count + d.old.count <= 1 << 20);
    }
    assert_int_equal(d.unchecked, 0);
    for (uint32_t i = N - LAST; i < N; i++) {
        snprintf(text, sizeof text, "line %u", i);
        assert_true(note(&d, 0, text, "s", T0 + i));
    }
    duplicates_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_between_sources),
        cmocka_unit_test(test_what_cannot_be_told),
        cmocka_unit_test(test_table_is_bounded),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_a_source_that_comes_back),
        cmocka_unit_test(test_late_lines),
        cmocka_unit_test(test_polled_states),
        cmocka_unit_test(test_live_forgets_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
