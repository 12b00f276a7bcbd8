#include "frame/docs_record.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static struct docs_mask keys_of(const char *a, const char *b)
{
    struct docs_mask mask = { { 0 } };
    docs_mask_add(&mask, docs_key_find(slice_cstr(a)));
    docs_mask_add(&mask, docs_key_find(slice_cstr(b)));
    return mask;
}

static void test_statuses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
        const char *message;
    } rows[] = {
        { "{\"timestamp\":1759329912123,\"message\":\"x\"}", STATUS_OK, "x" },
        { "{\"timestamp\":1759329912123,\"message\":\"x\n}", STATUS_OK, "x" },
        { "{\"timestamp\":\"x\",\"message\":\"x\"}", STATUS_END, NULL },
        { "{\"timestamp\":1759329912123,\"message\"}", STATUS_SKIP, NULL },
    };
    struct docs_shapes shapes;
    docs_shapes_init(&shapes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct docs_contexts contexts = { .count = 0 };
        docs_context_put(&contexts, DOCS_CONTEXT_GROUP, 1, SLICE("/outer"));
        docs_context_put(&contexts, DOCS_CONTEXT_GROUP, 2, SLICE("/inner"));
        docs_context_put(&contexts, DOCS_CONTEXT_STREAM, 3, SLICE("gone"));
        docs_context_leave(&contexts, 2);
        const struct docs_record record = {
            .text = slice_cstr(rows[i].text),
            .offset = 40,
            .where = { .line = 3, .offset = 44 },
            .keys = keys_of("timestamp", "message"),
            .kind = DOC_OBJECT,
        };
        struct docs_queue queue;
        struct event event;
        struct err err;
        size_t shape = 0;
        err_init(&err);
        docs_queue_init(&queue);
        assert_int_equal(docs_record_read(&record, &shapes, &contexts, 0, &queue, &shape, &err),
                         rows[i].status);
        assert_int_equal(err.set, rows[i].status == STATUS_SKIP);
        assert_int_equal(docs_queue_take(&queue, &event), rows[i].message != NULL);
        if (rows[i].message) {
            assert_true(slice_eq(event.message, slice_cstr(rows[i].message)));
            assert_true(slice_eq(event.group, SLICE("/inner")));
            assert_int_equal(event.stream.len, 0);
            assert_int_equal(event.offset, 40);
            assert_int_equal(event.length, record.text.len);
            assert_int_equal(event.lines[0].line, 3);
        }
        docs_queue_release(&queue);
    }
}

static void test_context_bounds(void **state)
{
    (void)state;
    static const char text[DOCS_CONTEXT_BYTES + 1] = "x";
    struct docs_contexts contexts = { .count = 0 };
    docs_context_put(&contexts, DOCS_CONTEXT_GROUP, 1, slice_make(text, sizeof text));
    docs_context_put(&contexts, DOCS_CONTEXT_GROUP, 1, slice_empty());
    assert_int_equal(contexts.count, 0);
    for (size_t i = 0; i < DOCS_CONTEXT_MAX + 1; i++)
        docs_context_put(&contexts, DOCS_CONTEXT_GROUP, 1, slice_make(text, DOCS_CONTEXT_BYTES));
    assert_int_equal(contexts.count, DOCS_CONTEXT_MAX);
    docs_context_leave(&contexts, 0);
    assert_int_equal(contexts.count, 0);
}

static void test_text(void **state)
{
    (void)state;
    struct docs_queue queue;
    struct event event;
    docs_queue_init(&queue);
    struct docs_record record = { .text = SLICE("\"a\\tb\""), .where = { .line = 1 } };
    docs_record_text(&record, true, 0, &queue);
    assert_true(docs_queue_take(&queue, &event));
    assert_true(slice_eq(event.message, SLICE("a\tb")));
    record.text = SLICE("{\"a\":1}");
    docs_record_text(&record, false, 0, &queue);
    assert_true(docs_queue_take(&queue, &event));
    assert_true(slice_eq(event.message, record.text));
    docs_queue_release(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_context_bounds),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
