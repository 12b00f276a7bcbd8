#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/patterns.h"

#include "base/buf.h"

static struct patterns *make(const char *texts, const struct patterns_options *opts)
{
    struct slice items[16], rest = slice_cstr(texts);
    size_t count = 0;
    do {
        items[count] = slice_empty();
        slice_next_field(&rest, '\n', &items[count++]);
    } while (count < 16 && rest.len > 0);
    struct patterns *p;
    struct patterns_fault fault;
    struct err err;
    err_init(&err);
    if (patterns_new(&p, items, count, opts, &fault, &err) != STATUS_OK)
        fail_msg("%s: %s", texts, err.text);
    return p;
}

/* All matches, with blanks between. */
static void all(struct patterns *p, struct slice text, struct buf *out)
{
    struct confirm_match m;
    buf_reset(out);
    patterns_begin(p, text);
    for (size_t from = 0; patterns_next(p, text, from, &m); from = patterns_after(text, &m)) {
        buf_add_byte(out, '[');
        buf_add(out, m.groups[0]);
        buf_add_byte(out, ']');
    }
}

static void test_matches(void **state)
{
    (void)state;
    static const struct {
        const char *texts;
        struct patterns_options opts;
        const char *text, *matches;
    } rows[] = {
        { "foo", { 0 }, "a foo foofoo", "[foo][foo][foo]" },
        { "fo+\nfoob", { 0 }, "foobar fooo", "[foob][fooo]" },
        { "a.c\n$1", { .fixed = true }, "abc a.c $1", "[a.c][$1]" },
        { "FOO", { .caseless = true }, "foo Foo", "[foo][Foo]" },
        { "foo", { .smart_case = true }, "foo Foo", "[foo][Foo]" },
        { "Foo", { .smart_case = true }, "foo Foo", "[Foo]" },
        { "\\Wfoo", { .smart_case = true }, " FOO", "[ FOO]" },
        { "foo", { .word = true }, "foobar foo _foo foo.", "[foo][foo]" },
        { "f.*", { .word = true }, "afoo foo", "[foo]" },
        { "foo", { .line = true }, "foo bar\nfoo\nfoo2", "[foo]" },
        { "a|foo", { .line = true }, "abc\nfoo", "[foo]" },
        { "$1", { .fixed = true, .line = true }, "x\n$1", "[$1]" },
        { "x*", { 0 }, "axb", "[][x][][]" },
        { "", { 0 }, "ab", "[][][]" },
        { "caf.", { 0 }, "caf\xc3\xa9", "[caf\xc3\xa9]" },
        { "\xc3\x89", { .caseless = true }, "\xc3\xa9", "[\xc3\xa9]" },
        { "", { 0 }, "\xc3\xa9", "[][]" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct patterns *p = make(rows[i].texts, &rows[i].opts);
        struct buf got;
        buf_init(&got);
        all(p, slice_cstr(rows[i].text), &got);
        if (!slice_eq(buf_slice(&got), slice_cstr(rows[i].matches)))
            fail_msg("%zu: %s in %s: %s", i, rows[i].texts, rows[i].text, buf_cstr(&got));
        assert_int_equal(patterns_match(p, slice_cstr(rows[i].text)), rows[i].matches[0] != 0);
        buf_release(&got);
        patterns_free(p);
    }
}

static void test_none(void **state)
{
    (void)state;
    const struct patterns_options opts = { 0 };
    struct patterns_fault fault;
    struct patterns *p;
    assert_int_equal(patterns_new(&p, NULL, 0, &opts, &fault, NULL), STATUS_OK);
    assert_false(patterns_match(p, SLICE("anything")));
    assert_false(patterns_match(p, SLICE("")));
    patterns_free(p);
}

static void test_fault(void **state)
{
    (void)state;
    const struct slice texts[] = { SLICE("good"), SLICE("ab[c") };
    const struct patterns_options opts = { .word = true };
    struct patterns_fault fault;
    struct patterns *p;
    struct err err;
    err_init(&err);
    assert_int_equal(patterns_new(&p, texts, 2, &opts, &fault, &err), STATUS_FAIL);
    assert_null(p);
    assert_int_equal(fault.pattern, 1);
    assert_int_equal(fault.offset, 4);
    assert_non_null(strstr(err.text, "missing terminating ]"));
}

static void test_limit(void **state)
{
    (void)state;
    struct patterns *p = make("(a+)+$", &(struct patterns_options){ 0 });
    assert_false(patterns_match(p, SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")));
    assert_int_equal(patterns_limit_hits(p), 1);
    assert_true(patterns_match(p, SLICE("aaa")));
    patterns_free(p);
}

static void test_guards(void **state)
{
    (void)state;
    static const struct {
        const char *texts;
        struct patterns_options opts;
        const char *guards; /* NULL: there are none */
    } rows[] = {
        { "connection refused", { 0 }, "connection refused," },
        { "foo bar\nbaz(qux|quux)", { 0 }, "foo bar,bazquux,bazqux," },
        { "\\d+", { 0 }, NULL },
        { "foobar\n.", { 0 }, NULL },
        { "Timeout.*", { .caseless = true }, "timeout," },
        /* The long s and the Kelvin sign equal s and k here. */
        { "passing blanks.", { .caseless = true }, "ing blan," },
        { "kisses.", { .caseless = true }, NULL },
        { "say \"hello world\"", { .fixed = true }, "hello world," }, /* JSON escapes quotes */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct patterns *p = make(rows[i].texts, &rows[i].opts);
        const struct slice *guards;
        size_t count;
        struct buf got;
        buf_init(&got);
        const bool guarded = patterns_guards(p, &guards, &count);
        assert_int_equal(guarded, rows[i].guards != NULL);
        for (size_t k = 0; guarded && k < count; k++) {
            buf_add(&got, guards[k]);
            buf_add_byte(&got, ',');
        }
        if (guarded)
            assert_string_equal(buf_cstr(&got), rows[i].guards);
        buf_release(&got);
        patterns_free(p);
    }
}

static void test_groups(void **state)
{
    (void)state;
    struct patterns *p = make("x=(?<x>.)\ny=(?<y>.)", &(struct patterns_options){ 0 });
    const struct slice text = SLICE("y=2 x=1");
    struct slice names[4];
    struct confirm_match m;
    patterns_begin(p, text);
    assert_true(patterns_next(p, text, 0, &m));
    assert_true(slice_eq(patterns_named(p, &m, SLICE("y")), SLICE("2")));
    assert_int_equal(patterns_named(p, &m, SLICE("x")).len, 0);
    assert_int_equal(patterns_names(p, names, 4), 1);
    assert_true(patterns_next(p, text, patterns_after(text, &m), &m));
    assert_true(slice_eq(patterns_named(p, &m, SLICE("x")), SLICE("1")));
    patterns_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches), cmocka_unit_test(test_none),
        cmocka_unit_test(test_fault),   cmocka_unit_test(test_limit),
        cmocka_unit_test(test_guards),  cmocka_unit_test(test_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
