#include "report/report.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "report/ledger.h"
#include "report_fixture.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static void write_json(struct fixture *f, struct buf *out)
{
    buf_reset(out);
    report_format_find("json")->write(&f->report, &f->style, out);
}

static json_t *parse(struct buf *out)
{
    json_error_t error;
    json_t *root = json_loadb(out->ptr, out->len, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%d: %s", error.line, error.text);
    return root;
}

/* The keys of the contract, in its order; further keys may follow. */
static void assert_keys(json_t *object, const char *const *keys)
{
    void *it = json_object_iter(object);
    for (; *keys; keys++) {
        assert_non_null(it);
        assert_string_equal(json_object_iter_key(it), *keys);
        it = json_object_iter_next(object, it);
    }
}

static json_t *first_of(json_t *object, const char *key)
{
    json_t *item = json_array_get(json_object_get(object, key), 0);
    assert_non_null(item);
    return item;
}

#define KEYS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_keys(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct buf out;
    buf_init(&out);
    write_json(&f, &out);
    json_t *root = parse(&out);
    assert_keys(root, KEYS("schema", "tool", "input", "verdict", "hypotheses", "findings",
                           "timeline", "ledger", "unknown_errors", "warnings"));
    assert_keys(json_object_get(root, "tool"), KEYS("version", "signatures", "database"));
    json_t *input = json_object_get(root, "input");
    assert_keys(input, KEYS("events", "bytes", "first", "last", "sources"));
    assert_keys(first_of(input, "sources"),
                KEYS("name", "format", "encoding", "events", "bytes", "warnings"));
    assert_keys(json_object_get(root, "verdict"), KEYS("status", "domain", "summary"));
    json_t *h = first_of(root, "hypotheses");
    assert_keys(h, KEYS("rank", "id", "title", "domain", "confidence", "basis", "fingerprint",
                        "captures", "chain", "evidence", "against", "missing", "confirm", "fix",
                        "rollback"));
    assert_keys(first_of(h, "evidence"),
                KEYS("signature", "time", "source", "line", "stream", "text", "count"));
    assert_keys(json_object_get(h, "rollback"), KEYS("advice", "text"));
    json_t *finding = first_of(root, "findings");
    assert_keys(finding, KEYS("signature", "kind", "count", "first", "last", "streams", "captures",
                              "examples"));
    assert_keys(first_of(finding, "examples"), KEYS("time", "source", "line", "stream", "text"));
    assert_keys(first_of(root, "timeline"),
                KEYS("time", "kind", "signature", "title", "source", "stream", "count", "last"));
    assert_keys(json_object_get(root, "ledger"),
                KEYS("errors", "explained", "consequences", "unexplained"));
    assert_keys(first_of(root, "unknown_errors"),
                KEYS("template", "count", "first", "last", "example"));
    json_decref(root);
    buf_release(&out);
}

static void test_values(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct buf out;
    buf_init(&out);
    write_json(&f, &out);
    static const char *const lines[] = {
        "\"schema\": \"culprit-report-1\"",
        "\"confidence\": 0.94,",
        "\"confidence\": 0.049,",
        "\"basis\": \"observed\"",
        "\"first\": \"2025-10-01T14:38:00.000Z\"",
        "\"time\": \"2025-10-01T14:41:02.000Z\"",
        "\"line 77: a JSON value ends too early\"",
        "\"2 more warnings\"",
        "\"title\": \"Deployment of web; rm -rf ~ started\"",
        "--service 'web; rm -rf ~' --force",
        "instead of cache.internal:6379,",
        "REDIS_PASSWORD=[redacted:password:",
        "redis: \\u001b[31mnot\xEF\xBF\xBD usable\xEF\xBF\xBD",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!strstr(buf_cstr(&out), lines[i]))
            fail_msg("no %s in\n%s", lines[i], buf_cstr(&out));
    }
    assert_null(strstr(buf_cstr(&out), FIXTURE_SECRET));
    f.style.redact = false;
    write_json(&f, &out);
    assert_non_null(strstr(buf_cstr(&out), FIXTURE_SECRET));
    buf_release(&out);
}

/* Any bytes wherever text can come from a log: the document stays valid. */
static void test_hostile_bytes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    char bytes[512];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    const struct slice text = slice_make(bytes, sizeof bytes);
    for (uint32_t i = 0; i < f.incident.finding_count; i++) {
        f.samples[i].text = text;
        f.samples[i].captures[0] = (struct sig_capture){ SLICE("va\xfflue"), text };
        f.samples[i].capture_count = 1;
        f.samples[i].source = UINT32_MAX;
        f.samples[i].line = UINT64_MAX;
        f.samples[i].time_us = TIMESTAMP_NONE;
    }
    f.evidence[0].occurrence = f.samples[0];
    f.captures[0].value = text;
    f.hypotheses[0].title = f.hypotheses[0].id = f.against[0].text = text;
    f.hypotheses[0].confidence = (double)NAN;
    f.templates[0].text = f.templates[0].example.text = text;
    f.streams[0].stream = f.facts[0].value = f.diagnosis.verdict.summary = text;
    f.timeline[0].sig = SIG_NONE;
    f.timeline[0].stream = INCIDENT_NONE;
    f.sources[0].name = "\xff\xfe\x1b";
    struct buf out;
    buf_init(&out);
    for (int redact = 0; redact < 2; redact++) {
        f.style.redact = redact;
        write_json(&f, &out);
        json_decref(parse(&out));
    }
    buf_release(&out);
}

