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

static void test_since_and_until(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    for (int i = 0; i < 10; i++)
        scene_hit(&s, a, i, "a");
    scene_hit(&s, a, INT64_MIN, "no time: always looked at");
    const struct correlate_options opts = { .since_us = SCENE_START_US + 3 * TIMESTAMP_US_PER_S,
                                            .until_us = SCENE_START_US + 5 * TIMESTAMP_US_PER_S };
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

/* --- any order ---------------------------------------------------------------------------------
 */

static void dump_time(int64_t us, struct buf *out)
{
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format(us, text);
    buf_printf(out, " %s", text);
}

static void dump_stream(const struct incident *inc, uint32_t stream, struct buf *out)
{
    if (stream == INCIDENT_NONE)
        return;
    const struct stream_info *s = &inc->streams[stream];
    buf_printf(out, " [%.*s %.*s %.*s]", SLICE_ARG(s->container), SLICE_ARG(s->task),
               SLICE_ARG(s->stream));
}

static void dump_findings(const struct incident *inc, struct buf *out)
{
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        buf_printf(out, "finding %u x%u", f->sig, (unsigned)f->count);
        dump_time(f->first_us, out);
        dump_time(f->last_us, out);
        for (uint32_t k = 0; k < f->stream_count; k++)
            dump_stream(inc, f->streams[k], out);
        for (uint32_t k = 0; k < f->sample_count; k++) {
            buf_printf(out, "\n  %.*s %s", SLICE_ARG(f->samples[k].text),
                       f->samples[k].source_name);
            dump_time(f->samples[k].time_us, out);
            dump_stream(inc, f->samples[k].stream, out);
        }
        for (uint32_t k = 0; f->over_time && k < f->over_time->used; k++)
            buf_printf(out, " %u", (unsigned)f->over_time->buckets[k].count);
        buf_add_byte(out, '\n');
    }
}

/* Everything that a report shows, except lines and sequence numbers. */
static void dump(const struct incident *inc, struct buf *out)
{
    buf_printf(out, "%u events %u errors %u matched %u duplicates\n", (unsigned)inc->events,
               (unsigned)inc->error_events, (unsigned)inc->error_events_matched,
               (unsigned)inc->duplicates);
    dump_findings(inc, out);
    for (uint32_t i = 0; i < inc->timeline_count; i++) {
        const struct timeline_entry *e = &inc->timeline[i];
        buf_printf(out, "entry %d %d x%u %.*s %s", (int)e->kind, (int)e->sig, (unsigned)e->count,
                   SLICE_ARG(e->text), e->source_name ? e->source_name : "");
        dump_time(e->time_us, out);
        dump_time(e->last_us, out);
        dump_stream(inc, e->stream, out);
        buf_add_byte(out, '\n');
    }
    for (uint32_t i = 0; i < inc->template_count; i++)
        buf_printf(out, "template %.*s x%u %.*s\n", SLICE_ARG(inc->templates[i].text),
                   (unsigned)inc->templates[i].count, SLICE_ARG(inc->templates[i].example.text));
    uint64_t sets = 0; /* a list without order */
    for (uint32_t i = 0; i < inc->error_set_count; i++)
        sets += inc->error_sets[i].count * (inc->error_sets[i].sigs[0] + 1)
                * inc->error_sets[i].sig_count;
    buf_printf(out, "sets %u %u\n", inc->error_set_count, (unsigned)sets);
    for (uint32_t i = 0; i < inc->stream_count; i++) {
        buf_printf(out, "stream %u %u", (unsigned)inc->streams[i].events,
                   (unsigned)inc->streams[i].troubles);
        dump_stream(inc, i, out);
        buf_add_byte(out, '\n');
    }
    for (uint32_t i = 0; i < inc->fact_count; i++)
        buf_printf(out, "fact %.*s %.*s\n", SLICE_ARG(inc->facts[i].name),
                   SLICE_ARG(inc->facts[i].value));
}

enum { MIXED = 3000 };

