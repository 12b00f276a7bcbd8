#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/before.h"
#include "scene.h"

struct ids {
    uint32_t cause, deployed, started, steady;
};

static struct ids signatures(struct scene *s)
{
    struct ids id;
    scene_init(s); /* in order of id */
    id.cause = scene_sig(s, "a.cause", SIG_CAUSE, SIG_ERROR);
    id.deployed = scene_sig(s, "ecs.deployment-started", SIG_CHANGE, SIG_INFO);
    id.steady = scene_sig(s, "ecs.steady-state", SIG_RECOVERY, SIG_INFO);
    id.started = scene_sig(s, "ecs.task-started", SIG_CHANGE, SIG_INFO);
    return id;
}

static void ecs(struct scene *s, uint32_t sig, int64_t second, const char *service,
                const char *text)
{
    struct scene_hit *h = scene_hit(s, sig, second, text);
    h->origin = ORIGIN_ECS;
    h->service = service;
}

static bool change_of(struct scene *s, uint32_t sig, struct before_change *out)
{
    scene_correlate(s, NULL);
    return before_change_of(s->incident, &s->set, &incident_finding(s->incident, sig)->samples[0],
                            out);
}

static void test_revision_and_steady_state(void **state)
{
    (void)state;
    struct scene s;
    struct before_change change;
    const struct ids id = signatures(&s);
    /* In any order: listings come newest first. */
    scene_hit(&s, id.cause, 140, "boom")->service = "api";
    ecs(&s, id.deployed, 100, "api",
        "deployment ecs-svc/2 (PRIMARY) of task definition api:43 started");
    ecs(&s, id.started, 110, "api", "task 3f1c0d2e (api:43) started");
    ecs(&s, id.steady, 50, "api", "(service api) has reached a steady state.");
    ecs(&s, SIG_NONE, 0, "api", "deployment ecs-svc/1 (ACTIVE) of task definition api:41 started");
    ecs(&s, id.deployed, 150, "api",
        "deployment ecs-svc/3 (PRIMARY) of task definition api:41 started");
    assert_true(change_of(&s, id.cause, &change));
    assert_int_equal(change.sig, id.deployed);
    assert_int_equal(change.before_us, 40 * TIMESTAMP_US_PER_S);
    assert_true(slice_eq(change.revision, SLICE("api:43")));
    assert_int_equal(change.steady_us, SCENE_START_US + 50 * TIMESTAMP_US_PER_S);
    assert_true(slice_eq(change.steady_revision, SLICE("api:41")));
    scene_release(&s);
}

static void test_no_change(void **state)
{
    (void)state;
    struct scene s;
    struct before_change change;
    struct ids id = signatures(&s); /* of another service, later, a start of tasks only */
    scene_hit(&s, id.cause, 140, "boom")->service = "api";
    ecs(&s, id.deployed, 100, "web",
        "deployment ecs-svc/2 (PRIMARY) of task definition web:43 started");
    ecs(&s, id.deployed, 150, "api",
        "deployment ecs-svc/2 (PRIMARY) of task definition api:43 started");
    ecs(&s, id.started, 110, "api", "task 3f1c0d2e (api:43) started");
    assert_false(change_of(&s, id.cause, &change));
    scene_release(&s);

    id = signatures(&s); /* no time */
    scene_hit(&s, id.cause, INT64_MIN, "boom");
    ecs(&s, id.deployed, 100, "api",
        "deployment ecs-svc/2 (PRIMARY) of task definition api:43 started");
    assert_false(change_of(&s, id.cause, &change));
    scene_release(&s);
}

/* Where the one before the failure may be among those that are not kept, none is named. */
static void test_not_kept(void **state)
{
    (void)state;
    struct scene s;
    struct before_change change;
    const struct ids id = signatures(&s);
    for (int i = 0; i < 40; i++)
        ecs(&s, id.deployed, i * 100, "", "service deployment x of service y started");
    scene_hit(&s, id.cause, 2050, "boom");
    assert_false(change_of(&s, id.cause, &change));
    scene_release(&s);
}

static void test_deployments_are_bounded(void **state)
{
    (void)state;
    struct scene s;
    static char texts[INCIDENT_DEPLOYMENTS_MAX + 50][80];
    (void)signatures(&s);
    for (int i = INCIDENT_DEPLOYMENTS_MAX + 49; i >= 0; i--) {
        snprintf(texts[i], sizeof texts[i],
                 "deployment ecs-svc/1 (PRIMARY) of task definition api:%d started", i);
        ecs(&s, SIG_NONE, i, "api", texts[i]);
    }
    ecs(&s, SIG_NONE, 5, "api", "deployment ecs-svc/1 (PRIMARY) of task definition a b started");
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->deployment_count, INCIDENT_DEPLOYMENTS_MAX);
    assert_true(slice_eq(s.incident->deployments[0].definition, SLICE("api:50")));
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_revision_and_steady_state),
        cmocka_unit_test(test_no_change),
        cmocka_unit_test(test_not_kept),
        cmocka_unit_test(test_deployments_are_bounded),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
