#include "frame/line_peel.h"

#include "frame/line_parts.h"

#define FNV_PRIME 0x100000001b3u

/* Where a line has no such byte, NUL stands for it. */
static void index_byte(uint64_t by_byte[256], const char *bytes, uint64_t bit)
{
    for (size_t i = 0; i < 256 && !bytes; i++)
        by_byte[i] |= bit;
    for (const char *p = bytes; p && *p; p++)
        by_byte[(unsigned char)*p] |= bit;
}

static void index_shape(struct peel *peel, size_t index)
{
    const struct line_shape *shape = line_shape_table[index];
    const uint64_t bit = (uint64_t)1 << index;
    index_byte(peel->by_first, shape->first, bit);
    index_byte(peel->by_second, shape->second, bit);
    /* Behind a time, a second one is the application's own. */
    if ((shape->flags & LINE_INNER) && shape != &line_docker_time)
        *(shape->first ? &peel->inner : &peel->inner_named) |= bit;
}

static bool is_allowed(const struct peel *peel, const struct line_shape *shape, int depth,
                       bool in_message)
{
    if (shape->flags & LINE_FIRST_ROW) /* frame_lines.c looks for it */
        return false;
    if (depth > 0)
        return (shape->flags & LINE_INNER) != 0;
    if (in_message && (shape->flags & LINE_WEAK))
        return false;
    return !peel->only || strcmp(peel->only->name, shape->name) == 0;
}

/* Shapes lie far from each other: what is asked for each line is asked of bits. */
static void index_flags(struct peel *peel, size_t index)
{
    const struct line_shape *shape = line_shape_table[index];
    const uint64_t bit = (uint64_t)1 << index;
    if (is_allowed(peel, shape, 0, true) && !(shape->flags & LINE_UNSURE))
        peel->certain |= bit;
    if (shape->flags & LINE_QUICK)
        peel->quick |= bit;
    if (shape->flags & LINE_TABLE)
        peel->table |= bit;
}

void peel_init(struct peel *peel, const char *name, int32_t zone_s, struct structured *structured)
{
    *peel = (struct peel){ .zone_s = zone_s, .structured = structured };
    peel->no_shapes = name && (strcmp(name, "text") == 0 || strcmp(name, "json-lines") == 0);
    for (; line_shape_table[peel->shape_count]; peel->shape_count++) {
        index_shape(peel, peel->shape_count);
        if (name && !peel->only && strcmp(line_shape_table[peel->shape_count]->name, name) == 0)
            peel->only = line_shape_table[peel->shape_count];
    }
    for (size_t i = 0; i < peel->shape_count; i++)
        index_flags(peel, i);
}

struct peeled peel_start(const struct peel *peel, struct slice text, uint64_t line, uint64_t offset,
                         uint64_t end)
{
    return (struct peeled){
        .line = { .time_us = TIMESTAMP_NONE,
                  .tag = (int)peel->shape_count,
                  .line = line,
                  .offset = offset,
                  .end = end },
        .meta = { .time_us = TIMESTAMP_NONE },
        .whole = text,
        .rest = text,
        .hint_us = TIMESTAMP_NONE,
    };
}

struct slice peel_lead(const struct peeled *p)
{
    const struct slice whole = p->whole;
    if (whole.len == 0 || p->rest.ptr < whole.ptr || p->rest.ptr > whole.ptr + whole.len)
        return slice_empty();
    return slice_sub(whole, 0, (size_t)(p->rest.ptr - whole.ptr));
}

bool peel_column(struct peeled *p, size_t column)
{
    size_t n = 0;
    while (n < column && n < p->rest.len && p->rest.ptr[n] == ' ')
        n++;
    if (n < column)
        return false;
    p->rest = slice_from(p->rest, n);
    return true;
}

/* Does the line begin like this, as far as it goes? */
static bool begins_like(struct slice line, const char *head)
{
    for (size_t i = 0; i < line.len && head[i]; i++)
        if (head[i] == '0' ? !ascii_is_digit(line.ptr[i]) : line.ptr[i] != head[i])
            return false;
    return true;
}

