/* Of each literal of four bytes or more, one window of four bytes is entered into a filter
 * (pair_filter.h) that looks at every position of the text and lets about one in ten pass. What
 * passes is looked up with the four bytes behind it (word_index.h), and where both are known, the
 * whole literal is compared exactly. Which window is entered, of all that a literal has, decides
 * how much passes: one that log text seldom holds.
 *
 * Literals of three bytes are looked for beside the windows in the same pass. Those of one and two
 * bytes, which no signature has, are looked for byte by byte.
 *
 * Rejected: Aho-Corasick, whose tables leave the cache at a few hundred literals; nibble tables
 * (Teddy), which saturate at about 64; hashed grams at sampled positions, which cost a multiply
 * and a load for each, and twice as many for short literals. */
#include "match/prefilter.h"

#include "base/alloc.h"
#include "base/map.h"
#include "match/gram_table.h"
#include "match/guard_need.h"
#include "match/pair_filter.h"
#include "patdb/window.h"

#include <assert.h>
#include <stdlib.h>

/* Candidates up to this many are sorted by insertion; above, the marks are walked instead. */
#define SORT_MAX 48

struct prefilter {
    struct map literals;             /* lower-cased; distinct */
    size_t longest;                  /* of them and of the texts in heads, bytes */
    uint32_t *owner_starts, *owners; /* by literal: the patterns it guards */
    bool *loud;                      /* by literal: it matters to prefilter_may_match */
    bool *certain;                   /* by literal: it does so whatever stands beside it */
    struct guard_need *needs;        /* what patterns need; the first one is nothing */
    size_t need_capacity;
    uint32_t need_count, *owner_needs; /* as owners: what the pattern needs with the literal */
    bool *silent;                      /* by pattern */
    struct pair_filter filter;
    struct gram_table heads;  /* the first bytes of texts that are longer than a window: literals,
                                 and behind their numbers those that spanning patterns need */
    struct gram_table tinies; /* literals of one and two bytes */
    struct word_index index;  /* the others */
    uint32_t epoch;           /* number of the scan; marks of older scans are void */
    uint32_t *literal_marks;  /* by literal: epoch in which it was found */
    uint32_t *pattern_marks;
    uint32_t pattern_count;
    uint32_t *unguarded; /* patterns that are always candidates, ascending */
    uint32_t unguarded_count;
    uint32_t *found; /* the result */
    size_t found_count;
    bool waits; /* a literal was found of a pattern that spans pieces, and what it needs was not */
};

/* No window is given. */
#define TO_BE_CHOSEN UINT32_MAX

static void add_window(struct prefilter *p, uint32_t literal, size_t offset)
{
    pair_filter_add(&p->filter, map_key(&p->literals, literal), offset);
    word_index_add(&p->index, literal, offset);
}

static void add_short(struct prefilter *p, uint32_t literal)
{
    pair_filter_add_short(&p->filter, map_key(&p->literals, literal));
    word_index_add(&p->index, literal, 0);
}

/* The text of an entry of heads. */
static struct slice head_text(const struct prefilter *p, uint32_t number)
{
    return number < p->literals.count ? map_key(&p->literals, number)
                                      : p->needs[number - p->literals.count].also.literal;
}

static void add_head(struct prefilter *p, uint32_t number)
{
    const struct slice s = head_text(p, number);
    if (s.len > PAIR_WINDOW)
        gram_table_add(&p->heads,
                       (struct gram_entry){ .key = word_window(s.ptr), .literal = number });
    if (s.len > p->longest)
        p->longest = s.len;
}

struct by_length {
    size_t length;
    uint32_t literal;
};

static int shorter(const void *pa, const void *pb)
{
    const struct by_length *a = pa, *b = pb;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return (a->literal > b->literal) - (a->literal < b->literal);
}

