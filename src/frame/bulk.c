#include "frame/bulk.h"

#include "base/alloc.h"
#include "frame/bulk_kind.h"
#include "frame/bulk_looker.h"
#include "frame/level.h"

/* After so many looks in vain the thread that reads ahead need not look either. */
#define VAIN_LOOKS_MAX 16

/* Bytes looked at ahead, at most. */
#define LOOK_BYTES (256 * 1024)

struct bulk {
    struct source *src;
    const struct peel *peel;
    struct bulk_options opts;
    struct bulk_prefixes prefixes;
    struct bulk_marks marks;
    struct bulk_heads heads;
    struct bulk_line *lines; /* known ahead; their bytes count from `base` */
    size_t count;
    size_t next;                          /* the one at the position of the source */
    uint64_t base;                        /* offset in the source */
    uint64_t vain_to;                     /* offset up to which looking is in vain */
    size_t taken;                         /* lines of the run that is given */
    bool all;                             /* no line is behind those known */
    struct bulk_looker *looker;           /* NULL: no thread reads ahead */
    bool looker_works, looker_in_message; /* what it was told last */
    unsigned vain_looks;                  /* in a row */
    /* Prefixes of the looker's: our index + 1; 0: not known. */
    uint8_t ours[BULK_PREFIXES_MAX];
    uint32_t ours_generation;
};

struct bulk *bulk_new(struct source *src, const struct peel *peel, const struct bulk_options *opts)
{
    struct bulk *b = alloc_zeroed(1, sizeof *b);
    b->src = src;
    b->peel = peel;
    b->opts = *opts;
    bulk_prefixes_init(&b->prefixes);
    b->looker = bulk_looker_new(peel, opts);
    const struct looker hooks = bulk_looker_hooks(b->looker);
    if (!source_look(src, &hooks)) {
        bulk_looker_free(b->looker);
        b->looker = NULL;
    }
    return b;
}

void bulk_free(struct bulk *b)
{
    if (!b)
        return;
    if (b->looker)
        source_look(b->src, NULL);
    bulk_looker_free(b->looker);
    bulk_prefixes_release(&b->prefixes);
    bulk_marks_release(&b->marks);
    alloc_free(b->lines);
    alloc_free(b);
}

size_t bulk_shape(const struct bulk *b, uint16_t prefix)
{
    return b->prefixes.items[prefix].shape;
}

void bulk_count(const struct bulk *b, const struct event_bulk *run, uint64_t *counts)
{
    if (!b->prefixes.mixed) {
        counts[bulk_shape(b, run->lines[0].prefix)] += run->count;
        return;
    }
    for (size_t i = 0; i < run->count; i++)
        counts[bulk_shape(b, run->lines[i].prefix)]++;
}

/* --- a look ----------------------------------------------------------------------------- */

static size_t known_bytes(const struct bulk *b)
{
    return b->count ? b->lines[b->count - 1].end + 1 : 0;
}

static struct bulk_judge judge_of(struct bulk *b, const struct bulk_state *state)
{
    return (
        struct bulk_judge){ b->peel,        &b->prefixes, b->opts.latest_us, state->bare_continues,
                            &b->opts.asker, &b->marks,    &b->heads };
}

/* Looks at the lines in the window, which begins at `base`, behind those that are known, in so many
 * bytes. Returns how many there are. */
static size_t look(struct bulk *b, struct slice window, size_t bytes,
                   const struct bulk_state *state)
{
    const struct bulk_judge judge = judge_of(b, state);
    const size_t known = known_bytes(b);
    size_t learned = 0;
    const size_t n = bulk_kinds(&judge, slice_sub(window, 0, known + bytes), known,
                                b->lines + b->count, BULK_LINES_MAX - b->count, &learned);
    b->count += n;
    return n;
}

bool bulk_knows(struct bulk *b, struct slice line, const struct bulk_state *state,
                struct slice *message, uint64_t *key)
{
    const struct bulk_judge judge = judge_of(b, state);
    struct bulk_line out = { .start = 0 };
    size_t learned = 0;
    if (bulk_kind(&judge, line, &out, &learned) != BULK_WHOLE)
        return false;
    *message = slice_from(line, out.message);
    *key = b->prefixes.keys[out.prefix];
    return true;
}

