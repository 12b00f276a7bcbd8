#include "patdb/build_literals.h"

#include "patdb/build_regex.h"

#include <math.h>
#include <stdlib.h>

#define SET_BYTES_MAX 4     /* larger classes are unknown text */
#define REPEAT_COPIES_MAX 8 /* x{n} is written out up to this n */

/* Weights of the choice between guards, in bits: past BITS_ENOUGH rarer is no better, a longer
 * literal has more windows to choose from, and every literal costs a little. */
#define BITS_ENOUGH 44.0
#define BITS_PER_BYTE 0.5
#define BYTES_ENOUGH 16
#define BITS_PER_DOUBLING 2.0
#define BITS_OF_WORD 8.0
/* The scanner looks for literals below so many bytes in a pass of their own (match/prefilter.c). */
#define WINDOW_BYTES 4
#define BITS_OF_A_PASS 24.0
#define BITS_OF_ALSO 20.0
#define NO_GUARD (-1.0e9)
/* What a guard of another script than ASCII is worth less than any other, and its least length: two
 * characters of Chinese, three of Cyrillic. */
#define LAST_RESORT (-1.0e6)
#define WIDE_BYTES_MIN 6

struct guard {
    struct sig_list set;
    struct slice *also; /* by text: what else is in a match that it guards; empty: not known */
    double score;       /* NO_GUARD: none */
};

struct info {
    bool is_exact;
    struct sig_list exact;          /* all texts matched, if is_exact */
    struct sig_list prefix, suffix; /* else: every match starts, ends with one of these */
    struct guard best;              /* else: found inside */
    struct guard also;              /* a text that is found inside, too, and is no part of those */
};

/* Words that stand in every other log line: each counts as one rare letter or two. */
static const char *const common_words[] = {
    "error",     "failed",    "failure",   "fail",      "connection", "connect", "exception",
    "warning",   "warn",      "info",      "debug",     "http",       "https",   "timeout",
    "timed out", "container", "service",   "task",      "server",     "client",  "request",
    "response",  "could not", "cannot",    "unable to", "not found",  "invalid", "message",
    "from",      "with",      "for",       "the",       "while",      "file",    "line",
    "module",    "host",      "port",      "status",    "code",       "start",   "stop",
    "started",   "stopped",   "caused by", "name",      "value",      "type",    "string",
    "null",      "true",      "false",     "undefined", "java",       "python",  "node",
    "amazon",    "amazonaws", "aws",       "ecs",       "region",     "user",    "database",
    "health",    "get",       "post",      "version",   "process",    "running", "exit",
    "exited",    "expected",
};

static double byte_bits(char c)
{
    static const char *const by_rarity[] = { " etaoinsr", "lcdupmh01", "gfywbv23456789.:-_=,()[]" };
    static const double bits[] = { 3.6, 4.6, 5.4 };
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
        if (slice_find_byte(slice_cstr(by_rarity[i]), c, 0) != SLICE_NONE)
            return bits[i];
    return 7.0;
}

/* Length of the common word at the start of s, or of the start of one that s ends in: "connec" is
 * no rarer than "connection". 0 if there is none. */
static size_t common_word_at(struct slice s)
{
    size_t longest = 0;
    for (size_t i = 0; i < sizeof common_words / sizeof common_words[0]; i++) {
        struct slice word = slice_cstr(common_words[i]);
        if (word.len > longest && slice_starts(s, word))
            longest = word.len;
        else if (s.len > longest && slice_starts(word, s))
            longest = s.len;
    }
    return longest;
}

double literals_bits(struct slice literal)
{
    double total = 0;
    for (size_t i = 0; i < literal.len;) {
        size_t word = common_word_at(slice_from(literal, i)), end = i + (word ? word : 1);
        double bits = 0;
        for (; i < end; i++)
            bits += byte_bits(literal.ptr[i]);
        total += word && bits > BITS_OF_WORD ? BITS_OF_WORD : bits;
    }
    return total;
}

