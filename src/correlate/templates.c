#include "base/alloc.h"
#include "base/buf.h"
#include "correlate/parts.h"

#include <stdlib.h>

/* Longest part of a line that makes a template. */
#define TEMPLATE_BYTES_MAX 240

void templates_init(struct templates *t)
{
    *t = (struct templates){ 0 };
    map_init(&t->keys);
    t->scratch = alloc_bytes(sizeof *t->scratch);
    buf_init(t->scratch);
}

void templates_release(struct templates *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        occurrence_slot_free(t->examples[i]);
    map_release(&t->keys);
    alloc_free(t->items);
    alloc_free(t->examples);
    buf_release(t->scratch);
    alloc_free(t->scratch);
}

static bool word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* A run of letters and digits varies when it is a number, or long hex, or mixes in many digits. */
static bool varies(struct slice word)
{
    size_t digits = 0, hex = 0;
    for (size_t i = 0; i < word.len; i++) {
        digits += ascii_is_digit(word.ptr[i]);
        hex += ascii_is_hex(word.ptr[i]);
    }
    return digits == word.len || (hex == word.len && word.len >= 8 && digits > 0)
           || (digits * 3 >= word.len && word.len >= 6);
}

void template_mask(struct slice text, struct buf *out)
{
    struct slice line = slice_empty();
    while (slice_next_line(&text, &line) && slice_trim(line).len == 0)
        ;
    line = slice_sub(slice_trim(line), 0, TEMPLATE_BYTES_MAX);
    bool after_mask = false;
    for (size_t i = 0; i < line.len;) {
        size_t n = 0;
        while (i + n < line.len && word_byte(line.ptr[i + n]))
            n++;
        struct slice word = slice_sub(line, i, n);
        if (n == 0) {
            /* "1.2.3", "12:30:01" and "2025-10-01" become one mask. */
            char c = line.ptr[i];
            bool joins = after_mask && (c == '.' || c == ':' || c == '-' || c == ',' || c == '/')
                         && i + 1 < line.len && ascii_is_digit(line.ptr[i + 1]);
            if (!joins)
                buf_add_byte(out, c);
            after_mask = joins;
            i++;
            continue;
        }
        if (varies(word)) {
            if (!after_mask)
                buf_add_cstr(out, "<*>");
            after_mask = true;
        } else {
            buf_add(out, word);
            after_mask = false;
        }
        i += n;
    }
}

/* What is kept of a template at each step: when there are more than TEMPLATES_KEPT_MAX different
 * ones, all are cut shorter and those that are then the same are added up. So a frequent error is
 * never lost to a crowd of rare ones before it. */
static struct slice cut(struct slice template, uint32_t level)
{
    return slice_sub(template, 0, TEMPLATE_BYTES_MAX >> level);
}

static void note_times(struct error_template *item, int64_t first_us, int64_t last_us)
{
    if (first_us == TIMESTAMP_NONE)
        return;
    if (item->first_us == TIMESTAMP_NONE || first_us < item->first_us)
        item->first_us = first_us;
    if (item->last_us == TIMESTAMP_NONE || last_us > item->last_us)
        item->last_us = last_us;
}

static void add_new(struct templates *t)
{
    t->items = alloc_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
    t->examples = alloc_grow(t->examples, &t->example_capacity, t->count + 1,
                             sizeof(struct occurrence_slot *));
    t->examples[t->count] = NULL;
    t->items[t->count++] =
        (struct error_template){ .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
}

/* The earlier example stays. */
static void merge(struct templates *t, uint32_t at, const struct error_template *item,
                  struct occurrence_slot *example)
{
    t->items[at].count += item->count;
    note_times(&t->items[at], item->first_us, item->last_us);
    struct occurrence_slot **kept = &t->examples[at];
    if (*kept && occurrence_order(&example->at, &(*kept)->at) >= 0) {
        occurrence_slot_free(example);
        return;
    }
    occurrence_slot_free(*kept);
    *kept = example;
}

static void coarsen(struct templates *t)
{
    struct templates wide = { .level = t->level + 1, .events = t->events, .scratch = t->scratch };
    map_init(&wide.keys);
    for (uint32_t i = 0; i < t->count; i++) {
        const uint32_t at = map_put(&wide.keys, cut(map_key(&t->keys, i), wide.level), NULL);
        if (at == wide.count)
            add_new(&wide);
        merge(&wide, at, &t->items[i], t->examples[i]);
    }
    map_release(&t->keys);
    alloc_free(t->items);
    alloc_free(t->examples);
    *t = wide;
}

void templates_add(struct templates *t, const struct occurrence *occ)
{
    t->events++;
    buf_reset(t->scratch);
    template_mask(occ->text, t->scratch);
    struct slice key;
    uint32_t at;
    for (;;) {
        key = cut(buf_slice(t->scratch), t->level);
        at = map_get(&t->keys, key);
        if (at != MAP_NONE || t->count < TEMPLATES_KEPT_MAX)
            break;
        coarsen(t); /* at the last step the text is empty, and one template is left */
    }
    if (at == MAP_NONE) {
        at = map_put(&t->keys, key, NULL);
        add_new(t);
    }
    t->items[at].count++;
    note_times(&t->items[at], occ->time_us, occ->time_us);
    if (!t->examples[at] || occurrence_order(occ, &t->examples[at]->at) < 0)
        t->examples[at] = occurrence_slot_set(t->examples[at], occ);
}

static int template_order(const void *pa, const void *pb)
{
    const struct error_template *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return occurrence_order(&a->example, &b->example);
}

uint32_t templates_sort(struct templates *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        t->items[i].text = map_key(&t->keys, i);
        t->items[i].example = t->examples[i]->at;
    }
    if (t->count)
        qsort(t->items, t->count, sizeof *t->items, template_order);
    return t->count < INCIDENT_TEMPLATES_MAX ? t->count : INCIDENT_TEMPLATES_MAX;
}
