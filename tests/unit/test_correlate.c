#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"
#include "scene.h"

static void test_findings_add_up(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    const uint32_t b = scene_sig(&s, "b.b", SIG_SYMPTOM, SIG_ERROR);
    scene_sig(&s, "c.never", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, b, 50, "b");
    for (int i = 0; i < 100; i++)
        scene_hit(&s, a, 100 - i, "a"); /* newest first, as listings come */
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->events, 101);
    assert_int_equal(s.incident->finding_count, 2);
    const struct finding *fa = incident_finding(s.incident, a);
    assert_int_equal(fa->count, 100);
    assert_true(fa->first_us == SCENE_START_US + TIMESTAMP_US_PER_S);
    assert_true(fa->last_us == SCENE_START_US + 100LL * TIMESTAMP_US_PER_S);
    assert_int_equal(fa->sample_count, INCIDENT_SAMPLES_FIRST + INCIDENT_SAMPLES_LAST);
    for (uint32_t i = 1; i < fa->sample_count; i++)
        assert_true(occurrence_order(&fa->samples[i - 1], &fa->samples[i]) < 0);
    assert_true(fa->samples[0].time_us == fa->first_us);
    assert_true(fa->samples[fa->sample_count - 1].time_us == fa->last_us);
    assert_null(incident_finding(s.incident, 2));
    /* In order of first occurrence. */
    assert_int_equal(s.incident->findings[0].sig, a);
    scene_release(&s);
}

static void test_few_samples_have_no_repeats(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 20; n++) {
        struct scene s;
        scene_init(&s);
        const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
        for (uint32_t i = 0; i < n; i++)
            scene_hit(&s, a, (i * 7) % n, "a");
        scene_correlate(&s, NULL);
        assert_int_equal(s.incident->findings[0].sample_count, n < 16 ? n : 16);
        scene_release(&s);
    }
}

static void test_since_and_until(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    for (int i = 0; i < 10; i++)
        scene_hit(&s, a, i, "a");
    scene_hit(&s, a, INT64_MIN, "no time: always looked at");
    const struct correlate_options opts = { SCENE_START_US + 3 * TIMESTAMP_US_PER_S,
                                            SCENE_START_US + 5 * TIMESTAMP_US_PER_S };
    scene_correlate(&s, &opts);
    assert_int_equal(s.incident->events, 4);
    scene_release(&s);
}

static void test_timeline_folds_repeats(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    const uint32_t n = scene_sig(&s, "n.noise", SIG_NOISE, SIG_INFO);
    for (int i = 0; i < 5; i++)
        scene_hit(&s, a, 10 * i, "a");
    scene_hit(&s, a, 3600, "an hour later");
    scene_hit(&s, n, 1, "noise has no place in a timeline");
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->timeline_count, 2);
    assert_int_equal(s.incident->timeline[0].count, 5);
    assert_true(s.incident->timeline[0].last_us == SCENE_START_US + 40LL * TIMESTAMP_US_PER_S);
    assert_int_equal(s.incident->timeline[1].count, 1);
    scene_release(&s);
}

static void test_timeline_is_bounded(void **state)
{
    (void)state;
    struct entries e;
    entries_init(&e);
    for (uint32_t i = 0; i < 3 * INCIDENT_TIMELINE_MAX; i++) {
        const struct occurrence occ = { .time_us = (int64_t)i * TIMESTAMP_US_PER_HOUR,
                                        .stream = i % 7 };
        entries_add(&e, i % 5, &occ);
    }
    assert_int_equal(e.count, INCIDENT_TIMELINE_MAX);
    entries_sort(&e);
    uint64_t sum = e.dropped;
    for (uint32_t i = 0; i < e.count; i++)
        sum += e.items[i].count;
    assert_int_equal(sum, 3 * INCIDENT_TIMELINE_MAX); /* nothing is lost silently */
    entries_release(&e);
}

static void test_unknown_errors_become_templates(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, a, 0, "known")->level = LEVEL_ERROR;
    for (int i = 0; i < 3; i++)
        scene_hit(&s, SIG_NONE, i, i == 0 ? "job 17 failed" : "job 4711 failed")->level =
            LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 9, "disk odd")->level = LEVEL_FATAL;
    scene_hit(&s, SIG_NONE, 9, "all is well")->level = LEVEL_INFO;
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->error_events, 5);
    assert_int_equal(s.incident->error_events_matched, 1);
    assert_int_equal(s.incident->template_events, 4);
    assert_int_equal(s.incident->template_count, 2);
    assert_true(slice_eq(s.incident->templates[0].text, SLICE("job <*> failed")));
    assert_int_equal(s.incident->templates[0].count, 3);
    assert_true(slice_eq(s.incident->templates[0].example.text, SLICE("job 17 failed")));
    scene_release(&s);
}

static void test_template_masks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mask;
    } rows[] = {
        { "plain words stay", "plain words stay" },
        { "took 42 ms", "took <*> ms" },
        { "at 2025-10-01 12:30:01,123 it broke", "at <*> <*> it broke" },
        { "from 10.0.1.23:41522 port", "from <*> port" },
        { "task 9c1f4e0b7d2a4c58b1e6f3a09d74c215 died", "task <*> died" },
        { "  indented first", "indented first" },
        { "\n\nsecond line", "second line" },
        { "utf8 ipv4 sha256", "utf8 ipv4 <*>" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out);
        template_mask(slice_cstr(rows[i].text), &out);
        assert_string_equal(buf_cstr(&out), rows[i].mask);
        buf_release(&out);
    }
}

