#include "search/patterns.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "match/prefilter.h"
#include "patdb/build_literals.h"
#include "search/line_bound.h"

/* As for signatures: see match/matcher.h. */
#define STEP_LIMIT 1000000
#define HEAP_LIMIT_KIB (16 * 1024)

struct pattern {
    struct slice text, regex;
    bool is_plain;  /* regex is text, and nothing in it is special */
    bool is_broken; /* compiled once to check it, but not a second time */
    struct confirm *confirm;
};

struct patterns {
    struct arena arena;
    struct pattern *items;
    struct prefilter_guard *guards; /* by pattern */
    struct slice *literals;         /* of all guards */
    size_t count, literal_count;
    unsigned flags;
    bool is_guarded;
    struct prefilter *prefilter; /* NULL: every pattern is tried */
    struct confirm_scratch *scratch;
    const uint32_t *candidates; /* of the text begun; NULL: all */
    size_t candidate_count;
    uint32_t last; /* pattern that matched last */
    struct confirm_match trial;
    uint64_t limit_hits;
};

static bool is_special(char c)
{
    return memchr("\\^$.[|()?*+{}", c, 13) != NULL;
}

static bool has_special(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_special(s.ptr[i]))
            return true;
    return false;
}

/* May what it matches depend on where characters end? So it is with a dot, with what is not in a
 * class, and with bytes behind ASCII. */
static bool needs_utf(struct slice s, bool is_fixed)
{
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i], next = slice_byte(s, i + 1);
        if ((unsigned char)c >= 0x80)
            return true;
        if (is_fixed)
            continue;
        if (c == '.' || (c == '[' && next == '^')
            || (c == '\\' && memchr("WSDNXHVRhvpPx", next, 13)))
            return true;
        i += c == '\\';
    }
    return false;
}

static bool has_capital(struct slice s, bool is_fixed)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\' && !is_fixed)
            i++;
        else if (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
            return true;
    }
    return false;
}

static bool all_utf8(const struct slice *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!text_is_utf8(texts[i]))
            return false;
    return true;
}

static unsigned flags_for(const struct slice *texts, size_t count,
                          const struct patterns_options *opts)
{
    bool capital = false, utf = false;
    for (size_t i = 0; i < count; i++) {
        capital = capital || has_capital(texts[i], opts->fixed);
        utf = utf || needs_utf(texts[i], opts->fixed);
    }
    unsigned flags = 0;
    if (opts->caseless || (opts->smart_case && !capital))
        flags |= CONFIRM_CASELESS;
    if (utf && all_utf8(texts, count))
        flags |= CONFIRM_UTF;
    return flags;
}

/* The text as a regex, with what -w and -x ask for around it. Source of the former: a match may
 * not have a word character beside it, whatever its own ends are (GNU grep manual, -w). */
static struct slice make_regex(struct patterns *p, struct slice text,
                               const struct patterns_options *opts)
{
    struct buf regex;
    buf_init(&regex);
    if (opts->line)
        buf_add_cstr(&regex, "^(?:");
    else if (opts->word)
        buf_add_cstr(&regex, "(?<!\\w)(?:");
    for (size_t i = 0; i < text.len; i++) {
        if (opts->fixed && is_special(text.ptr[i]))
            buf_add_byte(&regex, '\\');
        buf_add_byte(&regex, text.ptr[i]);
    }
    if (opts->line)
        buf_add_cstr(&regex, ")$");
    else if (opts->word)
        buf_add_cstr(&regex, ")(?!\\w)");
    const struct slice made = arena_copy(&p->arena, buf_slice(&regex));
    buf_release(&regex);
    return made;
}

/* Checked as it was typed, so that the place of a fault is right and what stands around it cannot
 * mend it. */
static enum status check(const struct pattern *item, unsigned flags, struct patterns_fault *fault,
                         struct err *err)
{
    struct confirm *c;
    const enum status st = confirm_new_with(&c, item->text, flags, &fault->offset, err);
    confirm_free(c);
    return st;
}