/* The literals whose windows are to be chosen, the shortest first. */
static struct by_length *missing_windows(const struct prefilter *p, const uint32_t *windows,
                                         uint32_t *count)
{
    struct by_length *order = alloc_zeroed(p->literals.count, sizeof *order);
    *count = 0;
    for (uint32_t i = 0; i < p->literals.count; i++) {
        const size_t length = map_key(&p->literals, i).len;
        if (windows[i] == TO_BE_CHOSEN && length >= PAIR_WINDOW)
            order[(*count)++] = (struct by_length){ length, i };
    }
    if (*count > 0)
        qsort(order, *count, sizeof *order, shorter);
    return order;
}

/* Windows where none is given, beside those that are. */
static void choose_windows(const struct prefilter *p, uint32_t *windows)
{
    uint32_t count;
    struct by_length *order = missing_windows(p, windows, &count);
    struct window_choice *choice = count > 0 ? window_choice_new() : NULL;
    for (uint32_t i = 0; i < p->literals.count && choice; i++)
        if (windows[i] != TO_BE_CHOSEN && map_key(&p->literals, i).len >= PAIR_WINDOW)
            window_choice_enter(choice, map_key(&p->literals, i), windows[i]);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t literal = order[i].literal;
        windows[literal] = (uint32_t)window_choice_add(choice, map_key(&p->literals, literal));
    }
    window_choice_free(choice);
    alloc_free(order);
}

/* Does one of the patterns of a literal count that are not silent? */
static bool counts(const void *self, struct slice text, uint32_t literal)
{
    const struct prefilter *const p = self;
    bool holds = p->certain[literal];
    for (uint32_t k = p->owner_starts[literal]; k < p->owner_starts[literal + 1] && !holds; k++)
        holds = !p->silent[p->owners[k]] && guard_need_holds(&p->needs[p->owner_needs[k]], text);
    return holds;
}

/* windows: by literal, the offset of its window or TO_BE_CHOSEN. */
static void build_tables(struct prefilter *p, uint32_t *windows, enum prefilter_path path)
{
    choose_windows(p, windows);
    pair_filter_init(&p->filter, path == PREFILTER_PORTABLE);
    p->index.literals = p->literals.keys;
    p->index.is_loud = p->loud;
    p->index.counts = counts;
    p->index.owner = p;
    for (uint32_t i = 0; i < p->literals.count; i++) {
        const struct slice s = map_key(&p->literals, i);
        add_head(p, i);
        if (s.len >= PAIR_WINDOW)
            add_window(p, i, windows[i]);
        else if (s.len == PAIR_SHORT)
            add_short(p, i);
        else
            gram_table_add(&p->tinies,
                           (struct gram_entry){ .key = (unsigned char)s.ptr[0], .literal = i });
    }
    for (uint32_t i = 0; i < p->need_count; i++)
        if (p->needs[i].spans)
            add_head(p, p->literals.count + i);
    word_index_seal(&p->index);
    gram_table_seal(&p->heads);
    gram_table_seal(&p->tinies);
}

/* A pattern that one literal guards, where the window of the literal is, or TO_BE_CHOSEN, and what
 * the pattern needs beside it. */
struct pair {
    uint32_t literal, pattern, window, need;
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
    p->owner_needs = alloc_zeroed(count, sizeof *p->owner_needs);
    uint32_t *next = p->owner_starts + 1; /* while filling, one place ahead of the start */
    for (size_t i = 0; i < count; i++)
        next[pairs[i].literal + 1]++;
    for (uint32_t i = 0; i < p->literals.count; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < count; i++) {
        const uint32_t at = next[pairs[i].literal]++;
        p->owners[at] = pairs[i].pattern;
        p->owner_needs[at] = pairs[i].need;
    }
}

static void note_silent(struct prefilter *p, const struct prefilter_guard *guards)
{
    p->silent = alloc_zeroed(p->pattern_count, sizeof *p->silent);
    for (uint32_t i = 0; i < p->pattern_count; i++)
        p->silent[i] = guards[i].is_silent;
}

