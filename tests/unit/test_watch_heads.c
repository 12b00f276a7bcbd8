#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "cli/watch_heads.h"

#include <unistd.h>

static void test_families(void **state)
{
    (void)state;
    static const struct {
        const char *name, *family;
    } rows[] = {
        { "logs/api.log", "logs/api.log" },
        { "logs/api.log.1", "logs/api.log" },
        { "logs/api.log.12.gz", "logs/api.log" },
        { "logs/api.log-20261127", "logs/api.log" },
        { "logs/api.log-20261127-1600.xz", "logs/api.log" },
        { "logs/api.log.2026-11-27.zst", "logs/api.log" },
        { "logs/api.log.gz", "logs/api.log.gz" },
        { "logs/api-2026-11-27.log", "logs/api-2026-11-27.log" },
        { "logs/20261127", "logs/20261127" },
        { "logs/.1", "logs/.1" },
        { "api2", "api2" },
        { "", "" },
        { "1", "1" },
        { "-1", "-1" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct slice got = watch_heads_family(rows[i].name);
        if (!slice_eq(got, slice_cstr(rows[i].family)))
            fail_msg("%s: %.*s", rows[i].name, SLICE_ARG(got));
    }
}

static int file_of(const char *text)
{
    char name[] = "/tmp/culprit-heads.XXXXXX";
    const int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

static enum watch_heads_answer ask(const struct watch_heads *h, const char *name, const char *text)
{
    const int fd = file_of(text);
    const enum watch_heads_answer answer = watch_heads_ask(h, name, fd);
    close(fd);
    return answer;
}

static void note(struct watch_heads *h, const char *name, const char *text)
{
    struct watch_head head;
    const int fd = file_of(text);
    const uint64_t number = watch_heads_note(h, name);
    watch_head_read(&head, fd);
    watch_heads_tell(h, number, &head);
    close(fd);
}

#define TEXT "2025-10-01 14:41:02 INFO it began\n"

static void test_answers(void **state)
{
    (void)state;
    struct watch_heads *h = alloc_zeroed(1, sizeof *h);
    assert_int_equal(ask(h, "api.log.1", TEXT), WATCH_HEADS_NEW);
    note(h, "api.log", TEXT);
    assert_int_equal(ask(h, "api.log.1", TEXT "and went on\n"), WATCH_HEADS_KNOWN);
    assert_int_equal(ask(h, "api.log.2", "2025-10-01 15:41:02 INFO it began\n"), WATCH_HEADS_NEW);
    assert_int_equal(ask(h, "api.log", TEXT), WATCH_HEADS_NEW);
    assert_int_equal(ask(h, "web.log.1", TEXT), WATCH_HEADS_NEW);
    assert_int_equal(ask(h, "api.log", ""), WATCH_HEADS_NEW);
    assert_int_equal(ask(h, "api.log.1", "2025"), WATCH_HEADS_LATER); /* being copied */
    assert_int_equal(ask(h, "api.log.1", ""), WATCH_HEADS_LATER);
    assert_int_equal(ask(h, "api.log.1.gz", ""), WATCH_HEADS_LATER);
    assert_int_equal(ask(h, "api.log.1.gz", TEXT),
                     WATCH_HEADS_KNOWN); /* not compressed after all */
    for (int i = 0; i < WATCH_HEADS_MAX; i++)
        note(h, "web.log", "2025-10-01 14:41:02 INFO another one\n");
    assert_int_equal(ask(h, "api.log.1", TEXT), WATCH_HEADS_NEW); /* forgotten */
    alloc_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families),
        cmocka_unit_test(test_answers),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
