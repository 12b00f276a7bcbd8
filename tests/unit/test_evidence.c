/* Each kind of evidence that moves a confidence, alone: the same scene with and without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

struct pair {
    struct scene s;
    uint32_t cause, effect;
};

/* A cause, a critical effect of it. */
static void pair_init(struct pair *p)
{
    scene_init(&p->s);
    p->cause = scene_sig(&p->s, "a.cause", SIG_CAUSE, SIG_ERROR);
    p->effect = scene_sig(&p->s, "b.effect", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(&p->s, p->cause, p->effect, 0.6);
}

static double pair_finish(struct pair *p)
{
    scene_diagnose(&p->s);
    const double c = scene_posterior(&p->s, p->cause);
    scene_release(&p->s);
    return c;
}

static void test_scope(void **state)
{
    (void)state;
    double confidence[3];
    for (int i = 0; i < 3; i++) {
        struct pair p;
        pair_init(&p);
        struct scene_hit *c = scene_hit(&p.s, p.cause, 1, "cause");
        c->service = i == 1 ? "" : "api";
        c->stream = "one";
        struct scene_hit *e = scene_hit(&p.s, p.effect, 2, "effect");
        e->service = i == 0 ? "api" : i == 1 ? "" : "worker";
        e->stream = i == 0 ? "one" : "two";
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[0] > confidence[1]); /* the same stream, nothing known */
    assert_true(confidence[1] > confidence[2]); /* nothing known, another service */
}

/* Ten seconds: lines of one source are not so far out of order, clocks of two are. */
static void test_clock_skew_between_sources(void **state)
{
    (void)state;
    double confidence[3];
    for (int i = 0; i < 3; i++) {
        struct pair p;
        pair_init(&p);
        scene_hit(&p.s, p.effect, i == 2 ? 1 : 90, "effect");
        scene_hit(&p.s, p.cause, 100, "cause")->source = i != 0;
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[0] < confidence[1]); /* the same source */
    assert_true(confidence[2] < confidence[1]); /* beyond what clocks differ by */
}

/* One line that shows a vague cause and what that leads to says of the vague one what its precision
 * says; the effect in lines of its own says more. */
static void test_effect_in_the_same_line(void **state)
{
    (void)state;
    double confidence[2];
    for (int apart = 0; apart < 2; apart++) {
        struct scene s;
        scene_init(&s);
        const uint32_t vague = scene_sig(&s, "a.vague", SIG_CAUSE, SIG_ERROR);
        const uint32_t refused = scene_sig(&s, "b.refused", SIG_CAUSE, SIG_ERROR);
        s.sigs[vague].precision = 0.6;
        s.sigs[vague].prior = 0.002;
        scene_cause(&s, vague, refused, 0.7);
        struct scene_hit *hit = scene_hit(&s, vague, 1, "localhost:5432 refused");
        hit->shows_two = !apart;
        hit->second_sig = refused;
        if (apart)
            scene_hit(&s, refused, 2, "db:5432 refused");
        scene_diagnose(&s);
        confidence[apart] = scene_posterior(&s, vague);
        scene_release(&s);
    }
    assert_true(confidence[0] > 0.5 && confidence[0] < 0.7);
    assert_true(confidence[1] > 0.8);
}

static void test_effects_that_outlive_their_cause(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        for (int k = 0; k < 10; k++) {
            if (i == 0 || k < 5)
                scene_hit(&p.s, p.cause, 60 * k, "cause");
            scene_hit(&p.s, p.effect, 60 * k + 1, "effect");
        }
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[1] < confidence[0]);
}

/* A cause that was said once may act for ever: a full disk is told once. */
static void test_a_single_cause_may_act_for_long(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        scene_hit(&p.s, p.cause, 0, "cause");
        for (int k = 0; k < (i == 0 ? 1 : 10); k++)
            scene_hit(&p.s, p.effect, 60 * k + 1, "effect");
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[0] == confidence[1]);
}

/* Retries that end in "connected", and effects that go on all the same. */
static void test_recovered_cause_of_lasting_effects(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        const uint32_t ready = scene_sig(&p.s, "c.ready", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&p.s, ready, p.cause);
        scene_hit(&p.s, p.cause, 0, "refused");
        scene_hit(&p.s, p.cause, 1, "refused");
        scene_hit(&p.s, p.effect, i == 0 ? 2 : 400, "effect");
        scene_hit(&p.s, ready, 30, "connected");
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[0] > 0.8); /* the effect was there before the recovery */
    assert_true(confidence[1] < 0.5);
}

