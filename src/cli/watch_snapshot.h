/* watch_snapshot: work on a copy of the process, and what it hands back.
 *
 * To conclude is to sort and add up tables that go on growing, and to close events that may go on.
 * A copy (fork) does it and ends; the original reads on meanwhile, and what it concludes at the end
 * does not depend on when somebody looked. The copy shares all memory that neither changes.
 *
 *     watch_snapshot_start(&s, work, self, &err);    // work(self, fd) runs in the copy
 *     … poll s.fd for input …
 *     watch_snapshot_read(&s, take, self);           // take() for every piece that is whole */
#ifndef CLI_WATCH_SNAPSHOT_H
#define CLI_WATCH_SNAPSHOT_H

#include "base/buf.h"
#include "base/err.h"

#include <sys/types.h>

enum watch_piece_type { WATCH_PIECE_ENTRY, WATCH_PIECE_TOP, WATCH_PIECE_BLOCK };

struct watch_piece {
    enum watch_piece_type type;
    uint64_t place, key; /* of an entry; see watch_view.h */
    int64_t time_us;
    size_t len; /* bytes behind it */
};

struct watch_snapshot {
    pid_t pid; /* 0: none runs */
    int fd;    /* -1: none runs */
    struct buf in;
};

void watch_snapshot_init(struct watch_snapshot *s);

/* Ends a copy that still runs. */
void watch_snapshot_release(struct watch_snapshot *s);

enum status watch_snapshot_start(struct watch_snapshot *s, void (*work)(void *self, int fd),
                                 void *self, struct err *err) MUST_CHECK;

/* In the copy. */
void watch_snapshot_write(int fd, const struct watch_piece *piece, struct slice bytes);

/* Takes what is there, without waiting for more than is. False: the copy has ended. */
bool watch_snapshot_read(struct watch_snapshot *s,
                         void (*take)(void *self, const struct watch_piece *piece,
                                      struct slice bytes),
                         void *self);

#endif
