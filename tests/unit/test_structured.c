#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/structured.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct {
    const char *json, *text; /* NULL: left as it is */
    enum level level;
    const char *time;
} rows[] = {
    { "{\"level\":50,\"time\":1759329912123,\"msg\":\"boom\",\"err\":{\"type\":\"E\",\"stack\":\"E:"
      " boom\\n"
      "    at f\",\"code\":\"ECONNREFUSED\"}}",
      "boom\nerr.type=E\nE: boom\n    at f\nerr.code=ECONNREFUSED", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "{\"event\":\"started\",\"level\":\"warning\",\"timestamp\":\"2025-10-01T14:45:12.123456Z\","
      "\"n\":1.5,"
      "\"ok\":true,\"no\":null}",
      "started\nn=1.5\nok=true", LEVEL_WARN, "2025-10-01T14:45:12.123Z" },
    { "{\"level\":\"error\",\"ts\":1759329912.5,\"msg\":\"x\"}", "x", LEVEL_ERROR,
      "2025-10-01T14:45:12.500Z" },
    { "{\"@t\":\"2025-10-01T14:45:12.1234567Z\",\"@mt\":\"Hi {N}\",\"@l\":\"Fatal\",\"@x\":\"a\\n "
      "b\"}",
      "Hi {N}\na\n b", LEVEL_FATAL, "2025-10-01T14:45:12.123Z" },
    { "{\"levelname\":\"ERROR\",\"levelno\":40,\"asctime\":\"2025-10-01 "
      "14:45:12,123\",\"message\":\"m\"}",
      "m\nlevelno=40", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"levelno\":40,\"message\":\"m\"}", "m", LEVEL_ERROR, "" },
    { "{\"log.level\":\" WARN\",\"@timestamp\":\"2025-10-01T14:45:12.123Z\",\"message\":\"m\"}",
      "m", LEVEL_WARN, "2025-10-01T14:45:12.123Z" },
    { "{\"errorType\":\"KeyError\",\"errorMessage\":\"'DB'\",\"stackTrace\":[\"  File a\",\"  File "
      "b\"]}",
      "KeyError: 'DB'\nerrorType=KeyError\n  File a\n  File b", LEVEL_ERROR, "" },
    { "{\"error\":\"connect ECONNREFUSED\"}", "error=connect ECONNREFUSED", LEVEL_NONE, "" },
    { "{\"message\":{\"msg\":\"inner\",\"level\":60},\"a\":[1,{\"b\":\"c\"}]}",
      "inner\na.0=1\na.1.b=c", LEVEL_FATAL, "" },
    { "{\"message\":\"{\\\"msg\\\":\\\"twice\\\",\\\"level\\\":\\\"warn\\\"}\"}", "twice",
      LEVEL_WARN, "" },
    { "{\"msg\":\"\\u001b[31mred\\u001b[0m\\r\\nnext\\rlast\"}", "red\nnext\nlast", LEVEL_NONE,
      "" },
    { "{\"MESSAGE\":[104,105],\"PRIORITY\":\"3\",\"__REALTIME_TIMESTAMP\":\"1759329912123000\"}",
      "hi", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"message\":\"Unable to resolve \\u0027A\\u0027\n   at \\\"B\\\"\n\tat "
      "C\",\n\"level\":\"Error\"}",
      "Unable to resolve 'A'\n   at \"B\"\n\tat C", LEVEL_ERROR, "" },
    { "{\"0\":\"r\",\"1\":\"e\",\"2\":\"f\",\"3\":\"u\",\"4\":\"s\",\"5\":\"e\",\"6\":\"d\",\"7\":"
      "7,"
      "\"level\":\"error\",\"message\":\"connect:\"}",
      "connect: refused\n7=7", LEVEL_ERROR, "" },
    { "{\"0\":\"x\",\"1\":\"y\",\"message\":\"m\"}", "m\n0=x\n1=y", LEVEL_NONE, "" },
    { "{\"msg\":\"no\nend}", NULL, LEVEL_NONE, "" },
    { "{\"msg\":\"big\",\"id\":39234567890123456789012345}", "big\nid=3.92345678901235e+25",
      LEVEL_NONE, "" },
    { "{\"msg\":\"bad \xFF utf\"}", "bad \xEF\xBF\xBD utf", LEVEL_NONE, "" },
    { "{\"a\":{\"b\":{\"c\":{\"d\":1},\"e\":2}}}", "a.b.e=2", LEVEL_NONE, "" },
    { "{\"instant\":{\"epochSecond\":1759329912,\"nanoOfSecond\":123000000},\"level\":\"INFO\","
      "\"message\":"
      "\"m\"}",
      "m", LEVEL_INFO, "2025-10-01T14:45:12.123Z" },
    { "{\"msg\":\"ERROR: from the text\"}", "ERROR: from the text", LEVEL_ERROR, "" },
    { "{\"@t\":\"2025-10-01T14:45:12Z\",\"@mt\":\"no @l\"}", "no @l", LEVEL_INFO,
      "2025-10-01T14:45:12.000Z" },
    { "{\"Timestamp\":\"2025-10-01T14:45:12Z\",\"Level\":\"Error\",\"RenderedMessage\":\"r\"}", "r",
      LEVEL_ERROR, "2025-10-01T14:45:12.000Z" },
    { "{\"levelname\":\"ERROR\",\"message\":\"m\",\"created\":1759329912.5}", "m", LEVEL_ERROR,
      "2025-10-01T14:45:12.500Z" },
    { "{\"msg\":\"m\",\"created\":1759329912}", "m\ncreated=1759329912", LEVEL_NONE, "" },
    { "{\"_aws\":{\"Timestamp\":1759329912123,\"CloudWatchMetrics\":[]},\"Errors\":1}", "Errors=1",
      LEVEL_NONE, "2025-10-01T14:45:12.123Z" },
    { "{\"L\":\"ERROR\",\"T\":\"2025-10-01T14:45:12.123Z\",\"M\":\"zap\"}", "zap", LEVEL_ERROR,
      "2025-10-01T14:45:12.123Z" },
    { "{\"severity\":\"ERROR\",\"time\":{\"seconds\":1759329912,\"nanos\":123000000},\"message\":"
      "\"m\"}",
      "m", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"@level\":\"error\",\"@message\":\"hclog\",\"@timestamp\":\"2025-10-01T14:45:12.123Z\"}",
      "hclog", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"t\":{\"$date\":\"2025-10-01T14:45:12.123+00:00\"},\"s\":\"E\",\"c\":\"NETWORK\",\"ctx\":"
      "\"x\",\"msg\":\"mongod\"}",
      "mongod\ns=E\nc=NETWORK\nctx=x", LEVEL_ERROR, "2025-10-01T14:45:12.123Z" },
    { "{\"severityText\":\"ERROR\",\"body\":\"otel\"}", "otel", LEVEL_ERROR, "" },
    { "{\"msg\":\"m\",\"alert\":{\"level\":\"error\"}}", "m\nalert.level=error", LEVEL_NONE, "" },
    { "{\"msg\":\"cut", NULL, LEVEL_NONE, "" },
    { "{\"msg\":\"two\"} {\"msg\":\"objects\"}", NULL, LEVEL_NONE, "" },
    { "{}", NULL, LEVEL_NONE, "" },
    { "{", NULL, LEVEL_NONE, "" },
    { "[1]", NULL, LEVEL_NONE, "" },
};

