#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/search.h"
#include "search_fixture.h"

/* Searches the text as it comes in blocks of a size. */
static void run(const struct search_options *opts, const char *regex, const char *text,
                size_t block_bytes, struct buf *out)
{
    const struct source_options source_opts = { .block_bytes = block_bytes };
    struct source *src = source_open_memory(slice_cstr(text), "x.log", &source_opts);
    struct framer *framer = framer_open(src, NULL);
    struct patterns *p = pattern(regex);
    struct select sel;
    struct event event;
    select_init(&sel);
    struct search *s = search_new(opts, p, &sel, NULL, out);
    source_keep(src, SUBJECT_KEEP_BYTES);
    search_begin(s, "x.log", src);
    while (framer_next(framer, &event) == STATUS_OK)
        if (search_event(s, &event) != SEARCH_GO_ON)
            break;
    search_end(s);
    search_free(s);
    select_release(&sel);
    patterns_free(p);
    framer_close(framer);
    source_close(src);
}

static void check(const struct search_options *opts, const char *regex, const char *text,
                  const char *want)
{
    static const size_t blocks[] = { 1, 7, 100, 0 };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        struct buf out;
        buf_init(&out);
        run(opts, regex, text, blocks[i], &out);
        if (!slice_eq(buf_slice(&out), slice_cstr(want)))
            fail_msg("block %zu: %s: got\n%s", blocks[i], regex, buf_cstr(&out));
        buf_release(&out);
    }
}

#define ALL .max_count = UINT64_MAX

static const char trace[] = "INFO one\n"
                            "ERROR two\n"
                            "Traceback (most recent call last):\n"
                            "  File \"a.py\", line 1, in b\n"
                            "ValueError: bad\n"
                            "INFO three\n"
                            "INFO four\n"
                            "INFO five\n";

static void test_events(void **state)
{
    (void)state;
    const struct search_options plain = { ALL }, numbers = { ALL, .print.with_line = true };
    const struct search_options count = { ALL, .mode = SEARCH_COUNT };
    check(
        &plain, "ValueError", trace,
        "ERROR two\nTraceback (most recent call last):\n  File \"a.py\", line 1, in b\nValueError: "
        "bad\n");
    check(&numbers, "three|File", trace,
          "2:ERROR two\n3:Traceback (most recent call last):\n4:  File \"a.py\", line 1, in "
          "b\n5:ValueError: bad\n6:INFO three\n");
    check(&count, ".", trace, "5\n");
    check(&count, "^ValueError: bad$", trace, "1\n");
    check(&count, "nothing", trace, "0\n");
}

static void test_context(void **state)
{
    (void)state;
    const struct search_options before = { ALL, .before = 1, .has_context = true };
    const struct search_options both = { ALL, .before = 1, .after = 1, .has_context = true };
    const struct search_options none = { ALL, .has_context = true };
    const struct search_options one = { .max_count = 1, .after = 1, .has_context = true };
    check(&before, "one|five", trace, "INFO one\n--\nINFO four\nINFO five\n");
    check(
        &both, "three|five", trace,
        "ERROR two\nTraceback (most recent call last):\n  File \"a.py\", line 1, in b\nValueError: "
        "bad\nINFO three\nINFO four\nINFO five\n");
    check(&none, "one|four", trace, "INFO one\n--\nINFO four\n");
    check(&one, "INFO", "INFO a\nINFO b\nINFO c\n", "INFO a\nINFO b\n");
}

/* The lines of streams that interleave: each event has its own. */
static void test_streams(void **state)
{
    (void)state;
    static const char text[] =
        "2025-10-01T14:41:02.000000+00:00 a/a/1 ERROR first\n"
        "2025-10-01T14:41:02.000000+00:00 b/b/2 INFO other\n"
        "2025-10-01T14:41:02.100000+00:00 a/a/1 Traceback (most recent call last):\n"
        "2025-10-01T14:41:02.100000+00:00 b/b/2 INFO more\n"
        "2025-10-01T14:41:02.100000+00:00 a/a/1   File \"a.py\", line 1, in b\n"
        "2025-10-01T14:41:02.100000+00:00 a/a/1 ValueError: bad\n";
    const struct search_options plain = { ALL };
    check(&plain, "ValueError", text,
          "2025-10-01T14:41:02.000000+00:00 a/a/1 ERROR first\n"
          "2025-10-01T14:41:02.100000+00:00 a/a/1 Traceback (most recent call last):\n"
          "2025-10-01T14:41:02.100000+00:00 a/a/1   File \"a.py\", line 1, in b\n"
          "2025-10-01T14:41:02.100000+00:00 a/a/1 ValueError: bad\n");
}

/* Matches of the message are shown where they stand in the lines of the source. */
static void test_color(void **state)
{
    (void)state;
    static const char text[] = "2025-10-01T14:41:02.000000+00:00 a/a/1 ERROR a ERROR\n";
    const struct search_options color = { ALL, .print.color = true };
    check(&color, "^ERROR", text,
          "2025-10-01T14:41:02.000000+00:00 a/a/1 \033[01;31m\033[KERROR\033[m\033[K a ERROR\n");
    check(&color, "14:41", text,
          "2025-10-01T\033[01;31m\033[K14:41\033[m\033[K:02.000000+00:00 a/a/1 ERROR a ERROR\n");
}

/* No control character reaches a terminal. */
static void test_safe(void **state)
{
    (void)state;
    const struct search_options safe = { ALL, .print.safe = true, .print.color = true };
    check(&safe, "evil", "ERROR \033]0;title\007evil\x01 \033[31mred\033[0m\n",
          "ERROR \033[01;31m\033[Kevil\033[m\033[K\\x01 red\n");
}

/* An event whose lines are too far behind the reader is told by its message. */
static void test_far(void **state)
{
    (void)state;
    struct buf text, out;
    const struct search_options plain = { ALL };
    buf_init(&text);
    buf_init(&out);
    buf_add_cstr(&text, "2025-10-01T14:41:02.000000+00:00 a/a/1 ERROR far\n");
    for (int i = 0; i < 8; i++) {
        buf_add_cstr(&text, "2025-10-01T14:41:02.000000+00:00 b/b/2 ");
        buf_add_fill(&text, 'x', 200000);
        buf_add_byte(&text, '\n');
    }
    run(&plain, "far", buf_cstr(&text), 0, &out);
    assert_string_equal(buf_cstr(&out), "ERROR far\n");
    buf_release(&text);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),  cmocka_unit_test(test_context),
        cmocka_unit_test(test_streams), cmocka_unit_test(test_color),
        cmocka_unit_test(test_safe),    cmocka_unit_test(test_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
