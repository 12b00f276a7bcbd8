#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static const struct hypothesis *top(const struct scene *s)
{
    assert_true(s->diagnosis.hypothesis_count > 0);
    return &s->diagnosis.hypotheses[0];
}

static void test_nothing_is_healthy(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t ok = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
    scene_hit(&s, ok, 0, "listening on port 3000");
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.hypothesis_count, 0);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_HEALTHY);
    scene_release(&s);
}

static void test_no_event_is_unknown(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_UNKNOWN);
    assert_int_equal(s.diagnosis.hypothesis_count, 0);
    scene_release(&s);
}

/* cause → middle → end: the root wins although the end is a hundred times louder. */
static void test_root_wins_over_loudest(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t root = scene_sig(&s, "a.root", SIG_CAUSE, SIG_ERROR);
    const uint32_t middle = scene_sig(&s, "b.middle", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t end = scene_sig(&s, "c.end", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(&s, root, middle, 0.8);
    scene_cause(&s, middle, end, 0.8);
    scene_hit(&s, root, 1, "root");
    for (int i = 0; i < 100; i++)
        scene_hit(&s, end, 2 + i, "end");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, root);
    assert_true(top(&s)->confidence > 0.9);
    assert_int_equal(top(&s)->basis, BASIS_OBSERVED);
    /* The chain passes through the link that nobody saw. */
    assert_int_equal(top(&s)->chain_count, 3);
    assert_int_equal(top(&s)->chain[0], root);
    assert_int_equal(top(&s)->chain[1], middle);
    assert_int_equal(top(&s)->chain[2], end);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_FAILING);
    scene_release(&s);
}

/* Of two causes on one path, the upper one is the root and the lower one an effect. */
static void test_cause_of_a_cause(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t upper = scene_sig(&s, "a.wrong-tsc", SIG_CAUSE, SIG_ERROR);
    const uint32_t lower = scene_sig(&s, "b.module", SIG_CAUSE, SIG_ERROR);
    scene_cause(&s, upper, lower, 0.8);
    scene_hit(&s, upper, 1, "upper");
    for (int i = 0; i < 5; i++)
        scene_hit(&s, lower, 10 + i, "lower");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, upper);
    assert_true(scene_posterior(&s, upper) > 3 * scene_posterior(&s, lower));
    scene_release(&s);
}

static void test_symptoms_alone_are_unknown(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t x = scene_sig(&s, "x.symptom", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t y = scene_sig(&s, "y.symptom", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(&s, cause, x, 0.8);
    scene_hit(&s, x, 1, "x");
    scene_hit(&s, y, 2, "y");
    scene_diagnose(&s);
    const struct hypothesis *unknown = &s.diagnosis.hypotheses[1];
    assert_int_equal(unknown->sig, SIG_NONE);
    assert_true(slice_eq(unknown->id, SLICE("unknown")));
    assert_true(unknown->posterior > 0.5);
    assert_true(unknown->confidence < 0.5); /* that it is none of the known ones is not sure */
    assert_int_equal(unknown->evidence[0].sig, x);
    /* The gravest symptom stands for it, and does not claim to be the cause. */
    assert_int_equal(top(&s)->sig, y);
    assert_true(top(&s)->confidence + unknown->confidence < 1);
    assert_true(top(&s)->against_count > 0);
    assert_int_equal(s.diagnosis.hypothesis_count, 2);
    scene_release(&s);
}

/* Of symptoms that lead to each other the first on the way stands for the unknown cause. */
static void test_nearest_symptom(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t x = scene_sig(&s, "x.symptom", SIG_SYMPTOM, SIG_WARNING);
    const uint32_t y = scene_sig(&s, "y.symptom", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(&s, x, y, 0.8);
    scene_hit(&s, y, 1, "y");
    scene_hit(&s, x, 2, "x");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, x);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_FAILING);
    scene_release(&s);
}

/* A retry that succeeds: the cause was there, and is no hypothesis to act on. */
static void test_recovery_closes(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t refused = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    const uint32_t ready = scene_sig(&s, "b.ready", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, ready, refused);
    scene_hit(&s, refused, 1, "refused");
    scene_hit(&s, refused, 2, "refused");
    scene_hit(&s, ready, 3, "ready");
    scene_diagnose(&s);
    assert_true(scene_posterior(&s, refused) < 0.5);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_RECOVERED);
    scene_release(&s);
}