static void test_rows(void **state)
{
    (void)state;
    struct structured *st = structured_new(0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct event_line line = { 0, 7, 70 };
        struct event event = { .time_us = TIMESTAMP_NONE,
                               .message = slice_cstr(rows[i].json),
                               .lines = &line,
                               .line_count = 1 };
        bool told = structured_message(st, &event);
        /* What was told, and behind it the JSON as it stood. */
        struct buf want;
        buf_init(&want);
        if (rows[i].text)
            buf_printf(&want, "%s\n", rows[i].text);
        buf_add_cstr(&want, rows[i].json);
        const bool same = slice_eq(event.message, buf_slice(&want));
        buf_release(&want);
        if (told != (rows[i].text != NULL) || !same)
            fail_msg("%s: got \"%.*s\"", rows[i].json, SLICE_ARG(event.message));
        char time[TIMESTAMP_TEXT_BYTES];
        timestamp_format(event.time_us, time);
        if (strcmp(time, rows[i].time) != 0 || event.level != rows[i].level)
            fail_msg("%s: got \"%s\" \"%s\"", rows[i].json, time, level_name(event.level));
        for (size_t k = 0; k < event.line_count; k++) {
            assert_int_equal(event.lines[k].line, 7);
            assert_int_equal(event.lines[k].offset, 70);
        }
        const struct event_line *last = event_line_at(&event, event.message.len);
        assert_ptr_equal(last, &event.lines[event.line_count - 1]);
    }
    structured_free(st);
}

