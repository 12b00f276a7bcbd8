#include "cli/db_cross.h"

#include "base/alloc.h"
#include "base/map.h"
#include "match/matcher.h"

struct cross {
    struct db_work *work;
    const struct sigset *set;
    struct matcher *matcher;
    bool *seen;             /* scratch of leads_to, by signature */
    uint32_t *stack;        /* the same */
    uint32_t *both;         /* by signature: examples at work that it matches, too */
    const struct hit *hits; /* of the example at work */
    size_t hit_count;
};

static void cross_init(struct cross *c, struct db_work *w)
{
    *c = (struct cross){ .work = w, .set = w->set, .matcher = matcher_new(w->set, NULL) };
    c->seen = alloc_zeroed(c->set->count, sizeof *c->seen);
    c->stack = alloc_zeroed(c->set->count, sizeof *c->stack);
    c->both = alloc_zeroed(c->set->count, sizeof *c->both);
}

static void cross_release(struct cross *c)
{
    matcher_free(c->matcher);
    alloc_free(c->seen);
    alloc_free(c->stack);
    alloc_free(c->both);
}

/* Matches an example as an event of one line of the source. */
static void match(struct cross *c, const struct sig_example *example)
{
    const struct event_line line = { .line = 1 };
    const struct event event = { .time_us = TIMESTAMP_NONE,
                                 .message = example->text,
                                 .length = example->text.len,
                                 .lines = &line,
                                 .line_count = 1 };
    c->hit_count = matcher_event(c->matcher, &event, &c->hits);
}

static bool is_hit(const struct cross *c, uint32_t sig)
{
    for (size_t i = 0; i < c->hit_count; i++)
        if (c->hits[i].sig == sig)
            return true;
    return false;
}

static bool refines(const struct cross *c, uint32_t from, uint32_t to)
{
    const struct sig *sig = &c->set->items[from];
    for (uint32_t i = 0; i < sig->refine_count; i++)
        if (sig->refines[i] == to)
            return true;
    return false;
}

/* Is there a path from one to the other along causes? */
static bool leads_to(struct cross *c, uint32_t from, uint32_t to)
{
    uint32_t depth = 0;
    memset(c->seen, 0, c->set->count * sizeof *c->seen);
    c->stack[depth++] = from;
    c->seen[from] = true;
    while (depth) {
        const struct sig *sig = &c->set->items[c->stack[--depth]];
        for (uint32_t i = 0; i < sig->cause_count; i++) {
            uint32_t effect = sig->causes[i].effect;
            if (effect == to)
                return true;
            if (!c->seen[effect])
                c->stack[depth++] = effect;
            c->seen[effect] = true;
        }
    }
    return false;
}

static bool is_declared(struct cross *c, uint32_t a, uint32_t b)
{
    return refines(c, a, b) || refines(c, b, a) || leads_to(c, a, b) || leads_to(c, b, a);
}

/* Two recoveries close what each closes; two noises hide a line once. */
static bool is_harmless(const struct cross *c, uint32_t a, uint32_t b)
{
    enum sig_kind kind = c->set->items[a].kind;
    return kind == c->set->items[b].kind && (kind == SIG_RECOVERY || kind == SIG_NOISE);
}

static bool has_example(const struct cross *c, uint32_t sig, struct slice text)
{
    const struct sig *s = &c->set->items[sig];
    for (uint32_t i = 0; i < s->example_count; i++)
        if (slice_eq(s->examples[i].text, text))
            return true;
    return false;
}

