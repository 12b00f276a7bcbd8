/* The prefilter against a naive search: random literals of every length class, random texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "match/prefilter.h"
#include "patdb/window.h"

#define ROUNDS 400
#define TEXTS_PER_ROUND 12
#define PATTERNS_MAX 120
#define GUARDS_MAX 3
#define LITERAL_MAX 20
#define TEXT_MAX 1500

struct random {
    uint64_t state;
};

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(struct random *r, uint32_t limit)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return (uint32_t)((r->state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

/* A few letters in both cases, bytes that | 0x20 confuses with others, NUL and high bytes. */
static char random_byte(struct random *r, uint32_t kinds)
{
    static const char bytes[] = "abABcC @`[{\0\xff\xdf\n09";
    return bytes[below(r, kinds < sizeof bytes - 1 ? kinds : (uint32_t)sizeof bytes - 1)];
}

struct round {
    char text[PATTERNS_MAX][GUARDS_MAX][LITERAL_MAX];
    char also_text[PATTERNS_MAX][GUARDS_MAX][LITERAL_MAX];
    struct slice also[PATTERNS_MAX][GUARDS_MAX];
    struct slice items[PATTERNS_MAX][GUARDS_MAX];
    uint16_t windows[PATTERNS_MAX][GUARDS_MAX];
    struct prefilter_guard guards[PATTERNS_MAX];
    uint32_t count;
};

/* What a pattern needs; most need nothing. */
static struct slice make_also(struct random *r, char *bytes, uint32_t kinds)
{
    const uint32_t length = below(r, 3) ? 0 : 1 + below(r, below(r, 2) ? 3 : LITERAL_MAX);
    for (uint32_t i = 0; i < length; i++)
        bytes[i] = ascii_lower(random_byte(r, kinds));
    return slice_make(bytes, length);
}

static void make_round(struct random *r, struct round *round, uint32_t kinds)
{
    round->count = below(r, PATTERNS_MAX) + 1;
    uint32_t shortest = below(r, 9) + 1;
    uint32_t spread = below(r, LITERAL_MAX - shortest) + 1;
    for (uint32_t p = 0; p < round->count; p++) {
        uint32_t guards = below(r, 20) == 0 ? 0 : below(r, GUARDS_MAX) + 1;
        for (uint32_t g = 0; g < guards; g++) {
            uint32_t length = shortest + below(r, spread);
            for (uint32_t i = 0; i < length; i++)
                round->text[p][g][i] = ascii_lower(random_byte(r, kinds));
            round->items[p][g] = slice_make(round->text[p][g], length);
            round->also[p][g] = make_also(r, round->also_text[p][g], kinds);
            const uint32_t places = (uint32_t)window_places(length);
            round->windows[p][g] = (uint16_t)(places > 0 ? below(r, places) : 0);
        }
        /* Half of them as databases give them: any window will do. */
        round->guards[p] =
            (struct prefilter_guard){ .literals = { round->items[p], guards },
                                      .windows = below(r, 2) ? round->windows[p] : NULL,
                                      .needs = below(r, 3) ? 0 : '\n',
                                      .also = below(r, 2) ? round->also[p] : NULL,
                                      .spans = below(r, 4) != 0 };
    }
}

/* Random bytes, with literals put in here and there, some in upper case. */
static size_t make_text(struct random *r, const struct round *round, uint32_t kinds, char *text)
{
    size_t length = below(r, below(r, 2) ? 40 : TEXT_MAX);
    for (size_t i = 0; i < length; i++)
        text[i] = random_byte(r, kinds);
    for (uint32_t k = below(r, 4); k > 0; k--) {
        const struct sig_list *g = &round->guards[below(r, round->count)].literals;
        if (g->count == 0 || g->items[0].len > length)
            continue;
        size_t at = below(r, (uint32_t)(length - g->items[0].len + 1));
        if (below(r, 4) == 0)
            at = length - g->items[0].len;
        for (size_t i = 0; i < g->items[0].len; i++)
            text[at + i] = below(r, 2) ? ascii_upper(g->items[0].ptr[i]) : g->items[0].ptr[i];
    }
    return length;
}

static bool naive(const struct prefilter_guard *guard, struct slice text)
{
    const struct sig_list *literals = &guard->literals;
    if (literals->count == 0)
        return true;
    for (uint32_t i = 0; i < literals->count; i++)
        if (slice_find_nocase(text, literals->items[i], 0) != SLICE_NONE
            && (guard->needs == 0 || slice_find_byte(text, guard->needs, 0) != SLICE_NONE)
            && (!guard->also || slice_find_nocase(text, guard->also[i], 0) != SLICE_NONE))
            return true;
    return false;
}

static void check_text(struct prefilter *p, const struct round *round, struct slice text,
                       uint64_t *positives)
{
    const uint32_t *candidates;
    size_t n = prefilter_scan(p, text, &candidates), k = 0;
    for (uint32_t i = 0; i < round->count; i++) {
        bool got = k < n && candidates[k] == i;
        bool want = naive(&round->guards[i], text);
        if (got != want)
            fail_msg("pattern %u of %u, text of %zu bytes: got %d, naive says %d", i, round->count,
                     text.len, got, want);
        k += got;
        *positives += got && round->guards[i].literals.count > 0;
    }
    assert_int_equal(k, n);
    bool may;
    prefilter_may_match(p, &text, 1, &may);
    if (n > 0 && !may)
        fail_msg("%zu candidates in a text that may have none", n);
}

/* What a part says that a text begins with: nothing is overlooked that goes over its end. */
static void check_cut(struct prefilter *p, const struct round *round, struct slice text, size_t at)
{
    const uint32_t *candidates;
    const struct slice head = slice_sub(text, 0, at);
    const size_t overlap = at < PREFILTER_OVERLAP ? at : PREFILTER_OVERLAP;
    if (prefilter_may_go_on(p, head))
        return;
    const struct slice rest = slice_from(text, at - overlap);
    bool in_rest[PATTERNS_MAX] = { false };
    size_t n = prefilter_scan(p, rest, &candidates);
    for (size_t i = 0; i < n; i++)
        in_rest[candidates[i]] = true;
    for (uint32_t i = 0; i < round->count; i++)
        if ((round->guards[i].spans || !(round->guards[i].needs || round->guards[i].also))
            && naive(&round->guards[i], text) && !naive(&round->guards[i], head) && !in_rest[i])
            fail_msg("pattern %u is lost where a text is cut at byte %zu", i, at);
}

static void equals_naive_search(void **state)
{
    (void)state;
    struct random r = { 0x9e3779b97f4a7c15u };
    struct round *round = alloc_zeroed(1, sizeof *round);
    char *text = alloc_bytes(TEXT_MAX);
    uint64_t positives = 0;
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t kinds = below(&r, 3) ? 18 : 4;
        make_round(&r, round, kinds);
        struct prefilter *p = prefilter_new(round->guards, round->count,
                                            i % 2 ? PREFILTER_PORTABLE : PREFILTER_FASTEST);
        for (int k = 0; k < TEXTS_PER_ROUND; k++) {
            size_t length = make_text(&r, round, kinds, text);
            char *exact = alloc_bytes(length); /* so that a sanitizer sees a byte too far */
            memcpy(exact, text, length);
            check_text(p, round, slice_make(exact, length), &positives);
            check_cut(p, round, slice_make(exact, length), below(&r, (uint32_t)length + 1));
            alloc_free(exact);
        }
        prefilter_free(p);
    }
    assert_true(positives > ROUNDS); /* the texts do hold literals */
    alloc_free(text);
    alloc_free(round);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(equals_naive_search) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