/* Events of several tasks, services and sources; no two of one source at the same time. */
static void mixed_scene(struct scene *s)
{
    static const char *const tasks[] = { "t1", "t2", "t3", NULL };
    static const char *const texts[] = { "job 1 failed", "cannot read x", "odd", "fine" };
    static const char *const services[] = { "", "api", "", "web" };
    scene_init(s);
    scene_sig(s, "a.a", SIG_CAUSE, SIG_ERROR);
    scene_sig(s, "b.b", SIG_SYMPTOM, SIG_ERROR);
    scene_sig(s, "c.c", SIG_CHANGE, SIG_INFO);
    uint64_t seed = 20251001;
    for (int i = 0; i < MIXED; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const unsigned dice = (unsigned)(seed >> 33);
        const uint32_t sig = dice % 7 < 3 ? dice % 7 : SIG_NONE;
        struct scene_hit *h = scene_hit(s, sig, i / 2 * 3, texts[dice / 7 % 4]);
        h->task = tasks[dice / 28 % 4];
        h->container = h->task ? "app" : NULL;
        h->service = services[dice / 28 % 4];
        h->stream = h->task ? NULL : "other";
        h->level = dice / 112 % 3 ? LEVEL_INFO : LEVEL_ERROR;
        h->source = (uint32_t)i % 2; /* the other source speaks at the same moment */
    }
}

/* Source after source; within each in steps of `stride`. */
static void feed_mixed(struct scene *s, uint32_t first_source, uint32_t stride, struct buf *out)
{
    static const char *const names[] = { "b.log", "a.json" };
    struct correlate *c = correlate_new(&s->set, NULL);
    for (uint32_t n = 0; n < 2; n++) {
        const uint32_t which = (first_source + n) % 2;
        correlate_source(c, n, names[which]);
        for (uint32_t i = 0; i < MIXED / 2; i++) {
            struct scene_hit h = s->hits[(uint64_t)i * stride % (MIXED / 2) * 2 + which];
            h.source = n;
            scene_feed(c, &h, i + 1);
        }
    }
    dump(correlate_finish(c), out);
    correlate_free(c);
}

static void test_order_of_events_does_not_matter(void **state)
{
    (void)state;
    static const uint32_t strides[] = { 1, MIXED / 2 - 1, 7, 611 };
    struct scene s;
    struct buf first, other;
    mixed_scene(&s);
    buf_init(&first);
    buf_init(&other);
    for (uint32_t source = 0; source < 2; source++)
        for (size_t k = 0; k < sizeof strides / sizeof *strides; k++) {
            buf_reset(&other);
            feed_mixed(&s, source, strides[k], &other);
            if (first.len == 0)
                buf_add(&first, buf_slice(&other));
            assert_string_equal(buf_cstr(&other), buf_cstr(&first));
        }
    buf_release(&first);
    buf_release(&other);
    scene_release(&s);
}

static void test_second_export_counts_once(void **state)
{
    (void)state;
    struct scene s;
    struct buf once, twice;
    mixed_scene(&s);
    buf_init(&once);
    buf_init(&twice);
    const struct correlate_options opts = { .since_us = TIMESTAMP_NONE,
                                            .until_us = TIMESTAMP_NONE,
                                            .several_sources = true };
    for (int copies = 1; copies <= 2; copies++) {
        struct correlate *c = correlate_new(&s.set, &opts);
        for (uint32_t k = 0; k < (uint32_t)copies; k++) {
            correlate_source(c, k, k == 0 ? "api.log" : "again.log");
            for (uint32_t i = 0; i < s.hit_count; i++) {
                struct scene_hit h = s.hits[k == 0 ? i : s.hit_count - 1 - i];
                h.source = k;
                scene_feed(c, &h, i + 1);
            }
        }
        struct incident inc = *correlate_finish(c);
        assert_int_equal(inc.duplicates, copies == 1 ? 0 : s.hit_count);
        inc.duplicates = 0;
        dump(&inc, copies == 1 ? &once : &twice);
        correlate_free(c);
    }
    assert_string_equal(buf_cstr(&once), buf_cstr(&twice));
    buf_release(&once);
    buf_release(&twice);
    scene_release(&s);
}

/* --- odd inputs --------------------------------------------------------------------------------
 */

static void test_nothing_at_all(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->events, 0);
    assert_int_equal(s.incident->timeline_count, 0);
    assert_true(s.incident->first_us == TIMESTAMP_NONE);
    scene_release(&s);
}

static void test_one_event(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    struct scene_hit *h = scene_hit(&s, a, 0, "a");
    h->level = LEVEL_ERROR;
    h->task = "t1";
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->timeline_count, 1);
    assert_int_equal(s.incident->findings[0].sample_count, 1);
    assert_true(s.incident->first_us == s.incident->last_us);
    scene_release(&s);
}

