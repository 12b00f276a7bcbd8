/* Strings and numbers of strict JSON, read in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "frame/json_text.h"

#define BYTES_MAX 80

static size_t naive_run(const char *ptr, size_t len)
{
    size_t at = 0;
    while (at < len && ptr[at] >= ' ' && ptr[at] != '"' && ptr[at] != '\\')
        at++;
    return at;
}

/* Every byte ends the run, or does not, at every place of every length. */
static void plain_run_is_exact(void **state)
{
    (void)state;
    char bytes[BYTES_MAX];
    for (size_t len = 0; len < BYTES_MAX; len++)
        for (size_t at = 0; at < len; at++)
            for (int c = 0; c < 256; c++) {
                memset(bytes, 'x', sizeof bytes);
                bytes[at] = (char)(unsigned char)c;
                assert_int_equal(json_plain_run(bytes, len), naive_run(bytes, len));
            }
}

static void expect_text(const char *text, const char *want)
{
    struct buf out;
    struct slice value;
    size_t at = 0;
    buf_init(&out);
    const bool read = json_read_string(slice_cstr(text), &at, &out, &value);
    assert_int_equal(read, want != NULL);
    assert_int_equal(at, want ? strlen(text) : 0);
    if (want)
        assert_true(slice_eq(value, slice_cstr(want)));
    buf_release(&out);
}

static void strings(void **state)
{
    (void)state;
    expect_text("\"\"", "");
    expect_text("\"plain\"", "plain");
    expect_text("\"a\\\"b\\\\\\/\\n\\t\"", "a\"b\\/\n\t");
    expect_text("\"\\u0041\\u00e9\\ud83d\\ude00\"", "A\xc3\xa9\xf0\x9f\x98\x80");
    expect_text("\"M\xc3\xbcnchen\"", "M\xc3\xbcnchen");
    expect_text("\"not ended", NULL);
    expect_text("\"not ended\\\"", NULL);
    expect_text("\"\\x\"", NULL);
    expect_text("\"\\u12\"", NULL);
    expect_text("\"\\ud800\"", NULL);
    expect_text("\"\\udc00\\ud800\"", NULL);
    expect_text("\"bad \xff\"", NULL);
    expect_text("\"tab\t\"", NULL);
    expect_text("none", NULL);
    struct slice value;
    size_t at = 0;
    assert_false(json_read_string(SLICE("\"a\\n\""), &at, NULL, &value));
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        int64_t value;
    } cases[] = {
        { "0", 1, 0 },   { "17,", 2, 17 },
        { "0,", 1, 0 },  { "123456789012345678", 18, 123456789012345678 },
        { "01", 0, 0 },  { "1234567890123456789", 0, 0 },
        { "", 0, 0 },    { "-1", 0, 0 },
        { "1.5", 1, 1 }, /* what is behind the digits is for the caller to see */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = 0;
        int64_t value = 0;
        assert_int_equal(json_read_digits(slice_cstr(cases[i].text), &at, &value),
                         cases[i].len > 0);
        assert_int_equal(at, cases[i].len);
        assert_int_equal(value, cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_run_is_exact),
        cmocka_unit_test(strings),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
