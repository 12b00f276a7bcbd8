#include "frame/bulk.h"

#include "base/alloc.h"
#include "base/swar.h"
#include "frame/bulk_prefix.h"
#include "frame/bulk_reach.h"
#include "frame/level.h"
#include "frame/line_marks.h"
#include "frame/trace.h"

/* Bytes looked at ahead, at most. */
#define LOOK_BYTES (256 * 1024)

/* Prefixes peeled off in one look; a source where every line has a new one is left to the long way.
 */
#define LEARN_MAX 64

struct bulk {
    struct source *src;
    const struct peel *peel;
    struct bulk_prefixes prefixes;
    line_marks_fn *find_marks;
    struct line_mark *marks;
    struct bulk_line *lines; /* known ahead; their bytes count from `base` */
    size_t count;
    size_t next;      /* the one at the position of the source */
    uint64_t base;    /* offset in the source */
    uint64_t vain_to; /* offset up to which looking is in vain */
    size_t taken;     /* lines of the run that is given */
    bool all;         /* no line is behind those known */
};

struct bulk *bulk_new(struct source *src, const struct peel *peel)
{
    struct bulk *b = alloc_zeroed(1, sizeof *b);
    b->src = src;
    b->peel = peel;
    b->find_marks = line_marks_way(0);
    bulk_prefixes_init(&b->prefixes);
    return b;
}

void bulk_free(struct bulk *b)
{
    if (!b)
        return;
    bulk_prefixes_release(&b->prefixes);
    alloc_free(b->marks);
    alloc_free(b->lines);
    alloc_free(b);
}

size_t bulk_shape(const struct bulk *b, uint16_t prefix)
{
    return b->prefixes.items[prefix].shape;
}

/* --- what a line is -------------------------------------------------------------------- */

/* Messages that are no text, or that begin what other parts of the framer must see. */
static bool is_special(const struct bulk *b, struct slice message, bool named)
{
    const char c = message.ptr[0];
    if (c == '{' || (c == 'H' && slice_starts(message, SLICE("H4sI")))
        || (c == 'C' && slice_starts(message, SLICE("CWL C"))))
        return true;
    return peel_has_inner(b->peel, message, named);
}

/* Bytes of the first word that make a line look like one of another shape: "app[web.1]: …". */
struct first_word {
    bool bracket; /* not as its first byte */
    bool named;   /* has a '@' */
};

static struct first_word long_word(struct slice message)
{
    struct first_word word = { false, false };
    for (size_t i = 0; i < message.len && message.ptr[i] != ' '; i++) {
        word.bracket = word.bracket || (message.ptr[i] == '[' && i > 0);
        word.named = word.named || message.ptr[i] == '@';
    }
    return word;
}

/* Most words are short. */
static inline struct first_word first_word_of(struct slice message)
{
    const unsigned spaces = message.len < 2 * SWAR_BYTES ? 0 : swar_find16(message.ptr, ' ');
    if (spaces == 0)
        return long_word(message);
    const unsigned inside = swar_before(spaces);
    return (struct first_word){ .bracket = (swar_find16(message.ptr, '[') & inside) > 1,
                                .named = (swar_find16(message.ptr, '@') & inside) != 0 };
}

static enum bulk_kind look_closely(struct bulk *b, struct slice line, bool in_message,
                                   struct bulk_found *out, size_t *learned)
{
    struct peeled p;
    size_t shape;
    switch (peel_look(b->peel, line, in_message, &p, &shape)) {
    case PEEL_BARE: return BULK_BARE;
    case PEEL_OTHER: return BULK_OTHER;
    case PEEL_QUICK: break;
    }
    if (++*learned > LEARN_MAX || !bulk_prefix_add(&b->prefixes, line, &p, shape, b->peel->zone_s)
        || !bulk_prefix_find(&b->prefixes, line, out))
        return BULK_OTHER;
    return BULK_WHOLE;
}

