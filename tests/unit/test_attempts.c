/* What was tried again until it went through, done without, told after its failure, or told by the
 * exit code of another machine only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* Two failures of a job, then another line. */
static enum verdict_status job(const char *first, const char *second, const char *done,
                               const char *name)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t succeeded = scene_sig(&s, done, SIG_RECOVERY, SIG_INFO);
    scene_hit(&s, cause, 1, first);
    scene_hit(&s, cause, 20, second);
    scene_hit(&s, succeeded, 40, "done");
    scene_capture(&s, done[5] == 'j' ? "key" : "value", name);
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static void test_job_of_the_same_name(void **state)
{
    (void)state;
    static const char id[] = "work.job-succeeded";
    assert_int_equal(job("job 4711 refused", "job 4711: refused", id, "4711"), VERDICT_RECOVERED);
    assert_int_equal(job("job 4711 refused", "job 4712 refused", id, "4711"), VERDICT_FAILING);
    assert_int_equal(job("job 47110 refused", "job 4711 refused", id, "4711"), VERDICT_FAILING);
    assert_int_equal(job("job 14711 refused", "job 4711 refused", id, "4711"), VERDICT_FAILING);
    assert_int_equal(job("job 47 refused", "job 47 refused", id, "47"), VERDICT_FAILING);
}

static void test_later_attempt(void **state)
{
    (void)state;
    static const char id[] = "work.attempt-succeeded";
    assert_int_equal(job("refused", "refused", id, "3"), VERDICT_RECOVERED);
    assert_int_equal(job("refused", "refused", id, "2"), VERDICT_RECOVERED);
    assert_int_equal(job("refused", "refused", id, "1"), VERDICT_FAILING);
    assert_int_equal(job("refused", "refused", id, "9"), VERDICT_FAILING); /* others failed */
}

/* A pod had no node, and then one has. */
static enum verdict_status scheduled_behind(const char *text, const char *pod, int lines)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "ecs.placement", SIG_CAUSE, SIG_ERROR);
    const uint32_t done = scene_sig(&s, "k8s.pod-scheduled", SIG_RECOVERY, SIG_INFO);
    scene_hit(&s, cause, INT64_MIN, text);
    for (int i = 0; i < lines; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "of the description")->level = LEVEL_ERROR;
    scene_hit(&s, done, INT64_MIN, "Successfully assigned");
    scene_capture(&s, "key", pod);
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static enum verdict_status scheduled(const char *text, const char *pod)
{
    return scheduled_behind(text, pod, 0);
}

static void test_pod_that_has_a_node(void **state)
{
    (void)state;
    static const char listed[] = "Warning FailedScheduling pod/web-1 0/2 nodes are available";
    assert_int_equal(scheduled(listed, "web-1"), VERDICT_RECOVERED);
    assert_int_equal(scheduled(listed, "api-1"), VERDICT_FAILING);
    assert_int_equal(scheduled("0/2 nodes are available: 2 Insufficient cpu", "web-1"),
                     VERDICT_RECOVERED);
    assert_int_equal(scheduled("pod/web-1 is out of memory", "web-1"), VERDICT_FAILING);
    assert_int_equal(scheduled(listed, "web"), VERDICT_FAILING);
    assert_int_equal(scheduled(listed, "1"), VERDICT_FAILING);
    /* A listing that names pods without their kind; the descriptions of two pods. */
    static const char columns[] = "Warning FailedScheduling web-1 0/2 nodes are available";
    assert_int_equal(scheduled(columns, "web-1"), VERDICT_RECOVERED);
    assert_int_equal(scheduled(columns, "api-1"), VERDICT_FAILING);
    static const char described[] =
        "FailedScheduling 12s default-scheduler 0/2 nodes are available";
    assert_int_equal(scheduled_behind(described, "web-1", 2), VERDICT_RECOVERED);
    assert_int_equal(scheduled_behind(described, "web-1", 30), VERDICT_FAILING);
}

