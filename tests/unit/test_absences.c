#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"
#include "scene.h"

/* A task with a line every 5 seconds; `up` seconds after its first line it shows a recovery (-1:
 * never). */
static void task(struct scene *s, const char *name, int64_t from, int64_t to, int64_t up,
                 uint32_t sig)
{
    for (int64_t at = from; at <= to; at += 5) {
        struct scene_hit *h = scene_hit(s, at - from == up ? sig : SIG_NONE, at, "a line");
        h->task = name;
        h->container = "api";
    }
}

static uint32_t listening_of(struct scene *s)
{
    scene_init(s);
    const uint32_t listening = scene_sig(s, "app.listening", SIG_RECOVERY, SIG_INFO);
    scene_recovers(s, listening, scene_sig(s, "app.startup-failed", SIG_SYMPTOM, SIG_ERROR));
    return listening;
}

/* Something else that begins first and ends last, so that starts are inside of what was read. */
static void window(struct scene *s, int64_t to)
{
    for (int64_t at = -100; at <= to; at += 50)
        scene_hit(s, SIG_NONE, at, "other");
}

static void test_first_bad_and_last_good(void **state)
{
    (void)state;
    struct scene s;
    const uint32_t listening = listening_of(&s);
    window(&s, 2000);
    task(&s, "aa1", 0, 300, 10, listening);
    task(&s, "aa2", 310, 600, 5, listening);
    task(&s, "aa3", 610, 700, -1, listening);
    task(&s, "aa4", 710, 800, -1, listening);
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->absence_count, 1);
    const struct absence *a = &s.incident->absences[0];
    assert_int_equal(a->sig, listening);
    assert_true(slice_eq(s.incident->streams[a->stream].task, SLICE("aa3")));
    assert_true(slice_eq(s.incident->streams[a->good_stream].task, SLICE("aa2")));
    assert_int_equal(a->good_tasks, 2);
    assert_int_equal(a->missing_tasks, 2);
    assert_int_equal(a->usual_us, 10 * TIMESTAMP_US_PER_S);
    assert_int_equal(a->ran_us, 90 * TIMESTAMP_US_PER_S);
    assert_int_equal(a->since_us, SCENE_START_US + 610 * TIMESTAMP_US_PER_S);
    assert_false(a->shown_again);
    scene_release(&s);
}

static void test_shown_again(void **state)
{
    (void)state;
    struct scene s;
    const uint32_t listening = listening_of(&s);
    window(&s, 2000);
    task(&s, "aa1", 0, 300, 10, listening);
    task(&s, "aa2", 310, 600, -1, listening);
    task(&s, "aa3", 610, 900, 10, listening);
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->absence_count, 1);
    assert_true(s.incident->absences[0].shown_again);
    scene_release(&s);
}

/* Nothing is owed by the first task, by one that has only just begun, and by one whose beginning
 * was not read. */
static void test_no_chance(void **state)
{
    (void)state;
    struct scene s;
    const uint32_t listening = listening_of(&s);
    window(&s, 320);
    task(&s, "aa1", 0, 300, 10, listening);
    task(&s, "aa2", 300, 320, -1, listening);
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->absence_count, 0);
    scene_release(&s);

    const uint32_t again = listening_of(&s);
    task(&s, "aa1", 0, 300, -1, again);
    task(&s, "aa2", 310, 900, 10, again);
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->absence_count, 0);
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_bad_and_last_good),
        cmocka_unit_test(test_shown_again),
        cmocka_unit_test(test_no_chance),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
