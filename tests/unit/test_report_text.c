#include "report/report.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/text.h"
#include "report_fixture.h"

#include <string.h>

static const char *write_text(struct fixture *f, struct buf *out)
{
    buf_reset(out);
    report_format_find("text")->write(&f->report, &f->style, out);
    return buf_cstr(out);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in\n%s", part, text);
}

static void test_failing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    static const char *const head =
        "FAILING  configuration: Redis URL has no scheme (94 %)\n"
        "Every task of web stops at start-up because its Redis URL has no scheme.\n"
        "\n"
        "1. Redis URL has no scheme\n"
        "   very likely, 94 % · configuration · seen in the logs · redis.url-scheme\n"
        "   The client needs redis:// or rediss:// in front of the host. Without it, it refuses "
        "to connect at\n   start-up.\n";
    assert_int_equal(strncmp(text, head, strlen(head)), 0);
    static const char *const parts[] = {
        "   Chain     ● Redis URL has no scheme ",
        "             → Redis cannot be used ",
        "health.degraded (not seen)\n",
        "   Evidence  14:41:02  web/4f9a1c2b  api.log:15  ×12  redis.url-scheme\n"
        "               ValueError: Redis URL must specify",
        "REDIS_PASSWORD=[redacted:password:",
        "redis: \\x1B[31mnot\\x9B usable\\xFF\n",
        "   Against   No health check failed after the first minute\n",
        "   Check     $ aws ecs describe-task-definition --task-definition <task_definition> \\\n"
        "                 --region <region> --query",
        "   Fix       - Store the full URL instead of cache.internal:6379, for example",
        "             $ aws ecs update-service --service 'web; rm -rf ~' --force-new-deployment\n",
        "   Roll back yes: The revision before still has the old value\n",
        "\nAlso possible\n   2.  5 %  Something not in the database – unknown\n",
        "  14:41:02  ● cause     Redis URL has no scheme ",
        "×12 in ",
        "\nUnknown errors  7 events of 1 kind that no signature knows\n"
        "  ×7      14:38:00  cannot frobnicate <num> widgets\n",
        "▲ line 77: a JSON value ends too early\n",
        "60 error events: 12 explained, 41 consequences, 7 unexplained\n",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_has(text, parts[i]);
    buf_release(&out);
}

static void test_healthy(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_make_healthy(&f);
    f.style.unicode = false;
    f.style.width = 80;
    f.style.zone_s = 2 * 3600;
    f.report.source_count = 1;
    struct buf out;
    buf_init(&out);
    assert_string_equal(
        write_text(&f, &out),
        "HEALTHY  nothing wrong found in 1,204 events\n"
        "\n"
        "Signs of health\n"
        "  + 16:43:20  Service has reached a steady state  x3\n"
        "\n"
        "Timeline  web/4f9a1c2b\n"
        "  16:43:00  + recovery  Service has reached a steady state  x3 in 20 s\n"
        "\n"
        "Read\n"
        "  api.log         aws-logs-tail                         1,200 events    183 kB\n"
        "    ! line 77: a JSON value ends too early\n"
        "    ! 2 more warnings\n"
        "  Times in UTC+02:00, from 2025-10-01 16:38:00 to 16:55:00 (17 min)\n"
        "  No events of level error\n"
        "  culprit 1.0, 6 signatures, database 001122334455\n");
    buf_release(&out);
}

static void test_unknown(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_make_unknown(&f);
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    assert_has(text, "UNKNOWN  no known cause explains what was seen\n");
    assert_has(text, "   Fetch     $ aws logs tail <log_group> --since 6h");
    assert_null(strstr(text, "describe-services --cluster")); /* was read */
    const char *unknown = strstr(text, "\nUnknown errors"), *timeline = strstr(text, "\nTimeline");
    assert_non_null(unknown);
    assert_non_null(timeline);
    assert_true(unknown < timeline);
    buf_release(&out);
}

/* Whatever the width and style: no line is too long but a command that cannot be broken, no blanks
 * at the end, nothing but colours moves the cursor, and plain means ASCII. */
static void check_lines(struct slice text, const struct report_style *style)
{
    struct slice line;
    while (slice_next_line(&text, &line)) {
        if (text_width(line) > style->width && slice_find(line, SLICE("'taskDef"), 0) == SLICE_NONE)
            fail_msg("longer than %u: %.*s", style->width, SLICE_ARG(line));
        assert_true(line.len == 0 || line.ptr[line.len - 1] != ' ');
        for (size_t i = 0; i < line.len; i++) {
            const unsigned char c = (unsigned char)line.ptr[i];
            assert_true(c >= 0x20 && c != 0x7f && (style->unicode || c < 0x80));
        }
    }
}

