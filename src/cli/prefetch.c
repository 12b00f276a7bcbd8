#include "cli/prefetch.h"

#include <string.h>
#include <sys/stat.h>

/* Blocks of a source: fewer make no overlap, more no difference. */
#define BLOCKS_MIN 2
#define BLOCKS_MAX 8

static size_t within(size_t n, size_t least, size_t most)
{
    return n < least ? least : n > most ? most : n;
}

void prefetch_init(struct prefetch *f, const struct inputs *in, const struct source_options *opts,
                   unsigned threads)
{
    *f = (struct prefetch){ .in = in, .opts = *opts };
    if (threads < 2)
        return;
    f->ahead = within(threads - 1, 1, PREFETCH_MAX);
    const size_t blocks = PREFETCH_BLOCK_BYTES / SOURCE_BLOCK_BYTES / f->ahead;
    f->opts.ahead_blocks = (unsigned)within(blocks, BLOCKS_MIN, BLOCKS_MAX);
    f->opts.ahead_from = PREFETCH_FROM;
}

static bool is_worth(const char *name)
{
    struct stat st;
    return strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISREG(st.st_mode)
           && (uint64_t)st.st_size >= PREFETCH_FROM;
}

static void open_ahead(struct prefetch *f, struct prefetched *item, size_t input)
{
    const char *name = f->in->names[input];
    struct err err; /* whoever opens it in its turn says it */
    err_init(&err);
    const int fd = is_worth(name) ? inputs_open(name, &err) : -1;
    if (fd < 0)
        return;
    *item = (struct prefetched){ source_open_fd(fd, name, &f->opts), input, 0 };
    item->decoder_bytes = source_start(item->src, PREFETCH_DECODER_BYTES - f->decoder_bytes);
    f->decoder_bytes += item->decoder_bytes;
}

struct source *prefetch_take(struct prefetch *f, size_t input)
{
    struct source *src = NULL;
    for (size_t i = 0; i < f->ahead; i++)
        if (f->items[i].src && f->items[i].input == input) {
            src = f->items[i].src;
            f->decoder_bytes -= f->items[i].decoder_bytes;
            f->items[i] = (struct prefetched){ 0 };
        }
    if (f->next <= input)
        f->next = input + 1;
    for (size_t i = 0; i < f->ahead; i++)
        while (!f->items[i].src && f->next < f->in->count && f->next <= input + f->ahead)
            open_ahead(f, &f->items[i], f->next++);
    return src;
}

void prefetch_release(struct prefetch *f)
{
    for (size_t i = 0; i < f->ahead; i++)
        source_close(f->items[i].src);
}
