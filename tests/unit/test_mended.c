/* What ended without a word: crash loops that were mended, starts that went through at last, stops
 * that somebody asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* Lines without a level that show nothing, a second apart, or without times. */
static void traffic(struct scene *s, int64_t from, int lines)
{
    for (int i = 0; i < lines; i++)
        scene_hit(s, SIG_NONE, from == INT64_MIN ? from : from + i * 10, "GET /orders 200");
}

static enum verdict_status status_of(struct scene *s)
{
    scene_diagnose(s);
    const enum verdict_status status = s->diagnosis.verdict.status;
    scene_release(s);
    return status;
}

/* A program that crashes three times, four lines each, and then runs. */
static enum verdict_status crash_loop(int lines_behind, bool is_timed, bool is_job)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t job = scene_sig(&s, "build.failed", SIG_SYMPTOM, SIG_ERROR);
    for (int run = 0; run < 3; run++) {
        traffic(&s, is_timed ? run * 60 : INT64_MIN, 4);
        scene_hit(&s, cause, is_timed ? run * 60 + 40 : INT64_MIN, "cannot open the queue");
    }
    traffic(&s, is_timed ? 200 : INT64_MIN, lines_behind);
    if (is_job)
        scene_hit(&s, job, is_timed ? 9000 : INT64_MIN, "build failed");
    return status_of(&s);
}

static void test_crash_loop_that_was_mended(void **state)
{
    (void)state;
    assert_int_equal(crash_loop(60, true, false), VERDICT_RECOVERED);
    assert_int_equal(crash_loop(60, false, false), VERDICT_RECOVERED);
    assert_int_equal(crash_loop(6, true, false), VERDICT_FAILING); /* it may be the next run */
    assert_int_equal(crash_loop(6, false, false), VERDICT_FAILING);
}

static void test_jobs_only_end(void **state)
{
    (void)state;
    assert_int_equal(crash_loop(60, true, true), VERDICT_FAILING);
}

/* A script misses a command, and the log goes on for long. */
static enum verdict_status missing_command(bool is_up)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "build.command-missing", SIG_CAUSE, SIG_ERROR);
    const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
    traffic(&s, 0, 30);
    if (is_up)
        scene_hit(&s, up, 300, "listening");
    scene_hit(&s, cause, 310, "xmessage: not found");
    traffic(&s, 400, 80);
    return status_of(&s);
}

static void test_a_server_does_without_a_command(void **state)
{
    (void)state;
    assert_int_equal(missing_command(true), VERDICT_RECOVERED);
    assert_int_equal(missing_command(false), VERDICT_FAILING);
}

/* A weaker sign than a program that says so, and the cause stays the first hypothesis. */
static void test_certainty(void **state)
{
    (void)state;
    double confidence[3];
    for (int i = 0; i < 3; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, up, cause);
        for (int run = 0; run < 3; run++)
            scene_hit(&s, cause, run * 60, "cannot open the queue");
        if (i > 0)
            traffic(&s, 200, 60);
        if (i > 1)
            scene_hit(&s, up, 180, "up");
        scene_diagnose(&s);
        confidence[i] = scene_posterior(&s, cause);
        assert_true(i > 1 || s.diagnosis.hypotheses[0].sig == cause);
        scene_release(&s);
    }
    assert_true(confidence[0] > confidence[1]);
    assert_true(confidence[1] > confidence[2]);
}

/* What was told once, or several times in a row, may last; unless its effect was seen to end. */
static void test_told_once(void **state)
{
    (void)state;
    for (int effect = 0; effect < 2; effect++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t down = scene_sig(&s, "b.down", SIG_SYMPTOM, SIG_ERROR);
        scene_cause(&s, cause, down, 0.8);
        scene_hit(&s, cause, 10, "no licence");
        scene_hit(&s, cause, 10, "no licence");
        if (effect)
            scene_hit(&s, down, 11, "the program ends");
        traffic(&s, 200, 80);
        assert_int_equal(status_of(&s), effect ? VERDICT_RECOVERED : VERDICT_FAILING);
    }
}

/* Most of what came often is not kept: that is no pause. */
static void test_of_many_few_are_kept(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    for (int run = 0; run < 60; run++) {
        traffic(&s, run * 60, 4);
        scene_hit(&s, cause, run * 60 + 40, "cannot open the queue");
    }
    traffic(&s, 3600, 60);
    assert_int_equal(status_of(&s), VERDICT_RECOVERED);
}

