#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/select.h"
#include "search_fixture.h"

static const char stream_line[] =
    "2025-10-01T14:41:02.120000+00:00 api/web/0123456789abcdef0123456789abcdef WARN code=7 name=x";
static const char compose_line[] = "api-1  | ERROR no time";

enum what { STREAM, TASK, SINCE, UNTIL, LEVEL, FIELD };

static bool wants(enum what what, const char *value, const char *line)
{
    struct select sel;
    struct first_event f;
    struct subject s;
    struct err err;
    err_init(&err);
    select_init(&sel);
    first_event_open(&f, line);
    subject_init(&s);
    subject_set(&s, &f.event, f.src, "x.log");
    const struct slice v = slice_cstr(value);
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    int64_t us = TIMESTAMP_NONE;
    if (what == SINCE || what == UNTIL)
        assert_true(timestamp_parse_any(v, &ctx, &us));
    switch (what) {
    case STREAM: assert_true(select_add(&sel.streams, v)); break;
    case TASK: assert_true(select_add(&sel.tasks, v)); break;
    case SINCE: sel.since_us = us; break;
    case UNTIL: sel.until_us = us; break;
    case LEVEL: sel.level = LEVEL_ERROR; break;
    case FIELD: assert_int_equal(select_add_field(&sel, v, &err), STATUS_OK); break;
    }
    assert_false(select_is_empty(&sel));
    const bool wanted = select_wants(&sel, &s);
    select_release(&sel);
    subject_release(&s);
    first_event_close(&f);
    return wanted;
}

static void test_wants(void **state)
{
    (void)state;
    static const struct {
        enum what what;
        const char *value, *line;
        bool wanted;
    } rows[] = {
        { STREAM, "api/*", stream_line, true },
        { STREAM, "web", stream_line, true },
        { STREAM, "we", stream_line, false },
        { STREAM, "web/*", stream_line, false },
        { STREAM, "api-?", compose_line, true },
        { STREAM, "db", compose_line, false },
        { TASK, "0123", stream_line, true },
        { TASK, "123", stream_line, false },
        { TASK, "arn:aws:ecs:eu-west-1:1:task/prod/0123456789abcdef0123456789abcdef", stream_line,
          true },
        { TASK, "0123", compose_line, false },
        { SINCE, "2025-10-01T14:41:02.120Z", stream_line, true },
        { SINCE, "2025-10-01T14:41:02.121Z", stream_line, false },
        { UNTIL, "2025-10-01T14:41:02.120Z", stream_line, true },
        { UNTIL, "2025-10-01T14:41:02.119Z", stream_line, false },
        { SINCE, "2030-01-01T00:00:00Z", compose_line, true }, /* has no time */
        { LEVEL, "", stream_line, false },
        { LEVEL, "", compose_line, true },
        { FIELD, "code=7", stream_line, true },
        { FIELD, "code=70", stream_line, false },
        { FIELD, "code~^[0-9]$", stream_line, true },
        { FIELD, "code=~x", stream_line, false },
        { FIELD, "ode=7", stream_line, false },
        { FIELD, "none=", stream_line, false },
        { FIELD, "level=warn", stream_line, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (wants(rows[i].what, rows[i].value, rows[i].line) != rows[i].wanted)
            fail_msg("row %zu: %s", i, rows[i].value);
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "name", "=x", "~x", "name~(", "name=~(" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct select sel;
        struct err err;
        err_init(&err);
        select_init(&sel);
        assert_int_equal(select_add_field(&sel, slice_cstr(bad[i]), &err), STATUS_FAIL);
        assert_true(err.set);
        assert_true(select_is_empty(&sel));
        select_release(&sel);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wants),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
