#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "correlate/parts.h"
#include "scene.h"

struct cycling {
    struct scene scene;
    uint32_t composite, started, steady, stopped;
    struct sig_term terms[2];
    struct sig_absence absences[1];
};

static void cycling_init(struct cycling *c, enum sig_composite_type type)
{
    struct scene *s = &c->scene;
    scene_init(s);
    c->composite = scene_sig(s, "ecs.cycling", SIG_SYMPTOM, SIG_ERROR);
    c->started = scene_sig(s, "ecs.started", SIG_CHANGE, SIG_INFO);
    c->steady = scene_sig(s, "ecs.steady", SIG_RECOVERY, SIG_INFO);
    c->stopped = scene_sig(s, "ecs.stopped", SIG_SYMPTOM, SIG_ERROR);
    c->terms[0] = (struct sig_term){ .sig = c->started, .count = 3 };
    c->terms[1] = (struct sig_term){ .sig = c->stopped, .count = 3 };
    c->absences[0] = (struct sig_absence){ .sig = c->steady };
    s->sigs[c->composite].composite = (struct sig_composite){
        .type = type,
        .terms = c->terms,
        .term_count = 2,
        .absences = c->absences,
        .absence_count = 1,
        .window_us = 15 * TIMESTAMP_US_PER_MIN,
    };
}

static uint64_t cycles(struct cycling *c)
{
    scene_correlate(&c->scene, NULL);
    const struct finding *f = incident_finding(c->scene.incident, c->composite);
    const uint64_t n = f ? f->count : 0;
    assert_true(!f || f->from_composite);
    scene_release(&c->scene);
    return n;
}

/* As many as the composite asks for, each start ten seconds behind its stop. */
static void stops_and_starts(struct cycling *c, int from, int every)
{
    for (int i = 0; i < 3; i++) {
        scene_hit(&c->scene, c->stopped, from + every * i, "stopped");
        scene_hit(&c->scene, c->started, from + every * i + 10, "started");
    }
}

static void test_set_within_window(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    stops_and_starts(&c, 0, 200);
    assert_int_equal(cycles(&c), 1);
}

static void test_set_outside_window(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    stops_and_starts(&c, 0, 500); /* over 1,000 s: more than 15 min */
    assert_int_equal(cycles(&c), 0);
}

static void test_set_without_enough(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    for (int i = 0; i < 2; i++)
        scene_hit(&c.scene, c.stopped, i, "stopped");
    for (int i = 0; i < 3; i++)
        scene_hit(&c.scene, c.started, i, "started");
    assert_int_equal(cycles(&c), 0);
}

static void test_absence(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    stops_and_starts(&c, 0, 100);
    scene_hit(&c.scene, c.steady, 150, "steady");
    assert_int_equal(cycles(&c), 0);
}

/* Steady again after the cycling, because it was rolled back: the tasks did cycle. */
static void test_absence_counts_until_complete(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    stops_and_starts(&c, 0, 100);
    scene_hit(&c.scene, c.steady, 250, "steady");
    assert_int_equal(cycles(&c), 1);
}

static void test_sequence_minds_order(void **state)
{
    (void)state;
    for (int right = 0; right < 2; right++) {
        struct cycling c;
        cycling_init(&c, SIG_SEQUENCE);
        for (int i = 0; i < 3; i++) {
            scene_hit(&c.scene, c.started, (right ? 0 : 100) + i, "started");
            scene_hit(&c.scene, c.stopped, (right ? 100 : 0) + i, "stopped");
        }
        assert_int_equal(cycles(&c), right);
    }
}

static void test_two_windows(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    for (int k = 0; k < 2; k++)
        stops_and_starts(&c, 7200 * k, 100);
    assert_int_equal(cycles(&c), 2);
}

static void test_undated_counts_only(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    for (int i = 0; i < 3; i++) {
        scene_hit(&c.scene, c.stopped, INT64_MIN, "stopped");
        scene_hit(&c.scene, c.started, INT64_MIN, "started");
    }
    assert_int_equal(cycles(&c), 1);
}

