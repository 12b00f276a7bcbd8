#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "patdb/build_regex.h"

/* One set, as a list of the printable ASCII bytes in it. */
static const struct {
    const char *regex, *members;
} sets[] = {
    { "a", "a" },
    { "(?i)a", "Aa" },
    { "[a-e]", "abcde" },
    { "[-a]", "-a" },
    { "[a-]", "-a" },
    { "[]a]", "]a" },
    { "[\\]\\\\]", "\\]" },
    { "[a\\-c]", "-ac" },
    { "[\\d_]", "0123456789_" },
    { "[[:digit:]]", "0123456789" },
    { "[[:xdigit:]]", "0123456789ABCDEFabcdef" },
    { "[\\x41-\\x43]", "ABC" },
    { "[\\101]", "A" },
    { "[\\da-c]", "0123456789abc" },
    { "[a-\\d]", "-0123456789a" },
    { "(?i)[k]", "Kk" },
    { "\\d", "0123456789" },
    { "\\cA", "" },
    { "\\h", " " },
    { "\\s", " " },
    { "\\t", "" },
    { "\\.", "." },
    { "[^ -z]", "{|}~" },
    { "[^\\W]", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz" },
};

static void test_sets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct arena arena;
        struct buf members;
        arena_init(&arena);
        buf_init(&members);
        const struct regex *r = regex_parse(&arena, slice_cstr(sets[i].regex));
        assert_non_null(r);
        assert_int_equal(r->kind, REGEX_CONCAT);
        assert_int_equal(r->last->kind, REGEX_SET);
        for (int c = ' '; c < 0x7f; c++)
            if (regex_set_has(&r->last->set, (unsigned char)c))
                buf_add_byte(&members, (char)c);
        if (strcmp(buf_cstr(&members), sets[i].members) != 0)
            fail_msg("%s: wanted %s, got %s", sets[i].regex, sets[i].members, buf_cstr(&members));
        buf_release(&members);
        arena_release(&arena);
    }
}

static void test_dot(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_false(regex_set_has(&regex_parse(&arena, SLICE("."))->first->set, '\n'));
    assert_true(regex_set_has(&regex_parse(&arena, SLICE("(?s)."))->last->set, '\n'));
    assert_false(regex_set_has(&regex_parse(&arena, SLICE("\\N"))->first->set, '\n'));
    assert_true(regex_set_has(&regex_parse(&arena, SLICE("\\D"))->first->set, 0xff));
    arena_release(&arena);
}

static void test_repeats(void **state)
{
    (void)state;
    static const struct {
        const char *regex;
        uint32_t min, max;
        bool is_final;
    } cases[] = {
        { "a*", 0, REGEX_INFINITE, false },
        { "a+?", 1, REGEX_INFINITE, false },
        { "a?+", 0, 1, true },
        { "a{3}", 3, 3, false },
        { "a{3,}", 3, REGEX_INFINITE, false },
        { "a{3,9}+", 3, 9, true },
        { "(?:ab){2}", 2, 2, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        arena_init(&arena);
        const struct regex *r = regex_parse(&arena, slice_cstr(cases[i].regex));
        assert_non_null(r);
        assert_int_equal(r->first->kind, REGEX_REPEAT);
        assert_int_equal(r->first->min, cases[i].min);
        assert_int_equal(r->first->max, cases[i].max);
        assert_int_equal(r->first->is_final, cases[i].is_final);
        arena_release(&arena);
    }
}

/* Every prefix of odd patterns: the parser sees only valid ones, but must stand all. */
static void test_no_crash(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "(?<name>a)(?P=name)(?'x'b)\\g{-1}\\k'x'(?&name)(?P>x)(?(1)a|b)(?(<x>)c)",
        "[[:alpha:][:^digit:]\\Q]\\E\\p{L}\\P{Nd}\\N{U+41}\\o{101}\\x{ff}\\c?]",
        "(?i-s:a)(?^x)(?#c)(?|a|b)(?>c)(?=d)(?!e)(?<=f)(?<!g)(*SKIP)(?C1)(?R)(?-1)(?+1)",
        "a{1,2}{3}?+*\\Qx\\E{2}[^]\\]a-\\x7f]\\R\\X\\K\\G\\A\\z\\Z{,3}{x}{1",
        "[a-\\Qz\\E][z-a][\\b][\\1][\\e\\cZ]",
        "\\",
        "[",
        "(?",
        "(?P",
        "(?<",
        "\\x{",
        "\\c",
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const struct slice s = slice_cstr(odd[i]);
        for (size_t from = 0; from <= s.len; from++) {
            for (size_t len = 0; len <= s.len - from; len++) {
                struct arena arena;
                struct buf exact; /* so that a read behind the end is seen */
                arena_init(&arena);
                buf_init(&exact);
                buf_add(&exact, slice_sub(s, from, len));
                const struct regex *r = regex_parse(&arena, buf_slice(&exact));
                if (r)
                    (void)regex_risk(r);
                buf_release(&exact);
                arena_release(&arena);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_dot),
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
