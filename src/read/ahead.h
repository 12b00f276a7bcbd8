/* ahead: a reader that runs in a thread of its own and fills a few blocks ahead.
 *
 *     struct ahead *a = ahead_open(below, &opts);       // NULL: no thread to be had
 *     for (;;) {
 *         struct ahead_block *b = ahead_next(a);        // waits for the next one
 *         … the bytes ahead_bytes(b), then what b->status says …
 *         const enum status st = b->status;
 *         ahead_give(a, b);                             // to be filled again
 *         if (st == STATUS_END || st == STATUS_FAIL) break;
 *     }
 *     ahead_close(a);
 *
 * What the blocks hold, one behind the other, is what below would have given: the same bytes, and
 * warnings between the same bytes. Only how they are cut depends on time. Internal to read/. */
#ifndef READ_AHEAD_H
#define READ_AHEAD_H

#include "read/decoder.h"
#include "read/looker.h"

#define AHEAD_BLOCKS_MAX 16

/* Free bytes before those of a block: the block can take over as the window of a source, with what
 * was not consumed put in front, so that nothing else is copied. */
#define AHEAD_ROOM_BYTES (64 * 1024)

/* A byte order mark, which sources take out. */
#define AHEAD_MARK "\xEF\xBB\xBF"

struct ahead;

struct ahead_options {
    size_t block_bytes; /* room for bytes in a block */
    unsigned blocks;    /* 2 to AHEAD_BLOCKS_MAX */
    /* Would a read of below return at once? Called by the thread: a block that is not full is only
     * kept back for more where that does not have to be waited for. */
    bool (*is_ready)(const void *self);
    const void *self;
};

struct ahead_block {
    char *base; /* AHEAD_ROOM_BYTES, then block_bytes; the taker may put the like in its place */
    size_t len; /* bytes behind the room */
    size_t unmarked; /* of them, those before the first that may begin a mark: the thread has them
                        in its cache */
    enum status status; /* what comes behind them: OK more; SKIP, FAIL as in err; END nothing */
    struct err err;
    void *note;    /* of the looker, or room for one; NULL: none. The taker may put another in its
                      place */
    bool is_noted; /* it is about these bytes */
};

/* Takes ownership of below unless it returns NULL. From then on only the thread reads from it.
 * All signals stay with the other threads. */
struct ahead *ahead_open(struct byte_reader below, const struct ahead_options *opts);

/* Stops the thread, waits for it and closes below. Whoever can block in a read of below must be
 * woken up by the caller before. */
void ahead_close(struct ahead *a);

/* The next block, borrowed until it is given back; one at a time, none behind END or FAIL. */
struct ahead_block *ahead_next(struct ahead *a);
void ahead_give(struct ahead *a, struct ahead_block *block);

/* From now on the thread looks at blocks, too; the looker is copied. NULL: no longer; when that
 * returns, it does not, and all notes of blocks are freed. */
void ahead_look(struct ahead *a, const struct looker *looker);

/* Would ahead_next return at once? */
bool ahead_has(struct ahead *a);

/* Size of base. */
size_t ahead_base_bytes(const struct ahead *a);

struct slice ahead_bytes(const struct ahead_block *block);

#endif
