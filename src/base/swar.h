/* swar: eight bytes at a time in an ordinary register.
 *
 * Source: H. S. Warren, "Hacker's Delight", 2nd edition, section 6-1, "Find First 0-Byte"; the form
 * that is exact for every byte. */
#ifndef BASE_SWAR_H
#define BASE_SWAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SWAR_BYTES sizeof(uint64_t)
#define SWAR_EACH UINT64_C(0x0101010101010101)

/* Eight bytes, the first one lowest on every machine. */
static inline uint64_t swar_load(const char *at)
{
    uint64_t v;
    memcpy(&v, at, sizeof v);
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The highest bit of each byte that is c. */
static inline uint64_t swar_find(uint64_t bytes, char c)
{
    const uint64_t low = SWAR_EACH * 0x7f, v = bytes ^ SWAR_EACH * (unsigned char)c;
    return ~(((v & low) + low) | v | low);
}

/* For short texts of varying length, where a call would take longer than what it does. */
static inline bool swar_same(const char *a, const char *b, size_t len)
{
    if (len < SWAR_BYTES)
        return len == 0 || memcmp(a, b, len) == 0;
    uint64_t differ = swar_load(a + len - SWAR_BYTES) ^ swar_load(b + len - SWAR_BYTES);
    for (size_t at = 0; at + SWAR_BYTES < len; at += SWAR_BYTES)
        differ |= swar_load(a + at) ^ swar_load(b + at);
    return differ == 0;
}

/* Of 16 bytes, which ones are c: a bit each. */
static inline unsigned swar_find16(const char *at, char c)
{
    /* Each of the highest bits is moved to its place in the highest byte; none meets another. */
    const uint64_t gather = UINT64_C(0x0102040810204080);
    const uint64_t low = swar_find(swar_load(at), c) >> 7;
    const uint64_t high = swar_find(swar_load(at + SWAR_BYTES), c) >> 7;
    return (unsigned)(low * gather >> 56 | high * gather >> 56 << 8);
}

/* The bits before the first one that is set; all if none is. */
static inline unsigned swar_before(unsigned bits)
{
    return (bits & -bits) - 1;
}

#endif
