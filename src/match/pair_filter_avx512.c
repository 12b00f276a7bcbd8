#include "match/pair_filter.h"

#include "base/cpu.h"

#if defined __x86_64__ && defined __GNUC__

#include <immintrin.h>

#define LANES 64

_Static_assert(PAIR_WINDOW == 4 && PAIR_SHORT == 3,
               "passing_at is written for windows of four bytes");

#define TARGET                                                                                     \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi2,popcnt")))

/* A table of 128 bytes in two registers. */
struct table {
    __m512i low, high;
};

struct tables {
    __m512i kinds; /* by pair_class */
    struct table sets[PAIR_STEPS];
    __m512i shorts[PAIR_SHORT];
};

TARGET static inline struct table load_table(const uint8_t bytes[128])
{
    return (struct table){ _mm512_loadu_si512(bytes), _mm512_loadu_si512(bytes + LANES) };
}

TARGET static inline struct tables load_tables(const struct pair_filter *f)
{
    struct tables t;
    t.kinds = _mm512_loadu_si512(f->class_kinds);
    t.sets[0] = load_table(f->sets[0]);
    t.sets[1] = load_table(f->sets[1]);
    t.sets[2] = load_table(f->sets[2]);
    t.shorts[0] = _mm512_loadu_si512(f->short_bits[0]);
    t.shorts[1] = _mm512_loadu_si512(f->short_bits[1]);
    t.shorts[2] = _mm512_loadu_si512(f->short_bits[2]);
    return t;
}

/* The seventh bit of an index and what is above it do not count. */
TARGET static inline __m512i look_up(const struct table *t, __m512i index)
{
    return _mm512_permutex2var_epi8(t->low, index, t->high);
}

/* Of the bits of three words, those of a function: its value by the bits of a, b and c. */
#define A_AND_NOT_B_AND_C 0x70 /* a & ~(b & c) */
#define A_AND_C_OR_B 0xec      /* (a & c) | b */
#define A_AND_B_AND_C 0x80     /* a & b & c */

/* Which of the positions in mask have a pair of a set, of which first and second are the kinds. */
TARGET static inline uint64_t step(const struct table *set, __m512i first, __m512i second,
                                   uint64_t mask)
{
    const __m512i bits =
        _mm512_set4_epi32((int)0x80402010, 0x08040201, (int)0x80402010, 0x08040201);
    const __m512i eighths = _mm512_slli_epi16(second, 2); /* times GRAM_KINDS, of those above 7 */
    const __m512i row =
        _mm512_ternarylogic_epi32(eighths, first, _mm512_set1_epi8(0x60), A_AND_C_OR_B);
    return _mm512_mask_test_epi8_mask(mask, look_up(set, row), _mm512_shuffle_epi8(bits, second));
}

/* The classes of bytes (pair_class) in the lowest six bits, of all that permutations take. */
TARGET static inline __m512i classes_of(__m512i bytes)
{
    const __m512i half = _mm512_srli_epi16(bytes, 1);
    return _mm512_ternarylogic_epi32(bytes, half, _mm512_set1_epi8(0x20), A_AND_NOT_B_AND_C);
}

TARGET static inline __m512i kinds_of(const struct tables *t, __m512i classes)
{
    return _mm512_permutexvar_epi8(classes, t->kinds);
}

static const uint8_t lanes[LANES] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
};

/* The lowest bits. */
TARGET static inline uint64_t lowest(size_t count)
{
    return _bzhi_u64(UINT64_MAX, count < LANES ? (unsigned)count : LANES);
}

/* What passes: places of windows, and of three bytes that may be a literal. */
struct passing {
    uint64_t windows, shorts;
};

/* Where three bytes of these classes may be a literal. */
TARGET static inline uint64_t shorts_at(const struct tables *t, __m512i a, __m512i b, __m512i c,
                                        uint64_t mask)
{
    const __m512i first = _mm512_permutexvar_epi8(a, t->shorts[0]);
    const __m512i second = _mm512_permutexvar_epi8(b, t->shorts[1]);
    const __m512i third = _mm512_permutexvar_epi8(c, t->shorts[2]);
    const __m512i bits = _mm512_ternarylogic_epi32(first, second, third, A_AND_B_AND_C);
    return _mm512_mask_test_epi8_mask(mask, bits, bits);
}

/* The positions that pass of `count` from `at` on; the text has `left` bytes from there on, which
 * is PAIR_SHORT - 1 more at least. Written without loops, so that all tables stay in registers. */
