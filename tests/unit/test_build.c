#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build.h"
#include "patdb/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIG(id, title)                                                                             \
    "- {id: " id ", kind: cause, domain: network, title: " title ", latent: true}\n"

static enum status add(struct build *b, const char *yaml, const char *name)
{
    struct err err;
    err_init(&err);
    return build_add_yaml(b, slice_cstr(yaml), name, &err);
}

/* A source replaces a signature of a database, whichever is added first. */
static void test_base_is_replaced(void **state)
{
    (void)state;
    for (int is_base_first = 0; is_base_first < 2; is_base_first++) {
        struct build *first = build_new(), *b = build_new();
        struct buf out;
        buf_init(&out);
        assert_int_equal(add(first, SIG("a.a", "old") SIG("b.b", "old"), "base.yaml"), STATUS_OK);
        assert_int_equal(build_finish(first, &out, NULL), STATUS_OK);
        if (is_base_first)
            build_add_sigset(b, build_signatures(first));
        assert_int_equal(add(b, SIG("b.b", "new") SIG("c.c", "new"), "mine.yaml"), STATUS_OK);
        if (!is_base_first)
            build_add_sigset(b, build_signatures(first));
        build_free(first);
        assert_int_equal(build_finish(b, &out, NULL), STATUS_OK);
        const struct sigset *set = build_signatures(b);
        assert_int_equal(set->count, 3);
        assert_true(slice_eq(set->items[0].title, SLICE("old")));
        assert_true(slice_eq(set->items[1].title, SLICE("new")));
        assert_true(build_is_base(b, 0));
        assert_false(build_is_base(b, 1));
        assert_false(build_is_base(b, 2));
        buf_release(&out);
        build_free(b);
    }
}

/* The order of the sources does not show in the result. */
static void test_order(void **state)
{
    (void)state;
    struct buf out[2];
    for (int i = 0; i < 2; i++) {
        struct build *b = build_new();
        buf_init(&out[i]);
        assert_int_equal(add(b, i ? SIG("a.a", "T") : SIG("b.b", "T"), i ? "a" : "b"), STATUS_OK);
        assert_int_equal(add(b, i ? SIG("b.b", "T") : SIG("a.a", "T"), i ? "b" : "a"), STATUS_OK);
        assert_int_equal(build_finish(b, &out[i], NULL), STATUS_OK);
        build_free(b);
    }
    assert_int_equal(out[0].len, out[1].len);
    assert_memory_equal(out[0].ptr, out[1].ptr, out[0].len);
    buf_release(&out[0]);
    buf_release(&out[1]);
}

static void write_file(const char *folder, const char *name, const char *text, struct buf *path)
{
    buf_reset(path);
    buf_printf(path, "%s/%s", folder, name);
    FILE *file = fopen(buf_cstr(path), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_folder(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } files[] = { { "b.yml", SIG("b.b", "T") },
                  { "a.yaml", SIG("a.a", "T") },
                  { "notes.txt", "not: read" },
                  { ".hidden.yaml", "not: read" } };
    char folder[] = "test_build.XXXXXX";
    struct buf path, out;
    buf_init(&path);
    buf_init(&out);
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 4; i++)
        write_file(folder, files[i].name, files[i].text, &path);
    struct build *b = build_new();
    struct err err;
    err_init(&err);
    assert_int_equal(build_add_path(b, folder, &err), STATUS_OK);
    assert_int_equal(build_finish(b, &out, &err), STATUS_OK);
    assert_int_equal(build_signatures(b)->count, 2);
    assert_true(slice_ends(build_signatures(b)->items[0].origin_file, SLICE("/a.yaml")));
    build_free(b);
    for (size_t i = 0; i < 4; i++) {
        buf_reset(&path);
        buf_printf(&path, "%s/%s", folder, files[i].name);
        unlink(buf_cstr(&path));
    }
    rmdir(folder);
    b = build_new();
    err_init(&err);
    assert_int_equal(build_add_path(b, folder, &err), STATUS_FAIL);
    assert_string_equal(err.source, folder);
    build_free(b);
    buf_release(&path);
    buf_release(&out);
}

static void test_suggest(void **state)
{
    (void)state;
    struct sig items[2] = { { .id = SLICE("redis.unavailable") }, { .id = SLICE("tls.expired") } };
    const struct sigset set = { items, 2 };
    struct buf out;
    buf_init(&out);
    build_suggest(&set, SLICE("redis.unavailble"), &out);
    assert_string_equal(buf_cstr(&out), "; did you mean 'redis.unavailable'?");
    buf_reset(&out);
    build_suggest(&set, SLICE("something.else"), &out);
    build_suggest(&set, slice_empty(), &out);
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_is_replaced),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_suggest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
