#include "report/markdown.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

struct row {
    const char *text, *want;
};

static void check(void (*add)(struct buf *out, struct slice safe), const struct row *rows,
                  size_t count)
{
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < count; i++) {
        buf_reset(&out);
        add(&out, slice_cstr(rows[i].text));
        assert_string_equal(buf_cstr(&out), rows[i].want);
    }
    buf_release(&out);
}

static void test_text(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "", "" },
        { "plain text, 12:30:45", "plain text, 12:30:45" },
        { "a_b *c* [d] e|f <g> & ~h~", "a\\_b \\*c\\* \\[d\\] e\\|f &lt;g\\> &amp; \\~h\\~" },
        { "ask @octocat (#12).", "ask `@octocat` (`#12`)." },
        { "see https://e.vil, www.e.vil GH-7 :+1: $x$ :100:",
          "see `https://e.vil`, `www.e.vil` `GH-7` `:+1:` `$x$` `:100:`" },
        { "- item", "`-` item" },
        { "1. item", "`1.` item" },
        { "x `y` \\|", "x `` `y` `` `\\\\|`" },
        { "two  blanks", "two  blanks" },
    };
    check(markdown_add_text, rows, sizeof rows / sizeof *rows);
}

static void add_in_table(struct buf *out, struct slice safe)
{
    markdown_add_code(out, safe, true);
}

static void test_code(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "", "" },           { "   ", "" },      { "a|b", "`a\\|b`" },
        { "a`b", "``a`b``" }, { "`", "`` ` ``" }, { "a``b`", "``` a``b` ```" },
    };
    check(add_in_table, rows, sizeof rows / sizeof *rows);
}

static void test_blocks_and_labels(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    markdown_add_block(&out, "text", SLICE("a ```` b"));
    assert_string_equal(buf_cstr(&out), "`````text\na ```` b\n`````\n");
    buf_reset(&out);
    markdown_add_label(&out, SLICE("x\"y\"]#<é>"));
    assert_string_equal(buf_cstr(&out), "x#34;y#34;#93;#35;#60;é#62;");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_code),
        cmocka_unit_test(test_blocks_and_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
