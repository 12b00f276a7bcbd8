/* Jobs one behind the other in one file, commands that may fail, and what came before a start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* One scene: each letter is a line. */
static enum verdict_status job(const char *lines)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t ignored = scene_sig(&s, "ci.failure-ignored", SIG_RECOVERY, SIG_INFO);
    const uint32_t ends = scene_sig(&s, "ci.job-ends", SIG_RECOVERY, SIG_INFO);
    const uint32_t succeeded = scene_sig(&s, "ci.job-succeeded", SIG_RECOVERY, SIG_INFO);
    const uint32_t may_fail = scene_sig(&s, "ci.step-may-fail", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, succeeded, cause);
    for (; *lines; lines++)
        switch (*lines) {
        case 'x': scene_hit(&s, cause, INT64_MIN, "cannot push"); break;
        case 'i': scene_hit(&s, ignored, INT64_MIN, "+ true"); break;
        case 'e': scene_hit(&s, ends, INT64_MIN, "Finished: FAILURE"); break;
        case 's': scene_hit(&s, succeeded, INT64_MIN, "Finished: SUCCESS"); break;
        case 'm': scene_hit(&s, may_fail, INT64_MIN, "$ docker pull api || true"); break;
        default: scene_hit(&s, SIG_NONE, INT64_MIN, "working");
        }
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

/* A success answers for its own job only. */
static void test_success_of_another_job(void **state)
{
    (void)state;
    assert_int_equal(job("..x..s"), VERDICT_RECOVERED);
    assert_int_equal(job("e.x..s"), VERDICT_RECOVERED);
    assert_int_equal(job("s.x..s"), VERDICT_RECOVERED);
    assert_int_equal(job("..x..e...s"), VERDICT_FAILING);
    assert_int_equal(job("..x..ee..x..s"), VERDICT_FAILING); /* the first of them */
    assert_int_equal(job("..x"), VERDICT_FAILING);
}

static void test_allowed_to_fail(void **state)
{
    (void)state;
    assert_int_equal(job(".m.x..."), VERDICT_HEALTHY);
    assert_int_equal(job("..xi..."), VERDICT_HEALTHY);
    assert_int_equal(job(".m.........x"), VERDICT_FAILING); /* of a later command */
    assert_int_equal(job("..x.....i"), VERDICT_FAILING);
    assert_int_equal(job(".m.x......x"), VERDICT_FAILING); /* one of them is not */
}

/* What fails behind the moment at which a job was cancelled is no cause of anything. */
static void test_cancelled(void **state)
{
    (void)state;
    double confidence[2];
    for (int behind = 0; behind < 2; behind++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t failed = scene_sig(&s, "build.failed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t cancelled = scene_sig(&s, "ci.job-cancelled", SIG_SYMPTOM, SIG_WARNING);
        scene_cause(&s, cause, failed, 0.5);
        scene_hit(&s, cancelled, behind ? 10 : 30, "The operation was canceled.");
        scene_hit(&s, cause, 20, "no report");
        scene_hit(&s, failed, 21, "upload failed");
        scene_diagnose(&s);
        confidence[behind] = scene_posterior(&s, cause);
        scene_release(&s);
    }
    assert_true(confidence[0] > 0.9);
    assert_true(confidence[1] < 0.6);
}

/* A program that is refused by another one, and then comes up. */
static double before_start(enum sig_domain domain, bool is_up, bool is_healthy, bool is_bad_behind)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_CRITICAL);
    const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
    const uint32_t well = scene_sig(&s, "health.ok", SIG_RECOVERY, SIG_INFO);
    s.sigs[cause].domain = domain;
    scene_hit(&s, cause, 1, "connection refused")->level = LEVEL_ERROR;
    if (is_up)
        scene_hit(&s, up, 2, "listening");
    if (is_healthy)
        scene_hit(&s, well, 3, "GET /health 200");
    if (is_bad_behind)
        scene_hit(&s, SIG_NONE, 4, "cannot read the queue")->level = LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 5, "GET /orders 200");
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    scene_release(&s);
    return posterior;
}

static void test_refused_before_the_start(void **state)
{
    (void)state;
    const double plain = before_start(SIG_DEPENDENCY, false, false, false);
    const double up = before_start(SIG_DEPENDENCY, true, false, false);
    const double well = before_start(SIG_NETWORK, true, true, false);
    assert_true(plain > 0.8);
    assert_true(up < 0.6);
    assert_true(well < up / 2);
    assert_true(before_start(SIG_CONFIGURATION, true, false, false) > 0.8);
    assert_true(before_start(SIG_DEPENDENCY, true, false, true) > 0.8);
}

