/* What is complete is given at once: nothing waits for bytes that are not needed to tell. The
 * writer and the reader are the same thread, so a framer that waits hangs; the alarm ends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame/framer.h"

#include <poll.h>
#include <unistd.h>

#define PATIENCE_S 20

struct step {
    const char *bytes;    /* written … */
    const char *messages; /* … and the events that can then be had, '|' between them */
};

static void check(const struct step *steps, size_t count)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct source *src = source_open_fd(fds[0], "-", NULL);
    struct framer *f = framer_open(src, NULL);
    struct event event;
    alarm(PATIENCE_S);
    for (size_t i = 0; i < count; i++) {
        const struct slice bytes = slice_cstr(steps[i].bytes);
        assert_int_equal(write(fds[1], bytes.ptr, bytes.len), bytes.len);
        if (i + 1 == count)
            close(fds[1]);
        struct slice rest = slice_cstr(steps[i].messages), want;
        while (slice_next_field(&rest, '|', &want)) {
            assert_int_equal(framer_next(f, &event), STATUS_OK);
            if (!slice_eq(event.message, want))
                fail_msg("step %zu: \"%.*s\" instead of \"%.*s\"", i, SLICE_ARG(event.message),
                         SLICE_ARG(want));
        }
    }
    assert_int_equal(framer_next(f, &event), STATUS_END);
    alarm(0);
    framer_close(f);
    source_close(src);
}

#define CHECK(steps) check(steps, sizeof(steps) / sizeof *(steps))

/* The newest event stays open until the line behind it shows that it is over. */
static void test_text(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "2025-10-01T14:41:02Z INFO one is ready\n2025-10-01T14:4", "" },
        { "1:03Z ERROR two\n", "2025-10-01T14:41:02Z INFO one is ready" },
        { "    at f (a.js:1:2)\n2025-10-01T14:41:04Z INFO three\n",
          "2025-10-01T14:41:03Z ERROR two\n    at f (a.js:1:2)" },
        { "2025-10-01T14:41:05Z INFO four\n2025-10-01T14:41:06Z INFO five\n",
          "2025-10-01T14:41:04Z INFO three|2025-10-01T14:41:05Z INFO four" },
        { "", "2025-10-01T14:41:06Z INFO five" },
    };
    CHECK(steps);
}

static void test_tail(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "2025-10-01T14:41:02.120000+00:00 api/web/0123456789abcdef0123456789abcdef {\n", "" },
        { "    \"level\": \"error\",\n    \"msg\": \"refused\"\n}\n", "" },
        { "2025-10-01T14:41:03.120000+00:00 api/web/0123456789abcdef0123456789abcdef INFO up\n",
          "refused\n{\n    \"level\": \"error\",\n    \"msg\": \"refused\"\n}" },
        { "2025-10-01T14:41:04.120000+00:00 api/web/0123456789abcdef0123456789abcdef INFO on\n",
          "INFO up" },
        { "", "INFO on" },
    };
    CHECK(steps);
}

/* Service events are complete with their bracket; log events may go on in the next one. (The first
 * line of a document is waited for, or as much of it as a line may have.) */
static void test_document(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "{\n  \"serv", "" },
        { "ices\": [\n    {\n      \"serviceName\": \"api\",\n      \"events\": [\n        {\n"
          "          \"id\": \"1\",\n          \"createdAt\": \"2025-10-01T14:41:02Z\",\n"
          "          \"message\": \"(service api) has reached a steady state.\"\n        }",
          "(service api) has reached a steady state." },
        { "      ]\n    }\n  ]\n}\n", "" },
    };
    CHECK(steps);
    static const struct step logs[] = {
        { "{\"events\":[\n{\"timestamp\":1759325000000,\"eventId\":\"1\",\"message\":\"INFO "
          "one\"},",
          "" },
        { "{\"timestamp\":1759325060000,\"eventId\":\"2\",\"message\":\"INFO two\"}", "INFO one" },
        { ",{\"timestamp\":1759325120000,\"eventId\":\"3\",\"message\":\"INFO three\"}]}\n",
          "INFO two" },
        { "", "INFO three" },
    };
    CHECK(logs);
}

