/* Revisions of task definitions that the input tells of. */
#include "infer/model.h"

#define REVISIONS_MAX 64

/* "arn:aws:ecs:…:task-definition/api:43" and "api:43" are the same. */
static bool parse(struct slice name, struct revision *out)
{
    size_t from = 0, colon = SLICE_NONE;
    for (size_t i = 0; i < name.len; i++)
        from = name.ptr[i] == '/' ? i + 1 : from;
    name = slice_from(name, from);
    for (size_t i = 0; i < name.len; i++)
        colon = name.ptr[i] == ':' ? i : colon;
    if (colon == SLICE_NONE || colon == 0
        || !slice_to_u64(slice_from(name, colon + 1), &out->number))
        return false;
    out->name = name;
    out->family = slice_sub(name, 0, colon);
    return true;
}

static void add(struct revisions *all, struct slice name, int64_t time_us, bool is_good)
{
    struct revision r = { .time_us = time_us, .good = is_good };
    if (!parse(name, &r))
        return;
    for (uint32_t i = 0; i < all->count; i++) {
        struct revision *known = &all->items[i];
        if (!slice_eq(known->name, r.name))
            continue;
        known->good = known->good || is_good;
        if (known->time_us == TIMESTAMP_NONE
            || (time_us != TIMESTAMP_NONE && time_us < known->time_us))
            known->time_us = time_us;
        return;
    }
    if (all->count < REVISIONS_MAX)
        all->items[all->count++] = r;
}

/* "task definition api:43 vs api:42: …" names both. */
static void add_pair(struct revisions *all, const struct occurrence *o)
{
    static const struct slice between = { " vs ", 4 };
    const size_t at = slice_find(o->text, between, 0);
    if (at == SLICE_NONE)
        return;
    const struct slice rest = slice_from(o->text, at + between.len);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != ' ')
        end++;
    if (end > 1 && rest.ptr[end - 1] == ':')
        add(all, slice_sub(rest, 0, end - 1), TIMESTAMP_NONE, false);
}

void revisions_mark_good(struct revisions *all, struct slice name)
{
    struct revision r;
    for (uint32_t i = 0; parse(name, &r) && i < all->count; i++)
        all->items[i].good = all->items[i].good || slice_eq(all->items[i].name, r.name);
}

void revisions_find(const struct model *m, struct revisions *out)
{
    static const struct slice names[] = { { "task_definition", 15 }, { "resource", 8 } };
    *out = (struct revisions){ .items = arena_alloc(m->arena, REVISIONS_MAX * sizeof *out->items) };
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        const enum sig_kind kind = m->set->items[f->sig].kind;
        if (kind != SIG_CHANGE && kind != SIG_RECOVERY)
            continue;
        for (uint32_t k = 0; k < f->sample_count; k++) {
            const struct occurrence *o = &f->samples[k];
            for (size_t n = 0; n < sizeof names / sizeof *names; n++)
                add(out, occurrence_capture(o, names[n]), o->time_us, kind == SIG_RECOVERY);
            add_pair(out, o);
        }
    }
    for (uint32_t i = 0; i < m->incident->deployment_count; i++)
        add(out, m->incident->deployments[i].definition, m->incident->deployments[i].time_us,
            false);
}

/* The one that was current when the failure began: the latest that had begun by then; without
 * times the highest number. */
const struct revision *revisions_current(const struct revisions *all, int64_t time_us)
{
    const struct revision *best = NULL;
    for (uint32_t i = 0; i < all->count; i++) {
        const struct revision *r = &all->items[i];
        const bool timed = r->time_us != TIMESTAMP_NONE && time_us != TIMESTAMP_NONE;
        if (timed && r->time_us > time_us + MODEL_SKEW_SOURCES_US)
            continue;
        if (!best || r->number > best->number)
            best = r;
    }
    return best;
}

const struct revision *revisions_before(const struct revisions *all, const struct revision *bad)
{
    const struct revision *best = NULL;
    for (uint32_t i = 0; bad && i < all->count; i++) {
        const struct revision *r = &all->items[i];
        if (!slice_eq(r->family, bad->family) || r->number >= bad->number)
            continue;
        if (!best || (r->good && !best->good)
            || (r->good == best->good && r->number > best->number))
            best = r;
    }
    return best;
}
