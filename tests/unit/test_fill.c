#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/fill.h"
#include "search_fixture.h"

static const char tail_line[] =
    "2025-10-01T14:41:02.120000+00:00 api/web/0123456789abcdef0123456789abcdef ERROR user=bob "
    "path=\"/a b\" took=12ms";
static const char json_line[] = "{\"time\":\"2025-10-01T14:41:02Z\",\"level\":\"warn\",\"msg\":"
                                "\"hi\",\"err\":{\"code\":\"E1\"},"
                                "\"took\":7}";

static void check(const char *line, const char *regex, const char *template, const char *want)
{
    struct first_event f;
    struct fill fill;
    struct subject s;
    struct buf out;
    struct confirm_match m;
    struct err err;
    err_init(&err);
    first_event_open(&f, line);
    subject_init(&s);
    subject_set(&s, &f.event, f.src, "x.log");
    buf_init(&out);
    struct patterns *p = pattern(regex);
    if (fill_init(&fill, slice_cstr(template), &err) != STATUS_OK)
        fail_msg("%s: %s", template, err.text);
    assert_true(subject_match(&s, p));
    patterns_begin(p, s.searched);
    assert_true(patterns_next(p, s.searched, 0, &m));
    fill_add(&fill, &s, p, &m, &out);
    if (!slice_eq(buf_slice(&out), slice_cstr(want)))
        fail_msg("%s: got '%s', want '%s'", template, buf_cstr(&out), want);
    fill_release(&fill);
    patterns_free(p);
    buf_release(&out);
    subject_release(&s);
    first_event_close(&f);
}

static void test_places(void **state)
{
    (void)state;
    check(tail_line, "user=(\\w+)", "{1}|{0}|{2}|{9}", "bob|user=bob||");
    check(tail_line, "(?<who>b.b)", "{who} {nobody}", "bob ");
    check(tail_line, "bob", "{time} {stream} {task} {level}",
          "2025-10-01T14:41:02.120Z api/web/0123456789abcdef0123456789abcdef "
          "0123456789abcdef0123456789abcdef error");
    check(tail_line, "bob", "{user}|{path}|{took}|{ook}", "bob|/a b|12ms|");
    check(tail_line, "bob", "{source}:{line}:{offset}", "x.log:1:0");
    check(json_line, "hi", "{err.code} {took} {level}", "E1 7 warn");
    check(json_line, "hi", "{message}", "hi\nerr.code=E1\ntook=7");
    check(json_line, "hi", "{text}", json_line);
}

static void test_plain(void **state)
{
    (void)state;
    check(tail_line, "bob", "", "");
    check(tail_line, "bob", "{{0}} \\t\\n\\\\ \\d", "{0} \t\n\\ \\d");
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const bad[] = { "{", "{a", "{}", "}", "a}b" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fill fill;
        struct err err;
        err_init(&err);
        assert_int_equal(fill_init(&fill, slice_cstr(bad[i]), &err), STATUS_FAIL);
        assert_non_null(strstr(err.text, "byte"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
