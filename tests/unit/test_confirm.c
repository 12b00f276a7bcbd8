#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/confirm.h"

#define STEPS 1000000
#define HEAP_KIB 16384
#define MAX 12

static struct confirm *must_compile(const char *regex)
{
    struct err err;
    err_init(&err);
    struct confirm *c;
    if (confirm_new(&c, slice_cstr(regex), &err) != STATUS_OK)
        fail_msg("%s: %s", regex, err.text);
    return c;
}

static void assert_slice(struct slice got, struct slice want)
{
    if (!slice_eq(got, want))
        fail_msg("got '%.*s', want '%.*s'", SLICE_ARG(got), SLICE_ARG(want));
}

struct match_case {
    const char *regex;
    struct slice text;
    enum confirm_result result;
    struct slice matched;
};

#define TEXT(lit)                                                                                  \
    {                                                                                              \
        (lit), sizeof(lit) - 1                                                                     \
    }

static const struct match_case match_cases[] = {
    { "b+", TEXT("abbbc"), CONFIRM_YES, TEXT("bbb") },
    { "b+", TEXT("acd"), CONFIRM_NO, TEXT("") },
    { "", TEXT("x"), CONFIRM_YES, TEXT("") },
    { "x", { NULL, 0 }, CONFIRM_NO, TEXT("") },
    { "^$", { NULL, 0 }, CONFIRM_YES, TEXT("") },
    { "^b.*$", TEXT("a\nbcd\r\ne"), CONFIRM_YES, TEXT("bcd\r") }, /* only LF ends a line */
    { "a.b", TEXT("a\nb"), CONFIRM_NO, TEXT("") },
    { "a\\x00b", TEXT("..a\0b.."), CONFIRM_YES, TEXT("a\0b") },
    { "a.b", TEXT("a\0b"), CONFIRM_YES, TEXT("a\0b") },
    { "x.y", TEXT("x\xffy"), CONFIRM_YES, TEXT("x\xffy") },  /* not UTF-8 */
    { "x.y", TEXT("x\xe2\x82\xacy"), CONFIRM_NO, TEXT("") }, /* bytes, not characters */
    { "x\xe2\x82\xac", TEXT("x\xe2\x82\xac"), CONFIRM_YES, TEXT("x\xe2\x82\xac") },
    { "(?i)error", TEXT("ERROR"), CONFIRM_YES, TEXT("ERROR") },
    { "(?<=key: )\\w+", TEXT("key: v1"), CONFIRM_YES, TEXT("v1") },
    { "a\\Kb", TEXT("xab"), CONFIRM_YES, TEXT("b") },
    { "(a+)+$", TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), CONFIRM_LIMIT, TEXT("") },
};

static void matches(void **state)
{
    (void)state;
    struct confirm_scratch *scratch = confirm_scratch_new(STEPS, HEAP_KIB);
    for (size_t i = 0; i < sizeof match_cases / sizeof *match_cases; i++) {
        const struct match_case *t = &match_cases[i];
        struct confirm *c = must_compile(t->regex);
        struct slice matched = slice_empty();
        struct sig_capture captures[MAX];
        uint32_t count = 0;
        enum confirm_result got =
            confirm_search(c, scratch, t->text, &matched, captures, MAX, &count);
        if (got != t->result)
            fail_msg("%s: got %d, want %d", t->regex, (int)got, (int)t->result);
        if (got == CONFIRM_YES)
            assert_slice(matched, t->matched);
        confirm_free(c);
    }
    confirm_scratch_free(scratch);
}

static void refused(void **state)
{
    (void)state;
    static const char *const regexes[] = { "(",     "a\\C",   "(*UTF)a", "(*UTF8)a", "(*UCP)a",
                                           "[z-a]", "a{2,1}", "(?<n>",   "\\p{" };
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        struct err err;
        err_init(&err);
        struct confirm *c;
        if (confirm_new(&c, slice_cstr(regexes[i]), &err) != STATUS_FAIL)
            fail_msg("%s was taken", regexes[i]);
        assert_null(c);
        assert_true(err.set);
        assert_non_null(strstr(err.text, "regex, byte "));
    }
}

