#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"
#include "scene.h"

#define TASKS_MAX 128

struct tasks {
    struct scene scene;
    uint32_t cycling, started, stopped, trouble;
    struct sig_term terms[2];
    char names[TASKS_MAX][33];
    uint32_t count;
};

static void tasks_init(struct tasks *t)
{
    struct scene *s = &t->scene;
    scene_init(s);
    t->count = 0;
    t->trouble = scene_sig(s, "a.trouble", SIG_CAUSE, SIG_ERROR);
    t->cycling = scene_sig(s, "ecs.task-cycling", SIG_SYMPTOM, SIG_CRITICAL);
    t->started = scene_sig(s, "ecs.task-started", SIG_CHANGE, SIG_INFO);
    t->stopped = scene_sig(s, "ecs.task-stopped", SIG_SYMPTOM, SIG_INFO);
    t->terms[0] = (struct sig_term){ .sig = t->started, .count = 3 };
    t->terms[1] = (struct sig_term){ .sig = t->stopped, .count = 3 };
    s->sigs[t->cycling].composite = (struct sig_composite){
        .type = SIG_SET, .terms = t->terms, .term_count = 2, .window_us = 15 * TIMESTAMP_US_PER_MIN
    };
}

/* A task with a line every `every` seconds; the last one shows trouble if asked for. */
static void task(struct tasks *t, int64_t from, int64_t to, int64_t every, bool trouble)
{
    char *name = t->names[t->count];
    snprintf(name, sizeof t->names[0], "%08u0000000000000000000000aa", (unsigned)t->count++);
    for (int64_t at = from; at <= to; at += every) {
        const bool is_last = at + every > to;
        struct scene_hit *h =
            scene_hit(&t->scene, is_last && trouble ? t->trouble : SIG_NONE, at, "a line");
        h->task = name;
        h->container = "api";
    }
}

static const struct finding *cycling(struct tasks *t)
{
    scene_correlate(&t->scene, NULL);
    return incident_finding(t->scene.incident, t->cycling);
}

static uint32_t entries(const struct tasks *t, enum timeline_kind kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->scene.incident->timeline_count; i++)
        n += t->scene.incident->timeline[i].kind == kind;
    return n;
}

static void test_cycling(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 4; i++)
        task(&t, 180 * i, 180 * i + 40, 10, true);
    task(&t, 720, 1000, 10, false);
    const struct finding *f = cycling(&t);
    assert_non_null(f);
    assert_true(f->from_composite);
    assert_int_equal(f->stream_count, 4);
    assert_true(slice_eq(f->samples[0].text, SLICE("a line")));
    assert_int_not_equal(f->samples[0].line, 0);
    /* No event said that tasks started, so there is no such finding. */
    assert_null(incident_finding(t.scene.incident, t.started));
    assert_int_equal(entries(&t, TIMELINE_TASK_START), 4); /* not the one at the beginning */
    assert_int_equal(entries(&t, TIMELINE_TASK_END), 4);
    const struct timeline_entry *first = &t.scene.incident->timeline[0];
    for (uint32_t i = 0; first->kind != TIMELINE_TASK_START; i++)
        first = &t.scene.incident->timeline[i];
    assert_true(slice_eq(first->text, SLICE("Task 00000001 started logging")));
    scene_release(&t.scene);
}

/* Three attempts, then the deployment is rolled back: the last one has no successor. */
static void test_last_of_a_row(void **state)
{
    (void)state;
    for (int attempts = 2; attempts <= 3; attempts++) {
        struct tasks t;
        tasks_init(&t);
        task(&t, 0, 1500, 10, false);
        task(&t, 1, 1500, 10, false);
        for (int i = 0; i < attempts; i++)
            task(&t, 100 + 160 * i, 220 + 160 * i, 10, true);
        assert_int_equal(cycling(&t) != NULL, attempts == 3);
        scene_release(&t.scene);
    }
}

