#include "frame/reverse.h"

#include "base/alloc.h"

enum direction { DIRECTION_UNKNOWN, DIRECTION_UP, DIRECTION_DOWN };

struct kept {
    struct line_record record; /* slices: offsets in text are in `at` */
    size_t at;
    uint64_t line, offset;
};

struct reverse {
    enum direction direction;
    size_t downs;
    bool flushed;
    struct kept *kept;
    size_t capacity, count;
    size_t start, end, given; /* the run that is given, and how many of it were */
    struct buf text;
};

struct reverse *reverse_new(void)
{
    return alloc_zeroed(1, sizeof(struct reverse));
}

void reverse_free(struct reverse *r)
{
    if (!r)
        return;
    alloc_free(r->kept);
    buf_release(&r->text);
    alloc_free(r);
}

static void keep(struct reverse *r, const struct line_record *record, uint64_t line,
                 uint64_t offset)
{
    r->kept = alloc_grow(r->kept, &r->capacity, r->count + 1, sizeof *r->kept);
    r->kept[r->count++] =
        (struct kept){ .record = *record, .at = r->text.len, .line = line, .offset = offset };
    buf_add(&r->text, record->message);
    buf_add(&r->text, record->stream);
    buf_add(&r->text, record->group);
    buf_add(&r->text, record->container);
    buf_add(&r->text, record->raw);
}

static void follow(struct reverse *r, int64_t last, int64_t us)
{
    if (r->direction != DIRECTION_UNKNOWN || us == last)
        return;
    if (us > last)
        r->direction = DIRECTION_UP;
    else if (++r->downs >= REVERSE_STEPS)
        r->direction = DIRECTION_DOWN;
}

void reverse_push(struct reverse *r, const struct line_record *record, uint64_t line,
                  uint64_t offset)
{
    if (r->count > 0)
        follow(r, r->kept[r->count - 1].record.time_us, record->time_us);
    keep(r, record, line, offset);
    r->flushed = false;
}

bool reverse_is_needless(const struct reverse *r)
{
    return r->direction == DIRECTION_UP && r->count == 0 && !r->flushed;
}

bool reverse_holds(const struct reverse *r)
{
    return r->count > r->start + r->given;
}

void reverse_flush(struct reverse *r)
{
    r->flushed = true;
}

static bool is_full(const struct reverse *r)
{
    return r->flushed || r->count >= REVERSE_RECORDS_MAX || r->text.len >= REVERSE_BYTES_MAX;
}

/* Finds the next run. False: more records are needed to know it. */
static bool next_run(struct reverse *r)
{
    enum direction direction = r->direction;
    if (direction == DIRECTION_UNKNOWN) {
        if (!is_full(r))
            return false;
        direction = r->downs > 0 ? DIRECTION_DOWN : DIRECTION_UP;
    }
    r->start = r->end;
    r->given = 0;
    if (r->start == r->count)
        return false;
    size_t end = r->start + 1;
    for (; direction == DIRECTION_DOWN && end < r->count; end++) {
        const int64_t before = r->kept[end - 1].record.time_us, us = r->kept[end].record.time_us;
        /* One without a time goes with those before it. */
        if (us != TIMESTAMP_NONE && (us > before || before - us > REVERSE_GAP_US))
            break;
    }
    if (direction == DIRECTION_DOWN && end == r->count && !is_full(r))
        return false;
    r->end = end;
    return true;
}

/* All is given. A new run begins where the last one was closed by a bound only. */
static void clear(struct reverse *r)
{
    r->start = r->end = r->given = r->count = 0;
    buf_reset(&r->text);
    if (r->flushed) {
        r->direction = DIRECTION_UNKNOWN;
        r->downs = 0;
    }
}

static struct slice restore(const struct reverse *r, size_t *at, struct slice s)
{
    struct slice out = slice_make(r->text.ptr + *at, s.len);
    *at += s.len;
    return out;
}

bool reverse_next(struct reverse *r, struct line_record *record, uint64_t *line, uint64_t *offset)
{
    if (r->given == r->end - r->start && !next_run(r)) {
        if (r->end == r->count)
            clear(r);
        return false;
    }
    bool turn = r->end - r->start > 1;
    const struct kept *k = &r->kept[turn ? r->end - 1 - r->given : r->start];
    r->given++;
    size_t at = k->at;
    *record = k->record;
    record->message = restore(r, &at, k->record.message);
    record->stream = restore(r, &at, k->record.stream);
    record->group = restore(r, &at, k->record.group);
    record->container = restore(r, &at, k->record.container);
    record->raw = restore(r, &at, k->record.raw);
    *line = k->line;
    *offset = k->offset;
    return true;
}
