#include "frame/bulk.h"

#include "base/alloc.h"
#include "frame/bulk_kind.h"
#include "frame/level.h"
#include "frame/line_marks.h"

/* Bytes looked at ahead, at most. */
#define LOOK_BYTES (256 * 1024)

struct bulk {
    struct source *src;
    const struct peel *peel;
    struct bulk_options opts;
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

struct bulk *bulk_new(struct source *src, const struct peel *peel, const struct bulk_options *opts)
{
    struct bulk *b = alloc_zeroed(1, sizeof *b);
    b->src = src;
    b->peel = peel;
    b->opts = *opts;
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

/* --- a look ----------------------------------------------------------------------------- */

/* Lines that are asked about at a time. */
#define ASK_LINES 256

void bulk_ask(const struct bulk_asker *asker, struct bulk_line *lines, size_t count,
              struct slice bytes, const char *texts)
{
    struct slice asked[ASK_LINES];
    bool may_tell[ASK_LINES];
    for (size_t done = 0, n; asker->ask && done < count; done += n) {
        n = count - done < ASK_LINES ? count - done : ASK_LINES;
        for (size_t i = 0; i < n; i++) {
            const struct bulk_line *line = &lines[done + i];
            if (line->kind != BULK_WHOLE)
                asked[i] = slice_empty();
            else if (line->is_text)
                asked[i] = slice_make(texts + line->message, line->message_end - line->message);
            else
                asked[i] = slice_sub(bytes, line->message - line->before,
                                     line->message_end - line->message + line->before);
        }
        asker->ask(asker->self, asked, n, may_tell);
        for (size_t i = 0; i < n; i++)
            lines[done + i].may_tell = may_tell[i] || lines[done + i].kind != BULK_WHOLE;
    }
}

static size_t known_bytes(const struct bulk *b)
{
    return b->count ? b->lines[b->count - 1].end + 1 : 0;
}

/* Looks at the lines in the window, which begins at `base`, behind those that are known. Returns
 * how many there are. */
static size_t look(struct bulk *b, struct slice window, const struct bulk_state *state)
{
    const struct bulk_judge judge = { b->peel, &b->prefixes, b->opts.latest_us,
                                      state->bare_continues, &b->opts.asker };
    struct bulk_line *const lines = b->lines + b->count;
    const size_t known = known_bytes(b);
    const struct slice text = slice_sub(window, known, LOOK_BYTES);
    const size_t n = b->find_marks(text, b->marks, BULK_LINES_MAX - b->count);
    size_t start = 0, learned = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t end = b->marks[i].end;
        const uint32_t to = (uint32_t)(known + end);
        struct bulk_line *line = &lines[i];
        *line = (struct bulk_line){
            .start = (uint32_t)(known + start), .end = to, .message_end = to, .may_tell = true
        };
        const struct slice own = slice_sub(text, start, end - start);
        line->kind = b->marks[i].controls ? BULK_OTHER : bulk_kind(&judge, own, line, &learned);
        start = end + 1;
    }
    bulk_ask(&b->opts.asker, lines, n, window, NULL);
    b->count += n;
    return n;
}

bool bulk_knows(struct bulk *b, struct slice line, const struct bulk_state *state,
                struct slice *message, uint64_t *key)
{
    const struct bulk_judge judge = { b->peel, &b->prefixes, b->opts.latest_us,
                                      state->bare_continues, &b->opts.asker };
    struct bulk_line out = { .start = 0 };
    size_t learned = 0;
    if (bulk_kind(&judge, line, &out, &learned) != BULK_WHOLE)
        return false;
    *message = slice_from(line, out.message);
    *key = b->prefixes.keys[out.prefix];
    return true;
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
    const size_t known = known_bytes(b);
    struct slice window = source_peek(b->src, 0);
    size_t found = 0;
    for (;;) {
        if (window.len > known)
            found = look(b, window, state);
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