TARGET static inline struct passing passing_at(const struct tables *t, const char *at, size_t count,
                                               size_t left, bool has_shorts)
{
    const uint64_t mask = lowest(count);
    const uint64_t whole = lowest(left - PAIR_STEPS < left ? left - PAIR_STEPS : 0) & mask;
    const __m512i first = classes_of(_mm512_maskz_loadu_epi8(mask, at));
    const __m512i second = classes_of(_mm512_maskz_loadu_epi8(mask, at + 1));
    const __m512i third = classes_of(_mm512_maskz_loadu_epi8(mask, at + 2));
    const __m512i fourth = classes_of(_mm512_maskz_loadu_epi8(whole, at + 3));
    const __m512i a = kinds_of(t, first), b = kinds_of(t, second);
    const __m512i c = kinds_of(t, third), d = kinds_of(t, fourth);
    return (struct passing){
        step(&t->sets[2], c, d, step(&t->sets[1], b, c, step(&t->sets[0], a, b, whole))),
        has_shorts ? shorts_at(t, first, second, third, mask) : 0,
    };
}

/* Up to 128 bytes of a text, zeros behind its end. */
TARGET static inline struct table load_text(struct slice text, size_t at)
{
    const size_t left = text.len - at;
    const uint64_t high = left > LANES ? lowest(left - LANES) : 0;
    return (struct table){ _mm512_maskz_loadu_epi8(lowest(left), text.ptr + at),
                           _mm512_maskz_loadu_epi8(high, text.ptr + at + (high ? LANES : 0)) };
}

/* The four bytes at each of sixteen places, of which the numbers are the lowest bytes of `order`.
 */
TARGET static inline __m512i four_at(const struct table *text, __m512i order)
{
    const __m512i first = _mm512_set4_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0);
    const __m512i places =
        _mm512_shuffle_epi8(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(order)), first);
    const __m512i bytes = _mm512_add_epi8(places, _mm512_set1_epi32(0x03020100));
    return look_up(text, bytes);
}

TARGET static inline __m512i fold(__m512i windows)
{
    return _mm512_or_si512(windows, _mm512_set1_epi32(WORD_FOLD));
}

TARGET static inline __m512i hash(__m512i keys)
{
    return _mm512_mullo_epi32(keys, _mm512_set1_epi32((int)GRAM_HASH_FACTOR));
}

/* The next sixteen of the numbers of places. */
TARGET static inline __m512i next_places(__m512i order)
{
    return _mm512_shuffle_i32x4(order, order, 0x39);
}

/* The marks of eight places, and which of them have the bit. */
TARGET static inline uint64_t marked(const uint32_t *marks, __m256i place, __m256i bit)
{
    const __m256i mark = _mm256_i32gather_epi32((const int *)marks, place, sizeof *marks);
    return _mm256_test_epi32_mask(_mm256_srlv_epi32(mark, bit), _mm256_set1_epi32(1));
}

/* word_marks_may of places of a text that are so few that to spread them over a register takes
 * longer. */
#define FEW 3
static inline uint64_t keep_few(const struct word_marks *m, struct slice text, size_t at,
                                uint64_t pass)
{
    uint64_t may = 0;
    for (; pass != 0; pass &= pass - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(pass);
        may |= (uint64_t)word_marks_may(m, text, at + i) << i;
    }
    return may;
}

/* The same of many, sixteen at once. */
TARGET static inline uint64_t keep_likely(const struct word_marks *m, struct slice text, size_t at,
                                          uint64_t pass)
{
    const size_t count = (size_t)__builtin_popcountll(pass);
    if (count <= FEW)
        return keep_few(m, text, at, pass);
    const struct table bytes = load_text(text, at);
    const __m128i shift = _mm_cvtsi32_si128((int)m->shift);
    uint64_t may = 0;
    __m512i order = _mm512_maskz_compress_epi8(pass, _mm512_loadu_si512(lanes));
    for (size_t n = 0; n < count; n += 16) {
        const __m512i next = _mm512_add_epi8(order, _mm512_set1_epi8(WINDOW_BYTES));
        const __m512i place = _mm512_srl_epi32(hash(fold(four_at(&bytes, order))), shift);
        const __m512i bit =
            _mm512_srli_epi32(hash(fold(four_at(&bytes, next))), 32 - WORD_MARK_LOG2);
        may |= marked(m->words, _mm512_castsi512_si256(place), _mm512_castsi512_si256(bit)) << n;
        if (count > n + 8) /* gathering takes longest */
            may |= marked(m->words, _mm512_extracti64x4_epi64(place, 1),
                          _mm512_extracti64x4_epi64(bit, 1))
                   << (n + 8);
        order = next_places(order);
    }
    return _pdep_u64(may, pass);
}

/* LANES positions of a text, some of which pass. */
struct spot {
    struct passing pass;
    size_t text, at; /* number of the text, first position */
};

/* Blocks are looked at one after the other before anything is done with what passes: so the tables
 * of sets stay in their registers. */
#define SPOTS (PAIR_BLOCK / LANES)

struct spots {
    struct spot at[SPOTS];
    size_t count;
};

/* As often as not nothing passes: no branch could be foreseen. */
static inline void put_spot(struct spots *spots, struct passing pass, size_t number, size_t at)
{
    spots->at[spots->count] = (struct spot){ pass, number, at };
    spots->count += (pass.windows | pass.shorts) != 0;
}

