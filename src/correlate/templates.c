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

static void note(struct error_template *item, const struct occurrence *occ)
{
    item->count++;
    if (occ->time_us == TIMESTAMP_NONE)
        return;
    if (item->first_us == TIMESTAMP_NONE || occ->time_us < item->first_us)
        item->first_us = occ->time_us;
    if (item->last_us == TIMESTAMP_NONE || occ->time_us > item->last_us)
        item->last_us = occ->time_us;
}

/* When the table is full, new templates are counted in t->events only: what has been seen first in
 * an incident matters more than late variety, and the count says how much is not shown. */
void templates_add(struct templates *t, const struct occurrence *occ)
{
    t->events++;
    buf_reset(t->scratch);
    template_mask(occ->text, t->scratch);
    uint32_t at = map_get(&t->keys, buf_slice(t->scratch));
    if (at == MAP_NONE) {
        if (t->count >= INCIDENT_TEMPLATES_MAX)
            return;
        at = map_put(&t->keys, buf_slice(t->scratch), NULL);
        t->items = alloc_grow(t->items, &t->capacity, at + 1, sizeof *t->items);
        t->examples =
            alloc_grow(t->examples, &t->example_capacity, at + 1, sizeof(struct occurrence_slot *));
        t->examples[at] = occurrence_slot_new(occ);
        t->items[at] =
            (struct error_template){ .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
        t->count++;
    } else if (occurrence_order(occ, &t->examples[at]->at) < 0) {
        occurrence_slot_free(t->examples[at]);
        t->examples[at] = occurrence_slot_new(occ);
    }
    note(&t->items[at], occ);
}

static int template_order(const void *pa, const void *pb)
{
    const struct error_template *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return occurrence_order(&a->example, &b->example);
}

void templates_sort(struct templates *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        t->items[i].text = map_key(&t->keys, i);
        t->items[i].example = t->examples[i]->at;
    }
    if (t->count)
        qsort(t->items, t->count, sizeof *t->items, template_order);
}
