/* Three passes over the text, one per class of literals by length, left out where a class is empty:
 *
 *     long   7 bytes and up   grams of 4 bytes, a probe every 4 bytes of text
 *     short  3 to 6 bytes     grams of 3 (at the literal's end 2) bytes, a probe every 2 bytes
 *     tiny   1 or 2 bytes     the first byte, a probe at every byte
 *
 * Where the probes are `step` bytes apart, each literal is entered with `step` of its grams, one
 * for every remainder of gram offset by step; so wherever it stands in the text, one of them is
 * probed. For each remainder it is the gram that log text is least likely to hold. Long grams are
 * folded with | 0x20, which equals more bytes than letter case does, hashed, and tested in a
 * bitmap, then against the bytes that may stand beside. Short ones are tested as two overlapping
 * pairs of bytes in two maps of 2^16 bytes, whose 8 bits are 8 groups of literals: no hash, no
 * fold. What passes is looked up by gram, and the whole literal is compared exactly.
 *
 * Rejected: Aho-Corasick, whose tables leave the cache at a few hundred literals; nibble tables
 * (Teddy), which saturate at about 64; hashed grams for short literals (half as fast). */
#include "match/prefilter.h"

#include "base/alloc.h"
#include "base/map.h"
#include "match/gram.h"
#include "match/gram_table.h"

#include <assert.h>

#define LONG_GRAM 4
#define LONG_STEP 4
#define LONG_LENGTH (LONG_GRAM + LONG_STEP - 1)
#define LONG_FOLD 0x20202020u

#define SHORT_GRAM 3
#define SHORT_STEP 2
#define SHORT_LENGTH 3
#define SHORT_GROUPS 8
#define PAIRS 65536u

/* Grams are taken from the first so many bytes of a literal, so that offsets fit 16 bits. */
#define GRAMS_WITHIN 4096

/* Bits per gram in the bitmap, and its bounds: at most 32 KiB, the size of a first-level cache. */
#define BITMAP_BITS_PER_GRAM 24
#define BITMAP_LOG2_MIN 10
#define BITMAP_LOG2_MAX 18

/* A second test of long grams: which bytes may stand beside. At most 64 KiB, of which little is
 * touched. */
#define BESIDE_LOG2 14
#define BESIDE_ANY 0xffff

/* Probes of long grams whose results are collected before they are looked at. */
#define BLOCK_PROBES 512

/* Candidates up to this many are sorted by insertion; above, the marks are walked instead. */
#define SORT_MAX 48

/* For the grams of one hash: the low four bits, letter case is not among them, of the bytes that
 * literals have before and behind the gram, as bits of a set. */
struct beside {
    uint16_t before, behind;
};

struct prefilter {
    struct map literals;             /* lower-cased; distinct */
    uint32_t *owner_starts, *owners; /* by literal: the patterns it guards */
    struct gram_table longs, shorts, tinies;
    uint64_t *bitmap;                  /* long grams, by the high bits of their hash */
    unsigned shift;                    /* from hash to bit number */
    struct beside *beside;             /* NULL: no long literals */
    uint8_t *first_pair, *second_pair; /* short grams, by two bytes; the bits are groups */
    uint32_t epoch;                    /* number of the scan; marks of older scans are void */
    uint32_t *literal_marks;           /* by literal: epoch in which it was found */
    uint32_t *pattern_marks;
    uint32_t pattern_count;
    uint32_t *unguarded; /* patterns that are always candidates, ascending */
    uint32_t unguarded_count;
    uint32_t *found; /* the result */
    size_t found_count;
};

static inline uint32_t load_long(const char *at)
{
    uint32_t gram;
    memcpy(&gram, at, sizeof gram);
    return gram | LONG_FOLD;
}

static inline uint16_t load_pair(const char *at)
{
    uint16_t pair;
    memcpy(&pair, at, sizeof pair);
    return pair;
}

static uint16_t make_pair(char a, char b)
{
    return load_pair((const char[]){ a, b });
}

