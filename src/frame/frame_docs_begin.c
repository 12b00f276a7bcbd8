/* Does a document begin here?
 *
 * A structured log line of a program is JSON too, and must not be taken for a document: it has a
 * level or a message key that no record has (DOCS_KEY_LOG), or it fits no shape when it closes.
 * Yes is said as soon as a key that holds records is followed by its bracket, or an object fits a
 * shape. */
#include "frame/docs_keys.h"
#include "frame/frame_docs.h"
#include "frame/jsonscan.h"

#define BEGIN_DEPTH_MAX 16
#define EPOCH_MS_DIGITS 13

struct level_of_nesting {
    struct docs_mask keys;
    size_t key_count;
    bool is_array, is_log;
    size_t scalars; /* numbers and strings directly inside */
};

struct begin {
    struct jsonscan scan;
    struct level_of_nesting levels[BEGIN_DEPTH_MAX + 1]; /* 0: outside, for fragments */
    size_t depth;
    const struct docs_key *key; /* a known key that waits for its value */
    bool after_key;
    const struct docs_shapes *shapes; /* NULL until needed */
    struct docs_shapes own;
};

static bool is_named(const struct docs_key *key, const char *name)
{
    return key && strcmp(key->name, name) == 0;
}

/* Do the keys fit a shape that is not too common? */
static bool fits(struct begin *b, const struct level_of_nesting *level)
{
    if (level->is_log || level->is_array)
        return false;
    if (!b->shapes) {
        docs_shapes_init(&b->own);
        b->shapes = &b->own;
    }
    for (enum doc_kind kind = DOC_OBJECT; kind <= DOC_ROW; kind++) {
        size_t i = docs_shapes_match(b->shapes, &level->keys, kind, 0);
        while (i < b->shapes->count && doc_shape_table[i]->is_weak)
            i = docs_shapes_match(b->shapes, &level->keys, kind, i + 1);
        if (i < b->shapes->count)
            return true;
    }
    return false;
}

/* A list of structured log lines, as jq -s and web consoles make it. */
static bool is_log_of_list(const struct begin *b, const struct level_of_nesting *level)
{
    return level->is_log && b->depth == 2 && b->levels[1].is_array;
}

/* A container opens. A weak key counts when the text is laid out in lines, or when it is the first
 * key of its object: a log line starts with its time or level. */
static enum frame_docs_bid on_open(struct begin *b, bool is_array)
{
    const struct level_of_nesting *outer = &b->levels[b->depth];
    const unsigned flags = b->key ? b->key->flags : 0;
    if (flags & DOCS_KEY_STRONG)
        return FRAME_DOCS_YES;
    if ((flags & DOCS_KEY_WEAK) && !outer->is_log
        && (b->scan.token_line > 1 || outer->key_count == 1))
        return FRAME_DOCS_YES;
    if (b->depth >= BEGIN_DEPTH_MAX)
        return FRAME_DOCS_NO;
    b->depth++;
    b->levels[b->depth] = (struct level_of_nesting){ .is_array = is_array };
    b->key = NULL;
    return FRAME_DOCS_UNSURE;
}

static enum frame_docs_bid on_close(struct begin *b, bool is_array)
{
    if (b->depth == 0) /* a fragment that starts behind the opening bracket */
        return FRAME_DOCS_UNSURE;
    const struct level_of_nesting *level = &b->levels[b->depth];
    if (level->is_array != is_array)
        return FRAME_DOCS_NO;
    if (!is_array && (fits(b, level) || is_log_of_list(b, level)))
        return FRAME_DOCS_YES;
    if (is_array && b->depth > 1 && level->scalars == 2 && b->levels[b->depth - 1].is_array
        && b->scan.token_line > 1)
        return FRAME_DOCS_YES; /* [time, message] */
    b->depth--;
    b->key = NULL;
    return b->depth == 0 ? FRAME_DOCS_NO : FRAME_DOCS_UNSURE;
}

static enum frame_docs_bid on_key(struct begin *b)
{
    struct level_of_nesting *level = &b->levels[b->depth];
    level->key_count++;
    b->key = docs_key_find(jsonscan_text(&b->scan));
    if (!b->key)
        return b->depth == 0 && level->key_count == 1 ? FRAME_DOCS_NO : FRAME_DOCS_UNSURE;
    if (b->key->flags & DOCS_KEY_LOG) {
        level->is_log = true;
        if (b->depth <= 1)
            return FRAME_DOCS_NO;
    }
    if (b->key->flags & DOCS_KEY_SURE)
        return FRAME_DOCS_YES;
    if (!is_named(b->key, "timestamp"))
        docs_mask_add(&level->keys, b->key);
    return FRAME_DOCS_UNSURE;
}

