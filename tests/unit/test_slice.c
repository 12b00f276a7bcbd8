#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/slice.h"

#define T(lit)                                                                                     \
    {                                                                                              \
        (lit), sizeof(lit) - 1                                                                     \
    }

static struct slice of(const char *s)
{
    return slice_cstr(s);
}

static void assert_slice(struct slice got, const char *want)
{
    if (!slice_eq(got, of(want)))
        fail_msg("got '%.*s', want '%s'", SLICE_ARG(got), want);
}

static void classes(void **state)
{
    (void)state;
    for (unsigned b = 0; b < 256; b++) {
        char c = (char)b;
        bool digit = b >= 48 && b <= 57, upper = b >= 65 && b <= 90, lower = b >= 97 && b <= 122;
        assert_int_equal(ascii_is_digit(c), digit);
        assert_int_equal(ascii_is_alpha(c), upper || lower);
        assert_int_equal(ascii_is_alnum(c), digit || upper || lower);
        assert_int_equal(ascii_is_hex(c), digit || (b >= 65 && b <= 70) || (b >= 97 && b <= 102));
        assert_int_equal(ascii_is_space(c), b == 32 || (b >= 9 && b <= 13));
        assert_int_equal((unsigned char)ascii_lower(c), upper ? b + 32 : b);
        assert_int_equal((unsigned char)ascii_upper(c), lower ? b - 32 : b);
    }
}

static void makes(void **state)
{
    (void)state;
    assert_int_equal(SLICE("a\0b").len, 3);
    assert_int_equal(slice_cstr(NULL).len, 0);
    assert_int_equal(slice_empty().len, 0);
    assert_true(slice_eq(slice_empty(), SLICE("")));
}

