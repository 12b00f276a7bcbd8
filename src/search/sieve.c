#include "search/sieve.h"

#include "base/alloc.h"
#include "frame/trace.h"
#include "match/finder.h"
#include "match/line_scan.h"
#include "match/prefilter.h"

/* Lines that an event may lie apart from its next line, among those of other streams, and more: see
 * JOIN_IDLE_LINES in frame/join.h, which is looked at every so many lines. */
#define APART_LINES 192

/* Lines given to the prefilter at a time, about. */
#define CHUNK_BYTES 4096

/* So many guards are looked for one by one, which is faster than all at once. */
#define FINDERS_MAX 3

/* Longer lines may be pieces that a log driver cut. */
#define LONG_LINE_BYTES 8192

/* Runs are worth the look at what stands behind them where so much is framed one way or another. */
#define RUN_BYTES (32 * 1024)

/* So many candidates, each less than so far behind the one before, are dense. */
#define DENSE_CANDIDATES 16
#define DENSE_BYTES 2048

struct sieve {
    struct source *src;
    struct framer *framer;
    struct patterns *patterns;
    bool by_regex; /* the lines are searched for the regex itself … */
    bool gave_up;  /* … which took too many steps */
    struct finder finders[FINDERS_MAX];
    uint64_t next[FINDERS_MAX]; /* by finder: there is none before this offset */
    size_t finder_count;
    struct prefilter *prefilter; /* NULL: the finders are enough */
    struct finder detail;        /* of JSON that is told in other words */
    bool json_differs;
    uint64_t frame_until;   /* offset up to which all is framed */
    uint64_t clean_until;   /* … up to which no line is of interest */
    uint64_t guard_from;    /* … up to which there is no guard */
    uint64_t learned_until; /* … up to which the starts of lines are to be known, and are */
    uint64_t learned;
    unsigned dense; /* candidates one behind the other */
    bool draining;
    uint64_t drain_to; /* offset to step to then */
    struct line_scan usual;
    line_scan_fn *scan;
    uint64_t skipped;
};

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == ' ' || c == '_' || c == '-';
}

/* A message that is JSON is told as text ("err.code=E1"): may a guard stand there only? */
static bool differs_in_json(const struct slice *literals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < literals[i].len; k++)
            if (!is_word(literals[i].ptr[k]))
                return true;
    return false;
}

struct sieve *sieve_new(struct source *src, struct framer *framer, struct patterns *patterns)
{
    const struct slice *literals;
    struct slice whole;
    size_t count;
    const bool guarded = patterns_guards(patterns, &literals, &count) && count > 0;
    if (!guarded && !patterns_is_line_bound(patterns))
        return NULL;
    struct sieve *v = alloc_zeroed(1, sizeof *v);
    v->src = src;
    v->framer = framer;
    v->patterns = patterns;
    v->by_regex = !guarded;
    v->json_differs = !guarded || differs_in_json(literals, count);
    v->usual = (struct line_scan){ .rare = { '\033', '{' }, .longest = LONG_LINE_BYTES };
    v->scan = line_scan_way(0);
    finder_init(&v->detail, SLICE("\"detail"), false);
    v->frame_until = v->learned_until = SIEVE_LEARN_BYTES;
    if (!guarded)
        return v;
    if (count <= FINDERS_MAX) {
        const bool exact = patterns_is_literal(patterns, &whole) && whole.len == literals[0].len;
        for (size_t i = 0; i < count; i++)
            finder_init(&v->finders[i], exact ? whole : literals[i], !exact);
        v->finder_count = count;
        return v;
    }
    const struct prefilter_guard guard = { .literals = { (struct slice *)(uintptr_t)literals,
                                                         (uint32_t)count } };
    v->prefilter = prefilter_new(&guard, 1, PREFILTER_FASTEST);
    return v;
}

void sieve_free(struct sieve *v)
{
    if (!v)
        return;
    prefilter_free(v->prefilter);
    alloc_free(v);
}