/* Offset, among those equal to `remainder` modulo `step` that leave `least` bytes, of the gram of
 * up to `size` bytes that is least likely in a log. */
static uint16_t rarest_gram(struct slice s, size_t remainder, size_t step, size_t size,
                            size_t least)
{
    double lowest = 0;
    size_t best = remainder;
    for (size_t at = remainder; at + least <= s.len && at < GRAMS_WITHIN; at += step) {
        double chance = gram_likelihood(slice_sub(s, at, size));
        if (at == remainder || chance < lowest) {
            lowest = chance;
            best = at;
        }
    }
    return (uint16_t)best;
}

/* Where a word of the literal stands that tells most beside the gram at `offset`. */
static size_t check_beside(size_t length, size_t offset)
{
    if (offset + 2 * LONG_GRAM <= length)
        return offset + LONG_GRAM;
    if (offset >= LONG_GRAM)
        return offset - LONG_GRAM;
    return length - LONG_GRAM - offset > offset ? length - LONG_GRAM : 0;
}

static uint16_t low_bits_set(char c)
{
    return (uint16_t)(1u << ((unsigned char)c & 15));
}

static struct beside *beside_of(const struct prefilter *p, uint32_t gram)
{
    return &p->beside[gram_hash(gram) >> (32 - BESIDE_LOG2)];
}

/* Notes the neighbours of the gram at `offset`; at an end of the literal any byte will do. */
static void add_beside(struct prefilter *p, struct slice s, size_t offset)
{
    struct beside *b = beside_of(p, load_long(s.ptr + offset));
    size_t end = offset + LONG_GRAM;
    b->before |= offset > 0 ? low_bits_set(s.ptr[offset - 1]) : BESIDE_ANY;
    b->behind |= end < s.len ? low_bits_set(s.ptr[end]) : BESIDE_ANY;
}

static void add_long(struct prefilter *p, struct slice s, uint32_t literal)
{
    for (size_t r = 0; r < LONG_STEP; r++) {
        uint16_t offset = rarest_gram(s, r, LONG_STEP, LONG_GRAM, LONG_GRAM);
        size_t check = check_beside(s.len, offset);
        add_beside(p, s, offset);
        gram_table_add(&p->longs, (struct gram_entry){ .key = load_long(s.ptr + offset),
                                                       .literal = literal,
                                                       .check = load_long(s.ptr + check),
                                                       .offset = offset,
                                                       .check_offset = (uint16_t)check });
    }
}

/* Sets the group's bit for both bytes in both cases; where b is NULL, for every second byte. */
static void set_pair(uint8_t *map, char a, const char *b, uint8_t bit)
{
    for (unsigned k = 0; k < 256; k++) {
        char second = (char)k;
        if (b && ascii_lower(second) != *b)
            continue;
        map[make_pair(a, second)] |= bit;
        map[make_pair(ascii_upper(a), second)] |= bit;
    }
}

static void add_short(struct prefilter *p, struct slice s, uint32_t literal)
{
    uint8_t bit = (uint8_t)(1u << (literal % SHORT_GROUPS));
    for (size_t r = 0; r < SHORT_STEP; r++) {
        uint16_t offset = rarest_gram(s, r, SHORT_STEP, SHORT_GRAM, SHORT_GRAM - 1);
        const char *at = s.ptr + offset;
        set_pair(p->first_pair, at[0], &at[1], bit);
        set_pair(p->second_pair, at[1], s.len - offset >= SHORT_GRAM ? &at[2] : NULL, bit);
        gram_table_add(&p->shorts, (struct gram_entry){ .key = make_pair(at[0], at[1]),
                                                        .literal = literal,
                                                        .offset = offset });
    }
}

