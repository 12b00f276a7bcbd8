/* swar: several bytes at a time, in an ordinary register or in one that every machine of the kind
 * has.
 *
 * Source: H. S. Warren, "Hacker's Delight", 2nd edition, section 6-1, "Find First 0-Byte"; the form
 * that is exact for every byte. */
#ifndef BASE_SWAR_H
#define BASE_SWAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
static inline __m128i swar_load16(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}
#endif

/* The bytes with letters in lower case, as ascii_lower has them: 0x20 is set where bit 7 of the
 * sums says that a byte is at or above 'A', and not above 'Z'. */
static inline uint64_t swar_lower(uint64_t bytes)
{
    const uint64_t low = bytes & SWAR_EACH * 0x7f;
    const uint64_t from_a = low + SWAR_EACH * (0x80 - 'A'),
                   above_z = low + SWAR_EACH * (0x7f - 'Z');
    return bytes | ((from_a & ~above_z & ~bytes & SWAR_EACH * 0x80) >> 2);
}

/* For short texts of varying length, where a call would take longer than what it does. */
static inline bool swar_same(const char *a, const char *b, size_t len)
{
#ifdef __SSE2__
    if (len >= sizeof(__m128i)) {
        const size_t last = len - sizeof(__m128i);
        __m128i same = _mm_cmpeq_epi8(swar_load16(a + last), swar_load16(b + last));
        for (size_t at = 0; at < last; at += sizeof(__m128i))
            same = _mm_and_si128(same, _mm_cmpeq_epi8(swar_load16(a + at), swar_load16(b + at)));
        return _mm_movemask_epi8(same) == 0xffff;
    }
#endif
    if (len < SWAR_BYTES)
        return len == 0 || memcmp(a, b, len) == 0;
    uint64_t differ = swar_load(a + len - SWAR_BYTES) ^ swar_load(b + len - SWAR_BYTES);
    for (size_t at = 0; at + SWAR_BYTES < len; at += SWAR_BYTES)
        differ |= swar_load(a + at) ^ swar_load(b + at);
    return differ == 0;
}

/* Is the text in lower case the same as `lower`, which is in lower case? */
static inline bool swar_same_lower(const char *text, const char *lower, size_t len)
{
#ifdef __SSE2__
    if (len >= sizeof(__m128i)) {
        const __m128i to_top = _mm_set1_epi8(0x7f - 'Z'), below = _mm_set1_epi8(0x7f - 26);
        const size_t last = len - sizeof(__m128i);
        for (size_t at = 0;; at = at + sizeof(__m128i) < last ? at + sizeof(__m128i) : last) {
            const __m128i v = swar_load16(text + at);
            /* Capital letters become the highest signed numbers. */
            const __m128i capital = _mm_cmpgt_epi8(_mm_add_epi8(v, to_top), below);
            const __m128i folded = _mm_or_si128(v, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
            if (_mm_movemask_epi8(_mm_cmpeq_epi8(folded, swar_load16(lower + at))) != 0xffff)
                return false;
            if (at == last)
                return true;
        }
    }
#endif
    if (len < SWAR_BYTES) {
        for (size_t i = 0; i < len; i++)
            if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]) != lower[i])
                return false;
        return true;
    }
    const size_t last = len - SWAR_BYTES;
    for (size_t at = 0; at < last; at += SWAR_BYTES)
        if (swar_lower(swar_load(text + at)) != swar_load(lower + at))
            return false;
    return swar_lower(swar_load(text + last)) == swar_load(lower + last);
}

/* The number that eight digits are, the first one lowest in `bytes`; false if they are none. Pairs
 * of digits are added up to numbers below 100, these to ones below 10,000, and these to the whole.
 * Source: D. Lemire, "Quickly parsing eight digits", 2018. */
