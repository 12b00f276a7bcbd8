/* Compressions that we name but do not undo: better than treating them as text. */
#include "base/alloc.h"
#include "read/decoder_rows.h"

struct foreign {
    struct byte_reader below;
    const char *name, *command;
};

static enum status read_foreign(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    (void)out;
    (void)size;
    const struct foreign *f = self;
    *got = 0;
    err_set(err, "%s data is not read; decompress it first: %s FILE | culprit", f->name,
            f->command);
    err_at(err, 0, 0);
    return STATUS_FAIL;
}

static void close_foreign(void *self)
{
    struct foreign *f = self;
    f->below.close(f->below.self);
    alloc_free(f);
}

static struct byte_reader open_foreign(struct byte_reader below, const char *name,
                                       const char *command)
{
    struct foreign *f = alloc_zeroed(1, sizeof *f);
    *f = (struct foreign){ below, name, command };
    return (struct byte_reader){ read_foreign, close_foreign, f };
}

#define FOREIGN(id, label, command, magic)                                                         \
    static int bid_##id(struct slice head)                                                         \
    {                                                                                              \
        return slice_starts(head, SLICE(magic)) ? (int)(sizeof(magic) - 1) * 8 : 0;                \
    }                                                                                              \
    static struct byte_reader open_##id(struct byte_reader below)                                  \
    {                                                                                              \
        return open_foreign(below, label, command);                                                \
    }                                                                                              \
    const struct decoder_class decode_##id = {                                                     \
        .name = label,                                                                             \
        .help = "recognised, not read",                                                            \
        .is_compression = true,                                                                    \
        .bid = bid_##id,                                                                           \
        .open = open_##id,                                                                         \
    };

/* Magic numbers. Sources: RFC 8878, section 3.1.1; The .xz File Format 1.2.0, section 2.1.1.1;
 * APPNOTE.TXT (PKWARE), section 4.3.7; LZ4 Frame Format 1.6.3; 7zFormat.txt (7-Zip). */
FOREIGN(zstd, "zstd", "zstd -dc", "\x28\xB5\x2F\xFD")
FOREIGN(xz, "xz", "xz -dc", "\xFD\x37\x7A\x58\x5A\x00")
FOREIGN(zip, "zip", "unzip -p", "PK\x03\x04")
FOREIGN(lz4, "lz4", "lz4 -dc", "\x04\x22\x4D\x18")
FOREIGN(7z, "7z", "7z x -so", "7z\xBC\xAF\x27\x1C")

/* "BZh", a level, and pi: the block magic. Source: bzip2 manual and compress.c of bzip2 1.0. */
static int bid_bzip2(struct slice head)
{
    bool fits = head.len >= 10 && slice_starts(head, SLICE("BZh")) && head.ptr[3] >= '1'
                && head.ptr[3] <= '9'
                && slice_starts(slice_from(head, 4), SLICE("\x31\x41\x59\x26\x53\x59"));
    return fits ? 80 : 0;
}

static struct byte_reader open_bzip2(struct byte_reader below)
{
    return open_foreign(below, "bzip2", "bzip2 -dc");
}

const struct decoder_class decode_bzip2 = {
    .name = "bzip2",
    .help = "recognised, not read",
    .is_compression = true,
    .bid = bid_bzip2,
    .open = open_bzip2,
};
