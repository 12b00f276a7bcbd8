/* Which line says what is wrong: in points, within one event, and among the events of a log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"
#include "infer/model.h"
#include "scene.h"

/* In each row the first line tells more than the second one. */
static void test_points(void **state)
{
    (void)state;
    static const struct {
        const char *more, *less;
    } rows[] = {
        { "Could not find profile named 'bigquery'", "Encountered an error:" },
        { "open /etc/app/app.yml: permission denied", "server exited with code 1" },
        { "com.acme.QuotaException: none is left here", "Failed to start the server" },
        { "FATAL: password authentication failed for user \"app\"", "Shutting down" },
        { "Error: missing APP_SECRET_KEY in the environment", "Error: something failed" },
        { "ValueError: the sequence is too long", "    raise_if_too_long(" },
        { "Cannot open /data/x", "Cannot open it, will retry" },
        { "ERROR [engine.py:448] ValueError: the length is larger than the maximum",
          "ERROR [engine.py:448]     raise_if_cache_size_invalid(" },
        { "ERROR cannot reach the store",
          "ERROR [engine.py:448]   File \"/app/x.py\", line 3, in f" },
        { "Unknown database 'shop'", "at Client.connect (/app/db.js:3:1)" },
        { "listen: address already in use", "/app/server/future.js:313" },
        { "plugin is not found here", "rustc --crate-name not --edition=2021 --emit=found" },
        { "schema version does not match", "Application startup failed. Exiting." },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int more = telling_of(slice_cstr(rows[i].more));
        const int less = telling_of(slice_cstr(rows[i].less));
        if (more <= less)
            fail_msg("%s: %d, %s: %d", rows[i].more, more, rows[i].less, less);
    }
    assert_true(telling_of(slice_empty()) < 0);
    assert_true(telling_of(SLICE("errors: 0")) < TELLING_REASON);
    assert_true(telling_of(SLICE("0 failed, 12 passed")) < TELLING_REASON);
    assert_true(telling_may_be(SLICE("12:00:01 Could not open it")));
    assert_false(telling_may_be(SLICE("GET /orders 200 in 12 ms")));
    assert_false(telling_may_be(slice_empty()));
    static const char *const saying[] = {
        "CANNOT go",    "can't go",    "could go",    "failed",      "unable to",  "is not it",
        "no such it",   "denied",      "was refused", "invalid it",  "missing it", "unknown it",
        "unsupported",  "it does not", "must go",     "has expired", "mismatched", "corrupted",
        "unrecognized", "already it",  "an Error",    "Exceptional",
    };
    for (size_t i = 0; i < sizeof saying / sizeof *saying; i++)
        if (!telling_may_be(slice_cstr(saying[i])))
            fail_msg("'%s' says nothing", saying[i]);
    assert_false(telling_may_be(SLICE("a n e \x80\xff c")));
}