static void task_hit(struct pair *p, uint32_t sig, int64_t second, const char *task)
{
    struct scene_hit *h = scene_hit(&p->s, sig, second, "line");
    h->task = h->stream = task;
    h->service = "api";
}

static void test_repetition_at_every_start(void **state)
{
    (void)state;
    static const char *const tasks[] = { "t1", "t2", "t3", "t4" };
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        for (int k = 0; k < 4; k++) {
            if (i == 0 || k == 3)
                task_hit(&p, p.cause, 100 * k, tasks[k]);
            task_hit(&p, p.effect, 100 * k + 1, tasks[k]);
        }
        confidence[i] = pair_finish(&p);
    }
    assert_true(confidence[1] < confidence[0]);
}

/* One denial in an earlier task, one parse error in the latest: the generation decides. */
static void test_latest_generation_decides(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        const uint32_t parse = scene_sig(&p.s, "c.parse", SIG_CAUSE, SIG_ERROR);
        task_hit(&p, p.cause, 0, "t1");
        task_hit(&p, p.effect, 1, "t1");
        task_hit(&p, parse, 60, i == 0 ? "t2" : "t1");
        task_hit(&p, p.effect, 61, i == 0 ? "t2" : "t1");
        scene_cause(&p.s, parse, p.effect, 0.6);
        scene_diagnose(&p.s);
        if (i == 0)
            assert_int_equal(p.s.diagnosis.hypotheses[0].sig, parse);
        confidence[i] = scene_posterior(&p.s, p.cause);
        scene_release(&p.s);
    }
    assert_true(confidence[0] < confidence[1]);
}

static void test_two_independent_incidents(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct pair p;
        pair_init(&p);
        const uint32_t other = scene_sig(&p.s, "c.other", SIG_CAUSE, SIG_ERROR);
        const uint32_t harm = scene_sig(&p.s, "d.harm", SIG_SYMPTOM, SIG_CRITICAL);
        scene_cause(&p.s, other, harm, 0.8);
        task_hit(&p, p.cause, 0, "t1");
        task_hit(&p, p.effect, 1, "t1");
        const size_t from = p.s.hit_count;
        task_hit(&p, other, 10, "w1");
        task_hit(&p, harm, 11, "w1");
        for (size_t k = from; i == 1 && k < p.s.hit_count; k++)
            p.s.hits[k].service = "worker";
        scene_diagnose(&p.s);
        assert_int_equal(p.s.diagnosis.incident_count, 1 + i);
        const double a = scene_posterior(&p.s, p.cause), b = scene_posterior(&p.s, other);
        if (i == 0) /* one service: they share */
            assert_true(a + b <= 1);
        else
            assert_true(a > 0.8 && b > 0.8);
        scene_release(&p.s);
    }
}

/* Of two causes that each keep the program from starting, the later attempt's is the one to act on;
 * what a program may do without says nothing about attempts. */
static void test_earlier_attempt_is_history(void **state)
{
    (void)state;
    for (int fatal = 0; fatal < 2; fatal++) {
        struct scene s;
        scene_init(&s);
        const uint32_t a = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t b = scene_sig(&s, "b.cause", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
        scene_cause(&s, a, failed, 0.9);
        scene_cause(&s, b, failed, fatal ? 0.9 : 0.3);
        scene_hit(&s, a, 10, "host not found");
        scene_hit(&s, b, 4000, "no such user");
        scene_diagnose(&s);
        if (fatal) {
            assert_int_equal(s.diagnosis.hypotheses[0].sig, b);
            assert_true(scene_posterior(&s, a) < 0.3);
        } else {
            assert_true(scene_posterior(&s, a) > 0.3);
        }
        scene_release(&s);
    }
}

/* A migration that is attempted again: the login was refused before the first attempt failed, and
 * not before the last one. Where the first attempt did not fail of the login, nothing says that
 * the login is over. */
static void test_attempt_without_its_first_cause(void **state)
{
    (void)state;
    for (int again = 0; again < 2; again++) {
        struct scene s;
        scene_init(&s);
        const uint32_t login = scene_sig(&s, "a.login-refused", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
        const uint32_t migration = scene_sig(&s, "b.migration-failed", SIG_CAUSE, SIG_CRITICAL);
        scene_cause(&s, login, migration, 0.4);
        scene_cause(&s, migration, failed, 0.8);
        scene_hit(&s, login, 10, "password refused")->stream = "job";
        if (again)
            scene_hit(&s, migration, 11, "migration failed")->stream = "job";
        scene_hit(&s, migration, 310, "migration failed")->stream = "job";
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.hypotheses[0].sig, again ? migration : login);
        if (again)
            assert_true(scene_posterior(&s, login) < 0.3);
        scene_release(&s);
    }
}

/* Of two incidents that are equally sure, the one that more services show comes first. */
static void test_breadth_of_incidents(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        static const char *const services[] = { "api", "worker", "worker" };
        struct scene s;
        scene_init(&s);
        const uint32_t a = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t b = scene_sig(&s, "b.cause", SIG_CAUSE, SIG_CRITICAL);
        scene_hit(&s, a, 10, "no module")->service = "front";
        for (int k = i; k < 3; k++)
            scene_hit(&s, b, 10 + k, "no store")->service = services[k];
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.incident_count, 2);
        assert_int_equal(s.diagnosis.hypotheses[0].sig, i == 0 ? b : a);
        scene_release(&s);
    }
}