static void make_bitmap(struct prefilter *p)
{
    unsigned log2 = BITMAP_LOG2_MIN;
    while (log2 < BITMAP_LOG2_MAX && ((size_t)1 << log2) < p->longs.count * BITMAP_BITS_PER_GRAM)
        log2++;
    p->shift = 32 - log2;
    p->bitmap = alloc_zeroed(((size_t)1 << log2) / 64, sizeof *p->bitmap);
    for (size_t i = 0; i < p->longs.count; i++) {
        uint32_t bit = gram_hash(p->longs.entries[i].key) >> p->shift;
        p->bitmap[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
}

static void build_passes(struct prefilter *p)
{
    for (uint32_t i = 0; i < p->literals.count; i++) {
        struct slice s = map_key(&p->literals, i);
        if (s.len >= LONG_LENGTH) {
            if (!p->beside)
                p->beside = alloc_zeroed((size_t)1 << BESIDE_LOG2, sizeof *p->beside);
            add_long(p, s, i);
        } else if (s.len >= SHORT_LENGTH) {
            if (!p->first_pair) {
                p->first_pair = alloc_zeroed(PAIRS, 1);
                p->second_pair = alloc_zeroed(PAIRS, 1);
            }
            add_short(p, s, i);
        } else {
            gram_table_add(&p->tinies,
                           (struct gram_entry){ .key = (unsigned char)s.ptr[0], .literal = i });
        }
    }
    make_bitmap(p);
    gram_table_seal(&p->longs);
    gram_table_seal(&p->shorts);
    gram_table_seal(&p->tinies);
}

/* A pattern that one literal guards. */
struct pair {
    uint32_t literal, pattern;
};

/* An empty literal occurs everywhere, so it guards nothing. */
static bool is_unguarded(const struct sig_list *guard)
{
    for (uint32_t i = 0; i < guard->count; i++)
        if (guard->items[i].len == 0)
            return true;
    return guard->count == 0;
}

static uint32_t put_lowered(struct prefilter *p, struct slice s)
{
    char *lower = alloc_bytes(s.len);
    for (size_t i = 0; i < s.len; i++)
        lower[i] = ascii_lower(s.ptr[i]);
    uint32_t literal = map_put(&p->literals, slice_make(lower, s.len), NULL);
    alloc_free(lower);
    return literal;
}

/* Sorts pairs (in order of pattern) by literal into owner_starts and owners. */
static void group_owners(struct prefilter *p, const struct pair *pairs, size_t count)
{
    p->owner_starts = alloc_zeroed((size_t)p->literals.count + 2, sizeof *p->owner_starts);
    p->owners = alloc_zeroed(count, sizeof *p->owners);
    uint32_t *next = p->owner_starts + 1; /* while filling, one place ahead of the start */
    for (size_t i = 0; i < count; i++)
        next[pairs[i].literal + 1]++;
    for (uint32_t i = 0; i < p->literals.count; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < count; i++)
        p->owners[next[pairs[i].literal]++] = pairs[i].pattern;
}

struct prefilter *prefilter_new(const struct sig_list *guards, uint32_t pattern_count)
{
    struct prefilter *p = alloc_zeroed(1, sizeof *p);
    map_init(&p->literals);
    p->pattern_count = pattern_count;
    p->pattern_marks = alloc_zeroed(pattern_count, sizeof *p->pattern_marks);
    p->unguarded = alloc_zeroed(pattern_count, sizeof *p->unguarded);
    p->found = alloc_zeroed(pattern_count, sizeof *p->found);
    struct pair *pairs = NULL;
    size_t count = 0, capacity = 0;
    for (uint32_t i = 0; i < pattern_count; i++) {
        if (is_unguarded(&guards[i])) {
            p->unguarded[p->unguarded_count++] = i;
            continue;
        }
        for (uint32_t k = 0; k < guards[i].count; k++) {
            pairs = alloc_grow(pairs, &capacity, count + 1, sizeof *pairs);
            pairs[count++] = (struct pair){ put_lowered(p, guards[i].items[k]), i };
        }
    }
    p->literal_marks = alloc_zeroed(p->literals.count, sizeof *p->literal_marks);
    group_owners(p, pairs, count);
    alloc_free(pairs);
    build_passes(p);
    return p;
}

void prefilter_free(struct prefilter *p)
{
    if (!p)
        return;
    gram_table_release(&p->longs);
    gram_table_release(&p->shorts);
    gram_table_release(&p->tinies);
    alloc_free(p->bitmap);
    alloc_free(p->beside);
    alloc_free(p->first_pair);
    alloc_free(p->second_pair);
    map_release(&p->literals);
    alloc_free(p->owner_starts);
    alloc_free(p->owners);
    alloc_free(p->literal_marks);
    alloc_free(p->pattern_marks);
    alloc_free(p->unguarded);
    alloc_free(p->found);
    alloc_free(p);
}

static void mark_pattern(struct prefilter *p, uint32_t pattern)
{
    if (p->pattern_marks[pattern] == p->epoch)
        return;
    p->pattern_marks[pattern] = p->epoch;
    p->found[p->found_count++] = pattern;
}

static bool literal_at(struct slice text, size_t at, struct slice literal)
{
    for (size_t i = 0; i < literal.len; i++)
        if (ascii_lower(text.ptr[at + i]) != literal.ptr[i])
            return false;
    return true;
}

/* Compares the literal of an entry whose gram stands at `at`. */
static void try_entry(struct prefilter *p, const struct gram_entry *e, struct slice text, size_t at)
{
    struct slice literal = p->literals.keys[e->literal];
    if (p->literal_marks[e->literal] == p->epoch || e->offset > at
        || text.len - (at - e->offset) < literal.len || !literal_at(text, at - e->offset, literal))
        return;
    p->literal_marks[e->literal] = p->epoch;
    for (uint32_t k = p->owner_starts[e->literal]; k < p->owner_starts[e->literal + 1]; k++)
        mark_pattern(p, p->owners[k]);
}

/* Looks up a gram that needs no further test. */
static void look_up(struct prefilter *p, const struct gram_table *t, uint32_t key,
                    struct slice text, size_t at)
{
    const struct gram_entry *end;
    for (const struct gram_entry *e = gram_table_find(t, key, &end); e < end; e++)
        if (e->key == key)
            try_entry(p, e, text, at);
}

/* Looks up a long gram. Grams such as "fail" are in many literals: the check word spares most
 * comparisons, where it lies inside the text. */
static void look_up_long(struct prefilter *p, struct slice text, size_t at)
{
    uint32_t key = load_long(text.ptr + at);
    const struct gram_entry *end;
    for (const struct gram_entry *e = gram_table_find(&p->longs, key, &end); e < end; e++) {
        if (e->key != key || e->offset > at)
            continue;
        size_t check = at - e->offset + e->check_offset;
        if (check + LONG_GRAM <= text.len && load_long(text.ptr + check) == e->check)
            try_entry(p, e, text, at);
    }
}

/* Probes `count` long grams and writes the numbers of those whose bit is set. Without branches in
 * the loop: one in twenty or so is positive, too many to predict. */
static size_t probe_longs(const struct prefilter *p, const char *at, size_t count,
                          uint16_t hits[BLOCK_PROBES])
{
    const unsigned shift = p->shift;
    const uint64_t *bitmap = p->bitmap;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = gram_hash(load_long(at + i * LONG_STEP)) >> shift;
        hits[n] = (uint16_t)i;
        n += (bitmap[bit / 64] >> (bit % 64)) & 1;
    }
    return n;
}

/* Keeps of the probes that hit those whose neighbours fit, again without branches. At an end of the
 * text the gram's own byte stands in for the missing neighbour: a literal that needs one cannot
 * match there, and the others take any. */
static size_t keep_fitting(const struct prefilter *p, struct slice text, size_t block,
                           uint16_t hits[BLOCK_PROBES], size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = block + hits[i] * (size_t)LONG_STEP;
        size_t end = at + LONG_GRAM;
        const struct beside *b = beside_of(p, load_long(text.ptr + at));
        unsigned before = (unsigned char)text.ptr[at - (at > 0)] & 15;
        unsigned behind = (unsigned char)text.ptr[end - (end == text.len)] & 15;
        hits[n] = hits[i];
        n += (b->before >> before) & (b->behind >> behind) & 1;
    }
    return n;
}

