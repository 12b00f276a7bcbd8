#include "report/wrap.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

static const struct report_style ascii = { .width = 60 };
static const struct report_style utf8 = { .width = 60, .unicode = true };

struct wrap_case {
    const char *text;
    struct wrap w;
    const char *expected;
};

static void test_add(void **state)
{
    (void)state;
    static const struct wrap_case cases[] = {
        { "", { 20, 0, 2, 0 }, "\n" },
        { "  one  ", { 20, 0, 2, 0 }, "one\n" },
        { "one two three four five", { 20, 0, 2, 0 }, "one two three four\n  five\n" },
        { "exactly twenty chars", { 20, 0, 2, 0 }, "exactly twenty chars\n" },
        { "exactly twenty chars.", { 20, 0, 2, 0 }, "exactly twenty\n  chars.\n" },
        { "abcdefghijklmnopqrstuvwxyz", { 20, 0, 2, 0 }, "abcdefghijklmnopqrst\n  uvwxyz\n" },
        { "one two three four five six seven", { 20, 0, 0, 1 }, "one two three fou...\n" },
        { "one two three four five six seven",
          { 20, 0, 0, 2 },
          "one two three four\nfive six seven\n" },
        { "one two three four five six",
          { 40, 24, 24, 0 },
          "one two three\n                        four five six\n" },
    };
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        wrap_add(&ascii, cases[i].w, slice_cstr(cases[i].text), &out);
        assert_string_equal(buf_cstr(&out), cases[i].expected);
    }
    buf_release(&out);
}

static void test_add_command(void **state)
{
    (void)state;
    static const struct wrap_case cases[] = {
        { "", { 40, 0, 4, 0 }, "\n" },
        { "ls -l", { 40, 0, 4, 0 }, "ls -l\n" },
        { "aws ecs describe-services --cluster main --services web",
          { 40, 0, 4, 0 },
          "aws ecs describe-services \\\n    --cluster main --services web\n" },
        { "grep 'a b c d e f g h i j k l m n o p q r s t u' file",
          { 40, 0, 4, 0 },
          "grep \\\n    'a b c d e f g h i j k l m n o p q r s t u' \\\n    file\n" },
        { "echo a\\ b\\ c\\ d\\ e\\ f\\ g\\ h\\ i\\ j\\ k x",
          { 40, 0, 4, 0 },
          "echo a\\ b\\ c\\ d\\ e\\ f\\ g\\ h\\ i\\ j\\ k x\n" },
        { "x \"unfinished quote with blanks, longer than the line",
          { 40, 0, 4, 0 },
          "x \\\n    \"unfinished quote with blanks, longer than the line\n" },
        { "a \\", { 40, 0, 4, 0 }, "a \\\n" },
        { "tool -", { 40, 0, 4, 0 }, "tool -\n" },
    };
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        wrap_add_command(cases[i].w, slice_cstr(cases[i].text), &out);
        assert_string_equal(buf_cstr(&out), cases[i].expected);
    }
    buf_release(&out);
}

static void test_cut_and_cell(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    assert_int_equal(wrap_add_cut(&utf8, SLICE("abcdef"), 6, &out), 6);
    assert_int_equal(wrap_add_cut(&utf8, SLICE("abcdef"), 5, &out), 5);
    assert_int_equal(wrap_add_cut(&ascii, SLICE("abcdef"), 5, &out), 5);
    assert_int_equal(wrap_add_cut(&ascii, SLICE("abcdef"), 2, &out), 0);
    wrap_add_cell(&utf8, SLICE("ab"), 4, &out);
    /* Two columns each: the third would not fit beside the ellipsis. */
    wrap_add_cell(&utf8, SLICE("日本語"), 5, &out);
    wrap_add_cell(&utf8, SLICE("日本語"), 4, &out);
    assert_string_equal(buf_cstr(&out), "abcdefabcd…ab...ab  日本…日… ");
    buf_release(&out);
}

static void test_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
        const char *expected;
    } rows[] = {
        { "short", 5, "short" },
        { "abcdefghijklmnopqrstuvwxyz", 13, "abcd … uvwxyz" },
        { "abcdefghijklmnopqrstuvwxyz", 26, "abcdefghijklmnopqrstuvwxyz" },
        { "abc efghijklmnopqrstuvwxyz", 13, "abc … uvwxyz" },
        { "abcdefghijklmnopqrstuvwxyz", 4, "abc…" },
        { "日本語のログ日本語のログ", 13, "日本 … のログ" },
        { "日本語のログ日本語のログ", 12, "日 … のログ" },
    };
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_reset(&out);
        wrap_add_ends(&utf8, slice_cstr(rows[i].text), rows[i].columns, &out);
        assert_string_equal(buf_cstr(&out), rows[i].expected);
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_add_command),
        cmocka_unit_test(test_cut_and_cell),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
