#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/pauses.h"

#define T0 1759329600000000LL
#define S TIMESTAMP_US_PER_S
#define MIN TIMESTAMP_US_PER_MIN

struct list {
    struct arena arena;
    struct timeline_entry items[INCIDENT_PAUSES_MAX];
    uint32_t count;
};

static void list(const struct pauses *p, struct list *out)
{
    arena_init(&out->arena);
    out->count = pauses_list(p, &out->arena, out->items);
}

/* A line a second for `seconds`. */
static void talk(struct pauses *p, int64_t from_us, int64_t seconds)
{
    for (int64_t i = 0; i <= seconds; i++)
        pauses_note(p, from_us + i * S);
}

static void test_a_pause(void **state)
{
    (void)state;
    struct pauses p;
    struct list l;
    pauses_init(&p);
    talk(&p, T0, 60);
    pauses_note(&p, TIMESTAMP_NONE);
    talk(&p, T0 + 41 * MIN, 60);
    list(&p, &l);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].time_us, T0 + MIN);
    assert_int_equal(l.items[0].last_us, T0 + 41 * MIN);
    assert_int_equal(l.items[0].kind, TIMELINE_GAP);
    assert_int_equal(l.items[0].stream, INCIDENT_NONE);
    assert_true(
        slice_eq(l.items[0].text, SLICE("Nothing came for 40 min, otherwise a line every 1.0 s")));
    arena_release(&l.arena);
}

static void test_what_is_none(void **state)
{
    (void)state;
    struct pauses p;
    struct list l;
    pauses_init(&p);
    talk(&p, T0, 60);
    talk(&p, T0 + 5 * MIN, 60); /* too short */
    list(&p, &l);
    assert_int_equal(l.count, 0);
    arena_release(&l.arena);
    pauses_init(&p);
    for (int64_t i = 0; i < 30; i++) /* it speaks so seldom */
        pauses_note(&p, T0 + i * 20 * MIN);
    list(&p, &l);
    assert_int_equal(l.count, 0);
    arena_release(&l.arena);
    pauses_init(&p);
    pauses_note(&p, T0); /* too few to tell */
    pauses_note(&p, T0 + 60 * MIN);
    list(&p, &l);
    assert_int_equal(l.count, 0);
    arena_release(&l.arena);
}

/* Lines that come late, as after a reconnect, fill it. */
static void test_late_lines(void **state)
{
    (void)state;
    struct pauses p;
    struct list l;
    pauses_init(&p);
    talk(&p, T0, 60);
    talk(&p, T0 + 60 * MIN, 60);
    talk(&p, T0 + 2 * MIN, 28 * 60);
    list(&p, &l);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].time_us, T0 + 30 * MIN);
    arena_release(&l.arena);
    talk(&p, T0 + 30 * MIN, 30 * 60);
    talk(&p, T0 - 20 * MIN, 60); /* from before the first */
    list(&p, &l);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].last_us, T0);
    arena_release(&l.arena);
}

static void test_the_longest_are_kept(void **state)
{
    (void)state;
    struct pauses p;
    struct list l;
    int64_t at = T0;
    pauses_init(&p);
    for (int64_t i = 0; i < 30; i++) {
        talk(&p, at, 60);
        at += MIN + (i % 15 + 6) * MIN;
    }
    list(&p, &l);
    assert_int_equal(l.count, INCIDENT_PAUSES_MAX);
    for (uint32_t i = 0; i < l.count; i++)
        assert_true(l.items[i].last_us - l.items[i].time_us >= 16 * MIN);
    arena_release(&l.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pause),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_late_lines),
        cmocka_unit_test(test_the_longest_are_kept),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