uint64_t sieve_skipped(const struct sieve *v)
{
    return v->skipped;
}

/* --- lines of interest ----------------------------------------------------------------- */

static size_t line_start(struct slice w, size_t at)
{
    const size_t lf = slice_find_last_byte(slice_sub(w, 0, at), '\n');
    return lf == SLICE_NONE ? 0 : lf + 1;
}

/* Behind the LF, or the end. */
static size_t line_end(struct slice w, size_t at)
{
    const size_t lf = slice_find_byte(w, '\n', at);
    return lf == SLICE_NONE ? w.len : lf + 1;
}

static bool has_guard(struct sieve *v, struct slice lines)
{
    const uint32_t *found;
    return prefilter_scan(v->prefilter, lines, &found) > 0;
}

/* The first place of one of few guards. Each goes on from where it was. */
static size_t find_few(struct sieve *v, struct slice w, size_t from)
{
    const uint64_t pos = source_offset(v->src);
    size_t first = w.len;
    for (size_t i = 0; i < v->finder_count; i++) {
        const struct finder *const f = &v->finders[i];
        size_t at = v->next[i] > pos + from ? (size_t)(v->next[i] - pos) : from;
        at = finder_next(f, w, at < w.len ? at : w.len);
        v->next[i] = pos + (at == SLICE_NONE ? w.len : at);
        if (at != SLICE_NONE && at < first)
            first = at;
    }
    return first;
}

/* The first match, or, where that takes too long, any place. */
static size_t find_match(struct sieve *v, struct slice w, size_t from)
{
    size_t at = from;
    if (v->gave_up || from >= w.len)
        return from < w.len ? from : w.len;
    switch (patterns_find_raw(v->patterns, w, from, &at)) {
    case CONFIRM_YES: return at;
    case CONFIRM_NO: return w.len;
    case CONFIRM_LIMIT: v->gave_up = true; break;
    }
    return from;
}

/* A place within the first line that holds a guard, or the end of the window. */
static size_t find_guard(struct sieve *v, struct slice w, size_t from)
{
    if (v->by_regex)
        return find_match(v, w, from);
    if (!v->prefilter)
        return find_few(v, w, from);
    while (from < w.len) {
        const size_t target = from + CHUNK_BYTES < w.len ? from + CHUNK_BYTES - 1 : w.len - 1;
        const size_t end = line_end(w, target);
        if (!has_guard(v, slice_sub(w, from, end - from))) {
            from = end;
            continue;
        }
        for (size_t next; from < end; from = next) {
            next = line_end(w, from);
            if (has_guard(v, slice_sub(w, from, next - from)))
                return from;
        }
    }
    return w.len;
}

/* Is the JSON of an unusual line told in the message as it stands? */
static bool is_plain_json(const struct sieve *v, struct slice line)
{
    return !v->json_differs && slice_find_byte(line, '\033', 0) == SLICE_NONE
           && finder_next(&v->detail, line, 0) == SLICE_NONE;
}

/* The first line before `end` that has to be framed for what it is; else end. Both are starts of
 * lines. */
static size_t find_strange(const struct sieve *v, struct slice w, size_t from, size_t end)
{
    const struct slice part = slice_sub(w, 0, end);
    while (from < end) {
        uint64_t lines;
        from = v->scan(&v->usual, part, from, &lines);
        if (from == end)
            return end;
        const size_t next = line_end(w, from);
        if (!line_scan_is_known(&v->usual, w, from) || next - from > LONG_LINE_BYTES
            || !is_plain_json(v, slice_sub(w, from, next - from)))
            return from;
        from = next;
    }
    return end;
}

/* The first line at or behind `from` that has to be framed, or the end of the window. */
static size_t find_line(struct sieve *v, struct slice w, size_t from)
{
    const uint64_t pos = source_offset(v->src);
    const size_t known = v->guard_from > pos ? (size_t)(v->guard_from - pos) : 0;
    size_t end = find_guard(v, w, known > from ? known : from);
    v->guard_from = pos + end;
    end = end == w.len ? end : line_start(w, end);
    return find_strange(v, w, from < end ? from : end, end);
}