/* In UTF mode without case, two letters equal a character that is not ASCII: k the Kelvin sign, s
 * the long s. The longest piece without them is the guard then. False: too little is left. */
static bool cut_folding(struct slice *literal)
{
    struct slice rest = *literal, best = slice_empty(), piece = slice_empty();
    for (size_t i = 0, start = 0; i <= rest.len; i++) {
        if (i < rest.len && rest.ptr[i] != 'k' && rest.ptr[i] != 's')
            continue;
        piece = slice_sub(rest, start, i - start);
        if (piece.len > best.len)
            best = piece;
        start = i + 1;
    }
    *literal = best;
    return best.len >= LITERAL_BYTES_MIN;
}

static void find_guards(struct patterns *p, size_t i)
{
    struct sig_list *guards = &p->guards[i].literals;
    literals_extract(&p->arena, p->items[i].regex, guards);
    if ((p->flags & CONFIRM_UTF) && (p->flags & CONFIRM_CASELESS))
        for (uint32_t k = 0; k < guards->count; k++)
            if (!cut_folding(&guards->items[k]))
                guards->count = 0;
    p->is_guarded = p->is_guarded && guards->count > 0;
    p->literal_count += guards->count;
}

static void collect_literals(struct patterns *p)
{
    size_t n = 0;
    p->literals = alloc_zeroed(p->literal_count, sizeof *p->literals);
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->guards[i].literals.count; k++)
            p->literals[n++] = p->guards[i].literals.items[k];
}

enum status patterns_new(struct patterns **out, const struct slice *texts, size_t count,
                         const struct patterns_options *opts, struct patterns_fault *fault,
                         struct err *err)
{
    struct patterns *p = alloc_zeroed(1, sizeof *p);
    *out = NULL;
    arena_init(&p->arena);
    p->flags = flags_for(texts, count, opts);
    p->items = alloc_zeroed(count, sizeof *p->items);
    p->guards = alloc_zeroed(count, sizeof *p->guards);
    p->is_guarded = count > 0;
    for (size_t i = 0; i < count; i++) {
        struct pattern *item = &p->items[p->count++];
        item->text = arena_copy(&p->arena, texts[i]);
        item->regex = make_regex(p, item->text, opts);
        const bool is_literal = opts->fixed || !has_special(item->text);
        item->is_plain = is_literal && !opts->word && !opts->line && p->flags != CONFIRM_CASELESS
                         && p->flags != (CONFIRM_CASELESS | CONFIRM_UTF);
        fault->pattern = i;
        if (!is_literal && check(item, p->flags, fault, err) != STATUS_OK) {
            patterns_free(p);
            return STATUS_FAIL;
        }
        find_guards(p, i);
    }
    collect_literals(p);
    if (count > 1 || (count == 1 && !p->items[0].is_plain))
        p->prefilter = prefilter_new(p->guards, (uint32_t)count, PREFILTER_FASTEST);
    p->scratch = confirm_scratch_new(STEP_LIMIT, HEAP_LIMIT_KIB);
    *out = p;
    return STATUS_OK;
}

void patterns_free(struct patterns *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->count; i++)
        confirm_free(p->items[i].confirm);
    prefilter_free(p->prefilter);
    confirm_scratch_free(p->scratch);
    alloc_free(p->items);
    alloc_free(p->guards);
    alloc_free(p->literals);
    arena_release(&p->arena);
    alloc_free(p);
}

void patterns_begin(struct patterns *p, struct slice text)
{
    p->candidates = NULL;
    p->candidate_count = p->count;
    if (p->prefilter)
        p->candidate_count = prefilter_scan(p->prefilter, text, &p->candidates);
}

static bool find_plain(const struct pattern *item, struct slice text, size_t from,
                       struct confirm_match *out)
{
    const size_t at = slice_find(text, item->text, from);
    if (at == SLICE_NONE)
        return false;
    out->count = 1;
    out->groups[0] = slice_make((text.ptr ? text.ptr : "") + at, item->text.len);
    return true;
}

