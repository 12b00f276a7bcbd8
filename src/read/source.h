/* source: the bytes of one input, undone of compression and encoding.
 *
 * A source is a chain: a file descriptor (or memory) at the bottom, and on top of it the
 * decoders that bid on the first bytes (see decoder.h): gzip, UTF-16, BOM, plain. Byte order
 * marks in mid-stream, at the start of a line, are taken out: they are no bytes of the source.
 * Reading is peek and consume over a bounded window, as in libarchive.
 *
 *     struct source *src = source_open_fd(fd, "api.log", opts);
 *     for (;;) {
 *         struct slice w = source_peek(src, 1);      // all that is at hand
 *         if (w.len == 0) break;                     // end, or damaged for good
 *         … use a prefix of w …
 *         source_consume(src, used);
 *     }
 *     warnings: source_warning(src, i)
 *     source_close(src);
 *
 * Damage (a truncated gzip member, bytes that are no gzip behind the last one) is
 * never fatal: what could be decoded is given, then the source ends with a warning
 * and source_damaged() is true. */
#ifndef READ_SOURCE_H
#define READ_SOURCE_H

#include "base/err.h"
#include "base/slice.h"
#include "read/looker.h"

/* Bytes asked from the bottom at a time, and the largest window a peek can ask for. */
#define SOURCE_BLOCK_BYTES (512 * 1024)
#define SOURCE_WINDOW_MAX (8 * 1024 * 1024)

/* Warnings kept per source; more are counted only. */
#define SOURCE_WARNINGS_MAX 20

struct source;

/* How a descriptor that is followed is waited for. NULL functions: read() blocks by itself. */
struct source_waiter {
    /* Before each read: returns when there may be something to read. False: the source ends here.
     * What is buffered has been looked at by then; the caller may use the time. */
    bool (*wait)(void *self, int fd);
    bool (*is_ready)(void *self, int fd); /* would wait return at once? */
    void *self;
};

/* Reading ahead in a thread (see ahead.h): from how many bytes, of the file or decoded so far, it
 * is worth starting one, how many blocks it has, and of what size where nothing is compressed: all
 * of them should stay in the cache of its processor, which is 1 to 2 MiB. Decoders are slow, and
 * larger blocks are waited for less often. */
#define SOURCE_AHEAD_FROM ((size_t)1 << 20)
#define SOURCE_AHEAD_BLOCKS 8
#define SOURCE_PLAIN_BLOCK_BYTES (256 * 1024)

struct source_options {
    size_t block_bytes;          /* 0: as above; tests use 1 and up */
    unsigned ahead_blocks;       /* SOURCE_AHEAD_BLOCKS; 0: no thread */
    size_t ahead_from;           /* 0: SOURCE_AHEAD_FROM */
    struct source_waiter waiter; /* instead of a thread */
};

/* Opens a chain over a descriptor, which the source owns from now on (closed by
 * source_close), or over memory, which it borrows. `name` is copied. opts may be NULL.
 * Decoders are chosen at the first peek. */
struct source *source_open_fd(int fd, const char *name, const struct source_options *opts);
struct source *source_open_memory(struct slice bytes, const char *name,
                                  const struct source_options *opts);
void source_close(struct source *src);

/* Begins to read ahead before the first peek, if the options allow it and it is worth it: for a
 * file that is read after something else. Not where the decoders would hold more than
 * decoder_bytes_max. Returns the bytes that they may hold; 0 if no thread runs. Waits for the first
 * bytes. */
size_t source_start(struct source *src, size_t decoder_bytes_max);

/* Where a thread reads ahead, now or later, it looks at what it has read, too. False: none can. The
 * looker is copied; NULL: no longer, which whoever it calls must say before it is gone. */
bool source_look(struct source *src, const struct looker *looker);

/* The note about the last bytes that came into the window, and the offset of the first of them,
 * which may be consumed already. NULL: none. Valid until the next peek for more than is buffered.
 */
const void *source_note(const struct source *src, uint64_t *offset);

/* The decoded bytes at the current position: at least `want` of them unless the source
 * ends before; often more. Empty only at the end. want <= SOURCE_WINDOW_MAX. Returned
 * bytes are valid until the next peek or consume. A peek for no more than is buffered
 * never blocks. */
struct slice source_peek(struct source *src, size_t want);

/* True when all bytes up to the end are in the window of the last peek. */
bool source_at_end(const struct source *src);

/* Would a peek for more than is buffered return at once? True at the end, too. */
bool source_is_ready(const struct source *src);

/* Steps over count bytes of the window of the last peek. The second is for callers that know how
 * many line ends are among them. */
void source_consume(struct source *src, size_t count);
void source_consume_lines(struct source *src, size_t count, uint64_t lines);

/* Keeps at least so many of the bytes consumed last for source_recall_line. Off at first;
 * before the first peek where a thread reads ahead. */
void source_keep(struct source *src, size_t bytes);

/* The line, without its LF, that holds the byte at offset, as far as it is consumed. False if some
 * of it is no longer kept. Valid until the next peek. Depends on what was consumed only, not on
 * blocks. *start: its own offset. */
bool source_recall_line(const struct source *src, uint64_t offset, struct slice *line,
                        uint64_t *start);

/* What is kept of the bytes before the current position; they stand in memory directly before what
 * the last peek gave, and are valid as long. */
struct slice source_behind(const struct source *src);

/* Decoded bytes consumed so far; line number (1-based) of the current position. */
uint64_t source_offset(const struct source *src);
uint64_t source_line(const struct source *src);

/* Bytes read from the descriptor so far (compressed size for gzip); a thread is ahead by its
 * blocks. */
uint64_t source_raw_bytes(const struct source *src);

const char *source_name(const struct source *src);

/* "utf-8", "utf-16le", "utf-16be", "utf-8-bom", "binary"; and the compression: "", "gzip".
 * Known after the first peek. */
const char *source_encoding(const struct source *src);
const char *source_compression(const struct source *src);

/* Adds a warning from a later stage (a framer); position is taken from err if it has one, and gives
 * their order.
 * damaged: input was lost, the run ends with status 3. */
void source_warn(struct source *src, const struct err *err, bool damaged);
bool source_damaged(const struct source *src);
size_t source_warning_count(const struct source *src);                /* all, kept or not */
const struct err *source_warning(const struct source *src, size_t i); /* NULL if not kept */

#endif