/* An optional cache that does not answer, told in passing by a program that comes up: `at` seconds
 * from that, `times` times, with a level. Gives the posterior, the verdict in `status`. */
static double told_beside_start(const char *id, int at, int times, enum level level,
                                enum sig_severity severity, const char *up_service, bool has_error,
                                enum verdict_status *status)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, id, SIG_CAUSE, severity);
    const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
    scene_hit(&s, up, 100, "listening")->service = up_service;
    for (int i = 0; i < times; i++) {
        struct scene_hit *h = scene_hit(&s, cause, 100 + at + i, "cache does not answer");
        h->service = "api";
        h->level = level;
    }
    if (has_error)
        scene_hit(&s, SIG_NONE, 200, "request failed")->level = LEVEL_ERROR;
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    *status = s.diagnosis.verdict.status;
    scene_release(&s);
    return posterior;
}

static double beside_start(int at, int times, enum level level, enum sig_severity severity,
                           const char *up_service, bool has_error, enum verdict_status *status)
{
    return told_beside_start("a.cause", at, times, level, severity, up_service, has_error, status);
}

/* "SENTRY_DSN not configured", without a level: it did not stop the start that followed. */
static void test_settings_that_stop_nothing(void **state)
{
    (void)state;
    const char *id = "config.env-missing";
    enum verdict_status v;
    assert_true(told_beside_start(id, -5, 1, LEVEL_NONE, SIG_ERROR, "api", false, &v) < 0.5);
    assert_int_equal(v, VERDICT_HEALTHY);
    assert_true(told_beside_start(id, 5, 1, LEVEL_NONE, SIG_ERROR, "api", false, &v) > 0.8);
    assert_true(told_beside_start(id, -5, 1, LEVEL_NONE, SIG_ERROR, "api", true, &v) > 0.8);
    assert_true(told_beside_start(id, -5, 1, LEVEL_NONE, SIG_ERROR, "other", false, &v) > 0.8);
}

/* "SMTP_HOST is not set", and the program goes on; nothing says that it is up. */
static void test_settings_told_in_passing(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        enum level level;
        bool goes_on, fails;
        bool is_healthy;
    } cases[] = {
        { "config.env-missing", LEVEL_INFO, true, false, true },
        { "config.env-missing", LEVEL_INFO, false, false, false }, /* it may be its last word */
        { "config.env-missing", LEVEL_INFO, true, true, false },
        { "config.env-missing", LEVEL_NONE, true, false, false },
        { "config.url-malformed", LEVEL_INFO, true, false, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, cases[i].id, SIG_CAUSE, SIG_CRITICAL);
        scene_hit(&s, cause, 1, "SMTP_HOST is not set")->level = cases[i].level;
        if (cases[i].goes_on)
            scene_hit(&s, SIG_NONE, 2, "mails are written to the console")->level = LEVEL_INFO;
        if (cases[i].fails)
            scene_hit(&s, SIG_NONE, 3, "no mail was sent")->level = LEVEL_ERROR;
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status == VERDICT_HEALTHY, cases[i].is_healthy);
        scene_release(&s);
    }
}

static void test_what_breaks_nothing(void **state)
{
    (void)state;
    enum verdict_status v;
    /* A warning before the start that succeeded, and one that is never more than that. */
    assert_true(beside_start(-5, 1, LEVEL_WARN, SIG_ERROR, "api", false, &v) < 0.5);
    assert_int_equal(v, VERDICT_HEALTHY);
    assert_true(beside_start(5, 1, LEVEL_NONE, SIG_WARNING, "api", false, &v) < 0.5);
    assert_int_equal(v, VERDICT_HEALTHY);
    /* Behind the start it is in doubt, and stands in the report. */
    const double behind = beside_start(5, 1, LEVEL_WARN, SIG_ERROR, "api", false, &v);
    assert_true(behind > 0.2 && behind < 0.5);
    assert_int_equal(v, VERDICT_DEGRADED);
}

