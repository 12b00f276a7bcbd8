#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void assert_slice(struct slice got, const char *want)
{
    if (!slice_eq(got, slice_cstr(want)))
        fail_msg("got \"%.*s\", want \"%s\"", SLICE_ARG(got), want);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        struct slice s;
        size_t len;
        uint32_t code;
    } rows[] = {
        { { "a", 1 }, 1, 'a' },
        { { "\0", 1 }, 1, 0 },
        { { "\xC3\xA9", 2 }, 2, 0xE9 },
        { { "\xE2\x82\xAC", 3 }, 3, 0x20AC },
        { { "\xF0\x9F\x98\x80", 4 }, 4, 0x1F600 },
        { { "\xF4\x8F\xBF\xBF", 4 }, 4, 0x10FFFF },
        { { "\xC3", 1 }, 0, 0 },             /* cut */
        { { "\xC0\x80", 2 }, 0, 0 },         /* overlong */
        { { "\xE0\x80\x80", 3 }, 0, 0 },     /* overlong */
        { { "\xED\xA0\x80", 3 }, 0, 0 },     /* surrogate */
        { { "\xF4\x90\x80\x80", 4 }, 0, 0 }, /* above the last */
        { { "\x80", 1 }, 0, 0 },
        { { "\xFF", 1 }, 0, 0 },
        { { "", 0 }, 0, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t code = 0;
        assert_int_equal(text_utf8_at(rows[i].s, 0, &code), rows[i].len);
        assert_int_equal(code, rows[i].code);
        assert_int_equal(text_is_utf8(rows[i].s), rows[i].len == rows[i].s.len);
    }
    assert_true(text_is_utf8(SLICE("eight bytes and more \xC3\xA9 and eight more")));
    assert_false(text_is_utf8(SLICE("eight bytes and more \xE9 and eight more")));
}

static void test_add_utf8(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b);
    text_add_utf8(&b, SLICE("a\xFF\xC3\xA9\xE2\x82"));
    assert_slice(buf_slice(&b), "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD");
    buf_release(&b);
}

static void test_display(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b);
    text_add_display(&b, SLICE("a\033[31m\tb\nc\x7F\xC2\x9B\xFF\xE2\x80\xAE\xC3\xA9"),
                     SLICE(" / "));
    assert_slice(buf_slice(&b), "a\\x1B[31m b / c\\x7F\\x9B\\xFF\\u{202E}\xC3\xA9");
    buf_release(&b);
}

static void test_strip_ansi(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "plain", "plain" },
        { "\033[31mred\033[0m", "red" },
        { "\033[1;38;5;196mER\033[mROR", "ERROR" },
        { "\033]0;title\atext", "text" },
        { "\033]8;;http://x\033\\link\033]8;;\033\\", "link" },
        { "\033]never ended", "never ended" },
        { "\033(Btext", "text" },
        { "\033[2K\033[1Gline", "line" },
        { "cut\033", "cut" },
        { "cut\033[", "cut" },
        { "cut\033[12;", "cut" },
        { "bad\033[12\x01z", "bad\x01z" },
        { "\033cfull reset", "full reset" },
        { "\033\033[0mx", "x" },
        { "", "" },
    };
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_slice(text_strip_ansi(slice_cstr(rows[i][0]), &b), rows[i][1]);
    struct slice same = SLICE("no escapes");
    assert_ptr_equal(text_strip_ansi(same, &b).ptr, same.ptr);
    buf_release(&b);
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(text_width(SLICE("abc")), 3);
    assert_int_equal(text_width(SLICE("e\xCC\x81")), 1);        /* combining acute */
    assert_int_equal(text_width(SLICE("\xE6\x97\xA5")), 2);     /* CJK */
    assert_int_equal(text_width(SLICE("\xF0\x9F\x94\xA5")), 2); /* emoji */
    assert_int_equal(text_width(SLICE("\xE2\x94\x82")), 1);     /* box drawing */
    assert_int_equal(text_width(SLICE("\xE2\x80\x8B")), 0);     /* zero width space */
    assert_slice(text_cut(SLICE("a\xE6\x97\xA5z"), 2), "a");
    assert_slice(text_cut(SLICE("a\xE6\x97\xA5z"), 3), "a\xE6\x97\xA5");
    assert_slice(text_cut(SLICE("e\xCC\x81z"), 1), "e\xCC\x81");
    assert_slice(text_cut(SLICE("abc"), 0), "");
    assert_slice(text_cut(SLICE("abc"), 9), "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8),    cmocka_unit_test(test_add_utf8),
        cmocka_unit_test(test_display), cmocka_unit_test(test_strip_ansi),
        cmocka_unit_test(test_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
