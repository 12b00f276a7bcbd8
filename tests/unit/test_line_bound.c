#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "search/line_bound.h"
#include "search_fixture.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static uint32_t seed = 1;

static uint32_t next_number(uint32_t below)
{
    seed = (seed * 140157u + 4194301u) % 16777216u;
    return (uint32_t)((uint64_t)seed * below / 16777216u);
}

static void test_table(void **state)
{
    (void)state;
    static const char *const bound[] = { "took [0-9]{4} ms", "a|b", "(?:a|b)+?c", "\\d+\\.\\d*",
                                         "[][:digit:]]x",    ".*",  "[a-f.\\]-]", "a\\+b" };
    static const char *const not_bound[] = { "^a",          "a$",     "\\ba",    "a\\s",  "[^a]",
                                             "(?=a)",       "(?s).",  "(*UTF)a", "a++",   "(?>a)",
                                             "[[:space:]]", "\\Wa",   "a\\nb",   "[\\s]", "a\nb",
                                             "\\Aa",        "[\t-a]", "[\\t-a]", "\\x0a", "\\R",
                                             "(?<!b)a",     "\\Ka",   "[a]{2}+", "a?+",   "\\D" };
    for (size_t i = 0; i < COUNT(bound); i++)
        if (!line_bound(slice_cstr(bound[i])))
            fail_msg("%s", bound[i]);
    for (size_t i = 0; i < COUNT(not_bound); i++)
        if (line_bound(slice_cstr(not_bound[i])))
            fail_msg("%s", not_bound[i]);
}

static void add_atom(struct buf *regex)
{
    static const char *const atoms[] = { "a",   "b",   "c",        ".",   "[ab]", "[^a]", "\\w",
                                         "\\s", "\\d", "(?:a|bc)", "(b)", "^",    "$",    "\\b",
                                         "\\n", "x",   "\\S",      " ",   "a|b",  "(?!a)" };
    static const char *const repeats[] = { "", "", "", "*", "+", "?", "{2}", "*?", "++" };
    const size_t at = next_number(COUNT(atoms));
    buf_add_cstr(regex, atoms[at]);
    if (strcmp(atoms[at], "^") != 0)
        buf_add_cstr(regex, repeats[next_number(COUNT(repeats))]);
}

/* What matches the lines of a message matches one of them behind its prefix, and a search through
 * all of them finds the first line that matches. */
static void check(struct patterns *p, struct slice regex)
{
    static const char letters[] = "aabbcx 1.";
    struct buf told, raw;
    size_t at, first = SLICE_NONE;
    buf_init(&told);
    buf_init(&raw);
    for (uint32_t lines = 1 + next_number(4); lines > 0; lines--) {
        buf_add_cstr(&raw, next_number(2) ? "b " : "xa");
        const size_t start = raw.len - 2;
        for (uint32_t n = next_number(7); n > 0; n--) {
            const char c = letters[next_number(sizeof letters - 1)];
            buf_add_byte(&told, c);
            buf_add_byte(&raw, c);
        }
        const struct slice line = slice_from(buf_slice(&raw), start);
        if (first == SLICE_NONE && patterns_find_raw(p, line, 0, &at) == CONFIRM_YES)
            first = start;
        buf_add_byte(&raw, '\n');
        if (lines > 1)
            buf_add_byte(&told, '\n');
    }
    const struct slice block = buf_slice(&raw);
    if (patterns_match(p, buf_slice(&told)) && first == SLICE_NONE)
        fail_msg("%.*s matches\n%s\nbut no line of\n%s", SLICE_ARG(regex), buf_cstr(&told),
                 buf_cstr(&raw));
    const bool found = patterns_find_raw(p, block, 0, &at) == CONFIRM_YES;
    if (found && first != SLICE_NONE) {
        const size_t lf = slice_find_last_byte(slice_sub(block, 0, at), '\n');
        assert_int_equal(lf == SLICE_NONE ? 0 : lf + 1, first);
    } else if (first != SLICE_NONE) {
        fail_msg("%.*s: not found in\n%s", SLICE_ARG(regex), buf_cstr(&raw));
    }
    buf_release(&told);
    buf_release(&raw);
}

static void test_random(void **state)
{
    (void)state;
    size_t tried = 0;
    for (int round = 0; round < 4000; round++) {
        struct buf regex;
        buf_init(&regex);
        for (uint32_t n = 1 + next_number(4); n > 0; n--)
            add_atom(&regex);
        if (line_bound(buf_slice(&regex)) && strpbrk(buf_cstr(&regex), ".[\\(*+?{|")) {
            struct patterns *p = pattern(buf_cstr(&regex));
            assert_true(patterns_is_line_bound(p));
            for (int i = 0; i < 20; i++)
                check(p, buf_slice(&regex));
            patterns_free(p);
            tried++;
        }
        buf_release(&regex);
    }
    assert_true(tried > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
