/* Chooses the windows of guard literals (window.h): the same texts give the same windows. */
#include "base/alloc.h"
#include "patdb/build_internal.h"
#include "patdb/window.h"

#include <stdlib.h>

/* Distinct literals with their windows; those of a database come with them. */
struct chooser {
    struct arena *arena;
    struct window_choice *choice;
    struct map literals;
    uint16_t *windows;
    bool *is_chosen;
    size_t capacity, chosen_capacity;
};

static void add_literal(struct chooser *c, struct slice literal, const uint16_t *window)
{
    bool is_new;
    const uint32_t at = map_put(&c->literals, literal, &is_new);
    if (is_new) {
        c->windows = alloc_grow(c->windows, &c->capacity, at + 1, sizeof *c->windows);
        c->is_chosen = alloc_grow(c->is_chosen, &c->chosen_capacity, at + 1, sizeof *c->is_chosen);
        c->windows[at] = 0;
        c->is_chosen[at] = literal.len < WINDOW_BYTES;
    }
    if (!window || c->is_chosen[at])
        return;
    c->windows[at] = *window;
    c->is_chosen[at] = true;
    window_choice_enter(c->choice, literal, *window);
}

static void add_patterns(struct chooser *c, const struct sig_pattern *patterns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < patterns[i].literals.count; k++)
            add_literal(c, patterns[i].literals.items[k],
                        patterns[i].windows ? &patterns[i].windows[k] : NULL);
}

/* The shortest first, for they have the least choice. */
static int by_length(const void *pa, const void *pb)
{
    const struct slice *a = pa, *b = pb;
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return slice_cmp(*a, *b);
}

static void choose(struct chooser *c)
{
    const uint32_t count = c->literals.count;
    struct slice *order = alloc_zeroed(count, sizeof *order);
    for (uint32_t i = 0; i < count; i++)
        order[i] = map_key(&c->literals, i);
    if (count > 0)
        qsort(order, count, sizeof *order, by_length);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = map_put(&c->literals, order[i], NULL);
        if (!c->is_chosen[at])
            c->windows[at] = (uint16_t)window_choice_add(c->choice, order[i]);
    }
    alloc_free(order);
}

static void store(struct chooser *c, struct sig_pattern *patterns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (patterns[i].windows)
            continue;
        const struct sig_list *literals = &patterns[i].literals;
        patterns[i].windows = arena_zeroed(c->arena, literals->count, sizeof(uint16_t));
        for (uint32_t k = 0; k < literals->count; k++)
            patterns[i].windows[k] = c->windows[map_put(&c->literals, literals->items[k], NULL)];
    }
}

void build_choose_windows(struct build *b)
{
    struct chooser c = { .arena = &b->arena, .choice = window_choice_new() };
    map_init(&c.literals);
    for (uint32_t i = 0; i < b->set.count; i++)
        add_patterns(&c, b->set.items[i].match, b->set.items[i].match_count);
    choose(&c);
    for (uint32_t i = 0; i < b->set.count; i++) {
        struct sig *const sig = &b->set.items[i];
        store(&c, sig->match, sig->match_count);
        for (uint32_t k = 0; k < sig->exclude_count; k++)
            if (!sig->exclude[k].windows) /* nobody looks for them: the first will do */
                sig->exclude[k].windows =
                    arena_zeroed(c.arena, sig->exclude[k].literals.count, sizeof(uint16_t));
    }
    map_release(&c.literals);
    alloc_free(c.windows);
    alloc_free(c.is_chosen);
    window_choice_free(c.choice);
}