/* A string or a scalar. The time of a CloudWatch event is epoch ms, which programs rarely write. */
static enum frame_docs_bid on_value(struct begin *b, bool is_string)
{
    struct level_of_nesting *level = &b->levels[b->depth];
    if (b->depth == 0 && !b->after_key)
        return FRAME_DOCS_NO;
    if (is_named(b->key, "timestamp") && !is_string && b->scan.text_len == EPOCH_MS_DIGITS)
        docs_mask_add(&level->keys, b->key);
    b->key = NULL;
    level->scalars++;
    if (is_string && b->depth == 1 && level->is_array && b->scan.line_start
        && b->scan.token_line > 1)
        return FRAME_DOCS_YES; /* a list of messages, one on a line */
    return FRAME_DOCS_UNSURE;
}

static enum frame_docs_bid on_token(struct begin *b, enum jsonscan_token token)
{
    switch (token) {
    case JSONSCAN_OPEN_OBJECT: return on_open(b, false);
    case JSONSCAN_OPEN_ARRAY: return on_open(b, true);
    case JSONSCAN_CLOSE_OBJECT: return on_close(b, false);
    case JSONSCAN_CLOSE_ARRAY: return on_close(b, true);
    case JSONSCAN_KEY: return on_key(b);
    case JSONSCAN_STRING: return on_value(b, true);
    case JSONSCAN_SCALAR: return on_value(b, false);
    case JSONSCAN_COMMA: return FRAME_DOCS_UNSURE;
    case JSONSCAN_GARBAGE:
    case JSONSCAN_MORE: break;
    }
    return FRAME_DOCS_NO;
}

/* The window is used up and nothing more will come: what do we have? */
static enum frame_docs_bid at_last(struct begin *b)
{
    for (size_t i = 1; i <= b->depth; i++)
        if (fits(b, &b->levels[i]))
            return FRAME_DOCS_YES;
    return FRAME_DOCS_NO;
}

enum frame_docs_bid frame_docs_begin_bid(struct slice window, bool at_end,
                                         const struct docs_shapes *shapes)
{
    if (window.len >= FRAME_DOCS_BEGIN_BYTES) {
        window.len = FRAME_DOCS_BEGIN_BYTES;
        at_end = true;
    }
    size_t at = 0;
    while (at < window.len && ascii_is_space(window.ptr[at]))
        at++;
    if (at >= window.len)
        return at_end ? FRAME_DOCS_NO : FRAME_DOCS_UNSURE;
    if (!memchr("{[}],\"", window.ptr[at], 6))
        return FRAME_DOCS_NO;
    struct begin b;
    b.depth = 0;
    b.levels[0] = (struct level_of_nesting){ .is_array = false };
    b.key = NULL;
    b.after_key = false;
    b.shapes = shapes;
    jsonscan_init(&b.scan, 0, 1);
    for (;;) {
        const struct slice rest = slice_from(window, (size_t)b.scan.offset);
        const enum jsonscan_token token = jsonscan_next(&b.scan, rest, false);
        if (token == JSONSCAN_MORE)
            return at_end ? at_last(&b) : FRAME_DOCS_UNSURE;
        const enum frame_docs_bid bid = on_token(&b, token);
        b.after_key = token == JSONSCAN_KEY;
        if (bid != FRAME_DOCS_UNSURE)
            return bid;
    }
}

bool frame_docs_begin(struct slice window)
{
    return frame_docs_begin_bid(window, true, NULL) == FRAME_DOCS_YES;
}

bool frame_docs_may_begin(struct slice s, bool first)
{
    struct slice body = first ? slice_trim(s) : s;
    if (body.len == 0)
        return false;
    if (first && memchr("\"}]", body.ptr[0], 3))
        return true;
    if (body.ptr[0] != '{' && body.ptr[0] != '[')
        return false;
    struct slice next = slice_trim(slice_from(body, 1));
    return next.len == 0 || next.ptr[0] == '"' || next.ptr[0] == '}'
           || (body.ptr[0] == '['
               && (next.ptr[0] == '{' || next.ptr[0] == '[' || ascii_is_digit(next.ptr[0])));
}

bool frame_docs_begins(struct source *src)
{
    struct slice head = source_peek(src, 1);
    enum frame_docs_bid bid;
    while ((bid = frame_docs_begin_bid(head, source_at_end(src), NULL)) == FRAME_DOCS_UNSURE)
        head = source_peek(src, head.len + 1);
    return bid == FRAME_DOCS_YES;
}
