#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timestamp.h"
#include "report/report_json_out.h"

#include <jansson.h>

/* A document with everything that can stand in one. */
static void write_all(struct report_json_out *o)
{
    report_json_out_open_object(o, NULL);
    report_json_out_text(o, "text", SLICE("a\nb \"{\\c\":\n[]}\xc3\xa9 \xf0\x9f\x98\x80"));
    report_json_out_open_list(o, "none");
    report_json_out_close_list(o);
    report_json_out_open_object(o, "deep");
    report_json_out_open_list(o, "list");
    report_json_out_open_object(o, NULL);
    report_json_out_count(o, "most", UINT64_MAX);
    report_json_out_integer(o, "least", INT64_MIN);
    report_json_out_close_object(o);
    report_json_out_count(o, NULL, 0);
    report_json_out_bool(o, NULL, true);
    report_json_out_close_list(o);
    report_json_out_share(o, "share", 0.125);
    report_json_out_name(o, SLICE("a \"name\""));
    report_json_out_bool(o, NULL, false);
    report_json_out_close_object(o);
    report_json_out_time(o, "time", 1759329662120000);
    report_json_out_close_object(o);
    report_json_out_end_line(o);
}

/* The same bytes as from jansson. */
static void assert_as_jansson(enum json_out_layout layout, size_t flags)
{
    struct buf out;
    buf_init(&out);
    struct report_json_out o;
    report_json_out_init(&o, &out, layout);
    write_all(&o);
    assert_int_equal(out.ptr[out.len - 1], '\n');
    json_t *tree = json_loadb(out.ptr, out.len, 0, NULL);
    assert_non_null(tree);
    char *want = json_dumps(tree, flags | JSON_PRESERVE_ORDER);
    out.ptr[out.len - 1] = '\0';
    assert_string_equal(out.ptr, want);
    free(want);
    json_decref(tree);
    buf_release(&out);
}

static void test_as_jansson(void **state)
{
    (void)state;
    assert_as_jansson(JSON_OUT_INDENTED, JSON_INDENT(2));
    assert_as_jansson(JSON_OUT_LINE, JSON_COMPACT);
}

/* What one value becomes. */
static void assert_value(struct buf *out, const char *want)
{
    assert_string_equal(buf_cstr(out), want);
    buf_reset(out);
}

static void test_values(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    struct report_json_out o;
    report_json_out_init(&o, &out, JSON_OUT_LINE);
    static const struct {
        double share;
        const char *want;
    } shares[] = {
        { 0, "0.0\n" },       { 1, "1.0\n" },      { 0.5, "0.5\n" },    { 0.97, "0.97\n" },
        { 0.001, "0.001\n" }, { 0.0004, "0.0\n" }, { 0.9996, "1.0\n" }, { 2, "1.0\n" },
        { -1, "0.0\n" },      { NAN, "0.0\n" },
    };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        report_json_out_share(&o, NULL, shares[i].share);
        report_json_out_end_line(&o);
        assert_value(&out, shares[i].want);
    }
    static const struct {
        const char *text;
        size_t len;
        const char *want;
    } texts[] = {
        { "\x1b[0m\x7f", sizeof "\x1b[0m\x7f" - 1, "\"\\u001b[0m\\u007f\"\n" },
        { "\0\xff.", sizeof "\0\xff." - 1, "\"\xEF\xBF\xBD\xEF\xBF\xBD.\"\n" },
        { "\xe2\x80\xae", sizeof "\xe2\x80\xae" - 1, "\"\\u202e\"\n" }, /* right to left */
        { "\xf3\xa0\x80\x81", sizeof "\xf3\xa0\x80\x81" - 1,
          "\"\\udb40\\udc01\"\n" }, /* a tag, not shown */
        { "\t\r\b\f/", sizeof "\t\r\b\f/" - 1, "\"\\t\\r\\b\\f/\"\n" },
        { "", sizeof "" - 1, "\"\"\n" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        report_json_out_text(&o, NULL, slice_make(texts[i].text, texts[i].len));
        report_json_out_end_line(&o);
        assert_value(&out, texts[i].want);
    }
    report_json_out_time(&o, NULL, TIMESTAMP_NONE);
    assert_value(&out, "\"\"");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_jansson),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