/* What failed once amid the work, or long ago, was one request; a setting may be missed by none. */
static void test_once_amid_work(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int before, behind;
        enum verdict_status status;
    } cases[] = {
        { "a.cause", 30, 80, VERDICT_RECOVERED },  { "a.cause", 30, 20, VERDICT_FAILING },
        { "a.cause", 2, 80, VERDICT_FAILING },     { "a.cause", 2, 600, VERDICT_RECOVERED },
        { "net.cause", 2, 80, VERDICT_RECOVERED }, { "config.cause", 2, 600, VERDICT_FAILING }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, cases[i].id, SIG_CAUSE, SIG_ERROR);
        traffic(&s, 0, cases[i].before);
        scene_hit(&s, cause, cases[i].before * 10, "no such column");
        traffic(&s, cases[i].before * 10 + 10, cases[i].behind);
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* A log that was silent for days: its pauses say nothing, the events behind do. */
static void test_silent_for_days(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, cause, 0, "no database");
    traffic(&s, 10, 6);
    scene_hit(&s, cause, 900000, "no database");
    traffic(&s, 900010, 80);
    assert_int_equal(status_of(&s), VERDICT_RECOVERED);
}

/* A program that is up does not have what keeps programs from starting; what it may do without, it
 * may still have. */
static void test_up_in_spite_of_it(void **state)
{
    (void)state;
    for (int fatal = 0; fatal < 2; fatal++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
        const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
        scene_cause(&s, cause, failed, fatal ? 0.8 : 0.4);
        scene_hit(&s, cause, 10, "no module");
        scene_hit(&s, up, 20, "up");
        traffic(&s, 30, 80);
        assert_int_equal(status_of(&s), fatal ? VERDICT_RECOVERED : VERDICT_FAILING);
    }
}

/* Another error near the end: nothing is in order. */
static void test_other_errors(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    for (int run = 0; run < 3; run++)
        scene_hit(&s, cause, run * 60, "cannot open the queue");
    traffic(&s, 200, 60);
    scene_hit(&s, SIG_NONE, 790, "order 7 was lost")->level = LEVEL_ERROR;
    traffic(&s, 800, 5);
    assert_int_equal(status_of(&s), VERDICT_FAILING);
}

/* Two days of work, and an error that nobody knows at their end: what was told on the first day is
 * over all the same. A setting that is missing may be missed by none. */
static void test_days_of_work(void **state)
{
    (void)state;
    static const char *const ids[] = { "a.cause", "config.cause" };
    for (int i = 0; i < 2; i++)
        for (int days = 0; days < 3; days += 2) {
            struct scene s;
            scene_init(&s);
            const uint32_t cause = scene_sig(&s, ids[i], SIG_CAUSE, SIG_ERROR);
            traffic(&s, 0, 6);
            scene_hit(&s, cause, 100, "no such column");
            traffic(&s, 110, 60);
            traffic(&s, days * 86400 + 1000, 6);
            scene_hit(&s, SIG_NONE, days * 86400 + 1100, "order 7 was lost")->level = LEVEL_ERROR;
            assert_int_equal(status_of(&s),
                             days > 0 && i == 0 ? VERDICT_RECOVERED : VERDICT_FAILING);
        }
}

/* It came three times with much work between, and then for many days no more, with less work. Not
 * so where the days are no more than it paused. */
static void test_gone_for_days(void **state)
{
    (void)state;
    for (int days = 2; days <= 8; days += 6) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "net.cause", SIG_CAUSE, SIG_ERROR);
        traffic(&s, 0, 6);
        for (int i = 0; i < 3; i++) {
            scene_hit(&s, cause, i * 86400 + 100, "connection refused");
            traffic(&s, i * 86400 + 110, 60);
        }
        traffic(&s, (2 + days) * 86400, 6);
        assert_int_equal(status_of(&s), days > 2 ? VERDICT_RECOVERED : VERDICT_FAILING);
    }
}

/* A few lines a day, and what failed came no more on any of them. Not so where the log ends soon,
 * where all came at once after a long silence, and where something else is wrong since. A line
 * without a time stands at that of the line before it. */