/* How sure is a call that was not answered, behind and before so many lines, and how often? */
static double amid(int before, int times, int behind)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    s.sigs[cause].domain = SIG_NETWORK;
    for (int i = 0; i < before; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "working")->level = LEVEL_INFO;
    for (int i = 0; i < times; i++)
        scene_hit(&s, cause, INT64_MIN, "refused")->level = LEVEL_ERROR;
    for (int i = 0; i < behind; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "working")->level = LEVEL_INFO;
    scene_diagnose(&s);
    const double confidence = scene_posterior(&s, cause);
    scene_release(&s);
    return confidence;
}

static void test_once_amid_work(void **state)
{
    (void)state;
    assert_true(amid(6, 1, 1) < 0.6);
    assert_true(amid(6, 1, 0) > 0.8); /* the last words */
    assert_true(amid(1, 1, 1) > 0.8); /* at the start */
    assert_true(amid(6, 2, 1) > 0.8);
}

/* What is said right behind it, in the time that a program takes to end, is no work; nor does the
 * log of another source go on with it. */
static void test_once_before_the_end(void **state)
{
    (void)state;
    static const struct {
        int64_t behind;
        uint32_t source;
        bool is_sure;
    } cases[] = { { 1, 0, true }, { 300, 0, false }, { 300, 1, true } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
        s.sigs[cause].domain = SIG_NETWORK;
        for (int k = 0; k < 6; k++)
            scene_hit(&s, SIG_NONE, k, "working")->stream = "web";
        scene_hit(&s, cause, 10, "refused")->stream = "web";
        for (int k = 0; k < 9; k++) {
            scene_hit(&s, SIG_NONE, 10 + cases[i].behind + k, "closing")->stream = "web";
            s.hits[s.hit_count - 1].source = cases[i].source;
        }
        scene_diagnose(&s);
        assert_true(cases[i].is_sure == (scene_posterior(&s, cause) > 0.6));
        scene_release(&s);
    }
}

/* A container fails at first, says so many lines more, and ends with code 0, or another one does.
 */
static enum verdict_status finished(const char *container, int lines, bool starts_again)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t ended = scene_sig(&s, "container.finished", SIG_RECOVERY, SIG_INFO);
    scene_hit(&s, cause, INT64_MIN, "refused")->container = "migrate-1";
    for (int i = 0; i < lines; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "migrated")->container = "migrate-1";
    scene_hit(&s, ended, INT64_MIN, "exited with code 0");
    scene_capture(&s, "container", container);
    if (starts_again)
        scene_hit(&s, SIG_NONE, INT64_MIN, "starting")->container = "migrate-1";
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static void test_container_that_finished(void **state)
{
    (void)state;
    assert_int_equal(finished("migrate-1", 6, false), VERDICT_RECOVERED);
    assert_int_equal(finished("migrate-1", 1, false), VERDICT_DEGRADED); /* or has given up */
    assert_int_equal(finished("api-1", 6, false), VERDICT_FAILING);
    assert_int_equal(finished("migrate-1", 0, false), VERDICT_FAILING);
    assert_int_equal(finished("migrate-1", 6, true), VERDICT_FAILING);
}

/* What is captured as what of a module or package that was not found, then so many lines of work.
 */