/* --- composites
 * ----------------------------------------------------------------------------------- */

struct cycling {
    struct scene scene;
    uint32_t composite, started, steady, stopped;
    struct sig_term terms[2];
    uint32_t absent[1];
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
    c->absent[0] = c->steady;
    s->sigs[c->composite].composite = (struct sig_composite){
        .type = type,
        .terms = c->terms,
        .term_count = 2,
        .absent = c->absent,
        .absent_ids = { .count = 1 },
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

static void test_set_within_window(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    for (int i = 0; i < 3; i++) {
        scene_hit(&c.scene, c.stopped, 200 * i, "stopped");
        scene_hit(&c.scene, c.started, 200 * i + 10, "started");
    }
    assert_int_equal(cycles(&c), 1);
}

static void test_set_outside_window(void **state)
{
    (void)state;
    struct cycling c;
    cycling_init(&c, SIG_SET);
    for (int i = 0; i < 3; i++) {
        scene_hit(&c.scene, c.stopped, 500 * i, "stopped"); /* 1,000 s > 15 min */
        scene_hit(&c.scene, c.started, 500 * i + 10, "started");
    }
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
    for (int i = 0; i < 3; i++) {
        scene_hit(&c.scene, c.stopped, 100 * i, "stopped");
        scene_hit(&c.scene, c.started, 100 * i + 10, "started");
    }
    scene_hit(&c.scene, c.steady, 150, "steady");
    assert_int_equal(cycles(&c), 0);
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
        for (int i = 0; i < 3; i++) {
            scene_hit(&c.scene, c.stopped, 7200 * k + 100 * i, "stopped");
            scene_hit(&c.scene, c.started, 7200 * k + 100 * i + 10, "started");
        }
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

/* --- facts and nesting
 * ---------------------------------------------------------------------------- */

static void test_facts(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    s.correlate = correlate_new(&s.set, NULL);
    correlate_fact(s.correlate, SLICE("service"), SLICE("given"));
    scene_hit(&s, a, 1,
              "no access to arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf")
        ->service = "from-the-log";
    scene_feed(s.correlate, &s.hits[0], 1);
    s.incident = correlate_finish(s.correlate);
    assert_true(slice_eq(incident_fact(s.incident, SLICE("service")), SLICE("given")));
    assert_true(slice_eq(incident_fact(s.incident, SLICE("region")), SLICE("eu-west-1")));
    assert_true(slice_eq(incident_fact(s.incident, SLICE("account")), SLICE("123456789012")));
    assert_int_equal(incident_fact(s.incident, SLICE("cluster")).len, 0);
    scene_release(&s);
}

static void feed_pair(struct scene *s, const char *text, const char *first, const char *second)
{
    const struct event_line where = { 0, 1, 0 };
    const struct event event = {
        .time_us = SCENE_START_US, .message = slice_cstr(text), .lines = &where, .line_count = 1
    };
    struct hit hits[2];
    const char *const words[] = { first, second };
    for (uint32_t i = 0; i < 2; i++) {
        const size_t at = slice_find(event.message, slice_cstr(words[i]), 0);
        assert_true(at != SLICE_NONE);
        hits[i] = (struct hit){ .sig = i,
                                .event = &event,
                                .matched = slice_sub(event.message, at, strlen(words[i])),
                                .line = event.message,
                                .source_line = 1 };
    }
    s->correlate = correlate_new(&s->set, NULL);
    correlate_event(s->correlate, 0, &event, hits, 2);
    s->incident = correlate_finish(s->correlate);
}

static void test_nesting(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t pairs, inner;
    } rows[] = {
        { "BeanError: x\n\tat a.b\nCaused by: java.net.Refused: y", 1, 1 },
        { "BeanError: x [cause]: Refused", 1, 1 },
        { "BeanError: x\n\nDuring handling of the above exception, another\nRefused", 1, 0 },
        { "BeanError: x and Refused", 0, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene s;
        scene_init(&s);
        scene_sig(&s, "a.bean", SIG_CAUSE, SIG_ERROR);
        scene_sig(&s, "b.refused", SIG_CAUSE, SIG_ERROR);
        feed_pair(&s, rows[i].text, "BeanError", "Refused");
        assert_int_equal(s.incident->wrapped_count, rows[i].pairs);
        if (rows[i].pairs)
            assert_int_equal(s.incident->wrapped[0].inner, rows[i].inner);
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings_add_up),
        cmocka_unit_test(test_few_samples_have_no_repeats),
        cmocka_unit_test(test_since_and_until),
        cmocka_unit_test(test_timeline_folds_repeats),
        cmocka_unit_test(test_timeline_is_bounded),
        cmocka_unit_test(test_unknown_errors_become_templates),
        cmocka_unit_test(test_template_masks),
        cmocka_unit_test(test_set_within_window),
        cmocka_unit_test(test_set_outside_window),
        cmocka_unit_test(test_set_without_enough),
        cmocka_unit_test(test_absence),
        cmocka_unit_test(test_sequence_minds_order),
        cmocka_unit_test(test_two_windows),
        cmocka_unit_test(test_undated_counts_only),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
