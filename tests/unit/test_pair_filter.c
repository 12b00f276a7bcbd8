/* The vector way and the plain way of the pair filter give the same, and neither misses a window
 * that was entered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/pair_filter.h"

#define ROUNDS 3000
#define SHORTS_MAX 12
#define LITERALS_MAX 40
#define LITERAL_MAX 12
#define TEXT_MAX (PAIR_BLOCK + PAIR_STEPS)

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static char random_byte(uint64_t *state)
{
    static const char few[] = "abAB0q9z -:[\n\0\x7f\x80\xff\xdf";
    return below(state, 4) ? few[below(state, sizeof few - 1)] : (char)below(state, 256);
}

/* Memory of exactly this length, so that a sanitizer sees a byte too far. */
static struct slice random_text(uint64_t *state, size_t length)
{
    char *text = alloc_bytes(length);
    for (size_t i = 0; i < length; i++)
        text[i] = random_byte(state);
    return slice_make(text, length);
}

static size_t length_of_text(uint64_t *state)
{
    switch (below(state, 4)) {
    case 0: return below(state, 9);
    case 1: return 60 + below(state, 80);
    case 2: return TEXT_MAX - below(state, 3);
    default: return below(state, TEXT_MAX);
    }
}

/* What was entered, with an index of it. */
struct entered {
    struct slice literals[LITERALS_MAX + SHORTS_MAX];
    bool is_loud[LITERALS_MAX + SHORTS_MAX];
    char needs[LITERALS_MAX + SHORTS_MAX];
    uint32_t count;
    struct word_index index;
};

/* Enters a literal both ways; where its window stands in it. */
static size_t enter(struct entered *e, struct pair_filter *fast, struct pair_filter *plain,
                    uint64_t *seed, struct slice literal)
{
    size_t offset = 0;
    for (size_t i = 0; i < literal.len; i++)
        ((char *)literal.ptr)[i] = ascii_lower(literal.ptr[i]);
    if (literal.len == PAIR_SHORT) {
        pair_filter_add_short(fast, literal);
        pair_filter_add_short(plain, literal);
    } else {
        offset = below(seed, (uint32_t)window_places(literal.len));
        pair_filter_add(fast, literal, offset);
        pair_filter_add(plain, literal, offset);
    }
    e->literals[e->count] = literal;
    e->is_loud[e->count] = e->count % 2 == 0;
    e->needs[e->count] = below(seed, 4) == 0 ? '\n' : 0;
    word_index_add(&e->index, e->count++, offset);
    return offset;
}

static bool counts(const void *owner, struct slice text, uint32_t literal)
{
    const struct entered *const e = owner;
    return !e->needs[literal] || slice_find_byte(text, e->needs[literal], 0) != SLICE_NONE;
}

/* Does a literal that counts stand in the text? */
static bool has_loud(const struct entered *e, struct slice text)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (e->is_loud[i] && counts(e, text, i)
            && slice_find_nocase(text, e->literals[i], 0) != SLICE_NONE)
            return true;
    return false;
}

static void both_ways_agree(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    struct pair_filter fast, plain;
    uint16_t a[PAIR_BLOCK], b[PAIR_BLOCK];
    uint64_t found = 0, quiet = 0;
    for (int round = 0; round < ROUNDS; round++) {
        pair_filter_init(&fast, false);
        pair_filter_init(&plain, true);
        struct slice text = random_text(&seed, length_of_text(&seed));
        struct entered e = { .count = 0 };
        e.index.literals = e.literals;
        e.index.is_loud = e.is_loud;
        e.index.counts = counts;
        e.index.owner = &e;
        size_t where = SIZE_MAX; /* a window that is there for certain: nothing is put over it */
        for (uint32_t i = below(&seed, SHORTS_MAX); i > 0; i--)
            enter(&e, &fast, &plain, &seed, random_text(&seed, PAIR_SHORT));
        for (uint32_t i = below(&seed, LITERALS_MAX); i > 0; i--) {
            struct slice literal = random_text(&seed, PAIR_WINDOW + below(&seed, LITERAL_MAX));
            const size_t offset = enter(&e, &fast, &plain, &seed, literal);
            if (literal.len <= text.len && below(&seed, 4) == 0) {
                const size_t room = text.len - literal.len;
                const size_t at = below(&seed, 4) ? below(&seed, (uint32_t)room + 1) : room;
                memcpy((char *)text.ptr + at, literal.ptr, literal.len);
                where = at + offset;
            }
        }
        word_index_seal(&e.index);
        if (e.count > 0) {
            const size_t n = pair_filter_scan(&fast, &e.index, text, 0, a);
            assert_int_equal(n, pair_filter_scan(&plain, &e.index, text, 0, b));
            bool is_found = where == SIZE_MAX;
            for (size_t i = 0; i < n; i++) {
                assert_int_equal(a[i], b[i]);
                assert_true(i == 0 || a[i] > a[i - 1]);
                is_found = is_found || a[i] == where;
            }
            assert_true(is_found || where >= PAIR_BLOCK);
            bool any[2];
            pair_filter_any(&fast, &e.index, &text, 1, &any[0]);
            pair_filter_any(&plain, &e.index, &text, 1, &any[1]);
            assert_int_equal(any[0], has_loud(&e, text));
            assert_int_equal(any[1], any[0]);
            found += where != SIZE_MAX;
            quiet += !any[0];
        }
        word_index_release(&e.index);
        for (uint32_t i = 0; i < e.count; i++)
            alloc_free((char *)e.literals[i].ptr);
        alloc_free((char *)text.ptr);
    }
    assert_true(found > ROUNDS / 10 && quiet > ROUNDS / 10);
}