static inline bool swar_eight_digits(uint64_t bytes, uint64_t *n)
{
    const uint64_t digits = bytes ^ SWAR_EACH * '0';
    if (((digits | (digits + SWAR_EACH * 6)) & SWAR_EACH * 0xf0) != 0)
        return false;
    const uint64_t pairs = (digits * 10 + (digits >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    const uint64_t fours = (pairs * 100 + (pairs >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *n = (fours * 10000 + (fours >> 32)) & UINT32_MAX;
    return true;
}

/* How far 16 bytes are above the lowest ones that may stand there, times their weights, added up to
 * sums of four bytes each. False if one is not allowed: below the lowest, or further above. Two
 * bytes together may not come to more than INT16_MAX. */
#define SWAR_SUMS 4
static inline bool swar_weigh16_portable(const char *at, const uint8_t lowest[16],
                                         const uint8_t above[16], const int16_t weights[16],
                                         uint32_t sums[SWAR_SUMS])
{
    memset(sums, 0, SWAR_SUMS * sizeof *sums);
    for (size_t i = 0; i < 2 * SWAR_BYTES; i++) {
        const uint8_t far = (uint8_t)((unsigned char)at[i] - lowest[i]);
        if (far > above[i])
            return false;
        sums[i / SWAR_SUMS] += (uint32_t)(far * weights[i]);
    }
    return true;
}

static inline bool swar_weigh16(const char *at, const uint8_t lowest[16], const uint8_t above[16],
                                const int16_t weights[16], uint32_t sums[SWAR_SUMS])
{
#ifdef __SSE2__
    const __m128i most = swar_load16((const char *)above), none = _mm_setzero_si128();
    const __m128i far = _mm_sub_epi8(swar_load16(at), swar_load16((const char *)lowest));
    const __m128i low =
        _mm_madd_epi16(_mm_unpacklo_epi8(far, none), swar_load16((const char *)weights));
    const __m128i high = _mm_madd_epi16(_mm_unpackhi_epi8(far, none),
                                        swar_load16((const char *)(weights + SWAR_BYTES)));
    const __m128i fours = _mm_madd_epi16(_mm_packs_epi32(low, high), _mm_set1_epi16(1));
    memcpy(sums, &fours, sizeof fours);
    return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(far, most), most)) == 0xffff;
#else
    return swar_weigh16_portable(at, lowest, above, weights, sums);
#endif
}

/* 16 bytes as two words, with a zero for each digit. */
struct swar_pair {
    uint64_t low, high;
};
static inline struct swar_pair swar_no_digits16_portable(const char *at)
{
    char bytes[2 * SWAR_BYTES];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = at[i] >= '0' && at[i] <= '9' ? '0' : at[i];
    return (struct swar_pair){ swar_load(bytes), swar_load(bytes + SWAR_BYTES) };
}

static inline struct swar_pair swar_no_digits16(const char *at)
{
#ifdef __SSE2__
    const __m128i bytes = swar_load16(at), above = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(9)), above);
    const __m128i none = _mm_sub_epi8(bytes, _mm_and_si128(above, is_digit));
    struct swar_pair pair;
    memcpy(&pair, &none, sizeof pair); /* such machines have the first byte lowest */
    return pair;
#else
    return swar_no_digits16_portable(at);
#endif
}

/* Of 16 bytes, which ones are c: a bit each. The second is the way that all machines have. */
static inline unsigned swar_find16(const char *at, char c);
static inline unsigned swar_find16_portable(const char *at, char c)
{
    /* Each of the highest bits is moved to its place in the highest byte; none meets another. */
    const uint64_t gather = UINT64_C(0x0102040810204080);
    const uint64_t low = swar_find(swar_load(at), c) >> 7;
    const uint64_t high = swar_find(swar_load(at + SWAR_BYTES), c) >> 7;
    return (unsigned)(low * gather >> 56 | high * gather >> 56 << 8);
}

static inline unsigned swar_find16(const char *at, char c)
{
#ifdef __SSE2__
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(swar_load16(at), _mm_set1_epi8(c)));
#else
    return swar_find16_portable(at, c);
#endif
}

/* Is one of 16 bytes a control byte other than a tab? */
static inline bool swar_has_controls16_portable(const char *at)
{
    unsigned found = 0;
    for (size_t i = 0; i < 2 * SWAR_BYTES; i++)
        found |= (unsigned char)at[i] < ' ' && at[i] != '\t';
    return found != 0;
}

static inline bool swar_has_controls16(const char *at)
{
#ifdef __SSE2__
    const __m128i v = swar_load16(at),
                  low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    return _mm_movemask_epi8(_mm_andnot_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')), low)) != 0;
#else
    return swar_has_controls16_portable(at);
#endif
}

/* The bits before the first one that is set; all if none is. */
static inline unsigned swar_before(unsigned bits)
{
    return (bits & -bits) - 1;
}

#endif