static void test_lines(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    for (uint32_t width = 60; width < 170; width += 3) {
        for (unsigned bits = 0; bits < 8; bits++) {
            struct fixture f;
            fixture_init(&f);
            f.style.width = width;
            f.style.unicode = bits & 1;
            f.style.full = bits & 2;
            if (bits & 4)
                f.incident.last_us += TIMESTAMP_US_PER_DAY;
            f.samples[1].text =
                SLICE("日本語のログ日本語のログ日本語のログ日本語のログ日本語のログ");
            f.evidence[0].occurrence = f.samples[1];
            write_text(&f, &out);
            check_lines(buf_slice(&out), &f.style);
        }
    }
    buf_release(&out);
}

static void test_color(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    struct buf plain, color;
    buf_init(&plain);
    buf_init(&color);
    write_text(&f, &plain);
    f.style.color = true;
    assert_has(write_text(&f, &color), "\033[1;31mFAILING\033[0m  ");
    assert_null(strchr(buf_cstr(&plain), '\033'));
    struct buf stripped;
    buf_init(&stripped);
    assert_true(slice_eq(text_strip_ansi(buf_slice(&color), &stripped), buf_slice(&plain)));
    buf_release(&stripped);
    buf_release(&plain);
    buf_release(&color);
}

/* Many entries: the root, the changes, the first and the last stay, the rest is counted. */
static void test_long_timeline(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (uint32_t i = 0; i < 40; i++)
        fixture_finding(&f, i == 30 ? FIXTURE_STEADY : FIXTURE_UNHEALTHY, 300 + 10 * i, 1,
                        SLICE("x"));
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    assert_has(text, "  … 19 more (--full)\n");
    assert_has(text, "  14:38:00  ◆ change ");
    assert_has(text, "  14:41:02  ● cause ");
    assert_has(text, "  14:48:00  ✓ recovery ");
    assert_has(text, "  14:49:30  ○ symptom ");
    f.style.full = true;
    assert_null(strstr(write_text(&f, &out), "more (--full)"));
    buf_release(&out);
}

/* What has no signature has a name of its own, and does not push out what has one. */
static void test_entries_without_signature(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    for (uint32_t i = 0; i < 30; i++) {
        fixture_finding(&f, FIXTURE_STEADY, 300 + 10 * i, 1, SLICE("x"));
        struct timeline_entry *e = &f.timeline[f.incident.timeline_count - 1];
        e->kind = i == 0 ? TIMELINE_BURST : i == 1 ? TIMELINE_GAP : TIMELINE_TASK_END;
        e->sig = SIG_NONE;
        e->text = i == 0 ? SLICE("Burst of errors") : i == 1 ? SLICE("Silent") : SLICE("Task");
    }
    f.incident.duplicates = 1204;
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    assert_has(text, "burst     Burst of errors");
    assert_has(text, "gap       Silent");
    assert_has(text, "task      Task");
    assert_has(text, "● cause ");
    assert_has(text, "  1,204 events read more than once, counted once\n");
    buf_release(&out);
}

/* A silence is told, and the day where it changes. */
static void test_gap_and_day(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_finding(&f, FIXTURE_STEADY, 12 * 3600, 1, SLICE("x"));
    f.incident.last_us = FIXTURE_START_US + 12 * TIMESTAMP_US_PER_HOUR;
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    assert_has(text, "\n  2025-10-01\n  14:38:00  ◆ change ");
    assert_has(text, "            ⋮ 11 h later\n  2025-10-02\n  02:38:00  ✓ recovery ");
    assert_has(text, "   Evidence  2025-10-01 14:41:02  web");
    buf_release(&out);
}

static void test_nothing_read(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.incident = (struct incident){ .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
    f.diagnosis = (struct diagnosis){ .verdict = { .status = VERDICT_UNKNOWN } };
    f.report.source_count = 0;
    f.style.width = 0;
    struct buf out;
    buf_init(&out);
    const char *text = write_text(&f, &out);
    assert_has(text, "UNKNOWN  no events were found in what was read\n");
    assert_has(text, "  No times in the input\n");
    assert_has(text, "   Fetch     $ aws ecs describe-services \\\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing),
        cmocka_unit_test(test_healthy),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_color),
        cmocka_unit_test(test_long_timeline),
        cmocka_unit_test(test_entries_without_signature),
        cmocka_unit_test(test_gap_and_day),
        cmocka_unit_test(test_nothing_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
