#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame/line_csv.h"
#include "frame/line_export.h"
#include "frame/line_yaml.h"
#include "frame/reverse.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_csv(void **state)
{
    (void)state;
    struct csv_layout layout;
    assert_true(csv_head(SLICE("timestamp,message,logStreamName"), &layout));
    assert_int_equal(layout.stream, 2);
    struct buf buf;
    buf_init(&buf);
    struct line_record r;
    struct slice raw = SLICE("1759329912123,\"a \"\"b\"\", c\nd\n\",ecs/app/x\n");
    struct csv_scan scan = { 0 };
    for (size_t n = 0; n < raw.len; n++)
        assert_int_equal(csv_record_end(&scan, slice_sub(raw, 0, n)), 0);
    assert_int_equal(csv_record_end(&scan, raw), raw.len);
    assert_true(csv_parse(raw, &layout, &buf, &r));
    assert_true(slice_eq(r.message, SLICE("a \"b\", c\nd")));
    assert_true(slice_eq(r.stream, SLICE("ecs/app/x")));
    assert_int_equal(r.time_us, 1759329912123000);
    assert_false(csv_parse(SLICE("1759329912123,x"), &layout, &buf, &r));
    assert_false(csv_parse(SLICE("no time,x,y"), &layout, &buf, &r));
    assert_false(csv_parse(SLICE(""), &layout, &buf, &r));
    assert_true(csv_head(SLICE("@timestamp,@message,@logStream,@log\r"), &layout));
    assert_true(
        csv_parse(SLICE("2025-10-01 14:45:12.123,m,s,123456789012:/ecs/api"), &layout, &buf, &r));
    assert_true(slice_eq(r.group, SLICE("/ecs/api")));
    assert_int_equal(r.time_us, 1759329912123000);
    assert_false(csv_head(SLICE("timestamp,message\"\",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"),
                          &layout));
    buf_release(&buf);
}

static const struct {
    const char *scalar, *want;
} scalars[] = {
    { " plain text", "plain text" },
    { "'it''s'", "it's" },
    { "\"a\\n\\tb \\\"q\\\" \\\\ \\x41\\u00e9\\U0001F600\"",
      "a\n\tb \"q\" \\ A\xC3\xA9\xF0\x9F\x98\x80" },
    { "\"folded,\n    here\"", "folded, here" },
    { "\"one\n\n    two\"", "one\ntwo" },
    { "\"no blank \\\n    \\ here\"", "no blank  here" },
    { "\"\\ud800\"", "\xEF\xBF\xBD" },
    { "\"\"", "" },
    { "\"open", "open" },
    { "\"open\\", "open" },
    { "", "" },
};

static void test_yaml_scalars(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < COUNT(scalars); i++) {
        buf_reset(&buf);
        line_yaml_add_scalar(&buf, slice_cstr(scalars[i].scalar));
        if (!slice_eq(buf_slice(&buf), slice_cstr(scalars[i].want)))
            fail_msg("%s: got %.*s", scalars[i].scalar, SLICE_ARG(buf_slice(&buf)));
    }
    buf_release(&buf);
}

static void test_yaml(void **state)
{
    (void)state;
    static const char text[] =
        "- eventId: '392'\n  ingestionTime: 1759329914001\n  logStreamName: ecs/app/x\n"
        "  message: \"ERROR: boom\\nTraceback (most recent call last):\\n  File "
        "\\\"/app/m.py\\\",\n"
        "    line 3\\n\"\n  timestamp: 1759329912123\n";
    struct slice item = slice_cstr(text);
    struct buf buf;
    buf_init(&buf);
    struct line_record r;
    for (size_t n = 0; n < item.len; n++)
        assert_int_equal(line_yaml_end(slice_sub(item, 0, n), false), 0);
    assert_int_equal(line_yaml_end(item, true), item.len);
    assert_true(line_yaml_parse(item, &buf, &r));
    assert_true(slice_eq(r.message, SLICE("ERROR: boom\nTraceback (most recent call last):\n  File "
                                          "\"/app/m.py\", line 3")));
    assert_true(slice_eq(r.stream, SLICE("ecs/app/x")));
    assert_int_equal(r.time_us, 1759329912123000);
    assert_true(slice_starts(slice_from(item, r.message_at), SLICE("message:")));
    assert_false(line_yaml_parse(SLICE("- name: x\n"), &buf, &r));
    assert_false(line_yaml_parse(SLICE("text"), &buf, &r));
    assert_true(line_yaml_is_frame(SLICE("searchedLogStreams: []\n")));
    assert_false(line_yaml_is_frame(SLICE("text\n")));
    for (size_t n = 0; n < item.len; n++) {
        line_yaml_end(slice_sub(item, 0, n), true);
        line_yaml_parse(slice_sub(item, 0, n), &buf, &r);
    }
    buf_release(&buf);
}

