#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "infer/fingerprint.h"

#include <string.h>

struct incident_of_day {
    struct occurrence sample;
    struct finding finding;
    struct fact facts[1];
    struct error_template templates[1];
    struct incident incident;
    struct hypothesis h;
};

/* One cause with two captures; NULL: none. */
static const char *fingerprint(struct incident_of_day *d, const char *id, const char *service,
                               const char *name, const char *value, int64_t day)
{
    *d = (struct incident_of_day){ .sample = { .time_us = day * TIMESTAMP_US_PER_DAY,
                                               .line = (uint64_t)day * 7 } };
    d->sample.captures[0] =
        (struct sig_capture){ SLICE("task"), day % 2 ? SLICE("3f1c0d2e") : SLICE("9a8b7c6d") };
    d->sample.captures[1] = (struct sig_capture){ slice_cstr(name), slice_cstr(value) };
    d->sample.capture_count = 2;
    d->finding = (struct finding){
        .sig = 1, .count = (uint64_t)day, .samples = &d->sample, .sample_count = 1
    };
    d->facts[0] = (struct fact){ SLICE("service"), slice_cstr(service) };
    d->incident = (struct incident){
        .findings = &d->finding, .finding_count = 1, .facts = d->facts, .fact_count = 1
    };
    d->h = (struct hypothesis){ .sig = 1, .id = slice_cstr(id) };
    fingerprint_make(&d->incident, &d->h);
    assert_int_equal(strlen(d->h.fingerprint), 16);
    return d->h.fingerprint;
}

static void test_same_tomorrow(void **state)
{
    (void)state;
    static const struct {
        const char *name, *today, *tomorrow;
    } rows[] = {
        { "host", "cache.internal", "cache.internal" },
        { "host", "ip-10-0-1-23", "ip-10-0-7-4" },
        { "task_definition", "api:42", "api:43" },
        { "path", "/tmp/run-3f1c0d2e4b/x.sock", "/tmp/run-99aa00bb11/x.sock" },
        { "pid", "17", "4711" },
        { "value", "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct incident_of_day a, b;
        assert_string_equal(fingerprint(&a, "a.b", "api", rows[i].name, rows[i].today, 1),
                            fingerprint(&b, "a.b", "api", rows[i].name, rows[i].tomorrow, 2));
    }
}

static void test_other_incident(void **state)
{
    (void)state;
    struct incident_of_day a, b;
    const char *const one = fingerprint(&a, "a.b", "api", "host", "cache.internal", 1);
    assert_string_not_equal(one, fingerprint(&b, "a.c", "api", "host", "cache.internal", 1));
    assert_string_not_equal(one, fingerprint(&b, "a.b", "web", "host", "cache.internal", 1));
    assert_string_not_equal(one, fingerprint(&b, "a.b", "api", "host", "queue.internal", 1));
    assert_string_not_equal(one, fingerprint(&b, "a.b", "api", "module", "cache.internal", 1));
    const char *const port = fingerprint(&a, "a.b", "api", "port", "6379", 1);
    assert_string_not_equal(port, fingerprint(&b, "a.b", "api", "port", "5432", 1));
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const texts[] = { "job 17 failed: no quota", "job 4711 failed: no quota",
                                         "job 17 failed: no disk" };
    char prints[3][17];
    for (size_t i = 0; i < 3; i++) {
        struct error_template t = { .example.text = slice_cstr(texts[i]) };
        const struct incident inc = { .templates = &t, .template_count = 1 };
        struct hypothesis h = { .sig = SIG_NONE, .id = SLICE("unknown") };
        fingerprint_make(&inc, &h);
        memcpy(prints[i], h.fingerprint, sizeof prints[i]);
    }
    assert_string_equal(prints[0], prints[1]);
    assert_string_not_equal(prints[0], prints[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_tomorrow),
        cmocka_unit_test(test_other_incident),
        cmocka_unit_test(test_unknown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