/* Bytes that a JSON writer may escape: quotes, backslash, slash, controls and non-ASCII in most of
 * them (RFC 8259, section 7), <, > and & in Go's encoding/json. */
static bool is_splitter(char c)
{
    unsigned char u = (unsigned char)c;
    return u < 0x20 || u >= 0x7f || c == '"' || c == '\\' || c == '/' || c == '<' || c == '>'
           || c == '&';
}

static bool is_splitter_but_tab(char c)
{
    return is_splitter(c) && c != '\t';
}

static bool is_ascii_splitter(char c)
{
    return is_splitter(c) && (unsigned char)c <= 0x7f;
}

static double literal_score(struct slice s)
{
    double bits = literals_bits(s);
    size_t length = s.len < BYTES_ENOUGH ? s.len : BYTES_ENOUGH;
    if (s.len < WINDOW_BYTES)
        bits -= BITS_OF_A_PASS;
    return (bits < BITS_ENOUGH ? bits : BITS_ENOUGH) + BITS_PER_BYTE * (double)length;
}

/* The best piece of a text for a guard, and its score; NO_GUARD if there is none. A piece `ends` at
 * the bytes of which this is true. */
static double piece_between(struct slice text, bool (*ends)(char), size_t least,
                            struct slice *piece)
{
    double best = NO_GUARD;
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool is_end = i == text.len || ends(text.ptr[i]);
        if (!is_end && i - start < LITERAL_BYTES_MAX)
            continue;
        struct slice candidate = slice_sub(text, start, i - start);
        if (candidate.len >= least) {
            double score = literal_score(candidate);
            if (score > best) {
                best = score;
                *piece = candidate;
            }
        }
        start = is_end ? i + 1 : i;
    }
    return best;
}

/* A text in another script has no ASCII to look for. Its own bytes do, though a record of JSON that
 * writes them as \uXXXX is then only seen where its level makes it an event: better than none, and
 * worse than any guard of ASCII that the rest of the regex has. */
static double best_piece(struct slice text, struct slice *piece)
{
    double best = piece_between(text, is_splitter, WINDOW_BYTES, piece);
    if (best == NO_GUARD)
        best = piece_between(text, is_splitter_but_tab, WINDOW_BYTES, piece);
    if (best == NO_GUARD)
        best = piece_between(text, is_splitter, LITERAL_BYTES_MIN, piece);
    if (best > NO_GUARD)
        return best;
    const double wide = piece_between(text, is_ascii_splitter, WIDE_BYTES_MIN, piece);
    return wide > NO_GUARD ? wide + LAST_RESORT : NO_GUARD;
}

static struct sig_list new_list(struct arena *arena, uint32_t capacity)
{
    return (struct sig_list){ arena_zeroed(arena, capacity, sizeof(struct slice)), 0 };
}

static struct sig_list list_of_empty(struct arena *arena)
{
    struct sig_list list = new_list(arena, 1);
    list.items[list.count++] = slice_empty();
    return list;
}

static void add_new(struct sig_list *list, struct slice s)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (slice_eq(list->items[i], s))
            return;
    list->items[list->count++] = s;
}

static struct guard guard_of(struct arena *arena, const struct sig_list *texts)
{
    struct guard guard = { new_list(arena, texts->count),
                           arena_zeroed(arena, texts->count, sizeof(struct slice)),
                           texts->count ? -NO_GUARD : NO_GUARD };
    for (uint32_t i = 0; i < texts->count; i++) {
        struct slice piece = slice_empty();
        double score = best_piece(texts->items[i], &piece);
        if (score < guard.score)
            guard.score = score;
        if (score == NO_GUARD)
            return guard;
        add_new(&guard.set, piece);
    }
    if (guard.set.count)
        guard.score -= BITS_PER_DOUBLING * log2(guard.set.count);
    return guard;
}

