/* again: a layer that gives the head of what is below it again, after it was looked at. */
#ifndef READ_AGAIN_H
#define READ_AGAIN_H

#include "base/slice.h"
#include "read/decoder.h"

/* Reads the head of `below`, up to DECODER_HEAD_BYTES, and gives a reader of all of it, which owns
 * `below` from now on. *head borrows from that reader. */
struct byte_reader again_open(struct byte_reader below, struct slice *head);

#endif