static enum bulk_kind kind_of(struct bulk *b, struct slice line, const struct bulk_state *state,
                              struct bulk_line *out, size_t *learned)
{
    if (line.len == 0 || line.len > BULK_LINE_BYTES_MAX)
        return line.len == 0 ? BULK_BARE : BULK_OTHER;
    struct bulk_found found;
    const bool known = bulk_prefix_find(&b->prefixes, line, &found);
    if (!known) {
        const enum bulk_kind kind = look_closely(b, line, state->bare_continues, &found, learned);
        if (kind != BULK_WHOLE)
            return kind;
    }
    const struct bulk_prefix *prefix = &b->prefixes.items[found.prefix];
    const struct slice message = slice_from(line, found.len);
    out->prefix = found.prefix;
    out->time_us = found.time_us;
    out->message = out->start + (uint32_t)found.len;
    if (message.len == 0 || !trace_stands_alone(message))
        return BULK_TIED;
    const struct first_word word = first_word_of(message);
    struct peeled p;
    size_t shape;
    if (known && word.bracket
        && (peel_look(b->peel, line, state->bare_continues, &p, &shape) != PEEL_QUICK
            || shape != prefix->shape || p.rest.len != message.len))
        return BULK_OTHER;
    out->may_be_error = level_is_hidden(message);
    const bool in_time = out->time_us >= TIMESTAMP_EARLIEST_US && out->time_us <= state->latest_us;
    return in_time && !is_special(b, message, word.named) ? BULK_WHOLE : BULK_OTHER;
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
    if (!b->lines) {
        b->lines = alloc_zeroed(BULK_LINES_MAX, sizeof *b->lines);
        b->marks = alloc_zeroed(BULK_LINES_MAX, sizeof *b->marks);
    }
    rebase(b);
    if (b->count == 0 && b->prefixes.count == BULK_PREFIXES_MAX) {
        bulk_prefixes_release(&b->prefixes); /* streams come and go */
        bulk_prefixes_init(&b->prefixes);
    }
    const size_t known = b->count ? b->lines[b->count - 1].end + 1 : 0;
    struct slice window = source_peek(b->src, 0);
    size_t n = 0;
    for (;;) {
        if (window.len > known) {
            const struct slice more = slice_sub(window, known, LOOK_BYTES);
            n = b->find_marks(more, b->marks, BULK_LINES_MAX - b->count);
        }
        const size_t had = window.len;
        if (n > 0 || had - known > BULK_LINE_BYTES_MAX || !source_is_ready(b->src))
            break;
        window = source_peek(b->src, had + 1);
        if (window.len == had)
            break;
    }
    b->all = n == 0 && window.len == known && source_at_end(b->src);
    size_t start = known, learned = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t end = known + b->marks[i].end;
        struct bulk_line *line = &b->lines[b->count++];
        *line = (struct bulk_line){ .start = (uint32_t)start,
                                    .end = (uint32_t)end,
                                    .message_end = (uint32_t)end };
        const struct slice text = slice_sub(window, start, end - start);
        const enum bulk_kind kind =
            b->marks[i].controls ? BULK_OTHER : kind_of(b, text, state, line, &learned);
        line->kind = (uint8_t)kind;
        start = end + 1;
    }
    return n > 0;
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
                                      .keys = b->prefixes.keys,
                                      .key_count = b->prefixes.count };
    size_t ended;
    const size_t run = bulk_reach(&ahead, &ended);
    if (run == 0 && b->next < b->count && b->lines[b->next].kind == BULK_WHOLE)
        b->vain_to = b->base + b->lines[ended].end;
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
    struct level_facts facts;
    *event = bulk->metas[line->prefix];
    event->message = event_bulk_message(bulk, i);
    event->time_us = line->time_us;
    event->offset = bulk->offset + (line->start - bulk->lines[0].start);
    event->length = line->end + 1 - line->start;
    level_scan(event->message, zone_s, line->time_us, &facts);
    event->level = facts.level != LEVEL_NONE ? facts.level : event->level;
    *place = event_bulk_place(bulk, i);
    event->lines = place;
    event->line_count = 1;
}