static struct guard better(struct guard a, struct guard b)
{
    return b.score > a.score ? b : a;
}

static struct guard guard_of_info(struct arena *arena, const struct info *x)
{
    return x->is_exact ? guard_of(arena, &x->exact) : x->best;
}

/* Which end of a joined text stays when it is cut to LITERAL_BYTES_MAX. */
enum keep { KEEP_ALL, KEEP_START, KEEP_END };

/* All texts of a followed by all texts of b. False if they are too many or, with KEEP_ALL, too
 * long. */
static bool cross(struct arena *arena, const struct sig_list *a, const struct sig_list *b,
                  enum keep keep, struct sig_list *out)
{
    if ((uint64_t)a->count * b->count > LITERAL_COUNT_MAX)
        return false;
    *out = new_list(arena, a->count * b->count);
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t k = 0; k < b->count; k++) {
            struct slice x = a->items[i], y = b->items[k];
            if (keep == KEEP_ALL && x.len + y.len > 2 * LITERAL_BYTES_MAX)
                return false;
            char *bytes = arena_alloc(arena, x.len + y.len);
            if (x.len)
                memcpy(bytes, x.ptr, x.len);
            if (y.len)
                memcpy(bytes + x.len, y.ptr, y.len);
            struct slice joined = slice_make(bytes, x.len + y.len);
            if (keep == KEEP_START)
                joined = slice_sub(joined, 0, LITERAL_BYTES_MAX);
            if (keep == KEEP_END && joined.len > LITERAL_BYTES_MAX)
                joined = slice_from(joined, joined.len - LITERAL_BYTES_MAX);
            add_new(out, joined);
        }
    }
    return true;
}

/* Is one of the texts a part of one of the other guard, or the reverse? */
static bool are_mixed(const struct guard *a, const struct guard *b)
{
    for (uint32_t i = 0; i < a->set.count; i++)
        for (uint32_t k = 0; k < b->set.count; k++)
            if (slice_find(a->set.items[i], b->set.items[k], 0) != SLICE_NONE
                || slice_find(b->set.items[k], a->set.items[i], 0) != SLICE_NONE)
                return true;
    return false;
}

/* What half of all texts hold tells nothing beside a literal, and in the name of a log stream it
 * has the name searched with each line (prefilter_may_go_on). */
static bool is_rare(struct slice text)
{
    return text.len >= WINDOW_BYTES && literals_bits(text) >= BITS_OF_ALSO;
}

/* Of guards that hold for every match, takes the best, and the best text beside it. */
static void choose_guards(const struct guard *guards, size_t count, struct info *info)
{
    info->best = info->also = (struct guard){ .score = NO_GUARD };
    for (size_t i = 0; i < count; i++)
        info->best = better(info->best, guards[i]);
    for (size_t i = 0; i < count; i++)
        if (guards[i].set.count == 1 && is_rare(guards[i].set.items[0])
            && !are_mixed(&guards[i], &info->best))
            info->also = better(info->also, guards[i]);
}

static struct info any_text(struct arena *arena)
{
    struct info info = { .best.score = NO_GUARD, .also.score = NO_GUARD };
    info.prefix = info.suffix = list_of_empty(arena);
    return info;
}

static struct info empty_text(struct arena *arena)
{
    struct info info = { .is_exact = true,
                         .exact = list_of_empty(arena),
                         .best.score = NO_GUARD,
                         .also.score = NO_GUARD };
    return info;
}

static const struct sig_list *starts_of(const struct info *x)
{
    return x->is_exact ? &x->exact : &x->prefix;
}

static const struct sig_list *ends_of(const struct info *x)
{
    return x->is_exact ? &x->exact : &x->suffix;
}

