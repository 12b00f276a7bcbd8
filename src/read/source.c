#include "read/source.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "read/again.h"
#include "read/ahead.h"
#include "read/bottom.h"
#include "read/decoder.h"

/* Decoded bytes that are looked at to call a source binary, and the share of control bytes, in
 * percent, from which it is. */
#define BINARY_SAMPLE_BYTES 4096
#define BINARY_PERCENT 10

struct source {
    struct byte_reader top;
    char *name, *window;
    size_t start, end, capacity; /* of the window: bytes not consumed are start … end */
    size_t filled;               /* end, and the bytes behind it that may become a mark */
    char last;                   /* the byte before end */
    struct {
        size_t from, to;
    } unmarked; /* in the window: there no mark begins */
    size_t block_bytes;
    size_t keep; /* of the bytes before start, how many source_recall_line may give */
    bool opened, ended, damaged;
    uint64_t offset, line;
    const char *encoding, *compression;
    size_t sampled, controls;
    struct bottom bottom;
    struct ahead *ahead;  /* reads top; NULL: we do ourselves */
    bool window_is_block; /* a base of its blocks */
    unsigned ahead_blocks;
    size_t plain_block_bytes;   /* as block_bytes, for the thread, where nothing is compressed */
    uint64_t ahead_from, given; /* given: decoded so far without a thread */
    struct looker looker;       /* look is NULL: none */
    void *note;                 /* as in ahead_block */
    bool is_noted;
    uint64_t note_offset;
    size_t decoder_bytes; /* that the decoders may hold */
    size_t warning_count;
    struct err *warnings;
};

/* --- the chain ------------------------------------------------------------------------- */

static const struct decoder_class *best_bid(struct slice head)
{
    const struct decoder_class *best = NULL;
    int best_bits = 0;
    for (size_t i = 0; decoder_table[i]; i++) {
        int bits = decoder_table[i]->bid(head);
        if (bits > best_bits) {
            best_bits = bits;
            best = decoder_table[i];
        }
    }
    return best;
}

/* Nobody compresses so often but to do harm: the decoders would hold too much. */
static void refuse_chain(struct source *src, const struct decoder_class *class)
{
    struct err err;
    err_init(&err);
    err_set(&err,
            "%s inside %s would take more than %zu MiB of memory to decode; decompress it first",
            class->name, src->compression, DECODER_MEMORY_MAX >> 20);
    source_warn(src, &err, true);
    src->ended = true;
}

static void open_chain(struct source *src)
{
    size_t memory = 0;
    src->opened = true;
    for (int depth = 0; depth < DECODER_DEPTH_MAX; depth++) {
        struct slice head;
        src->top = again_open(src->top, &head);
        const struct decoder_class *class = best_bid(head);
        if (!class)
            break;
        memory += class->memory_bytes;
        if (memory > DECODER_MEMORY_MAX) {
            refuse_chain(src, class);
            break;
        }
        src->decoder_bytes = memory;
        src->top = class->open(src->top);
        if (!class->is_compression) {
            src->encoding = class->name;
            break; /* nothing we read stands inside an encoding */
        }
        if (!src->compression)
            src->compression = class->name;
    }
}

static struct source *source_new(const char *name, const struct source_options *opts)
{
    struct source *src = alloc_zeroed(1, sizeof *src);
    src->name = alloc_string(name);
    src->block_bytes = opts && opts->block_bytes ? opts->block_bytes : SOURCE_BLOCK_BYTES;
    if (src->block_bytes > SOURCE_WINDOW_MAX)
        src->block_bytes = SOURCE_WINDOW_MAX;
    src->line = 1;
    src->last = '\n';
    src->ahead_blocks = opts ? opts->ahead_blocks : 0;
    src->plain_block_bytes =
        opts && opts->block_bytes ? src->block_bytes : SOURCE_PLAIN_BLOCK_BYTES;
    src->ahead_from = opts && opts->ahead_from ? opts->ahead_from : SOURCE_AHEAD_FROM;
    return src;
}

struct source *source_open_fd(int fd, const char *name, const struct source_options *opts)
{
    struct source *src = source_new(name, opts);
    bottom_init(&src->bottom, fd, slice_empty(), src->block_bytes);
    if (opts && opts->waiter.wait) {
        src->bottom.waiter = opts->waiter;
        src->ahead_blocks = 0;
    }
    src->top = bottom_reader(&src->bottom);
    return src;
}

