#include "base/alloc.h"
#include "read/codec.h"
#include "read/decoder_rows.h"

#include <zlib.h>

/* windowBits of zlib's inflateInit2: 15 for a zlib stream, 16 more for gzip; both check the
 * checksum and, for gzip, the length. Source: zlib.h, inflateInit2. */
#define BITS_ZLIB 15
#define BITS_GZIP (15 + 16)

/* The window of 32 KiB and the tables. Source: zlib's zconf.h, "Memory requirements". */
#define MEMORY_BYTES (64 * 1024)

struct inflater {
    z_stream z;
    bool is_open;
};

static void *z_alloc(void *self, unsigned count, unsigned size)
{
    (void)self;
    return alloc_zeroed(count, size);
}

static void z_free(void *self, void *ptr)
{
    (void)self;
    alloc_free(ptr);
}

static bool begin(struct inflater *g, int bits)
{
    if (g->is_open)
        return inflateReset(&g->z) == Z_OK;
    g->z.zalloc = z_alloc;
    g->z.zfree = z_free;
    g->is_open = inflateInit2(&g->z, bits) == Z_OK;
    return g->is_open;
}

static bool begin_gzip(void *state)
{
    return begin(state, BITS_GZIP);
}

static bool begin_zlib(void *state)
{
    return begin(state, BITS_ZLIB);
}

static enum codec_step step(void *state, struct codec_io *io, const char **why)
{
    struct inflater *g = state;
    const unsigned in_len = io->in_len < UINT32_MAX ? (unsigned)io->in_len : UINT32_MAX;
    const unsigned out_len = io->out_len < UINT32_MAX ? (unsigned)io->out_len : UINT32_MAX;
    g->z.next_in = (unsigned char *)(uintptr_t)io->in; /* not written: zlib has ZLIB_CONST */
    g->z.avail_in = in_len;
    g->z.next_out = (unsigned char *)io->out;
    g->z.avail_out = out_len;
    const int rc = inflate(&g->z, Z_NO_FLUSH);
    io->in += in_len - g->z.avail_in;
    io->in_len -= in_len - g->z.avail_in;
    io->out += out_len - g->z.avail_out;
    io->out_len -= out_len - g->z.avail_out;
    if (rc == Z_STREAM_END)
        return CODEC_END;
    if (rc == Z_OK || rc == Z_BUF_ERROR)
        return CODEC_MORE;
    *why = g->z.msg ? g->z.msg : "bad data";
    return CODEC_DAMAGE;
}

static void end(void *state)
{
    struct inflater *g = state;
    inflateEnd(&g->z);
}

static bool may_begin_gzip(unsigned char first)
{
    return first == 0x1F;
}

static bool may_begin_zlib(unsigned char first)
{
    return first == 'x';
}

static struct byte_reader open_gzip(struct byte_reader below)
{
    static const struct codec codec = {
        .name = "gzip",
        .unit = "member",
        .command = "gzip -dc",
        .memory_bytes = MEMORY_BYTES,
        .state_bytes = sizeof(struct inflater),
        .may_begin = may_begin_gzip,
        .begin = begin_gzip,
        .step = step,
        .end = end,
    };
    return codec_open(&codec, below);
}

static struct byte_reader open_zlib(struct byte_reader below)
{
    static const struct codec codec = {
        .name = "zlib",
        .unit = "stream",
        .command = "zlib-flate -uncompress",
        .memory_bytes = MEMORY_BYTES,
        .state_bytes = sizeof(struct inflater),
        .may_begin = may_begin_zlib,
        .begin = begin_zlib,
        .step = step,
        .end = end,
    };
    return codec_open(&codec, below);
}

/* ID1, ID2, CM = deflate, three reserved flag bits that are zero. Source: RFC 1952, section 2.3. */
static int bid_gzip(struct slice head)
{
    bool fits = head.len >= 4 && slice_starts(head, SLICE("\x1F\x8B\x08"))
                && ((unsigned char)head.ptr[3] & 0xE0) == 0;
    return fits ? 27 : 0;
}

/* CMF 0x78 and the FLG values of the usual levels that are no text: 9C stands alone in no UTF-8,
 * DA is followed by 80 to BF there. Level 2 to 5 makes "x^", which is text.
 * Source: RFC 1950, section 2.2. */
static int bid_zlib(struct slice head)
{
    bool best = slice_starts(head, SLICE("x\xDA")) && head.len > 2
                && ((unsigned char)head.ptr[2] & 0xC0) != 0x80;
    bool fits = slice_starts(head, SLICE("x\x9C")) || slice_starts(head, SLICE("x\x01"));
    return fits || best ? 16 : 0;
}

const struct decoder_class decode_gzip = {
    .name = "gzip",
    .help = "RFC 1952, any number of members one behind the other",
    .is_compression = true,
    .memory_bytes = MEMORY_BYTES,
    .bid = bid_gzip,
    .open = open_gzip,
};

const struct decoder_class decode_zlib = {
    .name = "zlib",
    .help = "RFC 1950",
    .is_compression = true,
    .memory_bytes = MEMORY_BYTES,
    .bid = bid_zlib,
    .open = open_zlib,
};
