/* decoder: one layer of a source; the contract between source.c and decode_*.c.
 *
 * Each decoder looks at the head of the bytes below it and bids the number of bits it has
 * verified; the highest bid over zero is put on top, and the bidding starts anew, at most
 * DECODER_DEPTH_MAX times. Nothing bids for plain bytes; then the chain is complete. */
#ifndef READ_DECODER_H
#define READ_DECODER_H

#include "base/err.h"
#include "base/slice.h"

#define DECODER_DEPTH_MAX 4

/* Most that all decoders of a source may hold together: one is enough for an honest file. */
#define DECODER_MEMORY_MAX ((size_t)24 << 20)

/* The head that a bid sees, unless the source is shorter. Few bytes, because a pipe may hold no
 * more for a long time; and exactly these, so that a bid never depends on the size of reads. */
#define DECODER_HEAD_BYTES 16

/* Pull interface between layers. */
struct byte_reader {
    /* Reads up to size bytes into out. STATUS_OK with *got > 0; STATUS_END with *got 0;
     * STATUS_SKIP with a warning in err, reading may go on; STATUS_FAIL: damaged for good,
     * err says where, what was decoded before has been given. */
    enum status (*read)(void *self, char *out, size_t size, size_t *got, struct err *err);
    void (*close)(void *self);
    void *self;
};

struct decoder_class {
    const char *name;    /* "gzip", "utf-16le" … as shown in reports */
    const char *help;    /* one line */
    bool is_compression; /* else it is an encoding */
    size_t memory_bytes; /* most that it may hold, where that is worth counting */
    int (*bid)(struct slice head);
    /* Takes ownership of below. */
    struct byte_reader (*open)(struct byte_reader below);
};

/* All decoders, ended by a row with a NULL name. */
extern const struct decoder_class *const decoder_table[];

#endif