/* --- its surroundings ------------------------------------------------------------------ */

static struct slice line_at(struct slice w, size_t start)
{
    struct slice line = slice_sub(w, start, line_end(w, start) - start);
    if (line.len > 0 && line.ptr[line.len - 1] == '\n')
        line.len--;
    return line;
}

/* Does the line at `at`, which looks as if it began an event, do so? */
static bool is_sure(const struct sieve *v, struct slice w, size_t at)
{
    const struct slice behind = source_behind(v->src);
    const struct slice all = slice_make(behind.ptr, behind.len + w.len);
    unsigned n = 0;
    at += behind.len;
    for (; n < TRACE_TAKES_MAX && at > 0; n++) {
        const size_t end = at;
        at = line_start(all, at - 1);
        if (trace_takes_any(slice_sub(all, at, end - at)))
            return false;
    }
    return n == TRACE_TAKES_MAX || behind.len == source_offset(v->src);
}

/* The line that begins the event to which the one at `at` belongs; 0 if it stands farther back. */
static size_t find_begin(struct sieve *v, struct slice w, size_t at, uint64_t *key)
{
    struct framer_look look;
    framer_look(v->framer, line_at(w, at), &look);
    *key = look.key;
    const size_t limit = at > SIEVE_BACK_BYTES ? at - SIEVE_BACK_BYTES : 0;
    while (!look.begins || look.key != *key || !is_sure(v, w, at)) {
        if (at <= limit)
            return at;
        at = line_start(w, at - 1);
        framer_look(v->framer, line_at(w, at), &look);
    }
    return at;
}

/* The line behind which none can belong to that event. The window may end before. */
static size_t find_end(struct sieve *v, struct slice w, size_t at, uint64_t key)
{
    unsigned apart = 0;
    for (at = line_end(w, at); at < w.len && apart < APART_LINES; at = line_end(w, at)) {
        struct framer_look look;
        framer_look(v->framer, line_at(w, at), &look);
        if (look.key != key)
            apart++;
        else if (look.begins && is_sure(v, w, at))
            break;
        else
            apart = 0;
    }
    return at;
}

/* --- the loop -------------------------------------------------------------------------- */

static void learn(struct sieve *v, struct slice w, uint64_t pos)
{
    size_t at = v->learned > pos ? (size_t)(v->learned - pos) : 0, end = w.len;
    if (pos + end > v->learned_until)
        end = v->learned_until > pos ? (size_t)(v->learned_until - pos) : 0;
    if (at > 0 && at < end)
        at = line_end(w, at - 1);
    v->learned = pos + (end > at ? end : at);
    for (; at < end; at = line_end(w, at))
        line_scan_learn(&v->usual, w, at);
}

/* Everything from here on is framed for a while, and its lines are known then. */
static void frame_all(struct sieve *v, uint64_t from)
{
    v->frame_until = v->learned_until = from + SIEVE_LEARN_BYTES;
}

/* Steps over bytes once the events before them are given. */
static void skip_to(struct sieve *v, uint64_t offset)
{
    v->draining = true;
    v->drain_to = offset;
}

/* Whole lines only, but for the last one of the source. */
static struct slice whole_lines(const struct sieve *v, struct slice w)
{
    if (!source_at_end(v->src))
        w.len = line_start(w, w.len);
    return w;
}

/* Reads on. Waits for no more than there is: a pipe may be slow. */
static bool grow(struct sieve *v, struct slice *w)
{
    const size_t had = source_peek(v->src, 1).len;
    const struct slice more = source_peek(v->src, had + 1);
    *w = whole_lines(v, more);
    return more.len > had;
}

/* The window, with more behind what was found clean in it. */
static struct slice take_window(struct sieve *v, uint64_t pos)
{
    struct slice w = whole_lines(v, source_peek(v->src, 1));
    while (pos + w.len <= v->clean_until && !source_at_end(v->src) && grow(v, &w))
        ;
    return w;
}

