#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/tally.h"

#include <stdio.h>

#include "search_fixture.h"

static void count(struct tally *t, struct patterns *p, const char *line)
{
    struct first_event f;
    struct subject s;
    struct confirm_match m;
    first_event_open(&f, line);
    subject_init(&s);
    subject_set(&s, &f.event, f.src, "x.log");
    const bool found = subject_match(&s, p);
    if (found) {
        patterns_begin(p, s.searched);
        assert_true(patterns_next(p, s.searched, 0, &m));
    }
    tally_add(t, &s, p, found ? &m : NULL);
    subject_release(&s);
    first_event_close(&f);
}

static void check(const char *by, const char *want)
{
    static const char *const lines[] = {
        "2025-10-01T14:41:02Z ERROR user=bob failed after 12 ms",
        "2025-10-01T14:40:02Z ERROR user=eve failed after 99 ms",
        "2025-10-01T14:41:59Z INFO user=bob came",
        "no time here",
    };
    struct patterns *p = pattern("user=(?<who>\\w+)");
    struct tally t;
    struct buf out;
    buf_init(&out);
    assert_true(tally_init(&t, slice_cstr(by)));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        count(&t, p, lines[i]);
    tally_write(&t, &out);
    if (!slice_eq(buf_slice(&out), slice_cstr(want)))
        fail_msg("%s: got '%s'", by, buf_cstr(&out));
    buf_release(&out);
    tally_release(&t);
    patterns_free(p);
}

static void test_values(void **state)
{
    (void)state;
    check("minute", "      1 2025-10-01 14:40:00\n      2 2025-10-01 14:41:00\n      1 (none)\n");
    check("level", "      2 error\n      1 info\n      1 (none)\n");
    check("capture:who", "      2 bob\n      1 eve\n      1 (none)\n");
    check("capture:1", "      2 bob\n      1 eve\n      1 (none)\n");
    check("field:user", "      2 bob\n      1 eve\n      1 (none)\n");
    check("source", "      4 x.log\n");
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "colour", "capture:", "field:", "minutes" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tally t;
        assert_false(tally_init(&t, slice_cstr(bad[i])));
        tally_release(&t);
    }
}

/* More values than are kept are counted all the same. */
static void test_bound(void **state)
{
    (void)state;
    struct tally t;
    struct subject s;
    struct buf out;
    assert_true(tally_init(&t, SLICE("message")));
    subject_init(&s);
    buf_init(&out);
    const struct event_line line = { .line = 1 };
    for (int i = 0; i < TALLY_KEYS_MAX + 7; i++) {
        char text[32];
        snprintf(text, sizeof text, "value %d", i);
        const struct event event = { .message = slice_cstr(text), .lines = &line, .line_count = 1 };
        subject_set(&s, &event, NULL, "x");
        tally_add(&t, &s, NULL, NULL);
    }
    tally_write(&t, &out);
    assert_non_null(strstr(buf_cstr(&out), "      7 (other values)\n"));
    buf_release(&out);
    subject_release(&s);
    tally_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
