#include "cli/verify_items.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "report/report.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct reading {
    struct verify_items *out;
    size_t capacity;
};

static struct slice string_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? slice_make(json_string_value(value), json_string_length(value))
                                 : slice_empty();
}

static uint64_t number_of(const json_t *object, const char *key)
{
    const json_int_t n = json_integer_value(json_object_get(object, key));
    return n > 0 ? (uint64_t)n : 0;
}

/* A source that the report does not list gets a place behind the others. */
static uint32_t source_of(struct verify_items *items, struct slice name)
{
    for (uint32_t i = 0; i < items->source_count; i++)
        if (slice_eq(items->sources[i].name, name))
            return i;
    return items->source_count;
}

/* shown_key: the key of the text; what was made up quotes the line instead. */
static void take_item(struct reading *r, const json_t *object, const char *shown_key,
                      const char *role)
{
    struct verify_items *out = r->out;
    struct arena *arena = &out->arena;
    const struct slice hash = string_of(object, "hash");
    if (hash.len == 0) {
        out->unhashed++;
        return;
    }
    const struct slice quotes = string_of(object, "quotes");
    out->items = alloc_grow(out->items, &r->capacity, out->count + 1, sizeof *out->items);
    out->items[out->count++] = (struct verify_item){
        .source = source_of(out, string_of(object, "source")),
        .line = number_of(object, "line"),
        .offset = number_of(object, "offset"),
        .length = number_of(object, "length"),
        .hash = arena_copy(arena, hash),
        .shown = arena_copy(arena, quotes.len ? quotes : string_of(object, shown_key)),
        .role = arena_copy(arena, slice_cstr(role)),
        .roles = 1,
    };
}

static void take_list(struct reading *r, const json_t *owner, const char *list_key,
                      const char *what, struct slice id, const char *item_name)
{
    const json_t *list = json_object_get(owner, list_key);
    struct buf role;
    buf_init(&role);
    for (size_t i = 0; i < json_array_size(list); i++) {
        buf_reset(&role);
        buf_printf(&role, "%s", what);
        if (id.len)
            buf_printf(&role, " (%.*s)", SLICE_ARG(id));
        buf_printf(&role, ", %s %zu", item_name, i + 1);
        take_item(r, json_array_get(list, i), "text", buf_cstr(&role));
    }
    buf_release(&role);
}

static void take_all(struct reading *r, const json_t *root)
{
    char what[64];
    const json_t *list = json_object_get(root, "hypotheses");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *h = json_array_get(list, i);
        snprintf(what, sizeof what, "hypothesis %zu", i + 1);
        take_list(r, h, "evidence", what, string_of(h, "id"), "evidence");
        if (json_object_size(json_object_get(h, "change")) > 0) {
            snprintf(what, sizeof what, "change before hypothesis %zu", i + 1);
            take_item(r, json_object_get(h, "change"), "text", what);
        }
    }
    list = json_object_get(root, "findings");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        take_list(r, f, "examples", "finding", string_of(f, "signature"), "example");
    }
    list = json_object_get(root, "unknown_errors");
    for (size_t i = 0; i < json_array_size(list); i++) {
        snprintf(what, sizeof what, "unknown error %zu", i + 1);
        take_item(r, json_array_get(list, i), "example", what);
    }
}

static void take_sources(struct verify_items *out, const json_t *root)
{
    const json_t *list = json_object_get(json_object_get(root, "input"), "sources");
    out->sources = arena_zeroed(&out->arena, json_array_size(list), sizeof *out->sources);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *source = json_array_get(list, i);
        out->sources[out->source_count++] = (struct verify_source){
            .name = arena_copy(&out->arena, string_of(source, "name")),
            .bytes = number_of(source, "bytes"),
        };
    }
}

/* --- one item per place ----------------------------------------------------------------------- */

static int place_order(const void *pa, const void *pb)
{
    const struct verify_item *a = pa, *b = pb;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    const int hash = slice_cmp(a->hash, b->hash);
    return hash != 0 ? hash : slice_cmp(a->shown, b->shown);
}

/* Order of the report breaks ties, so that the most telling role is named. */
static void join_alike(struct verify_items *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->count; i++) {
        struct verify_item *last = n ? &out->items[n - 1] : NULL;
        if (last && place_order(last, &out->items[i]) == 0)
            last->roles++;
        else
            out->items[n++] = out->items[i];
    }
    out->count = n;
}

/* Insertion into place by merging would be longer; qsort is not stable, so the index decides. */
struct ranked_item {
    struct verify_item item;
    uint32_t index;
};

static int ranked_order(const void *pa, const void *pb)
{
    const struct ranked_item *a = pa, *b = pb;
    const int order = place_order(&a->item, &b->item);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static void sort_items(struct verify_items *out)
{
    struct ranked_item *ranked = alloc_zeroed(out->count, sizeof *ranked);
    for (uint32_t i = 0; i < out->count; i++)
        ranked[i] = (struct ranked_item){ out->items[i], i };
    if (out->count)
        qsort(ranked, out->count, sizeof *ranked, ranked_order);
    for (uint32_t i = 0; i < out->count; i++)
        out->items[i] = ranked[i].item;
    alloc_free(ranked);
    join_alike(out);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct input {
    FILE *file;
    size_t read;
};

/* For jansson: ends with an error where the report is too long. */
static size_t read_some(void *buffer, size_t size, void *data)
{
    struct input *in = data;
    const size_t n = fread(buffer, 1, size, in->file);
    in->read += n;
    if (ferror(in->file) || in->read > VERIFY_REPORT_BYTES_MAX)
        return (size_t)-1;
    return n;
}

static json_t *load(const char *path, struct err *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct input in = { is_stdin ? stdin : fopen(path, "rb"), 0 };
    json_error_t error;
    if (!in.file) {
        err_set(err, "%s: %s", path, strerror(errno));
        return NULL;
    }
    json_t *root = json_load_callback(read_some, &in, 0, &error);
    if (!is_stdin)
        fclose(in.file);
    if (!root)
        err_set(err, "%s: no JSON report (made with -o json): line %d: %s", path, error.line,
                error.text);
    return root;
}

enum status verify_items_read(struct verify_items *items, const char *path, struct err *err)
{
    *items = (struct verify_items){ 0 };
    arena_init(&items->arena);
    json_t *root = load(path, err);
    if (!root)
        return STATUS_FAIL;
    if (!slice_eq(string_of(root, "schema"), SLICE(REPORT_SCHEMA))) {
        err_set(err, "%s: no report of the schema " REPORT_SCHEMA " (made with -o json)", path);
        json_decref(root);
        return STATUS_FAIL;
    }
    struct reading r = { .out = items };
    take_sources(items, root);
    take_all(&r, root);
    json_decref(root);
    sort_items(items);
    return STATUS_OK;
}

void verify_items_release(struct verify_items *items)
{
    arena_release(&items->arena);
    alloc_free(items->items);
}