static void test_quiet_days(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int occasions, hours_apart;
        bool ends_badly;
        enum verdict_status status;
    } cases[] = { { "a.cause", 8, 3, false, VERDICT_RECOVERED },
                  { "config.cause", 8, 3, false, VERDICT_FAILING },
                  { "a.cause", 8, 1, false, VERDICT_FAILING },
                  { "a.cause", 3, 9, false, VERDICT_FAILING },
                  { "a.cause", 8, 0, false, VERDICT_FAILING },
                  { "a.cause", 0, 0, false, VERDICT_FAILING },
                  { "a.cause", 8, 3, true, VERDICT_FAILING } };
    for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
        const bool timed = i % 2 == 0;
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, cases[i / 2].id, SIG_CAUSE, SIG_ERROR);
        traffic(&s, 0, 2);
        scene_hit(&s, cause, timed ? 100 : INT64_MIN, "recipient refused");
        for (int k = 0; k < cases[i / 2].occasions; k++)
            traffic(
                &s,
                100 + (cases[i / 2].hours_apart ? (k + 1) * cases[i / 2].hours_apart : 48) * 3600,
                2);
        if (cases[i / 2].ends_badly)
            scene_hit(&s, SIG_NONE, 90000, "order 7 was lost")->level = LEVEL_ERROR;
        assert_int_equal(status_of(&s), cases[i / 2].status);
    }
}

/* Another program did not answer once while this one started: over when it then works for a while,
 * but not as soon as it listens. */
static void test_refused_before_the_start(void **state)
{
    (void)state;
    for (int behind = 5; behind < 40; behind += 20) {
        struct scene s;
        scene_init(&s);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t refused = scene_sig(&s, "redis.refused", SIG_CAUSE, SIG_ERROR);
        s.sigs[refused].domain = SIG_DEPENDENCY;
        scene_hit(&s, refused, 1, "connection refused")->level = LEVEL_ERROR;
        scene_hit(&s, up, 3, "listening");
        traffic(&s, 60, behind);
        assert_int_equal(status_of(&s), behind > 20 ? VERDICT_RECOVERED : VERDICT_DEGRADED);
    }
}

/* A worker of a pool was too slow once, and requests go on; several in a row, one that was too slow
 * to start, and a log that ends with the replacement. */