/* --- times of terms --------------------------------------------------------------------------- */

static uint64_t total(const struct term_times *t)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        assert_true(t->times[i].first_us <= t->times[i].last_us);
        assert_true(i == 0 || t->times[i - 1].last_us < t->times[i].first_us);
        n += t->times[i].count;
    }
    return n;
}

static void test_times_in_any_order(void **state)
{
    (void)state;
    enum { N = 5 * COMPOSITE_TIMES_MAX };
    struct term_times forward = { 0 }, backward = { 0 }, mixed = { 0 };
    for (int i = 0; i < N; i++) {
        const int64_t step = 1500000;
        term_times_add(&forward, SCENE_START_US + i * step);
        term_times_add(&backward, SCENE_START_US + (N - 1 - i) * step);
        term_times_add(&mixed, SCENE_START_US + i * 7919LL % N * step);
    }
    term_times_add(&forward, TIMESTAMP_NONE);
    assert_int_equal(forward.undated, 1);
    assert_int_equal(total(&forward), N);
    assert_true(forward.count <= COMPOSITE_TIMES_MAX && forward.count > COMPOSITE_TIMES_MAX / 4);
    assert_int_equal(backward.count, forward.count);
    assert_int_equal(mixed.count, forward.count);
    assert_memory_equal(backward.times, forward.times, forward.count * sizeof *forward.times);
    assert_memory_equal(mixed.times, forward.times, forward.count * sizeof *forward.times);
    alloc_free(forward.times);
    alloc_free(backward.times);
    alloc_free(mixed.times);
}

static void test_times_of_all_ages(void **state)
{
    (void)state;
    struct term_times t = { 0 };
    for (int i = 0; i < 3 * COMPOSITE_TIMES_MAX; i++)
        term_times_add(&t, (i % 2 ? -1 : 1) * (int64_t)i * TIMESTAMP_US_PER_DAY);
    assert_int_equal(total(&t), 3 * COMPOSITE_TIMES_MAX);
    alloc_free(t.times);
}

static struct correlate_near near_of(struct cycling *c)
{
    struct correlate_near near;
    scene_correlate(&c->scene, NULL);
    correlate_near(c->scene.correlate, c->composite, &near);
    scene_release(&c->scene);
    return near;
}

static void test_near(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET); /* the narrowest of all stretches counts, not the first */
    scene_hit(&c.scene, c.stopped, -5000, "stopped");
    scene_hit(&c.scene, c.started, -4000, "started");
    stops_and_starts(&c, 0, 500);
    struct correlate_near near = near_of(&c);
    assert_true(near.is_whole);
    assert_int_equal(near.from_us, SCENE_START_US);
    assert_int_equal(near.span_us, 1010 * TIMESTAMP_US_PER_S);
    assert_int_equal(near.blocked_by, SIG_NONE);

    cycling_init(&c, SIG_SET);
    stops_and_starts(&c, 0, 100);
    scene_hit(&c.scene, c.steady, 150, "steady");
    near = near_of(&c);
    assert_int_equal(near.blocked_by, c.steady);
    assert_int_equal(near.blocked_us, SCENE_START_US + 150 * TIMESTAMP_US_PER_S);

    cycling_init(&c, SIG_SEQUENCE); /* stops first, starts behind them: not in this order */
    for (int i = 0; i < 3; i++) {
        scene_hit(&c.scene, c.stopped, i, "stopped");
        scene_hit(&c.scene, c.started, 100 + i, "started");
    }
    assert_false(near_of(&c).is_whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_within_window),
        cmocka_unit_test(test_set_outside_window),
        cmocka_unit_test(test_set_without_enough),
        cmocka_unit_test(test_absence),
        cmocka_unit_test(test_absence_counts_until_complete),
        cmocka_unit_test(test_sequence_minds_order),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_two_windows),
        cmocka_unit_test(test_undated_counts_only),
        cmocka_unit_test(test_times_in_any_order),
        cmocka_unit_test(test_times_of_all_ages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
