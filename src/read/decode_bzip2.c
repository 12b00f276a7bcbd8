#include "read/codec.h"
#include "read/decoder_rows.h"

#define NAME "bzip2"
#define COMMAND "bzip2 -dc"

/* "BZh", a level, and pi: the block magic. Source: bzip2 1.0, compress.c. */
static int bid_bzip2(struct slice head)
{
    bool fits = head.len >= 10 && slice_starts(head, SLICE("BZh")) && head.ptr[3] >= '1'
                && head.ptr[3] <= '9'
                && slice_starts(slice_from(head, 4), SLICE("\x31\x41\x59\x26\x53\x59"));
    return fits ? 80 : 0;
}

#ifdef HAVE_BZIP2
#include "base/alloc.h"

#include <bzlib.h>

/* 100 kB and 4 times the largest block of 900 kB. Source: bzip2 1.0 manual, section 2.5. */
#define MEMORY_BYTES ((size_t)4 << 20)

struct bzip2 {
    bz_stream z;
    bool is_open;
};

static void *z_alloc(void *self, int count, int size)
{
    (void)self;
    return alloc_zeroed((size_t)count, (size_t)size);
}

static void z_free(void *self, void *ptr)
{
    (void)self;
    alloc_free(ptr);
}

static void end(void *state)
{
    struct bzip2 *b = state;
    if (b->is_open)
        BZ2_bzDecompressEnd(&b->z);
    b->is_open = false;
}

static bool begin(void *state)
{
    struct bzip2 *b = state;
    end(b);
    b->z.bzalloc = z_alloc;
    b->z.bzfree = z_free;
    b->is_open = BZ2_bzDecompressInit(&b->z, 0, 0) == BZ_OK;
    return b->is_open;
}

static enum codec_step step(void *state, struct codec_io *io, const char **why)
{
    struct bzip2 *b = state;
    const unsigned in_len = io->in_len < UINT32_MAX ? (unsigned)io->in_len : UINT32_MAX;
    const unsigned out_len = io->out_len < UINT32_MAX ? (unsigned)io->out_len : UINT32_MAX;
    b->z.next_in = (char *)(uintptr_t)io->in; /* not written: bzip2 has no const */
    b->z.avail_in = in_len;
    b->z.next_out = io->out;
    b->z.avail_out = out_len;
    const int rc = BZ2_bzDecompress(&b->z);
    io->in += in_len - b->z.avail_in;
    io->in_len -= in_len - b->z.avail_in;
    io->out += out_len - b->z.avail_out;
    io->out_len -= out_len - b->z.avail_out;
    if (rc == BZ_STREAM_END)
        return CODEC_END;
    if (rc == BZ_OK)
        return CODEC_MORE;
    *why = rc == BZ_DATA_ERROR_MAGIC ? "bad header" : "bad data";
    return CODEC_DAMAGE;
}

static bool may_begin(unsigned char first)
{
    return first == 'B';
}

static struct byte_reader open_bzip2(struct byte_reader below)
{
    static const struct codec codec = {
        .name = NAME,
        .unit = "stream",
        .command = COMMAND,
        .memory_bytes = MEMORY_BYTES,
        .state_bytes = sizeof(struct bzip2),
        .may_begin = may_begin,
        .begin = begin,
        .step = step,
        .end = end,
    };
    return codec_open(&codec, below);
}

#define HELP "bzip2, any number of streams one behind the other"
#else
#define MEMORY_BYTES 0
#define HELP DECODE_FOREIGN_HELP("libbz2")

static struct byte_reader open_bzip2(struct byte_reader below)
{
    return decode_foreign_open(below, NAME, COMMAND,
                               "libbz2-dev (Fedora: bzip2-devel, Alpine: bzip2-dev)");
}
#endif

const struct decoder_class decode_bzip2 = {
    .name = NAME,
    .help = HELP,
    .is_compression = true,
    .memory_bytes = MEMORY_BYTES,
    .bid = bid_bzip2,
    .open = open_bzip2,
};
