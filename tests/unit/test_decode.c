/* The decoders whose libraries may be missing, and base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source_fixture.h"

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_BZIP2
#include <bzlib.h>
#endif

#define LONG_LINES 20000
#define LIMIT_BYTES (20u << 20) /* memory_bytes of the codecs */

/* One kind of compression: adds text as one member. level 0: an ordinary one; else the heaviest. */
struct kind {
    const char *name, *unit;
    void (*add)(struct buf *out, struct slice text, int level);
};

#ifdef HAVE_ZSTD
static void add_zstd(struct buf *out, struct slice text, int level)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (level) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    }
    const size_t room = ZSTD_compressBound(text.len);
    ZSTD_outBuffer to = { buf_reserve(out, room), room, 0 };
    ZSTD_inBuffer from = { text.ptr, text.len, 0 };
    /* In two steps, so that the size is not known when the window is chosen. */
    if (level)
        assert_false(ZSTD_isError(ZSTD_compressStream2(context, &to, &from, ZSTD_e_continue)));
    assert_int_equal(ZSTD_compressStream2(context, &to, &from, ZSTD_e_end), 0);
    out->len += to.pos;
    ZSTD_freeCCtx(context);
}
#endif

#ifdef HAVE_LZMA
static void add_xz(struct buf *out, struct slice text, int level)
{
    const size_t room = lzma_stream_buffer_bound(text.len);
    uint8_t *to = (uint8_t *)buf_reserve(out, room);
    size_t used = 0;
    assert_int_equal(lzma_easy_buffer_encode(level ? 9 : 1, LZMA_CHECK_CRC32, NULL,
                                             (const uint8_t *)text.ptr, text.len, to, &used, room),
                     LZMA_OK);
    out->len += used;
}
#endif

#ifdef HAVE_BZIP2
static void add_bzip2(struct buf *out, struct slice text, int level)
{
    (void)level;
    unsigned used = (unsigned)text.len + 1000;
    char *to = buf_reserve(out, used);
    assert_int_equal(BZ2_bzBuffToBuffCompress(to, &used, (char *)(uintptr_t)text.ptr,
                                              (unsigned)text.len, 9, 0, 0),
                     BZ_OK);
    out->len += used;
}
#endif

static const struct kind kinds[] = {
#ifdef HAVE_ZSTD
    { "zstd", "frame", add_zstd },
#endif
#ifdef HAVE_LZMA
    { "xz", "stream", add_xz },
#endif
#ifdef HAVE_BZIP2
    { "bzip2", "stream", add_bzip2 },
#endif
    { NULL, NULL, NULL },
};

static void test_members(void **state)
{
    (void)state;
    struct buf in, zipped;
    buf_init(&in);
    buf_init(&zipped);
    for (const struct kind *k = kinds; k->name; k++) {
        const struct expect good = { "utf-8", k->name, false, NULL };
        buf_reset(&in);
        k->add(&in, SLICE("the first member\n"), 0);
        check(buf_slice(&in), SLICE("the first member\n"), &good);
        k->add(&in, SLICE("and a second one\n"), 0);
        check(buf_slice(&in), SLICE("the first member\nand a second one\n"), &good);

        buf_reset(&zipped);
        add_gzip(&zipped, buf_slice(&in));
        const struct expect nested = { "utf-8", "gzip", false, NULL };
        check(buf_slice(&zipped), SLICE("the first member\nand a second one\n"), &nested);

        buf_add_fill(&in, '\0', 32);
        check(buf_slice(&in), SLICE("the first member\nand a second one\n"), &good);
        buf_add_cstr(&in, "\x01 something else");
        const struct expect garbage = { "utf-8", k->name, true, "behind the end" };
        check(buf_slice(&in), SLICE("the first member\nand a second one\n"), &garbage);
    }
    buf_release(&in);
    buf_release(&zipped);
}

static void add_long_text(struct buf *out)
{
    for (unsigned i = 0; i < LONG_LINES; i++)
        buf_printf(out, "2025-10-01T14:%02u:%02uZ request %u took %u ms\n", i / 60 % 60, i % 60, i,
                   i * 2654435761u % 977);
}

/* What came before the damage is given: of a member that is cut, nothing but what was there; a
 * changed byte may be noticed only by the checksum at its end. */
