#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report_json_out.h"

#include <jansson.h>

/* The same bytes as from jansson, which holds the whole tree. */
static void test_same_as_tree(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    struct report_json_out o;
    report_json_out_init(&o, &out);
    report_json_out_open(&o, NULL, '{');
    report_json_out_value(&o, "text", json_string("a\nb {\"c\":\n[]}"));
    report_json_out_open(&o, "none", '[');
    report_json_out_close(&o, ']');
    report_json_out_open(&o, "deep", '{');
    report_json_out_open(&o, "list", '[');
    report_json_out_value(&o, NULL, json_pack("{s:[i,i],s:{}}", "two", 1, 2, "empty"));
    report_json_out_value(&o, NULL, json_integer(7));
    report_json_out_value(&o, NULL, json_array());
    report_json_out_close(&o, ']');
    report_json_out_value(&o, "real", json_real(0.125));
    report_json_out_close(&o, '}');
    report_json_out_close(&o, '}');

    json_t *tree = json_loadb(out.ptr, out.len, 0, NULL);
    assert_non_null(tree);
    char *want = json_dumps(tree, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    assert_string_equal(buf_cstr(&out), want);
    free(want);
    json_decref(tree);
    buf_release(&out);
}

static void test_empty(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    struct report_json_out o;
    report_json_out_init(&o, &out);
    report_json_out_open(&o, NULL, '{');
    report_json_out_close(&o, '}');
    assert_string_equal(buf_cstr(&out), "{}");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_tree),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