static void find_foreign(struct cross *c, uint32_t sig, const struct sig_example *example)
{
    bool is_told = false; /* by the signature itself, or by one that says more */
    match(c, example);
    for (size_t i = 0; i < c->hit_count; i++) {
        uint32_t other = c->hits[i].sig;
        is_told |= other == sig || refines(c, other, sig);
        if (other == sig || has_example(c, other, example->text) || is_declared(c, sig, other)
            || is_harmless(c, sig, other))
            continue;
        struct slice id = c->set->items[other].id;
        if (db_work_warn(c->work, "foreign", sig, id,
                         "an example also matches regex %u of %.*s, which is not related",
                         c->hits[i].pattern + 1, SLICE_ARG(id)))
            db_work_print_text(example->text);
    }
    if (!is_told
        && db_work_warn(c->work, "lost", sig, slice_empty(),
                        "an example is lost among all signatures: neither this one is found, nor "
                        "one that refines it"))
        db_work_print_text(example->text);
}

void db_cross_foreign(struct db_work *w)
{
    struct cross c;
    cross_init(&c, w);
    for (uint32_t i = 0; i < c.set->count; i++)
        for (uint32_t k = 0; db_work_is_own(w, i) && k < c.set->items[i].example_count; k++)
            find_foreign(&c, i, &c.set->items[i].examples[k]);
    cross_release(&c);
}

/* How many examples of `sig` does `other` match? */
static uint32_t count_shared(struct cross *c, uint32_t sig, uint32_t other)
{
    uint32_t shared = 0;
    for (uint32_t k = 0; k < c->set->items[sig].example_count; k++) {
        match(c, &c->set->items[sig].examples[k]);
        shared += is_hit(c, other);
    }
    return shared;
}

static void find_shadows(struct cross *c, uint32_t sig)
{
    const struct sig *s = &c->set->items[sig];
    memset(c->both, 0, c->set->count * sizeof *c->both);
    for (uint32_t k = 0; k < s->example_count; k++) {
        match(c, &s->examples[k]);
        for (size_t i = 0; i < c->hit_count; i++)
            c->both[c->hits[i].sig]++;
    }
    for (uint32_t other = 0; other < c->set->count; other++) {
        const struct sig *o = &c->set->items[other];
        if (other == sig || !s->example_count || c->both[other] < s->example_count
            || is_declared(c, sig, other))
            continue;
        bool is_same = count_shared(c, other, sig) == o->example_count;
        db_work_warn(c->work, "shadowed", sig, o->id,
                     "each of its %u example(s) also matches %.*s%s; write 'refines' or 'causes', "
                     "or join them",
                     s->example_count, SLICE_ARG(o->id),
                     is_same ? ", and the other way round" : ", which has others, too");
    }
}

void db_cross_shadowed(struct db_work *w)
{
    struct cross c;
    cross_init(&c, w);
    for (uint32_t i = 0; i < c.set->count; i++)
        if (db_work_is_own(w, i))
            find_shadows(&c, i);
    cross_release(&c);
}

/* A regex that signature `sig` and, before it, `other` have. */
static void tell_twin(struct cross *c, uint32_t sig, uint32_t pattern, uint32_t other)
{
    struct slice id = c->set->items[other].id;
    bool is_own = db_work_is_own(c->work, sig) || db_work_is_own(c->work, other);
    if (is_own && !is_declared(c, sig, other))
        db_work_warn(c->work, "twin", sig, id,
                     "regex %u is also one of %.*s; remove it or write 'refines'", pattern + 1,
                     SLICE_ARG(id));
}

void db_cross_twins(struct db_work *w)
{
    struct cross c;
    struct map seen;
    uint32_t *owner = NULL;
    size_t capacity = 0;
    cross_init(&c, w);
    map_init(&seen);
    for (uint32_t i = 0; i < c.set->count; i++) {
        for (uint32_t k = 0; k < c.set->items[i].match_count; k++) {
            bool is_new;
            uint32_t at = map_put(&seen, c.set->items[i].match[k].regex, &is_new);
            if (!is_new) {
                tell_twin(&c, i, k, owner[at]);
                continue;
            }
            owner = alloc_grow(owner, &capacity, seen.count, sizeof *owner);
            owner[at] = i;
        }
    }
    alloc_free(owner);
    map_release(&seen);
    cross_release(&c);
}