static void check_damaged(const struct kind *k, struct slice in, struct slice text,
                          const char *warning)
{
    struct source *src = source_open_memory(in, "x", NULL);
    struct buf got;
    buf_init(&got);
    drain(src, &got);
    if (strcmp(warning, "truncated") == 0 && !slice_starts(text, buf_slice(&got)))
        fail_msg("%s: %zu bytes that were not there", k->name, got.len);
    assert_true(source_damaged(src));
    assert_int_equal(source_warning_count(src), 1);
    if (!strstr(source_warning(src, 0)->text, warning))
        fail_msg("%s: warning: %s", k->name, source_warning(src, 0)->text);
    assert_non_null(strstr(source_warning(src, 0)->text, k->unit));
    buf_release(&got);
    source_close(src);
}

static void test_damage(void **state)
{
    (void)state;
    struct buf text, in;
    buf_init(&text);
    buf_init(&in);
    add_long_text(&text);
    for (const struct kind *k = kinds; k->name; k++) {
        buf_reset(&in);
        k->add(&in, buf_slice(&text), 0);
        struct source *src = source_open_memory(buf_slice(&in), "x", NULL);
        struct buf got;
        buf_init(&got);
        drain(src, &got);
        assert_true(slice_eq(buf_slice(&got), buf_slice(&text)));
        assert_false(source_damaged(src));
        buf_release(&got);
        source_close(src);

        for (size_t cut = 20; cut < in.len; cut += in.len / 7)
            check_damaged(k, slice_sub(buf_slice(&in), 0, cut), buf_slice(&text), "truncated");
        check_damaged(k, slice_sub(buf_slice(&in), 0, in.len - 1), buf_slice(&text), "truncated");
        in.ptr[in.len / 2] ^= 0x55;
        check_damaged(k, buf_slice(&in), buf_slice(&text), "damaged");
    }
    buf_release(&text);
    buf_release(&in);
}

/* Memory is bounded, whatever a header asks for: short data with a large window is read, long
 * data up to the limit. */
static void test_limit(void **state)
{
    (void)state;
    struct buf in, outer, text;
    buf_init(&in);
    buf_init(&outer);
    buf_init(&text);
    buf_add_fill(&text, 'x', LIMIT_BYTES + (1u << 20));
    for (const struct kind *k = kinds; k->name; k++) {
        if (strcmp(k->name, "bzip2") == 0) /* has no larger blocks */
            continue;
        const struct expect good = { "utf-8", k->name, false, NULL };
        buf_reset(&in);
        k->add(&in, SLICE("a large window\n"), 1);
        check(buf_slice(&in), SLICE("a large window\n"), &good);

        buf_reset(&in);
        k->add(&in, buf_slice(&text), 1);
        struct source *src = source_open_memory(buf_slice(&in), "x", NULL);
        struct buf got;
        buf_init(&got);
        drain(src, &got);
        assert_true(got.len >= LIMIT_BYTES && got.len < text.len);
        assert_non_null(strstr(source_warning(src, 0)->text, "MiB of memory to decode"));
        buf_release(&got);
        source_close(src);

        buf_reset(&in);
        buf_reset(&outer);
        k->add(&in, SLICE("inside itself\n"), 0);
        k->add(&outer, buf_slice(&in), 0);
        const struct expect twice = { "utf-8", k->name, true, "inside" };
        check(buf_slice(&outer), SLICE(""), &twice);
    }
    buf_release(&in);
    buf_release(&outer);
    buf_release(&text);
}

/* Without the library, the warning says what to install and what to run. */
static void test_without(void **state)
{
    (void)state;
#ifndef HAVE_ZSTD
    const struct expect zstd = { "utf-8", "zstd", true, "libzstd-dev" };
    check(SLICE("\x28\xB5\x2F\xFD rest"), SLICE(""), &zstd);
#endif
#ifndef HAVE_LZMA
    const struct expect xz = { "utf-8", "xz", true, "xz -dc FILE | culprit" };
    check(SLICE("\xFD\x37\x7A\x58\x5A\x00 rest"), SLICE(""), &xz);
#endif
#ifndef HAVE_BZIP2
    const struct expect bzip2 = { "utf-8", "bzip2", true, "libbz2-dev" };
    check(SLICE("BZh9\x31\x41\x59\x26\x53\x59 rest"), SLICE(""), &bzip2);
#endif
}

