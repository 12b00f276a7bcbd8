#include "frame/unwrap.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "frame/native_error.h"
#include "frame/unwrap_rule.h"
#include "frame/unwrap_signs.h"

enum unwrap_state {
    STATE_OFF,    /* lines pass by */
    STATE_SIGNS,  /* held until it is clear whether the source is wrapped */
    STATE_NATIVE, /* held until it is clear whether a NativeCommandError block is whole */
    STATE_ON,     /* wrapped: each line waits for the next one */
};

struct held {
    size_t at, len; /* in text */
    uint64_t line, offset, end;
    bool fresh;
    bool joins;    /* goes on in the next one */
    bool dropped;  /* part of a block, no text */
    uint32_t skip; /* bytes of "PROGRAM : " */
};

struct unwrap {
    enum unwrap_state state;
    bool wrapped;      /* what STATE_NATIVE goes back to: ON, not OFF */
    bool behind_block; /* a line with one blank follows the block */
    struct unwrap_rule rule;
    struct unwrap_signs signs;
    struct buf text, whole;
    struct held lines[UNWRAP_LINES_MAX];
    size_t count, head, settled; /* lines before settled are decided, before head given */
    struct event_line pieces[UNWRAP_LINES_MAX];
    uint64_t joined;
};

struct unwrap *unwrap_new(void)
{
    return alloc_zeroed(1, sizeof(struct unwrap));
}

void unwrap_free(struct unwrap *u)
{
    if (!u)
        return;
    buf_release(&u->text);
    buf_release(&u->whole);
    alloc_free(u);
}

static struct slice text_of(const struct unwrap *u, size_t i)
{
    return slice_make(u->text.ptr + u->lines[i].at, u->lines[i].len);
}

enum unwrap_answer unwrap_ask(struct unwrap *u, struct slice line)
{
    if (u->state != STATE_OFF || native_error_program(line) > 0 || native_error_is_tail(line))
        return UNWRAP_TAKE;
    return unwrap_signs_ask(&u->signs, line) ? UNWRAP_PEEK : UNWRAP_PASS;
}

bool unwrap_ask_pair(struct unwrap *u, struct slice line, struct slice next)
{
    return unwrap_signs_pair(&u->signs, line, next);
}

/* --- deciding -------------------------------------------------------------------------- */

/* Decides on all lines but the last by the rule; on the last, too, if nothing follows. */
static void settle(struct unwrap *u, bool last)
{
    for (; u->settled + 1 < u->count; u->settled++) {
        struct held *h = &u->lines[u->settled];
        h->joins = u->wrapped && !h->dropped && !u->lines[u->settled + 1].dropped
                   && unwrap_rule_joins(&u->rule, text_of(u, u->settled),
                                        text_of(u, u->settled + 1), u->lines[u->settled + 1].fresh);
    }
    if (last)
        u->settled = u->count;
}

/* Drops the block from the position to its last line; the lines before it are the message. */
static void take_block(struct unwrap *u, const struct native_error *block)
{
    const size_t first = u->settled;
    u->wrapped = true;
    if (block->fields > 2 || !u->rule.exact) {
        u->rule = (struct unwrap_rule){ .style = u->rule.style, .width = block->widest };
        u->rule.exact = block->fields > 2;
    }
    for (size_t i = first + block->category; i < u->count; i++)
        u->lines[i].dropped = true;
    settle(u, true);
    for (size_t i = first + block->echo; i < u->count; i++)
        u->lines[i].dropped = true;
    /* The line above the echo is the position, however it is wrapped. A message may end in a blank
     * and only seem to go on in it. */
    size_t i = first + block->echo;
    if (i > first + 1) {
        struct slice last = text_of(u, --i);
        for (; i > first + 1 && u->lines[i - 1].joins; i--) {
            struct slice above = text_of(u, i - 1);
            if (slice_ends(above, SLICE(" ")) && native_error_is_position(last))
                break;
            last = slice_make(above.ptr, above.len + last.len); /* they are side by side */
        }
        for (size_t k = i; k < first + block->echo; k++)
            u->lines[k].dropped = true;
    }
    if (i > first)
        u->lines[i - 1].joins = false;
    u->lines[first].skip = (uint32_t)native_error_program(text_of(u, first));
    u->behind_block = true;
}

static void scan_block(struct unwrap *u)
{
    struct slice lines[UNWRAP_LINES_MAX];
    for (size_t i = u->settled; i < u->count; i++)
        lines[i - u->settled] = text_of(u, i);
    struct native_error block;
    native_error_scan(lines, u->count - u->settled, &block);
    if (block.state == NATIVE_ERROR_OPEN)
        return;
    if (block.state == NATIVE_ERROR_WHOLE)
        take_block(u, &block);
    u->state = u->wrapped ? STATE_ON : STATE_OFF;
    settle(u, !u->wrapped);
}

static void judge_signs(struct unwrap *u, bool end)
{
    struct slice lines[UNWRAP_LINES_MAX];
    bool fresh[UNWRAP_LINES_MAX];
    for (size_t i = 0; i < u->count; i++) {
        lines[i] = text_of(u, i);
        fresh[i] = u->lines[i].fresh;
    }
    switch (unwrap_signs_judge(&u->signs, lines, fresh, u->count, end, &u->rule)) {
    case UNWRAP_SIGNS_OPEN: return;
    case UNWRAP_SIGNS_NO: u->state = STATE_OFF; break;
    case UNWRAP_SIGNS_YES:
        u->state = STATE_ON;
        u->wrapped = true;
        break;
    }
    settle(u, u->state == STATE_OFF);
}

