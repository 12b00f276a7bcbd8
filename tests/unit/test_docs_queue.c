#include "frame/docs_queue.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/alloc.h"

static const struct event_line where = { .line = 7, .offset = 70 };

static void expect(const char *message, const char *kept, size_t lines)
{
    struct docs_queue queue;
    struct event event = { .message = slice_cstr(message), .stream = SLICE("s") }, out;
    docs_queue_init(&queue);
    docs_queue_add(&queue, &event, &where);
    if (!kept) {
        assert_false(docs_queue_take(&queue, &out));
    } else {
        assert_true(docs_queue_take(&queue, &out));
        assert_int_equal(out.message.len, strlen(kept));
        assert_memory_equal(out.message.ptr, kept, strlen(kept));
        assert_int_equal(out.line_count, lines);
        assert_int_equal(out.lines[lines - 1].line, 7);
        assert_true(slice_eq(out.stream, SLICE("s")));
    }
    docs_queue_release(&queue);
}

static void test_messages_are_cleaned(void **state)
{
    (void)state;
    expect("", NULL, 0);
    expect("\r\n\n", NULL, 0);
    expect("a", "a", 1);
    expect("a\r\nb\rc\n", "a\nb\nc", 3);
    expect("\x1b[31mred\x1b[0m", "red", 1);
}

static void test_line_starts(void **state)
{
    (void)state;
    struct docs_queue queue;
    struct event event = { .message = SLICE("ab\nc\n\nd") }, out;
    docs_queue_init(&queue);
    docs_queue_add(&queue, &event, &where);
    assert_true(docs_queue_take(&queue, &out));
    static const uint32_t starts[] = { 0, 3, 5, 6 };
    assert_int_equal(out.line_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(out.lines[i].start, starts[i]);
    docs_queue_release(&queue);
}

static void test_bounds(void **state)
{
    (void)state;
    struct docs_queue queue;
    docs_queue_init(&queue);
    char *text = alloc_bytes(EVENT_BYTES_MAX + 1);
    memset(text, '\n', EVENT_BYTES_MAX + 1);
    text[0] = text[EVENT_BYTES_MAX] = 'x';
    struct event event = { .message = slice_make(text, EVENT_BYTES_MAX + 1) }, out;
    docs_queue_add(&queue, &event, &where);
    assert_int_equal(queue.cut, 1);
    assert_int_equal(queue.cut_bytes, 1);
    assert_true(docs_queue_take(&queue, &out));
    assert_int_equal(out.message.len, EVENT_BYTES_MAX);
    assert_int_equal(out.line_count, EVENT_LINES_MAX);
    alloc_free(text);
    event.message = SLICE("x");
    for (size_t i = 0; i < DOCS_QUEUE_MAX + 2; i++)
        docs_queue_add(&queue, &event, &where);
    assert_int_equal(queue.dropped, 2);
    for (size_t i = 0; i < DOCS_QUEUE_MAX; i++)
        assert_true(docs_queue_take(&queue, &out));
    assert_false(docs_queue_take(&queue, &out));
    assert_true(docs_queue_is_empty(&queue));
    docs_queue_release(&queue);
}

/* Names are cut, and what all events of a record share is kept once. */
static void test_names(void **state)
{
    (void)state;
    struct docs_queue queue;
    docs_queue_init(&queue);
    char *text = alloc_bytes(EVENT_NAME_MAX + 1);
    memset(text, 'n', EVENT_NAME_MAX + 1);
    struct event event = { .message = SLICE("x"), .service = SLICE("api") }, one, two;
    event.group = slice_make(text, EVENT_NAME_MAX + 1);
    docs_queue_add(&queue, &event, &where);
    event.service = SLICE("web");
    docs_queue_add(&queue, &event, &where);
    alloc_free(text);
    assert_true(docs_queue_take(&queue, &one));
    assert_true(docs_queue_take(&queue, &two));
    assert_int_equal(one.group.len, EVENT_NAME_MAX);
    assert_int_equal(one.group.ptr[EVENT_NAME_MAX - 1], 'n');
    assert_ptr_equal(one.group.ptr, two.group.ptr);
    assert_true(slice_eq(one.service, SLICE("api")));
    assert_true(slice_eq(two.service, SLICE("web")));
    docs_queue_release(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_cleaned),
        cmocka_unit_test(test_line_starts),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
