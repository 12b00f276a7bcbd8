#include "match/pair_filter.h"

#define WINDOW_BIT (1u << (PAIR_STEPS - 1))

/* The automata over one text: their states, and the kind of the byte before. In the second one a
 * step is a byte of the state: where a bit comes to the last, three bytes end that may be short. */
struct walk {
    unsigned state, before;
    uint32_t shorts;
};
#define SHORT_LAST ((uint32_t)((1u << PAIR_SHORT_BITS) - 1) << (PAIR_SHORT - 1) * PAIR_SHORT_BITS)

static inline struct walk walk_start(const struct pair_filter *f, struct slice text, size_t from)
{
    const unsigned char first = text.len > from ? (unsigned char)text.ptr[from] : 0;
    return (struct walk){ 0, f->kinds[first], f->short_steps[first] & UINT8_MAX };
}

/* Takes the byte at `at`, or the end; true where a place begins, PAIR_STEPS before, that passes and
 * may be that of a literal. */
static inline bool walk_step(const struct pair_filter *f, const struct word_marks *marks,
                             struct walk *walk, struct slice text, size_t at)
{
    const bool is_short = (walk->shorts & SHORT_LAST) != 0;
    if (at == text.len)
        return is_short;
    const unsigned char byte = (unsigned char)text.ptr[at];
    const unsigned kind = f->kinds[byte];
    walk->shorts = (walk->shorts << PAIR_SHORT_BITS | UINT8_MAX) & f->short_steps[byte];
    walk->state = (walk->state << 1 | 1u) & f->steps[walk->before * GRAM_KINDS + kind];
    walk->before = kind;
    return is_short || ((walk->state & WINDOW_BIT) && word_marks_may(marks, text, at - PAIR_STEPS));
}

static size_t scan_portable(const struct pair_filter *f, const struct word_index *index,
                            struct slice text, size_t from, uint16_t hits[PAIR_BLOCK])
{
    size_t n = 0;
    struct walk walk = walk_start(f, text, from);
    const size_t left = text.len - from + (f->short_count > 0);
    const size_t end = left < PAIR_BLOCK + PAIR_STEPS ? left : PAIR_BLOCK + PAIR_STEPS;
    for (size_t i = 1; i < end; i++)
        if (walk_step(f, &index->all, &walk, text, from + i))
            hits[n++] = (uint16_t)(i - PAIR_STEPS);
    return n;
}

static void any_portable(const struct pair_filter *f, const struct word_index *index,
                         const struct slice *texts, size_t count, bool *any)
{
    for (size_t i = 0; i < count; i++) {
        struct walk walk = walk_start(f, texts[i], 0);
        any[i] = false;
        for (size_t k = 1; k < texts[i].len + (f->short_count > 0) && !any[i]; k++)
            any[i] = walk_step(f, &index->loud, &walk, texts[i], k)
                     && word_index_has_loud(index, texts[i], k - PAIR_STEPS);
    }
}

void pair_filter_init(struct pair_filter *f, bool portable)
{
    *f = (struct pair_filter){ .scan = scan_portable, .any = any_portable };
    if (!portable)
        pair_filter_use_avx512(f);
    for (unsigned i = 0; i < PAIR_CLASSES; i++)
        f->class_kinds[i] = (uint8_t)gram_pair_kind((char)(i < ' ' ? '@' + i : i));
    for (unsigned b = 0; b < 256; b++)
        f->kinds[b] = f->class_kinds[pair_class((unsigned char)b)];
}

static unsigned pair_at(const struct pair_filter *f, struct slice s, size_t at)
{
    return f->kinds[(unsigned char)s.ptr[at]] * (unsigned)GRAM_KINDS
           + f->kinds[(unsigned char)s.ptr[at + 1]];
}

static void put_pair(struct pair_filter *f, unsigned pair, size_t i)
{
    const unsigned first = pair / GRAM_KINDS, second = pair % GRAM_KINDS;
    uint8_t *const row = &f->sets[i][second / 8 * GRAM_KINDS + first];
    f->steps[pair] = (uint8_t)(f->steps[pair] | 1u << i);
    *row = (uint8_t)(*row | 1u << second % 8);
}

void pair_filter_add_short(struct pair_filter *f, struct slice literal)
{
    const unsigned bit = 1u << f->short_count++ % PAIR_SHORT_BITS;
    for (size_t i = 0; i < PAIR_SHORT; i++) {
        const unsigned class = pair_class((unsigned char)literal.ptr[i]);
        f->short_bits[i][class] = (uint8_t)(f->short_bits[i][class] | bit);
        for (unsigned b = 0; b < 256; b++)
            if (pair_class((unsigned char)b) == class)
                f->short_steps[b] |= bit << i * PAIR_SHORT_BITS;
    }
}

void pair_filter_add(struct pair_filter *f, struct slice literal, size_t offset)
{
    for (size_t i = 0; i < PAIR_STEPS; i++)
        put_pair(f, pair_at(f, literal, offset + i), i);
}