/* --- base64 ------------------------------------------------------------------------------ */

static void add_base64(struct buf *out, struct slice bytes, size_t columns)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;
    for (size_t at = 0; at < bytes.len; at += 3) {
        const struct slice part = slice_sub(bytes, at, 3);
        uint32_t bits = 0;
        for (size_t i = 0; i < 3; i++)
            bits = bits << 8 | (i < part.len ? (unsigned char)part.ptr[i] : 0);
        for (size_t i = 0; i < 4; i++) {
            buf_add_byte(out, i > part.len ? '=' : digits[bits >> (18 - 6 * i) & 63]);
            if (++column == columns) {
                buf_add_cstr(out, "\r\n");
                column = 0;
            }
        }
    }
}

static void test_base64(void **state)
{
    (void)state;
    const struct expect good = { "utf-8", "base64", false, NULL };
    /* Texts of all lengths, so that every padding is met. */
    for (size_t len = 1; len <= 6; len++) {
        struct buf gz, in;
        buf_init(&gz);
        buf_init(&in);
        const struct slice text = slice_sub(SLICE("a log\n"), 0, len);
        add_gzip(&gz, text);
        add_base64(&in, buf_slice(&gz), 0);
        check(buf_slice(&in), text, &good);

        const struct expect behind = { "utf-8", "base64", true, "ends in other text" };
        const size_t whole = in.len;
        buf_add_cstr(&in, "\n--\n");
        check(buf_slice(&in), text, &behind);
        in.len = whole;

        const struct expect cut = { "utf-8", "base64", true, "truncated gzip" };
        check(slice_sub(buf_slice(&in), 0, whole - 5), text, &cut);

        buf_reset(&in);
        buf_add_byte(&in, '"');
        add_base64(&in, buf_slice(&gz), 19);
        buf_add_cstr(&in, "\"\n");
        check(buf_slice(&in), text, &good);
        buf_release(&gz);
        buf_release(&in);
    }
    const struct expect plain = { "utf-8", "", false, NULL };
    check(SLICE("H4sIAAA is a word"), SLICE("H4sIAAA is a word"), &plain);
    check(SLICE("aGVsbG8gd29ybGQgaGVsbG8="), SLICE("aGVsbG8gd29ybGQgaGVsbG8="), &plain);
    /* LogResult of `aws lambda invoke --log-type Tail`, as it is and as jq prints it. */
    check(SLICE("U1RBUlQgUmVxdWVzdElkOiAxIFZlcnNpb246ICRMQVRFU1QK\n"),
          SLICE("START RequestId: 1 Version: $LATEST\n"), &good);
    check(SLICE("\"U1RBUlQgUmVxdWVzdElkOiAxIFZlcnNpb246ICRMQVRFU1QK\"\n"),
          SLICE("START RequestId: 1 Version: $LATEST\n"), &good);
    check(SLICE("\"W0VSUk9SXSBSdW50aW1lLkltcG9ydE1vZHVsZUVycm9yOiBhCg==\"\n"),
          SLICE("[ERROR] Runtime.ImportModuleError: a\n"), &good);
    check(SLICE("W0VSUk9SXS is no base64"), SLICE("W0VSUk9SXS is no base64"), &plain);
}

static void test_base64_lines(void **state)
{
    (void)state;
    struct buf gz, in;
    buf_init(&gz);
    buf_init(&in);
    for (int i = 0; i < 3; i++) {
        buf_reset(&gz);
        add_gzip(&gz, slice_sub(SLICE("one, two, three"), 0, (size_t)(3 + 5 * i)));
        add_base64(&in, buf_slice(&gz), 0);
        buf_add_byte(&in, '\n');
    }
    const struct expect good = { "utf-8", "base64", false, NULL };
    check(buf_slice(&in), SLICE("oneone, twoone, two, thr"), &good);
    buf_release(&gz);
    buf_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_limit),   cmocka_unit_test(test_without),
        cmocka_unit_test(test_base64),  cmocka_unit_test(test_base64_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
