#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "cli/db_branches.h"

/* The alternatives in the order in which they end, each followed by a line feed. */
static const struct {
    const char *regex, *wanted;
} cases[] = {
    { "", "" },
    { "no bar (?:at all)", "" },
    { "one|two", "one\ntwo\n" },
    { "a|", "a\n\n" },
    { "x(?:one|two(?:a|b)?)y", "one\na\nb\ntwo(?:a|b)?\n" },
    { "(?<host>\\S+|none)", "\\S+\nnone\n" },
    { "(?P<host>a>b|c)", "a>b\nc\n" },
    { "(?i)up|(?s:down)", "(?i)up\n(?s:down)\n" },
    { "(a|b)(?=c|d)(?<=b|c)(?>e|f)", "a\nb\nc\nd\nb\nc\ne\nf\n" },
    { "not (?!this|that)(?<!or|(?:x|y)) here|there",
      "not (?!this|that)(?<!or|(?:x|y)) here\nthere\n" },
    { "[|][]|][^]|[:alpha:]|](?:a|b)", "a\nb\n" },
    { "\\|\\(\\Q|(\\E|\\[", "\\|\\(\\Q|(\\E\n\\[\n" },
    { "[\\]|]|x", "[\\]|]\nx\n" },
};

static void test_cases(void **state)
{
    (void)state;
    struct db_branch branches[DB_BRANCHES_MAX];
    struct buf got;
    buf_init(&got);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slice regex = slice_cstr(cases[i].regex);
        uint32_t count = db_branches_of(regex, branches);
        buf_reset(&got);
        for (uint32_t k = 0; k < count; k++) {
            buf_add(&got, slice_sub(regex, branches[k].from, branches[k].to - branches[k].from));
            buf_add(&got, SLICE("\n"));
        }
        assert_string_equal(buf_cstr(&got), cases[i].wanted);
    }
    buf_release(&got);
}

/* Broken patterns never come here, but nothing may be read beyond their end. */
static void test_broken(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "(?:a|b", "a|b)c|d", "a|[b", "a|\\", "(?<n", "(?", "[[:"
    };
    struct db_branch branches[DB_BRANCHES_MAX];
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct slice regex = slice_cstr(broken[i]);
        uint32_t count = db_branches_of(regex, branches);
        for (uint32_t k = 0; k < count; k++)
            assert_true(branches[k].from <= branches[k].to && branches[k].to <= regex.len);
    }
}

static void test_too_deep(void **state)
{
    (void)state;
    struct db_branch branches[DB_BRANCHES_MAX];
    struct buf deep;
    buf_init(&deep);
    for (int i = 0; i < DB_BRANCHES_DEPTH_MAX; i++)
        buf_add(&deep, SLICE("(?:a|"));
    assert_int_equal(db_branches_of(buf_slice(&deep), branches), 0);
    buf_reset(&deep);
    for (int i = 0; i < 2 * DB_BRANCHES_MAX; i++)
        buf_add(&deep, SLICE("a|"));
    assert_int_equal(db_branches_of(buf_slice(&deep), branches), DB_BRANCHES_MAX);
    buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_too_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
