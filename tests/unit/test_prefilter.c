#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/prefilter.h"

#define GUARD(...)                                                                                 \
    {                                                                                              \
        .literals = {                                                                              \
            (struct slice[]){ __VA_ARGS__ },                                                       \
            sizeof((struct slice[]){ __VA_ARGS__ }) / sizeof(struct slice)                         \
        }                                                                                          \
    }
#define LIT(text)                                                                                  \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

/* Candidates as text "0 3 7", for messages that show both sides. */
static void expect(struct prefilter *p, struct slice text, const char *want)
{
    char got[512] = "";
    size_t used = 0;
    const uint32_t *candidates;
    size_t n = prefilter_scan(p, text, &candidates);
    for (size_t i = 0; i < n; i++)
        used +=
            (size_t)snprintf(got + used, sizeof got - used, "%s%u", i ? " " : "", candidates[i]);
    assert_string_equal(got, want);
}

static void literals_of_every_length(void **state)
{
    (void)state;
    static const char text[] = "x9Y8w7V6u5T4s3R2q1P0";
    for (size_t length = 1; length < sizeof text; length++)
        for (size_t at = 0; at + length < sizeof text; at++) {
            char lower[sizeof text];
            for (size_t i = 0; i < length; i++)
                lower[i] = ascii_lower(text[at + i]);
            struct slice item = slice_make(lower, length);
            struct prefilter_guard guard = { .literals = { &item, 1 } };
            struct prefilter *p = prefilter_new(&guard, 1, PREFILTER_FASTEST);
            for (size_t from = 0; from <= at; from++) {
                expect(p, slice_make(text + from, sizeof text - 1 - from), "0");
                expect(p, slice_make(text + from, at - from + length), "0");
                expect(p, slice_make(text + from, at - from + length - 1), "");
            }
            expect(p, slice_make(text + at + 1, sizeof text - 2 - at), "");
            prefilter_free(p);
        }
}

static void ascending_without_repeats(void **state)
{
    (void)state;
    struct prefilter_guard guards[] = {
        GUARD(LIT("connection refused"), LIT("econnrefused")),
        { .literals = { NULL, 0 } },
        GUARD(LIT("econnrefused")),
        GUARD(LIT("refuse")),
        GUARD(LIT("oom")),
        GUARD(LIT("")),
        GUARD(LIT("EConnRefused")), /* not lower-cased: taken as if it were */
    };
    struct prefilter *p = prefilter_new(guards, sizeof guards / sizeof *guards, PREFILTER_FASTEST);
    expect(p, SLICE(""), "1 5");
    expect(p, slice_empty(), "1 5");
    expect(p, SLICE("ECONNREFUSED: connection refused, connection REFUSED"), "0 1 2 3 5 6");
    expect(p, SLICE("nothing"), "1 5");
    expect(p, SLICE("OOMKilled"), "1 4 5");
    expect(p, SLICE("EAI_AGAIN refuses"), "1 3 5");
    prefilter_free(p);
}

static void folding_is_only_of_letters(void **state)
{
    (void)state;
    struct prefilter_guard guards[] = { GUARD(LIT("a[b]c@d")), GUARD(LIT("a{b}c`d")),
                                        GUARD(LIT("[x]")) };
    struct prefilter *p = prefilter_new(guards, 3, PREFILTER_FASTEST);
    expect(p, SLICE("A[B]C@D"), "0");
    expect(p, SLICE("A{B}C`D"), "1");
    expect(p, SLICE("{x} [X}"), "");
    expect(p, SLICE("..[X]"), "2");
    prefilter_free(p);
}

static void bytes_of_any_value(void **state)
{
    (void)state;
    struct prefilter_guard guards[] = { GUARD(LIT("a\0b\0c\0d\0")),
                                        GUARD(LIT("\xe2\x94\x82 error")) };
    struct prefilter *p = prefilter_new(guards, 2, PREFILTER_FASTEST);
    expect(p, SLICE("..a\0B\0c\0D\0"), "0");
    expect(p, SLICE("\xe2\x94\x82 Error"), "1");
    expect(p, SLICE("\xc2\x94\x82 Error"), ""); /* differs only in the folded bit */
    prefilter_free(p);
}

static void no_patterns(void **state)
{
    (void)state;
    struct prefilter *p = prefilter_new(NULL, 0, PREFILTER_FASTEST);
    expect(p, SLICE("anything at all"), "");
    prefilter_free(p);
    prefilter_free(NULL);
}

/* More candidates than are sorted by insertion, found in descending order. */
static void many_candidates(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct prefilter_guard *guards = alloc_zeroed(COUNT, sizeof *guards);
    struct slice *items = alloc_zeroed(COUNT, sizeof *items);
    char *text = alloc_zeroed(COUNT, 16);
    size_t used = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        size_t start = used;
        used += (size_t)snprintf(text + used, 16, "lit-%u;", COUNT - 1 - i);
        items[COUNT - 1 - i] = slice_make(text + start, used - start);
    }
    for (uint32_t i = 0; i < COUNT; i++)
        guards[i].literals = (struct sig_list){ &items[i], 1 };
    struct prefilter *p = prefilter_new(guards, COUNT, PREFILTER_FASTEST);
    const uint32_t *candidates;
    assert_int_equal(prefilter_scan(p, slice_make(text, used), &candidates), COUNT);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(candidates[i], i);
    expect(p, SLICE("lit-7; lit-2999; lit-41;"), "7 41 2999");
    prefilter_free(p);
    alloc_free(text);
    alloc_free(items);
    alloc_free(guards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_of_every_length),
        cmocka_unit_test(ascending_without_repeats),
        cmocka_unit_test(folding_is_only_of_letters),
        cmocka_unit_test(bytes_of_any_value),
        cmocka_unit_test(no_patterns),
        cmocka_unit_test(many_candidates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
