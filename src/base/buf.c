#include "base/buf.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(struct buf *buf)
{
    *buf = (struct buf){ 0 };
}

void buf_release(struct buf *buf)
{
    alloc_free(buf->ptr);
    buf_init(buf);
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
}

char *buf_reserve(struct buf *buf, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(buf->len, more, &need))
        need = SIZE_MAX;       /* refused by alloc */
    if (need <= buf->capacity) /* nearly always; memory there is, or nothing is asked for */
        return buf->ptr + buf->len;
    buf->ptr = alloc_grow(buf->ptr, &buf->capacity, need, 1);
    return buf->ptr + buf->len;
}

void buf_add(struct buf *buf, struct slice s)
{
    if (s.len == 0)
        return;
    memcpy(buf_reserve(buf, s.len), s.ptr, s.len);
    buf->len += s.len;
}

void buf_add_byte(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->len++;
}

void buf_add_cstr(struct buf *buf, const char *s)
{
    buf_add(buf, slice_cstr(s));
}

void buf_add_fill(struct buf *buf, char c, size_t count)
{
    memset(buf_reserve(buf, count), c, count);
    buf->len += count;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n > 0) {
        size_t size = (size_t)n + 1;
        vsnprintf(buf_reserve(buf, size), size, fmt, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

const char *buf_cstr(struct buf *buf)
{
    *buf_reserve(buf, 1) = '\0';
    return buf->ptr;
}
