#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

#define HOUR INT64_C(3600)

struct names {
    uint32_t root, effect, far, old, recovery;
};

static struct names begin(struct scene *s)
{
    struct names n;
    scene_init(s);
    n.root = scene_sig(s, "a.root", SIG_CAUSE, SIG_ERROR);
    n.effect = scene_sig(s, "b.effect", SIG_SYMPTOM, SIG_ERROR);
    n.far = scene_sig(s, "c.far", SIG_SYMPTOM, SIG_ERROR);
    n.old = scene_sig(s, "d.old", SIG_CAUSE, SIG_ERROR);
    n.recovery = scene_sig(s, "e.recovery", SIG_RECOVERY, SIG_INFO);
    scene_cause(s, n.root, n.effect, 0.8);
    scene_cause(s, n.effect, n.far, 0.8);
    return n;
}

static struct incident recent(struct scene *s, bool *forgot)
{
    scene_correlate(s, NULL);
    struct incident inc = *s->incident;
    *forgot = incident_keep_recent(&inc, &s->set, inc.last_us - HOUR * TIMESTAMP_US_PER_S);
    return inc;
}

/* What may have caused something recent is kept, also when what is between was not seen. */
static void test_causes_of_the_recent(void **state)
{
    (void)state;
    struct scene s;
    const struct names n = begin(&s);
    bool forgot;
    scene_hit(&s, n.root, 0, "root");
    scene_hit(&s, n.old, 0, "old");
    scene_hit(&s, n.far, 5 * HOUR, "far");
    const struct incident inc = recent(&s, &forgot);
    assert_true(forgot);
    assert_int_equal(inc.finding_count, 2);
    assert_non_null(incident_finding(&inc, n.root));
    assert_non_null(incident_finding(&inc, n.far));
    for (uint32_t i = 0; i < inc.timeline_count; i++)
        assert_int_not_equal(inc.timeline[i].sig, n.old);
    scene_release(&s);
}

static void test_all_is_recent(void **state)
{
    (void)state;
    struct scene s;
    const struct names n = begin(&s);
    bool forgot;
    scene_hit(&s, n.old, 0, "old");
    scene_hit(&s, n.root, HOUR, "root");
    const struct incident inc = recent(&s, &forgot);
    assert_false(forgot);
    assert_int_equal(inc.finding_count, 2);
    assert_int_equal(inc.timeline_count, s.incident->timeline_count);
    scene_release(&s);
}

/* What was well is no news; an error that nobody knows is. */
static void test_what_is_forgotten(void **state)
{
    (void)state;
    struct scene s;
    const struct names n = begin(&s);
    bool forgot;
    scene_hit(&s, n.recovery, 0, "up");
    scene_hit(&s, SIG_NONE, 5 * HOUR, "fine");
    struct incident inc = recent(&s, &forgot);
    assert_false(forgot);
    assert_int_equal(inc.finding_count, 0);
    scene_release(&s);
    begin(&s);
    scene_hit(&s, SIG_NONE, 0, "the frob broke")->level = LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 5 * HOUR, "fine");
    inc = recent(&s, &forgot);
    assert_true(forgot);
    assert_int_equal(inc.template_count, 0);
    assert_int_equal(s.incident->template_count, 1);
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_causes_of_the_recent),
        cmocka_unit_test(test_all_is_recent),
        cmocka_unit_test(test_what_is_forgotten),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