static void too_many_groups(void **state)
{
    (void)state;
    char regex[65 * 3 + 1];
    for (size_t i = 0; i < 65; i++)
        memcpy(regex + 3 * i, "(a)", 3);
    struct err err;
    err_init(&err);
    struct confirm *c;
    assert_int_equal(confirm_new(&c, slice_make(regex, 65 * 3), &err), STATUS_FAIL);
    assert_non_null(strstr(err.text, "65 capture groups"));
    assert_int_equal(confirm_new(&c, slice_make(regex, 64 * 3), NULL), STATUS_OK);
    confirm_free(c);
}

struct capture_case {
    const char *regex, *text;
    uint32_t max;
    const char *want; /* name=value, in order, each ended by ';' */
};

static const struct capture_case capture_cases[] = {
    { "(?<host>[a-z.]+):(?<port>\\d+)", "at db.local:5432", MAX, "host=db.local;port=5432;" },
    { "(?<host>[a-z.]+):(?<port>\\d+)", "at db.local:5432", 1, "host=db.local;" },
    { "(?<zeta>a)(?<alpha>b)", "ab", MAX, "zeta=a;alpha=b;" }, /* by number, not by name */
    { "(a)(?<x>b)(c)", "abc", MAX, "x=b;" },
    { "(?<x>a)|(?<x>b)", "b", MAX, "x=b;" },
    { "(?<x>a)(?<x>b)", "ab", MAX, "x=a;" }, /* first of a name wins */
    { "(?<x>a)?(?<y>b)", "b", MAX, "y=b;" },
    { "(?<y>b)(?<x>a)?", "b", MAX, "y=b;" }, /* unset group behind the last that took part */
    { "(?<x>)b", "b", MAX, "x=;" },
    { "b", "b", MAX, "" },
    { "(?<x>a)", "a", 0, "" },
};

static void captures_named_groups(void **state)
{
    (void)state;
    struct confirm_scratch *scratch = confirm_scratch_new(STEPS, HEAP_KIB);
    for (size_t i = 0; i < sizeof capture_cases / sizeof *capture_cases; i++) {
        const struct capture_case *t = &capture_cases[i];
        struct confirm *c = must_compile(t->regex);
        struct slice matched;
        struct sig_capture captures[MAX];
        uint32_t count = 99;
        assert_int_equal(
            confirm_search(c, scratch, slice_cstr(t->text), &matched, captures, t->max, &count),
            CONFIRM_YES);
        char got[200] = "";
        size_t used = 0;
        for (uint32_t k = 0; k < count; k++)
            used += (size_t)snprintf(got + used, sizeof got - used, "%.*s=%.*s;",
                                     SLICE_ARG(captures[k].name), SLICE_ARG(captures[k].value));
        assert_string_equal(got, t->want);
        confirm_free(c);
    }
    confirm_scratch_free(scratch);
}

static void names_once_each(void **state)
{
    (void)state;
    struct confirm *c = must_compile("(?<b>1)(x)(?<a>2)|(?<b>3)(?<c>4)");
    struct slice names[4];
    assert_int_equal(confirm_names(c, names, 4), 3);
    assert_slice(names[0], SLICE("b"));
    assert_slice(names[1], SLICE("a"));
    assert_slice(names[2], SLICE("c"));
    assert_int_equal(confirm_names(c, names, 2), 2);
    confirm_free(c);
    c = must_compile("no groups");
    assert_int_equal(confirm_names(c, names, 4), 0);
    confirm_free(c);
    confirm_free(NULL);
    confirm_scratch_free(NULL);
}

#define LONG_BYTES (256 * 1024)

/* A match is found wherever it stands in a text of many windows, also across their borders, and
 * line anchors hold only where there are line ends. */