/* A program came up in spite of a warning, and a request failed much later: what the one might lead
 * to in general is hardly its doing. */
static void test_what_broke_nothing_leads_nowhere(void **state)
{
    (void)state;
    double posterior[2];
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t warned = scene_sig(&s, "config.env-missing", SIG_CAUSE, SIG_CRITICAL);
        const uint32_t up = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t failed = scene_sig(&s, "app.unhandled-exception", SIG_CAUSE, SIG_ERROR);
        s.sigs[failed].prior = 0.003;
        scene_cause(&s, warned, failed, 0.3);
        struct scene_hit *h = scene_hit(&s, warned, 0, "IMAGE_KEY is not set");
        h->level = LEVEL_WARN;
        h->service = "api";
        if (i > 0)
            scene_hit(&s, up, 1, "listening")->service = "api";
        scene_hit(&s, failed, 60, "Error: request is pending");
        scene_diagnose(&s);
        posterior[i] = scene_posterior(&s, warned);
        scene_release(&s);
    }
    assert_true(posterior[1] < posterior[0] / 2);
}

static void test_what_breaks_something(void **state)
{
    (void)state;
    enum verdict_status v;
    /* A failure that follows the start, in a request say, and no logger calls it a warning. */
    assert_true(beside_start(5, 1, LEVEL_NONE, SIG_ERROR, "api", false, &v) > 0.8);
    assert_int_equal(v, VERDICT_FAILING);
    assert_true(beside_start(-5, 1, LEVEL_NONE, SIG_ERROR, "api", false, &v) > 0.8);
    /* A warning, but: another service came up; something failed; it keeps coming. */
    assert_true(beside_start(-5, 1, LEVEL_WARN, SIG_ERROR, "other", false, &v) > 0.8);
    assert_true(beside_start(-5, 1, LEVEL_WARN, SIG_ERROR, "api", true, &v) > 0.8);
    assert_true(beside_start(5, 9, LEVEL_WARN, SIG_ERROR, "api", false, &v) > 0.8);
    assert_int_equal(v, VERDICT_FAILING);
}

/* Posterior of a cause that comes `times` times, a second apart, in a program that goes on for
 * `after` seconds. */
static double told_at(enum level level, int times, int after, double precision,
                      enum verdict_status *status)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    s.sigs[cause].precision = precision;
    for (int i = 0; i < times; i++)
        scene_hit(&s, cause, i, "connection refused")->level = level;
    scene_hit(&s, SIG_NONE, times + after, "goes on")->level = LEVEL_INFO;
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    *status = s.diagnosis.verdict.status;
    scene_release(&s);
    return posterior;
}

/* Refused until the other side is up: the end of it says that it got through. */
static void test_retries_that_ended(void **state)
{
    (void)state;
    enum verdict_status v;
    assert_true(told_at(LEVEL_WARN, 9, 600, 0.95, &v) < 0.5);
    assert_int_equal(v, VERDICT_DEGRADED);
    assert_true(told_at(LEVEL_WARN, 9, 30, 0.95, &v) > 0.8);   /* too early to say */
    assert_true(told_at(LEVEL_WARN, 1, 600, 0.95, &v) > 0.8);  /* no retry */
    assert_true(told_at(LEVEL_ERROR, 9, 600, 0.95, &v) > 0.8); /* no warning */
}

/* Posterior of a cause that comes `at` seconds into a job of which a reason of another component
 * showed at second 1 and the failure at second 2. */
static double in_job(const char *reason_id, int at)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "iam.denied", SIG_CAUSE, SIG_ERROR);
    const uint32_t reason = scene_sig(&s, reason_id, SIG_SYMPTOM, SIG_ERROR);
    const uint32_t failed = scene_sig(&s, "build.failed", SIG_SYMPTOM, SIG_ERROR);
    scene_cause(&s, cause, failed, 0.2);
    scene_cause(&s, reason, failed, 0.8);
    scene_hit(&s, reason, 1, "1 failed");
    scene_hit(&s, failed, 2, "exit code 1");
    scene_hit(&s, cause, at, "no credentials");
    scene_diagnose(&s);
    const double posterior = scene_posterior(&s, cause);
    scene_release(&s);
    return posterior;
}

