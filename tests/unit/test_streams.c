#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "correlate/parts.h"

#define T0 1759329600000000LL

static struct event event_of(const char *task, const char *stream, const char *group)
{
    return (struct event){ .time_us = T0,
                           .task = slice_cstr(task),
                           .stream = slice_cstr(stream),
                           .group = slice_cstr(group) };
}

static uint32_t note(struct streams *s, uint32_t source, const char *task, const char *stream,
                     const char *group)
{
    const struct event_line where = { 0, 1, 0 };
    struct event event = event_of(task, stream, group);
    event.message = SLICE("text");
    event.lines = &where;
    event.line_count = 1;
    const struct occurrence_place place = { .source = source, .source_name = "x.log" };
    return streams_note(s, &event, &place, false);
}

static void test_identity(void **state)
{
    (void)state;
    struct streams s;
    streams_init(&s);
    const uint32_t task = note(&s, 0, "t1", "ecs/api/t1", "");
    assert_int_equal(note(&s, 1, "t1", "", "/ecs/api"), task); /* whatever else is known of it */
    assert_true(slice_eq(s.items[task].group, SLICE("/ecs/api")));
    assert_true(slice_eq(s.items[task].stream, SLICE("ecs/api/t1")));
    const uint32_t named = note(&s, 0, "", "web", "/ecs/web");
    assert_int_equal(note(&s, 1, "", "web", "/ecs/web"), named);
    assert_int_not_equal(note(&s, 0, "", "web", "/ecs/other"), named);
    const uint32_t plain = note(&s, 0, "", "", "");
    assert_int_not_equal(note(&s, 1, "", "", ""), plain); /* two files are two programs */
    assert_int_equal(note(&s, 0, "", "", ""), plain);
    assert_int_equal(s.keys.count, 5);
    streams_release(&s);
}

static void test_settled_by_name(void **state)
{
    (void)state;
    struct streams s;
    struct arena arena;
    arena_init(&arena);
    streams_init(&s);
    const uint32_t c = note(&s, 0, "c", "", ""), a = note(&s, 0, "a", "", ""),
                   b = note(&s, 0, "b", "", "");
    const uint32_t *to = streams_sort(&s, &arena);
    assert_int_equal(to[a], 0);
    assert_int_equal(to[b], 1);
    assert_int_equal(to[c], 2);
    assert_true(slice_eq(s.items[2].task, SLICE("c")));
    streams_release(&s);
    arena_release(&arena);
}

static void test_bounded(void **state)
{
    (void)state;
    struct streams s;
    streams_init(&s);
    char name[16];
    for (uint32_t i = 0; i < INCIDENT_STREAMS_MAX; i++) {
        snprintf(name, sizeof name, "s%u", i);
        assert_int_equal(note(&s, 0, "", name, ""), i);
    }
    assert_int_equal(note(&s, 0, "", "one more", ""), INCIDENT_NONE);
    assert_int_equal(note(&s, 0, "", "s17", ""), 17);
    /* Names without end, and names that change for ever, do not use up memory. */
    const size_t used = s.arena.used_bytes;
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "g%08u", 99999999 - i);
        note(&s, 0, "t", "", name);
    }
    assert_true(s.arena.used_bytes - used < 4096);
    streams_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_settled_by_name),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
