#include "patdb/db_decode.h"

#include "patdb/layout.h"
#include "patdb/window.h"

/* The sections while they are decoded. Arrays are as long as their section's count. */
struct decoder {
    struct arena *arena;
    struct slice bytes;
    uint32_t offset[LAYOUT_SECTION_COUNT], count[LAYOUT_SECTION_COUNT];
    uint64_t claimed[LAYOUT_SECTION_COUNT]; /* sum of the ranges handed out */
    struct slice *strings, *lists, *guards;
    struct slice *also; /* of guards */
    uint16_t *windows;  /* of guards */
    uint32_t *indexes;
    struct sig_pattern *patterns;
    struct sig_edge *edges;
    struct sig_example *examples;
    struct sig_capture *captures;
    struct sig_term *terms;
    struct sig_absence *absences;
    struct sig *sigs;
    const char *bad; /* the first thing found wrong, or NULL */
};

/* Bytes per record, by section. */
static const uint32_t record_bytes[LAYOUT_SECTION_COUNT] = {
    [LAYOUT_SIGS] = 4 * LAYOUT_SIG_WORDS,         [LAYOUT_PATTERNS] = 4 * LAYOUT_PATTERN_WORDS,
    [LAYOUT_GUARDS] = 4 * LAYOUT_GUARD_WORDS,     [LAYOUT_EDGES] = 4 * LAYOUT_EDGE_WORDS,
    [LAYOUT_EXAMPLES] = 4 * LAYOUT_EXAMPLE_WORDS, [LAYOUT_CAPTURES] = 4 * LAYOUT_CAPTURE_WORDS,
    [LAYOUT_TERMS] = 4 * LAYOUT_TERM_WORDS,       [LAYOUT_ABSENCES] = 4 * LAYOUT_ABSENCE_WORDS,
    [LAYOUT_LISTS] = 4 * LAYOUT_LIST_WORDS,       [LAYOUT_INDEXES] = 4 * LAYOUT_INDEX_WORDS,
    [LAYOUT_STRINGS] = 4 * LAYOUT_STRING_WORDS,   [LAYOUT_TEXT] = 1,
};

/* Takes the next word of a record; record lengths are fixed and checked per section. */
static uint32_t next(const struct decoder *d, size_t *at)
{
    uint32_t v = db_word_at(d->bytes, *at);
    *at += 4;
    return v;
}

static uint64_t next_u64(const struct decoder *d, size_t *at)
{
    uint64_t low = next(d, at);
    return low | (uint64_t)next(d, at) << 32;
}

static void spoil(struct decoder *d, const char *what)
{
    if (!d->bad)
        d->bad = what;
}

static double next_chance(struct decoder *d, size_t *at)
{
    uint64_t bits = next_u64(d, at);
    double v;
    memcpy(&v, &bits, sizeof v);
    if (!(v >= 0 && v <= 1)) { /* not a number, too */
        spoil(d, "a probability is not between 0 and 1");
        return 0;
    }
    return v;
}

static struct slice next_text(struct decoder *d, size_t *at)
{
    uint32_t index = next(d, at);
    if (index >= d->count[LAYOUT_STRINGS]) {
        spoil(d, "a text index is out of range");
        return slice_empty();
    }
    return d->strings[index];
}

/* A number below `limit`, else 0. */
static uint32_t next_below(struct decoder *d, size_t *at, uint32_t limit, const char *what)
{
    uint32_t v = next(d, at);
    if (v < limit)
        return v;
    spoil(d, what);
    return 0;
}

/* A range of a section: its first record and *count, which is 0 when it is out of bounds. All
 * ranges together may not be longer than the section, or a small file could stand for endless work.
 */
static uint32_t next_range(struct decoder *d, size_t *at, enum layout_section section,
                           uint32_t *count)
{
    uint32_t first = next(d, at);
    *count = next(d, at);
    d->claimed[section] += *count;
    if (first <= d->count[section] && *count <= d->count[section] - first
        && d->claimed[section] <= d->count[section])
        return first;
    spoil(d, "a list is out of range");
    *count = 0;
    return 0;
}

static struct sig_list next_list(struct decoder *d, size_t *at)
{
    struct sig_list list;
    list.items = d->lists + next_range(d, at, LAYOUT_LISTS, &list.count);
    return list;
}

