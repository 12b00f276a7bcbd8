#include "read/again.h"

#include "base/alloc.h"

struct again {
    struct byte_reader below;
    char head[DECODER_HEAD_BYTES];
    size_t len, at;
    enum status status; /* what ended the head early, still to be told */
    struct err err;
};

static enum status read_again(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct again *a = self;
    *got = 0;
    if (a->at < a->len) {
        *got = size < a->len - a->at ? size : a->len - a->at;
        memcpy(out, a->head + a->at, *got);
        a->at += *got;
        return STATUS_OK;
    }
    if (a->status != STATUS_OK) {
        enum status st = a->status;
        if (st == STATUS_SKIP)
            a->status = STATUS_OK;
        if (a->err.set && err && !err->set)
            *err = a->err;
        return st;
    }
    return a->below.read(a->below.self, out, size, got, err);
}

static void close_again(void *self)
{
    struct again *a = self;
    a->below.close(a->below.self);
    alloc_free(a);
}

struct byte_reader again_open(struct byte_reader below, struct slice *head)
{
    struct again *a = alloc_zeroed(1, sizeof *a);
    a->below = below;
    while (a->len < DECODER_HEAD_BYTES && a->status == STATUS_OK) {
        size_t got = 0;
        a->status =
            below.read(below.self, a->head + a->len, DECODER_HEAD_BYTES - a->len, &got, &a->err);
        a->len += got;
    }
    *head = slice_make(a->head, a->len);
    return (struct byte_reader){ read_again, close_again, a };
}