static void scan_longs(struct prefilter *p, struct slice text)
{
    uint16_t hits[BLOCK_PROBES];
    size_t left = text.len < LONG_GRAM ? 0 : (text.len - LONG_GRAM) / LONG_STEP + 1;
    for (size_t at = 0; left > 0;) {
        size_t count = left < BLOCK_PROBES ? left : BLOCK_PROBES;
        size_t n = probe_longs(p, text.ptr + at, count, hits);
        n = keep_fitting(p, text, at, hits, n);
        for (size_t i = 0; i < n; i++)
            look_up_long(p, text, at + hits[i] * (size_t)LONG_STEP);
        at += count * LONG_STEP;
        left -= count;
    }
}

static void look_up_pair(struct prefilter *p, struct slice text, size_t at)
{
    uint32_t key = make_pair(ascii_lower(text.ptr[at]), ascii_lower(text.ptr[at + 1]));
    look_up(p, &p->shorts, key, text, at);
}

static void scan_shorts(struct prefilter *p, struct slice text)
{
    const uint8_t *first = p->first_pair, *second = p->second_pair;
    size_t at = 0;
    for (; text.len - at > sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t even, odd; /* the same bytes, one apart: four pairs each */
        memcpy(&even, text.ptr + at, sizeof even);
        memcpy(&odd, text.ptr + at + 1, sizeof odd);
        unsigned any = (first[(uint16_t)even] & second[(uint16_t)odd])
                       | (first[(uint16_t)(even >> 16)] & second[(uint16_t)(odd >> 16)])
                       | (first[(uint16_t)(even >> 32)] & second[(uint16_t)(odd >> 32)])
                       | (first[even >> 48] & second[odd >> 48]);
        for (size_t i = 0; any && i < sizeof even; i += SHORT_STEP)
            if (first[load_pair(text.ptr + at + i)] & second[load_pair(text.ptr + at + i + 1)])
                look_up_pair(p, text, at + i);
    }
    for (; text.len - at >= SHORT_GRAM - 1; at += SHORT_STEP)
        if (first[load_pair(text.ptr + at)])
            look_up_pair(p, text, at);
}