static void decode_strings(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_STRINGS];
    struct slice text = slice_sub(d->bytes, d->offset[LAYOUT_TEXT], d->count[LAYOUT_TEXT]);
    for (uint32_t i = 0; i < d->count[LAYOUT_STRINGS]; i++) {
        uint32_t from = next(d, &at), len = next(d, &at);
        if (from > text.len || len > text.len - from)
            spoil(d, "a text is out of range");
        d->strings[i] = slice_sub(text, from, len);
    }
    at = d->offset[LAYOUT_LISTS];
    for (uint32_t i = 0; i < d->count[LAYOUT_LISTS]; i++)
        d->lists[i] = next_text(d, &at);
    at = d->offset[LAYOUT_INDEXES];
    for (uint32_t i = 0; i < d->count[LAYOUT_INDEXES]; i++)
        d->indexes[i] =
            next_below(d, &at, d->count[LAYOUT_SIGS], "a signature index is out of range");
}

/* The matcher reads the bytes of a window, wherever it is said to be. */
static void decode_guards(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_GUARDS];
    for (uint32_t i = 0; i < d->count[LAYOUT_GUARDS]; i++) {
        d->guards[i] = next_text(d, &at);
        d->also[i] = next_text(d, &at);
        const size_t places = window_places(d->guards[i].len);
        if (d->guards[i].len == 0)
            spoil(d, "a guard is empty");
        d->windows[i] = (uint16_t)next_below(d, &at, places > 0 ? (uint32_t)places : 1,
                                             "a window is not in its guard");
    }
}

static void decode_patterns(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_PATTERNS];
    for (uint32_t i = 0; i < d->count[LAYOUT_PATTERNS]; i++) {
        struct sig_pattern *p = &d->patterns[i];
        p->regex = next_text(d, &at);
        const uint32_t flags = next(d, &at);
        p->is_jq = flags & LAYOUT_PATTERN_JQ;
        p->needs = (char)(flags >> LAYOUT_PATTERN_NEEDS_SHIFT & 0xff);
        const uint32_t first = next_range(d, &at, LAYOUT_GUARDS, &p->literals.count);
        p->literals.items = d->guards + first;
        p->also = d->also + first;
        p->windows = d->windows + first;
    }
}

static void decode_edges(struct decoder *d)
{
    uint32_t sigs = d->count[LAYOUT_SIGS];
    size_t at = d->offset[LAYOUT_EDGES];
    for (uint32_t i = 0; i < d->count[LAYOUT_EDGES]; i++) {
        struct sig_edge *e = &d->edges[i];
        e->effect_id = next_text(d, &at);
        e->effect = next_below(d, &at, sigs, "an effect is out of range");
        e->strength = next_chance(d, &at);
    }
    at = d->offset[LAYOUT_TERMS];
    for (uint32_t i = 0; i < d->count[LAYOUT_TERMS]; i++) {
        struct sig_term *t = &d->terms[i];
        t->id = next_text(d, &at);
        t->sig = next_below(d, &at, sigs, "a term is out of range");
        t->count = next(d, &at);
        if (t->count == 0)
            spoil(d, "a term counts to zero");
    }
}

/* Times of absences are added up, so they are bounded. */
static int64_t next_span(struct decoder *d, size_t *at)
{
    const int64_t v = (int64_t)next_u64(d, at);
    if (v >= -SIG_SPAN_US_MAX && v <= SIG_SPAN_US_MAX)
        return v;
    spoil(d, "a time is out of range");
    return 0;
}

static void decode_absences(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_ABSENCES];
    for (uint32_t i = 0; i < d->count[LAYOUT_ABSENCES]; i++) {
        struct sig_absence *a = &d->absences[i];
        a->id = next_text(d, &at);
        a->sig = next_below(d, &at, d->count[LAYOUT_SIGS], "an absence is out of range");
        a->anchor = next(d, &at);
        a->window_us = next_span(d, &at);
        a->slide_us = next_span(d, &at);
        a->is_absolute = next(d, &at) & LAYOUT_ABSENCE_ABSOLUTE;
    }
}

static void decode_examples(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_CAPTURES];
    for (uint32_t i = 0; i < d->count[LAYOUT_CAPTURES]; i++) {
        d->captures[i].name = next_text(d, &at);
        d->captures[i].value = next_text(d, &at);
    }
    at = d->offset[LAYOUT_EXAMPLES];
    for (uint32_t i = 0; i < d->count[LAYOUT_EXAMPLES]; i++) {
        struct sig_example *e = &d->examples[i];
        e->text = next_text(d, &at);
        e->source = next_text(d, &at);
        e->captures = d->captures + next_range(d, &at, LAYOUT_CAPTURES, &e->capture_count);
    }
}

