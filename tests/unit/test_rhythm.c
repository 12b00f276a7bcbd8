#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static void line(struct scene *s, const char *stream, int64_t at, enum level level)
{
    struct scene_hit *h = scene_hit(s, SIG_NONE, at, "a line");
    h->stream = stream;
    h->level = level;
}

static const struct timeline_entry *only(const struct scene *s, enum timeline_kind kind)
{
    const struct timeline_entry *found = NULL;
    for (uint32_t i = 0; i < s->incident->timeline_count; i++)
        if (s->incident->timeline[i].kind == kind) {
            assert_null(found);
            found = &s->incident->timeline[i];
        }
    return found;
}

/* worker is silent from `from` to `to`, while web goes on. */
static void silence(struct scene *s, int64_t from, int64_t to, bool web_too)
{
    scene_init(s);
    for (int64_t at = 0; at < 3600; at += 5) {
        if (at <= from || at >= to)
            line(s, "worker", at, LEVEL_INFO);
        if (at <= from || at >= to || !web_too)
            line(s, "web", at + 1, LEVEL_INFO);
    }
    scene_correlate(s, NULL);
}

static void test_gap(void **state)
{
    (void)state;
    struct scene s;
    silence(&s, 1000, 1900, false);
    const struct timeline_entry *gap = only(&s, TIMELINE_GAP);
    assert_non_null(gap);
    assert_true(slice_eq(s.incident->streams[gap->stream].stream, SLICE("worker")));
    assert_true(gap->time_us == SCENE_START_US + 1000LL * TIMESTAMP_US_PER_S);
    assert_true(gap->last_us == SCENE_START_US + 1900LL * TIMESTAMP_US_PER_S);
    assert_true(slice_starts(gap->text, SLICE("Silent for 15 min, before and after a line")));
    scene_release(&s);
}

static void test_gap_at_the_end(void **state)
{
    (void)state;
    struct scene s;
    silence(&s, 2400, 4000, false);
    const struct timeline_entry *gap = only(&s, TIMELINE_GAP);
    assert_non_null(gap);
    assert_true(slice_starts(gap->text, SLICE("Silent for the last 19 min")));
    scene_release(&s);
}

static void test_no_gap(void **state)
{
    (void)state;
    struct scene s;
    silence(&s, 1000, 1900, true); /* everything is silent: a quiet hour */
    assert_null(only(&s, TIMELINE_GAP));
    scene_release(&s);
    silence(&s, 1000, 1120, false); /* two minutes */
    assert_null(only(&s, TIMELINE_GAP));
    scene_release(&s);
    silence(&s, 50, 4000, false); /* it only spoke when it started */
    assert_null(only(&s, TIMELINE_GAP));
    scene_release(&s);
}

static void test_burst(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    for (int64_t at = 0; at < 3600; at += 30)
        line(&s, "web", at, at % 600 ? LEVEL_INFO : LEVEL_ERROR);
    for (int64_t i = 0; i < 200; i++)
        line(&s, "web", 1800 + i / 2, LEVEL_ERROR);
    scene_correlate(&s, NULL);
    const struct timeline_entry *burst = only(&s, TIMELINE_BURST);
    assert_non_null(burst);
    assert_in_range(burst->count, 200, 203);
    assert_true(slice_starts(burst->text, SLICE("Burst of errors: 20")));
    assert_true(burst->time_us == SCENE_START_US + 1800LL * TIMESTAMP_US_PER_S);
    scene_release(&s);
}

static void test_no_burst(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    for (int64_t at = 0; at < 3600; at++)
        line(&s, "web", at, LEVEL_ERROR); /* all the time */
    scene_correlate(&s, NULL);
    assert_null(only(&s, TIMELINE_BURST));
    scene_release(&s);
    scene_init(&s);
    for (int64_t at = 0; at < 200; at++)
        line(&s, "web", at, LEVEL_ERROR); /* the log is the burst */
    scene_correlate(&s, NULL);
    assert_null(only(&s, TIMELINE_BURST));
    scene_release(&s);
}

/* A source falls silent while another, which was there before for as long, goes on; one that only
 * takes over makes no silence. */
static void two_sources(struct scene *s, int64_t second_from)
{
    scene_init(s);
    for (int64_t at = 0; at < 1800; at += 5)
        line(s, "worker", at, LEVEL_INFO);
    for (int64_t at = second_from; at < 3000; at += 5) {
        line(s, "web", at, LEVEL_INFO);
        s->hits[s->hit_count - 1].source = 1;
    }
    scene_correlate(s, NULL);
}

static void test_silent_source(void **state)
{
    (void)state;
    struct scene s;
    two_sources(&s, 0);
    const struct timeline_entry *gap = only(&s, TIMELINE_GAP);
    assert_non_null(gap);
    assert_true(slice_starts(gap->text, SLICE("Silent for the last 20 min")));
    scene_release(&s);
    two_sources(&s, 1795);
    assert_null(only(&s, TIMELINE_GAP));
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gap),           cmocka_unit_test(test_gap_at_the_end),
        cmocka_unit_test(test_silent_source), cmocka_unit_test(test_no_gap),
        cmocka_unit_test(test_burst),         cmocka_unit_test(test_no_burst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