/* The tests fail, then the upload of their report: that is not why the job failed. */
static void test_steps_after_the_failure(void **state)
{
    (void)state;
    assert_true(in_job("build.tests", 60) < 0.2);
    assert_true(in_job("build.tests", 1) > 0.8);
    assert_true(in_job("app.tests", 60) > 0.5);
}

/* What a program tells at level info is worth less, and the less the vaguer its wording. */
static void test_calm_words(void **state)
{
    (void)state;
    enum verdict_status v;
    const double sure = told_at(LEVEL_INFO, 1, 0, 0.95, &v),
                 vague = told_at(LEVEL_INFO, 1, 0, 0.7, &v);
    const double loud = told_at(LEVEL_ERROR, 1, 0, 0.7, &v),
                 none = told_at(LEVEL_NONE, 1, 0, 0.7, &v);
    assert_true(sure > 0.8);
    assert_true(vague < loud - 0.2);
    assert_true(none > loud - 0.01);
    assert_true(told_at(LEVEL_INFO, 1, 0, 0.3, &v) > 0.1); /* vague as can be: still a chance */
}

/* What it tells at level debug, with the whole exception, it can do without; unless it broke
 * something all the same, or is the last that was heard. */
static void test_told_to_developers(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct pair p;
        pair_init(&p);
        scene_hit(&p.s, p.cause, 1, "no native library")->level = i ? LEVEL_DEBUG : LEVEL_NONE;
        if (i == 2)
            scene_hit(&p.s, p.effect, 2, "cannot start");
        if (i < 3)
            scene_hit(&p.s, SIG_NONE, 3, "next");
        scene_diagnose(&p.s);
        assert_int_equal(p.s.diagnosis.verdict.status, i == 1 ? VERDICT_HEALTHY : VERDICT_FAILING);
        scene_release(&p.s);
    }
}

/* localhost is the wrong place inside a container only: a stream of one, or a finding that tells of
 * containers. A unit that systemd gives up and a full disk do not. */
/* Confidence in a cause of severity info: in its own log, in a long one, and beside something. */
enum beside { ALONE, RARE, BESIDE_CAUSE, BESIDE_HEALTH };

static double confidence_beside(enum beside what)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t agent = scene_sig(&s, "b.agent", SIG_CAUSE, SIG_INFO);
    const uint32_t well = scene_sig(&s, "c.well", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, well, cause);
    scene_hit(&s, agent, 1, "the agent may not register")->level = LEVEL_ERROR;
    for (int i = 0; i < (what == RARE ? 100 : 10); i++)
        scene_hit(&s, SIG_NONE, 2 + i, "GET /orders 200");
    if (what == BESIDE_CAUSE)
        scene_hit(&s, cause, 200, "cannot open the queue");
    if (what == BESIDE_HEALTH)
        scene_hit(&s, well, 200, "the queue is open");
    scene_diagnose(&s);
    const double confidence = scene_posterior(&s, agent);
    assert_true((what == RARE || what == BESIDE_HEALTH)
                == (s.diagnosis.verdict.status == VERDICT_HEALTHY));
    scene_release(&s);
    return confidence;
}

/* An agent that runs beside the work matters in its own log only. */
static void test_aside(void **state)
{
    (void)state;
    assert_true(confidence_beside(ALONE) > 0.5);
    assert_true(confidence_beside(RARE) < 0.05);
    assert_true(confidence_beside(BESIDE_HEALTH) < 0.05);
    assert_true(confidence_beside(BESIDE_CAUSE) < 0.1);
}

static void test_localhost(void **state)
{
    (void)state;
    static const char *const of_process[] = { "container.exited",  "container.exited",
                                              "container.exited",  "container.crashed",
                                              "container.crashed", "container.disk-full" };
    for (int i = 0; i < 6; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t local = scene_sig(&s, "config.localhost-address", SIG_CAUSE, SIG_ERROR);
        const uint32_t crash = scene_sig(&s, of_process[i], SIG_SYMPTOM, SIG_INFO);
        const uint32_t refused = scene_sig(&s, "redis.refused", SIG_CAUSE, SIG_ERROR);
        scene_cause(&s, local, refused, 0.8);
        struct scene_hit *h = scene_hit(&s, local, 1, "127.0.0.1:6379 refused");
        h->container = i == 1 ? "api-1" : NULL;
        h->shows_two = true;
        h->second_sig = refused;
        if (i >= 2)
            scene_hit(&s, crash, 2, "api-1 exited with code 1");
        if (i >= 3)
            scene_capture(&s, i == 3 ? "service" : "container", "redis-server");
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.hypotheses[0].sig,
                         i == 1 || i == 2 || i == 4 ? local : refused);
        scene_release(&s);
    }
}