/* What is general, "connection refused", is closed by the session of the same service only. */
static void test_recovery_of_another_service_leaves_net_open(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t refused = scene_sig(&s, "net.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t session = scene_sig(&s, "store.connected", SIG_RECOVERY, SIG_INFO);
        scene_recovers(&s, session, refused);
        struct scene_hit *h = scene_hit(&s, refused, 1, "refused");
        h->stream = h->service = "api";
        h = scene_hit(&s, session, 3, "session");
        h->stream = h->service = i == 0 ? "api" : "broker";
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status, i == 0 ? VERDICT_RECOVERED : VERDICT_FAILING);
        scene_release(&s);
    }
}

/* Heroku tells that a dyno is up in another stream than what its program tells; another dyno is
 * another program, and the router is of all. */
static void test_recovery_of_a_dyno(void **state)
{
    (void)state;
    static const struct {
        const char *failed, *up;
        enum verdict_status status;
    } cases[] = {
        { "app[web.1]", "heroku[web.1]", VERDICT_RECOVERED },
        { "app[web.1]", "heroku[worker.1]", VERDICT_FAILING },
        { "heroku[router]", "heroku[web.1]", VERDICT_RECOVERED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t option = scene_sig(&s, "a.option", SIG_CAUSE, SIG_ERROR);
        const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
        scene_cause(&s, option, failed, 0.9);
        scene_recovers(&s, up, failed);
        scene_hit(&s, option, 1, "unknown option")->stream = "app[web.1]";
        scene_hit(&s, failed, 2, "crashed")->stream = cases[i].failed;
        scene_hit(&s, up, 300, "up")->stream = cases[i].up;
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status, cases[i].status);
        scene_release(&s);
    }
}

static void test_failure_after_recovery_is_open(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t refused = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    const uint32_t ready = scene_sig(&s, "b.ready", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, ready, refused);
    scene_hit(&s, refused, 1, "refused");
    scene_hit(&s, ready, 3, "ready");
    scene_hit(&s, refused, 9, "refused");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, refused);
    assert_true(top(&s)->confidence > 0.8);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_FAILING);
    scene_release(&s);
}

/* "connect ECONNREFUSED 127.0.0.1:27017" tells a cause, the address, and its effect; what closes
 * the effect closes the address, too. An address told elsewhere stays. */
static void test_recovery_of_an_effect_told_with_its_cause(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t address = scene_sig(&s, "config.address", SIG_CAUSE, SIG_ERROR);
        const uint32_t refused = scene_sig(&s, "store.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t ready = scene_sig(&s, "store.ready", SIG_RECOVERY, SIG_INFO);
        scene_cause(&s, address, refused, 0.8);
        scene_recovers(&s, ready, refused);
        struct scene_hit *h = scene_hit(&s, address, 1, "connect ECONNREFUSED");
        h->shows_two = i == 0;
        h->second_sig = refused;
        if (i == 1)
            scene_hit(&s, refused, 1, "connection refused");
        scene_hit(&s, ready, 3, "ready");
        scene_diagnose(&s);
        if (i == 0)
            assert_true(scene_posterior(&s, address) < 0.5);
        else
            assert_true(scene_posterior(&s, address) > 0.5);
        scene_release(&s);
    }
}

/* "Listening" in each run of a crash loop, and then the failure: the last one, with nothing behind
 * it, is no recovery. It is one where the log goes on for longer. */
static void test_recovery_said_in_vain(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t refused = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t listening = scene_sig(&s, "app.listening", SIG_RECOVERY, SIG_INFO);
        const uint32_t other = scene_sig(&s, "b.changed", SIG_CHANGE, SIG_INFO);
        scene_recovers(&s, listening, refused);
        for (int run = 0; run < 3; run++) {
            scene_hit(&s, listening, 10 * run, "listening")->stream = "api";
            if (run < 2)
                scene_hit(&s, refused, 10 * run + 1, "refused")->stream = "api";
        }
        for (int k = 0; i == 1 && k < 5; k++)
            scene_hit(&s, other, 30 + k, "at work")->stream = "api";
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status, i == 0 ? VERDICT_FAILING : VERDICT_RECOVERED);
        scene_release(&s);
    }
}