static void long_texts(void **state)
{
    (void)state;
    struct confirm_scratch *scratch = confirm_scratch_new(STEPS, HEAP_KIB);
    char *text = alloc_bytes(LONG_BYTES);
    struct confirm *c = must_compile("needle[^\\n]{0,200}eye"), *end = must_compile("x$"),
                   *start = must_compile("\\Ax{3}|^y");
    struct slice all = slice_make(text, LONG_BYTES), matched;
    uint32_t count;
    for (size_t at = 0; at + 100 <= LONG_BYTES; at += at < 40000 ? 61 : 4093) {
        memset(text, 'x', LONG_BYTES);
        memcpy(text + at, "needle", 6);
        memcpy(text + at + 97, "eye", 3);
        assert_int_equal(confirm_search(c, scratch, all, &matched, NULL, 0, &count), CONFIRM_YES);
        assert_ptr_equal(matched.ptr, text + at);
        assert_int_equal(matched.len, 100);
    }
    text[LONG_BYTES - 1] = 'e';
    assert_int_equal(confirm_search(end, scratch, all, &matched, NULL, 0, &count), CONFIRM_NO);
    text[LONG_BYTES - 1] = 'x';
    assert_int_equal(confirm_search(end, scratch, all, &matched, NULL, 0, &count), CONFIRM_YES);
    assert_ptr_equal(matched.ptr, text + LONG_BYTES - 1);
    for (size_t i = 0; i < LONG_BYTES; i++)
        text[i] = i % 20000 == 19999 ? '\n' : 'z';
    text[180000] = 'y';
    assert_int_equal(confirm_search(start, scratch, all, &matched, NULL, 0, &count), CONFIRM_YES);
    assert_ptr_equal(matched.ptr, text + 180000);
    confirm_free(c);
    confirm_free(end);
    confirm_free(start);
    alloc_free(text);
    confirm_scratch_free(scratch);
}

static void test_find(void **state)
{
    (void)state;
    struct confirm_scratch *scratch = confirm_scratch_new(STEPS, HEAP_KIB);
    struct confirm_match m;
    struct confirm *c;
    const struct slice text = SLICE("aXb axc");
    assert_int_equal(confirm_new_with(&c, SLICE("a(x)(?<n>.)(d)?"), CONFIRM_CASELESS, NULL, NULL),
                     STATUS_OK);
    assert_int_equal(confirm_find(c, scratch, text, 0, &m), CONFIRM_YES);
    assert_int_equal(m.count, 4);
    assert_slice(m.groups[0], SLICE("aXb"));
    assert_slice(m.groups[2], SLICE("b"));
    assert_null(m.groups[3].ptr);
    assert_int_equal(confirm_find(c, scratch, text, 1, &m), CONFIRM_YES);
    assert_slice(m.groups[0], SLICE("axc"));
    assert_int_equal(confirm_find(c, scratch, text, 5, &m), CONFIRM_NO);
    assert_int_equal(confirm_group(c, SLICE("n")), 2);
    assert_int_equal(confirm_group(c, SLICE("x")), 0);
    confirm_free(c);
    size_t offset = 0;
    assert_int_equal(confirm_new_with(&c, SLICE("ab(c"), 0, &offset, NULL), STATUS_FAIL);
    assert_int_equal(offset, 4);
    assert_int_equal(confirm_new_with(&c, SLICE("x.y"), CONFIRM_UTF, NULL, NULL), STATUS_OK);
    assert_int_equal(confirm_find(c, scratch, SLICE("\xff x\xe2\x82\xacy"), 0, &m), CONFIRM_YES);
    assert_int_equal(confirm_find(c, scratch, SLICE("x\xffy"), 0, &m), CONFIRM_NO);
    confirm_free(c);
    confirm_scratch_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(matches),
        cmocka_unit_test(refused),
        cmocka_unit_test(too_many_groups),
        cmocka_unit_test(captures_named_groups),
        cmocka_unit_test(names_once_each),
        cmocka_unit_test(long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
