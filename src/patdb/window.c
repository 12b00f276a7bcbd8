#include "patdb/window.h"

#include "base/alloc.h"
#include "base/gram.h"

#define STEPS (WINDOW_BYTES - 1)

/* Common windows: places of a hash table, twice as many and more, and what the windows of a class
 * are of all that log text holds. */
#define COMMON_LOG2 13
#define COMMON_MAX ((1 << COMMON_LOG2) / 2)
static const double class_share[WINDOW_CLASSES] = { 4e-3, 5e-4, 6e-5 };
#define RARE_SHARE 1e-6

/* Counters of words, which several may share. */
#define CROWDS_LOG2 12

/* What it costs to compare a literal whose word the text holds, in windows that pass the filter;
 * and of two windows side by side, the part of the rarer one that the commoner stands before. */
#define LOOK_COST 1.0
#define SIDE_BY_SIDE 0.3

/* Of the words that begin with the window of a literal, so many are taken for its own at first: a
 * mark of match/word_index.h has 32 bits. */
#define SAME_BIT (1.0 / 32)

struct common {
    uint32_t window; /* 0: none */
    double share;
};

struct window_choice {
    uint8_t kinds[256];
    uint8_t entered[GRAM_KINDS * GRAM_KINDS];  /* by pair: bit i, the pair i of some window */
    float likelihood[GRAM_KINDS * GRAM_KINDS]; /* of a pair in log text */
    double chance[STEPS];                      /* that a pair of log text is entered */
    struct common common[1 << COMMON_LOG2];
    uint16_t crowds[1 << CROWDS_LOG2]; /* literals that entered a word, by hash */
};

static uint32_t window_of(struct slice literal, size_t at)
{
    uint32_t window = 0;
    for (size_t i = 0; i < WINDOW_BYTES; i++)
        window = window << 8 | (unsigned char)ascii_lower(literal.ptr[at + i]);
    return window;
}

static uint32_t hash(uint32_t key, unsigned log2)
{
    return key * 0x9e3779b1u >> (32 - log2);
}

/* The place of a window, or the one where it would be. */
static struct common *place_of(struct window_choice *w, uint32_t window)
{
    uint32_t at = hash(window, COMMON_LOG2);
    while (w->common[at].window != 0 && w->common[at].window != window)
        at = (at + 1) % (1 << COMMON_LOG2);
    return &w->common[at];
}

static void learn_common(struct window_choice *w)
{
    size_t count = 0;
    for (size_t class = 0; class < WINDOW_CLASSES; class ++) {
        struct slice rest = slice_cstr(window_common[class]), line;
        while (slice_next_line(&rest, &line))
            for (size_t at = 0; at + WINDOW_BYTES <= line.len && count < COMMON_MAX; at++) {
                const uint32_t window = window_of(line, at);
                struct common *const c = place_of(w, window);
                if (c->window == 0)
                    *c = (struct common){ window, class_share[class] };
                count++;
            }
    }
}

/* Spreads what gram.h knows of kinds over those of pairs. */
static void weigh_pairs(struct window_choice *w)
{
    for (unsigned a = 0; a < 256; a++)
        w->kinds[a] = (uint8_t)gram_pair_kind((char)a);
    for (unsigned a = 0; a < GRAM_KINDS; a++)
        for (unsigned b = 0; b < GRAM_KINDS; b++) {
            const unsigned many_a = a == GRAM_DIGIT ? 10 : 1, many_b = b == GRAM_DIGIT ? 10 : 1;
            const double each = gram_pair_likelihood(a * GRAM_KINDS + b) / (many_a * many_b);
            for (unsigned i = 0; i < many_a * many_b; i++) {
                const unsigned first = a == GRAM_DIGIT ? w->kinds['0' + i / many_b] : a;
                const unsigned second = b == GRAM_DIGIT ? w->kinds['0' + i % many_b] : b;
                w->likelihood[first * GRAM_KINDS + second] += (float)each;
            }
        }
}

struct window_choice *window_choice_new(void)
{
    struct window_choice *w = alloc_zeroed(1, sizeof *w);
    weigh_pairs(w);
    learn_common(w);
    return w;
}

void window_choice_free(struct window_choice *w)
{
    alloc_free(w);
}

static unsigned pair_at(const struct window_choice *w, struct slice s, size_t at)
{
    return w->kinds[(unsigned char)s.ptr[at]] * (unsigned)GRAM_KINDS
           + w->kinds[(unsigned char)s.ptr[at + 1]];
}

/* Which part of the windows of log text this one is. The list of common ones has none with digits,
 * which are of any value. */
static double share_of(struct window_choice *w, struct slice literal, size_t at)
{
    const struct common *c = place_of(w, window_of(literal, at));
    if (c->window != 0)
        return c->share;
    for (size_t i = 0; i < WINDOW_BYTES; i++)
        if (ascii_is_digit(literal.ptr[at + i]))
            return gram_likelihood(slice_sub(literal, at, WINDOW_BYTES));
    return RARE_SHARE;
}

static uint16_t *crowd_of(struct window_choice *w, struct slice literal, size_t at)
{
    uint32_t key = window_of(literal, at);
    if (literal.len >= WINDOW_WORD)
        key += window_of(literal, at + WINDOW_BYTES) * 0x85ebca6bu;
    return &w->crowds[hash(key, CROWDS_LOG2)];
}

/* The chance that a window of log text passes once this one is entered, and what is looked at in
 * vain where text holds the whole word. */
static double cost_with(struct window_choice *w, struct slice literal, size_t at)
{
    double chance = 1, share = share_of(w, literal, at);
    for (size_t i = 0; i < STEPS; i++) {
        const unsigned pair = pair_at(w, literal, at + i);
        chance *= w->chance[i] + (w->entered[pair] >> i & 1 ? 0 : (double)w->likelihood[pair]);
    }
    if (literal.len >= WINDOW_WORD) {
        const double behind = share_of(w, literal, at + WINDOW_BYTES);
        chance += LOOK_COST * SAME_BIT * share;
        share = SIDE_BY_SIDE * (behind < share ? behind : share);
    }
    return chance + LOOK_COST * share * (1 + *crowd_of(w, literal, at));
}

void window_choice_enter(struct window_choice *w, struct slice literal, size_t offset)
{
    for (size_t i = 0; i < STEPS; i++) {
        const unsigned pair = pair_at(w, literal, offset + i);
        if (w->entered[pair] >> i & 1)
            continue;
        w->chance[i] += (double)w->likelihood[pair];
        w->entered[pair] = (uint8_t)(w->entered[pair] | 1u << i);
    }
    uint16_t *const crowd = crowd_of(w, literal, offset);
    *crowd = *crowd < UINT16_MAX ? (uint16_t)(*crowd + 1) : UINT16_MAX;
}

size_t window_choice_add(struct window_choice *w, struct slice literal)
{
    double lowest = 0;
    size_t best = 0;
    for (size_t at = 0; at < window_places(literal.len); at++) {
        const double cost = cost_with(w, literal, at);
        if (at == 0 || cost < lowest) {
            lowest = cost;
            best = at;
        }
    }
    window_choice_enter(w, literal, best);
    return best;
}