/* The lines of a build: the order of the file is all there is. */
static void test_no_times(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    const uint32_t b = scene_sig(&s, "b.b", SIG_SYMPTOM, SIG_ERROR);
    scene_hit(&s, b, INT64_MIN, "first");
    for (int i = 0; i < 3; i++)
        scene_hit(&s, a, INT64_MIN, "second");
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->findings[0].sig, b);
    assert_int_equal(s.incident->timeline_count, 2);
    assert_int_equal(s.incident->timeline[0].sig, b);
    assert_int_equal(s.incident->timeline[1].count, 3);
    assert_true(s.incident->timeline[1].time_us == TIMESTAMP_NONE);
    assert_null(s.incident->findings[0].over_time);
    scene_release(&s);
}

/* A line without time stands where it was written. */
static void test_some_times(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    const uint32_t b = scene_sig(&s, "b.b", SIG_CAUSE, SIG_ERROR);
    const uint32_t c = scene_sig(&s, "c.c", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, c, 100, "a listing, newest first");
    scene_hit(&s, a, 10, "dated");
    scene_hit(&s, b, INT64_MIN, "below it");
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->timeline_count, 3);
    assert_int_equal(s.incident->timeline[0].sig, a);
    assert_int_equal(s.incident->timeline[1].sig, b);
    assert_int_equal(s.incident->timeline[2].sig, c);
    scene_release(&s);
}

static void test_years_apart(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    static const int64_t years[] = { -34, 0, 0, 1, 6900 };
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        struct scene_hit *h = scene_hit(&s, a, years[i] * 365 * 86400 + (int64_t)i, "a");
        h->level = LEVEL_ERROR;
        h->task = i % 2 ? "t1" : "t2";
        h->container = "app";
    }
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->findings[0].count, 5);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < s.incident->timeline_count; i++) {
        if (s.incident->timeline[i].kind == TIMELINE_FINDING)
            sum += s.incident->timeline[i].count;
        if (i > 0)
            assert_true(incident_entry_order(&s.incident->timeline[i - 1], &s.incident->timeline[i])
                        <= 0);
    }
    assert_int_equal(sum, 5);
    scene_release(&s);
}

/* A clock that runs an hour ahead in one source: each event is in the place its own time says. */
static void test_contradicting_clocks(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.a", SIG_CAUSE, SIG_ERROR);
    for (int i = 0; i < 200; i++) {
        struct scene_hit *h = scene_hit(&s, a, i % 2 ? 3600 + i : i, "a");
        h->stream = i % 2 ? "ahead" : "right";
        h->source = (uint32_t)i % 2;
    }
    scene_correlate(&s, NULL);
    assert_int_equal(s.incident->timeline_count, 2);
    assert_int_equal(s.incident->timeline[0].count, 100);
    assert_int_equal(s.incident->timeline[1].count, 100);
    assert_true(s.incident->findings[0].last_us - s.incident->findings[0].first_us
                == 3799LL * TIMESTAMP_US_PER_S);
    scene_release(&s);
}

/* --- facts and nesting -------------------------------------------------------------------------
 */

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

/* A gate: what was there before is not judged, nor the tasks that were. */
static void test_new_tasks_only(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    const uint32_t a = scene_sig(&s, "a.cause", SIG_CAUSE, SIG_ERROR);
    scene_hit(&s, a, 10, "before")->task = "old";
    scene_hit(&s, a, 20, "after")->task = "old";
    scene_hit(&s, a, 20, "after")->task = "new";
    scene_hit(&s, a, 21, "no task");
    struct scene_hit *h = scene_hit(&s, a, 22, "(service api) (task old) stopped");
    h->task = "old";
    h->origin = ORIGIN_ECS;
    const struct correlate_options opts = { .since_us = SCENE_START_US + 15 * TIMESTAMP_US_PER_S,
                                            .until_us = TIMESTAMP_NONE,
                                            .new_tasks_only = true };
    scene_correlate(&s, &opts);
    assert_int_equal(s.incident->findings[0].count, 3);
    assert_int_equal(correlate_left_out(s.correlate), 2);
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_tasks_only),
        cmocka_unit_test(test_findings_add_up),
        cmocka_unit_test(test_since_and_until),
        cmocka_unit_test(test_timeline_folds_repeats),
        cmocka_unit_test(test_order_of_events_does_not_matter),
        cmocka_unit_test(test_second_export_counts_once),
        cmocka_unit_test(test_nothing_at_all),
        cmocka_unit_test(test_one_event),
        cmocka_unit_test(test_no_times),
        cmocka_unit_test(test_some_times),
        cmocka_unit_test(test_years_apart),
        cmocka_unit_test(test_contradicting_clocks),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
