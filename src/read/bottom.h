/* bottom: what a source stands on: a descriptor or memory. Internal to read/.
 *
 * Where a thread reads ahead, it is all that thread and owner share: the thread reads, the owner
 * asks bottom_is_ready and bottom_raw_bytes and wakes it up. */
#ifndef READ_BOTTOM_H
#define READ_BOTTOM_H

#include "read/decoder.h"
#include "read/source.h"

#include <stdatomic.h>

struct bottom {
    int fd;                      /* negative: memory */
    struct slice memory;         /* what is left of it */
    size_t block_bytes;          /* most that is read at a time */
    bool is_file;                /* a read waits for nobody but the disk */
    uint64_t size;               /* of the file or the memory when it was opened, 0: not known */
    struct source_waiter waiter; /* NULL functions: none */
    int wake[2];                 /* a pipe that is closed to end a read that waits; -1: none */
    atomic_uint_least64_t raw_bytes;
};

/* fd is owned from now on; negative: memory, borrowed. */
void bottom_init(struct bottom *b, int fd, struct slice memory, size_t block_bytes);

/* Reads from it, and closes it in the end; b is borrowed. */
struct byte_reader bottom_reader(struct bottom *b);

/* Makes it possible to wake up a thread that waits in a read: the read, and all after it, then give
 * the end. False: no more descriptors. bottom_wake does it, bottom_forget_wake when the thread is
 * gone. */
bool bottom_may_wake(struct bottom *b);
void bottom_wake(struct bottom *b);
void bottom_forget_wake(struct bottom *b);

/* Would a read return at once? As the waiter says, if there is one. */
bool bottom_is_ready(const struct bottom *b);

/* Bytes read so far. */
uint64_t bottom_raw_bytes(const struct bottom *b);

#endif
