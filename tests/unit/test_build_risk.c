#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build_regex.h"

static const struct {
    const char *regex;
    bool is_risky;
} cases[] = {
    { "abc", false },
    { "(a+)+", true },
    { "(a*)*b", true },
    { "(?:a+b?)*", true },
    { "(?:a|ab)*c", true },
    { "(?:\\\\.|[^\"])*", true },
    { "(?:\\w{1,50}){1,50}x", true },
    { "(?:\\w{1,50}){1,5}x", false },
    { "(?:a{1,3}){1,3}x", false },
    { "(a++)+", false },
    { "(?>a+)+", false },
    { "(a+b)+", false },
    { "(?:\\n[^\\n]*)*", false },
    { "(?:\\\\.|[^\"\\\\])*", false },
    { "[^\\n]*[^\\n]*", true },
    { "\\s+\\s*x", true },
    { "\\d+\\w+", true },
    { "[^\\n]*x[^\\n]*", false },
    { "[^\\n]*(?:x|y)?\\w*", true },
    { "\\w+\\s+", false },
    { "[^\\n]{0,200}[^\\n]*", false },
    { "x(?:\\s*|y)\\s*z", true },
    { "a*+a*", false },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        arena_init(&arena);
        const struct regex *r = regex_parse(&arena, slice_cstr(cases[i].regex));
        assert_non_null(r);
        const char *risk = regex_risk(r);
        if ((risk != NULL) != cases[i].is_risky)
            fail_msg("%s: %s", cases[i].regex, risk ? risk : "no risk found");
        arena_release(&arena);
    }
}

static void test_needed_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *regex;
        char needs;
    } needed[] = {
        { "abc", 0 },           { "a\\tb", '\t' },           { "a\\t?b", 0 },
        { "a\\t*", 0 },         { "(?:a\\t){2,}", '\t' },    { "a\\tb|c", 0 },
        { "a\\tb|c\\t", '\t' }, { "^[^\\t]+\\t127$", '\t' }, { "[\\t ]x", 0 },
        { "a\\nb", 0 },         { "a(?!\\t)b", 0 },          { "a\\x01b", 1 },
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        struct arena arena;
        arena_init(&arena);
        const struct regex *r = regex_parse(&arena, slice_cstr(needed[i].regex));
        assert_non_null(r);
        if (regex_needs(r) != needed[i].needs)
            fail_msg("%s: %d", needed[i].regex, regex_needs(r));
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_needed_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
