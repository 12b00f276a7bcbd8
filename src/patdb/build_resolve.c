/* Relations: ids and globs to indexes, and the test that causes form no circle. */
#include "base/alloc.h"
#include "patdb/build_internal.h"

#define DISTANCE_ID_BYTES_MAX 64

static uint32_t minimum(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance; long ids are not compared. */
static uint32_t distance(struct slice a, struct slice b)
{
    uint32_t row[DISTANCE_ID_BYTES_MAX + 1];
    if (a.len > DISTANCE_ID_BYTES_MAX || b.len > DISTANCE_ID_BYTES_MAX)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (uint32_t i = 1; i <= a.len; i++) {
        uint32_t corner = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= b.len; j++) {
            uint32_t above = row[j];
            uint32_t swap = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            row[j] = minimum(minimum(above, row[j - 1]) + 1, swap);
            corner = above;
        }
    }
    return row[b.len];
}

void build_suggest(const struct sigset *set, struct slice id, struct buf *out)
{
    uint32_t best = SIG_NONE, best_distance = BUILD_NEAR_MAX + 1;
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t d = distance(set->items[i].id, id);
        if (d < best_distance) {
            best_distance = d;
            best = i;
        }
    }
    if (best != SIG_NONE) {
        buf_add_cstr(out, "; did you mean '");
        buf_add(out, set->items[best].id);
        buf_add_cstr(out, "'?");
    }
}

static void report_unknown(struct build *b, const struct build_item *item, const char *where,
                           struct slice id, uint32_t line)
{
    struct buf near;
    buf_init(&near);
    build_suggest(&b->set, id, &near);
    build_report(b, !b->is_lenient, item->sig.origin_file, line ? line : item->sig.origin_line,
                 "%.*s: '%s' names '%.*s', which no signature has%s", SLICE_ARG(item->sig.id),
                 where, SLICE_ARG(id), buf_cstr(&near));
    buf_release(&near);
}

static void resolve_causes(struct build *b, uint32_t index)
{
    struct sig *sig = &b->set.items[index];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sig->cause_count; i++) {
        struct sig_edge edge = sig->causes[i];
        edge.effect = sigset_find(&b->set, edge.effect_id);
        bool is_twice = false;
        for (uint32_t k = 0; k < kept; k++)
            is_twice |= sig->causes[k].effect == edge.effect;
        if (edge.effect == SIG_NONE)
            report_unknown(b, b->sorted[index], "causes", edge.effect_id,
                           b->sorted[index]->causes_line);
        else if (is_twice)
            build_report(b, true, sig->origin_file, b->sorted[index]->causes_line,
                         "%.*s: 'causes' names '%.*s' twice", SLICE_ARG(sig->id),
                         SLICE_ARG(edge.effect_id));
        else
            sig->causes[kept++] = edge;
    }
    sig->cause_count = kept;
}

/* Indexes that the globs match, ascending, without the signature itself. */
static uint32_t *resolve_globs(struct build *b, uint32_t index, const struct sig_list *globs,
                               const char *where, uint32_t line, uint32_t *count)
{
    bool *is_in = alloc_zeroed(b->set.count, sizeof *is_in);
    *count = 0;
    for (uint32_t g = 0; g < globs->count; g++) {
        bool is_used = false;
        for (uint32_t i = 0; i < b->set.count; i++) {
            if (i == index || !slice_glob(globs->items[g], b->set.items[i].id))
                continue;
            is_used = true;
            *count += !is_in[i];
            is_in[i] = true;
        }
        if (!is_used)
            report_unknown(b, b->sorted[index], where, globs->items[g], line);
    }
    uint32_t *out = arena_zeroed(&b->arena, *count, sizeof *out);
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->set.count; i++)
        if (is_in[i])
            out[n++] = i;
    alloc_free(is_in);
    return out;
}