static bool may_have(const struct line_shape *shape, struct slice line)
{
    for (size_t i = 0; i < LINE_HEADS && shape->heads[i]; i++)
        if (begins_like(line, shape->heads[i]))
            return true;
    return !shape->heads[0];
}

static bool parses(const struct line_shape *shape, struct slice line, int32_t zone_s,
                   struct line_prefix *out)
{
    return shape->parse(line, zone_s, out) && may_have(shape, line); /* most parse nothing */
}

static bool is_believed(struct peel *peel, const struct line_shape *shape)
{
    if (!(shape->flags & LINE_UNSURE) || peel->only == shape)
        return true;
    peel->state.unsure++;
    return peel->state.unsure * 2 >= peel->state.lines;
}

static const struct line_shape *find_shape(struct peel *peel, const struct peeled *p, int depth,
                                           struct line_prefix *out, size_t *index)
{
    uint64_t left = p->rest.len > 0 ? peel_candidates(peel, p->rest) : 0;
    for (; left; left &= left - 1) {
        const size_t i = (size_t)__builtin_ctzll(left);
        const struct line_shape *shape = line_shape_table[i];
        if (!is_allowed(peel, shape, depth, p->in_message))
            continue;
        line_prefix_init(out);
        if (parses(shape, p->rest, peel->zone_s, out) && is_believed(peel, shape)) {
            *index = i;
            return shape;
        }
    }
    return NULL;
}

bool peel_has_prefix(const struct peel *peel, struct slice text, uint64_t among)
{
    uint64_t left = peel->no_shapes ? 0 : peel_candidates(peel, text) & peel->certain & among;
    for (; left; left &= left - 1) {
        const struct line_shape *shape = line_shape_table[__builtin_ctzll(left)];
        struct line_prefix prefix;
        line_prefix_init(&prefix);
        if (parses(shape, text, peel->zone_s, &prefix))
            return true;
    }
    return false;
}

static void take_name(struct slice *name, struct slice value, uint64_t *key)
{
    if (value.len == 0)
        return;
    *key = (*key ^ slice_hash(value)) * FNV_PRIME;
    if (name->len == 0)
        *name = value;
}

void peel_prefix(struct peeled *p, const struct line_prefix *prefix)
{
    if (p->line.time_us == TIMESTAMP_NONE) {
        p->line.time_us = prefix->time_us;
        p->open_zone = prefix->open_zone;
    }
    if (p->line.level == LEVEL_NONE)
        p->line.level = prefix->level;
    take_name(&p->meta.group, prefix->group, &p->line.key);
    take_name(&p->meta.stream, prefix->stream, &p->line.key);
    take_name(&p->meta.container, prefix->container, &p->line.key);
    if (prefix->writer.len > 0)
        p->line.key = (p->line.key ^ slice_hash(prefix->writer)) * FNV_PRIME;
    if (p->meta.service.len == 0)
        p->meta.service = prefix->service;
    if (p->meta.origin == ORIGIN_LOG)
        p->meta.origin = prefix->origin;
    line_split_stream(prefix->stream, &p->meta.container, &p->meta.task);
    p->line.partial = p->line.partial || prefix->partial;
    p->line.may_end = p->line.may_end || prefix->may_end;
    p->line.continues = p->line.continues || prefix->continues;
    p->line.block = p->line.block || prefix->block;
    p->line.head = p->line.head || prefix->head;
    p->line.follows = p->line.follows || prefix->follows;
    p->rest = prefix->rest;
}

/* A time without year is of the year that brings it nearest to the time before. */
static void take_yearless(const struct peel *peel, struct peeled *p, struct slice text)
{
    const struct timestamp_context ctx = { peel->zone_s, p->hint_us };
    struct timestamp t;
    if (p->line.time_us == TIMESTAMP_NONE && text.len > 0 && timestamp_parse(text, &ctx, &t) > 0)
        p->line.time_us = t.us;
}