/* Whoever starts everything together is refused until the other program is up, in each run: the
 * failure of the next run says nothing against the recovery of this one. Not so of one behind which
 * nothing was started or stopped. */
static void test_recovery_of_each_run(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t refused = scene_sig(&s, "net.refused", SIG_CAUSE, SIG_ERROR);
        const uint32_t registered = scene_sig(&s, "net.registered", SIG_RECOVERY, SIG_INFO);
        const uint32_t stopped = scene_sig(&s, "container.stopped", SIG_SYMPTOM, SIG_INFO);
        scene_recovers(&s, registered, refused);
        for (int run = 0; run < 4; run++) {
            scene_hit(&s, refused, 3600 * run, "refused")->stream = "api";
            scene_hit(&s, registered, 3600 * run + 30, "registered")->stream = "api";
            if (i == 1 && run < 3)
                scene_hit(&s, stopped, 3600 * run + 90, "asked to stop")->stream = "api";
        }
        scene_diagnose(&s);
        assert_int_equal(s.diagnosis.verdict.status, i == 0 ? VERDICT_FAILING : VERDICT_RECOVERED);
        scene_release(&s);
    }
}

/* The service is steady again because it was rolled back: the cause stays the answer. */
static void test_recovery_by_rollback_keeps_the_cause(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t rollback = scene_sig(&s, "b.rollback", SIG_SYMPTOM, SIG_CRITICAL);
    const uint32_t steady = scene_sig(&s, "c.steady", SIG_RECOVERY, SIG_INFO);
    scene_cause(&s, cause, rollback, 0.8);
    scene_recovers(&s, steady, cause);
    scene_recovers(&s, steady, rollback);
    scene_hit(&s, cause, 1, "cause");
    scene_hit(&s, rollback, 5, "rollback");
    scene_hit(&s, steady, 9, "steady");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, cause);
    assert_true(top(&s)->confidence > 0.8);
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_RECOVERED);
    scene_release(&s);
}

/* Nineteen denials that stopped, then two parse errors: the newer ones are the cause. */
static void test_history_loses(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t denied = scene_sig(&s, "a.denied", SIG_CAUSE, SIG_ERROR);
    const uint32_t parse = scene_sig(&s, "b.parse", SIG_CAUSE, SIG_ERROR);
    const uint32_t unable = scene_sig(&s, "c.unable", SIG_SYMPTOM, SIG_ERROR);
    scene_cause(&s, denied, unable, 0.8);
    scene_cause(&s, parse, unable, 0.8);
    for (int i = 0; i < 19; i++) {
        scene_hit(&s, denied, 60 * i, "denied");
        scene_hit(&s, unable, 60 * i + 1, "unable");
    }
    for (int i = 0; i < 2; i++) {
        scene_hit(&s, parse, 3000 + 60 * i, "parse");
        scene_hit(&s, unable, 3001 + 60 * i, "unable");
    }
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, parse);
    assert_true(scene_posterior(&s, parse) > scene_posterior(&s, denied));
    scene_release(&s);
}

/* A tool that prints the errors of one attempt in a row: the order says nothing about currency. */
static void test_errors_in_a_row_are_no_history(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t denied = scene_sig(&s, "a.denied", SIG_CAUSE, SIG_ERROR);
    const uint32_t refused = scene_sig(&s, "b.refused", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, denied, INT64_MIN, "denied: send");
    scene_hit(&s, denied, INT64_MIN, "denied: receive");
    scene_hit(&s, refused, INT64_MIN, "refused");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, denied);
    scene_release(&s);
}

/* A scene with a cause of an effect, of which nothing was seen yet. */
static uint32_t cause_of_effect(struct scene *s, uint32_t *effect)
{
    scene_init(s);
    const uint32_t cause = scene_sig(s, "a.cause", SIG_CAUSE, SIG_ERROR);
    *effect = scene_sig(s, "b.effect", SIG_SYMPTOM, SIG_CRITICAL);
    scene_cause(s, cause, *effect, 0.8);
    return cause;
}

