#include "report/outline.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "report/html.h"
#include "report/phrase.h"
#include "report_fixture.h"

static void test_evidence_shows_each_signature_first(void **state)
{
    (void)state;
    struct evidence evidence[5] = {
        { .sig = 1 }, { .sig = 1 }, { .sig = 2 }, { .sig = 3 }, { .sig = 4 }
    };
    static const char *const lines[] = { "a", "b", "c", "c", "d" };
    for (size_t i = 0; i < 5; i++)
        evidence[i].occurrence.text = slice_cstr(lines[i]);
    const struct hypothesis h = { .evidence = evidence, .evidence_count = 5 };
    uint32_t picked[OUTLINE_EVIDENCE_MAX];
    assert_int_equal(outline_evidence(&h, 3, picked), 3);
    assert_int_equal(picked[0], 0);
    assert_int_equal(picked[1], 2);
    assert_int_equal(picked[2], 4); /* not 3: its line was there */
    assert_int_equal(outline_evidence(&h, 4, picked), 4);
    assert_int_equal(picked[1], 1); /* then what is left, in order */
    assert_int_equal(outline_evidence(&h, 64, picked), 5);
    assert_int_equal(outline_evidence(&h, 0, picked), 0);
}

static void test_sources_without_common_folders(void **state)
{
    (void)state;
    struct report_source sources[] = { { .name = "a/b/x.log" },
                                       { .name = "a/b/c/y.log" },
                                       { .name = "a/bb" } };
    struct report report = { .sources = sources, .source_count = 2 };
    assert_string_equal(outline_source(&report, 0), "x.log");
    assert_string_equal(outline_source(&report, 1), "c/y.log");
    assert_string_equal(outline_source(&report, 9), "");
    report.source_count = 3;
    assert_string_equal(outline_source(&report, 2), "bb");
    sources[1].name = "-";
    assert_string_equal(outline_source(&report, 0), "a/b/x.log");
    assert_string_equal(outline_source(&report, 1), "stdin");
}

static void test_steps(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    static const char *const want[] = { "Check", "Fix", "Fix", "Roll back" };
    struct outline_step step;
    struct buf text;
    buf_init(&text);
    uint32_t i = 0;
    for (; outline_step(&f.report, &f.hypotheses[0], i, &step, &text); i++)
        assert_string_equal(outline_step_name(step.kind), want[i]);
    assert_int_equal(i, 4);
    buf_reset(&text);
    assert_true(outline_step(&f.report, NULL, 0, &step, &text));
    assert_int_equal(step.kind, OUTLINE_FETCH);
    buf_release(&text);
}

/* The hash of nothing, as browsers' documentation of the policy gives it. */
static void test_policy_hash(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    html_add_hash(&out, slice_empty());
    assert_string_equal(buf_cstr(&out), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    buf_reset(&out);
    html_add_safe(&out, SLICE("a<b>&\"c'"));
    assert_string_equal(buf_cstr(&out), "a&lt;b&gt;&amp;&quot;c&#39;");
    buf_reset(&out);
    phrase_zone(-9000, &out);
    assert_string_equal(buf_cstr(&out), "UTC-02:30");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_shows_each_signature_first),
        cmocka_unit_test(test_sources_without_common_folders),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_policy_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
