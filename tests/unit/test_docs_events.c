#include "frame/docs_events.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#define TASK "3f1c0d2e4b5a69788796a5b4c3d2e1f0"

static void put(struct docs_events *events, const char *stream, const char *message,
                enum event_origin origin)
{
    static const struct event_line where = { .line = 1 };
    const struct event event = {
        .time_us = 1759329912123000,
        .stream = slice_cstr(stream),
        .message = slice_cstr(message),
        .origin = origin,
    };
    docs_queue_add(&events->queue, &event, &where);
}

static void expect_next(struct docs_events *events, const char *message)
{
    struct event event;
    if (!message) {
        assert_false(docs_events_next(events, &event));
        return;
    }
    assert_true(docs_events_next(events, &event));
    assert_int_equal(event.message.len, strlen(message));
    assert_memory_equal(event.message.ptr, message, event.message.len);
}

static void test_traces_are_joined_per_stream(void **state)
{
    (void)state;
    struct docs_events events;
    docs_events_init(&events, 0);
    put(&events, "a", "java.lang.IllegalStateException: x", ORIGIN_LOG);
    put(&events, "b", "other", ORIGIN_LOG);
    put(&events, "a", "\tat a.B.c(B.java:1)", ORIGIN_LOG);
    expect_next(&events, NULL);
    docs_events_flush(&events);
    struct event event;
    size_t joined = 0, count = 0;
    while (docs_events_next(&events, &event)) {
        count++;
        joined += event.line_count == 2;
    }
    assert_int_equal(count, 2);
    assert_int_equal(joined, 1);
    docs_events_release(&events);
}

static void test_order_and_names(void **state)
{
    (void)state;
    struct docs_events events;
    struct event event;
    docs_events_init(&events, 0);
    put(&events, "ecs/app/" TASK, "log line", ORIGIN_LOG);
    put(&events, "", "task x started", ORIGIN_ECS);
    assert_true(docs_events_next(&events, &event));
    assert_true(slice_eq(event.message, SLICE("log line")));
    assert_true(slice_eq(event.task, SLICE(TASK)));
    assert_true(slice_eq(event.container, SLICE("app")));
    expect_next(&events, "task x started");
    expect_next(&events, NULL);
    put(&events, "s", "{\"level\":\"error\",\"msg\":\"boom\"}", ORIGIN_LOG);
    expect_next(&events, NULL);
    docs_events_flush(&events);
    expect_next(&events, "boom\n{\"level\":\"error\",\"msg\":\"boom\"}");
    expect_next(&events, NULL);
    docs_events_release(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_traces_are_joined_per_stream),
        cmocka_unit_test(test_order_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
