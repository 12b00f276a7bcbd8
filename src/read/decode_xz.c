#include "read/codec.h"
#include "read/decoder_rows.h"

#define NAME "xz"
#define COMMAND "xz -dc"

/* Header magic bytes. Source: The .xz File Format 1.2.0, section 2.1.1.1. */
static int bid_xz(struct slice head)
{
    return slice_starts(head, SLICE("\xFD\x37\x7A\x58\x5A\x00")) ? 48 : 0;
}

#ifdef HAVE_LZMA
#include "base/alloc.h"

#include <lzma.h>

/* Most that a stream may touch: enough for the presets -0 to -7. -8 takes 33 MiB and -9 takes 65
 * MiB to decode, but only of long streams; so they are allowed, up to a limit. Source: xz(1) of XZ
 * Utils 5.4, "Compression preset". */
#define MEMORY_BYTES ((size_t)20 << 20)
#define RESERVED_MAX ((size_t)128 << 20)

struct xz {
    lzma_stream z; /* all zeros is LZMA_STREAM_INIT */
};

static void *z_alloc(void *self, size_t count, size_t size)
{
    (void)self;
    return alloc_zeroed(count, size);
}

static void z_free(void *self, void *ptr)
{
    (void)self;
    alloc_free(ptr);
}

static bool begin(void *state)
{
    static const lzma_allocator allocator = { z_alloc, z_free, NULL };
    struct xz *x = state;
    x->z.allocator = &allocator;
    return lzma_stream_decoder(&x->z, RESERVED_MAX, 0) == LZMA_OK;
}

static const char *reason(lzma_ret rc)
{
    if (rc == LZMA_FORMAT_ERROR)
        return "bad header";
    if (rc == LZMA_OPTIONS_ERROR)
        return "unknown filter or option";
    return "bad data";
}

static enum codec_step step(void *state, struct codec_io *io, const char **why)
{
    struct xz *x = state;
    x->z.next_in = io->in;
    x->z.avail_in = io->in_len;
    x->z.next_out = (uint8_t *)io->out;
    x->z.avail_out = io->out_len;
    const lzma_ret rc = lzma_code(&x->z, LZMA_RUN);
    io->in = x->z.next_in;
    io->in_len = x->z.avail_in;
    io->out += io->out_len - x->z.avail_out;
    io->out_len = x->z.avail_out;
    if (rc == LZMA_STREAM_END)
        return CODEC_END;
    if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
        return CODEC_MORE;
    if (rc == LZMA_MEMLIMIT_ERROR)
        return CODEC_LIMIT;
    *why = reason(rc);
    return CODEC_DAMAGE;
}

static size_t reserved(const void *state)
{
    const struct xz *x = state;
    const uint64_t bytes = lzma_memusage(&x->z);
    return bytes < SIZE_MAX ? (size_t)bytes : SIZE_MAX;
}

static void end(void *state)
{
    struct xz *x = state;
    lzma_end(&x->z);
}

static bool may_begin(unsigned char first)
{
    return first == 0xFD;
}

static struct byte_reader open_xz(struct byte_reader below)
{
    static const struct codec codec = {
        .name = NAME,
        .unit = "stream",
        .command = COMMAND,
        .memory_bytes = MEMORY_BYTES,
        .state_bytes = sizeof(struct xz),
        .may_begin = may_begin,
        .begin = begin,
        .step = step,
        .reserved = reserved,
        .end = end,
    };
    return codec_open(&codec, below);
}

#define HELP ".xz, any number of streams one behind the other"
#else
#define MEMORY_BYTES 0
#define HELP DECODE_FOREIGN_HELP("liblzma")

static struct byte_reader open_xz(struct byte_reader below)
{
    return decode_foreign_open(below, NAME, COMMAND,
                               "liblzma-dev (Fedora: xz-devel, Alpine: xz-dev, macOS: xz)");
}
#endif

const struct decoder_class decode_xz = {
    .name = NAME,
    .help = HELP,
    .is_compression = true,
    .memory_bytes = MEMORY_BYTES,
    .bid = bid_xz,
    .open = open_xz,
};
