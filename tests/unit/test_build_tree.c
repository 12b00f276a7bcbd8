#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "patdb/build_tree.h"

static const struct {
    const char *yaml;
    uint64_t line;
    const char *says;
} refused[] = {
    { "- &a x\n", 1, "anchors" },
    { "- x\n- *a\n", 2, "aliases" },
    { "- !!str x\n", 1, "tags" },
    { "- !x [1]\n", 1, "tags" },
    { "- &a [1]\n", 1, "anchors" },
    { "- {a: 1, b: 2, a: 3}\n", 1, "twice" },
    { "- a: 1\n  b: 2\n  a: 3\n", 3, "twice" },
    { "- ? [x]\n  : y\n", 1, "key must be text" },
    { "- 'open\n", 2, "not YAML" },
    { "a: b: c\n", 1, "not YAML" },
    { "[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]", 1, "nested too deep" },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct arena arena;
        struct tree *root;
        struct err err;
        arena_init(&arena);
        err_init(&err);
        assert_int_equal(tree_parse(&arena, slice_cstr(refused[i].yaml), &root, &err), STATUS_FAIL);
        assert_null(root);
        if (!strstr(err.text, refused[i].says) || err.line != refused[i].line)
            fail_msg("%s\nwanted line %u with '%s', got line %u: %s", refused[i].yaml,
                     (unsigned)refused[i].line, refused[i].says, (unsigned)err.line, err.text);
        arena_release(&arena);
    }
}

static void test_shape(void **state)
{
    (void)state;
    struct arena arena;
    struct tree *root;
    struct err err;
    arena_init(&arena);
    err_init(&err);
    const struct slice yaml =
        SLICE("# remark\n- a: 'it''s'\n  b: [1, two]\n- |-\n  x\n  y\n- ''\n");
    assert_int_equal(tree_parse(&arena, yaml, &root, &err), STATUS_OK);
    assert_int_equal(root->kind, TREE_LIST);
    assert_int_equal(root->count, 3);
    const struct tree *map = root->first;
    assert_int_equal(map->kind, TREE_MAP);
    assert_int_equal(map->line, 2);
    assert_true(slice_eq(map->first->key, SLICE("a")));
    assert_true(slice_eq(map->first->text, SLICE("it's")));
    assert_int_equal(map->last->kind, TREE_LIST);
    assert_int_equal(map->last->line, 3);
    assert_true(slice_eq(map->last->last->text, SLICE("two")));
    assert_true(slice_eq(map->next->text, SLICE("x\ny")));
    assert_int_equal(root->last->text.len, 0);
    arena_release(&arena);
}

static void test_empty(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "\n", "# only a remark\n" };
    for (size_t i = 0; i < 3; i++) {
        struct arena arena;
        struct tree *root;
        arena_init(&arena);
        assert_int_equal(tree_parse(&arena, slice_cstr(texts[i]), &root, NULL), STATUS_OK);
        assert_null(root);
        arena_release(&arena);
    }
}

static void test_too_large(void **state)
{
    (void)state;
    struct arena arena;
    struct tree *root;
    struct buf yaml;
    struct err err;
    arena_init(&arena);
    buf_init(&yaml);
    err_init(&err);
    buf_add_fill(&yaml, ' ', TREE_BYTES_MAX + 1);
    assert_int_equal(tree_parse(&arena, buf_slice(&yaml), &root, &err), STATUS_FAIL);
    assert_non_null(strstr(err.text, "larger than"));
    buf_reset(&yaml);
    for (size_t i = 0; i < TREE_NODES_MAX; i++)
        buf_add_cstr(&yaml, "- a\n");
    err_init(&err);
    assert_int_equal(tree_parse(&arena, buf_slice(&yaml), &root, &err), STATUS_FAIL);
    assert_non_null(strstr(err.text, "too many values"));
    buf_release(&yaml);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