/* Literals that guard some pattern that is not silent, and those of which one needs nothing else.
 */
static void find_loud(struct prefilter *p)
{
    p->loud = alloc_zeroed(p->literals.count, sizeof *p->loud);
    p->certain = alloc_zeroed(p->literals.count, sizeof *p->certain);
    for (uint32_t i = 0; i < p->literals.count; i++)
        for (uint32_t k = p->owner_starts[i]; k < p->owner_starts[i + 1]; k++) {
            const bool is_loud = !p->silent[p->owners[k]];
            p->loud[i] |= is_loud;
            p->certain[i] |= is_loud && p->owner_needs[k] == 0;
        }
}

/* The window of each literal, of those that patterns give. */
static uint32_t *given_windows(const struct prefilter *p, const struct pair *pairs, size_t count)
{
    uint32_t *windows = alloc_zeroed(p->literals.count, sizeof *windows);
    for (uint32_t i = 0; i < p->literals.count; i++)
        windows[i] = TO_BE_CHOSEN;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].window < windows[pairs[i].literal])
            windows[pairs[i].literal] = pairs[i].window;
    return windows;
}

/* The number of what a pattern needs beside one of its literals. */
static uint32_t put_need(struct prefilter *p, const struct prefilter_guard *guard, uint32_t literal)
{
    const struct slice also = guard->also ? guard->also[literal] : slice_empty();
    if (guard->needs == 0 && also.len == 0)
        return 0;
    if (literal > 0 && (!guard->also || slice_eq(also, guard->also[literal - 1])))
        return p->need_count - 1; /* that of the literal before */
    p->needs = alloc_grow(p->needs, &p->need_capacity, p->need_count + 1, sizeof *p->needs);
    guard_need_init(&p->needs[p->need_count], guard->needs, also, guard->spans);
    return p->need_count++;
}

struct prefilter *prefilter_new(const struct prefilter_guard *guards, uint32_t pattern_count,
                                enum prefilter_path path)
{
    struct prefilter *p = alloc_zeroed(1, sizeof *p);
    map_init(&p->literals);
    p->pattern_count = pattern_count;
    p->pattern_marks = alloc_zeroed(pattern_count, sizeof *p->pattern_marks);
    p->unguarded = alloc_zeroed(pattern_count, sizeof *p->unguarded);
    p->found = alloc_zeroed(pattern_count, sizeof *p->found);
    struct pair *pairs = NULL;
    size_t count = 0, capacity = 0;
    p->needs = alloc_grow(NULL, &p->need_capacity, 1, sizeof *p->needs);
    guard_need_init(&p->needs[p->need_count++], 0, slice_empty(), false);
    for (uint32_t i = 0; i < pattern_count; i++) {
        const struct sig_list *literals = &guards[i].literals;
        if (is_unguarded(literals)) {
            p->unguarded[p->unguarded_count++] = i;
            continue;
        }
        for (uint32_t k = 0; k < literals->count; k++) {
            pairs = alloc_grow(pairs, &capacity, count + 1, sizeof *pairs);
            pairs[count++] = (struct pair){ put_lowered(p, literals->items[k]), i,
                                            guards[i].windows ? guards[i].windows[k] : TO_BE_CHOSEN,
                                            put_need(p, &guards[i], k) };
        }
    }
    p->literal_marks = alloc_zeroed(p->literals.count, sizeof *p->literal_marks);
    group_owners(p, pairs, count);
    note_silent(p, guards);
    find_loud(p);
    uint32_t *windows = given_windows(p, pairs, count);
    build_tables(p, windows, path);
    alloc_free(windows);
    alloc_free(pairs);
    return p;
}

