#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source_fixture.h"

#include <fcntl.h>
#include <unistd.h>

static void test_plain(void **state)
{
    (void)state;
    const struct expect plain = { "utf-8", "", false, NULL };
    check(SLICE(""), SLICE(""), &plain);
    check(SLICE("a"), SLICE("a"), &plain);
    check(SLICE("one\ntwo\n\nlast line, longer than the head"),
          SLICE("one\ntwo\n\nlast line, longer than the head"), &plain);
    const struct expect binary = { "binary", "", false, NULL };
    check(SLICE("\0\1\2\3abc"), SLICE("\0\1\2\3abc"), &binary);
    const struct expect bom = { "utf-8-bom", "", false, NULL };
    check(SLICE("\xEF\xBB\xBFtext"), SLICE("text"), &bom);
    /* The hole of a log that was truncated while it was written is no sign of binary data. */
    check(SLICE("\0\0\0\0\0\0a line\n"), SLICE("\0\0\0\0\0\0a line\n"), &plain);
}

/* After `cat a b`; a mark inside a line is the text's own. */
static void test_marks(void **state)
{
    (void)state;
    const struct expect plain = { "utf-8", "", false, NULL };
    const struct expect bom = { "utf-8-bom", "", false, NULL };
    check(SLICE("one\n\xEF\xBB\xBFtwo\n"), SLICE("one\ntwo\n"), &plain);
    check(SLICE("\xEF\xBB\xBF\xEF\xBB\xBFone\n\n\xEF\xBB\xBF\n\xEF\xBB\xBF"), SLICE("one\n\n\n"),
          &bom);
    check(SLICE("one \xEF\xBB\xBF\n\xEF\xBC\x8Ctwo"), SLICE("one \xEF\xBB\xBF\n\xEF\xBC\x8Ctwo"),
          &plain);
    check(SLICE("cut off\n\xEF\xBB"), SLICE("cut off\n\xEF\xBB"), &plain);
    check(SLICE("cut off\n\xEF"), SLICE("cut off\n\xEF"), &plain);
    const struct expect wide = { "utf-16le", "", false, NULL };
    check(SLICE("\xFF\xFE"
                "1\0\n\0\xFF\xFE"
                "2\0"),
          SLICE("1\n2"), &wide);
}

static void test_lines(void **state)
{
    (void)state;
    struct source *src = source_open_memory(SLICE("one\ntwo\n\nend"), "x", NULL);
    struct slice w = source_peek(src, 1);
    assert_int_equal(source_line(src), 1);
    assert_int_equal(w.len, 12);
    source_consume(src, 4);
    assert_int_equal(source_line(src), 2);
    source_consume(src, 5);
    assert_int_equal(source_line(src), 4);
    assert_int_equal(source_offset(src), 9);
    source_consume(src, 100); /* never past the window */
    assert_int_equal(source_offset(src), 12);
    source_close(src);
}

static void test_gzip(void **state)
{
    (void)state;
    const struct expect good = { "utf-8", "gzip", false, NULL };
    struct buf one, two, nested, bad;
    buf_init(&one);
    buf_init(&two);
    buf_init(&nested);
    buf_init(&bad);
    add_gzip(&one, SLICE("first member\n"));
    check(buf_slice(&one), SLICE("first member\n"), &good);

    buf_add(&two, buf_slice(&one));
    add_gzip(&two, SLICE("")); /* an empty member between */
    add_gzip(&two, SLICE("second\n"));
    check(buf_slice(&two), SLICE("first member\nsecond\n"), &good);

    add_gzip(&nested, buf_slice(&two));
    check(buf_slice(&nested), SLICE("first member\nsecond\n"), &good);

    size_t whole = two.len;
    buf_add_fill(&two, '\0', 30); /* padding, as tar leaves it */
    check(buf_slice(&two), SLICE("first member\nsecond\n"), &good);

    const struct expect cut = { "utf-8", "gzip", true,
                                "truncated gzip: the stream ends inside member 3" };
    check(slice_sub(buf_slice(&two), 0, whole - 1), SLICE("first member\nsecond\n"), &cut);

    const struct expect garbage = { "utf-8", "gzip", true, "behind the end" };
    buf_add(&bad, buf_slice(&one));
    buf_add_cstr(&bad, "no gzip");
    check(buf_slice(&bad), SLICE("first member\n"), &garbage);

    const struct expect crc = { "utf-8", "gzip", true, "member 1: incorrect data check" };
    buf_reset(&bad);
    buf_add(&bad, buf_slice(&one));
    bad.ptr[bad.len - 6] ^= 1;
    check(buf_slice(&bad), SLICE("first member\n"), &crc);

    const struct expect zlib = { "utf-8", "zlib", false, NULL };
    buf_reset(&bad);
    add_deflated(&bad, SLICE("by zlib"), 15);
    check(buf_slice(&bad), SLICE("by zlib"), &zlib);

    buf_release(&one);
    buf_release(&two);
    buf_release(&nested);
    buf_release(&bad);
}