static void test_cut_log_is_no_end(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 6; i++)
        task(&t, 60 * i, 900, 10, true); /* a service that scales out and stays */
    assert_null(cycling(&t));
    assert_int_equal(entries(&t, TIMELINE_TASK_END), 0);
    scene_release(&t.scene);
}

static void test_rolling_deployment(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 3; i++) {
        task(&t, i, 300 + 60 * i, 7, true); /* old, with an error at shutdown */
        task(&t, 290 + 60 * i, 900, 7, false);
    }
    assert_null(cycling(&t));
    assert_int_equal(entries(&t, TIMELINE_TASK_START), 3);
    assert_int_equal(entries(&t, TIMELINE_TASK_END), 3);
    scene_release(&t.scene);
}

static void test_jobs_that_end_well(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 8; i++)
        task(&t, 120 * i, 120 * i + 30, 5, false);
    assert_null(cycling(&t));
    scene_release(&t.scene);
}

static void test_events_speak_first(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 4; i++)
        task(&t, 180 * i, 180 * i + 40, 10, true);
    task(&t, 720, 1000, 10, false);
    scene_hit(&t.scene, t.started, 5, "has started 1 tasks")->origin = ORIGIN_ECS;
    assert_null(cycling(&t));
    scene_release(&t.scene);
}

static void test_one_task_needs_no_entry(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    task(&t, 100, 200, 10, false);
    scene_hit(&t.scene, SIG_NONE, 0, "another stream");
    scene_hit(&t.scene, SIG_NONE, 900, "another stream");
    scene_correlate(&t.scene, NULL);
    assert_int_equal(t.scene.incident->timeline_count, 0);
    scene_release(&t.scene);
}

static void test_many_tasks_fold(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 100; i++)
        task(&t, 100 * i, 100 * i + 30, 10, false);
    scene_correlate(&t.scene, NULL);
    assert_int_equal(t.scene.incident->timeline_count, 2);
    /* The first to end was there before the first that began. */
    const struct timeline_entry *start = &t.scene.incident->timeline[1];
    assert_int_equal(start->kind, TIMELINE_TASK_START);
    assert_int_equal(start->count, 99);
    assert_true(slice_eq(start->text, SLICE("99 tasks of api started logging")));
    assert_true(start->last_us == SCENE_START_US + 9900 * (int64_t)TIMESTAMP_US_PER_S);
    assert_int_equal(t.scene.incident->timeline[0].kind, TIMELINE_TASK_END);
    assert_int_equal(t.scene.incident->timeline[0].count, 99);
    scene_release(&t.scene);
}

static void test_cycle_is_one_entry(void **state)
{
    (void)state;
    struct tasks t;
    tasks_init(&t);
    for (int i = 0; i < 5; i++)
        task(&t, 180 * i, 180 * i + 40, 10, true);
    task(&t, 900, 1200, 10, false);
    (void)cycling(&t);
    assert_int_equal(entries(&t, TIMELINE_CYCLE), 1);
    for (uint32_t i = 0; i < t.scene.incident->timeline_count; i++) {
        const struct timeline_entry *e = &t.scene.incident->timeline[i];
        if (e->kind != TIMELINE_CYCLE)
            continue;
        assert_int_equal(e->count, 5);
        if (!slice_eq(e->text, SLICE("5 api tasks fail after 40 s each, one every 3 min")))
            fail_msg("%.*s", SLICE_ARG(e->text));
    }
    scene_release(&t.scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cycling),
        cmocka_unit_test(test_cycle_is_one_entry),
        cmocka_unit_test(test_last_of_a_row),
        cmocka_unit_test(test_cut_log_is_no_end),
        cmocka_unit_test(test_rolling_deployment),
        cmocka_unit_test(test_jobs_that_end_well),
        cmocka_unit_test(test_events_speak_first),
        cmocka_unit_test(test_one_task_needs_no_entry),
        cmocka_unit_test(test_many_tasks_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
