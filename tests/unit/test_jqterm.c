#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "patdb/jqterm.h"

#include <stdio.h>

static struct jqterm *compile(const char *program)
{
    struct jqterm *term;
    struct err err;
    err_init(&err);
    if (jqterm_new(&term, slice_cstr(program), &err) != STATUS_OK)
        fail_msg("%s: %s", program, err.text);
    return term;
}

static void expect(const char *program, const char *text, bool want)
{
    struct jqterm *term = compile(program);
    struct jqterm_json *json = jqterm_parse(slice_cstr(text));
    assert_non_null(json);
    for (int i = 0; i < 2; i++) /* a program is asked again and again */
        if (jqterm_holds(term, json) != want)
            fail_msg("%s on %s", program, text);
    jqterm_json_free(json);
    jqterm_free(term);
}

static void test_holds(void **state)
{
    (void)state;
    expect(".a", "{\"a\": 1}", true);
    expect(".a", "{\"a\": 0}", true); /* only null and false are no */
    expect(".a", "{\"a\": false}", false);
    expect(".a", "{\"b\": 1}", false);
    expect(".a", "2025-10-01T12:00:01Z {\"a\": 1}", true);
    expect(".a == \"x\"", "{\"a\": \"\\u0078\"}", true);
    expect("select(.a > 2)", "{\"a\": 3}", true);
    expect("select(.a > 2)", "{\"a\": 2}", false);
    expect(".a[] | . == 2", "{\"a\": [1, 2, 3]}", true);
    expect("empty", "{}", false);
    /* An error is a no, also behind a yes. */
    expect(".a.b", "{\"a\": 1}", false);
    expect("true, error(\"x\")", "{}", false);
    expect(".a | test(\"x\")", "{}", false);
}

static void test_bad_programs(void **state)
{
    (void)state;
    struct jqterm *term;
    struct err err;
    err_init(&err);
    assert_int_equal(jqterm_new(&term, SLICE(".a =="), &err), STATUS_FAIL);
    assert_null(term);
    assert_true(err.set && err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
    assert_int_equal(jqterm_new(&term, SLICE("nosuch(.a)"), NULL), STATUS_FAIL);
    assert_int_equal(jqterm_new(&term, SLICE(".a\0.b"), NULL), STATUS_FAIL);
    assert_int_equal(jqterm_new(&term, SLICE(""), NULL), STATUS_OK); /* the identity */
    jqterm_free(term);
}

static void test_no_objects(void **state)
{
    (void)state;
    static const char *const texts[] = { "",        "[1]",   "1",         "text",         "text {}",
                                         "{\"a\":", "{} {}", "{\"a\" 1}", "{\"a\": nope}" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(jqterm_parse(slice_cstr(texts[i])));
    /* Too long, too deep. */
    struct buf text;
    buf_init(&text);
    buf_add_cstr(&text, "{\"a\": \"");
    for (size_t i = 0; i < JQTERM_BYTES_MAX; i++)
        buf_add_byte(&text, 'x');
    buf_add_cstr(&text, "\"}");
    assert_null(jqterm_parse(buf_slice(&text)));
    buf_reset(&text);
    buf_add_cstr(&text, "{\"a\": ");
    for (size_t i = 0; i < JQTERM_BYTES_MAX / 2; i++)
        buf_add_byte(&text, '[');
    assert_null(jqterm_parse(buf_slice(&text)));
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds),
        cmocka_unit_test(test_bad_programs),
        cmocka_unit_test(test_no_objects),
    };
    if (!jqterm_is_available()) {
        puts("1..0 # SKIP built without libjq");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