struct source *source_open_memory(struct slice bytes, const char *name,
                                  const struct source_options *opts)
{
    struct source *src = source_new(name, opts);
    bottom_init(&src->bottom, -1, bytes, src->block_bytes);
    src->top = bottom_reader(&src->bottom);
    return src;
}

/* --- reading ahead ----------------------------------------------------------------------- */

static bool is_ready(const void *self)
{
    return bottom_is_ready(self);
}

/* What cannot be had, a thread or a descriptor, is not asked for again. */
static void start_ahead(struct source *src)
{
    const bool is_plain = !src->compression;
    const struct ahead_options opts = { is_plain ? src->plain_block_bytes : src->block_bytes,
                                        src->ahead_blocks, is_ready, &src->bottom };
    const bool is_worth = src->bottom.size >= src->ahead_from || src->given >= src->ahead_from;
    if (src->ahead_blocks == 0 || !is_worth)
        return;
    src->ahead_blocks = 0;
    if (bottom_may_wake(&src->bottom))
        src->ahead = ahead_open(src->top, &opts);
    if (!src->ahead)
        bottom_forget_wake(&src->bottom);
    else if (src->looker.look)
        ahead_look(src->ahead, &src->looker);
}

bool source_look(struct source *src, const struct looker *looker)
{
    if (!src->ahead && src->ahead_blocks == 0)
        return false;
    if (src->ahead)
        ahead_look(src->ahead, looker);
    if (src->note)
        src->looker.note_free(src->note);
    src->note = NULL;
    src->is_noted = false;
    src->looker = looker ? *looker : (struct looker){ .look = NULL };
    return true;
}

const void *source_note(const struct source *src, uint64_t *offset)
{
    *offset = src->note_offset;
    return src->is_noted ? src->note : NULL;
}

static void stop_ahead(struct source *src)
{
    bottom_wake(&src->bottom);
    ahead_close(src->ahead);
    bottom_forget_wake(&src->bottom);
}

size_t source_start(struct source *src, size_t decoder_bytes_max)
{
    if (!src->opened)
        open_chain(src);
    if (!src->ended && !src->ahead && src->decoder_bytes <= decoder_bytes_max)
        start_ahead(src);
    return src->ahead ? src->decoder_bytes : 0;
}

void source_close(struct source *src)
{
    if (!src)
        return;
    if (src->ahead)
        stop_ahead(src);
    else
        src->top.close(src->top.self);
    alloc_free(src->name);
    alloc_free(src->window);
    alloc_free(src->warnings);
    alloc_free(src);
}

/* --- the window ------------------------------------------------------------------------ */

/* The first byte of the window that is still needed. */
static size_t oldest(const struct source *src)
{
    return src->start > src->keep ? src->start - src->keep : 0;
}

/* Room for `least` bytes behind the bytes not consumed, which must be able to reach `want`. */
static void make_room(struct source *src, size_t want, size_t least)
{
    const size_t first = oldest(src), ahead = src->filled - src->start;
    size_t held = src->filled - first;
    size_t need = (src->start - first) + (want > ahead ? want : ahead) + least;
    if (src->capacity - src->filled >= least)
        return;
    if (need > src->capacity || held > src->capacity / 2) {
        /* Doubling keeps the moves linear, however small the blocks are. */
        size_t size = src->capacity * 2 > need ? src->capacity * 2 : need;
        src->window = alloc_resize(src->window, size, 1);
        src->capacity = size;
        src->window_is_block = false;
    }
    if (first > 0) {
        memmove(src->window, src->window + first, held);
        src->end -= first;
        src->start -= first;
        src->filled = held;
    }
}

/* Shows the bytes read, without the byte order marks at the start of lines, which are there after
 * `cat a b`. What may be the first part of one stays hidden until more has been read. */
