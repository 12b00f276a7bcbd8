#include "frame/doc.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int64_t us;
    } rows[] = {
        { "{\"t\": 1759329912}", 1759329912000000 },
        { "{\"t\": 1759329912.123}", 1759329912123000 },
        { "{\"t\": 1759329912123}", 1759329912123000 },
        { "{\"t\": 1759329912123456}", 1759329912123456 },
        { "{\"t\": \"2025-10-01T14:45:12.123Z\"}", 1759329912123000 },
        { "{\"t\": \"2025-10-01T16:45:12.123000+02:00\"}", 1759329912123000 },
        { "{\"t\": 0}", TIMESTAMP_NONE },
        { "{\"t\": -1e300}", TIMESTAMP_NONE },
        { "{\"t\": 1e300}", TIMESTAMP_NONE },
        { "{\"t\": \"\"}", TIMESTAMP_NONE },
        { "{\"t\": \"soon\"}", TIMESTAMP_NONE },
        { "{\"t\": null}", TIMESTAMP_NONE },
        { "{}", TIMESTAMP_NONE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *object = json_loads(rows[i].json, 0, NULL);
        assert_non_null(object);
        assert_int_equal(doc_time(object, "t", 0), rows[i].us);
        json_decref(object);
    }
    assert_int_equal(doc_time(NULL, "t", 0), TIMESTAMP_NONE);
}

static void expect_slice(struct slice s, const char *expected)
{
    assert_int_equal(s.len, strlen(expected));
    assert_memory_equal(s.ptr ? s.ptr : "", expected, s.len);
}

static void test_arns(void **state)
{
    (void)state;
    static const struct {
        const char *arn, *name, *region, *cluster;
    } rows[] = {
        { "arn:aws:ecs:eu-west-1:1:service/prod/api", "api", "eu-west-1", "prod" },
        { "arn:aws:ecs:eu-west-1:1:service/api", "api", "eu-west-1", "" },
        { "arn:aws:ecs:eu-west-1:1:task-definition/api:42", "api:42", "eu-west-1", "" },
        { "api:42", "api:42", "", "" },
        { "arn:aws", "arn:aws", "", "" },
        { "a/b/", "", "", "" },
        { "", "", "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct slice arn = slice_cstr(rows[i].arn);
        expect_slice(doc_arn_name(arn), rows[i].name);
        expect_slice(doc_arn_region(arn), rows[i].region);
        expect_slice(doc_arn_cluster(arn), rows[i].cluster);
    }
}

struct count {
    size_t events;
};

static void count_event(void *self, struct event *event)
{
    (void)event;
    ((struct count *)self)->events++;
}

static void test_emit_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int depth;
        size_t events;
    } rows[] = {
        { "{\"timestamp\": 1759329912123, \"message\": \"x\"}", 0, 1 },
        { "{\"timestamp\": 1759329912123, \"message\": \"x\"}", 1, 0 },
        { "{\"timestamp\": \"soon\", \"message\": \"x\"}", 0, 0 },
        { "{\"timestamp\": 1759329912123", 0, 0 },
        { "[1759329912123, \"x\"]", 0, 0 },
        { "", 0, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct count count = { 0 };
        const struct doc_sink sink = { .event = count_event,
                                       .self = &count,
                                       .depth = rows[i].depth };
        assert_int_equal(doc_emit_text(slice_cstr(rows[i].text), &sink), rows[i].events > 0);
        assert_int_equal(count.events, rows[i].events);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_arns),
        cmocka_unit_test(test_emit_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