static void scan_tinies(struct prefilter *p, struct slice text)
{
    for (size_t at = 0; at < text.len; at++)
        look_up(p, &p->tinies, (unsigned char)ascii_lower(text.ptr[at]), text, at);
}

static void sort_found(struct prefilter *p)
{
    if (p->found_count > SORT_MAX) {
        size_t n = 0;
        for (uint32_t i = 0; i < p->pattern_count; i++)
            if (p->pattern_marks[i] == p->epoch)
                p->found[n++] = i;
        assert(n == p->found_count);
        return;
    }
    for (size_t i = 1; i < p->found_count; i++) {
        uint32_t v = p->found[i];
        size_t k = i;
        for (; k > 0 && p->found[k - 1] > v; k--)
            p->found[k] = p->found[k - 1];
        p->found[k] = v;
    }
}

size_t prefilter_scan(struct prefilter *p, struct slice text, const uint32_t **candidates)
{
    if (++p->epoch == 0) { /* wrapped: marks of four billion scans ago would count */
        memset(p->literal_marks, 0, p->literals.count * sizeof *p->literal_marks);
        memset(p->pattern_marks, 0, p->pattern_count * sizeof *p->pattern_marks);
        p->epoch = 1;
    }
    p->found_count = 0;
    for (uint32_t i = 0; i < p->unguarded_count; i++)
        mark_pattern(p, p->unguarded[i]);
    if (p->longs.count > 0)
        scan_longs(p, text);
    if (p->shorts.count > 0)
        scan_shorts(p, text);
    if (p->tinies.count > 0)
        scan_tinies(p, text);
    sort_found(p);
    *candidates = p->found;
    return p->found_count;
}
