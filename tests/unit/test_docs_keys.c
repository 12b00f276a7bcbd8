#include "frame/docs_keys.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static void test_every_key_of_a_shape_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; doc_shape_table[i]; i++)
        for (size_t k = 0; k < DOC_KEYS_MAX; k++) {
            const char *required = doc_shape_table[i]->required[k];
            const char *any_of = doc_shape_table[i]->any_of[k];
            assert_true(!required || docs_key_find(slice_cstr(required)));
            assert_true(!any_of || docs_key_find(slice_cstr(any_of)));
        }
}

static void test_find(void **state)
{
    (void)state;
    static const char *const known[] = { "@l", "@log", "@version", "tasks", "value", "Data" };
    static const char *const unknown[] = { "", "zzz", "event", "eventss", "@", "Message" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_non_null(docs_key_find(slice_cstr(known[i])));
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_null(docs_key_find(slice_cstr(unknown[i])));
}

static struct docs_mask mask_of(const char *const *names)
{
    struct docs_mask mask = { { 0 } };
    for (; *names; names++)
        docs_mask_add(&mask, docs_key_find(slice_cstr(*names)));
    return mask;
}

static void test_match(void **state)
{
    (void)state;
    static const struct {
        const char *keys[6], *shape;
        enum doc_kind kind;
    } rows[] = {
        { { "timestamp", "message", "eventId" }, "filter-log-events", DOC_OBJECT },
        { { "timestamp", "message", "ingestionTime" }, "get-log-events", DOC_OBJECT },
        { { "timestamp", "message", "id" }, "cloudwatch-subscription", DOC_OBJECT },
        { { "timestamp", "message" }, "cloudwatch-query", DOC_OBJECT },
        { { "timestamp" }, NULL, DOC_OBJECT },
        { { "@message" }, NULL, DOC_OBJECT },
        { { "@message", "@ptr" }, "insights-json", DOC_OBJECT },
        { { "field", "value" }, "insights-results", DOC_ROW },
        { { "field", "value" }, NULL, DOC_OBJECT },
        { { NULL }, NULL, DOC_OBJECT },
    };
    struct docs_shapes shapes;
    docs_shapes_init(&shapes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct docs_mask mask = mask_of(rows[i].keys);
        const size_t found = docs_shapes_match(&shapes, &mask, rows[i].kind, 0);
        if (rows[i].shape)
            assert_string_equal(doc_shape_table[found]->name, rows[i].shape);
        else
            assert_int_equal(found, shapes.count);
    }
}

static void test_masks(void **state)
{
    (void)state;
    struct docs_mask a = mask_of((const char *const[]){ "tasks", "@l", NULL });
    const struct docs_mask b = mask_of((const char *const[]){ "tasks", "value", NULL });
    docs_mask_keep(&a, &b);
    assert_true(docs_mask_has(&a, docs_key_find(SLICE("tasks"))));
    assert_false(docs_mask_has(&a, docs_key_find(SLICE("@l"))));
    assert_false(docs_mask_has(&a, docs_key_find(SLICE("value"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_of_a_shape_is_known),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_masks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