/* --- notes of the thread that reads ahead ------------------------------------------------- */

/* The looker says by which of its prefixes it knew the line; what that is, we find out once, from
 * the first line that has it. */
static void adopt_prefix(struct bulk *b, const struct bulk_note *note, struct slice window,
                         const struct bulk_judge *judge, struct bulk_line *line, size_t *learned)
{
    const struct bulk_line theirs = *line;
    *line = (struct bulk_line){ .start = theirs.start,
                                .end = theirs.end,
                                .message_end = theirs.message_end,
                                .may_tell = true };
    const struct slice text = slice_sub(window, line->start, line->end - line->start);
    line->kind = bulk_kind(judge, text, line, learned);
    if (line->kind > BULK_TIED || line->message != theirs.message)
        return;
    b->ours[theirs.prefix] = (uint8_t)(line->prefix + 1);
    bulk_looker_answer(b->looker, note, theirs.prefix, line->before);
}

/* The first line of the note that does not begin before `at`, counted from its block; count: none.
 */
static size_t find_noted(const struct bulk_note *note, uint64_t at)
{
    size_t from = 0, to = note->count;
    while (from < to) {
        const size_t mid = from + (to - from) / 2;
        if (note->lines[mid].start < at)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* Takes over lines of the note, from `first` on, as look would find them. */
static size_t take_noted(struct bulk *b, const struct bulk_note *note, size_t first, uint32_t shift,
                         struct slice window, const struct bulk_state *state)
{
    const struct bulk_judge judge = judge_of(b, state);
    struct bulk_line *const lines = b->lines + b->count;
    const size_t room = BULK_LINES_MAX - b->count, left = note->count - first;
    const size_t n = left < room ? left : room;
    size_t learned = 0;
    for (size_t i = 0; i < n; i++) {
        struct bulk_line *line = &lines[i];
        *line = note->lines[first + i];
        line->start += shift;
        line->end += shift;
        line->message += shift;
        line->message_end += shift;
        if (line->kind > BULK_TIED)
            continue;
        if (b->ours[line->prefix] == 0) {
            adopt_prefix(b, note, window, &judge, line, &learned);
            continue;
        }
        line->prefix = b->ours[line->prefix] - 1;
        line->before = b->prefixes.items[line->prefix].asked;
    }
    b->count += n;
    return n;
}

static bool is_for_us(struct bulk *b, const struct bulk_note *note, const struct bulk_state *state)
{
    if (!note || note->in_message != state->bare_continues)
        return false;
    if (b->ours_generation != note->generation)
        memset(b->ours, 0, sizeof b->ours);
    b->ours_generation = note->generation;
    return true;
}

/* Looks at more lines in the window: by the note, as far as there is one. */
static size_t look_on(struct bulk *b, struct slice window, const struct bulk_state *state)
{
    const uint64_t at = b->base + known_bytes(b);
    uint64_t block;
    const struct bulk_note *note = b->looker ? source_note(b->src, &block) : NULL;
    if (!is_for_us(b, note, state))
        return look(b, window, LOOK_BYTES, state);
    const size_t first = at < block ? 0 : find_noted(note, at - block);
    if (first == note->count)
        return look(b, window, LOOK_BYTES, state);
    const uint64_t noted = block + note->lines[first].start;
    if (noted > at)
        return look(b, window, noted - at < LOOK_BYTES ? (size_t)(noted - at) : LOOK_BYTES, state);
    return take_noted(b, note, first, (uint32_t)(block - b->base), window, state);
}

void bulk_rest(struct bulk *b)
{
    if (b->looker_works)
        bulk_looker_rest(b->looker);
    b->looker_works = false;
}

/* Notes are made as long as they are of use. */
static void tell_looker(struct bulk *b, bool is_use, bool in_message)
{
    b->vain_looks = is_use ? 0 : b->vain_looks + 1;
    if (b->vain_looks > VAIN_LOOKS_MAX)
        bulk_rest(b);
    if (!is_use || (b->looker_works && b->looker_in_message == in_message))
        return;
    bulk_looker_want(b->looker, in_message);
    b->looker_works = true;
    b->looker_in_message = in_message;
}

/* --- reading ahead --------------------------------------------------------------------- */

/* Drops lines that are behind us; all of them, if the source is not at the start of one. */
static void catch_up(struct bulk *b)
{
    const uint64_t at = source_offset(b->src);
    while (b->next < b->count && b->base + b->lines[b->next].start < at)
        b->next++;
    if (b->next == b->count || b->base + b->lines[b->next].start != at)
        b->next = b->count = 0;
}

static void rebase(struct bulk *b)
{
    const uint64_t at = source_offset(b->src);
    const uint32_t by = (uint32_t)(at - b->base);
    b->count -= b->next;
    memmove(b->lines, b->lines + b->next, b->count * sizeof *b->lines);
    for (size_t i = 0; i < b->count; i++) {
        b->lines[i].start -= by;
        b->lines[i].message -= by;
        b->lines[i].message_end -= by;
        b->lines[i].end -= by;
    }
    b->next = 0;
    b->base = at;
}

/* Looks at more lines. False if there are none that are whole, or no room. */
static bool read_ahead(struct bulk *b, const struct bulk_state *state)
{
    if (!b->lines)
        b->lines = alloc_zeroed(BULK_LINES_MAX, sizeof *b->lines);
    rebase(b);
    if (b->count == 0 && b->prefixes.count == BULK_PREFIXES_MAX) {
        bulk_prefixes_release(&b->prefixes); /* streams come and go */
        bulk_prefixes_init(&b->prefixes);
        memset(b->ours, 0, sizeof b->ours);
    }
    const size_t known = known_bytes(b);
    struct slice window = source_peek(b->src, 0);
    size_t found = 0;
    for (;;) {
        if (window.len > known)
            found = look_on(b, window, state);
        const size_t had = window.len;
        if (found > 0 || had - known > BULK_LINE_BYTES_MAX || !source_is_ready(b->src))
            break;
        window = source_peek(b->src, had + 1);
        if (window.len == had)
            break;
    }
    b->all = found == 0 && window.len == known && source_at_end(b->src);
    return found > 0;
}

/* --- runs ------------------------------------------------------------------------------- */

size_t bulk_look(struct bulk *b, const struct bulk_state *state)
{
    if (source_offset(b->src) < b->vain_to || !join_is_settled(state->join))
        return 0;
    catch_up(b);
    while (b->count - b->next <= 2 * JOIN_REACH && read_ahead(b, state))
        ;
    const struct bulk_ahead ahead = { .lines = b->lines,
                                      .next = b->next,
                                      .count = b->count,
                                      .all = b->all,
                                      .join = state->join,
                                      .keys = b->prefixes.keys };
    size_t ended;
    const size_t run = bulk_reach(&ahead, &ended);
    if (run == 0 && b->next < b->count && b->lines[b->next].kind == BULK_WHOLE)
        b->vain_to = b->base + b->lines[ended].end;
    if (b->looker)
        tell_looker(b, run > 0, state->bare_continues);
    return run;
}

void bulk_take(struct bulk *b, size_t count, struct event_bulk *out)
{
    const struct bulk_line *first = &b->lines[b->next];
    *out = (struct event_bulk){ .bytes = source_peek(b->src, 0).ptr,
                                .offset = source_offset(b->src),
                                .line = source_line(b->src),
                                .lines = first,
                                .count = count,
                                .metas = b->prefixes.metas,
                                .meta_count = b->prefixes.count };
    b->taken = count;
}

void bulk_leave(struct bulk *b)
{
    if (b->taken == 0)
        return;
    const size_t from = b->lines[b->next].start, last = b->next + b->taken - 1;
    source_consume_lines(b->src, b->lines[last].end + 1 - from, b->taken);
    b->next += b->taken;
    b->taken = 0;
}

void bulk_event(const struct event_bulk *bulk, size_t i, int32_t zone_s, struct event_line *place,
                struct event *event)
{
    const struct bulk_line *line = &bulk->lines[i];
    *event = bulk->metas[line->prefix];
    event->message = event_bulk_message(bulk, i);
    event->time_us = line->time_us;
    event->offset = bulk->offset + (line->start - bulk->lines[0].start);
    event->length = line->end + 1 - line->start;
    const enum level level = level_alone(event->message, zone_s, line->time_us);
    event->level = level != LEVEL_NONE ? level : event->level;
    *place = event_bulk_place(bulk, i);
    event->lines = place;
    event->line_count = 1;
}