static void test_replaced_worker(void **state)
{
    (void)state;
    static const struct {
        int64_t at;
        int times, behind;
        enum verdict_status status;
    } cases[] = { { 900, 1, 20, VERDICT_RECOVERED },
                  { 900, 1, 5, VERDICT_FAILING },
                  { 900, 2, 15, VERDICT_FAILING },
                  { 30, 1, 20, VERDICT_FAILING } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t started = scene_sig(&s, "python.worker-started", SIG_RECOVERY, SIG_INFO);
        const uint32_t slow = scene_sig(&s, "python.worker-timeout", SIG_CAUSE, SIG_ERROR);
        scene_hit(&s, started, 0, "Booting worker");
        traffic(&s, 1, 2);
        for (int k = 0; k < cases[i].times; k++) {
            scene_hit(&s, slow, cases[i].at + k * 60, "WORKER TIMEOUT");
            scene_hit(&s, started, cases[i].at + k * 60 + 1, "Booting worker");
        }
        traffic(&s, 1200, cases[i].behind);
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

static void named(struct scene *s, uint32_t sig, int64_t at, const char *program)
{
    scene_hit(s, sig, at, program);
    scene_capture(s, "container", program);
}

/* A program under a supervisor crashed amid its work, was started anew, and works on; another one
 * was started anew; it crashed again; it was up for a moment when it crashed. */
static void test_replaced_program(void **state)
{
    (void)state;
    static const struct {
        const char *again;
        int64_t at;
        bool crashes_again;
        enum verdict_status status;
    } cases[] = { { "api", 900, false, VERDICT_RECOVERED },
                  { "worker", 900, false, VERDICT_FAILING },
                  { "api", 900, true, VERDICT_FAILING },
                  { "api", 10, false, VERDICT_RECOVERED },
                  { "worker", 10, false, VERDICT_FAILING } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t panic = scene_sig(&s, "a.panic", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t ended = scene_sig(&s, "container.crashed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t runs = scene_sig(&s, "container.program-running", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, runs, ended);
        named(&s, runs, 0, "api");
        named(&s, runs, 0, "worker");
        scene_hit(&s, panic, cases[i].at, "panic");
        named(&s, ended, cases[i].at + 1, "api");
        named(&s, runs, cases[i].at + 2, cases[i].again);
        traffic(&s, 1200, 20);
        if (cases[i].crashes_again)
            named(&s, ended, 1300, "api");
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* The report of a crash goes on for hundreds of lines, of which one has a time; a log goes on over
 * time. */
static void test_report_of_a_crash(void **state)
{
    (void)state;
    for (int log = 0; log < 2; log++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_CRITICAL);
        scene_hit(&s, cause, INT64_MIN, "insufficient memory");
        traffic(&s, 60, 1);
        traffic(&s, log ? 90 : INT64_MIN, 600);
        assert_int_equal(status_of(&s), log ? VERDICT_RECOVERED : VERDICT_FAILING);
    }
}

/* A program is started again and again, as a developer does: what none of its runs shows any more
 * is over, though it had paused for longer before. Not if something else is wrong since, nor if it
 * says more than once in a run that it is up. */
static void test_runs_without_it(void **state)
{
    (void)state;
    static const struct {
        int runs, apart;
        bool other;
        enum verdict_status status;
    } cases[] = { { 4, 60, false, VERDICT_RECOVERED },
                  { 2, 60, false, VERDICT_FAILING },
                  { 4, 1, false, VERDICT_FAILING },
                  { 4, 60, true, VERDICT_FAILING } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t other = scene_sig(&s, "b.other", SIG_CAUSE, SIG_ERROR);
        scene_hit(&s, cause, 0, "no such column");
        scene_hit(&s, up, 1800, "listening");
        scene_hit(&s, cause, 3600, "no such column");
        for (int run = 1; run <= cases[i].runs; run++) {
            scene_hit(&s, up, 3600 + run * cases[i].apart, "listening");
            traffic(&s, 3600 + run * cases[i].apart, 2);
        }
        if (cases[i].other)
            scene_hit(&s, other, 4000, "port in use");
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* Of two programs in one stream one fails to start and the other is up; or the first one has
 * started anew. */
static void test_program_beside(void **state)
{
    (void)state;
    static const struct {
        const char *beside, *again;
        enum verdict_status status;
    } cases[] = { { "Users", NULL, VERDICT_FAILING },
                  { "Users", "Orders", VERDICT_RECOVERED },
                  { "Orders", NULL, VERDICT_RECOVERED } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t starting = scene_sig(&s, "app.starting", SIG_CHANGE, SIG_INFO);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
        scene_recovers(&s, up, failed);
        scene_hit(&s, starting, 0, "Starting");
        scene_capture(&s, "module", "Orders");
        scene_hit(&s, starting, 1, "Starting");
        scene_capture(&s, "module", cases[i].beside);
        scene_hit(&s, failed, 10, "failed to start");
        if (cases[i].again) {
            scene_hit(&s, starting, 20, "Starting");
            scene_capture(&s, "module", cases[i].again);
        }
        scene_hit(&s, up, 30, "Started");
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* A deployment has replaced its pods, after a pod failed: of this one, of another one, of one whose
 * name only begins or ends alike, or nobody knows of which. */
static void test_rollout_of_another_deployment(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        enum verdict_status status;
    } cases[] = { { "BackOff pod/web-6c4a8b-x2x4z", "probe failed", VERDICT_RECOVERED },
                  { "BackOff pod/api-5d4f6c-abcde", "probe failed", VERDICT_FAILING },
                  { "BackOff pod/web-6c4a8b-x2x4z", "pod/api-5d4f6c-abcde", VERDICT_FAILING },
                  { "pod/api-5d4f6c-abcde", "BackOff pod/web-6c4a8b-x2x4z", VERDICT_FAILING },
                  { "pod/web-admin-5d4f6c-abcde", "probe failed", VERDICT_FAILING },
                  { "pod/my-web-5d4f6c-abcde", "probe failed", VERDICT_FAILING },
                  { "probe failed", "probe failed", VERDICT_RECOVERED } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t well = scene_sig(&s, "k8s.rollout-completed", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, well, cause);
        scene_hit(&s, cause, 10, cases[i].first);
        scene_hit(&s, cause, 20, cases[i].second);
        scene_hit(&s, well, 30, "rolled out");
        scene_capture(&s, "service", "web");
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* A Lambda function that failed once, and then ran so often without a failure. */
static void test_invocations(void **state)
{
    (void)state;
    for (int behind = 1; behind < 6; behind++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t ended = scene_sig(&s, "lambda.invocation-ended", SIG_RECOVERY, SIG_INFO);
        scene_hit(&s, cause, 1, "no such key");
        for (int i = 0; i < behind; i++)
            scene_hit(&s, ended, 2 + i, "REPORT");
        assert_int_equal(status_of(&s), behind > 3 ? VERDICT_RECOVERED : VERDICT_FAILING);
    }
}

/* A failed start of which the cause is named, then a start that succeeds: in the same stream, or in
 * another task, which may be of another revision. */
static void test_start_that_went_through(void **state)
{
    (void)state;
    for (int other_task = 0; other_task < 2; other_task++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_ERROR);
        scene_cause(&s, cause, failed, 0.8);
        scene_recovers(&s, up, failed);
        scene_hit(&s, cause, 10, "port in use")->task = "one";
        scene_hit(&s, failed, 11, "failed to start")->task = "one";
        scene_hit(&s, up, 30, "listening")->task = other_task ? "two" : "one";
        assert_int_equal(status_of(&s), other_task ? VERDICT_FAILING : VERDICT_RECOVERED);
    }
}

/* It came up since, and only then failed to start again: not for the reason of the first time. Its
 * log may have several files, which its name tells. */
static void test_came_up_between(void **state)
{
    (void)state;
    static const struct {
        bool came_up;
        const char *first, *second; /* program of each file */
        bool is_over;
    } cases[] = { { true, "Shop", "Shop", true },
                  { false, "Shop", "Shop", false },
                  { true, "Shop", "Bank", false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t starting = scene_sig(&s, "app.starting", SIG_CHANGE, SIG_INFO);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
        scene_cause(&s, cause, failed, 0.8);
        scene_recovers(&s, up, failed);
        scene_hit(&s, starting, 0, "Starting");
        scene_capture(&s, "module", cases[i].first);
        scene_hit(&s, cause, 1, "no property");
        scene_hit(&s, failed, 1, "failed to start");
        scene_hit(&s, starting, 900, "Starting")->source = 1;
        scene_capture(&s, "module", cases[i].second);
        if (cases[i].came_up)
            scene_hit(&s, up, 910, "listening")->source = 1;
        scene_hit(&s, failed, 1800, "failed to start")->source = 1;
        scene_diagnose(&s);
        assert_int_equal(scene_posterior(&s, cause) < 0.5, cases[i].is_over);
        scene_release(&s);
    }
}

static void start(struct scene *s, uint32_t starting, const char *program)
{
    scene_hit(s, starting, INT64_MIN, program);
    scene_capture(s, "value", program);
}

/* Several runs of one program in one stream: what the latest one does not show is history; or over,
 * if that one comes up. A run of which only the beginning is seen tells nothing, nor does that it
 * came up if the one that failed had come up, too, nor the start of another program. */
static void test_runs(void **state)
{
    (void)state;
    static const struct {
        const char *program; /* that starts behind the failure */
        bool came_up, comes_up;
        int lines_behind;
        enum verdict_status status;
    } cases[] = {
        { "api", false, true, 1, VERDICT_RECOVERED }, { "api", false, false, 2, VERDICT_FAILING },
        { "api", true, true, 1, VERDICT_FAILING },    { "api", true, true, 20, VERDICT_RECOVERED },
        { "db", false, true, 20, VERDICT_FAILING },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t starting = scene_sig(&s, "app.starting", SIG_CHANGE, SIG_INFO);
        start(&s, starting, "api");
        if (cases[i].came_up)
            scene_hit(&s, up, INT64_MIN, "up");
        traffic(&s, INT64_MIN, 3);
        scene_hit(&s, cause, INT64_MIN, "cannot open the queue");
        start(&s, starting, cases[i].program);
        if (cases[i].comes_up)
            scene_hit(&s, up, INT64_MIN, "up");
        traffic(&s, INT64_MIN, cases[i].lines_behind);
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

static void test_latest_run_decides(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t first = scene_sig(&s, "a.first", SIG_CAUSE, SIG_CRITICAL);
    const uint32_t starting = scene_sig(&s, "app.starting", SIG_CHANGE, SIG_INFO);
    const uint32_t second = scene_sig(&s, "b.second", SIG_CAUSE, SIG_ERROR);
    start(&s, starting, "api");
    scene_hit(&s, first, INT64_MIN, "no queue");
    start(&s, starting, "api");
    scene_hit(&s, second, INT64_MIN, "port in use");
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.hypotheses[0].sig, second);
    assert_true(s.diagnosis.hypotheses[0].confidence > 0.9);
    scene_release(&s);
}

/* However much it explains, of what is mended nobody is sure that it is to be acted on. */
static void test_mended_is_not_urgent(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t other = scene_sig(&s, "b.other", SIG_CAUSE, SIG_ERROR);
    const uint32_t down = scene_sig(&s, "c.down", SIG_SYMPTOM, SIG_ERROR);
    scene_cause(&s, cause, other, 0.9);
    scene_cause(&s, cause, down, 0.9);
    for (int run = 0; run < 4; run++) {
        scene_hit(&s, cause, run * 60, "cannot open the queue");
        scene_hit(&s, other, run * 60 + 1, "no queue");
        scene_hit(&s, down, run * 60 + 2, "down");
        traffic(&s, run * 60 + 3, 4);
    }
    traffic(&s, 400, 90);
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_RECOVERED);
    assert_int_equal(s.diagnosis.hypotheses[0].sig, cause);
    assert_true(s.diagnosis.hypotheses[0].confidence < 0.5);
    scene_release(&s);
}

/* Exit codes behind an order to stop mean nothing; before it, or long after it, they do. */
static void test_stops_that_were_asked_for(void **state)
{
    (void)state;
    static const struct {
        int64_t order, exit;
        bool is_healthy;
    } cases[] = { { 10, 20, true }, { 20, 10, false }, { 10, 900, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t ended = scene_sig(&s, "a.ended", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t order = scene_sig(&s, "b.order", SIG_CHANGE, SIG_INFO);
        scene_cause(&s, order, ended, 0.8);
        scene_hit(&s, order, cases[i].order, "stopping");
        scene_hit(&s, ended, cases[i].exit, "exited with code 137");
        assert_int_equal(status_of(&s), cases[i].is_healthy ? VERDICT_HEALTHY : VERDICT_FAILING);
    }
}

static void say(struct scene *s, uint32_t sig, const char *stream, const char *text)
{
    scene_hit(s, sig, INT64_MIN, text)->stream = stream;
}

/* Stores go first when all is stopped: what programs say then, right before they are asked to stop
 * as well, is no failure. It is one where only one program stops, where none was up, and where the
 * program comes up again and cannot go on. */
static void test_all_go_down(void **state)
{
    (void)state;
    static const struct {
        bool was_up, others, again;
        enum verdict_status status;
    } cases[] = { { true, true, false, VERDICT_HEALTHY },
                  { false, true, false, VERDICT_FAILING },
                  { true, false, false, VERDICT_FAILING },
                  { true, true, true, VERDICT_FAILING } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t stop = scene_sig(&s, "container.sigterm", SIG_SYMPTOM, SIG_INFO);
        const uint32_t refused = scene_sig(&s, "redis.refused", SIG_CAUSE, SIG_ERROR);
        s.sigs[refused].domain = SIG_DEPENDENCY;
        say(&s, SIG_NONE, "worker", "ready");
        if (cases[i].was_up)
            say(&s, up, "api", "listening");
        say(&s, refused, "api", "connection refused");
        say(&s, refused, "api", "connection refused");
        say(&s, stop, "api", "received SIGTERM");
        if (cases[i].others)
            say(&s, stop, "worker", "received SIGTERM");
        if (cases[i].again) {
            say(&s, up, "api", "listening");
            say(&s, refused, "api", "connection refused");
        }
        assert_int_equal(status_of(&s), cases[i].status);
    }
}

/* What does not answer while a program stops is not why. It may be where nothing else had failed,
 * where it comes late, and where the program has started again. */
static void test_while_it_stops(void **state)
{
    (void)state;
    static const struct {
        bool had_failed, again;
        int64_t at;
        bool is_nothing;
    } cases[] = { { true, false, 101, true },
                  { false, false, 101, false },
                  { true, false, 190, false },
                  { true, true, 101, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t starting = scene_sig(&s, "app.starting", SIG_CHANGE, SIG_INFO);
        const uint32_t stop = scene_sig(&s, "container.sigterm", SIG_SYMPTOM, SIG_INFO);
        const uint32_t dns = scene_sig(&s, "dns.cause", SIG_CAUSE, SIG_ERROR);
        s.sigs[dns].domain = SIG_NETWORK;
        traffic(&s, 0, 2);
        if (cases[i].had_failed)
            scene_hit(&s, cause, 50, "replication factor");
        scene_hit(&s, stop, 100, "received SIGTERM");
        if (cases[i].again)
            scene_hit(&s, starting, 100, "starting");
        scene_hit(&s, dns, cases[i].at, "name not known");
        scene_diagnose(&s);
        assert_int_equal(scene_posterior(&s, dns) < 0.1, cases[i].is_nothing);
        scene_release(&s);
    }
}

/* Tests log what they make fail: that all of them passed is no end of an incident, there was none.
 */
static void test_what_passing_tests_logged(void **state)
{
    (void)state;
    static const char *const runners[] = { "ci.tests-passed", "ci.go-tests-passed", "app.up" };
    for (size_t i = 0; i < sizeof runners / sizeof *runners; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t passed = scene_sig(&s, runners[i], SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, passed, cause);
        scene_hit(&s, cause, 0, "connection refused");
        scene_hit(&s, passed, 1, "42 examples, 0 failures");
        assert_int_equal(status_of(&s), i < 2 ? VERDICT_HEALTHY : VERDICT_RECOVERED);
    }
}

/* What was logged before the list of failed tests is none of the reasons. An exception in the list
 * that nothing else is known of shows how the test failed; a known cause may be why. */
static void test_what_failing_tests_logged(void **state)
{
    (void)state;
    for (int in_list = 0; in_list < 3; in_list++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, in_list == 2 ? "a.cause" : "app.unhandled-exception",
                                         SIG_CAUSE, SIG_ERROR);
        const uint32_t failed = scene_sig(&s, "build.tests-failed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t list = scene_sig(&s, "ci.tests-reported", SIG_RECOVERY, SIG_INFO);
        scene_cause(&s, cause, failed, 0.3);
        scene_recovers(&s, list, cause);
        scene_hit(&s, cause, 0, "Error: Insufficient permissions");
        scene_hit(&s, list, 60, "Failed Tests 1");
        if (in_list)
            scene_hit(&s, cause, 60, "Error: Insufficient permissions");
        scene_hit(&s, failed, 61, "1 failed");
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status, VERDICT_FAILING);
        assert_int_equal(s.diagnosis.hypotheses[0].sig, in_list == 2 ? cause : failed);
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crash_loop_that_was_mended),
        cmocka_unit_test(test_jobs_only_end),
        cmocka_unit_test(test_a_server_does_without_a_command),
        cmocka_unit_test(test_certainty),
        cmocka_unit_test(test_told_once),
        cmocka_unit_test(test_days_of_work),
        cmocka_unit_test(test_gone_for_days),
        cmocka_unit_test(test_quiet_days),
        cmocka_unit_test(test_refused_before_the_start),
        cmocka_unit_test(test_replaced_worker),
        cmocka_unit_test(test_replaced_program),
        cmocka_unit_test(test_program_beside),
        cmocka_unit_test(test_rollout_of_another_deployment),
        cmocka_unit_test(test_report_of_a_crash),
        cmocka_unit_test(test_runs_without_it),
        cmocka_unit_test(test_invocations),
        cmocka_unit_test(test_of_many_few_are_kept),
        cmocka_unit_test(test_once_amid_work),
        cmocka_unit_test(test_silent_for_days),
        cmocka_unit_test(test_up_in_spite_of_it),
        cmocka_unit_test(test_other_errors),
        cmocka_unit_test(test_start_that_went_through),
        cmocka_unit_test(test_came_up_between),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_latest_run_decides),
        cmocka_unit_test(test_mended_is_not_urgent),
        cmocka_unit_test(test_stops_that_were_asked_for),
        cmocka_unit_test(test_all_go_down),
        cmocka_unit_test(test_while_it_stops),
        cmocka_unit_test(test_what_passing_tests_logged),
        cmocka_unit_test(test_what_failing_tests_logged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