/* find_end, with as much of the source as it takes, but no more than an event can be long. */
static size_t find_whole_end(struct sieve *v, struct slice w, size_t at, uint64_t key)
{
    size_t end = find_end(v, w, at, key);
    while (end == w.len && w.len - at < EVENT_BYTES_MAX && !source_at_end(v->src) && grow(v, &w))
        end = find_end(v, w, at, key);
    return end;
}

/* Where candidates are dense, looking around each costs more than framing all. But often only the
 * guard is, and the regex is not. */
static void note_density(struct sieve *v, uint64_t pos, size_t gap)
{
    v->dense = gap < DENSE_BYTES ? v->dense + 1 : 0;
    if (v->dense < DENSE_CANDIDATES)
        return;
    if (!v->by_regex && patterns_is_line_bound(v->patterns)) {
        v->by_regex = v->json_differs = true;
        v->dense = 0;
        return;
    }
    v->dense = DENSE_CANDIDATES / 2;
    if (v->frame_until < pos + SIEVE_LEARN_BYTES)
        v->frame_until = pos + SIEVE_LEARN_BYTES;
}

/* Decides what is next at the present place: frame up to somewhere, or step to somewhere. */
static void plan(struct sieve *v)
{
    const uint64_t pos = source_offset(v->src);
    const struct slice w = take_window(v, pos);
    if (!framer_is_loose(v->framer) || w.len == 0) {
        frame_all(v, pos);
        return;
    }
    const size_t from = v->clean_until > pos ? (size_t)(v->clean_until - pos) : 0;
    const size_t at = find_line(v, w, from < w.len ? from : w.len);
    v->clean_until = pos + at;
    if (at == w.len) { /* nothing here: what is kept may begin an event that goes on behind */
        const size_t keep = at > SIEVE_BACK_BYTES ? at - SIEVE_BACK_BYTES : 0;
        skip_to(v, source_at_end(v->src) ? pos + w.len : pos + line_start(w, keep));
        return;
    }
    if (!line_scan_is_known(&v->usual, w, at)) {
        memset(v->usual.starts, 0, sizeof v->usual.starts);
        frame_all(v, pos + at);
        learn(v, slice_from(w, at), pos + at);
    }
    uint64_t key;
    const size_t begin = find_begin(v, w, at, &key);
    v->clean_until = pos + line_end(w, at);
    const uint64_t until = pos + find_whole_end(v, w, at, key);
    if (until > v->frame_until)
        v->frame_until = until;
    note_density(v, pos + begin, begin);
    if (begin > 0)
        skip_to(v, pos + begin);
}

bool sieve_bulk(struct sieve *v, struct event_bulk *run)
{
    framer_bulk_leave(v->framer);
    const uint64_t pos = source_offset(v->src);
    if (v->draining || pos + RUN_BYTES > v->frame_until)
        return false;
    if (pos < v->learned_until)
        learn(v, source_peek(v->src, 1), pos);
    return framer_bulk(v->framer, run);
}

enum status sieve_next(struct sieve *v, struct event *event)
{
    for (;;) {
        if (v->draining) {
            if (framer_drain(v->framer, event))
                return STATUS_OK;
            const uint64_t count = v->drain_to - source_offset(v->src);
            source_consume(v->src, (size_t)count);
            v->skipped += count;
            v->draining = false;
        }
        const uint64_t pos = source_offset(v->src);
        const struct slice w = source_peek(v->src, 1);
        if (w.len == 0)
            return framer_next(v->framer, event);
        if (pos < v->learned_until)
            learn(v, w, pos);
        if (pos < v->frame_until) {
            if (framer_next_before(v->framer, v->frame_until, event))
                return STATUS_OK;
            if (source_offset(v->src) < v->frame_until)
                return framer_next(v->framer, event);
        } else {
            plan(v);
        }
    }
}
