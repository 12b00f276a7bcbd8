/* watch_heads: by which a file is known again that was read under another name: what was rotated to
 * api.log.1, copied there, or compressed to api.log.1.gz. Two names are of one family when they are
 * the same without what rotation adds: a number or a date, and the ending of a compression. */
#ifndef CLI_WATCH_HEADS_H
#define CLI_WATCH_HEADS_H

#include "base/slice.h"

/* First bytes that are compared, and how many there must be; files that are remembered: of those
 * longest ago nothing is known any more. */
#define WATCH_HEAD_BYTES 512
#define WATCH_HEAD_MIN 16
#define WATCH_HEADS_MAX 256

struct watch_head {
    size_t len;
    char bytes[WATCH_HEAD_BYTES];
};

/* Reads the first bytes of a regular file, as they are, without moving its position. */
void watch_head_read(struct watch_head *head, int fd);

struct watch_heads {
    struct {
        uint64_t family;
        struct watch_head head;
    } items[WATCH_HEADS_MAX];
    uint64_t next; /* number of all that were noted */
};

/* A file of this name is read; its first bytes are told when they are there. Returns a number for
 * that. */
uint64_t watch_heads_note(struct watch_heads *h, const char *name);
void watch_heads_tell(struct watch_heads *h, uint64_t number, const struct watch_head *head);

/* Is the file of this name one that was read, and rotation gave it that name? LATER: it is still
 * being copied or compressed, so that this cannot be told yet. */
enum watch_heads_answer { WATCH_HEADS_NEW, WATCH_HEADS_KNOWN, WATCH_HEADS_LATER };
enum watch_heads_answer watch_heads_ask(const struct watch_heads *h, const char *name, int fd);

/* The name without what rotation adds; the name itself if that is nothing. */
struct slice watch_heads_family(const char *name);

#endif
