#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/confirm.h"
#include "patdb/build_re2.h"

#define S(text) (text), sizeof(text) - 1

/* What RE2 (Go's package regexp) says of a regex on a text. */
static const struct {
    const char *regex, *text;
    size_t len;
    bool matches;
} cases[] = {
    { "a.c", S("abc"), true },
    { "a.c", S("a\nc"), false },
    { "(?s)a.c", S("a\nc"), true },
    { "(?s:a.)c.", S("a\nc\n"), false },
    { "don.t", S("don\xe2\x80\x99t"), true }, /* one character, three bytes */
    { "don..t", S("don\xe2\x80\x99t"), false },
    { "^.$", S("\xc3\xa9"), true },
    { "^[^a]$", S("\xc3\xa9"), true },
    { "^[^\xc3\xa9]$", S("\xc3\xa9"), false },
    { "^[\xc3\xa9x]$", S("\xc3\xa9"), true },
    { "^\xc3\xa9+$", S("\xc3\xa9\xc3\xa9"), true },
    { "^b", S("a\nb"), false },
    { "(?m)^b", S("a\nb"), true },
    { "a$", S("a\n"), false },
    { "a$", S("a\nb"), false },
    { "(?m)a$", S("a\nb"), true },
    { "(?m:a$)b$", S("a\nb"), false },
    { "a\\sb", S("a\vb"), false },
    { "a\\sb", S("a\fb"), true },
    { "a[\\s]b", S("a\vb"), false },
    { "a\\Sb", S("a\vb"), true },
    { "a\\vb", S("a\vb"), true },
    { "a\\vb", S("a\nb"), false },
    { "\\d\\w\\b", S("1a"), true },
    { "[error].+x", S("oxyx"), true },
    { "\\[error\\]", S("[error]"), true },
    { "a\\\"b", S("a\"b"), true },
    { "a\\_b\\-c", S("a_b-c"), true },
    { "a{,3}b", S("a{,3}b"), true },
    { "a{x}", S("a{x}"), true },
    { "a{2}b", S("aab"), true },
    { "a]b}c", S("a]b}c"), true },
    { "\\Qa.b\\E.", S("a.bc"), true },
    { "\\Qa.b\\E", S("axb"), false },
    { "\\x41\\x{e9}", S("A\xc3\xa9"), true },
    { "\\101\\0", S("A\0"), true },
    { "(?i)ERROR(?-i)X", S("errorX"), true },
    { "(?i)ERROR(?-i)X", S("errorx"), false },
    { "(?i:a)b", S("AB"), false },
    { "(?P<n>a)(?<m>b)(?U)c+", S("abc"), true },
    { "[]a]+[^]a]", S("]b"), true },
    { "[[:digit:][:^alnum:]]x", S("-x"), true },
    { "[a-]b", S("-b"), true },
    { "(^a|b$)", S("xb"), true },
    { "a|b|", S("c"), true },
    { "(?:\\A)*a", S("a"), true },
    { "^*a", S("a"), true },
    { "\x7f", S("\x7f"), true },
    { "#x y", S("#x y"), true },
    { "[^\\t]+\\t127$", S("z\t127"), true },
};

static bool search(const char *regex, struct slice text)
{
    struct buf pattern;
    const char *why;
    size_t at;
    struct err err;
    struct confirm *c;
    struct slice matched;
    uint32_t count;
    buf_init(&pattern);
    err_init(&err);
    if (!re2_translate(slice_cstr(regex), &pattern, &why, &at))
        fail_msg("%s: %s at %zu", regex, why, at);
    if (confirm_new(&c, buf_slice(&pattern), &err) != STATUS_OK)
        fail_msg("%s became %s: %s", regex, buf_cstr(&pattern), err.text);
    struct confirm_scratch *scratch = confirm_scratch_new(100000, 1024);
    const bool found = confirm_search(c, scratch, text, &matched, NULL, 0, &count) == CONFIRM_YES;
    confirm_scratch_free(scratch);
    confirm_free(c);
    buf_release(&pattern);
    return found;
}

static void test_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (search(cases[i].regex, slice_make(cases[i].text, cases[i].len)) != cases[i].matches)
            fail_msg("%s on '%s': not %d", cases[i].regex, cases[i].text, cases[i].matches);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const regexes[] = {
        "a(?=b)",      "a(?!b)",  "(?<=a)b",
        "(?<!a)b",     "(a)\\1",  "a++",
        "a**",         "(?>a)",   "\\C",
        "\\h",         "\\R",     "\\K",
        "\\pL",        "a{1001}", "(a",
        "a)",          "[a",      "[b-a]",
        "*a",          "a|*",     "\\",
        "(?z)a",       "\\8",     "[[:foo:]]",
        "\\x{110000}", "\xff",    "[\xc3\xa9-\xc3\xbc]",
        "a{2}{3}",     "\\q",     "(?#c)a",
    };
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        struct buf out;
        const char *why;
        size_t at;
        buf_init(&out);
        if (re2_translate(slice_cstr(regexes[i]), &out, &why, &at))
            fail_msg("%s was taken: %s", regexes[i], buf_cstr(&out));
        assert_non_null(why);
        assert_true(at <= strlen(regexes[i]));
        buf_release(&out);
    }
}

static void test_quote(void **state)
{
    (void)state;
    char all[256];
    struct buf out;
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    buf_init(&out);
    re2_quote(slice_make(all, sizeof all), &out);
    struct confirm *c;
    struct slice matched;
    uint32_t count;
    assert_int_equal(confirm_new(&c, buf_slice(&out), NULL), STATUS_OK);
    struct confirm_scratch *scratch = confirm_scratch_new(100000, 1024);
    assert_int_equal(
        confirm_search(c, scratch, slice_make(all, sizeof all), &matched, NULL, 0, &count),
        CONFIRM_YES);
    assert_int_equal(matched.len, 256);
    confirm_scratch_free(scratch);
    confirm_free(c);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_quote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
