#include "search/around.h"

#include "base/alloc.h"
#include "base/slice.h"

#include <stdlib.h>

struct span {
    int64_t from_us, to_us; /* both within */
};

/* Where an event stands among all: by time, then input, then place in the input. */
struct key {
    int64_t time_us;
    uint32_t source;
    uint64_t number;
};

struct item {
    struct key key;
    size_t span;
    char *text;
    size_t len;
};

struct around {
    int64_t radius_us;
    struct span *spans; /* once sealed in order, apart from each other */
    size_t span_count, span_capacity;
    struct item *heap; /* of the pass; the latest is first */
    size_t count, capacity, bytes;
    struct key done;  /* the last one written; valid if passes > 0 */
    struct key limit; /* the earliest that had to wait; valid if waits */
    bool waits, has_done, is_sealed;
    uint32_t source;
    uint64_t number;
    int64_t last_us; /* of the events of this source */
    struct item next;
    size_t last_span; /* written last */
    bool has_written;
};

struct around *around_new(int64_t radius_us)
{
    struct around *a = alloc_zeroed(1, sizeof *a);
    a->radius_us = radius_us;
    return a;
}

static void drop_items(struct around *a)
{
    for (size_t i = 0; i < a->count; i++)
        alloc_free(a->heap[i].text);
    a->count = a->bytes = 0;
}

void around_free(struct around *a)
{
    if (!a)
        return;
    drop_items(a);
    alloc_free(a->spans);
    alloc_free(a->heap);
    alloc_free(a);
}

/* --- spans ----------------------------------------------------------------------------- */

static int span_order(const void *pa, const void *pb)
{
    const struct span *a = pa, *b = pb;
    return (a->from_us > b->from_us) - (a->from_us < b->from_us);
}

/* Sorts, and joins those that overlap or are at most `gap_us` apart. */
static void merge_spans(struct around *a, int64_t gap_us)
{
    size_t n = 0;
    if (a->span_count == 0)
        return;
    qsort(a->spans, a->span_count, sizeof *a->spans, span_order);
    for (size_t i = 1; i < a->span_count; i++) {
        struct span *last = &a->spans[n];
        if (a->spans[i].from_us - last->to_us > gap_us)
            a->spans[++n] = a->spans[i];
        else if (a->spans[i].to_us > last->to_us)
            last->to_us = a->spans[i].to_us;
    }
    a->span_count = n + 1;
}

void around_mark(struct around *a, int64_t time_us)
{
    struct span *last = a->span_count > 0 ? &a->spans[a->span_count - 1] : NULL;
    if (time_us == TIMESTAMP_NONE)
        return;
    const struct span span = { time_us - a->radius_us, time_us + a->radius_us };
    if (last && span.from_us >= last->from_us && span.from_us <= last->to_us) {
        if (span.to_us > last->to_us)
            last->to_us = span.to_us;
        return;
    }
    if (a->span_count == AROUND_SPANS_MAX) {
        merge_spans(a, 0);
        for (int64_t gap = a->radius_us + 1; a->span_count > AROUND_SPANS_MAX / 2; gap *= 2)
            merge_spans(a, gap);
    }
    a->spans = alloc_grow(a->spans, &a->span_capacity, a->span_count + 1, sizeof *a->spans);
    a->spans[a->span_count++] = span;
}

void around_seal(struct around *a)
{
    merge_spans(a, 0);
    a->is_sealed = true;
}

/* The span that holds the time, or span_count. */
static size_t find_span(const struct around *a, int64_t time_us)
{
    size_t low = 0, high = a->span_count;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (a->spans[mid].to_us < time_us)
            low = mid + 1;
        else
            high = mid;
    }
    return low < a->span_count && a->spans[low].from_us <= time_us ? low : a->span_count;
}

/* --- a pass ---------------------------------------------------------------------------- */

static int key_order(const struct key *a, const struct key *b)
{
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int item_order(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;
    return key_order(&a->key, &b->key);
}

bool around_pass_begin(struct around *a)
{
    if (a->span_count == 0 || (a->has_done && !a->waits))
        return false;
    a->waits = false;
    a->source = 0;
    return true;
}

void around_source(struct around *a)
{
    a->source++;
    a->number = 0;
    a->last_us = TIMESTAMP_NONE;
}

bool around_wants(struct around *a, int64_t time_us)
{
    a->number++;
    if (time_us != TIMESTAMP_NONE)
        a->last_us = time_us;
    if (a->last_us == TIMESTAMP_NONE)
        return false;
    a->next = (struct item){ .key = { a->last_us, a->source, a->number } };
    a->next.span = find_span(a, a->last_us);
    return a->next.span < a->span_count && (!a->has_done || key_order(&a->next.key, &a->done) > 0)
           && (!a->waits || key_order(&a->next.key, &a->limit) < 0);
}

static void swap(struct item *a, struct item *b)
{
    const struct item t = *a;
    *a = *b;
    *b = t;
}

static void push(struct around *a, struct item item)
{
    a->heap = alloc_grow(a->heap, &a->capacity, a->count + 1, sizeof *a->heap);
    size_t i = a->count++;
    a->heap[i] = item;
    for (; i > 0 && item_order(&a->heap[i], &a->heap[(i - 1) / 2]) > 0; i = (i - 1) / 2)
        swap(&a->heap[i], &a->heap[(i - 1) / 2]);
}

/* Takes the latest away; it waits for a later pass. */
static void evict(struct around *a)
{
    a->waits = true;
    a->limit = a->heap[0].key;
    a->bytes -= a->heap[0].len + sizeof(struct item);
    alloc_free(a->heap[0].text);
    a->heap[0] = a->heap[--a->count];
    for (size_t i = 0;;) {
        size_t latest = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < a->count; k++)
            if (item_order(&a->heap[k], &a->heap[latest]) > 0)
                latest = k;
        if (latest == i)
            return;
        swap(&a->heap[i], &a->heap[latest]);
        i = latest;
    }
}

void around_offer(struct around *a, struct slice text)
{
    struct item item = a->next;
    item.text = alloc_bytes(text.len);
    item.len = text.len;
    if (text.len > 0)
        memcpy(item.text, text.ptr, text.len);
    a->bytes += text.len + sizeof item;
    push(a, item);
    while (a->bytes > AROUND_BYTES_MAX && a->count > 1)
        evict(a);
}

void around_pass_end(struct around *a, struct slice gap, struct buf *out)
{
    if (a->count > 0)
        qsort(a->heap, a->count, sizeof *a->heap, item_order);
    for (size_t i = 0; i < a->count; i++) {
        const struct item *item = &a->heap[i];
        if (a->has_written && item->span != a->last_span)
            buf_add(out, gap);
        buf_add(out, slice_make(item->text, item->len));
        a->last_span = item->span;
        a->has_written = true;
        a->done = item->key;
    }
    a->has_done = true;
    drop_items(a);
}