static void reveal(struct source *src)
{
    const struct slice mark = SLICE(AHEAD_MARK);
    char *const window = src->window;
    size_t at = src->end, to = at; /* what is shown moves down to where a mark was */
    while (at < src->filled) {
        const size_t from =
            at >= src->unmarked.from && at < src->unmarked.to ? src->unmarked.to : at;
        const char *hit = memchr(window + from, mark.ptr[0], src->filled - from);
        const size_t piece = hit ? (size_t)(hit - (window + at)) : src->filled - at;
        if (to != at)
            memmove(window + to, window + at, piece);
        at += piece;
        to += piece;
        const size_t left = src->filled - at;
        const bool line_start = (to > src->end ? window[to - 1] : src->last) == '\n';
        const bool fits = memcmp(window + at, mark.ptr, left < mark.len ? left : mark.len) == 0;
        if (left > 0 && (!line_start || !fits || (left < mark.len && src->ended)))
            window[to++] = window[at++];
        else if (left < mark.len)
            break;
        else
            at += mark.len;
    }
    const size_t hidden = src->filled - at;
    if (hidden > 0)
        memmove(window + to, window + at, hidden);
    if (to > src->end)
        src->last = window[to - 1];
    src->end = to;
    src->filled = to + hidden;
    src->unmarked.to = 0;
}

static void sample(struct source *src, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len && src->sampled < BINARY_SAMPLE_BYTES; i++) {
        char c = bytes.ptr[i];
        if (c == '\0' && src->sampled == 0) /* the hole of a log that was cut while written */
            continue;
        src->sampled++;
        src->controls += (c >= 0 && c < 0x20 && !ascii_is_space(c) && c != '\033') || c == 0x7f;
    }
}

/* The block becomes the window: what is held comes in front of its bytes, and the window that was
 * is filled next. */
static void swap_window(struct source *src, struct ahead_block *block)
{
    const size_t held = src->filled - src->start;
    char *const old = src->window, *const to = block->base + AHEAD_ROOM_BYTES - held;
    const size_t base_bytes = ahead_base_bytes(src->ahead);
    if (held > 0)
        memcpy(to, old + src->start, held);
    src->end = AHEAD_ROOM_BYTES - held + (src->end - src->start);
    src->start = AHEAD_ROOM_BYTES - held;
    src->filled = AHEAD_ROOM_BYTES + block->len;
    src->window = block->base;
    src->capacity = base_bytes;
    block->base = src->window_is_block ? old : alloc_bytes(base_bytes);
    if (!src->window_is_block)
        alloc_free(old);
    src->window_is_block = true;
}

static void take_note(struct source *src, struct ahead_block *block)
{
    void *const old = src->note;
    src->note = block->note;
    src->is_noted = block->is_noted;
    src->note_offset = src->offset + (src->filled - src->start);
    block->note = old;
}

static enum status take_block(struct source *src, size_t want, struct err *err)
{
    struct ahead_block *block = ahead_next(src->ahead);
    const struct slice bytes = ahead_bytes(block);
    const enum status st = block->status;
    *err = block->err;
    take_note(src, block);
    sample(src, bytes);
    if (bytes.len > 0 && src->keep == 0 && src->filled - src->start <= AHEAD_ROOM_BYTES) {
        swap_window(src, block);
    } else if (bytes.len > 0) {
        make_room(src, want, bytes.len);
        memcpy(src->window + src->filled, bytes.ptr, bytes.len);
        src->filled += bytes.len;
    }
    src->unmarked.from = src->filled - bytes.len;
    src->unmarked.to = src->unmarked.from + block->unmarked;
    ahead_give(src->ahead, block);
    return st;
}

static enum status take_read(struct source *src, size_t want, struct err *err)
{
    make_room(src, want, src->block_bytes);
    size_t got = 0;
    char *const to = src->window + src->filled;
    enum status st = src->top.read(src->top.self, to, src->capacity - src->filled, &got, err);
    sample(src, slice_make(to, got));
    src->filled += got;
    src->given += got;
    return st;
}

static void fill(struct source *src, size_t want)
{
    struct err err;
    err_init(&err);
    if (!src->ahead)
        start_ahead(src);
    const enum status st = src->ahead ? take_block(src, want, &err) : take_read(src, want, &err);
    if (st == STATUS_END || st == STATUS_FAIL)
        src->ended = true;
    const size_t held = src->filled - src->start;
    reveal(src);
    if (src->filled - src->start != held) /* a mark was taken out: what is behind it moved */
        src->is_noted = false;
    if (st == STATUS_SKIP || st == STATUS_FAIL) {
        err_at(&err, 0, src->offset + (src->end - src->start));
        source_warn(src, &err, true);
    }
}

static struct slice in_window(const struct source *src)
{
    if (src->start == src->end)
        return slice_empty();
    return slice_make(src->window + src->start, src->end - src->start);
}

