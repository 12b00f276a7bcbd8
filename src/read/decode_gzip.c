#include "base/alloc.h"
#include "read/decoder_rows.h"

#include <inttypes.h>
#include <zlib.h>

#define INPUT_BYTES (64 * 1024)

/* windowBits of zlib's inflateInit2: 15 for a zlib stream, 16 more for gzip; both check the
 * checksum and, for gzip, the length. Source: zlib.h, inflateInit2. */
#define BITS_ZLIB 15
#define BITS_GZIP (15 + 16)

struct inflater {
    struct byte_reader below;
    z_stream z;
    const char *name;
    uint64_t given;   /* bytes decoded so far */
    unsigned members; /* begun so far, counting the current one */
    bool in_member;   /* some input of the current member was taken */
    bool input_ended;
    enum status finished; /* STATUS_OK while there may be more */
    unsigned char input[INPUT_BYTES];
};

/* False at the end of the input. */
static enum status refill(struct inflater *g, struct err *err)
{
    if (g->z.avail_in > 0)
        return STATUS_OK;
    size_t got = 0;
    enum status st = g->below.read(g->below.self, (char *)g->input, sizeof g->input, &got, err);
    g->z.next_in = g->input;
    g->z.avail_in = (unsigned)got;
    return st;
}

static enum status finish(struct inflater *g, enum status st)
{
    g->finished = st;
    return st;
}

/* Between members: zeros are padding (gzip ignores them too), 1F 8B begins the next member, and
 * anything else is lost. Source: RFC 1952, section 2.2 (members follow each other directly). */
static enum status next_member(struct inflater *g, struct err *err)
{
    enum status st;
    while ((st = refill(g, err)) == STATUS_OK && g->members > 0 && *g->z.next_in == 0) {
        g->z.next_in++;
        g->z.avail_in--;
    }
    if (st != STATUS_OK)
        return st == STATUS_SKIP ? st : finish(g, st);
    if (g->members > 0 && *g->z.next_in != 0x1F) {
        err_set(err,
                "bytes behind the end of the %s data are not %s and are not read, after %" PRIu64
                " bytes in %u member%s",
                g->name, g->name, g->given, g->members, g->members == 1 ? "" : "s");
        return finish(g, STATUS_FAIL);
    }
    inflateReset(&g->z);
    g->members++;
    g->in_member = true;
    return STATUS_OK;
}

static enum status truncated(struct inflater *g, struct err *err)
{
    err_set(err,
            "truncated %s: the stream ends inside member %u, after %" PRIu64
            " bytes; what came before has been read",
            g->name, g->members, g->given);
    return finish(g, STATUS_FAIL);
}

static enum status broken(struct inflater *g, struct err *err)
{
    err_set(err,
            "damaged %s: member %u: %s, after %" PRIu64 " bytes; what came before has been read",
            g->name, g->members, g->z.msg ? g->z.msg : "bad data", g->given);
    return finish(g, STATUS_FAIL);
}

static enum status read_inflate(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct inflater *g = self;
    *got = 0;
    while (g->finished == STATUS_OK) {
        enum status st = g->in_member ? refill(g, err) : next_member(g, err);
        if (st == STATUS_END && g->in_member)
            return truncated(g, err);
        if (st != STATUS_OK)
            return st;
        unsigned room = size < UINT32_MAX ? (unsigned)size : UINT32_MAX;
        g->z.next_out = (unsigned char *)out;
        g->z.avail_out = room;
        int rc = inflate(&g->z, Z_NO_FLUSH);
        *got = room - g->z.avail_out;
        g->given += *got;
        if (rc == Z_STREAM_END)
            g->in_member = false;
        else if (rc != Z_OK && rc != Z_BUF_ERROR)
            return *got ? STATUS_OK : broken(g, err); /* zlib repeats the error */
        if (*got > 0)
            return STATUS_OK;
    }
    return g->finished;
}

static void close_inflate(void *self)
{
    struct inflater *g = self;
    inflateEnd(&g->z);
    g->below.close(g->below.self);
    alloc_free(g);
}

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

static struct byte_reader open_inflate(struct byte_reader below, const char *name, int bits)
{
    struct inflater *g = alloc_zeroed(1, sizeof *g);
    g->below = below;
    g->name = name;
    g->z.zalloc = z_alloc;
    g->z.zfree = z_free;
    /* Cannot fail: memory is not refused, the arguments are constant. */
    inflateInit2(&g->z, bits);
    return (struct byte_reader){ read_inflate, close_inflate, g };
}

static struct byte_reader open_gzip(struct byte_reader below)
{
    return open_inflate(below, "gzip", BITS_GZIP);
}

static struct byte_reader open_zlib(struct byte_reader below)
{
    return open_inflate(below, "zlib", BITS_ZLIB);
}

/* ID1, ID2, CM = deflate, three reserved flag bits that are zero. Source: RFC 1952, section 2.3. */
static int bid_gzip(struct slice head)
{
    bool fits = head.len >= 4 && slice_starts(head, SLICE("\x1F\x8B\x08"))
                && ((unsigned char)head.ptr[3] & 0xE0) == 0;
    return fits ? 27 : 0;
}

/* CMF 0x78 and the two FLG values that are no text. Source: RFC 1950, section 2.2. */
static int bid_zlib(struct slice head)
{
    bool fits = slice_starts(head, SLICE("x\x9C")) || slice_starts(head, SLICE("x\x01"));
    return fits ? 16 : 0;
}

const struct decoder_class decode_gzip = {
    .name = "gzip",
    .help = "RFC 1952, any number of members one behind the other",
    .is_compression = true,
    .bid = bid_gzip,
    .open = open_gzip,
};

const struct decoder_class decode_zlib = {
    .name = "zlib",
    .help = "RFC 1950",
    .is_compression = true,
    .bid = bid_zlib,
    .open = open_zlib,
};
