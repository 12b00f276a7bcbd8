#include "report/advice.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

struct advice_case {
    const char *template, *value, *expected;
    bool is_command;
};

static const struct advice_case cases[] = {
    { "", "v", "", true },
    { "no places", "v", "no places", true },
    { "get {value} now", "db-1.local:6379", "get db-1.local:6379 now", true },
    { "get {value}", "two words", "get 'two words'", true },
    { "get {value}", "two words", "get two words", false },
    { "get {value}", "it's", "get 'it'\\''s'", true },
    { "get {value}", "$(reboot)", "get '$(reboot)'", true },
    { "get {value}", "`x`; rm -rf ~", "get '`x`; rm -rf ~'", true },
    /* Inside quotes of the template the value must not be able to leave them or to expand. */
    { "sh 'a {value} b'", "x'; reboot; '", "sh 'a x'\\''; reboot; '\\'' b'", true },
    { "sh \"a {value} b\"", "$(reboot)\"", "sh \"a \"'$(reboot)\"'\" b\"", true },
    { "sh \"it's {value}\"", "a b", "sh \"it's \"'a b'\"\"", true },
    { "say \\\"{value}", "a b", "say \\\"'a b'", true },
    { "[?n==`{value}`]", "web", "[?n==`web`]", true },
    /* Options, control bytes and endless values are left to the reader. */
    { "get {value}", "--endpoint-url=http://x", "get <value>", true },
    { "get {value}", "-x", "get -x", false },
    { "get {value}", "a\nreboot", "get <value>", true },
    { "get {value}", "a\nb", "get <value>", false },
    { "get {value}", "\x1b[2J", "get <value>", true },
    { "get {value}", "", "get <value>", true },
    { "get {other}", "v", "get <other>", true },
    { "in {region}", "v", "in eu-west-1", true },
    { "{{json .State}} {{.value}}", "v", "{{json .State}} {{.value}}", true },
    { "{a:b} {} {Value} {value", "v", "{a:b} {} {Value} {value", true },
    { "{value}{value}", "v", "vv", false },
};

static void test_fill(void **state)
{
    (void)state;
    struct fact fact = { SLICE("region"), SLICE("eu-west-1") };
    const struct incident inc = { .facts = &fact, .fact_count = 1 };
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sig_capture capture = { SLICE("value"), slice_cstr(cases[i].value) };
        const struct hypothesis h = { .captures = &capture, .capture_count = 1 };
        buf_reset(&out);
        advice_fill(slice_cstr(cases[i].template), &h, &inc, cases[i].is_command, &out);
        assert_string_equal(buf_cstr(&out), cases[i].expected);
    }
    buf_release(&out);
}

static void test_capture_wins_over_fact(void **state)
{
    (void)state;
    struct fact fact = { SLICE("service"), SLICE("from-fact") };
    struct sig_capture capture = { SLICE("service"), SLICE("from-capture") };
    const struct incident inc = { .facts = &fact, .fact_count = 1 };
    const struct hypothesis h = { .captures = &capture, .capture_count = 1 };
    struct buf out;
    buf_init(&out);
    advice_fill(SLICE("{service}"), &h, &inc, true, &out);
    advice_fill(SLICE(" {service}"), NULL, &inc, true, &out);
    advice_fill(SLICE(" {service}"), NULL, NULL, true, &out);
    assert_string_equal(buf_cstr(&out), "from-capture from-fact <service>");
    buf_release(&out);
}

static void test_long_value(void **state)
{
    (void)state;
    char text[300];
    memset(text, 'a', sizeof text);
    struct sig_capture capture = { SLICE("value"), slice_make(text, sizeof text) };
    const struct hypothesis h = { .captures = &capture, .capture_count = 1 };
    struct buf out;
    buf_init(&out);
    advice_fill(SLICE("{value}"), &h, NULL, true, &out);
    assert_string_equal(buf_cstr(&out), "<value>");
    buf_release(&out);
}

static void test_is_command(void **state)
{
    (void)state;
    static const char *const commands[] = { "aws ecs list-tasks", "./run.sh now", "/bin/ls x",
                                            "docker build -t x ." };
    static const char *const sentences[] = {
        "",         "Store the full URL", "in the console, open X.",
        "redeploy", "note: this",         "42 is the answer"
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        assert_true(advice_is_command(slice_cstr(commands[i])));
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        assert_false(advice_is_command(slice_cstr(sentences[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_capture_wins_over_fact),
        cmocka_unit_test(test_long_value),
        cmocka_unit_test(test_is_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