/* A first start makes the database that it missed: what fails after that has its own cause, however
 * vague. */
static void test_recovered_cause_before_a_vague_one(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t missing = scene_sig(&s, "store.missing", SIG_CAUSE, SIG_CRITICAL);
    const uint32_t vague = scene_sig(&s, "app.exception", SIG_CAUSE, SIG_ERROR);
    const uint32_t made = scene_sig(&s, "store.made", SIG_RECOVERY, SIG_INFO);
    s.sigs[vague].precision = 0.5;
    s.sigs[vague].prior = 0.004;
    scene_cause(&s, missing, vague, 0.3);
    scene_recovers(&s, made, missing);
    scene_hit(&s, missing, 1, "does not exist");
    scene_hit(&s, made, 2, "made");
    scene_hit(&s, vague, 30, "an exception");
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.hypotheses[0].sig, vague);
    assert_true(scene_posterior(&s, missing) < 0.25);
    scene_release(&s);
}

/* The events of a service over days: a deployment failed for this cause and went back to the one
 * before; then one succeeds, by this name, so many seconds later. */
static double deployed_later(const char *name, int64_t later, const char *service,
                             enum verdict_status *v)
{
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t completed = scene_sig(&s, "ecs.completed", SIG_RECOVERY, SIG_INFO);
    const uint32_t failed = scene_sig(&s, "ecs.failed", SIG_SYMPTOM, SIG_CRITICAL);
    const uint32_t rollback = scene_sig(&s, "ecs.rollback", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(&s, cause, failed, 0.9);
    scene_cause(&s, failed, rollback, 0.9);
    scene_hit(&s, cause, 60, "may not read the secret")->service = "api";
    scene_hit(&s, failed, 90, "deployment failed")->service = "api";
    scene_hit(&s, rollback, 91, "rolling back")->service = "api";
    scene_capture(&s, "deployment", "ecs-svc/1");
    scene_hit(&s, completed, 91 + later, "deployment completed")->service = service;
    scene_capture(&s, "deployment", name);
    scene_diagnose(&s);
    const double c = scene_posterior(&s, cause);
    *v = s.diagnosis.verdict.status;
    scene_release(&s);
    return c;
}

static void test_deployments_since(void **state)
{
    (void)state;
    enum verdict_status v;
    assert_true(deployed_later("ecs-svc/2", 7200, "api", &v) < 0.5);
    assert_int_equal(v, VERDICT_RECOVERED);
    /* The one that was rolled back to; soon after, which may be by hand; another service. */
    assert_true(deployed_later("ecs-svc/1", 7200, "api", &v) > 0.8);
    assert_int_equal(v, VERDICT_FAILING);
    assert_true(deployed_later("ecs-svc/2", 600, "api", &v) > 0.8);
    assert_true(deployed_later("ecs-svc/2", 7200, "other", &v) > 0.8);
}

/* "Addressed as localhost" is no cause where the same store had answered before. */
static void test_setting_that_had_worked(void **state)
{
    (void)state;
    double confidence[3];
    for (int i = 0; i < 3; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t address = scene_sig(&s, "config.address", SIG_CAUSE, SIG_ERROR);
        const uint32_t refused = scene_sig(&s, "store.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t connected = scene_sig(&s, "store.connected", SIG_RECOVERY, SIG_INFO);
        s.sigs[address].precision = 0.5; /* localhost may be right */
        s.sigs[address].prior = 0.002;
        scene_cause(&s, address, refused, 0.3);
        scene_recovers(&s, connected, refused);
        if (i == 1)
            scene_hit(&s, connected, 1, "connected");
        scene_hit(&s, address, 60, "localhost refused");
        scene_hit(&s, refused, 60, "localhost refused");
        if (i == 2) { /* once it was up, the address was right */
            scene_hit(&s, connected, 90, "connected");
            scene_hit(&s, address, 120, "localhost refused");
            scene_hit(&s, refused, 120, "localhost refused");
        }
        scene_diagnose(&s);
        confidence[i] = scene_posterior(&s, address);
        scene_release(&s);
    }
    assert_true(confidence[0] > 0.5);
    assert_true(confidence[1] < 0.5);
    assert_true(confidence[2] < 0.5);
}

/* An image was built, and the scan of it lacks a file. */
static void test_step_of_a_build_that_had_worked(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t missing = scene_sig(&s, "config.file-missing", SIG_CAUSE, SIG_ERROR);
    const uint32_t failed = scene_sig(&s, "build.failed", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t succeeded = scene_sig(&s, "build.succeeded", SIG_RECOVERY, SIG_INFO);
    scene_cause(&s, missing, failed, 0.5);
    scene_recovers(&s, succeeded, failed);
    scene_hit(&s, succeeded, 1, "#12 DONE");
    scene_hit(&s, missing, 60, "ignore file not found");
    scene_hit(&s, failed, 61, "exit code 1");
    scene_diagnose(&s);
    assert_true(scene_posterior(&s, missing) > 0.8);
    scene_release(&s);
}

/* A play on three hosts, one of which fails; the recap has a row for each. A later play goes
 * through on all of them. */
static void test_row_of_a_recap_proves_nothing_of_others(void **state)
{
    (void)state;
    for (int rows = 0; rows < 3; rows++) {
        struct scene s;
        scene_init(&s);
        const uint32_t missing = scene_sig(&s, "a.missing", SIG_CAUSE, SIG_ERROR);
        const uint32_t failed = scene_sig(&s, "ci.play-failed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t ok = scene_sig(&s, "ci.play-ok", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, ok, missing);
        scene_recovers(&s, ok, failed);
        scene_hit(&s, missing, 1, "fatal: [web2]: FAILED!");
        scene_hit(&s, SIG_NONE, 2, "PLAY RECAP");
        scene_hit(&s, ok, 2, "web1 : ok=2 failed=0");
        scene_capture(&s, "host", "web1");
        scene_hit(&s, rows == 0 ? ok : failed, 2, "web2 : ok=1");
        scene_capture(&s, "host", "web2");
        scene_hit(&s, ok, 2, "web3 : ok=2 failed=0");
        scene_capture(&s, "host", "web3");
        if (rows == 2) {
            scene_hit(&s, SIG_NONE, 60, "PLAY RECAP");
            scene_hit(&s, ok, 60, "web2 : ok=2 failed=0");
            scene_capture(&s, "host", "web2");
        }
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status,
                         rows == 1 ? VERDICT_FAILING : VERDICT_RECOVERED);
        scene_release(&s);
    }
}

/* Two tasks of which the second never listens; `cause` shows in one of them, if at all. */
static void silent_scene(struct scene *s, uint32_t *cause, int in_task)
{
    static const char *const names[] = { "aa1", "aa2" };
    scene_init(s);
    *cause = scene_sig(s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t failed = scene_sig(s, "b.startup-failed", SIG_SYMPTOM, SIG_CRITICAL);
    const uint32_t listening = scene_sig(s, "c.listening", SIG_RECOVERY, SIG_INFO);
    scene_cause(s, *cause, failed, 0.8);
    scene_recovers(s, listening, failed);
    for (int64_t at = -100; at <= 2000; at += 50)
        scene_hit(s, SIG_NONE, at, "other");
    for (int i = 0; i < 2; i++)
        for (int64_t at = 0; at <= 300; at += 5) {
            const bool here = i == in_task && at == 20;
            const uint32_t sig = i == 0 && at == 10 ? listening : here ? *cause : SIG_NONE;
            struct scene_hit *h = scene_hit(s, sig, 400 * i + at, "a line");
            h->task = h->stream = names[i];
            h->service = "api";
        }
}

static void test_silence_alone_is_a_sign(void **state)
{
    (void)state;
    struct scene s;
    uint32_t cause;
    silent_scene(&s, &cause, -1);
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.hypothesis_count, 1);
    const struct hypothesis *h = &s.diagnosis.hypotheses[0];
    assert_int_equal(h->sig, SIG_NONE);
    assert_true(h->confidence < 0.5);
    assert_int_equal(h->missing_count, 1);
    assert_true(slice_starts(h->missing[0].text, SLICE("task aa2 never showed")));
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_UNKNOWN);
    scene_release(&s);
}

static void test_last_good_task_against_first_bad_one(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct scene s;
        uint32_t cause;
        silent_scene(&s, &cause, i);
        scene_diagnose(&s);
        confidence[i] = scene_posterior(&s, cause);
        assert_int_equal(s.diagnosis.hypotheses[0].support_count > 0, i == 1);
        scene_release(&s);
    }
    assert_true(confidence[0] < confidence[1]);
}

/* --- input that no model is made for -----------------------------------------------------------
 */

static void test_a_thousand_different_findings(void **state)
{
    (void)state;
    static struct scene s;
    static char ids[1000][16];
    scene_init(&s);
    for (int i = 0; i < 1000; i++) {
        snprintf(ids[i], sizeof ids[i], "a.c%04d", i);
        const uint32_t sig =
            scene_sig(&s, ids[i], i % 2 ? SIG_CAUSE : SIG_SYMPTOM, (enum sig_severity)(i % 4));
        scene_hit(&s, sig, i, "line");
    }
    scene_diagnose(&s);
    double sum = 0;
    for (uint32_t i = 0; i < s.diagnosis.hypothesis_count; i++)
        sum += s.diagnosis.hypotheses[i].confidence;
    assert_true(sum <= 1.000001);
    assert_int_equal(s.incident->finding_count, 1000);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_FAILING);
    scene_release(&s);
}

