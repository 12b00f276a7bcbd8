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
    votes_add_names(&v, SLICE("no such arn:aws:short"));
    assert_int_equal(v.keys.count, 0);
    votes_add_names(&v, SLICE("for arn:aws-cn:s3:::bucket"));
    assert_int_equal(v.keys.count, 0);
    votes_add_names(&v, SLICE("at arn:aws:sns:eu-west-1:123456789012:topic"));
    assert_true(slice_eq(votes_winner(&v, SLICE("region")), SLICE("eu-west-1")));
    assert_true(slice_eq(votes_winner(&v, SLICE("account")), SLICE("123456789012")));
    votes_release(&v);
}

static void test_region_of_an_endpoint(void **state)
{
    (void)state;
    static const struct {
        const char *text, *region;
    } cases[] = {
        { "Post \"https://logs.eu-west-1.amazonaws.com/\": i/o timeout", "eu-west-1" },
        { "1.dkr.ecr.us-gov-east-1.amazonaws.com/api:1", "us-gov-east-1" },
        { "https://s3.amazonaws.com/x", "" },
        { ".amazonaws.com", "" },
        { "a-b.amazonaws.com", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct votes v;
        votes_init(&v);
        votes_add_names(&v, slice_cstr(cases[i].text));
        assert_true(slice_eq(votes_winner(&v, SLICE("region")), slice_cstr(cases[i].region)));
        votes_release(&v);
    }
}

/* The image of the newest revision; of a task of two containers none. */
static void test_image_of_a_definition(void **state)
{
    (void)state;
    const struct event_fact one[] = { { .name = SLICE("image"), .value = SLICE("api:2") } };
    const struct event_fact older[] = { { .name = SLICE("image"), .value = SLICE("api:1") } };
    const struct event_fact two[] = { { .name = SLICE("image"), .value = SLICE("b") },
                                      { .name = SLICE("image"), .value = SLICE("a") } };
    const struct event_definition definitions[] = {
        { .revision = 7, .facts = one, .fact_count = 1 },
        { .revision = 6, .facts = older, .fact_count = 1 },
        { .revision = 9, .facts = two, .fact_count = 2 },
    };
    struct votes v;
    votes_init(&v);
    for (size_t i = 0; i < 3; i++)
        votes_add_definition(&v, &definitions[i]);
    assert_true(slice_eq(votes_winner(&v, SLICE("image")), SLICE("api:2")));
    votes_release(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_region_of_an_endpoint),
        cmocka_unit_test(test_image_of_a_definition),
        cmocka_unit_test(test_most_voices_win),
        cmocka_unit_test(test_arn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