static void test_utf16(void **state)
{
    (void)state;
    const struct expect le = { "utf-16le", "", false, NULL }, be = { "utf-16be", "", false, NULL };
    check(SLICE("\xFF\xFEh\0i\0\r\0\n\0"), SLICE("hi\r\n"), &le);
    check(SLICE("\xFE\xFF\0h\0i"), SLICE("hi"), &be);
    check(SLICE("p\0l\0a\0i\0n\0"), SLICE("plain"), &le);
    check(SLICE("\0p\0l\0a\0i\0n"), SLICE("plain"), &be);
    /* a mark that was taken for UTF-8 */
    check(SLICE("\xEF\xBF\xBD\xEF\xBF\xBDp\0l\0a\0i\0n\0"), SLICE("plain"), &le);
    check(SLICE("\xEF\xBF\xBD\xEF\xBF\xBD\0p\0l\0a\0i\0n"), SLICE("plain"), &be);
    check(SLICE("\xFF\xFE\xE9\0\xAC\x20\x3D\xD8\x00\xDE"),
          SLICE("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), &le);
    /* lost surrogates, before a character and at the end */
    check(SLICE("\xFF\xFE\x3D\xD8x\0\x00\xDE\x3D\xD8"),
          SLICE("\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD"), &le);
    const struct expect odd = { "utf-16le", "", true, "half a character" };
    check(SLICE("\xFF\xFEh\0i"), SLICE("h"), &odd);
    struct buf gz;
    buf_init(&gz);
    add_gzip(&gz, SLICE("\xFF\xFEz\0"));
    const struct expect both = { "utf-16le", "gzip", false, NULL };
    check(buf_slice(&gz), SLICE("z"), &both);
    buf_release(&gz);
}

static void test_foreign(void **state)
{
    (void)state;
    const struct expect lz4 = { "utf-8", "lz4", true, "lz4 -dc FILE | culprit" };
    check(SLICE("\x04\x22\x4D\x18 rest"), SLICE(""), &lz4);
    const struct expect zip = { "utf-8", "zip", true, "unzip -p" };
    check(SLICE("PK\x03\x04 rest"), SLICE(""), &zip);
    const struct expect plain = { "utf-8", "", false, NULL };
    check(SLICE("BZhello is a text"), SLICE("BZhello is a text"), &plain);
}

static void test_fd(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(write(fds[1], "sixteen bytes or more\n", 22), 22);
    struct source *src = source_open_fd(fds[0], "-", NULL);
    /* The writer is still there: what is at hand must be enough. */
    struct slice w = source_peek(src, 22);
    assert_int_equal(w.len, 22);
    assert_false(source_at_end(src));
    source_consume(src, 22);
    assert_int_equal(write(fds[1], "x", 1), 1);
    assert_int_equal(source_peek(src, 1).len, 1);
    close(fds[1]);
    assert_int_equal(source_peek(src, 2).len, 1);
    assert_true(source_at_end(src));
    assert_int_equal(source_raw_bytes(src), 23);
    source_close(src);

    src = source_open_fd(open("/", O_RDONLY | O_CLOEXEC), "/", NULL);
    assert_int_equal(source_peek(src, 1).len, 0);
    assert_true(source_damaged(src));
    assert_non_null(source_warning(src, 0));
    source_close(src);
}

static void test_warnings(void **state)
{
    (void)state;
    struct source *src = source_open_memory(SLICE("a\nb\n"), "w", NULL);
    source_peek(src, 1);
    source_consume(src, 2);
    struct err err;
    err_init(&err);
    err_set(&err, "hello");
    for (int i = 0; i < SOURCE_WARNINGS_MAX + 5; i++)
        source_warn(src, &err, false);
    assert_false(source_damaged(src));
    assert_int_equal(source_warning_count(src), SOURCE_WARNINGS_MAX + 5);
    assert_int_equal(source_warning(src, 0)->line, 2);
    assert_int_equal(source_warning(src, 0)->offset, 2);
    assert_null(source_warning(src, SOURCE_WARNINGS_MAX));
    source_close(src);
}

/* What is recalled depends on what was consumed, not on the blocks. */
static void test_recall(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text);
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "line %d\n", i);
    const struct slice all = buf_slice(&text);
    for (size_t i = 0; i < COUNT(block_sizes); i++) {
        struct source_options opts = { .block_bytes = block_sizes[i] };
        struct source *src = source_open_memory(all, "x.log", &opts);
        source_keep(src, 1000);
        struct slice line;
        uint64_t start;
        assert_false(source_recall_line(src, 0, &line, &start));
        for (size_t at = 0; at + 77 < all.len; at += 77) {
            assert_true(source_peek(src, 77).len >= 77);
            source_consume(src, 77);
            const size_t now = at + 77, oldest = now < 1000 ? 0 : now - 1000;
            for (size_t k = oldest; k < now; k += 13) {
                const size_t lf = slice_find_last_byte(slice_sub(all, 0, k), '\n');
                const size_t from = lf == SLICE_NONE ? 0 : lf + 1;
                const size_t end = slice_find_byte(all, '\n', k);
                const bool is_kept = from > oldest || oldest == 0;
                assert_int_equal(source_recall_line(src, k, &line, &start), is_kept);
                if (!is_kept)
                    continue;
                assert_int_equal(start, from);
                const struct slice whole = slice_sub(all, from, (end < now ? end : now) - from);
                assert_true(slice_eq(line, whole));
            }
            assert_false(source_recall_line(src, now, &line, &start));
            assert_false(source_recall_line(src, oldest - 1, &line, &start));
        }
        source_close(src);
    }
    buf_release(&text);
}

