/* Compressions that we name but do not undo: better than treating them as text. */
#include "base/alloc.h"
#include "read/decoder_rows.h"

struct foreign {
    struct byte_reader below;
    const char *name, *command, *packages;
};

static enum status read_foreign(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    (void)out;
    (void)size;
    const struct foreign *f = self;
    *got = 0;
    if (f->packages)
        err_set(err,
                "%s data is not read, because its library was not there when culprit was built: "
                "install %s and build again, or decompress it first: %s FILE | culprit",
                f->name, f->packages, f->command);
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

struct byte_reader decode_foreign_open(struct byte_reader below, const char *name,
                                       const char *command, const char *packages)
{
    struct foreign *f = alloc_zeroed(1, sizeof *f);
    *f = (struct foreign){ below, name, command, packages };
    return (struct byte_reader){ read_foreign, close_foreign, f };
}

#define FOREIGN(id, label, command, magic)                                                         \
    static int bid_##id(struct slice head)                                                         \
    {                                                                                              \
        return slice_starts(head, SLICE(magic)) ? (int)(sizeof(magic) - 1) * 8 : 0;                \
    }                                                                                              \
    static struct byte_reader open_##id(struct byte_reader below)                                  \
    {                                                                                              \
        return decode_foreign_open(below, label, command, NULL);                                   \
    }                                                                                              \
    const struct decoder_class decode_##id = {                                                     \
        .name = label,                                                                             \
        .help = "recognised, not read",                                                            \
        .is_compression = true,                                                                    \
        .bid = bid_##id,                                                                           \
        .open = open_##id,                                                                         \
    };

/* Magic numbers. Sources: APPNOTE.TXT (PKWARE), section 4.3.7; LZ4 Frame Format 1.6.3;
 * 7zFormat.txt (7-Zip). */
FOREIGN(zip, "zip", "unzip -p", "PK\x03\x04")
FOREIGN(lz4, "lz4", "lz4 -dc", "\x04\x22\x4D\x18")
FOREIGN(7z, "7z", "7z x -so", "7z\xBC\xAF\x27\x1C")