struct slice source_peek(struct source *src, size_t want)
{
    if (want > SOURCE_WINDOW_MAX)
        want = SOURCE_WINDOW_MAX;
    if (!src->opened && want > 0)
        open_chain(src);
    while (src->end - src->start < want && !src->ended)
        fill(src, want);
    return in_window(src);
}

bool source_at_end(const struct source *src)
{
    return src->ended;
}

/* Regular files always are. What a decoder holds back does not count: a little latency. */
bool source_is_ready(const struct source *src)
{
    return src->ended || (src->ahead && ahead_has(src->ahead)) || bottom_is_ready(&src->bottom);
}

void source_consume(struct source *src, size_t count)
{
    const struct slice bytes = slice_sub(in_window(src), 0, count);
    source_consume_lines(src, count, slice_count_byte(bytes, '\n'));
}

void source_consume_lines(struct source *src, size_t count, uint64_t lines)
{
    const struct slice bytes = slice_sub(in_window(src), 0, count);
    src->start += bytes.len;
    src->offset += bytes.len;
    src->line += lines;
    if (src->start == src->filled && src->keep == 0)
        src->start = src->end = src->filled = 0;
}

void source_keep(struct source *src, size_t bytes)
{
    src->keep = bytes;
}

struct slice source_behind(const struct source *src)
{
    const size_t kept = src->start < src->keep ? src->start : src->keep;
    return src->window ? slice_make(src->window + src->start - kept, kept) : slice_empty();
}

bool source_recall_line(const struct source *src, uint64_t offset, struct slice *line,
                        uint64_t *start)
{
    const struct slice bytes = source_behind(src);
    const uint64_t first = src->offset - bytes.len; /* the oldest byte that may be given */
    if (offset >= src->offset || offset < first)
        return false;
    const size_t at = (size_t)(offset - first);
    const size_t before = slice_find_last_byte(slice_sub(bytes, 0, at), '\n');
    if (before == SLICE_NONE && first > 0)
        return false;
    const size_t from = before == SLICE_NONE ? 0 : before + 1;
    const size_t end = slice_find_byte(bytes, '\n', at);
    *line = slice_sub(bytes, from, (end == SLICE_NONE ? bytes.len : end) - from);
    *start = first + from;
    return true;
}

/* --- what is known about it ------------------------------------------------------------ */

uint64_t source_offset(const struct source *src)
{
    return src->offset;
}

uint64_t source_line(const struct source *src)
{
    return src->line;
}

uint64_t source_raw_bytes(const struct source *src)
{
    return bottom_raw_bytes(&src->bottom);
}

const char *source_name(const struct source *src)
{
    return src->name;
}

const char *source_encoding(const struct source *src)
{
    if (src->encoding)
        return src->encoding;
    return src->controls * 100 > src->sampled * BINARY_PERCENT ? "binary" : "utf-8";
}

const char *source_compression(const struct source *src)
{
    return src->compression ? src->compression : "";
}

static size_t warnings_kept(const struct source *src)
{
    return src->warning_count < SOURCE_WARNINGS_MAX ? src->warning_count : SOURCE_WARNINGS_MAX;
}

/* In order of position: when a decoder fails is seen, and so what was warned of before, depends on
 * the size of the blocks. Behind the limit the last ones go. */
void source_warn(struct source *src, const struct err *err, bool damaged)
{
    struct err warning = *err;
    err_at(&warning, src->line, src->offset);
    err_in(&warning, src->name);
    src->damaged = src->damaged || damaged;
    if (!src->warnings)
        src->warnings = alloc_zeroed(SOURCE_WARNINGS_MAX, sizeof *src->warnings);
    size_t at = warnings_kept(src);
    src->warning_count++;
    while (at > 0 && src->warnings[at - 1].offset > warning.offset)
        at--;
    if (at == SOURCE_WARNINGS_MAX)
        return;
    const size_t behind = warnings_kept(src) - 1 - at;
    memmove(&src->warnings[at + 1], &src->warnings[at], behind * sizeof warning);
    src->warnings[at] = warning;
}

bool source_damaged(const struct source *src)
{
    return src->damaged;
}

size_t source_warning_count(const struct source *src)
{
    return src->warning_count;
}

const struct err *source_warning(const struct source *src, size_t i)
{
    return i < warnings_kept(src) ? &src->warnings[i] : NULL;
}