/* Many texts in one call, short and long: what waits of one is not lost with the next. */
static void texts_do_not_meet(void **state)
{
    (void)state;
    enum { TEXTS = 300 };
    uint64_t seed = 0x2545f4914f6cdd1du, found = 0;
    struct slice texts[TEXTS];
    bool a[TEXTS], b[TEXTS];
    for (int round = 0; round < ROUNDS / 50; round++) {
        struct pair_filter fast, plain;
        struct entered e = { .count = 0 };
        e.index.literals = e.literals;
        e.index.is_loud = e.is_loud;
        e.index.counts = counts;
        e.index.owner = &e;
        pair_filter_init(&fast, false);
        pair_filter_init(&plain, true);
        for (uint32_t i = round % 2 ? below(&seed, SHORTS_MAX) : 0; i > 0; i--)
            enter(&e, &fast, &plain, &seed, random_text(&seed, PAIR_SHORT));
        for (uint32_t i = 1 + below(&seed, LITERALS_MAX - 1); i > 0; i--)
            enter(&e, &fast, &plain, &seed,
                  random_text(&seed, PAIR_WINDOW + below(&seed, LITERAL_MAX)));
        word_index_seal(&e.index);
        for (size_t i = 0; i < TEXTS; i++) {
            const struct slice literal = e.literals[below(&seed, e.count)];
            texts[i] =
                random_text(&seed, below(&seed, 20) ? below(&seed, 200) : length_of_text(&seed));
            if (below(&seed, 4) == 0 && literal.len <= texts[i].len)
                memcpy((char *)texts[i].ptr
                           + below(&seed, (uint32_t)(texts[i].len - literal.len) + 1),
                       literal.ptr, literal.len);
        }
        pair_filter_any(&fast, &e.index, texts, TEXTS, a);
        pair_filter_any(&plain, &e.index, texts, TEXTS, b);
        for (size_t i = 0; i < TEXTS; i++) {
            assert_int_equal(a[i], has_loud(&e, texts[i]));
            assert_int_equal(b[i], a[i]);
            found += a[i];
            alloc_free((char *)texts[i].ptr);
        }
        word_index_release(&e.index);
        for (uint32_t i = 0; i < e.count; i++)
            alloc_free((char *)e.literals[i].ptr);
    }
    assert_true(found > ROUNDS / 10);
}

static void letter_case_does_not_matter(void **state)
{
    (void)state;
    struct pair_filter f;
    uint16_t hits[PAIR_BLOCK];
    static const bool is_loud[] = { true };
    const struct slice literal = SLICE("exec");
    struct word_index index = { .literals = &literal, .is_loud = is_loud };
    pair_filter_init(&f, false);
    pair_filter_add(&f, literal, 0);
    word_index_add(&index, 0, 0);
    word_index_seal(&index);
    assert_int_equal(pair_filter_scan(&f, &index, SLICE("an EXec format"), 0, hits), 1);
    assert_int_equal(hits[0], 3);
    assert_int_equal(pair_filter_scan(&f, &index, SLICE("an EXec format"), 2, hits), 1);
    assert_int_equal(hits[0], 1);
    assert_int_equal(pair_filter_scan(&f, &index, SLICE("an exe"), 0, hits), 0);
    assert_int_equal(pair_filter_scan(&f, &index, slice_empty(), 0, hits), 0);
    word_index_release(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_agree),
        cmocka_unit_test(texts_do_not_meet),
        cmocka_unit_test(letter_case_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