static void test_bounds(void **state)
{
    (void)state;
    struct structured *st = structured_new(0);
    struct buf b;
    buf_init(&b);
    buf_add_cstr(&b, "{\"msg\":\"m\"");
    for (int i = 0; i < 2000; i++)
        buf_printf(&b, ",\"k%d\":\"v\\nw\"", i);
    buf_add_byte(&b, '}');
    const struct event_line line = { 0, 1, 0 };
    struct event event = { .message = buf_slice(&b), .lines = &line, .line_count = 1 };
    assert_true(structured_message(st, &event));
    assert_true(event.line_count <= EVENT_LINES_MAX);
    buf_reset(&b);
    for (int i = 0; i < 10000; i++) /* too deep to parse: stays text */
        buf_add_cstr(&b, "{\"a\":");
    buf_add_byte(&b, '}');
    event = (struct event){ .message = buf_slice(&b), .lines = &line, .line_count = 1 };
    assert_false(structured_message(st, &event));
    buf_release(&b);
    structured_free(st);
}

static void test_record(void **state)
{
    (void)state;
    struct structured *st = structured_new(0);
    struct structured_record r;
    assert_true(structured_record(
        st,
        SLICE("{\"log\":\"boom\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.123Z\"}"),
        &r));
    assert_true(slice_eq(r.text, SLICE("boom")));
    assert_true(slice_eq(r.stream, SLICE("stderr")));
    assert_int_equal(r.time_us, 1759329912123000);
    assert_false(r.partial);
    assert_true(structured_record(st, SLICE("{\"log\":\"half \",\"stream\":\"stderr\"}"), &r));
    assert_true(r.partial);
    assert_true(slice_eq(r.text, SLICE("half ")));
    assert_true(structured_record(st,
                                  SLICE("{\"container_id\":\"c\",\"container_name\":\"app\","
                                        "\"source\":\"stderr\",\"log\":\"x\","
                                        "\"ecs_cluster\":\"prod\",\"ecs_task_arn\":\"arn:aws:ecs:"
                                        "eu-west-1:1:task/prod/3f1c\"}"),
                                  &r));
    assert_true(slice_eq(r.container, SLICE("app")));
    assert_true(slice_eq(r.cluster, SLICE("prod")));
    assert_true(slice_eq(r.task, SLICE("3f1c")));
    assert_false(r.partial);
    assert_true(structured_record(st,
                                  SLICE("{\"log\":\"x\",\"stream\":\"stdout\",\"_p\":\"F\","
                                        "\"kubernetes\":{\"pod_name\":\"api-1\","
                                        "\"container_name\":\"app\"}}"),
                                  &r));
    assert_true(slice_eq(r.stream, SLICE("api-1")));
    assert_true(slice_eq(r.container, SLICE("app")));
    assert_false(r.partial);
    assert_true(
        structured_record(st, SLICE("{\"log\":\"x\",\"stream\":\"stdout\",\"logtag\":\"P\"}"), &r));
    assert_true(r.partial);
    assert_false(structured_record(st, SLICE("{\"log\":1}"), &r));
    assert_false(structured_record(st, SLICE("no json"), &r));
    structured_free(st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