/* An artifact that is not stored is why a job failed, unless something else had failed before. */
static void test_upload_after_a_failure(void **state)
{
    (void)state;
    for (int is_late = 0; is_late < 2; is_late++) {
        struct scene s;
        scene_init(&s);
        const uint32_t failed = scene_sig(&s, "build.failed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t upload = scene_sig(&s, "ci.artifact-upload-failed", SIG_CAUSE, SIG_ERROR);
        scene_cause(&s, upload, failed, 0.5);
        scene_hit(&s, is_late ? failed : SIG_NONE, 1, "exit code 1");
        scene_hit(&s, upload, 5, "No files were found");
        scene_hit(&s, failed, 6, "exit code 1");
        scene_diagnose(&s);
        assert_true(is_late ? s.diagnosis.hypotheses[0].sig == failed
                            : scene_posterior(&s, upload) > 0.8);
        scene_release(&s);
    }
}

/* A job of GitHub: 'b' it begins or ends, 'x' fails, 'e' the mark of an error, 's' a step that only
 * success leads to. */
static enum verdict_status github_job(const char *steps)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t ends = scene_sig(&s, "ci.job-ends", SIG_RECOVERY, SIG_INFO);
    const uint32_t error = scene_sig(&s, "ci.step-error", SIG_RECOVERY, SIG_INFO);
    const uint32_t step = scene_sig(&s, "ci.step-of-success", SIG_RECOVERY, SIG_INFO);
    for (int i = 0; steps[i]; i++)
        scene_hit(&s,
                  steps[i] == 'b'   ? ends
                  : steps[i] == 'x' ? cause
                  : steps[i] == 'e' ? error
                  : steps[i] == 's' ? step
                                    : SIG_NONE,
                  i, "a line");
    scene_diagnose(&s);
    const enum verdict_status status = s.diagnosis.verdict.status;
    scene_release(&s);
    return status;
}

static void test_job_that_went_on(void **state)
{
    (void)state;
    assert_int_equal(github_job("b..xe..s..b"), VERDICT_HEALTHY);
    assert_int_equal(github_job("b..xe.....b"), VERDICT_FAILING);   /* steps of any kind */
    assert_int_equal(github_job("b..xe..s.eb"), VERDICT_FAILING);   /* failed later */
    assert_int_equal(github_job("b..x...s..b"), VERDICT_FAILING);   /* nobody called it an error */
    assert_int_equal(github_job("b..xe..s"), VERDICT_FAILING);      /* cut off */
    assert_int_equal(github_job("b..xe.b..s..b"), VERDICT_FAILING); /* another job */
}

/* pytest's list of failed tests: 'F' it begins, 'o' what a test printed, 'e' why one failed, 'a' an
 * assertion that one failed by, 'x' the line that ends it. The cause's posterior. */
static double pytest_job(const char *lines)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    const uint32_t failed = scene_sig(&s, "build.tests-failed", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t assertion = scene_sig(&s, "ci.test-assertion", SIG_RECOVERY, SIG_INFO);
    const uint32_t reported = scene_sig(&s, "ci.tests-reported", SIG_RECOVERY, SIG_INFO);
    for (int i = 0; lines[i]; i++)
        switch (lines[i]) {
        case 'F': scene_hit(&s, reported, i, "=== FAILURES ==="); break;
        case 'o': scene_hit(&s, cause, i, "ERROR    db:db.py:31 connection refused"); break;
        case 'e': scene_hit(&s, cause, i, "E   OSError: connection refused"); break;
        case 'a': scene_hit(&s, assertion, i, "FAILED t.py::a - assert 1 == 2"); break;
        case 'x': scene_hit(&s, failed, i, "=== 2 failed in 1.2s ==="); break;
        default: scene_hit(&s, SIG_NONE, i, "a line");
        }
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    scene_release(&s);
    return posterior;
}