/* A waiter is asked before each read, and may end the source. */
struct waits {
    int to;
    unsigned calls;
};

static bool wait_twice(void *self, int fd)
{
    struct waits *w = self;
    assert_true(fd >= 0);
    if (w->calls++ == 2)
        return false;
    assert_int_equal(write(w->to, "twenty bytes a write", 20), 20);
    return true;
}

static bool is_second(void *self, int fd)
{
    const struct waits *w = self;
    (void)fd;
    return w->calls < 2;
}

static void test_waiter(void **state)
{
    (void)state;
    int fds[2];
    struct waits waits = { .calls = 0 };
    assert_int_equal(pipe(fds), 0);
    waits.to = fds[1];
    const struct source_options opts = { .waiter = { wait_twice, is_second, &waits },
                                         .ahead_blocks = SOURCE_AHEAD_BLOCKS,
                                         .ahead_from = 1 };
    struct source *src = source_open_fd(fds[0], "pipe", &opts);
    assert_true(source_is_ready(src));
    assert_in_range(source_peek(src, 1).len, 1, 20);
    assert_int_equal(source_peek(src, 41).len, 40);
    assert_int_equal(waits.calls, 3);
    assert_true(source_at_end(src));
    source_close(src);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),  cmocka_unit_test(test_lines),
        cmocka_unit_test(test_marks),  cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_utf16),  cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_fd),     cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_recall), cmocka_unit_test(test_waiter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
