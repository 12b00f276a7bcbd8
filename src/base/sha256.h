/* sha256: the hash of FIPS 180-4, for the identity of databases and evidence. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/slice.h"

#define SHA256_BYTES 32
#define SHA256_HEX_BYTES 65

void sha256(struct slice s, unsigned char out[SHA256_BYTES]);
void sha256_hex(const unsigned char hash[SHA256_BYTES], char out[SHA256_HEX_BYTES]);

#endif