/* One source runs ten hours ahead of the other: the order says nothing, the graph still does. */
static void test_contradictory_clocks(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p);
    scene_hit(&p.s, p.effect, 0, "effect");
    scene_hit(&p.s, p.cause, 36000, "cause")->source = 1;
    scene_diagnose(&p.s);
    assert_int_equal(p.s.diagnosis.hypotheses[0].sig, p.cause);
    assert_true(p.s.diagnosis.hypotheses[0].against_count > 0);
    scene_release(&p.s);
}

/* Years apart: no effect of the old cause, which did not even come again. */
static void test_events_years_apart(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p);
    const int64_t years = INT64_C(5) * 365 * 86400;
    scene_hit(&p.s, p.cause, 0, "cause");
    scene_hit(&p.s, p.effect, years, "effect");
    scene_diagnose(&p.s);
    assert_true(p.s.diagnosis.hypothesis_count > 0);
    double sum = 0;
    for (uint32_t i = 0; i < p.s.diagnosis.hypothesis_count; i++)
        sum += p.s.diagnosis.hypotheses[i].confidence;
    assert_true(sum <= 1.000001);
    assert_int_equal(p.s.diagnosis.verdict.status, VERDICT_FAILING);
    scene_release(&p.s);
}

static void test_one_event(void **state)
{
    (void)state;
    struct pair p;
    pair_init(&p);
    scene_hit(&p.s, p.cause, INT64_MIN, "cause");
    scene_diagnose(&p.s);
    assert_int_equal(p.s.diagnosis.hypothesis_count, 1);
    assert_int_equal(p.s.diagnosis.hypotheses[0].sig, p.cause);
    scene_release(&p.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scope),
        cmocka_unit_test(test_clock_skew_between_sources),
        cmocka_unit_test(test_effect_in_the_same_line),
        cmocka_unit_test(test_effects_that_outlive_their_cause),
        cmocka_unit_test(test_a_single_cause_may_act_for_long),
        cmocka_unit_test(test_recovered_cause_of_lasting_effects),
        cmocka_unit_test(test_row_of_a_recap_proves_nothing_of_others),
        cmocka_unit_test(test_repetition_at_every_start),
        cmocka_unit_test(test_latest_generation_decides),
        cmocka_unit_test(test_two_independent_incidents),
        cmocka_unit_test(test_breadth_of_incidents),
        cmocka_unit_test(test_earlier_attempt_is_history),
        cmocka_unit_test(test_attempt_without_its_first_cause),
        cmocka_unit_test(test_settings_that_stop_nothing),
        cmocka_unit_test(test_settings_told_in_passing),
        cmocka_unit_test(test_what_breaks_nothing),
        cmocka_unit_test(test_what_broke_nothing_leads_nowhere),
        cmocka_unit_test(test_what_breaks_something),
        cmocka_unit_test(test_retries_that_ended),
        cmocka_unit_test(test_steps_after_the_failure),
        cmocka_unit_test(test_calm_words),
        cmocka_unit_test(test_told_to_developers),
        cmocka_unit_test(test_localhost),
        cmocka_unit_test(test_aside),
        cmocka_unit_test(test_recovered_cause_before_a_vague_one),
        cmocka_unit_test(test_deployments_since),
        cmocka_unit_test(test_setting_that_had_worked),
        cmocka_unit_test(test_step_of_a_build_that_had_worked),
        cmocka_unit_test(test_silence_alone_is_a_sign),
        cmocka_unit_test(test_last_good_task_against_first_bad_one),
        cmocka_unit_test(test_a_thousand_different_findings),
        cmocka_unit_test(test_contradictory_clocks),
        cmocka_unit_test(test_events_years_apart),
        cmocka_unit_test(test_one_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
