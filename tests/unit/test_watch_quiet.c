/* Steps are taken while the source waits inside pipeline_step, as in watch_reader.c; the clock is
 * that of the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/database.h"
#include "cli/watch_clock.h"
#include "cli/watch_quiet.h"

#include <poll.h>
#include <unistd.h>

#define MS 1000

struct step {
    const char *bytes; /* written at … */
    int64_t at_us;
    int64_t due_us; /* when the next look is due then; it is taken if the next step is later */
};

struct run {
    const struct step *steps;
    size_t count, next;
    int to;
    struct pipeline_reading *reading;
    struct watch_quiet quiet;
};

static void look(struct run *r)
{
    const struct step *step = &r->steps[r->next - 1];
    const bool is_last = r->next == r->count;
    watch_quiet_note(&r->quiet, r->reading, step->at_us);
    const int64_t due_us = watch_quiet_due_us(&r->quiet);
    if (due_us != step->due_us)
        fail_msg("step %zu: due at %lld instead of %lld", r->next, (long long)due_us,
                 (long long)step->due_us);
    if (!is_last && due_us <= r->steps[r->next].at_us)
        watch_quiet_mark(&r->quiet, due_us);
}

static bool is_ready(void *self, int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    (void)self;
    return poll(&p, 1, 0) == 1;
}

static bool wait(void *self, int fd)
{
    struct run *r = self;
    if (is_ready(r, fd)) /* the first read is a short one */
        return true;
    if (r->next > 0)
        look(r);
    if (r->next == r->count)
        return false;
    const struct slice bytes = slice_cstr(r->steps[r->next++].bytes);
    assert_int_equal(write(r->to, bytes.ptr, bytes.len), bytes.len);
    return true;
}

static void check(const struct step *steps, size_t count)
{
    struct run r = { .steps = steps, .count = count };
    struct database *db;
    struct err err;
    int fds[2];
    err_init(&err);
    assert_int_equal(database_open(&db, NULL, NULL, 0, false, &err), STATUS_OK);
    assert_int_equal(pipe(fds), 0);
    const struct pipeline_options opts = { .correlate = { .since_us = TIMESTAMP_NONE,
                                                          .until_us = TIMESTAMP_NONE } };
    struct pipeline *p = pipeline_new(database_signatures(db), &opts);
    const struct source_waiter waiter = { wait, is_ready, &r };
    r.to = fds[1];
    r.reading = pipeline_open(p, fds[0], "-", &waiter);
    while (pipeline_step(r.reading))
        ;
    pipeline_close(r.reading);
    pipeline_free(p);
    database_close(db);
    close(r.to);
    assert_int_equal(r.next, r.count);
}

#define CHECK(steps) check(steps, sizeof(steps) / sizeof *(steps))

#define LINE(stream, text) "2025-10-01T14:41:02.120000+00:00 api/app/" stream " " text "\n"
#define A "2aabfe2210ab4d5f9c1d2b3a4c5d6e7f"
#define B "3aabfe2210ab4d5f9c1d2b3a4c5d6e7f"

static void test_a_line_is_looked_at_once(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { LINE(A, "ERROR it broke"), 0, WATCH_QUIET_US },
        { "2025", 100 * MS, WATCH_NEVER },
    };
    CHECK(steps);
}

static void test_what_shows_nothing_is_not(void **state)
{
    (void)state;
    static const struct step steps[] = { { LINE(A, "INFO all is well"), 0, WATCH_NEVER } };
    CHECK(steps);
}

/* Other streams in the same pipe do not put it off. */
static void test_others_do_not_delay(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { LINE(A, "ERROR it broke"), 0, WATCH_QUIET_US },
        { LINE(B, "INFO well"), 20 * MS, WATCH_QUIET_US },
        { LINE(B, "INFO well"), 40 * MS, WATCH_QUIET_US },
        { LINE(B, "INFO well"), 80 * MS, WATCH_NEVER },
    };
    CHECK(steps);
}

static void test_its_own_lines_do(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { LINE(A, "Traceback (most recent call last):"), 0, WATCH_QUIET_US },
        { LINE(A, "  File \"a.py\", line 1, in f"), 50 * MS, 50 * MS + WATCH_QUIET_US },
        { LINE(A, "KeyError: 'DB'"), 90 * MS, 90 * MS + WATCH_QUIET_US },
        /* It was looked at, and goes on after all: again. */
        { LINE(A, "  more"), 300 * MS, 300 * MS + WATCH_QUIET_US },
    };
    CHECK(steps);
}

#define RECORD(message)                                                                            \
    "{\"logStreamName\": \"api\", \"timestamp\": 1759329662120, \"message\": \"" message "\"}"

/* Whose lines may be those of a trace. */
static void test_documents(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "{\"events\": [" RECORD("ERROR it broke"), 0, WATCH_QUIET_US },
        { ", " RECORD("    at f (a.js:1:2)"), 50 * MS, 50 * MS + WATCH_QUIET_US },
    };
    CHECK(steps);
}

static void test_what_is_over(void **state)
{
    (void)state;
    const struct watch_quiet q = {
        .items = { { .offset = 100, .length = 50, .since_us = 1000 * MS },
                   { .offset = UINT64_MAX, .length = 150, .since_us = 1050 * MS } },
        .count = 2,
    };
    const struct event open = { .offset = 100, .length = 50, .is_lines = true };
    const struct event complete = { .offset = 20, .length = 80, .is_lines = true };
    const struct event record = { .offset = 20, .length = 80 };
    assert_false(watch_quiet_is_over(&q, &open, 1000 * MS + WATCH_QUIET_US - 1));
    assert_true(watch_quiet_is_over(&q, &open, 1000 * MS + WATCH_QUIET_US));
    assert_true(watch_quiet_is_over(&q, &complete, 1000 * MS));
    assert_false(watch_quiet_is_over(&q, &record, 1050 * MS + WATCH_QUIET_US - 1));
    assert_true(watch_quiet_is_over(&q, &record, 1050 * MS + WATCH_QUIET_US));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_looked_at_once),
        cmocka_unit_test(test_what_shows_nothing_is_not),
        cmocka_unit_test(test_others_do_not_delay),
        cmocka_unit_test(test_its_own_lines_do),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_what_is_over),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