static void test_headline(void **state)
{
    (void)state;
    static const struct {
        const char *message, *headline;
    } rows[] = {
        { "ERROR Failed to start\ncom.acme.StoreException: Cannot open local storage\n\tat a.b(C)",
          "com.acme.StoreException: Cannot open local storage" },
        { "Error details:\nacme.APIConnectionError: Connection refused.",
          "acme.APIConnectionError: Connection refused." },
        { "Traceback (most recent call last):\n  File \"a.py\", line 1\n    f()\nacme.InvalidToken",
          "acme.InvalidToken" },
        { "fail: Acme.Server[13]\n      System.InvalidOperationException: no key is defined",
          "      System.InvalidOperationException: no key is defined" },
        { "ERROR open /x: permission denied\ncom.acme.Exception: cannot go on",
          "ERROR open /x: permission denied" },
        { "job failed\nerr=quota exceeded for project foo\n{\"level\":\"error\",\"msg\":\"job "
          "failed\",\"err\":\"quota exceeded for project foo\"}",
          "err=quota exceeded for project foo" },
        { "one line", "one line" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct slice got = headline_of(slice_cstr(rows[i].message));
        if (!slice_eq(got, slice_cstr(rows[i].headline)))
            fail_msg("%zu: %.*s", i, SLICE_ARG(got));
    }
}

static const struct hypothesis *first_of(const struct scene *s)
{
    return s->diagnosis.hypothesis_count > 0 ? &s->diagnosis.hypotheses[0] : NULL;
}

/* Of several unknown errors the one with the reason is cited, wherever it stands. */
static void test_decisive(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    scene_hit(&s, SIG_NONE, 1, "ERROR something went amiss")->level = LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 2, "ERROR store: version 7 is not supported")->level = LEVEL_ERROR;
    scene_hit(&s, SIG_NONE, 3, "FATAL exiting")->level = LEVEL_FATAL;
    scene_diagnose(&s);
    const struct hypothesis *h = first_of(&s);
    assert_non_null(h);
    assert_int_equal(h->sig, SIG_NONE);
    assert_true(h->confidence < 0.5);
    assert_int_equal(h->evidence[0].occurrence.line, 2);
    assert_true(slice_find(h->title, SLICE("version 7 is not supported"), 0) != SLICE_NONE);
    assert_true(slice_find(s.diagnosis.verdict.summary, SLICE("version 7"), 0) != SLICE_NONE);
    scene_release(&s);
}

static void check_line(int64_t us, const char *text, const char *want)
{
    const struct occurrence o = { .time_us = us, .text = slice_cstr(text) };
    const struct slice line = occurrence_line(&o);
    if (!slice_eq(line, slice_cstr(want)))
        fail_msg("%s became %.*s", text, SLICE_ARG(line));
}

static void test_lines_without_their_time(void **state)
{
    (void)state;
    const int64_t us = SCENE_START_US;
    check_line(us, "2025-10-01T14:38:00Z ERROR boom", "ERROR boom");
    check_line(us, "[2025-10-01 14:38:00,123] ERROR boom", "ERROR boom");
    check_line(us, "2025/10/01 14:38:00 - boom", "boom");
    check_line(us, "  no time  ", "no time");
    check_line(us, "2025-10-01T14:38:00Z", "2025-10-01T14:38:00Z");
    check_line(TIMESTAMP_NONE, "2025-10-01T14:38:00Z boom", "2025-10-01T14:38:00Z boom");
}

/* A line is cut between words: what is half a secret is not known as one. */
static void test_quote(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        size_t max;
        const char *quoted;
    } rows[] = {
        { " cannot open it ", 20, "cannot open it" },
        { "cannot open it", 10, "cannot …" },
        { "cannot open it", 6, "cannot …" },
        { "cannot open it", 7, "cannot …" },
        { "cannot", 5, " …" },
        { "2025-10-01 14:45:11,100 cannot open it", 10, "cannot …" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct error_template t = { .example.text = slice_cstr(rows[i].line) };
        struct buf text;
        buf_init(&text);
        assert_int_equal(model_quote(&t, rows[i].max, &text), i > 0);
        assert_string_equal(buf_cstr(&text), rows[i].quoted);
        buf_release(&text);
    }
}

/* A symptom stays the first hypothesis, and cites the line behind its own. */
static void test_symptom_cites(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t ended = scene_sig(&s, "a.ended", SIG_SYMPTOM, SIG_ERROR);
    scene_hit(&s, SIG_NONE, 1, "cannot load the initial configuration");
    scene_hit(&s, ended, 2, "exited with code 1");
    scene_diagnose(&s);
    const struct hypothesis *h = first_of(&s);
    assert_non_null(h);
    assert_int_equal(h->sig, ended);
    assert_true(h->evidence_count > 1);
    assert_int_equal(h->evidence[1].occurrence.line, 1);
    scene_release(&s);
}

enum ending { ENDS, GOES_ON, IS_CALM, NAMES_CALM, GOES_WELL, WARNS, WARNS_CLEARLY };

