/* codec: what the decoders of compressed data share. Internal to read/.
 *
 * A codec is one library's way to undo one kind of compression; codec.c reads the bytes for it and
 * deals with members that follow each other, padding between them, and input that is cut or
 * damaged: what could be decoded is given, then the reader fails with a text that says how far it
 * came. */
#ifndef READ_CODEC_H
#define READ_CODEC_H

#include "read/decoder.h"

enum codec_step {
    CODEC_MORE,   /* go on: it needs input, or room for output */
    CODEC_END,    /* the member is complete; what is left of the input is behind it */
    CODEC_DAMAGE, /* *why says what is wrong */
    CODEC_LIMIT,  /* the member asks for more memory than the library is allowed to reserve */
};

/* Input to take and room to fill: step moves both on. */
struct codec_io {
    const unsigned char *in;
    size_t in_len;
    char *out;
    size_t out_len;
};

struct codec {
    const char *name;    /* "gzip", as shown in messages */
    const char *unit;    /* what follows each other: "member", "frame" */
    const char *command; /* undoes it in a pipe: "zstd -dc" */
    size_t memory_bytes; /* most that a member may make the library touch */
    size_t state_bytes;  /* size of state, which is zeroed before the first begin */
    /* Can a member begin with this byte? */
    bool (*may_begin)(unsigned char first);
    /* Makes state ready for a member, the first or a further one. False: out of memory. */
    bool (*begin)(void *state);
    /* *why is static, or borrows from state. */
    enum codec_step (*step)(void *state, struct codec_io *io, const char **why);
    /* Bytes reserved for the current member, of which only as many are touched as it has given;
     * NULL: never more than memory_bytes. */
    size_t (*reserved)(const void *state);
    void (*end)(void *state); /* after at least one begin */
};

/* Takes ownership of below; borrows codec, which must be static. */
struct byte_reader codec_open(const struct codec *codec, struct byte_reader below);

#endif
