#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "read/ahead.h"
#include "source_fixture.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/* A reader that gives numbered bytes, at most `piece` at once, a warning behind every `skip_every`
 * of them, and in the end what `end` says. */
struct script {
    size_t total, piece, skip_every, at;
    bool has_told;
    enum status end;
    bool closed;
};

static char byte_at(size_t i)
{
    return (char)(i * 7 + i / 251);
}

static enum status read_script(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct script *s = self;
    *got = 0;
    if (s->skip_every && s->at > 0 && s->at % s->skip_every == 0 && !s->has_told) {
        s->has_told = true;
        err_set(err, "skipped at %zu", s->at);
        return STATUS_SKIP;
    }
    s->has_told = false;
    if (s->at == s->total) {
        if (s->end == STATUS_FAIL)
            err_set(err, "failed at %zu", s->at);
        return s->end;
    }
    while (*got < size && *got < s->piece && s->at < s->total) {
        out[(*got)++] = byte_at(s->at++);
        if (s->skip_every && s->at % s->skip_every == 0)
            break;
    }
    return STATUS_OK;
}

static void close_script(void *self)
{
    struct script *s = self;
    s->closed = true;
}

static bool always(const void *self)
{
    (void)self;
    return true;
}

static struct ahead *open_script(struct script *s, size_t block_bytes, unsigned blocks)
{
    const struct ahead_options opts = { block_bytes, blocks, always, NULL };
    struct ahead *a = ahead_open((struct byte_reader){ read_script, close_script, s }, &opts);
    assert_non_null(a);
    return a;
}

static void run_script(struct script s, size_t block_bytes, unsigned blocks)
{
    struct ahead *a = open_script(&s, block_bytes, blocks);
    size_t at = 0, skips = 0;
    char text[64];
    for (enum status st = STATUS_OK; st == STATUS_OK || st == STATUS_SKIP;) {
        struct ahead_block *b = ahead_next(a);
        const struct slice bytes = ahead_bytes(b);
        assert_true(bytes.len <= block_bytes);
        for (size_t i = 0; i < bytes.len; i++, at++)
            assert_int_equal(bytes.ptr[i], byte_at(at));
        st = b->status;
        assert_int_equal(b->err.set, st == STATUS_SKIP || st == STATUS_FAIL);
        if (st == STATUS_SKIP) {
            skips++;
            snprintf(text, sizeof text, "skipped at %zu", at);
            assert_string_equal(b->err.text, text);
        } else if (st == STATUS_FAIL) {
            snprintf(text, sizeof text, "failed at %zu", at);
            assert_string_equal(b->err.text, text);
        } else if (st == STATUS_END) {
            assert_int_equal(s.end, STATUS_END);
        }
        ahead_give(a, b);
    }
    assert_int_equal(at, s.total);
    assert_int_equal(skips, s.skip_every ? s.total / s.skip_every : 0);
    assert_false(ahead_has(a));
    assert_false(s.closed);
    ahead_close(a);
    assert_true(s.closed);
}

/* The same bytes, and errors between the same bytes, whatever the blocks. */
static void test_blocks(void **state)
{
    (void)state;
    const size_t pieces[] = { 1, 3, 64, 100000 };
    for (size_t i = 0; i < COUNT(block_sizes); i++)
        for (unsigned blocks = 2; blocks <= AHEAD_BLOCKS_MAX; blocks += 7)
            for (size_t k = 0; k < COUNT(pieces); k++) {
                const size_t size = block_sizes[i] ? block_sizes[i] : 4096;
                run_script((struct script){ 999, pieces[k], 0, 0, false, STATUS_END, false }, size,
                           blocks);
                run_script((struct script){ 999, pieces[k], 111, 0, false, STATUS_FAIL, false },
                           size, blocks);
                run_script((struct script){ 0, pieces[k], 0, 0, false, STATUS_FAIL, false }, size,
                           blocks);
            }
}

/* Nobody takes the blocks: the thread waits for an empty one, and goes all the same. */
static void test_close_early(void **state)
{
    (void)state;
    for (int taken = 0; taken < 4; taken++) {
        struct script s = { .total = 1 << 20, .piece = 100, .end = STATUS_END };
        struct ahead *a = open_script(&s, 100, 2);
        for (int i = 0; i < taken; i++)
            ahead_give(a, ahead_next(a));
        ahead_close(a);
        assert_true(s.closed);
        assert_true(s.at <= (size_t)(taken + 3) * 100);
    }
}

static const struct source_options ahead_at_once = { .ahead_blocks = 2, .ahead_from = 1 };