/* What the replay of a composite by arrival relies on. */
static void check_arrival(struct decoder *d, const struct sig_composite *c)
{
    uint64_t occurrences = 0;
    for (uint32_t i = 0; i < c->term_count; i++)
        occurrences += c->terms[i].count;
    if (c->term_count > SIG_ARRIVAL_TERMS_MAX || c->absence_count > SIG_ARRIVAL_TERMS_MAX
        || occurrences > SIG_ARRIVAL_COUNT_MAX)
        spoil(d, "a composite has too many terms");
    for (uint32_t i = 0; i < c->absence_count; i++)
        if (c->absences[i].anchor >= occurrences)
            spoil(d, "an anchor is out of range");
}

static void decode_composite(struct decoder *d, size_t *at, struct sig_composite *c)
{
    c->type = (enum sig_composite_type)next_below(d, at, SIG_SEQUENCE + 1,
                                                  "a composite has no known type");
    uint64_t window = next_u64(d, at);
    c->terms = d->terms + next_range(d, at, LAYOUT_TERMS, &c->term_count);
    c->absences = d->absences + next_range(d, at, LAYOUT_ABSENCES, &c->absence_count);
    if (window > INT64_MAX || (c->type != SIG_SIMPLE && c->term_count == 0)
        || (c->type != SIG_SIMPLE && !c->is_by_arrival && window == 0)
        || (c->is_by_arrival && (c->type == SIG_SIMPLE || window > SIG_SPAN_US_MAX)))
        spoil(d, "a composite has no window or no terms");
    c->window_us = (int64_t)(window & INT64_MAX);
    if (c->is_by_arrival)
        check_arrival(d, c);
}

static void decode_sig(struct decoder *d, size_t at, struct sig *sig)
{
    sig->id = next_text(d, &at);
    sig->title = next_text(d, &at);
    sig->explain = next_text(d, &at);
    sig->source = next_text(d, &at);
    sig->kind = (enum sig_kind)next_below(d, &at, SIG_KIND_COUNT, "a kind is not known");
    sig->domain = (enum sig_domain)next_below(d, &at, SIG_DOMAIN_COUNT, "a domain is not known");
    sig->severity =
        (enum sig_severity)next_below(d, &at, SIG_SEVERITY_COUNT, "a severity is not known");
    uint32_t flags = next(d, &at);
    sig->unguarded = flags & LAYOUT_FLAG_UNGUARDED;
    sig->latent = flags & LAYOUT_FLAG_LATENT;
    sig->on_entry = flags & LAYOUT_FLAG_ON_ENTRY;
    sig->is_part = flags & LAYOUT_FLAG_PART;
    sig->composite.is_by_arrival = flags & LAYOUT_FLAG_BY_ARRIVAL;
    sig->prior = next_chance(d, &at);
    sig->precision = next_chance(d, &at);
    sig->match = d->patterns + next_range(d, &at, LAYOUT_PATTERNS, &sig->match_count);
    sig->exclude = d->patterns + next_range(d, &at, LAYOUT_PATTERNS, &sig->exclude_count);
    sig->causes = d->edges + next_range(d, &at, LAYOUT_EDGES, &sig->cause_count);
    sig->refines_globs = next_list(d, &at);
    sig->recovers_globs = next_list(d, &at);
    sig->refines = d->indexes + next_range(d, &at, LAYOUT_INDEXES, &sig->refine_count);
    sig->recovers = d->indexes + next_range(d, &at, LAYOUT_INDEXES, &sig->recover_count);
    sig->confirm = next_list(d, &at);
    sig->fix = next_list(d, &at);
    sig->rollback = next_list(d, &at);
    sig->capture_names = next_list(d, &at);
    sig->examples = d->examples + next_range(d, &at, LAYOUT_EXAMPLES, &sig->example_count);
    sig->counterexamples =
        d->examples + next_range(d, &at, LAYOUT_EXAMPLES, &sig->counterexample_count);
    decode_composite(d, &at, &sig->composite);
    sig->origin_file = next_text(d, &at);
    sig->origin_line = next(d, &at);
}

