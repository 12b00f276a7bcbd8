/* prefetch: the inputs that come next are opened and decoded ahead, each in a thread of its own.
 *
 *     prefetch_init(&f, &inputs, &opts, threads);
 *     for (i …) {
 *         struct source *src = prefetch_take(&f, i);    // NULL: open it yourself
 *         …
 *     }
 *     prefetch_release(&f);
 *
 * Only files that are worth a thread: to open anything else may wait for somebody. Errors are left
 * to whoever opens the input when its turn comes. */
#ifndef CLI_PREFETCH_H
#define CLI_PREFETCH_H

#include "cli/inputs.h"
#include "read/source.h"

/* Files ahead at most; bytes that all their blocks hold together, but two blocks each, and all
 * their decoders. */
#define PREFETCH_MAX 15
#define PREFETCH_BLOCK_BYTES ((size_t)4 << 20)
#define PREFETCH_DECODER_BYTES ((size_t)4 << 20)

/* Size of a file from which it is worth a thread. */
#define PREFETCH_FROM ((size_t)64 << 10)

struct prefetch {
    const struct inputs *in;
    struct source_options opts;
    size_t ahead; /* inputs to look ahead; 0: off */
    size_t next;  /* input to look at */
    size_t decoder_bytes;
    struct prefetched {
        struct source *src; /* NULL: free */
        size_t input, decoder_bytes;
    } items[PREFETCH_MAX];
};

/* Borrows in. threads: at most so many work at the same time; 1: nothing is opened ahead. */
void prefetch_init(struct prefetch *f, const struct inputs *in, const struct source_options *opts,
                   unsigned threads);

/* The source of an input, which is the caller's from now on, or NULL; and opens further ones. To be
 * asked for in order. */
struct source *prefetch_take(struct prefetch *f, size_t input);

/* Closes what was not taken. */
void prefetch_release(struct prefetch *f);

#endif
