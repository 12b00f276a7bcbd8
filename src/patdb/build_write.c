/* Writes a sigset as a database file. layout.h has the format; the same sigset gives the same
 * bytes. */
#include "base/map.h"
#include "base/sha256.h"
#include "patdb/build_internal.h"
#include "patdb/layout.h"

#include <zlib.h>

struct section {
    struct buf bytes;
    uint32_t count;
};

struct writer {
    struct section sections[LAYOUT_SECTION_COUNT];
    struct map strings;
};

static void put(struct buf *out, uint32_t v)
{
    const char bytes[4] = { (char)(v & 0xff), (char)(v >> 8 & 0xff), (char)(v >> 16 & 0xff),
                            (char)(v >> 24) };
    buf_add(out, slice_make(bytes, sizeof bytes));
}

static void put_u64(struct buf *out, uint64_t v)
{
    put(out, (uint32_t)(v & UINT32_MAX));
    put(out, (uint32_t)(v >> 32));
}

static void put_double(struct buf *out, double v)
{
    uint64_t bits;
    _Static_assert(sizeof bits == sizeof v, "doubles are written as 64 bits");
    memcpy(&bits, &v, sizeof bits);
    put_u64(out, bits);
}

static void put_text(struct writer *w, struct buf *out, struct slice s)
{
    put(out, map_put(&w->strings, s, NULL));
}

/* The range that the next `count` records of a section will have. */
static void put_range(struct writer *w, struct buf *out, enum layout_section section,
                      uint32_t count)
{
    put(out, w->sections[section].count);
    put(out, count);
    w->sections[section].count += count;
}

static void put_list(struct writer *w, struct buf *out, const struct sig_list *list)
{
    put_range(w, out, LAYOUT_LISTS, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        put_text(w, &w->sections[LAYOUT_LISTS].bytes, list->items[i]);
}

static void put_indexes(struct writer *w, struct buf *out, const uint32_t *items, uint32_t count)
{
    put_range(w, out, LAYOUT_INDEXES, count);
    for (uint32_t i = 0; i < count; i++)
        put(&w->sections[LAYOUT_INDEXES].bytes, items[i]);
}

static void put_guards(struct writer *w, struct buf *out, const struct sig_pattern *pattern)
{
    struct buf *bytes = &w->sections[LAYOUT_GUARDS].bytes;
    put_range(w, out, LAYOUT_GUARDS, pattern->literals.count);
    for (uint32_t i = 0; i < pattern->literals.count; i++) {
        put_text(w, bytes, pattern->literals.items[i]);
        put_text(w, bytes, pattern->also[i]);
        put(bytes, pattern->windows[i]);
    }
}

static void put_patterns(struct writer *w, struct buf *out, const struct sig_pattern *items,
                         uint32_t count)
{
    struct buf *bytes = &w->sections[LAYOUT_PATTERNS].bytes;
    put_range(w, out, LAYOUT_PATTERNS, count);
    for (uint32_t i = 0; i < count; i++) {
        put_text(w, bytes, items[i].regex);
        put(bytes, (items[i].is_jq ? LAYOUT_PATTERN_JQ : 0)
                       | (uint32_t)(unsigned char)items[i].needs << LAYOUT_PATTERN_NEEDS_SHIFT);
        put_guards(w, bytes, &items[i]);
    }
}

static void put_edges(struct writer *w, struct buf *out, const struct sig *sig)
{
    struct buf *bytes = &w->sections[LAYOUT_EDGES].bytes;
    put_range(w, out, LAYOUT_EDGES, sig->cause_count);
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        put_text(w, bytes, sig->causes[i].effect_id);
        put(bytes, sig->causes[i].effect);
        put_double(bytes, sig->causes[i].strength);
    }
}

static void put_examples(struct writer *w, struct buf *out, const struct sig_example *items,
                         uint32_t count)
{
    struct buf *bytes = &w->sections[LAYOUT_EXAMPLES].bytes;
    struct buf *captures = &w->sections[LAYOUT_CAPTURES].bytes;
    put_range(w, out, LAYOUT_EXAMPLES, count);
    for (uint32_t i = 0; i < count; i++) {
        put_text(w, bytes, items[i].text);
        put_text(w, bytes, items[i].source);
        put_range(w, bytes, LAYOUT_CAPTURES, items[i].capture_count);
        for (uint32_t k = 0; k < items[i].capture_count; k++) {
            put_text(w, captures, items[i].captures[k].name);
            put_text(w, captures, items[i].captures[k].value);
        }
    }
}

static void put_absences(struct writer *w, struct buf *out, const struct sig_composite *composite)
{
    struct buf *bytes = &w->sections[LAYOUT_ABSENCES].bytes;
    put_range(w, out, LAYOUT_ABSENCES, composite->absence_count);
    for (uint32_t i = 0; i < composite->absence_count; i++) {
        const struct sig_absence *a = &composite->absences[i];
        put_text(w, bytes, a->id);
        put(bytes, a->sig);
        put(bytes, a->anchor);
        put_u64(bytes, (uint64_t)a->window_us);
        put_u64(bytes, (uint64_t)a->slide_us);
        put(bytes, a->is_absolute ? LAYOUT_ABSENCE_ABSOLUTE : 0);
    }
}