/* What is complete can be processed at once, and is_ready says whether more is there. */
static void test_slow_pipe(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct source *src = source_open_fd(fds[0], "-", &ahead_at_once);
    assert_int_equal(write(fds[1], "sixteen bytes or more\n", 22), 22);
    for (size_t i = 0; i < 50; i++) {
        assert_int_equal(source_peek(src, 22).len, 22);
        source_consume(src, 22);
        assert_int_equal(source_peek(src, 0).len, 0);
        assert_false(source_is_ready(src));
        assert_false(source_at_end(src));
        assert_int_equal(write(fds[1], "sixteen bytes or more\n", 22), 22);
        struct pollfd soon = { .fd = -1 };
        for (int tries = 0; !source_is_ready(src) && tries < 10000; tries++)
            poll(&soon, 0, 1);
        assert_true(source_is_ready(src));
    }
    assert_int_equal(source_peek(src, 22).len, 22);
    close(fds[1]);
    assert_int_equal(source_peek(src, 23).len, 22);
    assert_true(source_at_end(src));
    assert_int_equal(source_raw_bytes(src), 51 * 22);
    source_close(src);
}

/* The writer keeps quiet and stays: closing does not wait for it. */
static void test_close_pipe(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct source *src = source_open_fd(fds[0], "-", &ahead_at_once);
    assert_int_equal(write(fds[1], "sixteen bytes or more\n", 22), 22);
    assert_int_equal(source_peek(src, 22).len, 22);
    source_consume(src, 22);
    assert_int_equal(write(fds[1], "more\n", 5), 5);
    assert_int_equal(source_peek(src, 1).len, 5); /* from the thread */
    source_close(src);
    assert_int_equal(close(fds[1]), 0);
}

/* Lines longer than a block and its room, among short ones: the window grows and goes again. */
static void test_windows(void **state)
{
    (void)state;
    struct buf text, zipped;
    buf_init(&text);
    buf_init(&zipped);
    for (size_t i = 0; i < 400; i++) {
        buf_add_fill(&text, (char)('a' + i % 26), i % 40 == 0 ? 200000 : i * 5);
        buf_add_cstr(&text, i % 3 ? "\n" : "\n\xEF\xBB\xBF");
    }
    add_gzip(&zipped, buf_slice(&text));
    struct buf want;
    buf_init(&want);
    for (int way = 0; way < 2; way++) {
        const struct slice in = buf_slice(way ? &zipped : &text);
        for (size_t k = 0; k < 6; k++) {
            const size_t sizes[] = { 1000, 70000, 0 };
            const struct source_options opts = { .block_bytes = sizes[k / 2],
                                                 .ahead_blocks = k % 2 ? 3 : 0,
                                                 .ahead_from = 100000 };
            struct source *src = source_open_memory(in, "x", &opts);
            struct buf got;
            buf_init(&got);
            for (struct slice w; (w = source_peek(src, 1)).len > 0;) {
                size_t lf;
                while ((lf = slice_find_byte(w, '\n', 0)) == SLICE_NONE && !source_at_end(src))
                    w = source_peek(src, w.len + 1);
                const size_t line = lf == SLICE_NONE ? w.len : lf + 1;
                buf_add(&got, slice_sub(w, 0, line));
                source_consume(src, line);
            }
            source_close(src);
            if (want.len == 0)
                buf_add(&want, buf_slice(&got));
            assert_true(slice_eq(buf_slice(&got), buf_slice(&want)));
            buf_release(&got);
        }
    }
    assert_true(want.len > 2000000);
    buf_release(&want);
    buf_release(&text);
    buf_release(&zipped);
}

/* A source that is read later, or never. */
static void test_start(void **state)
{
    (void)state;
    struct buf zipped;
    buf_init(&zipped);
    add_gzip(&zipped, SLICE("a line of sixteen bytes or more\n"));
    struct source *src = source_open_memory(buf_slice(&zipped), "x", &ahead_at_once);
    assert_int_equal(source_start(src, 1 << 20), 64 * 1024);
    assert_string_equal(source_compression(src), "gzip");
    assert_int_equal(source_peek(src, 100).len, 32);
    source_close(src);
    src = source_open_memory(buf_slice(&zipped), "x", &ahead_at_once);
    assert_int_equal(source_start(src, 1 << 20), 64 * 1024);
    source_close(src);
    src = source_open_memory(buf_slice(&zipped), "x", &ahead_at_once);
    assert_int_equal(source_start(src, 1000), 0); /* the decoder holds more */
    assert_int_equal(source_peek(src, 100).len, 32);
    source_close(src);
    src = source_open_memory(buf_slice(&zipped), "x", NULL);
    assert_int_equal(source_start(src, 1 << 20), 0);
    source_close(src);
    const struct expect good = { "utf-8", "gzip", false, NULL };
    check(buf_slice(&zipped), SLICE("a line of sixteen bytes or more\n"), &good);
    buf_release(&zipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),    cmocka_unit_test(test_close_early),
        cmocka_unit_test(test_slow_pipe), cmocka_unit_test(test_close_pipe),
        cmocka_unit_test(test_windows),   cmocka_unit_test(test_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
