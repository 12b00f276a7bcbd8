/* Whether to roll back: what the signature says, and what the input says about revisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static struct slice advice[] = { { "yes", 3 }, { "The revision before had it", 26 } };

struct deploy {
    struct scene s;
    uint32_t cause, started, changed, rolled_back;
};

static void deploy_init(struct deploy *d, const char *word)
{
    scene_init(&d->s);
    advice[0] = slice_cstr(word);
    d->cause = scene_sig(&d->s, "a.cause", SIG_CAUSE, SIG_ERROR);
    d->started = scene_sig(&d->s, "ecs.deployment-started", SIG_CHANGE, SIG_INFO);
    d->rolled_back = scene_sig(&d->s, "ecs.rollback", SIG_SYMPTOM, SIG_CRITICAL);
    d->changed = scene_sig(&d->s, "ecs.task-definition-changed", SIG_CHANGE, SIG_INFO);
    d->s.sigs[d->cause].rollback = (struct sig_list){ advice, 2 };
}

/* The definition of api:43 against api:42, at second 100. */
static void deploy_43(struct deploy *d)
{
    scene_hit(&d->s, d->changed, 100, "task definition api:43 vs api:42: image 1.41 to 1.42");
    scene_capture(&d->s, "resource", "api:43");
}

static const struct rollback *finish(struct deploy *d)
{
    scene_diagnose(&d->s);
    assert_int_equal(d->s.diagnosis.hypotheses[0].sig, d->cause);
    return &d->s.diagnosis.hypotheses[0].rollback;
}

static void test_yes_names_both_revisions(void **state)
{
    (void)state;
    struct deploy d;
    deploy_init(&d, "yes");
    deploy_43(&d);
    scene_hit(&d.s, d.cause, 140, "cause")->service = "api";
    scene_hit(&d.s, SIG_NONE, 141, "fine")->service = "worker";
    const struct rollback *r = finish(&d);
    assert_int_equal(r->decision, ROLLBACK_YES);
    assert_true(slice_eq(r->from, SLICE("api:43")));
    assert_true(slice_eq(r->to, SLICE("api:42")));
    assert_int_equal(r->service_count, 1);
    assert_true(slice_eq(r->services[0], SLICE("api")));
    assert_int_equal(r->spared_count, 1);
    assert_true(slice_eq(r->spared[0], SLICE("worker")));
    scene_release(&d.s);
}

/* An expired certificate, a full disk: the signature knows. */
static void test_no_stays_no(void **state)
{
    (void)state;
    struct deploy d;
    deploy_init(&d, "no");
    deploy_43(&d);
    scene_hit(&d.s, d.cause, 140, "cause");
    const struct rollback *r = finish(&d);
    assert_int_equal(r->decision, ROLLBACK_NO);
    assert_int_equal(r->reason.len, 0);
    assert_int_equal(r->to.len, 0);
    scene_release(&d.s);
}

static void test_maybe_turns_to_yes_right_after_a_deployment(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct deploy d;
        deploy_init(&d, "maybe");
        deploy_43(&d);
        scene_hit(&d.s, d.cause, late ? 5000 : 140, "cause");
        assert_int_equal(finish(&d)->decision, late ? ROLLBACK_MAYBE : ROLLBACK_YES);
        scene_release(&d.s);
    }
}

static void test_what_was_there_before_is_not_taken_back(void **state)
{
    (void)state;
    struct deploy d;
    deploy_init(&d, "yes");
    scene_hit(&d.s, d.cause, 0, "cause");
    deploy_43(&d);
    scene_hit(&d.s, d.cause, 140, "cause");
    const struct rollback *r = finish(&d);
    assert_int_equal(r->decision, ROLLBACK_NO);
    assert_true(slice_starts(r->reason, SLICE("It was there 100 s before api:43")));
    assert_int_equal(r->to.len, 0);
    scene_release(&d.s);
}

static void test_the_first_revision_has_none_before(void **state)
{
    (void)state;
    struct deploy d;
    deploy_init(&d, "yes");
    scene_hit(&d.s, d.started, 100, "deployment of task definition api:1 started");
    scene_capture(&d.s, "task_definition", "arn:aws:ecs:eu-west-1:1:task-definition/api:1");
    scene_hit(&d.s, d.cause, 140, "cause");
    assert_int_equal(finish(&d)->decision, ROLLBACK_NO);
    scene_release(&d.s);
}

static void test_ecs_has_done_it(void **state)
{
    (void)state;
    struct deploy d;
    deploy_init(&d, "yes");
    scene_cause(&d.s, d.cause, d.rolled_back, 0.8);
    deploy_43(&d);
    scene_hit(&d.s, d.cause, 140, "cause");
    scene_hit(&d.s, d.rolled_back, 200, "rolling back");
    assert_int_equal(finish(&d)->decision, ROLLBACK_DONE);
    scene_release(&d.s);
}

/* Advice is filled with what stands inside of other names. */
static void test_derived_captures(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *derived, *expected;
    } cases[] = {
        { "image", "1.dkr.ecr.eu-west-1.amazonaws.com/team/api:1.42", "repository", "team/api" },
        { "image", "1.dkr.ecr.eu-west-1.amazonaws.com/team/api:1.42", "tag", "1.42" },
        { "image", "nginx", "repository", "nginx" },
        { "image", "localhost:5000/api@sha256:12", "repository", "api" },
        { "host", "shop.c1a2.eu-west-1.rds.amazonaws.com", "db_instance", "shop" },
        { "host", "master.shop.ab12.euw1.cache.amazonaws.com", "cache", "shop" },
        { "host", "db.internal", "cache", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct deploy d;
        deploy_init(&d, "yes");
        scene_hit(&d.s, d.cause, 0, "cause");
        scene_capture(&d.s, cases[i].name, cases[i].value);
        finish(&d);
        const struct hypothesis *h = &d.s.diagnosis.hypotheses[0];
        struct slice got = slice_empty();
        for (uint32_t k = 0; k < h->capture_count; k++)
            if (slice_eq(h->captures[k].name, slice_cstr(cases[i].derived)))
                got = h->captures[k].value;
        assert_true(slice_eq(got, slice_cstr(cases[i].expected)));
        scene_release(&d.s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yes_names_both_revisions),
        cmocka_unit_test(test_no_stays_no),
        cmocka_unit_test(test_maybe_turns_to_yes_right_after_a_deployment),
        cmocka_unit_test(test_what_was_there_before_is_not_taken_back),
        cmocka_unit_test(test_the_first_revision_has_none_before),
        cmocka_unit_test(test_ecs_has_done_it),
        cmocka_unit_test(test_derived_captures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