static void put_composite(struct writer *w, struct buf *out, const struct sig_composite *composite)
{
    struct buf *bytes = &w->sections[LAYOUT_TERMS].bytes;
    put(out, composite->type);
    put_u64(out, (uint64_t)composite->window_us);
    put_range(w, out, LAYOUT_TERMS, composite->term_count);
    for (uint32_t i = 0; i < composite->term_count; i++) {
        put_text(w, bytes, composite->terms[i].id);
        put(bytes, composite->terms[i].sig);
        put(bytes, composite->terms[i].count);
    }
    put_absences(w, out, composite);
}

static void put_sig(struct writer *w, const struct sig *sig)
{
    struct buf *out = &w->sections[LAYOUT_SIGS].bytes;
    put_text(w, out, sig->id);
    put_text(w, out, sig->title);
    put_text(w, out, sig->explain);
    put_text(w, out, sig->source);
    put(out, sig->kind);
    put(out, sig->domain);
    put(out, sig->severity);
    put(out, (sig->unguarded ? LAYOUT_FLAG_UNGUARDED : 0) | (sig->latent ? LAYOUT_FLAG_LATENT : 0)
                 | (sig->on_entry ? LAYOUT_FLAG_ON_ENTRY : 0)
                 | (sig->is_part ? LAYOUT_FLAG_PART : 0)
                 | (sig->composite.is_by_arrival ? LAYOUT_FLAG_BY_ARRIVAL : 0));
    put_double(out, sig->prior);
    put_double(out, sig->precision);
    put_patterns(w, out, sig->match, sig->match_count);
    put_patterns(w, out, sig->exclude, sig->exclude_count);
    put_edges(w, out, sig);
    put_list(w, out, &sig->refines_globs);
    put_list(w, out, &sig->recovers_globs);
    put_indexes(w, out, sig->refines, sig->refine_count);
    put_indexes(w, out, sig->recovers, sig->recover_count);
    put_list(w, out, &sig->confirm);
    put_list(w, out, &sig->fix);
    put_list(w, out, &sig->rollback);
    put_list(w, out, &sig->capture_names);
    put_examples(w, out, sig->examples, sig->example_count);
    put_examples(w, out, sig->counterexamples, sig->counterexample_count);
    put_composite(w, out, &sig->composite);
    put_text(w, out, sig->origin_file);
    put(out, sig->origin_line);
    w->sections[LAYOUT_SIGS].count++;
}

static void put_strings(struct writer *w)
{
    struct section *strings = &w->sections[LAYOUT_STRINGS], *text = &w->sections[LAYOUT_TEXT];
    for (uint32_t i = 0; i < w->strings.count; i++) {
        struct slice s = map_key(&w->strings, i);
        put(&strings->bytes, (uint32_t)text->bytes.len);
        put(&strings->bytes, (uint32_t)s.len);
        buf_add(&text->bytes, s);
    }
    strings->count = w->strings.count;
    text->count = (uint32_t)text->bytes.len;
}

static uint32_t crc_of(struct slice s)
{
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const unsigned char *)s.ptr, s.len);
}

static void put_header(const struct writer *w, struct slice payload, struct buf *out)
{
    unsigned char hash[SHA256_BYTES];
    size_t start = out->len;
    sha256(payload, hash);
    buf_add(out, slice_make(LAYOUT_MAGIC, LAYOUT_MAGIC_BYTES));
    put(out, LAYOUT_VERSION);
    put(out, LAYOUT_HEADER_BYTES);
    put_u64(out, LAYOUT_HEADER_BYTES + payload.len);
    put(out, crc_of(payload));
    put(out, 0);
    buf_add(out, slice_make((const char *)hash, sizeof hash));
    size_t offset = LAYOUT_HEADER_BYTES;
    for (int i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        put(out, (uint32_t)offset);
        put(out, w->sections[i].count);
        offset += w->sections[i].bytes.len;
    }
    put(out, crc_of(slice_from(buf_slice(out), start)));
}

enum status build_write(const struct sigset *set, struct buf *out, struct err *err)
{
    struct writer w = { 0 };
    struct buf payload;
    buf_init(&payload);
    map_init(&w.strings);
    for (uint32_t i = 0; i < set->count; i++)
        put_sig(&w, &set->items[i]);
    put_strings(&w);
    for (int i = 0; i < LAYOUT_SECTION_COUNT; i++)
        buf_add(&payload, buf_slice(&w.sections[i].bytes));
    enum status status = STATUS_OK;
    if (payload.len > LAYOUT_FILE_BYTES_MAX - LAYOUT_HEADER_BYTES) {
        err_set(err, "the database would be larger than %u MiB", LAYOUT_FILE_BYTES_MAX >> 20);
        status = STATUS_FAIL;
    } else {
        put_header(&w, buf_slice(&payload), out);
        buf_add(out, buf_slice(&payload));
    }
    for (int i = 0; i < LAYOUT_SECTION_COUNT; i++)
        buf_release(&w.sections[i].bytes);
    map_release(&w.strings);
    buf_release(&payload);
    return status;
}