static void equality_and_order(void **state)
{
    (void)state;
    static const struct {
        struct slice a, b;
        int order;
        bool nocase;
    } cases[] = {
        { T(""), T(""), 0, true },           { T(""), T("a"), -1, false },
        { T("a"), T("a"), 0, true },         { T("a"), T("b"), -1, false },
        { T("ab"), T("a"), 1, false },       { T("A"), T("a"), -1, true },
        { T("a\0b"), T("a\0c"), -1, false }, { T("a\xff"), T("ab"), 1, false },
        { T("@["), T("`{"), -1, false }, /* one bit apart, but no letters */
        { { NULL, 0 }, T(""), 0, true },     { { NULL, 0 }, T("x"), -1, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int ab = slice_cmp(cases[i].a, cases[i].b), ba = slice_cmp(cases[i].b, cases[i].a);
        assert_int_equal((ab > 0) - (ab < 0), cases[i].order);
        assert_int_equal((ba > 0) - (ba < 0), -cases[i].order);
        assert_int_equal(slice_eq(cases[i].a, cases[i].b), cases[i].order == 0);
        assert_int_equal(slice_eq_nocase(cases[i].a, cases[i].b), cases[i].nocase);
    }
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(slice_starts(of("abc"), of("ab")));
    assert_true(slice_starts(of("abc"), of("")));
    assert_true(slice_starts(slice_empty(), slice_empty()));
    assert_false(slice_starts(of("ab"), of("abc")));
    assert_false(slice_starts(of("Abc"), of("ab")));
    assert_true(slice_starts_nocase(of("Abc"), of("aB")));
    assert_false(slice_starts_nocase(of("a"), of("ab")));
    assert_true(slice_starts_nocase(of("CONNECTION refused: x"), of("connection refused")));
    assert_false(slice_starts_nocase(of("CONNECTION REFUSEE"), of("connection refused")));
    assert_false(slice_starts_nocase(of("Sonnection refused"), of("connection refused")));
    assert_true(slice_ends(of("abc"), of("bc")));
    assert_true(slice_ends(of("abc"), of("")));
    assert_false(slice_ends(of("bc"), of("abc")));
    assert_false(slice_ends(of("abc"), of("ab")));
}

static void finds(void **state)
{
    (void)state;
    static const struct {
        const char *s, *needle;
        size_t from, exact, nocase;
    } cases[] = {
        { "abcabc", "bc", 0, 1, 1 },
        { "abcabc", "bc", 2, 4, 4 },
        { "abcabc", "bc", 5, SLICE_NONE, SLICE_NONE },
        { "aab", "ab", 0, 1, 1 },
        { "xBCbc", "bc", 0, 3, 1 },
        { "abc", "abcd", 0, SLICE_NONE, SLICE_NONE },
        { "abc", "abc", 0, 0, 0 },
        { "abc", "", 0, 0, 0 },
        { "abc", "", 3, 3, 3 },
        { "abc", "", 4, SLICE_NONE, SLICE_NONE },
        { "abc", "c", 9, SLICE_NONE, SLICE_NONE },
        { "abc", "c", SLICE_NONE, SLICE_NONE, SLICE_NONE },
        { "", "a", 0, SLICE_NONE, SLICE_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(slice_find(of(cases[i].s), of(cases[i].needle), cases[i].from),
                         cases[i].exact);
        assert_int_equal(slice_find_nocase(of(cases[i].s), of(cases[i].needle), cases[i].from),
                         cases[i].nocase);
    }
    assert_int_equal(slice_find_byte(of("abca"), 'a', 1), 3);
    assert_int_equal(slice_find_byte(of("abca"), 'x', 0), SLICE_NONE);
    assert_int_equal(slice_find_byte(of("abca"), 'a', 4), SLICE_NONE);
    assert_int_equal(slice_find_byte(slice_empty(), 'a', 0), SLICE_NONE);
    assert_int_equal(slice_find_last_byte(of("abca"), 'a'), 3);
    assert_int_equal(slice_find_last_byte(of("abca"), 'x'), SLICE_NONE);
    assert_int_equal(slice_find_last_byte(slice_empty(), 'x'), SLICE_NONE);
}

static void parts(void **state)
{
    (void)state;
    assert_slice(slice_sub(of("abcdef"), 1, 3), "bcd");
    assert_slice(slice_sub(of("abc"), 1, 99), "bc");
    assert_slice(slice_sub(of("abc"), 1, SIZE_MAX), "bc");
    assert_slice(slice_sub(of("abc"), 9, 1), "");
    assert_slice(slice_from(of("abc"), 2), "c");
    assert_slice(slice_from(of("abc"), 3), "");
    assert_null(slice_sub(slice_empty(), 1, 1).ptr);
    assert_slice(slice_trim(of(" \t\r\n\v\f a b \n")), "a b");
    assert_slice(slice_trim(of(" \n")), "");
    assert_slice(slice_trim(slice_empty()), "");
    assert_slice(slice_trim_right(of(" a ")), " a");
}

static void lines_and_fields(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want; /* fields in brackets */
        char sep;
    } cases[] = {
        { "a\nb", "[a][b]", '\n' },
        { "a\r\nb\r\n", "[a][b]", '\n' },
        { "\n\n", "[][]", '\n' },
        { "", "", '\n' },
        { "\r", "[]", '\n' },
        { "a\rb", "[a\rb]", '\n' },
        { "a,b,,c", "[a][b][][c]", ',' },
        { "a,", "[a]", ',' },
        { ",", "[]", ',' },
        { "abc", "[abc]", ',' },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[100] = "";
        size_t used = 0;
        struct slice rest = of(cases[i].text), part;
        while (cases[i].sep == '\n' ? slice_next_line(&rest, &part)
                                    : slice_next_field(&rest, cases[i].sep, &part))
            used += (size_t)snprintf(got + used, sizeof got - used, "[%.*s]", SLICE_ARG(part));
        assert_string_equal(got, cases[i].want);
    }
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        uint64_t value;
    } cases[] = {
        { "0", true, 0 },
        { "007", true, 7 },
        { "18446744073709551615", true, UINT64_MAX },
        { "18446744073709551616", false, 0 },
        { "99999999999999999999", false, 0 },
        { "000000000000000000001", false, 0 }, /* 21 digits */
        { "", false, 0 },
        { "-1", false, 0 },
        { "+1", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "1a", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value = 42;
        assert_int_equal(slice_to_u64(of(cases[i].text), &value), cases[i].ok);
        assert_int_equal(value, cases[i].ok ? cases[i].value : 42);
    }
}

/* Test vectors of draft-eastlake-fnv, appendix C. */
static void hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(slice_hash(of("")) == 0xcbf29ce484222325u);
    assert_true(slice_hash(of("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(slice_hash(of("foobar")) == 0x85944171f73967e8u);
}

static void globs(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool match;
    } cases[] = {
        { "", "", true },
        { "", "a", false },
        { "*", "", true },
        { "*", "abc", true },
        { "a*", "abc", true },
        { "*c", "abc", true },
        { "a*c", "abc", true },
        { "a*c", "abd", false },
        { "a*b*c", "aXbXc", true },
        { "?", "a", true },
        { "?", "", false },
        { "a?c", "abc", true },
        { "redis.*", "redis.x", true },
        { "redis.*", "redisx", false },
        { "**", "x", true },
        { "*?", "", false },
        { "*ab", "aab", true },
        { "*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (slice_glob(of(cases[i].pattern), of(cases[i].text)) != cases[i].match)
            fail_msg("%s on %s: not %d", cases[i].pattern, cases[i].text, cases[i].match);
}

/* Searches stay inside blocks of exactly their size; for a sanitizer. */
static void stays_inside(void **state)
{
    (void)state;
    for (size_t n = 0; n < 40; n++) {
        char *exact = alloc_bytes(n);
        memset(exact, 'a', n);
        struct slice s = slice_make(exact, n), part, rest = s;
        for (size_t from = 0; from < n + 2; from++) {
            (void)slice_find(s, of("aab"), from);
            (void)slice_find_nocase(s, of("aAb"), from);
        }
        (void)slice_glob(of("*aaa?"), s);
        (void)slice_next_line(&rest, &part);
        assert_int_equal(slice_trim(s).len, n);
        alloc_free(exact);
    }
}

/* Long texts are gone through in steps: the first of all places, as one byte after the other. */
static void test_find_in_steps(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        char text[100], needle[6];
        const size_t len = (seed >> 8) % sizeof text, wanted = 1 + (seed >> 16) % sizeof needle;
        for (size_t i = 0; i < len; i++)
            text[i] = (char)('a' + ((seed = seed * 1664525u + 1013904223u) >> 24) % 2);
        for (size_t i = 0; i < wanted; i++)
            needle[i] = (char)('a' + ((seed = seed * 1664525u + 1013904223u) >> 24) % 2);
        seed = seed * 1664525u + 1013904223u;
        const size_t from = (seed >> 20) % (sizeof text + 2);
        size_t want = SLICE_NONE;
        for (size_t at = len; at-- > from;)
            if (len - at >= wanted && memcmp(text + at, needle, wanted) == 0)
                want = at;
        assert_int_equal(slice_find(slice_make(text, len), slice_make(needle, wanted), from), want);
    }
}

static void test_count(void **state)
{
    (void)state;
    static char text[9000];
    for (size_t len = 0; len < sizeof text; len = len < 70 ? len + 1 : len * 2 + 1)
        for (size_t step = 1; step < 40; step = step * 3 + 1) {
            size_t want = 0;
            for (size_t i = 0; i < len; i++) {
                text[i] = i % step == 0 ? '\n' : 'x';
                want += i % step == 0;
            }
            assert_int_equal(slice_count_byte(slice_make(text, len), '\n'), want);
        }
    assert_int_equal(slice_count_byte(slice_empty(), 'x'), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_in_steps),
        cmocka_unit_test(test_count),
        cmocka_unit_test(classes),
        cmocka_unit_test(makes),
        cmocka_unit_test(equality_and_order),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(finds),
        cmocka_unit_test(parts),
        cmocka_unit_test(lines_and_fields),
        cmocka_unit_test(numbers),
        cmocka_unit_test(hash_is_fnv_1a),
        cmocka_unit_test(globs),
        cmocka_unit_test(stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