static void decode_sigs(struct decoder *d)
{
    size_t at = d->offset[LAYOUT_SIGS];
    for (uint32_t i = 0; i < d->count[LAYOUT_SIGS]; i++) {
        decode_sig(d, at + (size_t)i * record_bytes[LAYOUT_SIGS], &d->sigs[i]);
        if (d->sigs[i].id.len == 0 || (i && slice_cmp(d->sigs[i - 1].id, d->sigs[i].id) >= 0))
            spoil(d, "the signatures are not in order of id");
    }
}

/* Inference walks the causes and relies on it that there is no circle. Takes away, one after the
 * other, signatures that nothing left causes (Kahn 1962); a circle is what remains. */
static void check_circles(struct decoder *d)
{
    uint32_t count = d->count[LAYOUT_SIGS], head = 0, tail = 0;
    uint32_t *causes_left = arena_zeroed(d->arena, count, sizeof *causes_left);
    uint32_t *queue = arena_zeroed(d->arena, count, sizeof *queue);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < d->sigs[i].cause_count; k++)
            causes_left[d->sigs[i].causes[k].effect]++;
    for (uint32_t i = 0; i < count; i++)
        if (causes_left[i] == 0)
            queue[tail++] = i;
    while (head < tail) {
        const struct sig *sig = &d->sigs[queue[head++]];
        for (uint32_t k = 0; k < sig->cause_count; k++)
            if (--causes_left[sig->causes[k].effect] == 0)
                queue[tail++] = sig->causes[k].effect;
    }
    if (tail < count)
        spoil(d, "the causes go in a circle");
}

/* Reads the table of sections. The sum of what they claim is bounded by the file, so that no
 * allocation below is larger than the file by more than a small factor. */
static void decode_sections(struct decoder *d)
{
    uint64_t end = LAYOUT_HEADER_BYTES;
    for (uint32_t i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        d->offset[i] = db_word_at(d->bytes, 64 + 8 * (size_t)i);
        d->count[i] = db_word_at(d->bytes, 64 + 8 * (size_t)i + 4);
        if (d->offset[i] != end)
            spoil(d, "a section is not in its place");
        end += (uint64_t)d->count[i] * record_bytes[i];
    }
    if (end != d->bytes.len)
        spoil(d, "the sections do not fill the file");
}

enum status db_decode(struct slice bytes, struct arena *arena, struct sigset *set, struct err *err)
{
    struct decoder d = { .arena = arena, .bytes = bytes };
    decode_sections(&d);
    if (!d.bad) {
        const uint32_t *count = d.count;
        d.strings = arena_zeroed(d.arena, count[LAYOUT_STRINGS], sizeof *d.strings);
        d.lists = arena_zeroed(d.arena, count[LAYOUT_LISTS], sizeof *d.lists);
        d.indexes = arena_zeroed(d.arena, count[LAYOUT_INDEXES], sizeof *d.indexes);
        d.guards = arena_zeroed(d.arena, count[LAYOUT_GUARDS], sizeof *d.guards);
        d.also = arena_zeroed(d.arena, count[LAYOUT_GUARDS], sizeof *d.also);
        d.windows = arena_zeroed(d.arena, count[LAYOUT_GUARDS], sizeof *d.windows);
        d.patterns = arena_zeroed(d.arena, count[LAYOUT_PATTERNS], sizeof *d.patterns);
        d.edges = arena_zeroed(d.arena, count[LAYOUT_EDGES], sizeof *d.edges);
        d.examples = arena_zeroed(d.arena, count[LAYOUT_EXAMPLES], sizeof *d.examples);
        d.captures = arena_zeroed(d.arena, count[LAYOUT_CAPTURES], sizeof *d.captures);
        d.terms = arena_zeroed(d.arena, count[LAYOUT_TERMS], sizeof *d.terms);
        d.absences = arena_zeroed(d.arena, count[LAYOUT_ABSENCES], sizeof *d.absences);
        d.sigs = arena_zeroed(d.arena, count[LAYOUT_SIGS], sizeof *d.sigs);
        decode_strings(&d);
        decode_guards(&d);
        decode_patterns(&d);
        decode_edges(&d);
        decode_absences(&d);
        decode_examples(&d);
        decode_sigs(&d);
    }
    if (!d.bad)
        check_circles(&d);
    if (d.bad) {
        err_set(err, "damaged signature database: %s; compile it again", d.bad);
        return STATUS_FAIL;
    }
    set->items = d.sigs;
    set->count = d.count[LAYOUT_SIGS];
    return STATUS_OK;
}
