/* The direct reader against the parser: where it takes a record, both give the same events. */
#include "frame/doc_cwl_direct.h"

#include "frame/doc_shapes.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#define ROUNDS 200000

static void collect(void *self, struct event *event)
{
    struct buf *out = self;
    buf_printf(out, "%lld|", (long long)event->time_us);
    buf_add(out, event->group);
    buf_add_byte(out, '|');
    buf_add(out, event->stream);
    buf_add_byte(out, '|');
    buf_add(out, event->message);
    buf_add_byte(out, '\n');
}

static bool read_direct(struct slice text, struct buf *out)
{
    const struct doc_sink sink = { .event = collect, .self = out };
    return doc_cwl_direct(text, &sink);
}

static bool read_parsed(struct slice text, struct buf *out)
{
    const struct doc_sink sink = { .event = collect, .self = out };
    json_t *object = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
    const bool done = object && doc_cwl_query.emit(object, &sink);
    json_decref(object);
    return done;
}

/* True if the direct reader took it; then the parser must agree. */
static bool agree(struct slice text)
{
    struct buf direct, parsed;
    buf_init(&direct);
    buf_init(&parsed);
    const bool took = read_direct(text, &direct);
    if (took) {
        assert_true(read_parsed(text, &parsed));
        assert_int_equal(direct.len, parsed.len);
        if (direct.len > 0)
            assert_memory_equal(direct.ptr, parsed.ptr, direct.len);
    } else {
        assert_int_equal(direct.len, 0);
    }
    buf_release(&direct);
    buf_release(&parsed);
    return took;
}

static void test_taken(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"timestamp\":1759329912123,\"message\":\"x\"}",
        " {\n  \"message\" : \"a\\tb\\\"c\\\\d\\/e\\b\\f\\n\\r\" ,\r\n \"timestamp\" : 1 } ",
        "{\"message\":\"\\u00e9\\u20ac\\ud83d\\ude00\\u0000\\uD83D\\uDE00é€😀\",\"timestamp\":0}",
        "{\"timestamp\":1,\"message\":\"\",\"ingestionTime\":2,\"eventId\":\"3\"}",
        "{\"timestamp\":1,\"message\":\"a\\n\",\"message\":\"b\",\"timestamp\":2}",
        "{\"logStreamName\":\"ecs/app/1\",\"logGroupName\":\"/ecs/app\",\"timestamp\":1,"
        "\"message\":\"Lévy \x7f\"}",
        "{\"timestamp\":1,\"message\":\"CWL CONTROL MESSAGE: Checking\"}",
        "{\"timestamp\":1,\"message\":\"{\\\"eventSource\\\":\\\"ecs.amazonaws.com\\\","
        "\\\"eventName\\\":\\\"X\\\",\\\"eventTime\\\":\\\"2025-10-01T14:40:02Z\\\"}\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(agree(slice_cstr(texts[i])));
}