static enum verdict_status without(const char *id, const char *capture, enum level level, int lines,
                                   bool fails)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, id, SIG_CAUSE, SIG_CRITICAL);
    scene_hit(&s, cause, 1, "not found")->level = level;
    scene_capture(&s, capture, "htop");
    for (int i = 0; i < lines; i++)
        scene_hit(&s, SIG_NONE, 2 + i, "working")->level = LEVEL_INFO;
    if (fails)
        scene_hit(&s, SIG_NONE, 100, "it failed")->level = LEVEL_ERROR;
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static void test_optional_module(void **state)
{
    (void)state;
    static const char id[] = "python.module-not-found";
    assert_int_equal(without(id, "module", LEVEL_WARN, 6, false), VERDICT_HEALTHY);
    assert_int_equal(without(id, "module", LEVEL_ERROR, 6, false), VERDICT_FAILING);
    assert_int_equal(without(id, "module", LEVEL_NONE, 6, false), VERDICT_FAILING);
    assert_int_equal(without(id, "module", LEVEL_WARN, 1, false), VERDICT_FAILING);
    assert_int_equal(without(id, "module", LEVEL_WARN, 6, true), VERDICT_FAILING);
    assert_int_equal(without("a.cause", "module", LEVEL_WARN, 6, false), VERDICT_FAILING);
}

static void test_optional_package(void **state)
{
    (void)state;
    static const char id[] = "build.dependency-unresolved";
    assert_int_equal(without(id, "package", LEVEL_NONE, 6, false), VERDICT_DEGRADED);
    assert_int_equal(without(id, "package", LEVEL_NONE, 1, false), VERDICT_FAILING);
    assert_int_equal(without(id, "package", LEVEL_NONE, 6, true), VERDICT_FAILING);
    assert_int_equal(without(id, "module", LEVEL_NONE, 6, false), VERDICT_FAILING);
}

/* Confidence in what is told so often of another program, and how, before lines of work. */
static double passing(enum sig_domain domain, enum level level, int times, int lines)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    s.sigs[cause].domain = domain;
    for (int i = 0; i < times; i++)
        scene_hit(&s, cause, i, "refused")->level = level;
    for (int i = 0; i < lines; i++)
        scene_hit(&s, SIG_NONE, times + i, "working")->level = LEVEL_INFO;
    scene_diagnose(&s);
    const double confidence = scene_posterior(&s, cause);
    scene_release(&s);
    return confidence;
}

static void test_warned_in_passing(void **state)
{
    (void)state;
    assert_true(passing(SIG_DEPENDENCY, LEVEL_WARN, 1, 6) < 0.6);
    assert_true(passing(SIG_DEPENDENCY, LEVEL_ERROR, 1, 6) > 0.8);
    assert_true(passing(SIG_DEPENDENCY, LEVEL_WARN, 1, 1) > 0.8);
    assert_true(passing(SIG_DEPENDENCY, LEVEL_WARN, 4, 6) > 0.8);
    assert_true(passing(SIG_APPLICATION, LEVEL_WARN, 1, 6) > 0.8);
}

/* The line that names the cause says what it led to, too: "sending failed, will retry: refused". */
static void test_warned_with_its_effect(void **state)
{
    (void)state;
    for (int others = 0; others < 2; others++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t effect = scene_sig(&s, "a.export-failed", SIG_SYMPTOM, SIG_ERROR);
        s.sigs[cause].domain = s.sigs[effect].domain = SIG_DEPENDENCY;
        scene_cause(&s, cause, effect, 0.7);
        struct scene_hit *hit = scene_hit(&s, cause, 0, "sending failed: refused");
        hit->level = LEVEL_WARN;
        hit->shows_two = true;
        hit->second_sig = effect;
        if (others)
            scene_hit(&s, effect, 0, "data lost")->level = LEVEL_ERROR;
        for (int i = 0; i < 6; i++)
            scene_hit(&s, SIG_NONE, 1 + i, "working")->level = LEVEL_INFO;
        scene_diagnose(&s);
        if (others)
            assert_true(scene_posterior(&s, cause) > 0.7);
        else
            assert_true(scene_posterior(&s, cause) < 0.6);
        scene_release(&s);
    }
}