static void resolve_composite(struct build *b, uint32_t index)
{
    struct sig_composite *composite = &b->set.items[index].composite;
    const struct build_item *item = b->sorted[index];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < composite->term_count; i++) {
        struct sig_term term = composite->terms[i];
        term.sig = sigset_find(&b->set, term.id);
        if (term.sig == SIG_NONE)
            report_unknown(b, item, "terms", term.id, item->composite_line);
        else if (b->set.items[term.sig].composite.type != SIG_SIMPLE)
            build_report(b, true, item->sig.origin_file, item->composite_line,
                         "%.*s: the term '%.*s' is a composite itself; name what it is made of",
                         SLICE_ARG(item->sig.id), SLICE_ARG(term.id));
        else
            composite->terms[kept++] = term;
        if (term.sig != SIG_NONE && composite->is_by_arrival
            && b->set.items[term.sig].kind == SIG_NOISE)
            b->set.items[term.sig].is_part = true;
    }
    composite->term_count = kept;
    uint32_t known = 0;
    for (uint32_t i = 0; i < composite->absence_count; i++) {
        struct sig_absence absence = composite->absences[i];
        absence.sig = sigset_find(&b->set, absence.id);
        if (absence.sig == SIG_NONE)
            report_unknown(b, item, "absent", absence.id, item->composite_line);
        else
            composite->absences[known++] = absence;
    }
    composite->absence_count = known;
}

/* Walk of the cause graph, depth first with a stack of our own. */
struct walk {
    struct build *b;
    uint8_t *state;        /* 0: not seen, 1: on the stack, 2: done */
    uint32_t *path, *next; /* stack of nodes; next edge of each */
    uint32_t depth;
};

static void report_cycle(struct walk *w, uint32_t back_to)
{
    const struct sig *from = &w->b->set.items[back_to];
    struct buf text;
    buf_init(&text);
    uint32_t at = 0;
    while (w->path[at] != back_to)
        at++;
    for (; at < w->depth; at++) {
        buf_add(&text, w->b->set.items[w->path[at]].id);
        buf_add_cstr(&text, " -> ");
    }
    buf_add(&text, from->id);
    build_report(w->b, true, from->origin_file,
                 w->b->sorted[back_to]->causes_line ? w->b->sorted[back_to]->causes_line
                                                    : from->origin_line,
                 "'causes' goes in a circle: %s; remove one step", buf_cstr(&text));
    buf_release(&text);
}

static void walk_from(struct walk *w, uint32_t start)
{
    w->depth = 1;
    w->path[0] = start;
    w->next[0] = 0;
    w->state[start] = 1;
    while (w->depth) {
        uint32_t node = w->path[w->depth - 1];
        const struct sig *sig = &w->b->set.items[node];
        if (w->next[w->depth - 1] == sig->cause_count) {
            w->state[node] = 2;
            w->depth--;
            continue;
        }
        uint32_t effect = sig->causes[w->next[w->depth - 1]++].effect;
        if (w->state[effect] == 1) {
            report_cycle(w, effect);
        } else if (w->state[effect] == 0) {
            w->state[effect] = 1;
            w->path[w->depth] = effect;
            w->next[w->depth++] = 0;
        }
    }
}

static void find_cycles(struct build *b)
{
    struct walk w = { .b = b,
                      .state = alloc_zeroed(b->set.count, sizeof *w.state),
                      .path = alloc_zeroed(b->set.count, sizeof *w.path),
                      .next = alloc_zeroed(b->set.count, sizeof *w.next) };
    for (uint32_t i = 0; i < b->set.count; i++)
        if (w.state[i] == 0)
            walk_from(&w, i);
    alloc_free(w.state);
    alloc_free(w.path);
    alloc_free(w.next);
}

void build_resolve(struct build *b)
{
    for (uint32_t i = 0; i < b->set.count; i++) {
        struct sig *sig = &b->set.items[i];
        const struct build_item *item = b->sorted[i];
        resolve_causes(b, i);
        sig->refines = resolve_globs(b, i, &sig->refines_globs, "refines", item->refines_line,
                                     &sig->refine_count);
        sig->recovers = resolve_globs(b, i, &sig->recovers_globs, "recovers", item->recovers_line,
                                      &sig->recover_count);
        resolve_composite(b, i);
    }
    find_cycles(b);
}