static void test_export(void **state)
{
    (void)state;
    static const char text[] =
        "__REALTIME_TIMESTAMP=1759329912123456\nPRIORITY=3\n"
        "SYSLOG_IDENTIFIER=app\nMESSAGE\n\7\0\0\0\0\0\0\0two\nlns\n_PID=1\n\n";
    struct slice entry = slice_make(text, sizeof text - 1);
    struct line_record r;
    for (size_t n = 0; n < entry.len; n++) {
        assert_int_equal(export_record_end(slice_sub(entry, 0, n)), 0);
        export_parse(slice_sub(entry, 0, n), &r);
    }
    assert_int_equal(export_record_end(entry), entry.len);
    assert_true(export_parse(entry, &r));
    assert_true(slice_eq(r.message, SLICE("two\nlns")));
    assert_true(slice_eq(r.stream, SLICE("app")));
    assert_int_equal(r.level, LEVEL_ERROR);
    assert_int_equal(r.time_us, 1759329912123456);
    /* Docker's driver calls every line of stderr an error. */
    assert_true(export_parse(SLICE("PRIORITY=3\nCONTAINER_NAME=api\nMESSAGE=INFO ok\n\n"), &r));
    assert_int_equal(r.level, LEVEL_NONE);
    assert_true(slice_eq(r.container, SLICE("api")));
    /* A length that no window holds. */
    assert_int_equal(export_record_end(SLICE("M\n\377\377\377\377\377\377\377\377x\n\n")), 0);
}

/* Records as "seconds letter"; what comes out. A dot flushes. */
static const struct {
    const char *name, *in, *want;
} turns[] = {
    { "up", "1a 2b 3c.", "abc" },
    { "equal", "1a 1b 1c.", "abc" },
    { "down, in runs", "9f 9e 8d 8c 3b 3a.", "cdefab" },
    { "one step down", "5b 4a.", "ab" },
    { "up first", "1a 2b 1c.", "abc" },
    { "a new table", "5b 4a 3z. 1c 2d.", "zabcd" },
    { "up again within", "9d 8c 7b 8e 7f.", "bcdfe" },
    { "none", ".", "" },
};

static void test_reverse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(turns); i++) {
        struct reverse *r = reverse_new();
        char got[32] = "";
        size_t n = 0;
        uint64_t line = 0, offset = 0;
        struct line_record out;
        for (const char *p = turns[i].in; *p; p++) {
            if (*p >= '0' && *p <= '9') {
                struct line_record record = { .time_us = (*p - '0') * TIMESTAMP_US_PER_S,
                                              .message = slice_make(p + 1, 1),
                                              .raw = slice_make(p, 2) };
                reverse_push(r, &record, ++line, offset);
                p++;
            } else if (*p == '.') {
                reverse_flush(r);
            }
            while (reverse_next(r, &out, &line, &offset)) {
                assert_true(out.message.len == 1 && slice_ends(out.raw, out.message));
                got[n++] = out.message.ptr[0];
            }
        }
        got[n] = '\0';
        if (strcmp(got, turns[i].want) != 0)
            fail_msg("%s: got %s", turns[i].name, got);
        reverse_free(r);
    }
}

/* More records than are held: each comes out once. */
static void test_reverse_bounds(void **state)
{
    (void)state;
    struct reverse *r = reverse_new();
    struct line_record out;
    uint64_t line, offset;
    size_t count = 0;
    for (int i = 0; i < 3 * REVERSE_RECORDS_MAX; i++) {
        struct line_record record = { .time_us = 1000000000 - i, .raw = SLICE("x") };
        reverse_push(r, &record, 1, 0);
        while (reverse_next(r, &out, &line, &offset))
            count++;
    }
    reverse_flush(r);
    while (reverse_next(r, &out, &line, &offset))
        count++;
    assert_int_equal(count, 3 * REVERSE_RECORDS_MAX);
    reverse_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),     cmocka_unit_test(test_yaml_scalars),
        cmocka_unit_test(test_yaml),    cmocka_unit_test(test_export),
        cmocka_unit_test(test_reverse), cmocka_unit_test(test_reverse_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