/* An effect that began well before its supposed cause counts against it. */
static void test_effect_before_cause(void **state)
{
    (void)state;
    struct scene early, late;
    struct scene *const both[] = { &early, &late };
    uint32_t cause = 0;
    for (int i = 0; i < 2; i++) {
        struct scene *s = both[i];
        uint32_t effect;
        cause = cause_of_effect(s, &effect);
        scene_hit(s, cause, 1000, "cause");
        scene_hit(s, effect, i == 0 ? 1 : 1001, "effect");
        scene_diagnose(s);
    }
    assert_true(scene_posterior(&early, cause) < scene_posterior(&late, cause));
    scene_release(&early);
    scene_release(&late);
}

/* What was over more than a day before a cause began does not speak for it. */
static void test_effect_over_before_cause(void **state)
{
    (void)state;
    struct scene long_ago, lately;
    struct scene *const both[] = { &long_ago, &lately };
    uint32_t cause = 0;
    for (int i = 0; i < 2; i++) {
        struct scene *s = both[i];
        uint32_t effect;
        cause = cause_of_effect(s, &effect);
        scene_hit(s, effect, 1, "effect");
        scene_hit(s, cause, i == 0 ? 25 * 3600 : 23 * 3600, "cause");
        scene_diagnose(s);
    }
    assert_true(scene_posterior(&long_ago, cause) < scene_posterior(&lately, cause));
    scene_release(&long_ago);
    scene_release(&lately);
}

/* No line shows it, but it would explain two causes that were seen. */
static void test_latent_condition_is_inferred(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t ecr = scene_sig(&s, "a.ecr-timeout", SIG_CAUSE, SIG_ERROR);
    const uint32_t logs = scene_sig(&s, "b.logs-timeout", SIG_CAUSE, SIG_ERROR);
    const uint32_t route = scene_sig(&s, "c.no-route", SIG_CAUSE, SIG_ERROR);
    s.sigs[route].latent = true;
    scene_cause(&s, route, ecr, 0.9);
    scene_cause(&s, route, logs, 0.9);
    scene_hit(&s, ecr, 1, "ecr");
    scene_hit(&s, logs, 1, "logs");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, route);
    assert_int_equal(top(&s)->basis, BASIS_INFERRED);
    scene_release(&s);
}

static void test_latent_condition_needs_two_effects(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t ecr = scene_sig(&s, "a.ecr-timeout", SIG_CAUSE, SIG_ERROR);
    const uint32_t route = scene_sig(&s, "c.no-route", SIG_CAUSE, SIG_ERROR);
    s.sigs[route].latent = true;
    scene_cause(&s, route, ecr, 0.9);
    scene_hit(&s, ecr, 1, "ecr");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, ecr);
    assert_true(scene_posterior(&s, route) == 0);
    scene_release(&s);
}

/* Only where ECS events were given does the absence of an ECS effect count. */
static void test_missing_effect_counts_where_it_could_be_seen(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t effect = scene_sig(&s, "ecs.unable", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t started = scene_sig(&s, "ecs.z-started", SIG_CHANGE, SIG_INFO);
        scene_cause(&s, cause, effect, 0.9);
        scene_hit(&s, cause, 1, "cause");
        scene_hit(&s, started, 0, "started")->origin = i == 0 ? ORIGIN_LOG : ORIGIN_ECS;
        scene_diagnose(&s);
        confidence[i] = scene_posterior(&s, cause);
        assert_int_equal(top(&s)->missing_count, i);
        scene_release(&s);
    }
    assert_true(confidence[1] < confidence[0]);
}