static void test_left_to_the_parser(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "{\"timestamp\":1}",
        "{\"message\":\"x\"}",
        "{\"timestamp\":1,\"message\":\"x\"",
        "{\"timestamp\":1,\"message\":\"x\"}}",
        "{\"timestamp\":1,\"message\":\"x\",}",
        "{\"timestamp\":1 \"message\":\"x\"}",
        "{\"timestamp\":1,\"message\":\"x\",\"a\":{}}",
        "{\"timestamp\":1,\"message\":\"x\",\"a\":[]}",
        "{\"timestamp\":1,\"message\":\"x\",\"a\":null}",
        "{\"timestamp\":1.5,\"message\":\"x\"}",
        "{\"timestamp\":1e3,\"message\":\"x\"}",
        "{\"timestamp\":-1,\"message\":\"x\"}",
        "{\"timestamp\":01,\"message\":\"x\"}",
        "{\"timestamp\":9999999999999999999,\"message\":\"x\"}",
        "{\"timestamp\":\"1\",\"message\":\"x\"}",
        "{\"timestamp\":1,\"message\":2}",
        "{\"timestamp\":1,\"message\":\"x\",\"message\":2}",
        "{\"timestamp\":1,\"message\":\"line\nfeed\"}",
        "{\"timestamp\":1,\"message\":\"\\x41\"}",
        "{\"timestamp\":1,\"message\":\"\\u12\"}",
        "{\"timestamp\":1,\"message\":\"\\u12g4\"}",
        "{\"timestamp\":1,\"message\":\"\\ud83d\"}",
        "{\"timestamp\":1,\"message\":\"\\ud83dx\"}",
        "{\"timestamp\":1,\"message\":\"\\ud83d\\u0041\"}",
        "{\"timestamp\":1,\"message\":\"\\ude00\"}",
        "{\"timestamp\":1,\"message\":\"\xff\"}",
        "{\"timestamp\":1,\"message\":\"\xc0\x80\"}",
        "{\"timestamp\":1,\"message\":\"\xed\xa0\x80\"}",
        "{\"timestamp\":1,\"message\":\"cut\xc3\"}",
        "{\"timestamp\":1,\"message\":\"cut\\",
        "{\"timestamp\":1,\"message\":\"x\",\"k\\u0065y\":\"y\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(agree(slice_cstr(texts[i])));
}

/* xorshift, fixed seed: the same records in every run. */
static uint32_t next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void add_random_string(struct buf *out, uint32_t *seed)
{
    static const char *const pieces[] = {
        "a",        "plain text 0123",
        "é",        "€",
        "😀",        "\\n",
        "\\\"",     "\\\\",
        "\\u0041",  "\\ud83d\\ude00",
        "\\/",      "\\t",
        " ",        "{",
        "\\u00e9",  "\x7f",
        "\\x",      "\xff",
        "\n",       "\x01",
        "\\ud8",    "\"",
        "\\udc00x", "\\u000",
        "\xc3",     "\xe2\x82",
        "\\r",      "}",
        ",",        "\\b",
        "eventId",  "\\",
    };
    const uint32_t count = next(seed) % 12;
    /* Half of the strings are of sound pieces only. */
    const uint32_t limit = next(seed) % 2 ? 16 : sizeof pieces / sizeof pieces[0];
    for (uint32_t i = 0; i < count; i++)
        buf_add_cstr(out, pieces[next(seed) % limit]);
}

static void add_random_member(struct buf *out, uint32_t *seed)
{
    static const char *const keys[] = { "timestamp",     "message",      "eventId", "ingestionTime",
                                        "logStreamName", "logGroupName", "a",       "message" };
    static const char *const numbers[] = { "1759329912123", "0", "17", "1.5", "-3", "null", "01" };
    buf_printf(out, "\"%s\"%s:", keys[next(seed) % 8], next(seed) % 4 ? "" : " ");
    if (next(seed) % 3 == 0) {
        buf_add_cstr(out, numbers[next(seed) % (next(seed) % 2 ? 3 : 7)]);
        return;
    }
    buf_add_byte(out, '"');
    add_random_string(out, seed);
    buf_add_byte(out, '"');
}

static void test_random_records(void **state)
{
    (void)state;
    uint32_t seed = 0x9e3779b9, taken = 0;
    struct buf text;
    buf_init(&text);
    for (int round = 0; round < ROUNDS; round++) {
        buf_reset(&text);
        buf_add_cstr(&text, "{\"timestamp\": 1759329912123,\"message\":\"");
        add_random_string(&text, &seed);
        buf_add_byte(&text, '"');
        for (uint32_t i = next(&seed) % 3; i > 0; i--) {
            buf_add_cstr(&text, next(&seed) % 50 ? ",\n" : "");
            add_random_member(&text, &seed);
        }
        buf_add_cstr(&text, next(&seed) % 50 ? "}" : "");
        if (next(&seed) % 20 == 0)
            text.len = next(&seed) % (uint32_t)(text.len + 1);
        taken += agree(buf_slice(&text));
    }
    buf_release(&text);
    assert_true(taken > ROUNDS / 10 && taken < ROUNDS * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_left_to_the_parser),
        cmocka_unit_test(test_random_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
