/* A known-good log: what it shows is discounted, what it lacks is new; where it fails itself, in
 * the same way, the infrastructure is at fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

struct comparison {
    struct scene good, bad;
    uint32_t usual, cause, symptom, ready;
};

static void signatures(struct comparison *c, struct scene *s)
{
    scene_init(s);
    c->usual = scene_sig(s, "a.usual", SIG_CAUSE, SIG_ERROR);
    c->cause = scene_sig(s, "b.cause", SIG_CAUSE, SIG_CRITICAL);
    c->symptom = scene_sig(s, "c.symptom", SIG_SYMPTOM, SIG_CRITICAL);
    c->ready = scene_sig(s, "d.ready", SIG_RECOVERY, SIG_INFO);
    scene_recovers(s, c->ready, scene_sig(s, "e.down", SIG_SYMPTOM, SIG_ERROR));
    s->sigs[c->cause].domain = SIG_CONFIGURATION;
    scene_cause(s, c->cause, c->symptom, 0.8);
}

static void comparison_init(struct comparison *c)
{
    signatures(c, &c->good);
    signatures(c, &c->bad);
}

static const struct diagnosis *compare(struct comparison *c)
{
    scene_correlate(&c->good, NULL);
    scene_correlate(&c->bad, NULL);
    const struct infer_options opts = { .baseline = c->good.incident };
    infer(c->bad.incident, &c->bad.set, &opts, &c->bad.arena, &c->bad.diagnosis);
    return &c->bad.diagnosis;
}

static void comparison_release(struct comparison *c)
{
    scene_release(&c->good);
    scene_release(&c->bad);
}

static void test_what_is_usual_is_discounted(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct comparison c;
        comparison_init(&c);
        if (i == 1)
            scene_hit(&c.good, c.usual, 0, "usual");
        scene_hit(&c.good, c.ready, 1, "ready");
        scene_hit(&c.bad, c.usual, 100, "usual");
        scene_hit(&c.bad, c.cause, 101, "cause");
        const struct diagnosis *d = compare(&c);
        confidence[i] = scene_posterior(&c.bad, c.usual);
        assert_true(d->baseline.usable && !d->baseline.fails);
        assert_int_equal(d->baseline.finding_is_new[0], i == 0);
        assert_true(d->baseline.finding_is_new[1]);
        if (i == 1)
            assert_int_equal(d->hypotheses[0].sig, c.cause);
        comparison_release(&c);
    }
    assert_true(confidence[1] < confidence[0] / 3);
}

static void test_nothing_but_what_is_usual_is_healthy(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    scene_hit(&c.good, c.usual, 0, "usual");
    scene_hit(&c.good, SIG_NONE, 1, "widget 17 exploded")->level = LEVEL_ERROR;
    scene_hit(&c.bad, c.usual, 100, "usual");
    scene_hit(&c.bad, SIG_NONE, 101, "widget 18 exploded")->level = LEVEL_ERROR;
    const struct diagnosis *d = compare(&c);
    assert_int_equal(d->verdict.status, VERDICT_HEALTHY);
    assert_int_equal(d->hypothesis_count, 0);
    assert_false(d->baseline.template_is_new[0]);
    comparison_release(&c);
}

/* Far more often than usual is not usual. */
static void test_much_more_often_is_new(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    scene_hit(&c.good, c.usual, 0, "usual");
    for (int i = 1; i < 100; i++)
        scene_hit(&c.good, SIG_NONE, i, "fine");
    for (int i = 0; i < 50; i++)
        scene_hit(&c.bad, c.usual, 1000 + i, "usual");
    assert_true(compare(&c)->baseline.finding_is_new[0]);
    comparison_release(&c);
}

static bool says(const struct diagnosis *d, const char *what)
{
    return slice_find(d->verdict.summary, slice_cstr(what), 0) != SLICE_NONE;
}

static void test_minimal_service_fails_the_same_way(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    scene_hit(&c.good, c.symptom, 0, "cannot start");
    scene_hit(&c.bad, c.symptom, 100, "cannot start");
    const struct diagnosis *d = compare(&c);
    assert_true(d->baseline.fails && d->baseline.same_way);
    assert_int_equal(d->verdict.status, VERDICT_FAILING);
    assert_int_equal(d->verdict.domain, SIG_PLATFORM);
    assert_true(says(d, "it is the infrastructure"));
    comparison_release(&c);
}

static void test_minimal_service_stays_healthy(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    c.bad.sigs[c.symptom].domain = SIG_PLATFORM;
    scene_hit(&c.good, c.ready, 0, "listening");
    scene_hit(&c.bad, c.symptom, 100, "cannot start");
    const struct diagnosis *d = compare(&c);
    assert_false(d->baseline.fails || d->baseline.same_way);
    assert_int_equal(d->verdict.domain, SIG_APPLICATION);
    assert_true(says(d, "look at application, image and configuration"));
    comparison_release(&c);
}

/* A critical failure that was over before the end is none. */
static void test_a_baseline_that_recovered_is_good(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    scene_hit(&c.good, c.symptom, 0, "cannot start");
    scene_hit(&c.good, c.ready, 10, "listening");
    scene_hit(&c.bad, c.cause, 100, "cause");
    assert_false(compare(&c)->baseline.fails);
    comparison_release(&c);
}

static void test_an_empty_baseline_says_nothing(void **state)
{
    (void)state;
    struct comparison c;
    comparison_init(&c);
    scene_hit(&c.bad, c.cause, 100, "cause");
    const struct diagnosis *d = compare(&c);
    assert_true(d->baseline.given && !d->baseline.usable);
    assert_false(says(d, "known-good"));
    comparison_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_usual_is_discounted),
        cmocka_unit_test(test_nothing_but_what_is_usual_is_healthy),
        cmocka_unit_test(test_much_more_often_is_new),
        cmocka_unit_test(test_minimal_service_fails_the_same_way),
        cmocka_unit_test(test_minimal_service_stays_healthy),
        cmocka_unit_test(test_a_baseline_that_recovered_is_good),
        cmocka_unit_test(test_an_empty_baseline_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