static uint32_t hypotheses_of(enum ending ending)
{
    struct scene s;
    scene_init(&s);
    const uint32_t up = scene_sig(&s, "app.up", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, up, scene_sig(&s, "b.down", SIG_SYMPTOM, SIG_ERROR));
    scene_hit(&s, SIG_NONE, 1,
              ending == WARNS_CLEARLY ? "com.acme.StoreException: could not find the profile 'x'"
              : ending == NAMES_CALM  ? "[35mapi |[0m npm WARN could not find the profile 'x'"
                                      : "could not find the profile 'x'")
        ->level = ending == IS_CALM                            ? LEVEL_INFO
                  : ending == WARNS || ending == WARNS_CLEARLY ? LEVEL_WARN
                                                               : LEVEL_NONE;
    for (int i = 0; ending == GOES_ON && i < 40; i++)
        scene_hit(&s, SIG_NONE, 2 + i, "GET /orders 200");
    if (ending == GOES_WELL)
        scene_hit(&s, up, 2, "listening");
    scene_diagnose(&s);
    const uint32_t count = s.diagnosis.hypothesis_count;
    assert_int_equal(s.diagnosis.verdict.status, count ? VERDICT_UNKNOWN : VERDICT_HEALTHY);
    scene_release(&s);
    return count;
}

/* What is said without a level counts as the last words of a log, and nowhere else. */
static void test_last_words(void **state)
{
    (void)state;
    assert_int_equal(hypotheses_of(ENDS), 1);
    assert_int_equal(hypotheses_of(GOES_ON), 0);
    assert_int_equal(hypotheses_of(IS_CALM), 0);
    assert_int_equal(hypotheses_of(NAMES_CALM), 0);
    assert_int_equal(hypotheses_of(GOES_WELL), 0);
    assert_int_equal(hypotheses_of(WARNS), 0);
    assert_int_equal(hypotheses_of(WARNS_CLEARLY), 1);
}

/* One event of level error, of which noise matches a line. */
static void feed(struct correlate *c, uint32_t noise, const char *text, size_t noisy_from)
{
    const struct event_line where = { 0, 1, 0 };
    const struct event event = {
        .time_us = SCENE_START_US,
        .message = slice_cstr(text),
        .level = LEVEL_ERROR,
        .lines = &where,
        .line_count = 1,
    };
    const struct slice line = slice_from(event.message, noisy_from);
    const struct hit hit = { .sig = noise, .event = &event, .matched = line, .line = line };
    correlate_event(c, 0, &event, &hit, 1);
}

/* Noise below what an error says does not account for it, noise above or in it does. */
static void test_noise_below(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t banner = scene_sig(&s, "n.banner", SIG_NOISE, SIG_INFO);
    s.correlate = correlate_new(&s.set, NULL);
    feed(s.correlate, banner, "Error: cannot open the store 'x'\nNode.js v20.1.0", 33);
    feed(s.correlate, banner, "Error: cannot open the store 'y'\nNode.js v20.1.0", 0);
    s.incident = correlate_finish(s.correlate);
    assert_int_equal(s.incident->template_events, 1);
    assert_int_equal(s.incident->error_events_matched, 1);
    scene_release(&s);
}

/* A line without a level that noise knows is no saying, and no finding either. */
static void test_noise_is_no_saying(void **state)
{
    (void)state;
    for (int is_known = 0; is_known < 2; is_known++) {
        struct scene s;
        scene_init(&s);
        const uint32_t calm = scene_sig(&s, "n.calm", SIG_NOISE, SIG_INFO);
        scene_hit(&s, is_known ? calm : SIG_NONE, 1, "could not find the profile 'x'");
        scene_diagnose(&s);
        assert_int_equal(s.incident->last_word_count, !is_known);
        assert_int_equal(s.incident->finding_count, 0);
        assert_int_equal(s.diagnosis.hypothesis_count, !is_known);
        scene_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_headline),
        cmocka_unit_test(test_decisive),
        cmocka_unit_test(test_symptom_cites),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_lines_without_their_time),
        cmocka_unit_test(test_last_words),
        cmocka_unit_test(test_noise_below),
        cmocka_unit_test(test_noise_is_no_saying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