/* Target health shows no answers, so that none of status 5xx in it means nothing. */
static void test_target_health_is_no_access_log(void **state)
{
    (void)state;
    const enum event_origin origins[] = { ORIGIN_ELB, ORIGIN_ELB_ACCESS };
    for (uint32_t i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t effect = scene_sig(&s, "alb.5xx", SIG_SYMPTOM, SIG_ERROR);
        const uint32_t cause = scene_sig(&s, "b.cause", SIG_CAUSE, SIG_ERROR);
        scene_cause(&s, cause, effect, 0.9);
        s.sigs[effect].title = SLICE("Answers of status {status}");
        scene_hit(&s, cause, 1, "cause")->origin = origins[i];
        scene_diagnose(&s);
        assert_int_equal(top(&s)->missing_count, i);
        if (i == 1)
            assert_true(slice_eq(top(&s)->missing[0].text,
                                 SLICE("expected and not seen: \"Answers of status\"")));
        scene_release(&s);
    }
}

static void test_confidences_add_up(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    char ids[30][8];
    for (int i = 0; i < 30; i++) {
        snprintf(ids[i], sizeof ids[i], "a.c%02d", i);
        scene_sig(&s, ids[i], SIG_CAUSE, SIG_ERROR);
        scene_hit(&s, (uint32_t)i, i, "line");
    }
    scene_diagnose(&s);
    double sum = 0;
    for (uint32_t i = 0; i < s.diagnosis.hypothesis_count; i++) {
        const double c = s.diagnosis.hypotheses[i].confidence;
        assert_true(c >= 0 && c <= 1);
        assert_true(i == 0 || c <= s.diagnosis.hypotheses[i - 1].confidence);
        sum += c;
    }
    assert_true(sum <= 1.000001);
    scene_release(&s);
}

static void test_without_times_order_is_that_of_lines(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t refused = scene_sig(&s, "a.refused", SIG_CAUSE, SIG_ERROR);
    const uint32_t ready = scene_sig(&s, "b.ready", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, ready, refused);
    scene_hit(&s, refused, INT64_MIN, "refused");
    scene_hit(&s, ready, INT64_MIN, "ready");
    scene_diagnose(&s);
    assert_true(scene_posterior(&s, refused) < 0.5);
    scene_release(&s);
}

/* Shippers interleave: a few lines out of order say nothing where there are no times. */
static void test_undated_effect_may_stand_just_before(void **state)
{
    (void)state;
    double confidence[2];
    for (int i = 0; i < 2; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t effect = scene_sig(&s, "b.effect", SIG_CAUSE, SIG_ERROR);
        scene_cause(&s, cause, effect, 0.8);
        scene_hit(&s, effect, INT64_MIN, "effect");
        for (int k = 0; k < (i == 0 ? 3 : 300); k++)
            scene_hit(&s, SIG_NONE, INT64_MIN, "other lines");
        scene_hit(&s, cause, INT64_MIN, "cause");
        scene_diagnose(&s);
        assert_int_equal(top(&s)->sig, cause);
        confidence[i] = top(&s)->posterior;
        scene_release(&s);
    }
    assert_true(confidence[1] < confidence[0]);
}

/* Evidence of an effect is taken from the time when its cause was at work. */
static void test_evidence_follows_the_cause(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    const uint32_t effect = scene_sig(&s, "b.effect", SIG_SYMPTOM, SIG_ERROR);
    scene_cause(&s, cause, effect, 0.8);
    scene_hit(&s, effect, 0, "an older one, of another cause");
    scene_hit(&s, cause, 100, "cause");
    scene_hit(&s, effect, 101, "its effect");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->sig, cause);
    assert_int_equal(top(&s)->evidence_count, 2);
    assert_true(slice_eq(top(&s)->evidence[1].occurrence.text, SLICE("its effect")));
    scene_release(&s);
}

/* The line that matched may be the wrapper: what it wraps stands behind it. */
static void test_evidence_shows_the_innermost_exception(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, cause, 1, "A: cannot load store\nCaused by: B: no such file");
    scene_diagnose(&s);
    assert_int_equal(top(&s)->evidence_count, 2);
    assert_true(
        slice_eq(top(&s)->evidence[1].occurrence.text, SLICE("Caused by: B: no such file")));
    scene_release(&s);
}

