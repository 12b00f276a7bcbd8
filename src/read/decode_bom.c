#include "base/alloc.h"
#include "read/decoder_rows.h"

#define BOM_BYTES 3

struct bom {
    struct byte_reader below;
    size_t skipped;
};

static enum status read_bom(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct bom *b = self;
    while (b->skipped < BOM_BYTES) {
        char drop[BOM_BYTES];
        enum status st = b->below.read(b->below.self, drop, BOM_BYTES - b->skipped, got, err);
        b->skipped += *got;
        *got = 0;
        if (st != STATUS_OK)
            return st;
    }
    return b->below.read(b->below.self, out, size, got, err);
}

static void close_bom(void *self)
{
    struct bom *b = self;
    b->below.close(b->below.self);
    alloc_free(b);
}

static struct byte_reader open_bom(struct byte_reader below)
{
    struct bom *b = alloc_zeroed(1, sizeof *b);
    b->below = below;
    return (struct byte_reader){ read_bom, close_bom, b };
}

/* Source: RFC 3629, section 6. */
static int bid_bom(struct slice head)
{
    return slice_starts(head, SLICE("\xEF\xBB\xBF")) ? 24 : 0;
}

const struct decoder_class decode_bom = {
    .name = "utf-8-bom",
    .help = "UTF-8 with a byte order mark",
    .bid = bid_bom,
    .open = open_bom,
};