static struct info concat(struct arena *arena, const struct info *x, const struct info *y)
{
    struct info r = { .best.score = NO_GUARD, .also.score = NO_GUARD };
    if (x->is_exact && y->is_exact && cross(arena, &x->exact, &y->exact, KEEP_ALL, &r.exact)) {
        r.is_exact = true;
        return r;
    }
    struct sig_list joined;
    struct guard guards[5] = { { .score = NO_GUARD } };
    if (cross(arena, ends_of(x), starts_of(y), KEEP_START, &joined))
        guards[0] = guard_of(arena, &joined); /* the first if equal, for it is longer */
    guards[1] = guard_of_info(arena, x);
    guards[2] = guard_of_info(arena, y);
    guards[3] = x->also;
    guards[4] = y->also;
    choose_guards(guards, 5, &r);
    if (!x->is_exact || !cross(arena, &x->exact, starts_of(y), KEEP_START, &r.prefix))
        r.prefix = *starts_of(x);
    if (!y->is_exact || !cross(arena, ends_of(x), &y->exact, KEEP_END, &r.suffix))
        r.suffix = *ends_of(y);
    return r;
}

/* a and b together; {""} if they are too many. */
static struct sig_list join(struct arena *arena, const struct sig_list *a, const struct sig_list *b)
{
    if (a->count + b->count > LITERAL_COUNT_MAX)
        return list_of_empty(arena);
    struct sig_list out = new_list(arena, a->count + b->count);
    for (uint32_t i = 0; i < a->count; i++)
        add_new(&out, a->items[i]);
    for (uint32_t i = 0; i < b->count; i++)
        add_new(&out, b->items[i]);
    return out;
}

/* What guards a branch, and what else it holds. */
struct branch {
    const struct guard *guard, *also;
};

/* What is found beside a text in all branches of which the guard has it, or a longer one. */
static struct slice also_of(const struct branch *branches, size_t count, struct slice text)
{
    struct slice also = slice_empty();
    bool is_first = true;
    for (size_t i = 0; i < count; i++) {
        const struct guard *const g = branches[i].guard;
        for (uint32_t k = 0; k < g->set.count; k++) {
            if (slice_find(g->set.items[k], text, 0) == SLICE_NONE)
                continue;
            struct slice here = g->also[k];
            if (here.len == 0 && branches[i].also->score > NO_GUARD)
                here = branches[i].also->set.items[0];
            also = is_first || slice_eq(also, here) ? here : slice_empty();
            is_first = false;
        }
    }
    return also;
}

static struct info alternate(struct arena *arena, const struct info *x, const struct info *y)
{
    struct info r = { .best.score = NO_GUARD, .also.score = NO_GUARD };
    if (x->is_exact && y->is_exact && x->exact.count + y->exact.count <= LITERAL_COUNT_MAX) {
        r.is_exact = true;
        r.exact = join(arena, &x->exact, &y->exact);
        return r;
    }
    r.prefix = join(arena, starts_of(x), starts_of(y));
    r.suffix = join(arena, ends_of(x), ends_of(y));
    struct guard a = guard_of_info(arena, x), b = guard_of_info(arena, y);
    if (a.score == NO_GUARD || b.score == NO_GUARD || a.set.count + b.set.count > LITERAL_COUNT_MAX)
        return r;
    struct sig_list both = join(arena, &a.set, &b.set);
    r.best = guard_of(arena, &both);
    const struct branch branches[] = { { &a, &x->also }, { &b, &y->also } };
    for (uint32_t i = 0; i < r.best.set.count; i++)
        r.best.also[i] = also_of(branches, 2, r.best.set.items[i]);
    return r;
}

static struct info analyse(struct arena *arena, const struct regex *r);

