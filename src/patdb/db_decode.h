/* db_decode: the sections of a database file (layout.h) as signatures. Every offset, count and
 * reference is checked: whatever the bytes are, an error is the worst that comes of them. Internal
 * to patdb/. */
#ifndef PATDB_DB_DECODE_H
#define PATDB_DB_DECODE_H

#include "base/arena.h"
#include "base/err.h"
#include "patdb/signature.h"

/* A word of the file: four bytes, the lowest first. */
static inline uint32_t db_word_at(struct slice bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Decodes a whole file, of which the header has been checked. The arrays of `set` are the arena's,
 * its texts borrow from `bytes`. Fails on the first thing that is wrong. */
enum status db_decode(struct slice bytes, struct arena *arena, struct sigset *set, struct err *err);

#endif