/* Those of `count` positions of a text from `from` on; there is room for them. */
TARGET static inline void find_spots(const struct tables *t, struct slice text, size_t number,
                                     size_t from, size_t count, struct spots *spots,
                                     bool has_shorts)
{
    for (size_t at = 0; at < count; at += LANES) {
        const size_t left = text.len - from - at;
        put_spot(spots, passing_at(t, text.ptr + from + at, count - at, left, has_shorts), number,
                 from + at);
    }
}

/* The same from the start of a text with at most 2 * LANES positions. */
TARGET static inline void find_spots_short(const struct tables *t, struct slice text, size_t number,
                                           size_t count, struct spots *spots, bool has_shorts)
{
    if (count > LANES) {
        put_spot(spots, passing_at(t, text.ptr, LANES, text.len, has_shorts), number, 0);
        put_spot(spots,
                 passing_at(t, text.ptr + LANES, count - LANES, text.len - LANES, has_shorts),
                 number, LANES);
    } else if (count > 0) {
        put_spot(spots, passing_at(t, text.ptr, count, text.len, has_shorts), number, 0);
    }
}

/* The places of a spot where something may begin. */
TARGET static inline uint64_t likely_of(const struct word_marks *m, struct slice text,
                                        const struct spot *spot)
{
    return keep_likely(m, text, spot->at, spot->pass.windows) | spot->pass.shorts;
}

/* At how many positions from `from` on something may begin. */
static inline size_t positions_of(struct slice text, size_t from, bool has_shorts)
{
    const size_t least = has_shorts ? PAIR_SHORT : PAIR_WINDOW;
    return text.len - from < least ? 0 : text.len - from - least + 1;
}

TARGET static inline size_t scan_with(const struct pair_filter *f, const struct word_index *index,
                                      struct slice text, size_t from, uint16_t hits[PAIR_BLOCK],
                                      bool has_shorts)
{
    const struct tables t = load_tables(f);
    const size_t left = positions_of(text, from, has_shorts);
    struct spots spots;
    size_t n = 0;
    spots.count = 0;
    find_spots(&t, text, 0, from, left < PAIR_BLOCK ? left : PAIR_BLOCK, &spots, has_shorts);
    for (size_t i = 0; i < spots.count; i++) {
        const struct spot *const spot = &spots.at[i];
        uint64_t likely = likely_of(&index->all, text, spot);
        for (; likely != 0; likely &= likely - 1)
            hits[n++] = (uint16_t)(spot->at - from + (size_t)__builtin_ctzll(likely));
    }
    return n;
}

/* Two of each: what is not needed should not be in the way. */
TARGET static size_t scan(const struct pair_filter *f, const struct word_index *index,
                          struct slice text, size_t from, uint16_t hits[PAIR_BLOCK])
{
    return f->short_count > 0 ? scan_with(f, index, text, from, hits, true)
                              : scan_with(f, index, text, from, hits, false);
}

/* Looks closely at the spots of texts in which nothing was found so far. */
TARGET static inline void take_spots(const struct word_index *index, const struct slice *texts,
                                     struct spots *spots, bool *found)
{
    for (size_t i = 0; i < spots->count; i++) {
        const struct spot *const spot = &spots->at[i];
        const struct slice text = texts[spot->text];
        if (found[spot->text])
            continue;
        uint64_t likely = likely_of(&index->loud, text, spot);
        for (; likely != 0 && !found[spot->text]; likely &= likely - 1)
            found[spot->text] =
                word_index_has_loud(index, text, spot->at + (size_t)__builtin_ctzll(likely));
    }
    spots->count = 0;
}

/* Many short texts in one call. */
TARGET static inline void any_with(const struct pair_filter *f, const struct word_index *index,
                                   const struct slice *texts, size_t count, bool *found,
                                   bool has_shorts)
{
    const struct tables t = load_tables(f);
    struct spots spots;
    spots.count = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t positions = positions_of(texts[i], 0, has_shorts);
        found[i] = false;
        if (positions <= 2 * LANES && spots.count <= SPOTS - 2) { /* most */
            find_spots_short(&t, texts[i], i, positions, &spots, has_shorts);
            continue;
        }
        for (size_t at = 0; at < positions && !found[i];) {
            const size_t room = (SPOTS - spots.count) * LANES;
            const size_t n = positions - at < room ? positions - at : room;
            find_spots(&t, texts[i], i, at, n, &spots, has_shorts);
            at += n;
            if (spots.count == SPOTS || at < positions)
                take_spots(index, texts, &spots, found);
        }
    }
    take_spots(index, texts, &spots, found);
}

TARGET static void any(const struct pair_filter *f, const struct word_index *index,
                       const struct slice *texts, size_t count, bool *found)
{
    if (f->short_count > 0)
        any_with(f, index, texts, count, found, true);
    else
        any_with(f, index, texts, count, found, false);
}

void pair_filter_use_avx512(struct pair_filter *f)
{
    if (!cpu_has_avx512_vbmi())
        return;
    f->scan = scan;
    f->any = any;
}

#else

void pair_filter_use_avx512(struct pair_filter *f)
{
    (void)f;
}

#endif