static enum confirm_result find_regex(struct patterns *p, struct pattern *item, struct slice text,
                                      size_t from, struct confirm_match *out)
{
    if (!item->confirm && !item->is_broken)
        item->is_broken =
            confirm_new_with(&item->confirm, item->regex, p->flags, NULL, NULL) != STATUS_OK;
    return item->is_broken ? CONFIRM_LIMIT
                           : confirm_find(item->confirm, p->scratch, text, from, out);
}

static bool find(struct patterns *p, struct pattern *item, struct slice text, size_t from,
                 struct confirm_match *out)
{
    if (item->is_plain)
        return find_plain(item, text, from, out);
    const enum confirm_result result = find_regex(p, item, text, from, out);
    p->limit_hits += result == CONFIRM_LIMIT;
    return result == CONFIRM_YES;
}

static bool is_better(const struct confirm_match *a, const struct confirm_match *b)
{
    const struct slice x = a->groups[0], y = b->groups[0];
    return x.ptr < y.ptr || (x.ptr == y.ptr && x.len > y.len);
}

bool patterns_next(struct patterns *p, struct slice text, size_t from, struct confirm_match *out)
{
    bool found = false;
    if (from > text.len)
        return false;
    for (size_t i = 0; i < p->candidate_count; i++) {
        const uint32_t at = p->candidates ? p->candidates[i] : (uint32_t)i;
        struct confirm_match *to = found ? &p->trial : out;
        if (!find(p, &p->items[at], text, from, to) || (found && !is_better(to, out)))
            continue;
        if (found)
            *out = *to;
        found = true;
        p->last = at;
    }
    return found;
}

bool patterns_match(struct patterns *p, struct slice text)
{
    patterns_begin(p, text);
    for (size_t i = 0; i < p->candidate_count; i++)
        if (find(p, &p->items[p->candidates ? p->candidates[i] : i], text, 0, &p->trial))
            return true;
    return false;
}

size_t patterns_after(struct slice text, const struct confirm_match *m)
{
    const char *const base = text.len ? text.ptr : m->groups[0].ptr;
    size_t at = (size_t)(m->groups[0].ptr - base) + m->groups[0].len;
    if (m->groups[0].len > 0)
        return at;
    do /* an empty match: behind the next character */
        at++;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80);
    return at;
}

struct slice patterns_named(const struct patterns *p, const struct confirm_match *m,
                            struct slice name)
{
    const struct confirm *c = p->count > 0 ? p->items[p->last].confirm : NULL;
    const uint32_t group = c ? confirm_group(c, name) : 0;
    return group > 0 && group < m->count ? m->groups[group] : slice_empty();
}

uint32_t patterns_names(const struct patterns *p, struct slice *names, uint32_t max)
{
    const struct confirm *c = p->count > 0 ? p->items[p->last].confirm : NULL;
    return c ? confirm_names(c, names, max) : 0;
}

uint64_t patterns_limit_hits(const struct patterns *p)
{
    return p->limit_hits;
}

bool patterns_guards(const struct patterns *p, const struct slice **literals, size_t *count)
{
    *literals = p->literals;
    *count = p->literal_count;
    return p->is_guarded;
}

bool patterns_is_line_bound(const struct patterns *p)
{
    return p->count == 1 && !p->items[0].is_plain && line_bound(p->items[0].regex);
}

enum confirm_result patterns_find_raw(struct patterns *p, struct slice lines, size_t from,
                                      size_t *at)
{
    const enum confirm_result result = find_regex(p, &p->items[0], lines, from, &p->trial);
    if (result == CONFIRM_YES)
        *at = p->trial.groups[0].len > 0 ? (size_t)(p->trial.groups[0].ptr - lines.ptr) : from;
    return result;
}

bool patterns_is_literal(const struct patterns *p, struct slice *literal)
{
    if (p->count != 1 || !p->items[0].is_plain || p->items[0].text.len == 0)
        return false;
    *literal = p->items[0].text;
    return true;
}