void prefilter_free(struct prefilter *p)
{
    if (!p)
        return;
    gram_table_release(&p->heads);
    gram_table_release(&p->tinies);
    word_index_release(&p->index);
    map_release(&p->literals);
    alloc_free(p->owner_starts);
    alloc_free(p->owners);
    alloc_free(p->loud);
    alloc_free(p->certain);
    alloc_free(p->needs);
    alloc_free(p->owner_needs);
    alloc_free(p->silent);
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

/* Takes a literal that stands in the text. */
static bool take_literal(void *self, struct slice text, uint32_t literal)
{
    struct prefilter *const p = self;
    if (p->literal_marks[literal] == p->epoch)
        return true;
    p->literal_marks[literal] = p->epoch;
    for (uint32_t k = p->owner_starts[literal]; k < p->owner_starts[literal + 1]; k++) {
        const struct guard_need *const need = &p->needs[p->owner_needs[k]];
        if (guard_need_holds(need, text))
            mark_pattern(p, p->owners[k]);
        else
            p->waits = p->waits || need->spans;
    }
    return true;
}

static void scan_windows(struct prefilter *p, struct slice text)
{
    uint16_t hits[PAIR_BLOCK];
    const size_t least = p->filter.short_count > 0 ? PAIR_SHORT : PAIR_WINDOW;
    for (size_t at = 0; text.len - at >= least; at += PAIR_BLOCK) {
        const size_t count = pair_filter_scan(&p->filter, &p->index, text, at, hits);
        for (size_t i = 0; i < count; i++)
            word_index_visit(&p->index, text, at + hits[i], take_literal, p);
        if (text.len - at < PAIR_BLOCK)
            break;
    }
}

static void scan_tinies(struct prefilter *p, struct slice text)
{
    for (size_t at = 0; at < text.len; at++) {
        const struct gram_entry *end;
        const uint32_t key = (unsigned char)ascii_lower(text.ptr[at]);
        for (const struct gram_entry *e = gram_table_find(&p->tinies, key, &end); e < end; e++)
            if (e->key == key
                && slice_starts_nocase(slice_from(text, at), p->literals.keys[e->literal]))
                take_literal(p, text, e->literal);
    }
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
    p->waits = false;
    for (uint32_t i = 0; i < p->unguarded_count; i++)
        mark_pattern(p, p->unguarded[i]);
    if (p->index.all.words)
        scan_windows(p, text);
    if (p->tinies.count > 0)
        scan_tinies(p, text);
    sort_found(p);
    *candidates = p->found;
    return p->found_count;
}

void prefilter_may_match(const struct prefilter *p, const struct slice *texts, size_t count,
                         bool *may)
{
    if (p->unguarded_count > 0 || p->tinies.count > 0)
        memset(may, true, count * sizeof *may);
    else if (p->index.all.words)
        pair_filter_any(&p->filter, &p->index, texts, count, may);
    else
        memset(may, false, count * sizeof *may);
}

/* The other one of literal and what goes with it may stand behind it. */
static bool holds_half(struct prefilter *p, struct slice text)
{
    const uint32_t *candidates;
    prefilter_scan(p, text, &candidates);
    for (uint32_t i = 0; i < p->need_count && !p->waits; i++)
        p->waits = guard_need_has_part(&p->needs[i], text);
    return p->waits;
}

bool prefilter_may_go_on(struct prefilter *p, struct slice text)
{
    static_assert(PREFILTER_OVERLAP == PAIR_WINDOW - 1, "what is shorter is no window");
    if (holds_half(p, text))
        return true;
    size_t at = text.len > p->longest ? text.len - p->longest : 0;
    for (; p->heads.count > 0 && at + PAIR_WINDOW <= text.len; at++) {
        const uint32_t key = word_window(text.ptr + at);
        const struct gram_entry *end;
        for (const struct gram_entry *e = gram_table_find(&p->heads, key, &end); e < end; e++) {
            const struct slice literal = head_text(p, e->literal);
            const size_t rest = text.len - at;
            if (e->key == key && literal.len > rest
                && slice_eq_nocase(slice_from(text, at), slice_sub(literal, 0, rest)))
                return true;
        }
    }
    return false;
}
