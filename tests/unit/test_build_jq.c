#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build_jq.h"

static void expect_word(const char *program, const char *want)
{
    const struct slice word = build_jq_unbounded(slice_cstr(program));
    if (!slice_eq(word, slice_cstr(want)))
        fail_msg("%s: '%.*s', not '%s'", program, SLICE_ARG(word), want);
}

static void test_unbounded(void **state)
{
    (void)state;
    expect_word(".a == \"repeat\"", "");
    expect_word(".repeat and .spec.until", "");
    expect_word("[.[] | select(.x > 1)] | length > 3", "");
    expect_word("repeat(.a)", "repeat");
    expect_word("def f: f; f", "def");
    expect_word(".a == $ENV.HOME", "$ENV");
    expect_word("\"a \\(range(9)) b\"", "range");
    expect_word("\"a \\(\"range\") b\" | input", "range"); /* careful, not clever */
    expect_word("\"unclosed", "");
}

static void expect_guard(const char *program, const char *want)
{
    struct arena arena;
    struct sig_list found;
    arena_init(&arena);
    build_jq_guard(&arena, slice_cstr(program), &found);
    const struct slice got = found.count > 0 ? found.items[0] : slice_empty();
    if (!slice_eq(got, slice_cstr(want)) || found.count > 1)
        fail_msg("%s: '%.*s', not '%s'", program, SLICE_ARG(got), want);
    arena_release(&arena);
}

static void test_guards(void **state)
{
    (void)state;
    expect_guard(".event == \"worker_process_Crash\"", "worker_process_crash");
    expect_guard("\"worker_process_crash\" == .event", "worker_process_crash");
    expect_guard("select(.level == \"error\" and .event == \"worker_process_crash\")",
                 "worker_process_crash");
    expect_guard("((.kind == \"Pod\") and (.spec.volumes[]?.persistentVolumeClaim != null))",
                 "persistentvolumeclaim");
    expect_guard("select(.a) | .b.persistentVolumeClaim | contains(\"x\")", "");
    expect_guard("select(.first_name) | .a or .b", "first_name");
    expect_guard(".message | contains(\"lost its index\")", "lost its index");
    expect_guard("(.kind == \"PersistentVolume\") and (.a | .b or .c)", "persistentvolume");
    expect_guard(".kind == \"a \\u0070 b\" and .status != null", "status");
}

/* What may be true without the text must not be guarded by it. */
static void test_no_guards(void **state)
{
    (void)state;
    static const char *const programs[] = {
        ".event == \"first_text\" or .event == \"other_text\"",
        ".event == \"first_text\" | not",
        "(.event | ascii_downcase | length) == 3",
        ".event != \"first_text\"",
        "(.event // \"first_text\") == \"first_text\"",
        ".event == \"first_text\", true",
        "if .event == \"first_text\" then false else true end",
        ".event == \"first\" + .rest",
        ".event == \"first \\(.rest) text\"",
        ".event == null",
        ".event as $x | $x == \"first_text\"",
        ".. == \"first_text\"",
        ".event | test(\"first.text\")",
        ".event == \"first_text\" # and .a == \"b\"",
        "(.event == \"first_text\"",
        "",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        expect_guard(programs[i], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unbounded),
        cmocka_unit_test(test_guards),
        cmocka_unit_test(test_no_guards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