static void test_output_of_tests(void **state)
{
    (void)state;
    assert_true(pytest_job("..F..o..aax") < 0.2);
    assert_true(pytest_job("..F..e..aax") < 0.2); /* one of three */
    assert_true(pytest_job("..F..e..x") > 0.8);
    assert_true(pytest_job("..F..o.e.x") > 0.8);
    assert_true(pytest_job(".oF....aax") > 0.8); /* before the tests, perhaps */
    assert_true(pytest_job("..F..aax..o") > 2 * pytest_job("..F..o..aax")); /* of a later step */
}

/* Refused again and again by another program; then this one says that it listens, and so many
 * ordinary lines follow, or the same refusal, told as a warning. */
static double kept_refusing(int behind, bool is_refused_behind)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_CRITICAL);
    const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
    const enum level level = is_refused_behind ? LEVEL_WARN : LEVEL_ERROR;
    s.sigs[cause].domain = SIG_DEPENDENCY;
    for (int i = 0; i < (is_refused_behind ? 1 : 3); i++)
        scene_hit(&s, cause, 1 + i, "connection refused")->level = level;
    scene_hit(&s, up, 5, "listening");
    if (is_refused_behind)
        scene_hit(&s, cause, 10, "connection refused")->level = level;
    for (int i = 0; i < behind; i++)
        scene_hit(&s, SIG_NONE, 20 + i, "GET /orders 200");
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    scene_release(&s);
    return posterior;
}

static void test_never_got_through(void **state)
{
    (void)state;
    assert_true(kept_refusing(1, false) > 0.8);
    assert_true(kept_refusing(40, false) < 0.6);
    assert_true(kept_refusing(1, true) > 0.8);
    assert_true(kept_refusing(40, true) < 0.6);
}

/* Refused once when it started, then a day of work; then a proxy does not reach something. */
static void test_a_day_before(void **state)
{
    (void)state;
    for (int is_long = 0; is_long < 2; is_long++) {
        struct scene s;
        scene_init(&s);
        const int64_t end = is_long ? 25 * 3600 : 600;
        const uint32_t cause = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t effect = scene_sig(&s, "proxy.down", SIG_SYMPTOM, SIG_ERROR);
        s.sigs[cause].domain = SIG_DEPENDENCY;
        scene_cause(&s, cause, effect, 0.6);
        scene_hit(&s, cause, 1, "connection refused")->stream = "api";
        for (int i = 1; i < 80; i++)
            scene_hit(&s, SIG_NONE, i * end / 80, "GET /orders 200")->stream = "api";
        scene_hit(&s, effect, end, "502")->stream = "web";
        scene_hit(&s, SIG_NONE, end + 1, "GET /orders 200")->stream = "api";
        scene_diagnose(&s);
        const double posterior = scene_posterior(&s, cause);
        assert_true(is_long ? posterior < 0.4 : posterior > 0.8);
        scene_release(&s);
    }
}

/* Two that are wrong by turns; one of them stops, the other one does not. */
static void test_one_of_two_stops(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct scene s;
        scene_init(&s);
        const uint32_t stops = scene_sig(&s, "a.stops", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t stays = scene_sig(&s, "b.stays", SIG_CAUSE, SIG_ERROR);
        for (int i = 0; i < 3; i++) {
            scene_hit(&s, stays, i * 600, "no such column");
            scene_hit(&s, stops, i * 600 + 60, "a value is missing");
        }
        for (int i = 0; more && i < 4; i++)
            scene_hit(&s, stays, 4000 + i * 600, "no such column");
        scene_diagnose(&s);
        assert_true((scene_posterior(&s, stops) < 0.2) == (more == 1));
        scene_release(&s);
    }
}

/* A play that went through settles what failed before it in its own log. */
static void test_play_of_another_input(void **state)
{
    (void)state;
    for (uint32_t source = 0; source < 2; source++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t play = scene_sig(&s, "ci.play-ok", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, play, cause);
        scene_hit(&s, cause, 1, "no such image");
        scene_hit(&s, play, 100, "ok=3 failed=0")->source = source;
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status,
                         source == 0 ? VERDICT_RECOVERED : VERDICT_FAILING);
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_success_of_another_job),
        cmocka_unit_test(test_allowed_to_fail),
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_refused_before_the_start),
        cmocka_unit_test(test_never_got_through),
        cmocka_unit_test(test_output_of_tests),
        cmocka_unit_test(test_upload_after_a_failure),
        cmocka_unit_test(test_job_that_went_on),
        cmocka_unit_test(test_a_day_before),
        cmocka_unit_test(test_one_of_two_stops),
        cmocka_unit_test(test_play_of_another_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
