#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/signature.h"

static void test_names_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < SIG_KIND_COUNT; i++) {
        enum sig_kind kind;
        assert_true(sig_kind_parse(slice_cstr(sig_kind_name((enum sig_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < SIG_DOMAIN_COUNT; i++) {
        enum sig_domain domain;
        assert_true(sig_domain_parse(slice_cstr(sig_domain_name((enum sig_domain)i)), &domain));
        assert_int_equal(domain, i);
    }
    for (int i = 0; i < SIG_SEVERITY_COUNT; i++) {
        enum sig_severity s;
        assert_true(sig_severity_parse(slice_cstr(sig_severity_name((enum sig_severity)i)), &s));
        assert_int_equal(s, i);
    }
}

static void test_names_unknown(void **state)
{
    (void)state;
    enum sig_kind kind = SIG_CHANGE;
    enum sig_domain domain;
    enum sig_severity severity;
    assert_false(sig_kind_parse(SLICE("Cause"), &kind));
    assert_false(sig_kind_parse(slice_empty(), &kind));
    assert_int_equal(kind, SIG_CHANGE);
    assert_false(sig_domain_parse(SLICE("image"), &domain));
    assert_false(sig_severity_parse(SLICE("errors"), &severity));
    assert_string_equal(sig_kind_name(SIG_KIND_COUNT), "");
    assert_string_equal(sig_domain_name(SIG_DOMAIN_COUNT), "");
    assert_string_equal(sig_severity_name(SIG_SEVERITY_COUNT), "");
}

static void test_find(void **state)
{
    (void)state;
    struct sig items[3] = { { .id = SLICE("a.b") },
                            { .id = SLICE("a.bc") },
                            { .id = SLICE("b.a") } };
    for (uint32_t count = 0; count <= 3; count++) {
        struct sigset set = { items, count };
        for (uint32_t i = 0; i < 3; i++)
            assert_int_equal(sigset_find(&set, items[i].id), i < count ? i : SIG_NONE);
        assert_int_equal(sigset_find(&set, SLICE("a")), SIG_NONE);
        assert_int_equal(sigset_find(&set, SLICE("z.z")), SIG_NONE);
        assert_int_equal(sigset_find(&set, slice_empty()), SIG_NONE);
    }
}

static void test_component(void **state)
{
    (void)state;
    assert_true(slice_eq(sig_component(SLICE("redis.url-scheme")), SLICE("redis")));
    assert_true(slice_eq(sig_component(SLICE("a.b.c")), SLICE("a")));
    assert_true(slice_eq(sig_component(SLICE("none")), SLICE("none")));
    assert_true(slice_eq(sig_component(slice_empty()), slice_empty()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_round_trip),
        cmocka_unit_test(test_names_unknown),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_component),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
