#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build.h"

#define HEAD "- id: a.b\n  kind: cause\n  domain: network\n  title: T\n"

static struct build *finish(const char *yaml, enum status *status)
{
    struct buf out;
    struct err err;
    struct build *b = build_new();
    buf_init(&out);
    err_init(&err);
    assert_int_equal(build_add_yaml(b, slice_cstr(yaml), "t.yaml", &err), STATUS_OK);
    *status = build_finish(b, &out, &err);
    buf_release(&out);
    return b;
}

static const struct {
    const char *yaml;
    bool is_error;
    uint64_t line;
    const char *says;
} cases[] = {
    { HEAD "  match:\n  - 'fine text'\n  - 'bad (text'\n", true, 7, "bad regex at byte 9" },
    { HEAD "  match: ['some[text']\n", true, 5, "^here^" },
    { HEAD "  match: ['some text']\n  exclude: ['a{2}b++c{']\n", false, 0, NULL },
    { HEAD "  match: ['some text']\n  exclude: ['(']\n", true, 6, "bad regex" },
    { HEAD "  match: ['some text\\C']\n", true, 5, "bad regex" },
    { HEAD "  match: ['(*UTF)some text']\n", true, 5, "bad regex" },
    { HEAD "  match: ['\\d+']\n", true, 5, "no literal" },
    { HEAD "  match: ['abc|\\d+']\n", true, 5, "no literal" },
    { HEAD "  match: ['\\d+']\n  unguarded: true\n", false, 0, NULL },
    { HEAD "  match: ['(?:some text)?']\n  unguarded: true\n", true, 5, "empty text" },
    { HEAD "  match: ['error \\d']\n", false, 5, "in many log lines" },
    { HEAD "  match: ['needle \\s+\\s+']\n", false, 5, "slow regex" },
    { HEAD "  match: ['needle']\n  examples: [{text: needle, captures: {host: x}}]\n", true, 1,
      "wants the capture 'host'" },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum status status;
        struct build *b = finish(cases[i].yaml, &status);
        uint32_t count;
        const struct build_problem *p = build_problems(b, &count);
        bool is_found = !cases[i].says && count == 0;
        for (uint32_t k = 0; k < count && cases[i].says; k++)
            is_found |= strstr(p[k].err.text, cases[i].says) && p[k].err.line == cases[i].line
                        && p[k].is_error == cases[i].is_error;
        if (!is_found)
            fail_msg("%s\nwanted line %u with '%s', got line %u: %s", cases[i].yaml,
                     (unsigned)cases[i].line, cases[i].says ? cases[i].says : "nothing",
                     count ? (unsigned)p[0].err.line : 0, count ? p[0].err.text : "nothing");
        assert_int_equal(status, cases[i].is_error ? STATUS_FAIL : STATUS_OK);
        build_free(b);
    }
}

static void test_capture_names(void **state)
{
    (void)state;
    enum status status;
    struct build *b = finish(HEAD "  match:\n"
                                  "  - 'needle (?<port>\\d+)|noodle (?<port>\\d+)'\n"
                                  "  - 'needle of (?<host>\\w+):(?<port>\\d+)'\n"
                                  "  exclude: ['(?<other>x)']\n",
                             &status);
    /* twice the same name in one regex is PCRE2_DUPNAMES */
    assert_int_equal(status, STATUS_OK);
    const struct sig *s = &build_signatures(b)->items[0];
    assert_int_equal(s->capture_names.count, 2);
    assert_true(slice_eq(s->capture_names.items[0], SLICE("host")));
    assert_true(slice_eq(s->capture_names.items[1], SLICE("port")));
    build_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_capture_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
