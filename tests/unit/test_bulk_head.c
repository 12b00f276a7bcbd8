/* What is remembered of how messages begin says what a close look at each line says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "frame/bulk_kind.h"
#include "frame/level.h"
#include "frame/trace.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define ROUNDS 300000
#define MESSAGE_MAX 120
#define PREFIX "2025-10-01T14:45:12.123456+00:00 a/b "

/* How lines begin, go on and end, in any combination. */
static const char *const begins[] = {
    "INFO request ",
    "INFO ",
    "2025-10-01 14:40:37,985 ",
    "2025-10-01 14:40:37.985 UTC [12] LOG:  ",
    "2025-10-01T14:40:37.985Z ",
    "20:01:04 web.1   | ",
    "[01-Oct-2025 14:45:12] NOTICE: ",
    "[worker-15] ",
    "[0123] ",
    "[Container] 2025/10/01 14:45:10.120394 ",
    "section_start:1560896352:build ",
    "started ",
    "app[web.1]: ",
    "web.1.abcdef@node1    | ",
    "level=error msg=\"",
    "time=2025-10-01T14:40:37Z level=info ",
    "java.lang.IllegalStateException: ",
    "a.b.CException ",
    "E1001 14:45:12.123456       1 ",
    "F, [2025-10-01T14:45:12 #1] ",
    "Oct 01, 2025 2:45:12 PM ",
    "APPLICATION FAILED TO START",
    "APPLICATION ",
    "PC=0x1 m=0 sigcode=0 ",
    "PC=9 ",
    "H4sIAAAA ",
    "H1 ",
    "CWL CONTROL MESSAGE: ",
    "{\"a\": ",
    "#12 3.118 ",
    "10 | url = ",
    "12345678901234 | x ",
    "/app/index.js:12",
    "node:internal/x:1 ",
    "Caused by: ",
    "goroutine 1 [running",
    "thread 'main' ",
    "\tat ",
    "  indented ",
    "GET /health HTTP/1.1 ",
    "10.0.3.17 - - [01/Oct/2025:14:45:12 +0000] ",
    "\xE2\x94\x82 framed ",
    "GR\xc3\x9cSSE aus ",
};
static const char *const ends[] = {
    "took 8 ms",
    "boom",
    "ended with error",
    "x:",
    "x {",
    "x'",
    "x ",
    "(",
    "in `m'",
    "fatal",
    "EMERG",
    "said:",
    "at 10",
    "[12] ERROR:  x",
    "failed!",
    "Retry err!",
    "",
    "]",
    "\"",
    "| done",
    "a@b [c]",
};

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static size_t make_line(uint64_t *seed, char *line, size_t size)
{
    static const char bytes[] = "0123456789 abcXYZ.:,[]@'(_-|{}\"H";
    const int n = snprintf(line, size, PREFIX "%s%s%s", begins[below(seed, COUNT(begins))],
                           below(seed, 4) == 0 ? "" : "for 17 of 4711 orders ",
                           ends[below(seed, COUNT(ends))]);
    const size_t prefix = sizeof PREFIX - 1, len = (size_t)n;
    for (uint32_t k = below(seed, 4); k > 0 && len > prefix; k--)
        line[prefix + below(seed, (uint32_t)(len - prefix))] = bytes[below(seed, sizeof bytes - 1)];
    return len;
}

static void says_what_a_close_look_says(void **state)
{
    (void)state;
    struct peel peel;
    struct bulk_prefixes prefixes;
    struct bulk_heads *heads = test_calloc(1, sizeof *heads);
    const struct bulk_asker nobody = { .ask = NULL };
    uint64_t seed = 0x2545f4914f6cdd1du;
    size_t whole = 0, remembered = 0;
    peel_init(&peel, NULL, 0, NULL);
    bulk_prefixes_init(&prefixes);
    const struct bulk_judge close = { &peel, &prefixes, INT64_MAX, false, &nobody, NULL, NULL };
    struct bulk_judge quick = close;
    quick.heads = heads;
    for (int round = 0; round < ROUNDS; round++) {
        char text[MESSAGE_MAX + sizeof PREFIX];
        const struct slice line = slice_make(text, make_line(&seed, text, sizeof text));
        struct bulk_line want = { .start = 0 }, got = { .start = 0 };
        size_t learned = 0;
        bool may_be_error;
        want.kind = bulk_kind(&close, line, &want, &learned);
        got.kind = bulk_kind(&quick, line, &got, &learned);
        if (got.kind != want.kind || got.may_be_error != want.may_be_error
            || got.message != want.message)
            fail_msg("'%.*s': %d %d, not %d %d", SLICE_ARG(line), got.kind, got.may_be_error,
                     want.kind, want.may_be_error);
        whole += want.kind == BULK_WHOLE;
        remembered +=
            bulk_head_is_whole(heads, &peel, slice_from(line, sizeof PREFIX - 1), &may_be_error);
    }
    assert_true(whole > ROUNDS / 4 && remembered > whole / 2 && remembered <= whole);
    bulk_prefixes_release(&prefixes);
    test_free(heads);
}

/* What is known of one digit is known of the others: of shapes that messages may have. */
static void shapes_do_not_tell_digits_apart(void **state)
{
    (void)state;
    for (size_t i = 0; line_shape_table[i]; i++) {
        if (!(line_shape_table[i]->flags & LINE_INNER))
            continue;
        const char *const sets[] = { line_shape_table[i]->first, line_shape_table[i]->second };
        for (size_t k = 0; k < COUNT(sets); k++) {
            size_t digits = 0;
            for (const char *c = sets[k]; c && *c; c++)
                digits += ascii_is_digit(*c);
            if (digits != 0 && digits != strlen(LINE_DIGITS))
                fail_msg("%s: first bytes have %zu digits", line_shape_table[i]->name, digits);
        }
    }
}

/* Is a message that ends in this byte taken as what it is? */
static void ends_are_known(void **state)
{
    (void)state;
    struct peel peel;
    struct bulk_heads *heads = test_calloc(1, sizeof *heads);
    peel_init(&peel, NULL, 0, NULL);
    for (int c = 1; c < 256; c++) {
        char text[] = "INFO request for orders .";
        text[sizeof text - 2] = (char)c;
        bool may_be_error;
        assert_int_equal(bulk_head_is_whole(heads, &peel, slice_cstr(text), &may_be_error),
                         !trace_end_is_odd((char)c));
    }
    for (size_t i = 0; level_alarms[i]; i++) {
        char text[MESSAGE_MAX];
        bool may_be_error;
        const size_t len = strlen(level_alarms[i]) - 1; /* without what ends the word */
        snprintf(text, sizeof text, "INFO request for orders %.*s", (int)len, level_alarms[i]);
        if (bulk_head_is_whole(heads, &peel, slice_cstr(text), &may_be_error))
            assert_int_equal(may_be_error, level_is_hidden(slice_cstr(text)));
    }
    test_free(heads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_a_close_look_says),
        cmocka_unit_test(shapes_do_not_tell_digits_apart),
        cmocka_unit_test(ends_are_known),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