/* Compact JSON has no line ends: what is closed is given, whether one document or several. */
static void test_compact(void **state)
{
    (void)state;
    static const struct step document[] = {
        { "{", "" },
        { "\"events\":[{\"timestamp\":1759325000000,\"eventId\":\"1\",\"message\":\"INFO one\"},",
          "" },
        { "{\"timestamp\":1759325060000,\"eventId\":\"2\",\"message\":\"INFO two\"}", "INFO one" },
        { ",{\"timestamp\":1759325120000,\"eventId\":\"3\",\"message\":\"INFO three\"}]}",
          "INFO two" },
        { "", "INFO three" },
    };
    CHECK(document);
#define HEAD                                                                                       \
    "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":["
    static const struct step payloads[] = {
        { HEAD "{\"id\":\"1\",\"timestamp\":1759325000000,\"message\":\"INFO one\"}]}", "" },
        { HEAD "{\"id\":\"2\",\"timestamp\":1759325060000,\"message\":\"INFO two\"}]}",
          "INFO one" },
        { HEAD "{\"id\":\"3\",\"timestamp\":1759325120000,\"message\":\"INFO three\"}]}",
          "INFO two" },
        { "", "INFO three" },
    };
    CHECK(payloads);
    static const struct step tasks[] = {
        { "{\"services\":[{\"serviceName\":\"api\",\"events\":[{\"id\":\"1\",\"createdAt\":"
          "\"2025-10-01T14:41:02Z\",\"message\":\"(service api) has reached a steady state.\"}",
          "(service api) has reached a steady state." },
        { "]}]}", "" },
    };
    CHECK(tasks);
}

/* While a source waits: what is begun is seen as it stands, and settled where that is asked for. */
struct wait_steps {
    struct framer *framer;
    int to;
    unsigned calls;
    bool seen;
};

#define TAIL "2025-10-01T14:41:02.120000+00:00 api/web/0123456789abcdef0123456789abcdef "
#define TRACE TAIL "Traceback (most recent call last):\n" TAIL "  File \"a.py\", line 1, in f\n"

static bool wait_with_steps(void *self, int fd)
{
    struct wait_steps *s = self;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    struct event event;
    if (poll(&p, 1, 0) == 1)
        return true;
    if (s->calls++ == 0) {
        assert_int_equal(write(s->to, TRACE, strlen(TRACE)), strlen(TRACE));
        return true;
    }
    assert_true(framer_open_event(s->framer, 0, &event));
    assert_true(slice_eq(event.message, SLICE("Traceback (most recent call last):\n"
                                              "  File \"a.py\", line 1, in f")));
    assert_int_equal(event.offset, 0);
    assert_int_equal(event.length, strlen(TRACE));
    assert_false(framer_open_event(s->framer, 1, &event));
    assert_false(framer_holds_records(s->framer));
    assert_true(framer_settle(s->framer, &event));
    assert_int_equal(event.line_count, 2);
    assert_true(event.is_lines);
    assert_false(framer_settle(s->framer, &event));
    s->seen = true;
    return false; /* the source ends here, though the pipe does not */
}

static bool never_ready(void *self, int fd)
{
    (void)self;
    (void)fd;
    return false;
}

static void test_settle(void **state)
{
    (void)state;
    int fds[2];
    struct wait_steps steps = { .calls = 0 };
    struct event event;
    assert_int_equal(pipe(fds), 0);
    steps.to = fds[1];
    const struct source_options opts = { .waiter = { wait_with_steps, never_ready, &steps } };
    struct source *src = source_open_fd(fds[0], "-", &opts);
    steps.framer = framer_open(src, NULL);
    assert_int_equal(framer_next(steps.framer, &event), STATUS_END);
    assert_true(steps.seen);
    framer_close(steps.framer);
    source_close(src);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),     cmocka_unit_test(test_tail),
        cmocka_unit_test(test_document), cmocka_unit_test(test_compact),
        cmocka_unit_test(test_settle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
