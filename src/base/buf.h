/* buf: growable bytes, owned by the caller of buf_init. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include "base/slice.h"

struct buf {
    char *ptr;
    size_t len, capacity; /* bytes */
};

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);

/* Forgets the bytes, keeps the memory. */
void buf_reset(struct buf *buf);

void buf_add(struct buf *buf, struct slice s);
void buf_add_byte(struct buf *buf, char c);
void buf_add_cstr(struct buf *buf, const char *s);
void buf_add_fill(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Room for at least `more` bytes at ptr + len; the caller then raises len. */
char *buf_reserve(struct buf *buf, size_t more);

/* The bytes; valid until the next call that adds. */
static inline struct slice buf_slice(const struct buf *buf)
{
    return slice_make(buf->ptr, buf->len);
}

/* The bytes with a NUL behind them (not counted); same validity. */
const char *buf_cstr(struct buf *buf);

#endif
