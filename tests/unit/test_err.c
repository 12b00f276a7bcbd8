#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"

#include <string.h>

static void first_writer_wins(void **state)
{
    (void)state;
    struct err err;
    err_init(&err);
    assert_false(err.set);
    err_set(&err, "number %d", 5);
    err_set(&err, "later");
    assert_true(err.set);
    assert_string_equal(err.text, "number 5");
    err_set(NULL, "nobody asked");
}

static void places_only_what_is_set_and_has_none(void **state)
{
    (void)state;
    struct err err;
    err_init(&err);
    err_at(&err, 3, 40);
    err_in(&err, "file");
    assert_false(err.has_offset);
    assert_string_equal(err.source, "");
    err_set(&err, "bad");
    err_at(&err, 3, 40);
    err_at(&err, 9, 90);
    err_in(&err, "inner");
    err_in(&err, "outer");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.offset, 40);
    assert_string_equal(err.source, "inner");
    err_at(NULL, 1, 1);
    err_in(NULL, "x");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    char big[2000];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    struct err err;
    err_init(&err);
    err_set(&err, "%s", big);
    err_in(&err, big);
    assert_int_equal(strlen(err.text), ERR_TEXT_BYTES - 1);
    assert_int_equal(strlen(err.source), ERR_SOURCE_BYTES - 1);
    err_at(&err, UINT64_MAX, UINT64_MAX);
    char out[4000];
    err_format(&err, out, sizeof out);
    assert_int_equal(strlen(out), ERR_SOURCE_BYTES - 1 + 1 + 20 + 2 + ERR_TEXT_BYTES - 1);
}

static void formats_what_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        uint64_t line, offset;
        bool has_place;
        const char *want;
    } cases[] = {
        { NULL, 0, 0, false, "bad" },     { "f", 0, 0, false, "f: bad" },
        { "f", 3, 40, true, "f:3: bad" }, { "f", 0, 40, true, "f: byte 40: bad" },
        { NULL, 3, 40, true, "bad" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err;
        err_init(&err);
        err_set(&err, "bad");
        if (cases[i].source)
            err_in(&err, cases[i].source);
        if (cases[i].has_place)
            err_at(&err, cases[i].line, cases[i].offset);
        char out[100];
        err_format(&err, out, sizeof out);
        assert_string_equal(out, cases[i].want);
    }
}

static void is_safe_on_a_terminal(void **state)
{
    (void)state;
    struct err err;
    err_init(&err);
    err_set(&err, "%s",
            "a\x1b[31m\n\t\x7f \xc2\x9b"
            "31m \xc3\xa9\xc2\xa0\xc2");
    err_in(&err, "x\x1b]0;y\x07");
    char out[100];
    err_format(&err, out, sizeof out);
    assert_string_equal(out, "x?]0;y?: a?[31m??? ??31m \xc3\xa9\xc2\xa0\xc2");
}

static void fits_the_buffer(void **state)
{
    (void)state;
    struct err err;
    err_init(&err);
    err_set(&err, "something");
    for (unsigned long size = 0; size < 12; size++) {
        char out[12];
        memset(out, '#', sizeof out);
        err_format(&err, out, size);
        if (size > 0)
            assert_int_equal(strlen(out), size - 1 < 9 ? size - 1 : 9);
        if (size < sizeof out)
            assert_int_equal(out[size], '#'); /* nothing behind it is touched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_writer_wins),
        cmocka_unit_test(places_only_what_is_set_and_has_none),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(formats_what_is_known),
        cmocka_unit_test(is_safe_on_a_terminal),
        cmocka_unit_test(fits_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