/* A tool's report names what ended so many lines before the signal that ended it. */
static enum verdict_status report(const char *order_id, int lines)
{
    struct scene s;
    scene_init(&s);
    const uint32_t failed = scene_sig(&s, "npm.script-failed", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t order = scene_sig(&s, order_id, SIG_CHANGE, SIG_INFO);
    scene_cause(&s, order, failed, 0.9);
    scene_hit(&s, failed, INT64_MIN, "Lifecycle script failed");
    for (int i = 0; i < lines; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "of the report");
    scene_hit(&s, order, INT64_MIN, "signal SIGTERM");
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static void test_signal_told_last(void **state)
{
    (void)state;
    assert_int_equal(report("npm.script-stopped", 4), VERDICT_HEALTHY);
    assert_int_equal(report("npm.script-stopped", 40), VERDICT_FAILING);
    assert_int_equal(report("zzz.stopped", 4), VERDICT_FAILING); /* another tool */
}

/* Each letter is a line: a step on another machine, a step of the build, a kill, of which "137" is
 * captured as something. */
static double remote(const char *lines, const char *kill)
{
    struct scene s;
    scene_init(&s);
    const uint32_t memory = scene_sig(&s, "build.out-of-memory", SIG_CAUSE, SIG_ERROR);
    const uint32_t ssh = scene_sig(&s, "ci.remote-step", SIG_RECOVERY, SIG_INFO);
    const uint32_t step = scene_sig(&s, "ci.step-of-success", SIG_RECOVERY, SIG_INFO);
    for (; *lines; lines++)
        switch (*lines) {
        case 'r': scene_hit(&s, ssh, INT64_MIN, "Run appleboy/ssh-action@v1"); break;
        case 's': scene_hit(&s, step, INT64_MIN, "Run npm ci"); break;
        case 'k':
            scene_hit(&s, memory, INT64_MIN, "killed");
            scene_capture(&s, kill, "137");
            break;
        default: scene_hit(&s, SIG_NONE, INT64_MIN, "working");
        }
    scene_diagnose(&s);
    const double confidence = scene_posterior(&s, memory);
    scene_release(&s);
    return confidence;
}

static void test_killed_elsewhere(void **state)
{
    (void)state;
    assert_true(remote(".r..k", "code") < 0.6);
    assert_true(remote("....k", "code") > 0.8);
    assert_true(remote(".r.s.k", "code") > 0.8);
    assert_true(remote(".r..k", "command") > 0.8);
}

/* A pod was not ready, its deployment went through, and then it fails again, taken away or not. */
static void test_ordered_behind_the_recovery(void **state)
{
    (void)state;
    for (int is_ordered = 0; is_ordered < 2; is_ordered++) {
        struct scene s;
        scene_init(&s);
        const uint32_t unhealthy = scene_sig(&s, "a.unhealthy", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t order = scene_sig(&s, "b.stop-asked", SIG_CHANGE, SIG_INFO);
        const uint32_t well = scene_sig(&s, "c.well", SIG_RECOVERY, SIG_INFO);
        scene_cause(&s, order, unhealthy, 0.6);
        scene_recovers(&s, well, unhealthy);
        scene_hit(&s, unhealthy, 1, "not ready");
        scene_hit(&s, well, 10, "rolled out");
        if (is_ordered)
            scene_hit(&s, order, 20, "Stopping container");
        scene_hit(&s, unhealthy, 22, "not ready");
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status,
                         is_ordered ? VERDICT_RECOVERED : VERDICT_FAILING);
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_job_of_the_same_name),
        cmocka_unit_test(test_later_attempt),
        cmocka_unit_test(test_pod_that_has_a_node),
        cmocka_unit_test(test_once_amid_work),
        cmocka_unit_test(test_once_before_the_end),
        cmocka_unit_test(test_container_that_finished),
        cmocka_unit_test(test_optional_module),
        cmocka_unit_test(test_optional_package),
        cmocka_unit_test(test_warned_in_passing),
        cmocka_unit_test(test_warned_with_its_effect),
        cmocka_unit_test(test_ordered_behind_the_recovery),
        cmocka_unit_test(test_signal_told_last),
        cmocka_unit_test(test_killed_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
