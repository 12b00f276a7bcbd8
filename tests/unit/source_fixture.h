/* source_fixture: what the tests of sources and decoders share. */
#ifndef TESTS_UNIT_SOURCE_FIXTURE_H
#define TESTS_UNIT_SOURCE_FIXTURE_H

#include "base/buf.h"
#include "read/source.h"

#include <zlib.h>

static const size_t block_sizes[] = { 1, 2, 3, 7, 16, 17, 1000, 0 };

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void add_deflated(struct buf *out, struct slice s, int bits)
{
    z_stream z = { 0 };
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = s.len + 200;
    z.next_out = (unsigned char *)buf_reserve(out, room);
    z.avail_out = (unsigned)room;
    unsigned char nothing = 0;
    z.next_in = s.len ? (unsigned char *)(uintptr_t)s.ptr : &nothing;
    z.avail_in = (unsigned)s.len;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += room - z.avail_out;
    deflateEnd(&z);
}

static void add_gzip(struct buf *out, struct slice s)
{
    add_deflated(out, s, 15 + 16);
}

/* Reads all, in steps that differ. */
static void drain(struct source *src, struct buf *out)
{
    for (size_t step = 1;; step = step * 3 % 101 + 1) {
        struct slice w = source_peek(src, step % 5 + 1);
        if (w.len == 0)
            return;
        size_t n = w.len < step ? w.len : step;
        buf_add(out, slice_sub(w, 0, n));
        source_consume(src, n);
    }
}

struct expect {
    const char *encoding, *compression;
    bool damaged;
    const char *warning; /* part of the first one, or NULL */
};

static void check_with(struct slice in, struct slice want, const struct expect *e,
                       const struct source_options *opts)
{
    struct source *src = source_open_memory(in, "x.log", opts);
    struct buf got;
    buf_init(&got);
    drain(src, &got);
    if (!slice_eq(buf_slice(&got), want))
        fail_msg("block %zu, %u ahead: got %zu bytes \"%.*s\", want %zu", opts->block_bytes,
                 opts->ahead_blocks, got.len, SLICE_ARG(buf_slice(&got)), want.len);
    assert_string_equal(source_encoding(src), e->encoding);
    assert_string_equal(source_compression(src), e->compression);
    assert_int_equal(source_damaged(src), e->damaged);
    assert_int_equal(source_offset(src), want.len);
    assert_int_equal(source_warning_count(src), e->warning ? 1 : 0);
    if (e->warning) {
        const struct err *err = source_warning(src, 0);
        if (!strstr(err->text, e->warning))
            fail_msg("warning: %s", err->text);
        assert_string_equal(err->source, "x.log");
        assert_true(err->has_offset);
        assert_int_equal(err->offset, want.len);
    }
    assert_true(source_at_end(src));
    buf_release(&got);
    source_close(src);
}

/* With every size of blocks, by ourselves and with a thread that reads ahead. */
static void check(struct slice in, struct slice want, const struct expect *e)
{
    for (size_t i = 0; i < COUNT(block_sizes); i++)
        for (unsigned ahead = 0; ahead <= 4; ahead += 2) {
            const struct source_options opts = { .block_bytes = block_sizes[i],
                                                 .ahead_blocks = ahead,
                                                 .ahead_from = 1 };
            check_with(in, want, e, &opts);
        }
}

#endif
