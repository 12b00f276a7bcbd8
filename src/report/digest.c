#include "report/digest.h"

#include "base/sha256.h"

static void full_digest(struct slice raw, char out[SHA256_HEX_BYTES])
{
    unsigned char hash[SHA256_BYTES];
    sha256(raw, hash);
    sha256_hex(hash, out);
}

void digest_text(struct slice raw, bool is_masked, char out[DIGEST_BYTES])
{
    char full[SHA256_HEX_BYTES];
    const size_t digits = is_masked ? DIGEST_DIGITS_MASKED : DIGEST_DIGITS;
    full_digest(raw, full);
    memcpy(out, full, digits);
    out[digits] = '\0';
}

bool digest_holds(struct slice hash, struct slice raw)
{
    char full[SHA256_HEX_BYTES];
    if (hash.len < DIGEST_DIGITS_MASKED || hash.len >= SHA256_HEX_BYTES)
        return false;
    full_digest(raw, full);
    return slice_eq(hash, slice_make(full, hash.len));
}
