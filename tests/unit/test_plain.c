#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "match/confirm.h"
#include "match/plain.h"

#define STEPS 100000
#define HEAP_KIB 1024

static void test_what_is_plain(void **state)
{
    (void)state;
    static const struct {
        const char *regex;
        bool plain;
    } cases[] = {
        { "502|503|504", true },
        { "connect\\(\\) failed: \"x\"", true },
        { "a-b, c #1", true },
        { "\\[a\\]|\\\\", true },
        { "", false },          /* matches everywhere */
        { "a|", false },        /* so does this */
        { "|a", false },        /* and this */
        { "a||b", false },      /* and this */
        { "a.b", false },       /* any byte */
        { "ab?", false },       /* a repeat */
        { "a{2}", false },      /* another */
        { "(?i)error", false }, /* any case */
        { "^a", false },        /* a place */
        { "\\bword", false },   /* another */
        { "\\d", false },       /* a class */
        { "a\\", false },       /* broken */
        { "a|b|c|d|e|f|g|h", true },
        { "a|b|c|d|e|f|g|h|i", false }, /* too many */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plain *p = plain_new(slice_cstr(cases[i].regex));
        if ((p != NULL) != cases[i].plain)
            fail_msg("'%s' is %staken for plain", cases[i].regex, p ? "" : "not ");
        plain_free(p);
    }
}

static unsigned next_number(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* A text of few letters, so that there are matches. */
static size_t random_text(char *out, size_t max, uint32_t *seed)
{
    const size_t len = next_number(seed) % (max + 1);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)('a' + next_number(seed) % 3);
    return len;
}

static size_t random_regex(char *out, uint32_t *seed)
{
    size_t len = 0;
    const unsigned count = 1 + next_number(seed) % 4;
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            out[len++] = '|';
        out[len++] = (char)('a' + next_number(seed) % 3);
        len += random_text(out + len, 3, seed);
    }
    return len;
}

/* The same as the engine finds, which gets the same regex in a group. */
static void test_as_the_engine(void **state)
{
    (void)state;
    struct confirm_scratch *scratch = confirm_scratch_new(STEPS, HEAP_KIB);
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        char regex[32], grouped[40], text[60];
        const struct slice r = slice_make(regex, random_regex(regex, &seed));
        const int n = snprintf(grouped, sizeof grouped, "(?:%.*s)", SLICE_ARG(r));
        const struct slice t = slice_make(text, random_text(text, sizeof text, &seed));
        const size_t from = next_number(&seed) % (t.len + 1);
        struct plain *p = plain_new(r);
        struct confirm *c;
        struct confirm_match want;
        struct slice got = slice_empty();
        assert_non_null(p);
        assert_int_equal(confirm_new(&c, slice_make(grouped, (size_t)n), NULL), STATUS_OK);
        const bool is_there = confirm_find(c, scratch, t, from, &want) == CONFIRM_YES;
        assert_int_equal(plain_find(p, t, from, &got), is_there);
        if (is_there) {
            assert_ptr_equal(got.ptr, want.groups[0].ptr);
            assert_int_equal(got.len, want.groups[0].len);
        }
        confirm_free(c);
        plain_free(p);
    }
    confirm_scratch_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_plain),
        cmocka_unit_test(test_as_the_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
