#include "frame/jsonscan.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* Tokens as letters, keys and strings with their text, cut strings with '!'. */
static void scan_all(struct slice text, size_t block, struct buf *out)
{
    struct jsonscan scan;
    jsonscan_init(&scan, 0, 1);
    size_t end = block && block < text.len ? block : text.len;
    for (;;) {
        const struct slice window = slice_sub(text, (size_t)scan.offset, end - (size_t)scan.offset);
        const enum jsonscan_token token = jsonscan_next(&scan, window, end == text.len);
        if (token == JSONSCAN_MORE) {
            if (end == text.len)
                return;
            const size_t need = (size_t)scan.offset + scan.want;
            end = need > end ? need : end + 1;
            end = end > text.len ? text.len : end;
            continue;
        }
        static const char letters[] = "?{}[]ks0,g";
        buf_add_byte(out, letters[token]);
        if (token == JSONSCAN_KEY || token == JSONSCAN_STRING) {
            buf_add_byte(out, '<');
            buf_add(out, jsonscan_text(&scan));
            buf_add_cstr(out, scan.cut ? "!>" : ">");
        }
        if (token == JSONSCAN_GARBAGE || token == JSONSCAN_OPEN_OBJECT)
            buf_printf(out, "%llu%s", (unsigned long long)scan.token_line,
                       scan.line_start ? "^" : "");
    }
}

static void test_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tokens;
    } rows[] = {
        { "", "" },
        { " \n\t", "" },
        { "{}", "{1^}" },
        { "{\"a\":1}", "{1^k<a>0}" },
        { "[ \"x\" , \"y\" ]", "[s<x>,s<y>]" },
        { "{\"a\" : \"b\\\"c\"}", "{1^k<a>s<b\\\"c>}" },
        { "[-1.5e+3,true,false,null,NaN]", "[0,0,0,0,0]" },
        { "[01x,-,1.,1e,tru]", "[g1,g1,g1,g1,g1]" },
        { "\n{\n {}}", "{2^{3^}}" },
        { "{\"a\": \"cut\n \"b\": 1}", "{1^k<a>s<cut!>k<b>0}" },
        { "{\"a\": \"cut\n}", "{1^k<a>s<cut!>}" },
        { "{\"a\": \"wrap\nped\"}", "{1^k<a>s<wrap\nped>}" },
        { "{\"a\": \"wrap\n\",\n\"b\":2}", "{1^k<a>s<wrap\n>,k<b>0}" },
        { "[\n$ ls\n2025-10-01 x", "[g2^g2g3^g3" },
        { "\"open", "" },
        { "\"esc\\", "" },
        { "12", "0" },
        { "12:30", "g1^g10" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t block = 0; block < 4; block++) {
            struct buf out;
            buf_init(&out);
            scan_all(slice_cstr(rows[i].text), block, &out);
            assert_string_equal(buf_cstr(&out), rows[i].tokens);
            buf_release(&out);
        }
}

static void test_kept_text_is_bounded(void **state)
{
    (void)state;
    char text[200];
    memset(text, 'x', sizeof text);
    text[0] = text[sizeof text - 1] = '"';
    struct jsonscan scan;
    jsonscan_init(&scan, 0, 1);
    assert_int_equal(jsonscan_next(&scan, slice_make(text, sizeof text), true), JSONSCAN_STRING);
    assert_int_equal(scan.text_len, JSONSCAN_KEY_BYTES);
    assert_false(scan.text_whole);
    jsonscan_init(&scan, 0, 1);
    scan.keep = JSONSCAN_TEXT_BYTES + 1;
    assert_int_equal(jsonscan_next(&scan, slice_make(text, sizeof text), true), JSONSCAN_STRING);
    assert_int_equal(scan.text_len, sizeof text - 2);
    assert_true(scan.text_whole);
    assert_int_equal(scan.keep, JSONSCAN_KEY_BYTES);
}

static void test_repair(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fixed;
    } rows[] = {
        { "{\"a\":1}", "{\"a\":1}" },
        { "{\"a\":\"x\n\"b\":1}", "{\"a\":\"x\",\n\"b\":1}" },
        { "{\"a\":\"x\r\n}", "{\"a\":\"x\"\n}" },
        { "{\"a\":\"x\\\n}", "{\"a\":\"x\"\n}" },
        { "{\"a\":\"x\ny\"}", "{\"a\":\"x\\u000ay\"}" },
        { "[\"a\tb\"]", "[\"a\\u0009b\"]" },
        { "[\"\\x\\u12\"]", "[\"\\\\x\\\\u12\"]" },
        { "[\"\\ud83d\\ude00\\ud83d\"]", "[\"\\ud83d\\ude00\\ufffd\"]" },
        { "[1,2,]", "[1,2]" },
        { "{\"a\":1,\n}", "{\"a\":1\n}" },
        { "[\"\xff\"]", "[\"\xef\xbf\xbd\"]" },
        { "[\"open", "[\"open\"" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out;
        buf_init(&out);
        jsonscan_repair(slice_cstr(rows[i].text), &out);
        assert_string_equal(buf_cstr(&out), rows[i].fixed);
        buf_release(&out);
    }
}

static void add_many(struct buf *out, const char *value, size_t bytes)
{
    buf_reset(out);
    buf_add_byte(out, '[');
    while (out->len < bytes) {
        buf_add_cstr(out, value);
        buf_add_byte(out, ',');
    }
    buf_add_cstr(out, "0]");
}

static void test_tree_fits(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        size_t bytes;
        bool fits;
    } rows[] = {
        { "{}", 30000, true },   { "{}", 200000, false },
        { "[]", 200000, false }, { "\"{},[],\\\"{}\"", 1000000, true },
        { "0", 1000000, false }, { "\"some words\"", 1000000, true },
    };
    struct buf text;
    buf_init(&text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        add_many(&text, rows[i].value, rows[i].bytes);
        if (jsonscan_tree_fits(buf_slice(&text)) != rows[i].fits)
            fail_msg("%zu bytes of %s", rows[i].bytes, rows[i].value);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_kept_text_is_bounded),
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_tree_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