/* Makes room: what is held is decided as it stands. */
static void give_up(struct unwrap *u)
{
    if (u->state == STATE_SIGNS)
        judge_signs(u, true);
    if (u->state == STATE_NATIVE)
        u->state = u->wrapped ? STATE_ON : STATE_OFF;
    settle(u, true);
}

void unwrap_flush(struct unwrap *u)
{
    give_up(u);
}

/* --- taking and giving ----------------------------------------------------------------- */

static void add(struct unwrap *u, const struct raw_line *raw, uint64_t end, bool fresh)
{
    u->lines[u->count++] = (struct held){ .at = u->text.len,
                                          .len = raw->text.len,
                                          .line = raw->line,
                                          .offset = raw->offset,
                                          .end = end,
                                          .fresh = fresh };
    buf_add(&u->text, raw->text);
}

/* Does the line begin a block, whatever was before? */
static bool begins_block(struct slice line)
{
    return native_error_program(line) > 0 || native_error_is_tail(line);
}

/* Is the line the end of the block that is held? "d : NativeCommandError", what is left of
 * "FullyQualifiedErrorId : NativeCommandError" on a narrow console, looks like a block's head. */
static bool ends_block(const struct unwrap *u, struct slice line)
{
    if (u->state != STATE_NATIVE || u->count == UNWRAP_LINES_MAX)
        return false;
    struct slice lines[UNWRAP_LINES_MAX];
    size_t count = 0;
    for (size_t i = u->settled; i < u->count; i++)
        lines[count++] = text_of(u, i);
    lines[count++] = line;
    struct native_error block;
    native_error_scan(lines, count, &block);
    return block.state == NATIVE_ERROR_WHOLE;
}

void unwrap_push(struct unwrap *u, const struct raw_line *raw, uint64_t end, bool fresh)
{
    bool blank_behind = u->behind_block && slice_eq(raw->text, SLICE(" "));
    u->behind_block = false;
    bool tail = u->state == STATE_NATIVE && native_error_is_tail(raw->text);
    bool begins = begins_block(raw->text) && !tail && !ends_block(u, raw->text);
    /* A field of the block goes on in indented lines, whatever stands in them. */
    const bool is_field = slice_starts(raw->text, SLICE("   "));
    bool over = (u->state == STATE_NATIVE && (begins || (fresh && !is_field)))
                || (begins && u->state != STATE_OFF);
    if (over)
        give_up(u);
    add(u, raw, end, fresh);
    u->lines[u->count - 1].dropped = blank_behind;
    if (begins) {
        u->state = STATE_NATIVE;
        u->settled = u->count - 1;
    } else if (u->state == STATE_OFF && !over) {
        u->state = STATE_SIGNS;
    }
    switch (u->state) {
    case STATE_OFF: settle(u, true); break;
    case STATE_SIGNS: judge_signs(u, false); break;
    case STATE_NATIVE: scan_block(u); break;
    case STATE_ON: settle(u, false); break;
    }
    if (u->count == UNWRAP_LINES_MAX || u->text.len > UNWRAP_BYTES_MAX)
        give_up(u);
}

bool unwrap_is_off(const struct unwrap *u)
{
    return u->state == STATE_OFF && !unwrap_holds(u);
}

bool unwrap_holds(const struct unwrap *u)
{
    return u->head < u->count;
}

/* Moves what is not given to the start. */
static void compact(struct unwrap *u)
{
    if (u->head == 0)
        return;
    size_t from = u->head < u->count ? u->lines[u->head].at : u->text.len;
    memmove(u->text.ptr, u->text.ptr + from, u->text.len - from);
    u->text.len -= from;
    memmove(u->lines, u->lines + u->head, (u->count - u->head) * sizeof *u->lines);
    u->count -= u->head;
    u->settled -= u->head;
    u->head = 0;
    for (size_t i = 0; i < u->count; i++)
        u->lines[i].at -= from;
}

/* The last piece of the line that starts at head; false if it is not there yet. */
static bool find_last(const struct unwrap *u, size_t *last)
{
    size_t i = u->head;
    while (i < u->settled && u->lines[i].joins)
        i++;
    *last = i;
    return i < u->settled;
}

bool unwrap_next(struct unwrap *u, struct unwrap_line *out)
{
    while (u->head < u->settled && u->lines[u->head].dropped)
        u->head++;
    size_t last, pieces = 0;
    if (!find_last(u, &last)) {
        compact(u);
        return false;
    }
    buf_reset(&u->whole);
    for (; u->head <= last; u->head++) {
        const struct held *h = &u->lines[u->head];
        struct slice text = slice_from(text_of(u, u->head), h->skip);
        u->pieces[pieces++] = (struct event_line){ .start = (uint32_t)u->whole.len,
                                                   .line = h->line,
                                                   .offset = h->offset + h->skip };
        size_t used = slice_trim_right(text).len;
        if (u->head < last && used > 0 && text.len > used + 2) /* padding, but for one blank */
            text = slice_sub(text, 0, used + 1);
        buf_add(&u->whole, text);
        out->end = h->end;
    }
    u->joined += pieces - 1;
    out->text = buf_slice(&u->whole);
    out->pieces = u->pieces;
    out->piece_count = pieces;
    return true;
}

uint64_t unwrap_count(const struct unwrap *u)
{
    return u->joined;
}