/* An error that nobody knows, before the only symptom, is told in the verdict. */
static void test_symptom_behind_an_unknown_error(void **state)
{
    (void)state;
    for (int before = 0; before < 2; before++) {
        struct scene s;
        scene_init(&s);
        const uint32_t x = scene_sig(&s, "x.symptom", SIG_SYMPTOM, SIG_ERROR);
        scene_hit(&s, x, 100, "degraded");
        scene_hit(&s, SIG_NONE, before ? 10 : 190, "invalid Dockerrun")->level = LEVEL_ERROR;
        scene_diagnose(&s);
        assert_int_equal(top(&s)->sig, x);
        const size_t at = slice_find(s.diagnosis.verdict.summary, SLICE("invalid Dockerrun"), 0);
        assert_int_equal(at != SLICE_NONE, before);
        scene_release(&s);
    }
}

/* Errors that nobody knows are shown, without a claim that something is broken. */
static void test_unknown_errors_alone(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, SIG_NONE, 1, "widget exploded")->level = LEVEL_ERROR;
    scene_diagnose(&s);
    assert_int_equal(s.diagnosis.hypothesis_count, 1);
    assert_int_equal(top(&s)->sig, SIG_NONE);
    assert_true(top(&s)->confidence < 0.5);
    assert_true(slice_eq(top(&s)->evidence[0].occurrence.text, SLICE("widget exploded")));
    assert_int_equal(s.diagnosis.verdict.status, VERDICT_UNKNOWN);
    scene_release(&s);
}

/* A title is filled with what its own lines say; of its effects with places alone. */
static void test_titles_take_no_values_of_effects(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want;
    } cases[] = { { "value", "URL is wrong" }, { "host", "URL is wrong (TypeError)" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        const uint32_t cause = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
        const uint32_t effect = scene_sig(&s, "b.effect", SIG_SYMPTOM, SIG_ERROR);
        s.sigs[cause].title = i ? SLICE("URL is wrong ({host})") : SLICE("URL is wrong ({value})");
        scene_cause(&s, cause, effect, 0.8);
        scene_hit(&s, cause, 1, "cannot parse it");
        scene_hit(&s, effect, 2, "failed");
        scene_capture(&s, cases[i].name, "TypeError");
        scene_diagnose(&s);
        assert_true(slice_eq(s.diagnosis.hypotheses[0].title, slice_cstr(cases[i].want)));
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_healthy),
        cmocka_unit_test(test_no_event_is_unknown),
        cmocka_unit_test(test_root_wins_over_loudest),
        cmocka_unit_test(test_cause_of_a_cause),
        cmocka_unit_test(test_symptoms_alone_are_unknown),
        cmocka_unit_test(test_nearest_symptom),
        cmocka_unit_test(test_recovery_closes),
        cmocka_unit_test(test_recovery_of_a_dyno),
        cmocka_unit_test(test_recovery_of_an_effect_told_with_its_cause),
        cmocka_unit_test(test_recovery_said_in_vain),
        cmocka_unit_test(test_recovery_of_each_run),
        cmocka_unit_test(test_recovery_of_another_service_leaves_net_open),
        cmocka_unit_test(test_failure_after_recovery_is_open),
        cmocka_unit_test(test_recovery_by_rollback_keeps_the_cause),
        cmocka_unit_test(test_history_loses),
        cmocka_unit_test(test_errors_in_a_row_are_no_history),
        cmocka_unit_test(test_effect_before_cause),
        cmocka_unit_test(test_effect_over_before_cause),
        cmocka_unit_test(test_latent_condition_is_inferred),
        cmocka_unit_test(test_latent_condition_needs_two_effects),
        cmocka_unit_test(test_missing_effect_counts_where_it_could_be_seen),
        cmocka_unit_test(test_target_health_is_no_access_log),
        cmocka_unit_test(test_confidences_add_up),
        cmocka_unit_test(test_without_times_order_is_that_of_lines),
        cmocka_unit_test(test_undated_effect_may_stand_just_before),
        cmocka_unit_test(test_evidence_follows_the_cause),
        cmocka_unit_test(test_evidence_shows_the_innermost_exception),
        cmocka_unit_test(test_symptom_behind_an_unknown_error),
        cmocka_unit_test(test_unknown_errors_alone),
        cmocka_unit_test(test_titles_take_no_values_of_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
