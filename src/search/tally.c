#include "search/tally.h"

#include "base/alloc.h"
#include "base/text.h"
#include "correlate/mask.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct {
    struct slice name;
    int64_t unit_us;
} time_units[] = {
    { { "second", 6 }, TIMESTAMP_US_PER_S },
    { { "minute", 6 }, TIMESTAMP_US_PER_MIN },
    { { "hour", 4 }, TIMESTAMP_US_PER_HOUR },
    { { "day", 3 }, TIMESTAMP_US_PER_DAY },
};

static const struct slice field_names[] = {
    { "stream", 6 },  { "group", 5 },  { "task", 4 },  { "container", 9 }, { "service", 7 },
    { "cluster", 7 }, { "region", 6 }, { "level", 5 }, { "source", 6 },    { "message", 7 },
};

static bool find_name(struct tally *t, struct slice text)
{
    for (size_t i = 0; i < sizeof time_units / sizeof time_units[0]; i++)
        if (slice_eq(time_units[i].name, text)) {
            t->by = TALLY_TIME;
            t->unit_us = time_units[i].unit_us;
            return true;
        }
    for (size_t i = 0; i < sizeof field_names / sizeof field_names[0]; i++)
        if (slice_eq(field_names[i], text)) {
            t->name = text;
            return true;
        }
    return false;
}

bool tally_init(struct tally *t, struct slice text)
{
    const struct slice capture = SLICE("capture:"), field = SLICE("field:");
    *t = (struct tally){ .by = TALLY_FIELD };
    map_init(&t->keys);
    buf_init(&t->value);
    if (slice_eq(text, SLICE("template")) || slice_eq(text, SLICE("signature"))) {
        t->by = text.ptr[0] == 't' ? TALLY_TEMPLATE : TALLY_SIGNATURE;
        return true;
    }
    if (slice_starts(text, capture) && text.len > capture.len) {
        t->by = TALLY_CAPTURE;
        t->name = slice_from(text, capture.len);
        return true;
    }
    if (slice_starts(text, field) && text.len > field.len) {
        t->name = slice_from(text, field.len);
        return true;
    }
    return find_name(t, text);
}

void tally_release(struct tally *t)
{
    map_release(&t->keys);
    buf_release(&t->value);
    alloc_free(t->counts);
}

static bool add_capture(struct tally *t, const struct patterns *p, const struct confirm_match *m)
{
    uint64_t number;
    struct slice value = m ? patterns_named(p, m, t->name) : slice_empty();
    if (m && slice_to_u64(t->name, &number) && number < m->count)
        value = m->groups[number];
    buf_add(&t->value, value);
    return value.len > 0;
}

static bool add_time(struct tally *t, const struct event *e)
{
    char text[TIMESTAMP_TEXT_BYTES];
    if (e->time_us == TIMESTAMP_NONE)
        return false;
    int64_t rest = e->time_us % t->unit_us;
    if (rest < 0)
        rest += t->unit_us;
    timestamp_format_clock(e->time_us - rest, 0, true, text);
    buf_add_cstr(&t->value, text);
    return true;
}

static bool add_value(struct tally *t, struct subject *s, const struct patterns *p,
                      const struct confirm_match *m)
{
    switch (t->by) {
    case TALLY_CAPTURE: return add_capture(t, p, m);
    case TALLY_TIME: return add_time(t, s->event);
    case TALLY_TEMPLATE: mask_line(s->told, &t->value); return t->value.len > 0;
    case TALLY_SIGNATURE: return false;
    case TALLY_FIELD: return lookup_add(s, t->name, &t->value);
    }
    return false;
}

static void count(struct tally *t, struct slice value)
{
    const struct slice key = slice_sub(value, 0, TALLY_KEY_BYTES_MAX);
    if (t->keys.count >= TALLY_KEYS_MAX && map_get(&t->keys, key) == MAP_NONE) {
        t->over++;
        return;
    }
    bool is_new;
    const uint32_t at = map_put(&t->keys, key, &is_new);
    t->counts = alloc_grow(t->counts, &t->capacity, at + 1, sizeof *t->counts);
    t->counts[at] = is_new ? 1 : t->counts[at] + 1;
}

void tally_add(struct tally *t, struct subject *s, const struct patterns *p,
               const struct confirm_match *m)
{
    if (t->by == TALLY_SIGNATURE && s->signature_count > 0) {
        for (size_t i = 0; i < s->signature_count; i++)
            count(t, s->signatures[i]);
        return;
    }
    buf_reset(&t->value);
    if (add_value(t, s, p, m))
        count(t, buf_slice(&t->value));
    else
        t->without++;
}

struct row {
    struct slice key;
    uint64_t count; /* 0 in all rows: by key alone */
};

static int row_order(const void *pa, const void *pb)
{
    const struct row *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return slice_cmp(a->key, b->key);
}

static void write_row(struct buf *out, uint64_t count, struct slice key)
{
    buf_printf(out, "%7" PRIu64 " ", count);
    text_add_display(out, key, SLICE(" "));
    buf_add_byte(out, '\n');
}

void tally_write(struct tally *t, struct buf *out)
{
    const bool by_time = t->by == TALLY_TIME;
    struct row *rows = alloc_zeroed(t->keys.count, sizeof *rows);
    for (uint32_t i = 0; i < t->keys.count; i++)
        rows[i] = (struct row){ map_key(&t->keys, i), by_time ? 0 : t->counts[i] };
    if (t->keys.count > 0)
        qsort(rows, t->keys.count, sizeof *rows, row_order);
    for (uint32_t i = 0; i < t->keys.count; i++)
        write_row(out, t->counts[map_get(&t->keys, rows[i].key)], rows[i].key);
    if (t->over > 0)
        write_row(out, t->over, SLICE("(other values)"));
    if (t->without > 0)
        write_row(out, t->without, SLICE("(none)"));
    alloc_free(rows);
}