static bool take_record(struct peel *peel, struct peeled *p, struct slice json)
{
    struct structured_record r;
    if (!structured_record(peel->structured, json, &r))
        return false;
    struct line_prefix prefix;
    line_prefix_init(&prefix);
    prefix.time_us = r.time_us;
    prefix.stream = r.stream;
    prefix.container = r.container;
    prefix.partial = r.partial;
    prefix.rest = r.text;
    peel_prefix(p, &prefix);
    p->line.may_end = r.may_end;
    p->meta.cluster = r.cluster;
    if (p->meta.task.len == 0)
        p->meta.task = r.task;
    return true;
}

/* A line without prefix in a message whose time comes at its end. */
static void take_late_time(struct peel *peel, struct peeled *p)
{
    if (peel->state.open && p->in_message && line_late_time(p->rest, &p->rest, &p->line.late_us))
        peel->state.open = false;
}

/* A line may name the stream of the next message of its shape. */
static void take_ahead(struct peel *peel, struct line_prefix *prefix)
{
    if (prefix->ahead) {
        const struct slice name = slice_sub(prefix->stream, 0, sizeof peel->state.ahead);
        if (name.len > 0)
            memcpy(peel->state.ahead, name.ptr, name.len);
        peel->state.ahead_len = name.len;
        prefix->stream = slice_empty();
    } else if (prefix->open && prefix->stream.len == 0) {
        prefix->stream = slice_make(peel->state.ahead, peel->state.ahead_len);
    }
}

const struct line_shape *peel_line(struct peel *peel, struct peeled *p)
{
    for (int depth = 0; depth < PEEL_DEPTH_MAX && !peel->no_shapes; depth++) {
        struct line_prefix prefix;
        size_t index = 0;
        const struct line_shape *shape = find_shape(peel, p, depth, &prefix, &index);
        if (!shape)
            break;
        /* Behind a time, a second one is the application's own and stays. */
        if (shape == &line_docker_time && p->line.time_us != TIMESTAMP_NONE)
            break;
        if (shape->flags & LINE_RECORD) {
            if (!take_record(peel, p, p->rest))
                break;
        } else {
            if (depth == 0)
                take_ahead(peel, &prefix);
            peel_prefix(p, &prefix);
            take_yearless(peel, p, prefix.yearless);
        }
        if (depth == 0) {
            p->outer = shape;
            p->line.tag = (int)index;
            peel->state.open = prefix.open;
        }
        if (shape->flags & LINE_TABLE)
            return shape;
        if (shape->flags & LINE_RECORD)
            break;
    }
    if (!p->outer)
        take_late_time(peel, p);
    return NULL;
}

enum peel_look peel_look(const struct peel *peel, struct slice line, bool in_message,
                         struct peeled *p, size_t *index)
{
    uint64_t left = peel->no_shapes || line.len == 0 ? 0 : peel_candidates(peel, line);
    for (; left; left &= left - 1) {
        const struct line_shape *shape = line_shape_table[ *index = (size_t)__builtin_ctzll(left)];
        struct line_prefix prefix;
        line_prefix_init(&prefix);
        if (!is_allowed(peel, shape, 0, in_message) || !parses(shape, line, peel->zone_s, &prefix))
            continue;
        if (!(shape->flags & LINE_QUICK) || prefix.partial || prefix.continues || prefix.block
            || prefix.follows || prefix.yearless.len > 0)
            return PEEL_OTHER;
        *p = peel_start(peel, line, 0, 0, 0);
        peel_prefix(p, &prefix);
        return PEEL_QUICK;
    }
    return PEEL_BARE;
}

bool peel_may_begin(struct slice head, uint64_t left)
{
    for (; left; left &= left - 1)
        if (may_have(line_shape_table[__builtin_ctzll(left)], head))
            return true;
    return false;
}

bool peel_parses_inner(const struct peel *peel, struct slice message, uint64_t left)
{
    struct line_prefix prefix; /* of no interest, however much of it a shape has filled in */
    line_prefix_init(&prefix);
    for (; left; left &= left - 1)
        if (parses(line_shape_table[__builtin_ctzll(left)], message, peel->zone_s, &prefix))
            return true;
    return false;
}
