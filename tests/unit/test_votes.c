#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"

static void test_most_voices_win(void **state)
{
    (void)state;
    struct votes v;
    votes_init(&v);
    votes_add(&v, SLICE("service"), SLICE("web"), 2);
    votes_add(&v, SLICE("service"), SLICE("api"), 1);
    votes_add(&v, SLICE("service"), SLICE(""), 9);
    votes_add(&v, SLICE("cluster"), SLICE("prod"), 9);
    assert_true(slice_eq(votes_winner(&v, SLICE("service")), SLICE("web")));
    votes_add(&v, SLICE("service"), SLICE("api"), 1); /* a tie: the smaller one */
    assert_true(slice_eq(votes_winner(&v, SLICE("service")), SLICE("api")));
    assert_int_equal(votes_winner(&v, SLICE("region")).len, 0);
    votes_release(&v);
}

static void test_arn(void **state)
{
    (void)state;
    struct votes v;
    votes_init(&v);
    votes_add_arn(&v, SLICE("no such arn:aws:short"));
    assert_int_equal(v.keys.count, 0);
    votes_add_arn(&v, SLICE("for arn:aws-cn:s3:::bucket"));
    assert_int_equal(v.keys.count, 0);
    votes_add_arn(&v, SLICE("at arn:aws:sns:eu-west-1:123456789012:topic"));
    assert_true(slice_eq(votes_winner(&v, SLICE("region")), SLICE("eu-west-1")));
    assert_true(slice_eq(votes_winner(&v, SLICE("account")), SLICE("123456789012")));
    votes_release(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_most_voices_win),
        cmocka_unit_test(test_arn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