static void test_empty(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.incident = (struct incident){ .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
    f.diagnosis = (struct diagnosis){ .verdict = { .status = VERDICT_HEALTHY } };
    f.report.source_count = 0;
    struct buf out;
    buf_init(&out);
    write_json(&f, &out);
    json_t *root = parse(&out);
    json_t *input = json_object_get(root, "input");
    assert_string_equal(json_string_value(json_object_get(input, "first")), "");
    assert_int_equal(json_array_size(json_object_get(root, "hypotheses")), 0);
    assert_int_equal(json_array_size(json_object_get(root, "timeline")), 0);
    json_decref(root);
    buf_release(&out);
}

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Findings say which tasks; entries without a signature say what they are. */
static void test_tasks(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.timeline[0].kind = TIMELINE_TASK_START;
    f.timeline[0].sig = SIG_NONE;
    f.timeline[0].text = SLICE("Task 4f9a1c2b started logging");
    f.incident.duplicates = 17;
    struct buf out;
    buf_init(&out);
    write_json(&f, &out);
    json_t *root = parse(&out);
    const char *task = "4f9a1c2b00112233445566778899aabb";
    assert_string_equal(text_of(first_of(root, "timeline"), "kind"), "task-start");
    assert_string_equal(text_of(first_of(root, "timeline"), "signature"), "");
    assert_string_equal(text_of(first_of(root, "timeline"), "title"),
                        "Task 4f9a1c2b started logging");
    assert_string_equal(text_of(first_of(root, "timeline"), "task"), task);
    json_t *finding = first_of(root, "findings");
    assert_string_equal(json_string_value(first_of(finding, "tasks")), task);
    assert_string_equal(text_of(first_of(finding, "examples"), "task"), task);
    assert_string_equal(text_of(first_of(first_of(root, "hypotheses"), "evidence"), "task"), task);
    json_t *duplicates = json_object_get(json_object_get(root, "input"), "duplicates");
    assert_int_equal(json_integer_value(duplicates), 17);
    json_decref(root);
    buf_release(&out);
}

static void test_ledger_adds_up(void **state)
{
    (void)state;
    static const uint32_t both[] = { FIXTURE_SCHEME, FIXTURE_UNAVAILABLE };
    static const uint32_t effect[] = { FIXTURE_UNAVAILABLE };
    static const uint32_t harmless[] = { FIXTURE_STEADY }, stray[] = { FIXTURE_UNHEALTHY };
    static const struct {
        uint64_t errors;
        struct error_set sets[2];
        uint32_t set_count, hypotheses;
        uint64_t expected[4]; /* errors, explained, consequences, unexplained */
    } rows[] = {
        /* An event that shows a root and an effect is counted once, for the root. */
        { 60, { { both, 2, 12 }, { effect, 1, 41 } }, 2, 1, { 60, 12, 41, 7 } },
        { 10, { { effect, 1, 5 } }, 1, 1, { 10, 0, 5, 5 } },
        { 10, { { effect, 1, 5 } }, 1, 2, { 10, 5, 0, 5 } }, /* a second root */
        { 10, { { effect, 1, 5 } }, 1, 0, { 10, 5, 0, 5 } }, /* nothing asks for a cause */
        { 10, { { harmless, 1, 4 } }, 1, 1, { 10, 4, 0, 6 } },
        /* Known, but no hypothesis leads to it: unexplained, and named. */
        { 10, { { stray, 1, 4 }, { effect, 1, 3 } }, 2, 1, { 10, 0, 3, 7 } },
        { 0, { { NULL, 0, 0 } }, 0, 1, { 0, 0, 0, 0 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        fixture_init(&f);
        struct sig_edge edge = { .effect = FIXTURE_UNAVAILABLE, .strength = 0.8 };
        f.sigs[FIXTURE_SCHEME].causes = &edge;
        f.sigs[FIXTURE_SCHEME].cause_count = 1;
        f.sigs[FIXTURE_STEADY].kind = SIG_NOISE;
        memcpy(f.error_sets, rows[i].sets, sizeof f.error_sets);
        f.incident.error_events = rows[i].errors;
        f.incident.error_set_count = rows[i].set_count;
        f.diagnosis.hypothesis_count = rows[i].hypotheses;
        f.hypotheses[1].sig = FIXTURE_UNAVAILABLE;
        struct ledger ledger;
        ledger_make(&f.report, &ledger);
        assert_int_equal(ledger.errors, rows[i].expected[0]);
        assert_int_equal(ledger.explained, rows[i].expected[1]);
        assert_int_equal(ledger.consequences, rows[i].expected[2]);
        assert_int_equal(ledger.unexplained, rows[i].expected[3]);
        assert_int_equal(ledger.stray_count, rows[i].sets[0].sigs == stray);
        assert_int_equal(ledger.explained + ledger.consequences + ledger.unexplained,
                         ledger.errors);
    }
}

static void test_same_bytes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    write_json(&f, &a);
    write_json(&f, &b);
    assert_true(slice_eq(buf_slice(&a), buf_slice(&b)));
    assert_null(report_format_find("nosuch"));
    buf_release(&a);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),          cmocka_unit_test(test_values),
        cmocka_unit_test(test_hostile_bytes), cmocka_unit_test(test_empty),
        cmocka_unit_test(test_tasks),         cmocka_unit_test(test_ledger_adds_up),
        cmocka_unit_test(test_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
