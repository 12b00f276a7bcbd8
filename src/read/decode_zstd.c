#include "read/codec.h"
#include "read/decoder_rows.h"

#define NAME "zstd"
#define COMMAND "zstd -dc --long=31"

/* Magic number of a frame. Source: RFC 8878, section 3.1.1. */
static int bid_zstd(struct slice head)
{
    return slice_starts(head, SLICE("\x28\xB5\x2F\xFD")) ? 32 : 0;
}

#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>

/* Most that a frame may touch. Up to level 19 zstd makes windows of at most 8 MiB, with --ultra and
 * --long larger ones; a short frame does not fill them, so they are allowed up to 2^27, what zstd
 * itself accepts unasked. Source: zstd 1.5, zstd.h, ZSTD_WINDOWLOG_LIMIT_DEFAULT. */
#define MEMORY_BYTES ((size_t)20 << 20)
#define WINDOW_LOG_MAX 27

struct zstd {
    ZSTD_DCtx *context;
};

static bool begin(void *state)
{
    struct zstd *z = state;
    if (!z->context) {
        z->context = ZSTD_createDCtx();
        return z->context
               && !ZSTD_isError(
                   ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
    }
    return !ZSTD_isError(ZSTD_DCtx_reset(z->context, ZSTD_reset_session_only));
}

static enum codec_step step(void *state, struct codec_io *io, const char **why)
{
    struct zstd *z = state;
    ZSTD_inBuffer in = { io->in, io->in_len, 0 };
    ZSTD_outBuffer out = { io->out, io->out_len, 0 };
    const size_t rc = ZSTD_decompressStream(z->context, &out, &in);
    io->in += in.pos;
    io->in_len -= in.pos;
    io->out += out.pos;
    io->out_len -= out.pos;
    if (ZSTD_isError(rc)) {
        if (ZSTD_getErrorCode(rc) == ZSTD_error_frameParameter_windowTooLarge)
            return CODEC_LIMIT;
        *why = ZSTD_getErrorName(rc);
        return CODEC_DAMAGE;
    }
    return rc == 0 ? CODEC_END : CODEC_MORE;
}

static size_t reserved(const void *state)
{
    const struct zstd *z = state;
    return ZSTD_sizeof_DCtx(z->context);
}

static void end(void *state)
{
    struct zstd *z = state;
    ZSTD_freeDCtx(z->context);
}

/* A frame, or one that is to be skipped: 50 to 5F. Source: RFC 8878, section 3.1.2. */
static bool may_begin(unsigned char first)
{
    return first == 0x28 || (first & 0xF0) == 0x50;
}

static struct byte_reader open_zstd(struct byte_reader below)
{
    static const struct codec codec = {
        .name = NAME,
        .unit = "frame",
        .command = COMMAND,
        .memory_bytes = MEMORY_BYTES,
        .state_bytes = sizeof(struct zstd),
        .may_begin = may_begin,
        .begin = begin,
        .step = step,
        .reserved = reserved,
        .end = end,
    };
    return codec_open(&codec, below);
}

#define HELP "RFC 8878, any number of frames"
#else
#define MEMORY_BYTES 0
#define HELP DECODE_FOREIGN_HELP("libzstd")

static struct byte_reader open_zstd(struct byte_reader below)
{
    return decode_foreign_open(
        below, NAME, COMMAND, "libzstd-dev (Fedora: libzstd-devel, Alpine: zstd-dev, macOS: zstd)");
}
#endif

const struct decoder_class decode_zstd = {
    .name = NAME,
    .help = HELP,
    .is_compression = true,
    .memory_bytes = MEMORY_BYTES,
    .bid = bid_zstd,
    .open = open_zstd,
};
