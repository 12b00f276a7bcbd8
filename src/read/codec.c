#include "read/codec.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdalign.h>

#define INPUT_BYTES (64 * 1024)

/* Steps in a row without progress, with input and room at hand. No library should make one. */
#define IDLE_STEPS_MAX 16

struct decoding {
    struct byte_reader below;
    const struct codec *codec;
    uint64_t given; /* bytes decoded so far, and where the current member began in them */
    uint64_t member_start;
    unsigned members;   /* begun so far, counting the current one */
    bool in_member;     /* some input of the current member was taken */
    bool has_more;      /* the last step ran out of room: ask again before reading on */
    const char *damage; /* found, but what was decoded before must be given first */
    bool over_limit;    /* the same */
    unsigned idle_steps;
    enum status finished; /* STATUS_OK while there may be more */
    const unsigned char *in;
    size_t in_len;
    unsigned char input[INPUT_BYTES];
    alignas(max_align_t) char state[];
};

static enum status refill(struct decoding *d, struct err *err)
{
    size_t got = 0;
    const enum status st =
        d->below.read(d->below.self, (char *)d->input, sizeof d->input, &got, err);
    d->in = d->input;
    d->in_len = got;
    return st;
}

static enum status finish(struct decoding *d, enum status st)
{
    d->finished = st;
    return st;
}

static enum status garbage(struct decoding *d, struct err *err)
{
    const char *name = d->codec->name;
    err_set(err,
            "bytes behind the end of the %s data are not %s and are not read, after %" PRIu64
            " bytes in %u %s%s",
            name, name, d->given, d->members, d->codec->unit, d->members == 1 ? "" : "s");
    return finish(d, STATUS_FAIL);
}

static enum status truncated(struct decoding *d, struct err *err)
{
    err_set(err,
            "truncated %s: the stream ends inside %s %u, after %" PRIu64
            " bytes; what came before has been read",
            d->codec->name, d->codec->unit, d->members, d->given);
    return finish(d, STATUS_FAIL);
}

static enum status damaged(struct decoding *d, struct err *err)
{
    err_set(err, "damaged %s: %s %u: %s, after %" PRIu64 " bytes; what came before has been read",
            d->codec->name, d->codec->unit, d->members, d->damage, d->given);
    return finish(d, STATUS_FAIL);
}

static enum status over_limit(struct decoding *d, struct err *err)
{
    err_set(err,
            "%s %s %u needs more than %zu MiB of memory to decode and is not read after %" PRIu64
            " bytes; decompress it first: %s FILE | culprit",
            d->codec->name, d->codec->unit, d->members, d->codec->memory_bytes >> 20, d->given,
            d->codec->command);
    return finish(d, STATUS_FAIL);
}

/* Between members: zeros are padding (tar and dd leave them; .xz has them by design), the first
 * byte of a member begins the next one, and anything else is lost. Sources: RFC 1952, section 2.2;
 * RFC 8878, section 3.1; The .xz File Format 1.2.0, section 2. */
static enum status next_member(struct decoding *d, struct err *err)
{
    for (;;) {
        if (d->in_len == 0) {
            const enum status st = refill(d, err);
            if (st != STATUS_OK)
                return st == STATUS_SKIP ? st : finish(d, st);
        }
        if (d->members == 0 || *d->in != 0)
            break;
        d->in++;
        d->in_len--;
    }
    if (d->members > 0 && !d->codec->may_begin(*d->in))
        return garbage(d, err);
    d->members++;
    d->member_start = d->given;
    d->in_member = true;
    d->has_more = false;
    if (!d->codec->begin(d->state))
        d->damage = "not enough memory";
    return STATUS_OK;
}

/* Lets the library work; returns the bytes it gave. */
static size_t step(struct decoding *d, char *out, size_t size)
{
    struct codec_io io = { d->in, d->in_len, out, size };
    switch (d->codec->step(d->state, &io, &d->damage)) {
    case CODEC_MORE: break;
    case CODEC_END: d->in_member = false; break;
    case CODEC_DAMAGE: break;
    case CODEC_LIMIT: d->over_limit = true; break;
    }
    const bool idle = d->in_member && io.in_len == d->in_len && io.out_len == size;
    d->idle_steps = idle ? d->idle_steps + 1 : 0;
    if (d->idle_steps > IDLE_STEPS_MAX && d->in_len > 0 && !d->damage)
        d->damage = "the decoder makes no progress";
    d->in = io.in;
    d->in_len = io.in_len;
    d->has_more = io.out_len == 0;
    d->given += size - io.out_len;
    if (d->in_member && d->codec->reserved && d->given - d->member_start > d->codec->memory_bytes)
        d->over_limit = d->codec->reserved(d->state) > d->codec->memory_bytes;
    return size - io.out_len;
}

static enum status read_codec(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct decoding *d = self;
    *got = 0;
    while (d->finished == STATUS_OK) {
        if (d->damage)
            return damaged(d, err);
        if (d->over_limit)
            return over_limit(d, err);
        enum status st = STATUS_OK;
        if (!d->in_member)
            st = next_member(d, err);
        else if (d->in_len == 0 && !d->has_more)
            st = refill(d, err);
        if (st == STATUS_END && d->in_member)
            return truncated(d, err);
        if (st != STATUS_OK)
            return st;
        if (d->damage)
            continue;
        *got = step(d, out, size);
        if (*got > 0)
            return STATUS_OK;
    }
    return d->finished;
}

static void close_codec(void *self)
{
    struct decoding *d = self;
    if (d->members > 0)
        d->codec->end(d->state);
    d->below.close(d->below.self);
    alloc_free(d);
}

struct byte_reader codec_open(const struct codec *codec, struct byte_reader below)
{
    struct decoding *d = alloc_zeroed(1, sizeof *d + codec->state_bytes);
    d->below = below;
    d->codec = codec;
    return (struct byte_reader){ read_codec, close_codec, d };
}
