/* Deep copies of signatures, for adding what a database holds to a build. */
#include "patdb/build_internal.h"

static void copy_list(struct arena *arena, const struct sig_list *from, struct sig_list *to)
{
    to->count = from->count;
    to->items = arena_zeroed(arena, from->count, sizeof *to->items);
    for (uint32_t i = 0; i < from->count; i++)
        to->items[i] = arena_copy(arena, from->items[i]);
}

static uint16_t *copy_windows(struct arena *arena, const struct sig_pattern *from)
{
    const size_t count = from->literals.count;
    if (!from->windows)
        return NULL;
    uint16_t *windows = arena_zeroed(arena, count, sizeof *windows);
    if (count > 0)
        memcpy(windows, from->windows, count * sizeof *windows);
    return windows;
}

static struct sig_pattern *copy_patterns(struct arena *arena, const struct sig_pattern *from,
                                         uint32_t count)
{
    struct sig_pattern *to = arena_zeroed(arena, count, sizeof *to);
    for (uint32_t i = 0; i < count; i++) {
        to[i].regex = arena_copy(arena, from[i].regex);
        to[i].is_jq = from[i].is_jq;
        to[i].needs = from[i].needs;
        copy_list(arena, &from[i].literals, &to[i].literals);
        to[i].also = arena_zeroed(arena, from[i].literals.count, sizeof *to[i].also);
        for (uint32_t k = 0; k < from[i].literals.count; k++)
            to[i].also[k] = arena_copy(arena, from[i].also[k]);
        to[i].windows = copy_windows(arena, &from[i]);
    }
    return to;
}

static struct sig_example *copy_examples(struct arena *arena, const struct sig_example *from,
                                         uint32_t count)
{
    struct sig_example *to = arena_zeroed(arena, count, sizeof *to);
    for (uint32_t i = 0; i < count; i++) {
        to[i].text = arena_copy(arena, from[i].text);
        to[i].source = arena_copy(arena, from[i].source);
        to[i].capture_count = from[i].capture_count;
        to[i].captures = arena_zeroed(arena, from[i].capture_count, sizeof *to[i].captures);
        for (uint32_t k = 0; k < from[i].capture_count; k++) {
            to[i].captures[k].name = arena_copy(arena, from[i].captures[k].name);
            to[i].captures[k].value = arena_copy(arena, from[i].captures[k].value);
        }
    }
    return to;
}

static void copy_composite(struct arena *arena, const struct sig_composite *from,
                           struct sig_composite *to)
{
    *to = *from;
    to->terms = arena_zeroed(arena, from->term_count, sizeof *to->terms);
    for (uint32_t i = 0; i < from->term_count; i++) {
        to->terms[i] = from->terms[i];
        to->terms[i].id = arena_copy(arena, from->terms[i].id);
    }
    to->absences = arena_zeroed(arena, from->absence_count, sizeof *to->absences);
    for (uint32_t i = 0; i < from->absence_count; i++) {
        to->absences[i] = from->absences[i];
        to->absences[i].id = arena_copy(arena, from->absences[i].id);
    }
}

/* Everything but the id, which the caller owns, and the indexes, which are found again. */
void build_copy_sig(struct arena *arena, const struct sig *from, struct sig *to)
{
    struct slice id = to->id;
    *to = *from;
    to->id = id;
    to->title = arena_copy(arena, from->title);
    to->explain = arena_copy(arena, from->explain);
    to->source = arena_copy(arena, from->source);
    to->origin_file = arena_copy(arena, from->origin_file);
    to->match = copy_patterns(arena, from->match, from->match_count);
    to->exclude = copy_patterns(arena, from->exclude, from->exclude_count);
    to->causes = arena_zeroed(arena, from->cause_count, sizeof *to->causes);
    for (uint32_t i = 0; i < from->cause_count; i++) {
        to->causes[i] = from->causes[i];
        to->causes[i].effect_id = arena_copy(arena, from->causes[i].effect_id);
    }
    copy_list(arena, &from->refines_globs, &to->refines_globs);
    copy_list(arena, &from->recovers_globs, &to->recovers_globs);
    to->refines = to->recovers = NULL;
    to->refine_count = to->recover_count = 0;
    copy_list(arena, &from->confirm, &to->confirm);
    copy_list(arena, &from->fix, &to->fix);
    copy_list(arena, &from->rollback, &to->rollback);
    copy_list(arena, &from->capture_names, &to->capture_names);
    to->examples = copy_examples(arena, from->examples, from->example_count);
    to->counterexamples = copy_examples(arena, from->counterexamples, from->counterexample_count);
    copy_composite(arena, &from->composite, &to->composite);
}

void build_add_sigset(struct build *b, const struct sigset *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const struct sig *from = &set->items[i];
        struct build_item *item =
            build_new_item(b, from->id, from->origin_file, from->origin_line, true);
        if (item)
            build_copy_sig(&b->arena, from, &item->sig);
    }
}
