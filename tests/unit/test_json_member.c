#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame/json_member.h"

static void test_members(void **state)
{
    (void)state;
    static const struct {
        const char *json, *path, *value; /* NULL: there is none */
    } rows[] = {
        { "{\"a\":\"x\\ny\\u00e9\"}", "a", "x\ny\xc3\xa9" },
        { "{\"a\":{\"b\":{\"c\":7}}}", "a.b.c", "7" },
        { "{\"a\":{\"b\":[true,{\"c\":null}]}}", "a.b", "[true,{\"c\":null}]" },
        { "{\"a\":{\"b\":[true,{\"c\":null}]}}", "a.b.1.c", "null" },
        { "{\"a\":[1,2]}", "a.2", NULL },
        { "{\"service.name\":\"api\",\"service\":{\"name\":\"no\"}}", "service.name", "api" },
        { "{\"a.b\":{\"c.d\":1}}", "a.b.c.d", "1" },
        { "{\"a\":1}", "b", NULL },
        { "{\"a\":1}", "", NULL },
        { "{\"a\":1}", "a.b", NULL },
        { "{\"n\":39234567890123456789012345}", "n", "3.9234567890123456e25" },
        { "{\"a\":", "a", NULL },
        { "[1]", "0", NULL },
        { "text", "text", NULL },
        { "", "a", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out);
        buf_add_byte(&out, '>');
        const bool found =
            json_member_add(slice_cstr(rows[i].json), slice_cstr(rows[i].path), &out);
        assert_int_equal(found, rows[i].value != NULL);
        if (found)
            assert_string_equal(buf_cstr(&out) + 1, rows[i].value);
        else
            assert_int_equal(out.len, 1);
        buf_release(&out);
    }
}

static void test_deep(void **state)
{
    (void)state;
    struct buf json, path, out;
    buf_init(&json);
    buf_init(&path);
    buf_init(&out);
    for (int i = 0; i < 100; i++) {
        buf_add_cstr(&json, "{\"a\":");
        buf_add_cstr(&path, i ? ".a" : "a");
    }
    buf_add_cstr(&json, "1");
    buf_add_fill(&json, '}', 100);
    assert_false(json_member_add(buf_slice(&json), buf_slice(&path), &out));
    buf_release(&json);
    buf_release(&path);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