static struct info analyse_set(struct arena *arena, const struct regex *r)
{
    struct info info = { .is_exact = true, .best.score = NO_GUARD, .also.score = NO_GUARD };
    info.exact = new_list(arena, SET_BYTES_MAX);
    for (unsigned c = 0; c < 256; c++) {
        if (!regex_set_has(&r->set, (unsigned char)c))
            continue;
        char folded = ascii_lower((char)c);
        if (folded != (char)c && regex_set_has(&r->set, (unsigned char)folded))
            continue; /* its small letter comes later */
        if (info.exact.count == SET_BYTES_MAX)
            return any_text(arena);
        char *byte = arena_alloc(arena, 1);
        *byte = folded;
        info.exact.items[info.exact.count++] = slice_make(byte, 1);
    }
    return info;
}

static struct info analyse_repeat(struct arena *arena, const struct regex *r)
{
    if (r->max == 0)
        return empty_text(arena);
    struct info one = analyse(arena, r->first);
    struct info none = empty_text(arena);
    if (r->min == 0 && r->max == 1)
        return alternate(arena, &one, &none);
    if (r->min == 0)
        return any_text(arena);
    uint32_t copies = r->min < REPEAT_COPIES_MAX ? r->min : REPEAT_COPIES_MAX;
    struct info all = one;
    for (uint32_t i = 1; i < copies; i++)
        all = concat(arena, &all, &one);
    if (copies == r->max)
        return all;
    struct info rest = any_text(arena);
    rest.suffix = *ends_of(&one); /* the last round ends as every round does */
    return concat(arena, &all, &rest);
}

static struct info analyse(struct arena *arena, const struct regex *r)
{
    switch (r->kind) {
    case REGEX_EMPTY: return empty_text(arena);
    case REGEX_SET: return analyse_set(arena, r);
    case REGEX_REPEAT: return analyse_repeat(arena, r);
    case REGEX_ANY: return any_text(arena);
    case REGEX_CONCAT: {
        struct info all = empty_text(arena);
        for (const struct regex *child = r->first; child; child = child->next) {
            struct info next = analyse(arena, child);
            all = concat(arena, &all, &next);
        }
        return all;
    }
    case REGEX_ALT: {
        struct info all = analyse(arena, r->first);
        for (const struct regex *child = r->first->next; child; child = child->next) {
            struct info next = analyse(arena, child);
            all = alternate(arena, &all, &next);
        }
        return all;
    }
    }
    return any_text(arena);
}

static int by_bytes(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

void literals_extract(struct arena *arena, struct slice regex, struct sig_list *out)
{
    struct slice *unused;
    literals_extract_both(arena, regex, out, &unused);
    for (uint32_t i = 0; i < out->count; i++)
        if (piece_between(out->items[i], is_splitter, LITERAL_BYTES_MIN, &out->items[i]) == NO_GUARD
            && slice_find_byte(out->items[i], '\t', 0) != SLICE_NONE)
            out->count = 0;
    if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, by_bytes);
}

void literals_extract_both(struct arena *arena, struct slice regex, struct sig_list *out,
                           struct slice **also)
{
    *out = (struct sig_list){ 0 };
    *also = NULL;
    const struct regex *tree = regex_parse(arena, regex);
    if (!tree)
        return;
    struct info info = analyse(arena, tree);
    struct guard guard = guard_of_info(arena, &info);
    if (guard.score == NO_GUARD)
        return;
    *out = new_list(arena, guard.set.count);
    for (uint32_t i = 0; i < guard.set.count; i++) {
        bool is_covered = false; /* by a literal that is a part of it */
        for (uint32_t k = 0; k < guard.set.count; k++)
            is_covered |=
                k != i && slice_find(guard.set.items[i], guard.set.items[k], 0) != SLICE_NONE;
        if (!is_covered)
            out->items[out->count++] = guard.set.items[i];
    }
    qsort(out->items, out->count, sizeof *out->items, by_bytes);
    *also = arena_zeroed(arena, out->count, sizeof **also);
    const struct branch all = { &guard, &info.also };
    for (uint32_t i = 0; i < out->count; i++)
        (*also)[i] = also_of(&all, 1, out->items[i]);
}
